"""Notes at the foot of a page: lines in smaller type below the text, of which the first begins with a mark."""

import re
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.source.formats.pages.layout import Line

_SMALLER = 0.92
"""Size of a note's characters by that of the text, at most: in GB/T 9704-2012 texts have 16 points, notes 9 to 12."""

_SERIES = r"(?P<series>[①-⑳]|[⑴-⒇]|[\[［〔【]\s*\d{1,2}\s*[\]］〕】]|[*＊†‡※]{1,3})"
_MARK = re.compile(rf"\s*(?:{_SERIES}|\d{{1,2}}(?=[\s\u3000]|[^\d\s.．、,，%％年月日:：/-])|注\s*\d{{0,2}}\s*[：:])")
"""How a note begins: a mark that the text has too, or a bare number, or 注."""


def footnotes(bodies: "Sequence[Sequence[Line]]") -> "list[set[Line]]":
    """For each page the lines of its notes. A mark counts where the text has it, or another note one of its kind."""
    size = median([line.size for body in bodies for line in body for _ in line.text] or [1.0])
    found: list[set[Line]] = []
    for body in bodies:
        small: list[Line] = []
        for line in reversed(body):
            if line.row or line.region < 0 or line.size > _SMALLER * size:
                break
            small.insert(0, line)
        first = next((at for at, line in enumerate(small) if _MARK.match(line.text)), len(small))
        found.append(set(small[first:]) if len(small) < len(body) else set())
    texts = "".join(line.text for body, notes in zip(bodies, found, strict=True) for line in body if line not in notes)
    return [notes if _is_referred(notes, texts) else set() for notes in found]


def opens_note(text: str) -> bool:
    """Whether a line begins a note."""
    return bool(_MARK.match(text))


def _is_referred(notes: "set[Line]", texts: str) -> bool:
    marks = [match for line in notes if (match := _MARK.match(line.text))]
    return any(not match["series"] or match["series"] in texts for match in marks)
