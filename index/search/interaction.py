"""Late interaction: every token of a question looks for its best counterpart in a passage.

ColBERT's MaxSim (Khattab & Zaharia 2020), each question token weighted by the norm of its vector, so that a model can
say which words matter. A passage is read sentence by sentence, each together with the passage's context (its headings):
a passage is as good as its best sentence, so that a long one has no more chances than its sentences have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.search.encoder import TokenIds, TokenTable, Vectors

Lengths = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some passages. Token t has the direction of `vectors[ids[t]]`.

    Unit u, a context or a sentence, has the tokens `ids[units[u]:units[u + 1]]`. Passage p has the units `passages[p]`
    to `passages[p + 1]`: first its context, then its sentences.
    """

    vectors: Vectors
    ids: NDArray[np.int64]
    units: NDArray[np.int64]
    passages: NDArray[np.int64]

    @classmethod
    def from_ids(cls, table: TokenTable, ids: TokenIds, lengths: Lengths, units: Lengths) -> "Tokens":
        """From rows of an encoder's table: those of all units one after the other, the tokens of every unit, and the
        units of every passage."""
        table.lookup(ids.max(initial=0, keepdims=True))  # Raises if damage made it a number beyond the table.
        unique, places = _distinct(ids)
        return cls(table.lookup(unique), places, _bounds(lengths), _bounds(units))

    @classmethod
    def from_vectors(cls, passages: Sequence[Sequence[Vectors]]) -> "Tokens":
        """From the token vectors of every passage's units; there is at least one unit."""
        units = [unit for passage in passages for unit in passage]
        vectors = np.concatenate(units)
        return cls(vectors, np.arange(len(vectors)), _bounds(list(map(len, units))), _bounds(list(map(len, passages))))

    def best(self, question: Vectors) -> Vectors:
        """Each question token's best cosine in each unit, shape (units, question tokens); 0 in an empty unit."""
        best = np.zeros((len(self.units) - 1, len(question)), np.float32)
        filled = np.flatnonzero(np.diff(self.units))
        if len(filled) and len(question):
            cosines = self.vectors @ directions(question).T / _norms(self.vectors)
            best[filled] = np.maximum.reduceat(cosines.take(self.ids, axis=0), self.units[filled], axis=0)
        return best

    def sentence_scores(self, question: Vectors) -> list[Vectors]:
        """For each passage, the scores of its sentences in [-1, 1]: the norm-weighted mean of the question tokens' best
        cosines in the sentence or in the passage's context."""
        best = self.best(question)
        contexts = np.repeat(best[self.passages[:-1]], np.diff(self.passages), axis=0)
        scores = np.maximum(best, contexts) @ _weights(question)
        return [scores[start + 1 : end] for start, end in pairwise(self.passages.tolist())]


def late_interaction(question: Vectors, passages: Sequence[Vectors]) -> Vectors:
    """The score of whole passages, shape (passages,), in [-1, 1]: the norm-weighted mean of the best cosines of
    `question`'s tokens in each. Token vectors have shape (tokens, dimension)."""
    if not passages:
        return np.zeros(0, np.float32)
    return np.asarray(Tokens.from_vectors([[passage] for passage in passages]).best(question) @ _weights(question))


def directions(tokens: Vectors) -> Vectors:
    """Token vectors at unit length, what late interaction needs of a passage; zeros stay zeros."""
    return np.asarray(tokens / _norms(tokens), np.float32)


def _norms(vectors: Vectors) -> Vectors:
    """The norms of rows, shape (rows, 1); 1 for zeros."""
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return np.where(norms > 0, norms, np.float32(1))


def _weights(question: Vectors) -> Vectors:
    """What each question token counts, adding up to 1 if any does."""
    norms = np.linalg.norm(question, axis=1)
    return np.asarray(norms / max(float(norms.sum()), 1e-9), np.float32)


def _distinct(ids: TokenIds) -> tuple[TokenIds, NDArray[np.int64]]:
    """The ids that occur, ascending, and the place of every id among them: `np.unique` without its sorting."""
    occurs = np.zeros(int(ids.max(initial=0)) + 1, bool)
    occurs[ids] = True
    distinct = np.flatnonzero(occurs)
    places = np.empty(len(occurs), np.int64)
    places[distinct] = np.arange(len(distinct))
    return distinct.astype(np.uint32), places[ids]


def _bounds(lengths: Sequence[int] | Lengths) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
