"""Turns of phrase that change what a sentence says → signs that a statement and its passages do not say the same.

These compare wording, not meaning: a sign is a reason to look, and no proof.
"""

import re
from functools import cache

from index.text.folding import fold
from qa.composing.composed import Fault, Finding
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


def signs(statement: str, evidence: str, language: str) -> list[Finding]:
    """A negation, a reason or a comparison in the statement of which the passages have none of any kind; and a negation
    that the statement lost: the clause that is nearest to it in meaning has one."""
    said, given = fold(statement), fold(evidence)
    found = []
    for fault, turn in _ADDED:
        match = _words(turn, language).search(said)
        figure = match and _FIGURE.match(said, match.end())  # "more than 58 million" is compared as a figure.
        if match and not figure and not _evidence(turn).search(given):
            found.append(Finding(fault, match[0]))
    if (
        not _words("negation", language).search(said)
        and _DENIES.search(given)
        and _DENIES.search(_nearest(said, given))
    ):
        found.append(Finding(Fault.NEGATION))
    return found


def _nearest(said: str, given: str) -> str:
    """The clause of the passages that is nearest to a statement, by the model that ships with the index."""
    from index.search.encoder import load_encoder

    clauses = [clause for clause in re.split("[,，。;；:：\n]", given) if len(clause) >= _CLAUSE]
    if not clauses:
        return ""
    encoder = load_encoder(None)
    scores = encoder.encode(clauses, "passage") @ encoder.encode([said], "question")[0]
    return clauses[int(scores.argmax())]


@cache
def _words(turn: str, language: str) -> re.Pattern[str]:
    words = load("wording")[turn]["words"]
    return re.compile(alternatives(words.get("zh-Hans" if language.startswith("zh") else language, ())))


@cache
def _evidence(turn: str) -> re.Pattern[str]:
    return re.compile(alternatives(load("wording")[turn]["evidence"]))
