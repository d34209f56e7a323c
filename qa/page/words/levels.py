"""Confidence in words."""

from typing import Literal

from qa.answering.answer import Answer

Level = Literal["high", "medium", "low"]

_LIKELY = 0.7
"""The chance from which an answer that is not certain is called likely; below, the passage must be read."""


def level(answer: Answer) -> Level:
    """One of three levels for an answer's confidence."""
    if answer.certain:
        return "high"
    return "medium" if answer.confidence >= _LIKELY else "low"
