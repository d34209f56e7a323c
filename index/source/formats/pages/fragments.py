"""Pieces of text at places on a page → lines. A line of three pieces far apart is a row of a table; so is one of two if
a line beside it is one too."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.source.formats.lines import row
from index.source.formats.pages.layout import Line

_GAP = 1.0
"""Characters. A wider gap, without even a space in it, parts the columns of a table."""

_SPACE = 0.2
"""Characters. A wider gap between two Latin words that were recognised apart is the space between them."""


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
    cells = _with_wrapped_cells(map(_cells, _by_line(fragments)))
    found = []
    for at, line in enumerate(cells):
        beside = cells[max(at - 1, 0) : at] + cells[at + 1 : at + 2]
        is_row = len(line) > 2 or (len(line) > 1 and any(len(other) > 1 for other in beside))
        text = row([cell.text for cell in line]) if is_row else "  ".join(cell.text.lstrip() for cell in line)
        found.append(Line(text, line[0].left, line[-1].right, line[0].top, max(c.size for c in line), is_row))
    return found


def _by_line(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """Fragments line by line, each line from left to right."""
    found: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.middle):
        last = found[-1][-1] if found else None
        if last and fragment.middle - last.middle < 0.5 * max(fragment.size, last.size):
            found[-1].append(fragment)
        else:
            found.append([fragment])
    return [sorted(line, key=lambda fragment: fragment.left) for line in found]


def _cells(line: list[Fragment]) -> list[Fragment]:
    """The pieces of a line that wide gaps set apart."""
    cells = line[:1]
    for fragment in line[1:]:
        last = cells[-1]
        size = max(fragment.size, last.size)  # The larger one: the box of 一 may be as flat as its stroke.
        gap = (fragment.left - last.right) / size
        if gap < _GAP:
            latin = re.fullmatch("[!-~]{2}", last.text[-1:] + fragment.text[:1])
            text = last.text + (" " if latin and gap > _SPACE else "") + fragment.text
            top, bottom = min(last.top, fragment.top), max(last.bottom, fragment.bottom)
            cells[-1] = Fragment(text, last.left, fragment.right, top, bottom)
        else:
            cells.append(fragment)
    return cells


def _with_wrapped_cells(rows: Iterable[list[Fragment]]) -> list[list[Fragment]]:
    """Rows of three cells or more, whose cells go on in the lines below: these have words under later cells only."""
    found: list[list[Fragment]] = []
    for cells in rows:
        above = found[-1][1:] if found and len(found[-1]) > 2 else []
        places = [[at for at, cell in enumerate(above, 1) if abs(cell.left - part.left) < part.size] for part in cells]
        if all(places):
            for part, (at, *_) in zip(cells, places, strict=True):
                cell = found[-1][at]
                right = max(cell.right, part.right)
                found[-1][at] = Fragment(cell.text + part.text, cell.left, right, cell.top, cell.bottom)
        else:
            found.append(cells)
    return found
