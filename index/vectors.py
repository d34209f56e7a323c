"""Vectors → nearest vectors. The only file that knows FAISS; similarities are cosines, higher is better."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors


class VectorIndex:
    """Exact inner-product search over unit vectors."""

    def __init__(self, faiss_index: Any) -> None:
        self._index = faiss_index

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> "VectorIndex":
        """Index unit vectors of shape (n, dimension), float32; ids are their rows."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> "VectorIndex":
        """Read what `save` wrote.

        Raises:
            ValueError: the file is no FAISS index.
        """
        import faiss

        try:
            # FAISS opens no path outside ASCII on Windows; bytes work everywhere.
            return cls(faiss.deserialize_index(np.frombuffer(file.read_bytes(), np.uint8)))
        except RuntimeError as error:
            raise ValueError(f"{file.name} is no FAISS index") from error

    def save(self, file: Path) -> None:
        """Write the index to a file."""
        import faiss

        file.write_bytes(faiss.serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(self, vector: Vectors, k: int) -> NDArray[np.int64]:
        """Ids of the k vectors nearest to one of shape (dimension,), best first; fewer if there are fewer."""
        _, ids = self._index.search(np.ascontiguousarray(vector[None], np.float32), min(k, len(self)))
        return np.asarray(ids[0], np.int64)

    def vectors(self, ids: NDArray[np.int64]) -> Vectors:
        """The stored vectors of some ids, shape (len(ids), dimension)."""
        if not len(ids):
            return np.zeros((0, self.dimension), np.float32)
        return np.asarray(self._index.reconstruct_batch(np.ascontiguousarray(ids, np.int64)), np.float32)
