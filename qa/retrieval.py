"""Question → ranked passages: four rankings of one pool, fused by one rule.

The rule: every ranking's scores become z-scores within the pool, and a passage's score is their weighted sum. BM25's
weight is the share of the question's words (by rarity) that occur in the corpus at all, so that it is silent on a
question in another language instead of misleading. (Sum of scores: Fox & Shaw 1994, CombSUM.)
"""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.index import Index
from index.interaction import sentence_interaction

Scores = NDArray[np.float32]

POOL = 50
"""Candidates that each of the three first-stage rankings sends to the pool."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each ranking counts in the sum of z-scores; 0 leaves it out."""

    passage: float = 1.0
    sentence: float = 0.25
    late: float = 1.0
    lexical: float = 1.5


EVERYTHING = Weights()


@dataclass(frozen=True, slots=True)
class Reading:
    """A question in the forms that the rankings need: its unit vector, its tokens' vectors (None if the encoder has
    none), BM25 of every passage, and BM25's weight."""

    text: str
    vector: Vectors
    tokens: Vectors | None
    lexical: Scores
    share: float

    @classmethod
    def of(cls, index: Index, text: str) -> "Reading":
        tokens = index.encoder.encode_tokens([text], "question")
        return cls(
            text,
            index.encoder.encode([text], "question")[0],
            tokens[0] if tokens else None,
            index.lexicon.scores(text),
            index.lexicon.share(text),
        )


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one question, best first; the arrays run in parallel, shape (candidates,). `asked` is the
    question itself, as the rankings read it.

    `rows` are passage numbers of the index; `passage` and `sentence` cosines in [-1, 1]; `late` the late
    interaction of the best sentence in [-1, 1], 0 where the encoder has no token vectors; `lexical` BM25.
    """

    asked: Reading
    rows: NDArray[np.int64]
    scores: Scores
    passage: Scores
    sentence: Scores
    late: Scores
    lexical: Scores


def retrieve(
    index: Index,
    question: str,
    weights: Weights = EVERYTHING,
    *,
    topic: str = "",
    topic_weight: float = 0.0,
    rows: NDArray[np.int64] | None = None,
) -> Pool:
    """Rank the passages of an index, or only `rows` of them. Ties stand in reading order.

    `topic` is an earlier question that counts `topic_weight` times as much as the question itself: every score of the
    pool is then the weighted mean of both.
    """
    asked = [(question, 1.0)] + ([(topic, topic_weight)] if topic_weight > 0 else [])
    readings = [Reading.of(index, text) for text, _ in asked]
    if rows is None:
        rows = np.unique(np.concatenate([_candidates(index, reading) for reading in readings]))
    shares = np.array([weight for _, weight in asked]) / sum(weight for _, weight in asked)
    scored = [_score(index, reading, rows, weights) for reading in readings]
    means = np.asarray(np.tensordot(shares, np.stack(scored), axes=1), np.float32)
    order = np.lexsort((rows, -means[0]))
    return Pool(readings[0], rows[order], *(channel[order] for channel in means))


def _score(index: Index, reading: Reading, rows: NDArray[np.int64], weights: Weights) -> Scores:
    """The fused score and the four rankings' own, shape (5, rows), in the order of `Pool`."""
    passage = index.passage_vectors.vectors(rows) @ reading.vector
    sentence = _best_sentences(index, rows, reading.vector)
    late = _late(index, reading, rows)
    lexical = reading.lexical[rows]
    fused = (
        weights.passage * _standardise(passage)
        + weights.sentence * _standardise(sentence)
        + weights.late * _standardise(late)
        + weights.lexical * reading.share * _standardise(lexical)
    )
    return np.stack([fused, passage, sentence, late, lexical])


def _candidates(index: Index, reading: Reading) -> NDArray[np.int64]:
    by_passage = index.passage_vectors.search(reading.vector, POOL)
    by_sentence = index.owners(index.sentence_vectors.search(reading.vector, POOL))
    best = np.argsort(-reading.lexical, kind="stable")[:POOL]
    return np.concatenate([by_passage, by_sentence, best[reading.lexical[best] > 0]])


def _best_sentences(index: Index, rows: NDArray[np.int64], vector: Vectors) -> Scores:
    spoken = [np.arange(index.starts[row], index.starts[row + 1]) for row in rows]
    cosines = index.sentence_vectors.vectors(np.concatenate(spoken)) @ vector
    bounds = np.cumsum([0, *map(len, spoken)])
    return np.array([cosines[start:end].max() for start, end in itertools.pairwise(bounds)], np.float32)


def _late(index: Index, reading: Reading, rows: NDArray[np.int64]) -> Scores:
    """A passage's late interaction is that of its best sentence, so that a long passage has no more chances than its
    sentences have."""
    passages = index.token_vectors(rows.tolist())
    if reading.tokens is None or passages is None:
        return np.zeros(len(rows), np.float32)
    asked = reading.tokens
    scores = [sentence_interaction(asked, tokens.sentences, tokens.context).max(initial=-1) for tokens in passages]
    return np.array(scores, np.float32)


def _standardise(scores: Scores) -> Scores:
    spread = scores.std()
    return np.asarray((scores - scores.mean()) / spread if spread > 1e-6 else np.zeros_like(scores), np.float32)
