"""Texts → an inverted index: for every term the texts that have it, and what it is worth in each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.search.lexical import Terms, impact, occurrences

Impacts = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """An inverted index of `size` texts, numbered from 0.

    `terms`, shape (terms,), ascend. The texts that have term t are `rows[starts[t]:starts[t + 1]]`, ascending, uint32;
    `impacts`, float32, run parallel to `rows`. All four may be memory-mapped.
    """

    size: int
    terms: Terms
    starts: NDArray[np.int64]
    rows: NDArray[np.uint32]
    impacts: Impacts

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> "Postings":
        """Index the texts, in order."""
        terms, texts_of = occurrences(texts)
        lengths = np.bincount(texts_of, minlength=len(texts))
        keys = terms.astype(np.uint64) << np.uint64(32) | texts_of.astype(np.uint64)
        pairs, counts = np.unique(keys, return_counts=True)
        rows = (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        return cls._of(len(texts), (pairs >> np.uint64(32)).astype(np.uint32), rows, impact(counts, lengths[rows]))

    @classmethod
    def merge(cls, parts: Sequence[tuple["Postings", NDArray[np.int64]]]) -> "Postings":
        """The texts `kept` of each part, ascending, one part after the other, under new numbers from 0."""
        terms, rows, values = [], [], []
        size = 0
        for part, kept in parts:
            renumbered = np.full(part.size, -1, np.int64)
            renumbered[kept] = np.arange(size, size + len(kept))
            new = renumbered[part.rows]
            stay = new >= 0
            terms.append(np.repeat(part.terms, np.diff(part.starts))[stay])
            rows.append(new[stay].astype(np.uint32))
            values.append(part.impacts[stay])
            size += len(kept)
        return cls._of(size, np.concatenate(terms), np.concatenate(rows), np.concatenate(values))

    @classmethod
    def _of(cls, size: int, terms: Terms, rows: NDArray[np.uint32], values: Impacts) -> "Postings":
        """From triples whose rows ascend within each term."""
        order = np.argsort(terms, kind="stable")
        unique, starts = np.unique(terms[order], return_index=True)
        return cls(size, unique, np.append(starts, len(terms)).astype(np.int64), rows[order], values[order])

    def frequency(self, terms: Terms) -> NDArray[np.int64]:
        """How many texts have each term."""
        if not len(self.terms):
            return np.zeros(len(terms), np.int64)
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        return np.where(self.terms[at] == terms, self.starts[at + 1] - self.starts[at], 0)

    def scores(self, terms: Terms, weights: Impacts) -> Impacts:
        """BM25 of every text for a question's sparse vector, shape (size,), at least 0; 0 where no term matches."""
        scores = np.zeros(self.size, np.float32)
        for at, weight in self._known(terms, weights):
            span = slice(self.starts[at], self.starts[at + 1])
            scores[self.rows[span]] += self.impacts[span] * weight
        return scores

    def _known(self, terms: Terms, weights: Impacts) -> list[tuple[int, np.float32]]:
        if not len(self.terms):
            return []
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        known = self.terms[at] == terms
        return list(zip(at[known].tolist(), weights[known], strict=True))
