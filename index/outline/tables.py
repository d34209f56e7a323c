"""Lines → tables: which lines are rows, and what stands over each row."""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.outline.lines import Line
from index.outline.paragraphs import Paragraph
from index.outline.patterns import CAPTION_LINE, UNIT_LINE
from index.types import Span

_GAP = re.compile(r"\t|[ \u3000]{2,}")
_CELL = 24
"""Characters. A longer cell, or one with a full stop in it, is prose that happens to have a gap."""
_NUMBER = re.compile(r"[-+−]?[\d,.，]+\s*[%％‰]?(?:[^\d\s]{1,4})?|[-—－/]+")


def mark_rows(found: Sequence[Line]) -> None:
    """Mark the rows of tables whose columns are aligned by spaces: two lines or more, one under the other, of three
    columns; or three lines of two, if these are numbers."""
    counts = [0 if line.row else _columns(line.text) for line in found]
    if not any(counts):
        return
    start = 0
    for at in range(len(found) + 1):
        if at < len(found) and counts[at] > 1 and (at == start or not found[at].blank):
            continue
        if _is_table(found[start:at], counts[start:at]):
            for line in found[start:at]:
                line.row = True
        start = at if at < len(found) and counts[at] > 1 else at + 1


def _columns(text: str) -> int:
    """The cells of a line; 0 for prose."""
    if ("  " not in text and "\u3000\u3000" not in text) or CAPTION_LINE.match(text) or UNIT_LINE.match(text):
        return 0
    cells = _GAP.split(text)
    return len(cells) if all(len(cell) <= _CELL and "。" not in cell for cell in cells) else 0


def _is_table(rows: Sequence[Line], counts: Sequence[int]) -> bool:
    if sum(count > 2 for count in counts) > 1:
        return True
    numbers = sum(bool(_NUMBER.fullmatch(_GAP.split(line.text)[-1])) for line in rows)
    return len(rows) > 2 and numbers >= len(rows) - 1


def headers(
    found: Sequence[Paragraph], text: str, given: Sequence[tuple[int, Sequence[Span]]]
) -> list[tuple[Span, ...]]:
    """For each paragraph the ranges of what stands over it in its table: the header row, a unit above it, and the cells
    that the format itself names (`given`, by the offset of the row's line); empty for prose and for headers themselves.

    A row that says again what the header says, as on the next page, is no row of data.
    """
    named = dict(given)
    over: list[tuple[Span, ...]] = []
    header: Paragraph | None = None
    unit: list[Span] = []
    for before, paragraph in pairwise([None, *found]):
        assert paragraph
        if not paragraph.row:
            header = None
            over.append(())
            continue
        if not header:
            header = paragraph
            unit = before.spans if before and not before.row and UNIT_LINE.match(before.text) else []
        start = paragraph.spans[0][0]
        cells = named.get(start, named.get(text.rfind("\n", 0, start) + 1))
        again = header is paragraph or _bare(header.text) == _bare(paragraph.text)
        if cells is None:
            cells = () if again else header.spans
        over.append(_below(unit, cells, text) if cells else ())
    return over


def _below(unit: Sequence[Span], cells: Sequence[Span], text: str) -> tuple[Span, ...]:
    """The ranges of a unit and of what stands below it, as one where only white space lies between."""
    if len(unit) == 1 and cells[0][0] > unit[0][1] and text[unit[0][1] : cells[0][0]].isspace():
        return ((unit[0][0], cells[0][1]), *cells[1:])
    return (*unit, *cells)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
