"""Confidence in words."""

from typing import Literal

from qa.answer import Answer

Level = Literal["high", "medium", "low"]

_LIKELY = 0.5
"""The chance from which an answer is more likely right than not; below, the passage must be read."""


def level(answer: Answer) -> Level:
    """One of three levels for an answer's confidence."""
    if answer.certain:
        return "high"
    return "medium" if answer.confidence >= _LIKELY else "low"
