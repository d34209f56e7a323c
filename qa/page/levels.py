"""Confidence in words."""

from typing import Literal

from qa.answer import Answer

Level = Literal["high", "medium", "low"]

_HIGH, _MEDIUM = 0.85, 0.65
"""Chances from which a reader may rely on an answer, or should glance at it; below, the passage must be read."""


def level(answer: Answer) -> Level:
    """One of three levels for an answer's confidence."""
    if answer.confidence >= _HIGH:
        return "high"
    return "medium" if answer.confidence >= _MEDIUM else "low"
