"""Page numbers, running headers and footers: what stands on a page and belongs to no sentence.

Plain text says nothing of its pages; a page number gives an end of a page away.
"""

import re
from collections import Counter
from collections.abc import Iterable

from index.text.page_numbers import BARE, DECORATED, repeatable
from index.types import Span

_PAGE = 100
"""Characters that a page has at the least: bare numbers that stand closer than this are a list, or cells of a table."""

_RUNNING = 40
"""A running header fits on one line, with room to spare."""


def margins(text: str) -> tuple[Span, ...]:
    """Spans of the lines of plain text that are page numbers, and of running headers and footers next to them.

    A number without decoration counts only where the pages go on in sequence, with a blank line beside it. A header or
    footer is a line that stands at the same side of most page numbers, and is no sentence.
    """
    lines = [(match.start(), match.end()) for match in re.finditer(r"\S[^\n]*(?<=\S)", text)]
    words = [text[start:end] for start, end in lines]
    numbers = {at for at, line in enumerate(words) if DECORATED.fullmatch(line)} | _sequence(text, lines)
    found = numbers | set(_running(words, numbers))
    return tuple(lines[at] for at in sorted(found))


def _sequence(text: str, lines: list[Span]) -> set[int]:
    """Lines with a bare number that go on from one page to the next: two or more, counting up by one."""
    series: list[int] = []
    best: list[int] = []
    for at, (start, end) in enumerate(lines):
        match = BARE.fullmatch(text, start, end)
        if not match or not _alone(text, start, end):
            continue
        if series and _counts_on(text, lines[series[-1]], match):
            series.append(at)
        elif int(match[1]) <= 2:
            series = [at]
        best = max(best, series, key=len)
    return set(best) if len(best) > 1 else set()


def _counts_on(text: str, last: Span, match: re.Match[str]) -> bool:
    before = BARE.fullmatch(text, *last)
    follows = before and int(before[1]) + 1 == int(match[1])
    return bool(follows) and len(re.sub(r"\s", "", text[last[1] : match.start()])) >= _PAGE


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a blank line, a form feed or an end of the text stands on one side of a line."""
    before = text[max(start - 40, 0) : start].rstrip(" \t\u3000")[-2:]
    after = text[end : end + 40].lstrip(" \t\u3000")[:2]
    return any(side in ("", "\n", "\n\n") or "\f" in side for side in (before, after))


def _running(words: list[str], numbers: set[int]) -> Iterable[int]:
    """Lines right before or after page numbers that repeat there, and the header of the first page."""
    for step in (-1, 1):
        near = [at + step for at in numbers if 0 <= at + step < len(words) and at + step not in numbers]
        counts = Counter(repeatable(words[at]) for at in near)
        for line, count in counts.items():
            if count > 1 and count > len(numbers) // 2 and len(line) <= _RUNNING and line[-1] not in "。；：，！？":
                yield from (at for at in near if repeatable(words[at]) == line)
                if step == 1 and repeatable(words[0]) == line:
                    yield 0
