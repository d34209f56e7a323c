"""Text → lines: what of each line can be seen outside margins, and what its layout says."""

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from index.types import UNSEEN, Source, Span

WITHOUT_WIDTH = re.compile(f"[{UNSEEN}]+")

_PARTS = re.compile(f"[^\f{UNSEEN}]+")

_WRAPPED = 3
"""Lines. Fewer tell nothing of a width."""

_NARROW, _WIDE = 20, 50
"""Characters of a line of wrapped text."""

INDENT = ("\u3000\u3000", "    ")


@dataclass(slots=True)
class Line:
    """A line that is not blank. `spans` are its visible parts and `text` these, without outer white space.

    `blank` tells whether a blank line stands before it, `indented` whether it begins a paragraph by its indent,
    `block` whether the format says that something begins here. `heading` is its level, from 1, if markup makes it a
    heading. `full` tells whether it fills the width of the text, in which paragraphs are indented and lines wrapped.
    `row` marks a row of a table.
    """

    spans: list[Span]
    text: str
    blank: bool
    indented: bool
    block: bool = False
    heading: int = 0
    row: bool = False
    note: bool = False
    full: bool = False


def lines(text: str, source: Source, margins: Sequence[Span]) -> list[Line]:
    """The lines of a source, its words taken from `text`, which has the source's length."""
    blocks, headings = frozenset(source.blocks), dict(source.headings)
    pieces = bool(margins) or "\f" in text or bool(WITHOUT_WIDTH.search(text))
    found: list[Line] = []
    offset, blank = 0, True
    for words in text.split("\n"):
        end = offset + len(words)
        spans = _visible(text, offset, end, margins) if pieces else _trimmed(words, offset)
        if spans:
            start = offset + len(words) - len(words.lstrip("\f"))
            shown = text[slice(*spans[0])] if len(spans) == 1 else "".join(text[left:right] for left, right in spans)
            line = Line(spans, shown, blank, text.startswith(INDENT, start), row="\t" in words.lstrip())
            if blocks or headings:
                line.block = bool(blocks.intersection(range(offset, spans[0][0] + 1)))
                line.heading = max((headings.get(at, 0) for at in range(offset, spans[0][0] + 1)), default=0)
            found.append(line)
        blank = not spans
        offset = end + 1
    if source.notes:
        _mark_notes(found, source.notes)
    _mark_full(found)
    return found


def _mark_full(found: Sequence[Line]) -> None:
    """Of a text that is wrapped, mark the lines that reach its width: most of those that a line without indent
    follows."""
    if not any(line.indented for line in found):
        return
    wrapped = [
        line for line, after in pairwise(found) if not (after.indented or after.blank or after.block or line.row)
    ]
    widths = sorted(map(_width, wrapped))
    usual = widths[len(widths) * 3 // 4] if len(widths) >= _WRAPPED else 0
    if _NARROW <= usual <= _WIDE and sum(width > 0.9 * usual for width in widths) >= 0.7 * len(widths):
        for line in wrapped:
            line.full = 0.93 * usual < _width(line) < 1.07 * usual


def _width(line: Line) -> float:
    """The width of a line in characters, its indent included; of one that is too wide to be wrapped at least that
    much."""
    if len(line.text) > 2 * _WIDE:
        return len(line.text) / 2
    return sum(0.5 if character.isascii() else 1.0 for character in line.text) + 2 * line.indented


def _trimmed(words: str, offset: int) -> list[Span]:
    shown = words.strip()
    if not shown:
        return []
    start = offset + len(words) - len(words.lstrip())
    return [(start, start + len(shown))]


def _visible(text: str, start: int, end: int, margins: Sequence[Span]) -> list[Span]:
    """The parts of a line that margins, form feeds and characters without width leave, without outer white space."""
    pieces = []
    near = islice(margins, bisect(margins, start, key=lambda margin: margin[1]), None)
    for left, right in [*takewhile(lambda margin: margin[0] < end, near), (end, end)]:
        parts = _PARTS.finditer(text, start, max(start, left))
        pieces += [part.span() for part in parts if not part[0].isspace()]
        start = max(start, right)
    if pieces:
        (first, stop), (before, last) = pieces[0], pieces[-1]
        pieces[0] = (first + len(text[first:stop]) - len(text[first:stop].lstrip()), stop)
        pieces[-1] = (pieces[-1][0], before + len(text[before:last].rstrip()))
    return pieces


def _mark_notes(found: Iterable[Line], notes: Sequence[Span]) -> None:
    for line in found:
        line.note = any(start <= line.spans[0][0] < end for start, end in notes)
