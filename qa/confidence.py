"""How sure an answer is: signals of agreement → a calibrated probability, and the point below which we say no."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.index import Index, lexical_text
from index.interaction import best_cosines
from index.lexical import tokens
from qa.figures import asked_for, figures
from qa.retrieval import Pool

_SHIPPED = Path(__file__).parent / "calibration.json"

SIGNALS = (
    "passage",
    "sentence",
    "late",
    "hole",
    "coverage",
    "unknown",
    "margin",
    "agreement",
    "figure",
    "numbers",
    "chinese",
)
"""The names of the signals, in the order of `signals`."""


def signals(index: Index, question: str, pool: Pool) -> NDArray[np.float64]:
    """What speaks for and against the first hit, shape (len(SIGNALS),).

    passage, sentence, late: its cosines. hole: the largest share of the question, by token weight, that no token of the
    passage comes near. coverage: the rarity-weighted share of the question's words that the passage has; unknown: of
    those that the whole corpus lacks. margin: the lead over the next passage. agreement: the share of rankings that put
    it first. figure: whether it has a figure of the kind asked for (1 if none is asked for). numbers: the share of the
    question's numbers that it has (1 if there are none). chinese: the share of the question's letters that are Han.
    """
    row = int(pool.rows[0])
    text = lexical_text(index.passages[row])
    asked, said = set(tokens(question)), set(tokens(text))
    total = sum(index.lexicon.rarity(token) for token in asked) or 1.0
    coverage = sum(index.lexicon.rarity(token) for token in asked & said) / total
    numbers = {token for token in asked if token[0].isdecimal()}
    kinds = asked_for(question)
    has_kind = not kinds or any(figure.kind in kinds for figure in figures(text))
    letters = [character for character in question if character.isalpha()]
    han = sum("\u4e00" <= character <= "\u9fff" for character in letters)
    return np.array(
        [
            pool.passage[0],
            pool.sentence[0],
            pool.late[0],
            _hole(index, pool, row),
            coverage,
            1 - index.lexicon.share(question),
            pool.scores[0] - pool.scores[1] if len(pool.scores) > 1 else 0.0,
            sum(bool(scores.argmax() == 0) for scores in (pool.passage, pool.sentence, pool.late, pool.lexical)) / 4,
            has_kind,
            len(numbers & said) / len(numbers) if numbers else 1.0,
            han / len(letters) if letters else 0.0,
        ],
        np.float64,
    )


def _hole(index: Index, pool: Pool, row: int) -> float:
    asked, said = pool.asked.tokens, index.token_vectors([row])
    if asked is None or not said or not len(asked):
        return 0.0
    norms = np.linalg.norm(asked, axis=1)
    return float((norms * (1 - best_cosines(asked, said)[0])).max() / max(float(norms.sum()), 1e-9))


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
