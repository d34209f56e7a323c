"""Text set in two columns: the lines of the left one come first, then those of the right one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from index.source.formats.pages.fragments import Fragment, as_lines, rows
from index.source.formats.pages.layout import Line

_ROWS = 4
"""Lines that a column has at the least."""

_WIDE = 8
"""Characters of a column's full line, at the least; the columns of a table are narrower."""

_FULL = 1.6
"""Characters that a full line falls short of its column's edge, at most."""

_SHARE = 0.3
"""Share of full lines among a column's: paragraphs of two lines, under headings of one, have a third."""

_PLACES = 4
"""Places that are tried: where lines begin, where paragraphs do, and headings."""

Row = Sequence[Fragment]


def lines(fragments: Iterable[Fragment]) -> list[Line]:
    """The lines of a page in reading order. Those of columns have a `region`, odd for left and even for right ones."""
    every = rows(fragments)
    for gutter in _gutters(every):
        found = _in_columns(every, gutter)
        if any(line.region for line in found):
            return found
    return as_lines(every)


def _in_columns(every: Sequence[Row], gutter: float) -> list[Line]:
    """The lines if right columns begin at the gutter: rows between two that cross it are two columns, or are not."""
    found: list[Line] = []
    whole: list[Row] = []
    run: list[Row] = []
    region = 1
    for row in [*every, None]:
        if row is not None and not _crosses(row, gutter):
            run.append(row)
            continue
        if _is_set_in_columns(run, gutter):
            found += as_lines(whole)
            whole = []
            for side in (True, False):
                found += [replace(line, region=region) for line in as_lines(_side(run, gutter, left=side))]
                region += 1
        else:
            whole += run
        run = []
        whole += [] if row is None else [row]
    return found + as_lines(whole)


def _gutters(every: Sequence[Row]) -> list[float]:
    """Where right columns may begin, from left to right: places in the middle of the page where pieces begin."""
    pieces = [piece for row in every for piece in row]
    if len(pieces) < 2 * _ROWS:
        return []
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    middle = [piece for piece in pieces if 0.3 < (piece.left - left) / (right - left) < 0.7]
    places = Counter(round(piece.left) for piece in middle if len(piece.text) >= _WIDE / 2)
    return sorted(place for place, count in places.most_common(_PLACES) if count > 1)


def _crosses(row: Row, gutter: float) -> bool:
    return any(piece.left < gutter - 1 and piece.right > gutter + 1 for piece in row)


def _side(run: Sequence[Row], gutter: float, *, left: bool) -> list[Row]:
    sides = [[piece for piece in row if (piece.left < gutter - 1) is left] for row in run]
    return [side for side in sides if side]


def _is_set_in_columns(run: Sequence[Row], gutter: float) -> bool:
    """Whether rows are two columns of prose: of one piece each, and many of them full."""
    for left in (True, False):
        side = _side(run, gutter, left=left)
        if len(side) < _ROWS or sum(len(row) == 1 for row in side) < 0.8 * len(side):
            return False
        edge, size = max(row[-1].right for row in side), median(row[0].size for row in side)
        full = [row for row in side if edge - row[-1].right < _FULL * size]
        if len(full) < _SHARE * len(side) or median(row[-1].right - row[0].left for row in full) < _WIDE * size:
            return False
    return True
