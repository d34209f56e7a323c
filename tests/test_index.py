"""The index: what is embedded, what is saved, what is checked when it is opened."""

import json
from pathlib import Path

import numpy as np
import pytest

from index import store
from index.errors import LetterError
from index.index import Index, embedding_text
from index.reader import Source
from index.types import ROLE_WORDS, Document, Role
from qa.letter import Letter
from tests.conftest import StubEncoder

OTHER = Source("other.txt", "一、修路\n今年修路三条。\n二、建桥\n明年建桥两座；后年再建一座。\n")


def test_a_passage_is_embedded_with_its_heading_and_stored_without(letter_document: Document) -> None:
    loans = next(p for p in letter_document.passages if "609.82" in p.text)
    assert embedding_text(loans) == f"关于加强金融授信扶持力度的建议\n{loans.text}"
    assert "关于加强金融授信" not in loans.text


def test_back_matter_is_embedded_with_the_name_of_its_role(letter_document: Document) -> None:
    number = next(p for p in letter_document.passages if p.text.startswith("中商务电函"))
    assert embedding_text(number) == f"{ROLE_WORDS[Role.NUMBER]}\n中商务电函〔2023〕10号"


def test_sentence_vectors_belong_to_their_passages() -> None:
    index = Index.from_sources([OTHER], StubEncoder())
    assert index.starts.tolist() == [0, 1, 3]
    assert index.owners(np.array([0, 1, 2])).tolist() == [0, 1, 1]
    expected = StubEncoder().encode(["后年再建一座。"], "passage")
    assert np.allclose(index.sentence_vectors.vectors(np.array([2])), expected)


def test_unchanged_documents_are_not_embedded_again(letter_source: Source) -> None:
    before = Index.from_sources([letter_source, OTHER], StubEncoder())
    changed = Source(OTHER.name, OTHER.text + "三、种树\n")
    encoder = StubEncoder()
    after = Index.from_sources([changed, letter_source], encoder, known=before)
    assert any("建桥" in text for text in encoder.encoded)
    assert not any("贷款" in text for text in encoder.encoded)
    fresh = Index.from_sources([changed, letter_source], StubEncoder())
    rows = np.arange(len(fresh.passages))
    assert np.allclose(after.passage_vectors.vectors(rows), fresh.passage_vectors.vectors(rows))


def test_an_index_comes_back_from_disk_as_it_was(letter_index: Index, tmp_path: Path) -> None:
    store.save(letter_index, tmp_path / "索引")
    loaded = store.load(tmp_path / "索引", StubEncoder())
    assert loaded.passages == letter_index.passages
    assert loaded.sources == letter_index.sources
    rows = np.arange(len(loaded.passages))
    assert np.array_equal(loaded.passage_vectors.vectors(rows), letter_index.passage_vectors.vectors(rows))


def test_a_saved_index_is_readable_files_and_a_manifest_that_names_its_makers(
    letter_index: Index, tmp_path: Path
) -> None:
    store.save(letter_index, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["encoder"], manifest["dimension"], manifest["normalised"]) == ("stub", 64, True)
    assert manifest["documents"][0]["sha256"] == letter_index.sources[0].sha256
    assert {Path(name).suffix for name in manifest["files"]} == {".jsonl", ".faiss", ".npy", ".json"}


def test_saving_again_leaves_only_the_new_state(letter_index: Index, tmp_path: Path) -> None:
    store.save(letter_index, tmp_path)
    store.save(Index.from_sources([OTHER], StubEncoder()), tmp_path)
    assert len(list(tmp_path.glob("state-*"))) == 1
    assert len(store.load(tmp_path, StubEncoder()).passages) == 2


def test_a_folder_with_other_things_in_it_is_left_alone(letter_index: Index, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"precious")
    with pytest.raises(LetterError, match="holds other files"):
        store.save(letter_index, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["holiday.jpg"]


def test_what_an_interrupted_save_left_does_not_lock_the_folder(letter_index: Index, tmp_path: Path) -> None:
    (tmp_path / "state-dead").mkdir()
    (tmp_path / "manifest.json.new").write_text("{")
    store.save(letter_index, tmp_path)
    assert store.load(tmp_path, StubEncoder()).passages == letter_index.passages
    assert len(list(tmp_path.glob("state-*"))) == 1


@pytest.mark.parametrize("text", ["。。。", "😀", "一、总则\n二、细则\n", "a"])
def test_a_text_with_hardly_a_word_can_be_indexed_and_asked(text: str) -> None:
    letter = Letter(Index.from_sources([Source("x", text)], StubEncoder()))
    assert letter.ask("有什么？").hits


def test_the_index_of_another_model_says_which_and_what_to_do(letter_index: Index, tmp_path: Path) -> None:
    store.save(letter_index, tmp_path)
    other = StubEncoder()
    other.fingerprint = "stub-2"
    with pytest.raises(store.StaleIndexError, match=r"made by the encoder 'stub' \(64 dimensions\).*qa index"):
        store.load(tmp_path, other)
    assert store.sources(tmp_path) == list(letter_index.sources)


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match=r"There is no index in .*qa index PATHS --index"):
        store.load(tmp_path / "none", StubEncoder())


def test_damage_to_any_file_is_noticed(letter_index: Index, tmp_path: Path) -> None:
    store.save(letter_index, tmp_path)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) >= 10
    for file in files:
        good = file.read_bytes()
        for bad in (good[: len(good) // 2], b"", good[:-1] + bytes([good[-1] ^ 1]), None):
            if bad is None:
                file.unlink()
            else:
                file.write_bytes(bad)
            if file.name == "manifest.json" and bad == good[:-1] + bytes([good[-1] ^ 1]):
                continue
            with pytest.raises(LetterError, match=r"damaged|There is no index"):
                store.load(tmp_path, StubEncoder())
        file.write_bytes(good)
    store.load(tmp_path, StubEncoder())


def test_the_index_half_never_imports_the_other_half() -> None:
    package = Path(store.__file__).parent
    for file in package.rglob("*.py"):
        assert "import qa" not in file.read_text(encoding="utf-8"), file
        assert "from qa" not in file.read_text(encoding="utf-8"), file
