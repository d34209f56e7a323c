"""Question → ranked passages: three rankings of one pool, fused by one rule.

The rule: every ranking's scores become z-scores within the pool, and a passage's score is their weighted sum. BM25's
weight is the share of the question's words (by rarity) that occur in the corpus at all, so that it is silent on a
question in another language instead of misleading. (Sum of scores: Fox & Shaw 1994, CombSUM.)
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.search.encoder import Vectors
from index.search.index import Index, Rows
from index.search.lexical import Terms
from index.search.lexical import tokens as words
from index.text.sentences import sentences

Scores = NDArray[np.float32]

POOL = 50
"""Candidates that each of the two first-stage rankings, vectors and BM25, sends to the pool."""

POOL_ALONE = 200
"""The same for vectors where BM25 is silent and they have to find everything: in a folder of 301 letters the first hit
answers .79 of the development questions in other languages instead of .74."""

SILENT = 0.5
"""A question of whose words BM25 knows a smaller share is left to the vectors."""

MARGIN = 0.5
"""How much a passage of another letter may fall behind, in sums of z-scores, to be shown before a further one of a
letter that is shown already."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each ranking counts in the sum of z-scores; 0 leaves it out."""

    passage: float = 1.0
    late: float = 1.0
    lexical: float = 1.5


EVERYTHING = Weights()


@dataclass(frozen=True, slots=True)
class Reading:
    """A question in the forms that the rankings need: its unit vector, its tokens' vectors (None if the encoder has
    none), its sparse vector for BM25, BM25's weight, and how rare each of its words is."""

    text: str
    vector: Vectors
    tokens: Vectors | None
    terms: Terms
    weights: Scores
    share: float
    rarities: dict[str, float]

    @classmethod
    def of(cls, index: Index, text: str) -> "Reading":
        vector, tokens = index.encoder.read(text)
        lexicon = index.lexicon
        terms, weights = lexicon.weights(text)
        rarities = lexicon.rarities(words(text))
        return cls(text, vector, tokens, terms, weights, lexicon.share(text), rarities)


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one question, best first; the arrays run in parallel, shape (candidates,). `asked` is the
    question itself, as the rankings read it.

    `rows` are passage numbers of the index; `passage` cosines in [-1, 1]; `late` the late interaction of the best
    sentence in [-1, 1]; `lexical` BM25. `sentences` are the late interactions of each candidate's sentences with the
    question itself. Where the encoder has no token vectors, both are 0.
    """

    asked: Reading
    rows: Rows
    scores: Scores
    passage: Scores
    late: Scores
    lexical: Scores
    sentences: tuple[Scores, ...]


NOTHING: Mapping[int, float] = {}


def search(
    index: Index,
    question: str,
    weights: Weights = EVERYTHING,
    *,
    topic: str = "",
    topic_weight: float = 0.0,
    rows: Rows | None = None,
    without: AbstractSet[int] = frozenset(),
    favoured: Mapping[int, float] = NOTHING,
) -> Pool:
    """Rank the passages of an index, or only `rows` of them, or all but those of the documents `without`, by their
    numbers in `index.entries`. Ties stand in reading order.

    `topic` is an earlier question that counts `topic_weight` times as much as the question itself: every score of the
    pool is then the weighted mean of both. `favoured` rows are candidates whatever the rankings say of them, and get so
    much on top of their score, in sums of z-scores.
    """
    asked = [(question, 1.0)] + ([(topic, topic_weight)] if topic_weight > 0 else [])
    readings = [Reading.of(index, text) for text, _ in asked]
    if rows is None:
        found = {row for reading in readings for row in _candidates(index, reading, without)}
        rows = np.array(sorted(found | set(favoured)), np.int64)
    shares = np.array([weight for _, weight in asked]) / sum(weight for _, weight in asked)
    late = _late(index, readings, rows)
    scored = [_score(index, *each, rows, weights) for each in zip(readings, late, strict=True)]
    means = np.asarray(np.tensordot(shares, np.stack(scored), axes=1), np.float32)
    means[0] += np.array([favoured.get(row, 0.0) for row in rows.tolist()], np.float32)
    order = np.lexsort((rows, -means[0]))
    scores, passage, best, lexical = means[:, order]
    return Pool(readings[0], rows[order], scores, passage, best, lexical, tuple(late[0][at] for at in order))


def _candidates(index: Index, reading: Reading, without: AbstractSet[int]) -> list[int]:
    alone = reading.share < SILENT
    by_vectors = _first(lambda k: index.nearest(reading.vector, k), POOL_ALONE if alone else POOL, index, without)
    by_words = _first(lambda k: index.matching(reading.terms, reading.weights, k), POOL, index, without)
    return [*by_vectors.tolist(), *by_words.tolist()]


def _first(search: Callable[[int], Rows], count: int, index: Index, without: AbstractSet[int]) -> Rows:
    """The first `count` rows of a search that are not of documents to leave out."""
    asked = count
    while True:
        rows = search(asked)
        kept = rows[~np.isin(index.owners(rows), list(without))] if without else rows
        if len(kept) >= count or len(rows) < asked:
            return kept[:count]
        asked *= 2


def alternate(scores: Sequence[float], owners: Sequence[int]) -> Iterator[int]:
    """The order in which passages are shown, as places in `scores` (best first); `owners` are their documents.

    A further passage of a document that is shown already steps back behind the first passage of another document whose
    score is at most `MARGIN` less. So the first stays the first, and one letter does not crowd out the others.
    """
    left = list(range(len(scores)))
    shown: set[int] = set()
    while left:
        best = left[0]
        new = next((at for at in left if owners[at] not in shown), best)
        chosen = new if scores[best] - scores[new] <= MARGIN else best
        left.remove(chosen)
        shown.add(owners[chosen])
        yield chosen


def _score(index: Index, reading: Reading, spoken: list[Scores], rows: Rows, weights: Weights) -> Scores:
    """The fused score and the three rankings' own, shape (4, rows), in the order of `Pool`."""
    passage = index.vectors(rows) @ reading.vector
    late = np.array([max(scores.tolist(), default=-1.0) for scores in spoken], np.float32)
    lexical = index.bm25(rows, reading.terms, reading.weights)
    fused = (
        weights.passage * _standardise(passage)
        + weights.late * _standardise(late)
        + weights.lexical * reading.share * _standardise(lexical)
    )
    return np.stack([fused, passage, late, lexical])


def _late(index: Index, readings: Sequence[Reading], rows: Rows) -> list[list[Scores]]:
    """For every reading, the late interactions of the sentences of each row; 0 without token vectors."""
    held = index.tokens(rows) if len(rows) else None
    return [
        held.sentence_scores(reading.tokens)
        if held and reading.tokens is not None
        else [np.zeros(len(sentences(index.passage(row).text)), np.float32) for row in rows.tolist()]
        for reading in readings
    ]


def _standardise(scores: Scores) -> Scores:
    spread = scores.std()
    return np.asarray((scores - scores.mean()) / spread if spread > 1e-6 else np.zeros_like(scores), np.float32)
