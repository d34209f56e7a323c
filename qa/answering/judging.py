"""What was found → how sure it is: signals of agreement → a calibrated probability, and the points below which we say
no.

One judgement for all: what was found by searching, at a place of the outline, in the metadata or by mention has the
same signals and the same two operating points.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.search.embedding import lexical_text
from index.search.index import Index, Rows
from index.search.lexical import contained, tokens
from index.text.sentences import sentences
from qa.answering.highlight import best_sentence
from qa.answering.retrieval import Found, Way
from qa.understanding.figures import asked_for, has_figure
from qa.understanding.intent import FIELDS, Intent
from qa.understanding.question import Understood
from qa.understanding.words import content

_SHIPPED = Path(__file__).parent / "calibration.json"

SIGNALS = (
    "passage",
    "late",
    "met",
    "met_in_sentence",
    "weakest",
    "weakest_in_sentence",
    "coverage",
    "unknown",
    "margin",
    "agreement",
    "figure",
    "numbers",
    "chinese",
    "place",
    "place_left",
    "fact",
    "fact_missed",
    "mention",
    "off",
    "carried",
    "read",
    "read_certainty",
    "read_elsewhere",
    "not_read",
)
"""The names of the signals, in the order of `signals`."""


def signals(understood: Understood, found: Found) -> NDArray[np.float64]:
    """What speaks for and against the first hit, shape (len(SIGNALS),).

    passage, late: its cosines. met: how near the passage comes to the question's content words (the weighted
    mean of their best cosines), and weakest: to the one that it meets worst; the same for the sentence that would be
    highlighted. coverage: the rarity-weighted share of the content words that the passage has; unknown: of those that
    the whole corpus lacks. margin: the lead over the next passage. agreement: the share of rankings that put it first.
    figure: whether the sentence has a figure of the kind asked for (1 if none is asked for). numbers: the share of the
    question's numbers that the passage has (1 if there are none). chinese: the share of the question's letters that are
    Han. place: whether a place of the outline was named and is there; place_left: whether the question asks for more
    than the place. fact: the chance of the fact that was found; fact_missed: that of a fact that was not. mention:
    whether a thing asked for is mentioned. off: the chance that this is no question to a document. carried: how much
    the question leans on the one before. read: the reader's log-odds that the first hit answers, read_certainty: the
    log-probability of its words, read_elsewhere: the best log-odds of the other candidates; 0 where nothing was read,
    which not_read tells.
    """
    index, pool = found.index, found.pool
    question = f"{understood.carried.topic if understood.carried else ''} {understood.words}".strip()
    passage = index.passage(int(pool.rows[0]))
    start, end = best_sentence(passage, pool.asked, pool.sentences[0])
    sentence = passage.text[start:end]
    words = content(question) or question
    met = _met(index, words, pool.rows[:1], sentences(passage.text).index((start, end)))
    asked = set(tokens(words))
    said = contained(asked, lexical_text(passage))
    numbers = {token for token in asked if token[0].isdecimal()}
    kinds = asked_for(question)
    letters = [character for character in question if character.isalpha()]
    first = found.read.get(int(pool.rows[0]))
    others = [seen for row, seen in found.read.items() if row != int(pool.rows[0])]
    fact = max((understood.chance(intent) for intent in FIELDS), default=0.0)
    han = sum("\u4e00" <= character <= "\u9fff" for character in letters)
    return np.array(
        [
            pool.passage[0],
            pool.late[0],
            met[0][0],
            met[1][0],
            met[0][1],
            met[1][1],
            _share(index, asked & said, asked),
            1 - index.lexicon.share(words),
            pool.scores[0] - pool.scores[1] if len(pool.scores) > 1 else 0.0,
            sum(bool(scores.argmax() == 0) for scores in (pool.passage, pool.late, pool.lexical)) / 3,
            not kinds or has_figure(sentence, kinds),
            len(numbers & said) / len(numbers) if numbers else 1.0,
            han / len(letters) if letters else 0.0,
            found.way is Way.PLACE,
            found.way is Way.PLACE and bool(content(understood.place.rest if understood.place else "")),
            fact if found.way is Way.FACT else 0.0,
            0.0 if found.way in (Way.FACT, Way.PLACE) else fact,
            _mentioned(understood, found),
            understood.chance(Intent.OFF),
            understood.carried.weight if understood.carried else 0.0,
            first.answers if first else 0.0,
            first.certainty if first else 0.0,
            max((seen.answers for seen in others), default=0.0),
            first is None,
        ],
        np.float64,
    )


def _mentioned(understood: Understood, found: Found) -> float:
    """Whether a thing whose mentions are asked for is mentioned: 1 if it is, -1 if not, 0 if that is not the
    question."""
    return (1.0 if found.way is Way.MENTION else -1.0) if understood.mention else 0.0


def _met(index: Index, words: str, row: Rows, sentence: int) -> list[tuple[float, float]]:
    """For a passage and for one of its sentences, both with the passage's context: the weighted mean and the least of
    the best cosines that the words' tokens find in it."""
    asked = index.encoder.encode_tokens([words], "question")
    held = index.tokens(row)
    if not asked or not held or not len(asked[0]):
        return [(0.0, 0.0)] * 2
    weights = np.linalg.norm(asked[0], axis=1)
    context, *said = held.best(asked[0])
    found = np.max(said, axis=0), said[sentence]
    best = [np.maximum(context, cosines) for cosines in found]
    return [(float(cosines @ weights / max(weights.sum(), 1e-9)), float(cosines.min())) for cosines in best]


def _share(index: Index, part: set[str], whole: set[str]) -> float:
    rarities = index.lexicon.rarities(whole)
    total = sum(rarities[token] for token in sorted(whole))
    return sum(rarities[token] for token in sorted(part)) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the signals (Platt 1999), fitted on development questions, and two operating
    points: the confidence from which a question is answered, and from which the answer is called certain."""

    coefficients: tuple[float, ...]
    intercept: float
    threshold: float
    certain: float

    @classmethod
    def shipped(cls, *, reads: bool) -> "Calibration":
        """The calibration in the package, fitted on the development documents of the exam of many letters: for answers
        that a reader has read, or for words and vectors alone."""
        record = json.loads(_SHIPPED.read_text(encoding="utf-8"))["reader" if reads else "words"]
        return cls(
            tuple(record["coefficients"][name] for name in SIGNALS),
            record["intercept"],
            record["threshold"],
            record["certain"],
        )

    def judge(self, understood: Understood, found: Found) -> "Judgement":
        """How sure it is that the first hit answers the question."""
        confidence = 0.0 if found.refused or not len(found.pool.rows) else self.chance(signals(understood, found))
        return Judgement(confidence, confidence >= self.threshold, confidence >= self.certain)

    def chance(self, found: NDArray[np.float64]) -> float:
        """The chance that signals, shape (len(SIGNALS),), speak for."""
        return float(1 / (1 + np.exp(-(np.dot(self.coefficients, found) + self.intercept))))


@dataclass(frozen=True, slots=True)
class Judgement:
    """How sure an answer is: the chance in [0, 1] that its first hit answers, and what that makes of it."""

    confidence: float
    answered: bool
    certain: bool
