"""Question → the thing that it wants to know the mentions of: "哪些部门提到了墨西哥？", "Is Mexico mentioned?".

Two kinds of question speak of mentioning: which letters do (`everywhere`), and whether it is done at all. How each
language asks is data, `mentions.json`: the thing is what a pattern calls `what`.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.text.folding import fold

_DATA = Path(__file__).parent / "mentions.json"

_MARKS = " 　“”\"'‘’「」『』？?。.！!，,：:؟¿"


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that may be mentioned, folded; `everywhere` if all letters that mention it are asked for."""

    thing: str
    everywhere: bool


@dataclass(frozen=True, slots=True)
class _Patterns:
    """`spoken` has a match in every question that any of the others match; most questions need not wait until all are
    compiled. `frame` is what stands around a thing and does not belong to it."""

    spoken: re.Pattern[str]
    everywhere: tuple[str, ...]
    whether: tuple[str, ...]
    frame: str


@cache
def _patterns() -> _Patterns:
    data = json.loads(_DATA.read_text(encoding="utf-8"))

    def filled(pattern: str) -> str:
        while match := re.search("<(who|say|said|document)>", pattern):
            pattern = pattern.replace(match[0], data["words"][match[1]])
        return pattern

    return _Patterns(
        re.compile(filled(data["spoken"])),
        tuple(map(filled, data["everywhere"])),
        tuple(map(filled, data["whether"])),
        f"{data['article']}|{data['particle']}",
    )


def mention(question: str) -> Mention | None:
    """What a question wants to know the mentions of; None if it asks for something else."""
    asked, *_ = re.split("[?？؟]", fold(question).strip(_MARKS))
    patterns = _patterns()
    if not patterns.spoken.search(asked):
        return None
    for everywhere, group in ((True, patterns.everywhere), (False, patterns.whether)):
        for pattern in group:
            if match := re.search(pattern, asked):
                what = re.sub(patterns.frame, "", match["what"].strip(_MARKS)).strip(_MARKS)
                if what:
                    return Mention(what, everywhere)
    return None
