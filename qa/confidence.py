"""How sure an answer is: signals of agreement → a calibrated probability, and the point below which we say no."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.index import Index, lexical_text
from index.lexical import tokens
from qa.retrieval import Pool

_SHIPPED = Path(__file__).parent / "calibration.json"

SIGNALS = ("passage", "sentence", "late", "coverage", "margin", "agreement")
"""The names of the signals, in the order of `signals`."""


def signals(index: Index, question: str, pool: Pool) -> NDArray[np.float64]:
    """What speaks for the first hit, shape (len(SIGNALS),): its cosines, the share of the question's words that it has,
    its lead over the next passage, and how many rankings put it first."""
    asked = set(tokens(question))
    said = set(tokens(lexical_text(index.passages[int(pool.rows[0])])))
    total = sum(index.lexicon.rarity(token) for token in asked) or 1.0
    coverage = sum(index.lexicon.rarity(token) for token in asked & said) / total
    margin = float(pool.scores[0] - pool.scores[1]) if len(pool.scores) > 1 else 0.0
    agreement = sum(bool(scores.argmax() == 0) for scores in (pool.passage, pool.sentence, pool.late)) / 3
    return np.array([pool.passage[0], pool.sentence[0], pool.late[0], coverage, margin, agreement], np.float64)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the signals (Platt 1999), fitted on the development questions of a gold set."""

    coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    @classmethod
    def shipped(cls) -> "Calibration":
        """The calibration of the embedded model on the shipped letter's development questions."""
        record = json.loads(_SHIPPED.read_text(encoding="utf-8"))
        return cls(tuple(record["coefficients"][name] for name in SIGNALS), record["intercept"], record["threshold"])

    def confidence(self, index: Index, question: str, pool: Pool) -> float:
        """The chance in [0, 1] that the pool's first passage answers the question."""
        activation = float(np.dot(self.coefficients, signals(index, question, pool))) + self.intercept
        return float(1 / (1 + np.exp(-activation)))
