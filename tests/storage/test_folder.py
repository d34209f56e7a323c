"""The index on disk: what is saved, what is done again, what is checked, what survives."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index.errors import LetterError, StaleIndexError
from index.search import vectors
from index.source.files import find
from index.storage import exchange, writer
from index.storage import folder as store
from index.storage.local import LocalIndex
from index.storage.manifest import read_manifest, sha256
from index.storage.verify import faults
from index.types import Source
from qa.answering.letter import Letter
from tests.conftest import OTHER, StubEncoder, write

CHANGED = Source(OTHER.name, OTHER.text + "三、种树\n种树百棵。\n")


@pytest.fixture
def saved(tmp_path: Path, letter_source: Source) -> Path:
    """A saved index of the real letter and another document."""
    writer.update(tmp_path / "索引", [letter_source, OTHER], StubEncoder())
    return tmp_path / "索引"


def names(folder: Path) -> list[str]:
    """The documents of a saved index."""
    return [entry.name for entry in store.load(folder, StubEncoder()).entries]


def test_an_index_comes_back_from_disk_as_it_was(saved: Path, letter_source: Source) -> None:
    loaded, made = store.load(saved, StubEncoder()), LocalIndex.from_sources([letter_source, OTHER], StubEncoder())
    assert list(loaded.passages) == list(made.passages)
    assert [source.text for source in store.texts(saved)] == [letter_source.text, OTHER.text]
    rows = np.arange(len(made))
    assert np.array_equal(loaded.vectors(rows), made.vectors(rows))
    assert list(faults(saved, StubEncoder())) == []


def test_the_manifest_says_what_the_index_is_made_of(saved: Path) -> None:
    record = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))
    assert (record["encoder"], record["dimension"], record["search"]) == ("stub", 64, "exact")
    assert (record["documents"], record["passages"]) == (2, 40)


def test_a_folder_that_has_not_changed_is_left_as_it_is(saved: Path, letter_source: Source) -> None:
    before = (saved / "manifest.json").stat().st_mtime_ns
    encoder = StubEncoder()
    assert not writer.update(saved, [letter_source, OTHER], encoder).any
    assert encoder.encoded == []
    assert (saved / "manifest.json").stat().st_mtime_ns == before


def test_a_generator_is_read_as_it_goes_and_large_collections_make_several_segments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "SEGMENT", 40)
    monkeypatch.setattr(writer, "_BATCH", 150)
    many = (Source(f"{number}.txt", f"一、第{number}号\n今年修路{number}条。\n明年建桥。\n") for number in range(100))
    writer.update(tmp_path / "index", many, StubEncoder())
    index = store.load(tmp_path / "index", StubEncoder())
    assert len(index) == 200
    assert len(index.segments) == 5
    assert list(faults(tmp_path / "index", StubEncoder())) == []
    letter = Letter(index)
    assert letter.ask("今年修路77条").hits[0].passage.document == "77.txt"
    first = set(read_manifest(tmp_path / "index").segments)
    texts = [source for source in store.texts(tmp_path / "index") if source.name != "77.txt"]
    writer.mirror(tmp_path / "index", texts, StubEncoder())
    assert len(first & set(read_manifest(tmp_path / "index").segments)) == 4
    assert len(store.load(tmp_path / "index", StubEncoder())) == 198


def test_a_large_index_finds_by_quantized_vectors_what_comparing_all_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [Source(f"{number}.txt", f"修路{number}条，建桥{number * 7}座。") for number in range(640)]
    folder = tmp_path / "index"
    monkeypatch.setattr(writer, "APPROXIMATE_FROM", 640)
    writer.update(folder, sources[1:], StubEncoder())
    assert store.load(folder, StubEncoder()).codes is None
    writer.update(folder, sources, StubEncoder())
    quantized = store.load(folder, StubEncoder())
    exact = LocalIndex(quantized.segments, StubEncoder())
    assert quantized.codes is not None
    assert len(quantized.codes) == 640
    for question in StubEncoder().encode([source.text for source in sources[::40]], "question"):
        assert quantized.nearest(question, 1).tolist() == exact.nearest(question, 1).tolist()
    other = tmp_path / "codes"
    vectors.Codes.of([vectors.Flat(vectors.Flat.written(quantized.segments[0].vectors.all()[:630]))]).write(other)
    with pytest.raises(ValueError, match="belongs to other vectors"):
        vectors.Codes.open(other, 640, 64)
    other.write_bytes(other.read_bytes().replace((630).to_bytes(8, "little"), (10**9).to_bytes(8, "little")))
    with pytest.raises(ValueError, match="codes"):
        vectors.Codes.open(other, 10**9, 64)


def test_one_writer_at_a_time(saved: Path) -> None:
    with FileLock(saved / "lock"), pytest.raises(LetterError, match="Another process is writing"):
        writer.update(saved, [OTHER], StubEncoder())
    assert len(names(saved)) == 2


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"precious")
    with pytest.raises(LetterError, match="holds other files"):
        writer.update(tmp_path, [OTHER], StubEncoder())
    assert [file.name for file in tmp_path.iterdir()] == ["holiday.jpg"]


def test_the_index_of_another_model_says_which_and_what_to_do(saved: Path) -> None:
    other = StubEncoder()
    other.fingerprint = "stub-2"
    with pytest.raises(StaleIndexError, match=r"made by the encoder 'stub' \(64 dimensions\).*qa index"):
        store.load(saved, other)
    writer.update(saved, (), other)
    assert len(store.load(saved, other)) == 40


def test_an_index_is_carried_in_one_file(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "letters.qa"
    exchange.export(saved, file)
    writer.update(tmp_path / "elsewhere", [CHANGED], StubEncoder())
    exchange.import_(file, tmp_path / "elsewhere")
    assert names(tmp_path / "elsewhere") == names(saved)
    assert list(faults(tmp_path / "elsewhere", StubEncoder())) == []
    writer.update(tmp_path / "elsewhere", [Source("new.txt", "新的。")], StubEncoder())
    with pytest.raises(LetterError, match=r"holds other documents, as 'new.txt', which would be lost"):
        exchange.import_(file, tmp_path / "elsewhere")
    writer.remove(tmp_path / "elsewhere", ["new.txt"])
    file.write_bytes(file.read_bytes()[:-5000])
    with pytest.raises(LetterError, match="no index that can be imported"):
        exchange.import_(file, tmp_path / "elsewhere")
    assert len(names(tmp_path / "elsewhere")) == 2


KILLED = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from index.storage import writer
writer._BATCH, writer.SEGMENT = 300, 64
from index.source.files import find
from tests.conftest import StubEncoder
print("ready", flush=True)
writer.update(Path({folder!r}), find([{letters!r}]), StubEncoder())
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_killed_at_any_instant_the_index_opens_in_the_old_state_or_the_new(tmp_path: Path) -> None:
    root = str(Path(__file__).parent.parent.parent)
    letters, folder = tmp_path / "letters", tmp_path / "index"
    letters.mkdir()
    for number in range(30):
        write(letters, f"{number:02}.txt", f"一、第{number}号\n" + "今年修路三条。\n明年建桥两座。\n" * 5)
    writer.update(folder, find([letters]), StubEncoder())
    old = {entry.name: entry.digest for entry in store.load(folder, StubEncoder()).entries}
    for number in range(0, 30, 2):
        write(letters, f"{number:02}.txt", f"一、新的第{number}号\n" + "今年种树百棵。\n明年挖井一口。\n" * 5)
    new = {file.name: sha256(file.path) for file in find([letters])}
    script = KILLED.format(root=root, folder=str(folder), letters=str(letters))
    delay = random.Random(6)
    outcomes = set()
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = {entry.name: entry.digest for entry in store.load(folder, StubEncoder()).entries}
        assert found in (old, new)
        assert list(faults(folder, StubEncoder())) == []
        outcomes.add("new" if found == new else "old")
    writer.update(folder, find([letters]), StubEncoder())
    assert {entry.name: entry.digest for entry in store.load(folder, StubEncoder()).entries} == new
