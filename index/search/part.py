"""Some documents of an index, as an index of their own.

A question asked of them is answered as if there were no others: a word is as rare as it is among them.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.search.embedding import lexical_text
from index.search.encoder import TokenIds, Vectors
from index.search.entry import Entry
from index.search.index import Index, Rows
from index.search.lexical import Terms, impacts
from index.search.outline import Outline
from index.types import Passage

_COUNTED = 500
"""Passages up to which the words of a part are counted, in 0.1 s; a larger one is taken to use them as the whole
does."""


class Part(Index):
    """The documents of `whole` with these numbers, in its order."""

    def __init__(self, whole: Index, documents: Sequence[int]) -> None:
        super().__init__(whole.encoder)
        self._whole = whole
        self._documents = sorted(documents)
        firsts = [(whole.first(number), whole.entries[number].passages) for number in self._documents]
        ranges = [np.arange(first, first + passages) for first, passages in firsts]
        self._rows: Rows = np.concatenate([*ranges, np.zeros(0, np.int64)]).astype(np.int64)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._whole.entries[number] for number in self._documents)

    def __len__(self) -> int:
        return len(self._rows)

    def passage(self, row: int) -> Passage:
        return self._whole.passage(int(self._rows[row]))

    def text(self, document: int) -> str:
        return self._whole.text(self._documents[document])

    def outline(self, document: int) -> Outline:
        return self._whole.outline(self._documents[document])

    def first(self, document: int) -> int:
        return int(np.searchsorted(self._rows, self._whole.first(self._documents[document])))

    def nearest(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> Rows:
        return self._mine(self._whole.nearest(vector, k, self._theirs(within)))

    def matching(self, terms: Terms, weights: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> Rows:
        return self._mine(self._whole.matching(terms, weights, k, self._theirs(within)))

    def vectors(self, rows: Rows) -> Vectors:
        return self._whole.vectors(self._rows[rows])

    def bm25(self, rows: Rows, terms: Terms, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._whole.bm25(self._rows[rows], terms, weights)

    def frequency(self, terms: Terms) -> NDArray[np.int64]:
        if len(self) > _COUNTED:
            return np.minimum(self._whole.frequency(terms), len(self))
        return np.array([self._counts[number] for number in terms.tolist()], np.int64)

    @cached_property
    def _counts(self) -> Counter[int]:
        """How many passages have each term."""
        found = (impacts(lexical_text(self.passage(row)))[0] for row in range(len(self)))
        return Counter(number for terms in found for number in terms.tolist())

    def _token_ids(self, rows: Rows) -> tuple[TokenIds, NDArray[np.int64], NDArray[np.int64]] | None:
        return self._whole._token_ids(self._rows[rows])

    def _theirs(self, within: Sequence[int] | None) -> list[int]:
        return self._documents if within is None else [self._documents[number] for number in within]

    def _mine(self, rows: Rows) -> Rows:
        return np.searchsorted(self._rows, rows)
