"""Turns of phrase that change what a sentence says → signs that a statement and its passages do not say the same.

These compare wording, not meaning: a sign is a reason to look, and no proof.
"""

import re
from functools import cache

from index.text.folding import fold
from index.text.sentences import sentences
from qa.composing.composed import Fault, Finding
from qa.composing.words import alternatives, load

_ADDED = ((Fault.NEGATION, "negation"), (Fault.REASON, "reason"), (Fault.COMPARISON, "comparison"))


def signs(statement: str, evidence: str, language: str) -> list[Finding]:
    """A negation, a reason or a comparison in the statement of which the passages have none of any kind; and a negation
    that the statement lost: the passages have clear ones in every sentence."""
    said, given = fold(statement), fold(evidence)
    found = []
    for fault, turn in _ADDED:
        match = _words(turn, language).search(said)
        if match and not _evidence(turn, "evidence").search(given):
            found.append(Finding(fault, match[0]))
    if not _words("negation", language).search(said) and _denies(given):
        found.append(Finding(Fault.NEGATION))
    return found


def _denies(given: str) -> bool:
    spans = sentences(given)
    strong = _evidence("negation", "strong")
    return bool(spans) and all(strong.search(given[start:end]) for start, end in spans)


@cache
def _words(turn: str, language: str) -> re.Pattern[str]:
    words = load("wording")[turn]["words"]
    return re.compile(alternatives(words.get("zh-Hans" if language.startswith("zh") else language, ())))


@cache
def _evidence(turn: str, kind: str) -> re.Pattern[str]:
    return re.compile(alternatives(load("wording")[turn][kind]))
