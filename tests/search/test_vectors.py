"""Vectors in FAISS: the files are FAISS's own, ties stand in reading order, nothing is held twice."""

import ast
import subprocess
import sys
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.search.encoder import Vectors
from index.search.vectors import Flat, cosines
from index.storage import writer
from index.storage.folder import load
from index.types import Source
from tests.conftest import OTHER, StubEncoder

ROOT = Path(__file__).parent.parent.parent


def units(count: int, dimension: int = 64) -> Vectors:
    """Random directions."""
    found = np.random.default_rng(5).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


@pytest.mark.parametrize("count", [0, 1, 40, 1000])
def test_the_nearest_are_those_with_the_highest_cosines(count: int) -> None:
    vectors = units(count)
    flat = Flat(Flat.written(vectors))
    assert (len(flat), flat.dimension) == (count, 64)
    assert np.array_equal(flat.all(), vectors)
    for question in units(7):
        expected = np.argsort(-cosines(vectors, question), kind="stable")
        for k in (1, 50, 2000):
            rows, found = flat.nearest(question, k)
            assert rows.tolist() == expected[:k].tolist()
            assert np.array_equal(found, cosines(vectors, question)[rows])


def test_equal_vectors_stand_in_their_order_however_many_there_are() -> None:
    once = units(10)
    copies = np.concatenate([once] * 300)
    flat = Flat(Flat.written(copies))
    for place, question in enumerate(once):
        same = list(range(place, 3000, 10))
        for k in (1, 7, 100, 300):
            assert flat.nearest(question, k)[0].tolist() == same[:k]


def test_faiss_opens_the_files_of_an_index_by_itself_and_finds_the_same(tmp_path: Path, letter_source: Source) -> None:
    writer.update(tmp_path / "index", [letter_source, OTHER], StubEncoder())
    (file,) = (tmp_path / "index").glob("segment-*/vectors.faiss")
    alone = faiss.read_index(str(file))
    index = load(tmp_path / "index", StubEncoder())
    assert (type(alone), alone.ntotal) == (faiss.IndexFlatIP, len(index))
    questions = StubEncoder().encode(["外贸企业贷款余额", "修路三条", "境外分会场"], "question")
    scores, rows = alone.search(questions, 5)
    assert rows.tolist() == [index.nearest(question, 5).tolist() for question in questions]
    assert np.allclose(scores, [cosines(index.vectors(row), q) for row, q in zip(rows, questions, strict=True)])


def test_a_row_that_is_not_there_is_an_error_and_no_other_memory() -> None:
    flat = Flat(Flat.written(units(10)))
    for rows in ([10], [-1], [3, 1 << 40]):
        with pytest.raises(IndexError, match="no such vector"):
            flat[np.array(rows)]
    assert flat[np.zeros(0, np.int64)].shape == (0, 64)


def test_other_faiss_indexes_are_none_of_ours() -> None:
    vectors = units(10)
    for other in (faiss.IndexFlatL2(64), faiss.IndexHNSWFlat(64, 8, faiss.METRIC_INNER_PRODUCT)):
        other.add(vectors)
        with pytest.raises(ValueError, match="is no IndexFlatIP"):
            Flat(np.asarray(faiss.serialize_index(other)))


IN_PLACE = """
import sys
sys.path.insert(0, {root!r})
import faiss, numpy as np
from pathlib import Path
from index.search.vectors import Flat
def held():
    return 1024 * int(Path("/proc/self/status").read_text().split("RssAnon:")[1].split()[0])
data = np.asarray(np.memmap({file!r}, np.uint8, "r"))
Flat(Flat.written(np.ones((1, 64), np.float32))).nearest(np.ones(64, np.float32), 1)
before = held()
flat = Flat(data)
flat[np.arange(0, len(flat), 100)]
print(held() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_vectors_are_read_in_place(tmp_path: Path) -> None:
    file = tmp_path / "vectors.faiss"
    Flat.written(units(100_000)).tofile(file)
    script = IN_PLACE.format(root=str(ROOT), file=str(file))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < file.stat().st_size / 4


def test_one_file_of_the_packages_knows_faiss() -> None:
    found = set()
    for file in [*(ROOT / "index").rglob("*.py"), *(ROOT / "qa").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import) and any(name.name == "faiss" for name in node.names):
                found.add(file.relative_to(ROOT).as_posix())
    assert found == {"index/search/vectors.py"}
