"""Vectors → nearest vectors. The only file that knows FAISS; similarities are cosines, higher is better.

Up to `APPROXIMATE_FROM` vectors every one is compared. Beyond, a product quantizer (Jégou et al. 2011; four bits for
two dimensions, scanned in registers: André et al. 2015) finds `REFINE` times as many candidates as are wanted, which
are compared with the vectors themselves; those stay on disk. On a million letters' passages, where the nearest are
hardly nearer than the next, that is 15 times as fast as comparing all, in 1/16 of the memory. Four bits for four
dimensions lose a quarter of the nearest there; RaBitQ and inverted lists were slower at the same recall.
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


_CACHED = 12_000_000
"""Bytes of vectors up to which BLAS compares them in half the time; what does not fit into the cache takes it twice as
long as a plain sum of products."""

_ROUNDING = 1e-5
"""More than two ways of adding up a cosine differ by. BLAS gives equal vectors cosines that differ by their places; the
best are compared in one way, so that ties are ties."""


def exact(vectors: Vectors, vector: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
    """The k rows of `vectors`, shape (n, dimension), nearest to `vector` and their cosines, best first, ties in
    order; fewer if there are fewer. No FAISS: its import would take longer than the search."""
    scores = vectors @ vector if vectors.nbytes <= _CACHED else np.einsum("ij,j->i", vectors, vector)
    last = max(len(scores) - k, 0)
    near = np.flatnonzero(scores >= np.partition(scores, last)[last] - _ROUNDING) if last else np.arange(len(scores))
    cosines = np.einsum("ij,j->i", vectors[near], vector)
    best = np.lexsort((near, -cosines))[:k]
    return near[best], np.asarray(cosines[best], np.float32)


_SAMPLE = 50_000
"""Vectors that the quantizer is trained on: more than that changes no recall."""


class Codes:
    """Two bits a dimension of many vectors."""

    def __init__(self, faiss_index: Any) -> None:
        self._index = faiss_index

    @classmethod
    def of(cls, parts: list[Vectors]) -> "Codes":
        """The codes of several arrays of unit vectors, numbered through."""
        import faiss

        dimension = parts[0].shape[1]
        groups = next(groups for groups in range(max(dimension // 2, 1), 0, -1) if dimension % groups == 0)
        index = faiss.IndexPQFastScan(dimension, groups, 4, faiss.METRIC_INNER_PRODUCT)
        step = max(sum(map(len, parts)) // _SAMPLE, 1)
        index.train(np.ascontiguousarray(np.concatenate([part[::step] for part in parts]), np.float32))
        for part in parts:
            index.add(np.ascontiguousarray(part, np.float32))
        return cls(index)

    @classmethod
    def open(cls, file: Path, size: int, dimension: int) -> "Codes":
        """Read what `write` wrote for so many vectors.

        Raises:
            ValueError: the file is no FAISS index of theirs.
        """
        import faiss

        data = np.frombuffer(file.read_bytes(), np.uint8)  # FAISS opens no path outside ASCII on Windows.
        faiss.set_deserialization_vector_byte_limit(2 * len(data))  # A file may claim to hold more than it does.
        try:
            index = faiss.deserialize_index(data)
        except (RuntimeError, MemoryError) as error:
            raise ValueError(f"{file.name} is no FAISS index") from error
        if not isinstance(index, faiss.IndexPQFastScan) or index.ntotal != size or index.d != dimension:
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
