"""The ruled lines of a page → tables: which cell a place on the page is in."""

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_THIN = 3.0
"""Points. What is thinner is a ruled line, however it was drawn; the border of a letter's table has half a point."""

_TOUCH = 2.0
"""Points between lines that meet."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points, counted from the upper left corner of the page."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `tops` are the places of its horizontal lines, `columns` those of the vertical ones beside each row."""

    tops: tuple[float, ...]
    columns: tuple[tuple[float, ...], ...]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a place, from 0; None if it is outside, or in a row of one cell."""
        at = bisect(self.tops, y) - 1
        if not 0 <= at < len(self.columns) or len(self.columns[at]) < 3:
            return None
        column = bisect(self.columns[at], x) - 1
        return (at, column) if 0 <= column < len(self.columns[at]) - 1 else None


def grids(shapes: Iterable[Box]) -> list[Grid]:
    """The tables that the shapes drawn on a page make. A rectangle counts as its four edges."""
    found = []
    for group in _groups(shapes):
        rules = [rule for shape in group for rule in _edges(*shape)]
        tops = _distinct(rule[1] for rule in rules if _is_flat(rule))
        upright = [rule for rule in rules if not _is_flat(rule)]
        columns = tuple(
            _distinct(left for left, start, _, end in upright if start - _TOUCH < (top + bottom) / 2 < end + _TOUCH)
            for top, bottom in pairwise(tops)
        )
        if any(len(row) > 2 for row in columns):
            found.append(Grid(tops, columns))
    return found


def _edges(left: float, top: float, right: float, bottom: float) -> list[Box]:
    if right - left < _THIN and bottom - top < _THIN:
        return []
    if right - left < _THIN or bottom - top < _THIN:
        return [(left, top, right, bottom)]
    across = [(left, edge, right, edge) for edge in (top, bottom)]
    return [*across, *((edge, top, edge, bottom) for edge in (left, right))]


def _is_flat(rule: Box) -> bool:
    return rule[2] - rule[0] >= rule[3] - rule[1]


def _groups(shapes: Iterable[Box]) -> list[list[Box]]:
    """Shapes whose boxes touch, directly or through others. Each box is compared with those of groups so far."""
    closed: list[list[Box]] = []
    groups: list[tuple[Box, list[Box]]] = []
    for shape in sorted(shapes, key=lambda shape: shape[1]):
        box, members, apart = shape, [shape], []
        for other, group in groups:
            if other[3] + _TOUCH < shape[1]:
                closed.append(group)
            elif other[0] - _TOUCH < shape[2] and shape[0] - _TOUCH < other[2]:
                box = (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))
                members += group
            else:
                apart.append((other, group))
        groups = [*apart, (box, members)]
    return closed + [group for _, group in groups]


def _distinct(places: Iterable[float]) -> tuple[float, ...]:
    """Places in order, those that touch taken as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _THIN:
            found.append(place)
    return tuple(found)
