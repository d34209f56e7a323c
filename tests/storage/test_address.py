"""Every store of an index: the same documents give the same answers in a folder and in Milvus."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from index.errors import LetterError, StaleIndexError
from index.search.encoder import TokenIds, load_encoder
from index.search.index import Index
from index.search.lexical import term
from index.source.files import File, find
from index.storage.address import Address, open_store
from index.storage.changes import Changes
from index.storage.local import LocalIndex
from index.storage.milvus import writer as milvus_writer
from index.storage.milvus.database import Database, Tables
from index.types import Source
from qa.answering.letter import Letter
from tests.conftest import OTHER, StubEncoder, write
from tests.test_cli import run

CHANGED = Source(OTHER.name, OTHER.text + "三、种树\n种树百棵。\n")
NEW = Source("new.txt", "新的。")

both = pytest.fixture(params=["index", "index.db"], ids=["folder", "milvus"])


@both
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where an index is to be kept, in either store."""
    return tmp_path / str(request.param)


@pytest.fixture
def saved(address: Path, letter_source: Source) -> Path:
    """A saved index of the real letter and another document."""
    open_store(address).update([letter_source, OTHER], StubEncoder())
    return address


def names(address: Address) -> list[str]:
    """The documents of a saved index."""
    return [entry.name for entry in open_store(address).load(StubEncoder()).entries]


def good(address: Address) -> bool:
    """Whether a saved index is what its documents make it."""
    return list(open_store(address).faults(StubEncoder())) == []


def places(index: Index, rows: np.ndarray) -> list[str]:
    """The addresses of passages."""
    return [index.passage(row).id for row in rows.tolist()]


def test_a_saved_index_holds_and_finds_what_one_in_memory_does(saved: Path, letter_source: Source) -> None:
    index, made = open_store(saved).load(StubEncoder()), LocalIndex.from_sources([letter_source, OTHER], StubEncoder())
    assert list(index.passages) == list(made.passages)
    assert index.passages[-1] == made.passages[-1]
    assert index.entries == made.entries
    assert [source.text for source in open_store(saved).texts()] == [letter_source.text, OTHER.text]
    assert index.document(OTHER.name) == made.document(OTHER.name)
    assert np.array_equal(index.vectors(index.all_rows), made.vectors(made.all_rows))
    question = StubEncoder().encode(["外贸企业贷款余额"], "question")[0]
    words, expected = index.lexicon.weights("贷款 修路 建桥"), made.lexicon.weights("贷款 修路 建桥")
    assert np.array_equal(words[1], expected[1])
    assert np.array_equal(index.bm25(index.all_rows, *words), made.bm25(made.all_rows, *expected))
    for within in (None, [0], [1], []):
        for k in (3, 1000):
            assert places(index, index.nearest(question, k, within)) == places(made, made.nearest(question, k, within))
            assert places(index, index.matching(*words, k, within)) == places(made, made.matching(*expected, k, within))
    assert index.rows(index.passages[5:8]).tolist() == index.all_rows[5:8].tolist()
    assert index.owners(index.all_rows).tolist() == made.owners(made.all_rows).tolist()
    assert good(saved)


def test_only_what_is_new_or_changed_is_embedded(saved: Path, letter_source: Source) -> None:
    encoder = StubEncoder()
    changes = open_store(saved).update([CHANGED, NEW], encoder)
    assert changes == Changes(added=["new.txt"], updated=[OTHER.name], others=[letter_source.name])
    assert any("种树" in text for text in encoder.encoded)
    assert not any("贷款" in text for text in encoder.encoded)
    assert sorted(names(saved)) == sorted([letter_source.name, OTHER.name, "new.txt"])
    assert good(saved)


def test_nothing_is_embedded_where_nothing_has_changed(saved: Path, letter_source: Source) -> None:
    encoder = StubEncoder()
    assert not open_store(saved).update([letter_source, OTHER], encoder).any
    assert encoder.encoded == []


def test_in_a_mirror_of_files_no_other_document_is_left(saved: Path, letter_source: Source) -> None:
    changes = open_store(saved).mirror([letter_source], StubEncoder())
    assert changes == Changes(unchanged=[letter_source.name], removed=[OTHER.name])
    assert names(saved) == [letter_source.name]
    index = open_store(saved).load(StubEncoder())
    found = [*index.nearest(index.vectors(index.all_rows)[0], 50), *index.matching(*index.lexicon.weights("修路"), 50)]
    assert {index.passage(int(row)).document for row in found} == {letter_source.name}
    assert good(saved)


def test_a_document_is_removed_by_name_without_the_encoder(saved: Path, letter_source: Source) -> None:
    open_store(saved).remove([OTHER.name])
    assert names(saved) == [letter_source.name]
    with pytest.raises(LetterError, match=r"no document 'nobody'"):
        open_store(saved).remove(["nobody"])
    with pytest.raises(LetterError, match="leave the index empty"):
        open_store(saved).remove([letter_source.name])
    assert names(saved) == [letter_source.name]
    assert good(saved)


def test_a_file_that_cannot_be_read_is_reported_and_its_old_text_kept(address: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    write(letters, "good.txt", OTHER.text)
    bad = write(letters, "bad.txt", "一、修桥\n今年修桥。\n")
    open_store(address).update(find([letters]), StubEncoder())
    bad.write_bytes(b"\x00\x01binary")
    changes = open_store(address).update(find([letters]), StubEncoder())
    assert [name for name, _ in changes.problems] == ["bad.txt"]
    assert sorted(names(address)) == ["bad.txt", "good.txt"]


def test_an_index_of_nothing_is_none(address: Path, tmp_path: Path) -> None:
    write(tmp_path, "bad.txt", "\x00\x01binary")
    with pytest.raises(LetterError, match="None of the files could be read"):
        open_store(address).update([File("bad.txt", tmp_path / "bad.txt")], StubEncoder())
    with pytest.raises(LetterError, match=r"There is no index in .*qa index PATHS --index"):
        open_store(address).load(StubEncoder())


def test_a_reader_goes_on_while_the_index_is_replaced_and_sees_the_new_state_when_asked_again(
    saved: Path, letter_source: Source
) -> None:
    letter = Letter(open_store(saved).load(StubEncoder()))
    before = letter.index
    question = StubEncoder().encode(["种树百棵"], "question")[0]
    open_store(saved).update([letter_source, CHANGED], StubEncoder())
    assert before.passages[-1].text.startswith("明年建桥")
    assert before.document(OTHER.name).text == OTHER.text
    assert not any("种树" in before.passage(row).text for row in before.nearest(question, 1000).tolist())
    assert before.frequency(np.array([term("种树")], np.uint32)).tolist() == [0]
    assert letter.ask("种树百棵").hits[0].text == "种树百棵。"
    assert len(letter.index.nearest(question, 1000)) == len(letter.index)
    assert letter.index.renewed() is letter.index


def test_the_index_of_another_model_says_which_and_is_made_anew_beside_it(saved: Path, letter_source: Source) -> None:
    other = StubEncoder()
    other.fingerprint = "stub-2"
    before = open_store(saved).load(StubEncoder())
    with pytest.raises(StaleIndexError, match=r"made by the encoder 'stub' \(64 dimensions\).*qa index"):
        open_store(saved).load(other)
    changes = open_store(saved).update([NEW], other)
    assert changes == Changes(added=[NEW.name], others=[letter_source.name, OTHER.name])
    assert len(open_store(saved).load(other)) == 41
    assert before.passages[-1].text.startswith("明年建桥")
    changes = open_store(saved).mirror([letter_source], other)
    assert (changes.unchanged, sorted(changes.removed)) == ([letter_source.name], sorted([NEW.name, OTHER.name]))
    assert len(open_store(saved).load(other)) == 38


def test_passages_with_equal_scores_stand_in_reading_order(address: Path) -> None:
    many = [Source(f"{number:02}.txt", "今年修路三条。\n明年建桥两座。\n" * 3) for number in range(30)]
    open_store(address).update(many, StubEncoder())
    index = open_store(address).load(StubEncoder())
    question = StubEncoder().encode(["修路"], "question")[0]
    roads = [f"{number:02}.txt#{paragraph}" for number in range(30) for paragraph in (1, 3, 5)]
    assert places(index, index.nearest(question, 50)) == roads[:50]
    assert places(index, index.matching(*index.lexicon.weights("修路"), 50)) == roads[:50]


@pytest.mark.parametrize("text", ["。。。", "😀", "一、总则\n二、细则\n", "a"])
def test_a_text_with_hardly_a_word_can_be_indexed_and_asked(text: str, address: Path) -> None:
    open_store(address).update([Source("x", text)], StubEncoder())
    assert Letter(open_store(address).load(StubEncoder())).ask("有什么？").hits
    assert good(address)


def test_every_store_gives_the_same_hits_for_real_questions(tmp_path: Path, letter_source: Source) -> None:
    gold = (Path(__file__).parent.parent / "gold" / "letter.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in gold[::25]]
    encoder = load_encoder()
    copies = [Source(f"{city}.txt", letter_source.text.replace("中山", city)) for city in ("珠海", "江门", "肇庆")]
    answers = []
    for name in ("index", "index.db"):
        open_store(tmp_path / name).update([letter_source, OTHER, *copies], encoder)
        letter = Letter(open_store(tmp_path / name).load(encoder))
        answers.append([letter.ask(question, top_k=10).as_dict() for question in questions])
    assert answers[0] == answers[1]


def test_the_command_line_takes_the_address_of_any_store(address: Path, tmp_path: Path) -> None:
    write(tmp_path, "letter.txt", "一、修桥\n今年修天桥一座，投资三百万元。\n")
    done = run("index", str(tmp_path / "letter.txt"), "--index", str(address))
    assert "1 passage" in done.stdout, done.stderr
    answer = run("ask", "天桥投资多少", "--json", QA_INDEX=str(address))
    assert "三百万元" in json.loads(answer.stdout)["hits"][0]["text"]


# What only Milvus has.


class Failing(StubEncoder):
    """Fails at a passage."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self._at = at

    def tokenise(self, texts: Sequence[str]) -> list[TokenIds]:
        if any(self._at in text for text in texts):
            raise RuntimeError("power failure")
        return super().tokenise(texts)


MANY = [Source(f"{number}.txt", f"一、第{number}号\n今年修路{number}条。\n") for number in range(6)]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write documents two by two."""
    monkeypatch.setattr(milvus_writer, "_BATCH", 2)


@pytest.mark.usefixtures("small_batches")
def test_a_run_that_is_cut_short_changes_nothing_and_is_taken_up(tmp_path: Path) -> None:
    address = tmp_path / "index.db"
    open_store(address).update([OTHER, NEW], StubEncoder())
    with pytest.raises(RuntimeError, match="power failure"):
        open_store(address).update([OTHER, *MANY], Failing("修路5条"))
    assert names(address) == [OTHER.name, NEW.name]
    assert good(address)
    encoder = StubEncoder()
    open_store(address).mirror([OTHER, *MANY[1:]], encoder)
    assert not any("修路1条" in text for text in encoder.encoded)
    assert sorted(names(address)) == sorted([OTHER.name, *(source.name for source in MANY[1:])])
    assert good(address)


def test_a_run_that_is_cut_short_at_the_last_instant_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = tmp_path / "index.db"
    open_store(address).update([OTHER, NEW], StubEncoder())
    reader = open_store(address).load(StubEncoder())
    with monkeypatch.context() as broken:
        broken.setattr(Database, "set_state", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            open_store(address).update([CHANGED], StubEncoder())
    for index in (reader, reader.renewed(), open_store(address).load(StubEncoder())):
        assert [entry.name for entry in index.entries] == [OTHER.name, NEW.name]
    assert good(address)
    open_store(address).mirror([NEW], StubEncoder())
    assert names(address) == [NEW.name]
    assert good(address)


def test_half_a_document_that_a_run_left_behind_is_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = tmp_path / "index.db"
    write_rows = Tables.add
    with monkeypatch.context() as broken:
        broken.setattr(Tables, "add", lambda *given: 1 // (given[1] != "documents") and write_rows(*given))
        with pytest.raises(ZeroDivisionError):
            open_store(address).update([CHANGED], StubEncoder())
    open_store(address).update([NEW], StubEncoder())
    index = open_store(address).load(StubEncoder())
    assert places(index, index.nearest(index.vectors(index.all_rows)[0], 50)) == ["new.txt#1"]


def test_what_no_longer_counts_is_deleted_when_the_next_writer_begins(tmp_path: Path) -> None:
    address = tmp_path / "index.db"
    for documents in ([OTHER, NEW], [CHANGED, NEW], [CHANGED, NEW]):
        open_store(address).update(documents, StubEncoder())
    database = Database(address)
    state = database.state()
    assert state is not None
    found = database.tables(state.maker).find("passages", "row >= 0", ("document",))
    assert len(list(found)) == len(open_store(address).load(StubEncoder())) == 4


def test_half_a_character_is_refused_in_one_sentence(tmp_path: Path) -> None:
    changes = open_store(tmp_path / "index.db").update([OTHER, Source("half.txt", "\ud800半个字")], StubEncoder())
    assert changes.added == [OTHER.name]
    assert "half characters" in changes.problems[0][1]


def test_damage_is_found(tmp_path: Path) -> None:
    address = tmp_path / "index.db"
    open_store(address).update([OTHER], StubEncoder())
    database = Database(address)
    state = database.state()
    assert state is not None
    tables = database.tables(state.maker)
    piece = next(iter(tables.find("texts", "row >= 0", ("row", "document", "text"))))
    tables.put("texts", [dict(piece) | {"text": piece["text"].replace("三条", "九条")}])
    assert any("its terms are not those of its text" in fault for fault in open_store(address).faults(StubEncoder()))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server that is reached as a cluster is; its address."""
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    running, database, port = start_server_in_thread(data_dir=str(folder), host="127.0.0.1", port=0)
    yield f"milvus://127.0.0.1:{port}"
    running.stop(grace=0)
    database.close()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose writers wait for nothing."""
    monkeypatch.setattr(milvus_writer, "_SETTLE", 0.0)
    with served(tmp_path / "server") as address:
        yield address


def test_an_index_is_there_again_when_its_server_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milvus_writer, "_SETTLE", 0.0)
    with served(tmp_path / "server") as address:
        open_store(address).update([OTHER], StubEncoder())
    with served(tmp_path / "server") as address:
        assert names(address) == [OTHER.name]


def test_an_index_is_kept_on_a_server_with_one_writer_at_a_time(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(server).update([OTHER], StubEncoder())
    reader = open_store(server).load(StubEncoder())
    database = Database(server)
    database.set_claim("another", time.time())
    with pytest.raises(LetterError, match="Another process is writing"):
        open_store(server).update([OTHER, NEW], StubEncoder())
    database.set_claim("another", time.time() - 3600)
    open_store(server).update([OTHER, NEW], StubEncoder())
    assert [entry.name for entry in reader.renewed().entries] == [OTHER.name, NEW.name]
    assert database.claim()[0] == ""

    class Slow(StubEncoder):
        def tokenise(self, texts: Sequence[str]) -> list[TokenIds]:
            database.set_claim("another", time.time())
            return super().tokenise(texts)

    with pytest.raises(LetterError, match="Another process is writing"):
        open_store(server).update([CHANGED], Slow())
    assert names(server) == [OTHER.name, NEW.name]
    assert good(server)


def test_a_server_that_does_not_answer_is_said_to(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match=r"'milvus://127.0.0.1:1' cannot be used"):
        open_store("milvus://127.0.0.1:1").load(StubEncoder())
    with pytest.raises(LetterError, match="is no address of Milvus"):
        open_store("milvus:/nowhere").load(StubEncoder())
