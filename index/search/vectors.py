"""Vectors → nearest vectors. The only file that knows FAISS; similarities are cosines, higher is better.

Every one is compared (`Flat`). From `APPROXIMATE_FROM` vectors on, a product quantizer (Jégou et al. 2011; four bits
for two dimensions, scanned in registers: André et al. 2015) finds `REFINE` times as many candidates as are wanted
(`Codes`), and these are compared; the vectors themselves stay on disk. On a million letters' passages, where the
nearest are hardly nearer than the next, that is 15 times as fast as comparing all, in 1/16 of the memory. Four bits for
four dimensions lose a quarter of the nearest there; RaBitQ and inverted lists were slower at the same recall.

FAISS is imported when an index is searched or written: it takes as long as numpy.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.search.encoder import Vectors

APPROXIMATE_FROM = 100_000
"""Exact search of this many vectors takes about as long as everything else that a question needs."""

REFINE = 32
"""Recall@10 on a million passages is .997; with half as many candidates it is .977."""

_ROUNDING = 1e-5
"""More than two ways of adding up a cosine differ by. FAISS adds up in its own way, which may differ from one processor
to the next; those that could be among the best are compared in ours."""

_SPARE = 64
"""Vectors that are asked for beyond those wanted, so that ties at the end are rarely worth a second search."""


def cosines(vectors: Vectors, vector: Vectors) -> Vectors:
    """The cosines of unit vectors, shape (n, dimension), with one. Equal vectors have equal ones wherever they stand,
    which BLAS does not promise."""
    return np.asarray(np.einsum("ij,j->i", vectors, vector), np.float32)


def best(rows: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """The k rows with the highest scores, best first, ties in reading order; fewer if there are fewer."""
    return rows[np.lexsort((rows, -scores))[:k]]


class Flat:
    """Unit vectors in an `IndexFlatIP`, read in place from the bytes of its file, which may be memory-mapped."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        """Open what `written` gives.

        Raises:
            ValueError: it is something else.
        """
        self._data = data  # FAISS goes on reading it.
        self._index = _read(data, "IndexFlatIP", "vectors.faiss")
        if self._index.codes.size() != len(self) * self.dimension * np.dtype(np.float32).itemsize:
            raise ValueError("vectors.faiss holds fewer vectors than it says")

    @staticmethod
    def written(vectors: Vectors) -> NDArray[np.uint8]:
        """The bytes of a file of vectors, shape (n, dimension), as `faiss.write_index` writes them."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return np.asarray(faiss.serialize_index(index))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def __getitem__(self, rows: NDArray[np.int64]) -> Vectors:
        """Some of the vectors, shape (len(rows), dimension).

        Raises:
            IndexError: there is no such row.
        """
        if len(rows) and not 0 <= rows.min() <= rows.max() < len(self):
            raise IndexError("there is no such vector")
        return np.asarray(self._index.reconstruct_batch(rows), np.float32).reshape(-1, self.dimension)

    def all(self) -> Vectors:
        """All vectors, shape (n, dimension), in memory."""
        return self[np.arange(len(self))]

    def nearest(self, vector: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
        """The k rows nearest to a vector of shape (dimension,), and their cosines, best first, ties in order; fewer if
        there are fewer."""
        wanted = min(k + _SPARE, len(self))
        if not wanted:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        while True:
            found, rows = self._index.search(np.ascontiguousarray(vector[None], np.float32), wanted)
            bar = found[0][k - 1] - _ROUNDING if k < wanted else -np.inf
            if wanted == len(self) or found[0][-1] < bar:
                break
            wanted = min(4 * wanted, len(self))
        near = np.sort(rows[0][(found[0] >= bar) & (rows[0] >= 0)])
        scores = cosines(self[near], vector)
        order = best(np.arange(len(near)), scores, k)
        return near[order], scores[order]


_SAMPLE = 50_000
"""Vectors that the quantizer is trained on: more than that changes no recall."""


class Codes:
    """Two bits a dimension of many vectors, in an `IndexPQFastScan`."""

    def __init__(self, faiss_index: Any) -> None:
        self._index = faiss_index

    @classmethod
    def of(cls, parts: list[Flat]) -> "Codes":
        """The codes of several parts, numbered through."""
        import faiss

        dimension = parts[0].dimension
        groups = next(groups for groups in range(max(dimension // 2, 1), 0, -1) if dimension % groups == 0)
        index = faiss.IndexPQFastScan(dimension, groups, 4, faiss.METRIC_INNER_PRODUCT)
        step = max(sum(map(len, parts)) // _SAMPLE, 1)
        index.train(np.ascontiguousarray(np.concatenate([part[np.arange(0, len(part), step)] for part in parts])))
        for part in parts:
            index.add(part.all())
        return cls(index)

    @classmethod
    def open(cls, file: Path, size: int, dimension: int) -> "Codes":
        """Read what `write` wrote for so many vectors.

        Raises:
            ValueError: the file is no FAISS index of theirs.
        """
        index = _read(np.frombuffer(file.read_bytes(), np.uint8), "IndexPQFastScan", file.name)
        if index.ntotal != size or index.d != dimension:
            raise ValueError(f"{file.name} belongs to other vectors")
        if index.codes.size() * 2 < size * index.M or index.pq.centroids.size() != dimension * index.ksub:
            raise ValueError(f"{file.name} holds fewer codes than it says")
        return cls(index)

    def write(self, file: Path) -> None:
        """Write the codes to a file."""
        import faiss

        file.write_bytes(faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def candidates(self, vector: Vectors, k: int) -> NDArray[np.int64]:
        """About the `k` rows nearest to a vector of shape (dimension,), in no order; fewer if there are fewer.

        Raises:
            ValueError: the codes are damaged.
        """
        try:
            _, rows = self._index.search(np.ascontiguousarray(vector[None], np.float32), min(k, len(self)))
        except RuntimeError as error:
            raise ValueError("the codes cannot be searched") from error
        return np.asarray(rows[0][rows[0] >= 0], np.int64)


def _read(data: NDArray[np.uint8], kind: str, name: str) -> Any:
    """A FAISS index of a class, from the bytes of a file: FAISS opens no path outside ASCII on Windows. What it can
    read in place it does not copy.

    Raises:
        ValueError: it is something else, or damaged.
    """
    import faiss

    reader: Any = faiss.ZeroCopyIOReader  # type: ignore[attr-defined]  # SWIG makes it.
    faiss.set_deserialization_vector_byte_limit(2 * len(data))  # A file may claim to hold more than it does.
    try:
        index = faiss.read_index(reader(faiss.swig_ptr(data), len(data)))
    except (RuntimeError, MemoryError) as error:
        raise ValueError(f"{name} is no FAISS index") from error
    if type(index) is not getattr(faiss, kind) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
        raise ValueError(f"{name} is no {kind}")
    return index
