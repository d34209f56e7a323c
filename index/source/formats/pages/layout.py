"""Lines on pages → text: paragraphs that the width of a page wrapped are joined, page margins are told from the rest.

PDF and text recognition share it. Lengths are in points; positions are counted from a page's upper left corner.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.source.formats.lines import INDENT
from index.source.formats.pages.footnotes import footnotes, opens_note
from index.text.numbering import marker
from index.text.page_numbers import is_page_number, repeatable
from index.types import Source, Span

_ZONE = 0.12
"""Share of a page's height above and below its text: GB/T 9704-2012 sets 37 mm of 297 above and 35 below."""

_STOPS = tuple("。！？；：…”）")
_NEVER_FIRST = "，。、；：！？”’）》】〕%％"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `size` is the height of its characters; a `row` of a table has its cells set apart by tabs.

    A `region` other than 0 is a column or turned text (below 0), with edges of its own. A `margin` is known to be one.
    """

    text: str
    left: float
    right: float
    top: float
    size: float
    row: bool = False
    region: int = 0
    margin: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its lines, in reading order."""

    height: float
    lines: tuple[Line, ...]
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the text of a page stands: its edges, the size of its characters, and the distance between lines of one
    paragraph, at most. `told` says whether indents or wider distances tell where paragraphs begin."""

    left: float
    right: float
    size: float
    pitch: float
    told: bool

    def inset(self, line: Line) -> float:
        """How far from the left edge a line begins, in characters."""
        return (line.left - self.left) / self.size

    def indent(self, line: Line) -> str:
        """The indent of a paragraph, two characters, as text. Titles, which stand in the middle, have other sizes."""
        indented = 1.5 <= self.inset(line) <= 2.6 and abs(line.size - self.size) < 0.25 * self.size
        return INDENT if indented and not line.row else ""


@dataclass(frozen=True, slots=True)
class _Item:
    line: Line
    page: int
    column: _Column
    margin: bool
    note: bool

    @property
    def aside(self) -> bool:
        """Whether text goes on past it."""
        return self.margin or self.note


def source(name: str, pages: Sequence[Page], remarks: tuple[str, ...] = ()) -> Source:
    """The text of pages. Where a paragraph goes on over a page, form feeds and no newline stand between its parts; the
    notes below its first part stand before it."""
    items = _notes_first(_items(pages))
    parts, starts, margins, notes = list[str](), list[int](), list[Span](), list[Span]()
    offset = 0
    before: _Item | None = None
    for item, going_on in items:
        if parts and not going_on:
            offset -= len(parts[-1]) - len(parts[-1].rstrip(" "))
            parts[-1] = parts[-1].rstrip(" ")
        between = _between(before, item, going_on)
        words = item.line.text if item.aside or going_on else item.column.indent(item.line) + item.line.text
        offset += len(between)
        starts += [offset] * (item.page + 1 - len(starts))
        span = offset, offset + len(words.rstrip(" "))
        if item.margin:
            margins.append(span)
        elif item.note and going_on:
            notes[-1] = notes[-1][0], span[1]
        elif item.note:
            notes.append(span)
        offset += len(words)
        parts += [between, words]
        before = item
    starts += [offset] * (len(pages) - len(starts))
    text = "".join(parts).rstrip(" ") + "\n"
    return Source(name, text, tuple(starts), tuple(margins), notes=tuple(notes), remarks=remarks)


def _items(pages: Sequence[Page]) -> list[_Item]:
    outside = _margins(pages)
    bodies = [[line for line in page.lines if line not in found] for page, found in zip(pages, outside, strict=True)]
    below = footnotes(bodies)
    bodies = [[line for line in body if line not in found] for body, found in zip(bodies, below, strict=True)]
    columns = _columns(bodies)
    return [
        _Item(line, at, columns.get((at, line.region), columns[at, 0]), line in outside[at], line in below[at])
        for at, page in enumerate(pages)
        for line in page.lines
    ]


def _notes_first(items: list[_Item]) -> list[tuple[_Item, bool]]:
    """Items, and whether each goes on with what stands before it. Notes that stand inside a paragraph are put before
    it: they are no part of it."""
    result: list[tuple[_Item, bool]] = []
    start = 0
    for item, going_on in zip(items, _going_on(items), strict=True):
        if item.note:
            place = start if going_on else len(result)
            last = result[place - 1][0] if place else None
            goes_on = last is not None and last.note and last.page == item.page and not opens_note(item.line.text)
            result.insert(place, (item, goes_on))
            start += going_on
        else:
            start = start if going_on else len(result)
            result.append((item, going_on))
    return result


def _between(before: _Item | None, item: _Item, going_on: bool) -> str:
    """What stands in the text between two lines."""
    if not before:
        return ""
    turned = before.page != item.page
    if not going_on:
        return "\n\n" if turned else "\n"
    if turned or before.margin or item.margin:
        return "\f"
    latin = before.line.text[-1:].isascii() and item.line.text[:1].isascii() and before.line.text[-1:] not in " -"
    return " " if latin else ""


def _margins(pages: Sequence[Page]) -> list[set[Line]]:
    """For each page the lines at its edges that are its number, stand at the edge of another page too, or are set apart
    from the text in smaller type."""
    edges = [{line: (_edge(line, page.height), repeatable(line.text)) for line in page.lines} for page in pages]
    counts = Counter(key for page in edges for key in set(page.values()))
    size = median([line.size for page in pages for line in page.lines for _ in line.text] or [1.0])
    return [
        {
            line
            for line, key in page.items()
            if line.margin
            or (key[0] and (is_page_number(line.text.strip()) or counts[key] > 1 or _is_apart(line, page, size)))
        }
        for page in edges
    ]


def _is_apart(line: Line, others: Iterable[Line], size: float) -> bool:
    """Whether a line in smaller type than the text has no other line near."""
    return line.size < 0.85 * size and all(abs(line.top - other.top) > 2.5 * size for other in others if other != line)


def _edge(line: Line, height: float) -> str:
    """ "top" or "bottom" if a line stands above or below the text of its page, else ""."""
    middle = line.top + line.size / 2
    if line.row or line.region < 0 or _ZONE * height < middle < (1 - _ZONE) * height:
        return ""
    return "top" if middle < height / 2 else "bottom"


def _columns(bodies: Sequence[Sequence[Line]]) -> dict[tuple[int, int], _Column]:
    """The column of each page and region. A page that a scanner shifted has its own edges, if a line of it reaches
    them."""
    regions = {line.region for body in bodies for line in body} | {0}
    found: dict[tuple[int, int], _Column] = {}
    for region in regions:
        inside = [[line for line in body if line.region == region] for body in bodies]
        found |= {(page, region): column for page, column in enumerate(_columns_of(inside))}
    return found


def _columns_of(bodies: Sequence[Sequence[Line]]) -> list[_Column]:
    lines = [line for body in bodies for line in body if not line.row]
    if not lines:
        lines = [line for body in bodies for line in body] or [Line("", 0, 1, 0, 1)]
    size = median([line.size for line in lines for _ in line.text] or [1.0])
    pairs = [pair for body in bodies for pair in pairwise(body) if not any(line.row for line in pair)]
    gaps = [below.top - above.top for above, below in pairs if max(above.size, below.size) < 1.2 * size]
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    usual = median(gaps or [size])
    indented = sum(1.5 <= (line.left - left) / size <= 2.6 for line in lines) > 1
    spaced = not indented and sum(1.2 * usual < gap < 3 * usual for gap in gaps) > 0.2 * len(gaps)
    columns = []
    for body in bodies:
        own = [line for line in body if not line.row] or lines
        own_left, own_right = min(line.left for line in own), max(line.right for line in own)
        columns.append(
            _Column(
                own_left if own_left - left < 1.2 * size else left,
                own_right if right - own_right < 1.2 * size else right,
                size,
                usual * (1.2 if spaced else 1.6),
                indented or spaced,
            )
        )
    return columns


def _going_on(items: Sequence[_Item]) -> list[bool]:
    """For each line whether it, or the next line of text if it is a margin, goes on with the paragraph before it."""
    found = [False] * len(items)
    waiting: list[int] = []
    last: _Item | None = None
    for at, item in enumerate(items):
        waiting.append(at)
        if not item.aside:
            for place in waiting:
                found[place] = last is not None and _goes_on(last, item)
            waiting, last = [], item
    return found


def _goes_on(before: _Item, item: _Item) -> bool:
    """Whether a line is the rest of the paragraph of the line before it: that one is full, this one is not indented.

    The lines of a title stand in the middle; there it is enough that the first is full.
    """
    first, second, column = before.line, item.line, before.column
    if first.row or second.row or abs(first.size - second.size) > 0.25 * column.size:
        return False
    if before.page == item.page and second.top - first.top > column.pitch:
        return False
    room = column.right - first.right
    if min(first.size, second.size) > 1.2 * column.size:
        room = column.right - column.left - (first.right - first.left)
    elif item.column.inset(second) > 0.8 or column.inset(first) > 2.6:
        return False
    if not column.told and (first.text.rstrip().endswith(_STOPS) or marker(second.text)):
        return False
    return room < (_first_width(second.text) + 0.6) * second.size


def _first_width(text: str) -> float:
    """The width in characters of what a line break may not part from the first character of a line."""
    word = re.match(f"([!-~]+|.)([{_NEVER_FIRST}]*)", text)
    return len(word[1]) * (0.5 if word[1].isascii() else 1) + len(word[2]) if word else 0
