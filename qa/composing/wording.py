"""Turns of phrase that change what a sentence says → signs that a statement and its passages do not say the same.

These compare wording, not meaning: a sign is a reason to look, and no proof.
"""

import re
from functools import cache

from index.text.folding import fold
from qa.answering.composed import Fault, Finding
from qa.composing.words import alternatives, load

_ADDED = ((Fault.NEGATION, "negation"), (Fault.REASON, "reason"), (Fault.COMPARISON, "comparison"))

_DENIES = re.compile(
    "不(?!断|仅|但|少|超|低于|高于|多于|大于|小于|同(?!意)|足|久|论|管|限|动产|良|锈|等|平衡|只|妨|得[少低高多超])"
    "|未(?!来|成年|满|必)|没有|无(?!论|偿|人机|障碍|害|缝|线|形|限|锡|纸|烟)|禁止|严禁|并非|暂停|暂缓"
)
"""A clause that denies. 不断, 不仅 and 未来 do not, and 不少于 belongs to its figure."""

_FIGURE = re.compile(r"\s*\D{0,5}\d")

_CLAUSE = 4
"""Characters; fewer say nothing that a vector could be of."""

_RELATED = 0.2
"""The cosine from which a statement is about what a passage is about: of the true statements in the tests' set 1 % are
below it, and 55 % beside the passages of other letters."""


def signs(statement: str, evidence: str, language: str) -> list[Finding]:
    """A negation, a reason or a comparison in the statement of which the passages have none of any kind; a negation
    that it lost: the clause that is nearest to it in meaning has one; or, where it has no figure that could be
    compared, another topic altogether."""
    said, given = fold(statement), fold(evidence)
    found = []
    for fault, turn in _ADDED:
        match = _words(turn, language).search(said)
        figure = match and _FIGURE.match(said, match.end())  # "more than 58 million" is compared as a figure.
        if match and not figure and not _evidence(turn).search(given):
            found.append(Finding(fault, match[0]))
    clause, closeness = _nearest(said, given)
    if closeness < _RELATED and not any(character.isdecimal() for character in said):
        found.append(Finding(Fault.TOPIC))
    if _DENIES.search(clause) and not _words("negation", language).search(said):
        found.append(Finding(Fault.NEGATION))
    return found


def _nearest(said: str, given: str) -> tuple[str, float]:
    """The clause of the passages that is nearest to a statement in meaning, by the model that ships with the index, and
    the cosine of the clause, sentence or passage that is nearest."""
    from index.search.encoder import load_encoder

    clauses, whole = (
        [part for part in re.split(stops, given) if len(part) >= _CLAUSE] for stops in ("[,，。;；:：\n]", "[。\n]")
    )
    encoder = load_encoder(None)
    scores = encoder.encode([*clauses, *whole, given], "passage") @ encoder.encode([said], "question")[0]
    nearest = clauses[int(scores[: len(clauses)].argmax())] if clauses else ""
    return nearest, float(scores.max())


@cache
def _words(turn: str, language: str) -> re.Pattern[str]:
    words = load("wording")[turn]["words"]
    return re.compile(alternatives(words.get("zh-Hans" if language.startswith("zh") else language, ())))


@cache
def _evidence(turn: str) -> re.Pattern[str]:
    return re.compile(alternatives(load("wording")[turn]["evidence"]))
