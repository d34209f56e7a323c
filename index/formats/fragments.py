"""Pieces of text at places on a page → lines; pieces far apart on lines that follow each other are rows of a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.formats.layout import Line
from index.formats.lines import row

_GAP = 1.5
"""Characters. A wider gap parts the columns of a table; the one between two words of prose is narrower."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text and its box. Lengths are in points, `top` counts downwards from the upper edge of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """Its height."""
        return self.bottom - self.top


def lines(fragments: Iterable[Fragment]) -> list[Line]:
    """The lines that fragments make, from top to bottom."""
    cells = [_cells(line) for line in _by_line(fragments)]
    found = []
    for at, line in enumerate(cells):
        beside = cells[max(at - 1, 0) : at] + cells[at + 1 : at + 2]
        is_row = len(line) > 1 and any(len(other) > 1 for other in beside)
        text = row([cell.text for cell in line]) if is_row else "  ".join(cell.text for cell in line)
        top, bottom = min(cell.top for cell in line), max(cell.bottom for cell in line)
        found.append(Line(text, line[0].left, line[-1].right, top, bottom - top, is_row))
    return found


def join(left: Fragment, right: Fragment) -> Fragment:
    """Two pieces of one line as one. Latin words get the space between them back if it was only a gap."""
    gap = (right.left - left.right) / max(left.size, right.size)
    latin = left.text[-1:].isascii() and right.text[:1].isascii() and " " not in (left.text[-1:], right.text[:1])
    text = left.text + (" " if gap > (0.2 if latin else 0.8) else "") + right.text
    return Fragment(text, left.left, right.right, min(left.top, right.top), max(left.bottom, right.bottom))


def _by_line(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """Fragments line by line, each line from left to right."""
    found: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.middle):
        last = found[-1][-1] if found else None
        if last and fragment.middle - last.middle < 0.5 * min(fragment.size, last.size):
            found[-1].append(fragment)
        else:
            found.append([fragment])
    return [sorted(line, key=lambda fragment: fragment.left) for line in found]


def _cells(line: list[Fragment]) -> list[Fragment]:
    """The pieces of a line that wide gaps set apart."""
    cells: list[Fragment] = []
    for fragment in line:
        if cells and fragment.left - cells[-1].right < _GAP * min(fragment.size, cells[-1].size):
            cells[-1] = join(cells[-1], fragment)
        else:
            cells.append(fragment)
    return cells
