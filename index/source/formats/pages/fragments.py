"""Pieces of text at places on a page → lines. A line of three pieces far apart is a row of a table; so is one of two if
a line beside it is one too."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.source.formats.lines import row
from index.source.formats.pages.layout import Line

_GAP = 1.0
"""Characters. A wider gap, without even a space in it, parts the columns of a table."""

_SPACE = 0.2
"""Characters. A wider gap between two Latin words that were recognised apart is the space between them."""

_WORD = 0.15
"""Characters. A gap that is wider by this than the line's others is meant: a space has a quarter."""

_FIGURE = 0.1
"""The same beside Latin words and figures, whose spaces are narrower."""

_STOP = 0.5
"""The same beside a punctuation mark, where many programs put what a line lacks of its width."""

_AGAIN = 0.5
"""Characters. What stands nearer to the same character is drawn twice; two that are alike stand a whole one apart."""


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
    return as_lines(rows(fragments))


def rows(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """Fragments line by line, each line as the pieces that wide gaps set apart."""
    return [_pieces(_once(line)) for line in _by_line(fragments)]


def as_lines(rows: Iterable[Sequence[Fragment]]) -> list[Line]:
    """Lines of text and rows of tables."""
    cells = _with_wrapped_cells(rows)
    found = []
    for at, line in enumerate(cells):
        beside = cells[max(at - 1, 0) : at] + cells[at + 1 : at + 2]
        has_neighbours = any(len(other) > 1 for other in beside)
        is_row = len(line) > 2 or (len(line) > 1 and has_neighbours)
        if len(line) > 2 and not has_neighbours and _is_spaced_out(line):
            is_row, text = False, "".join(cell.text.strip() for cell in line)
        else:
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


def _once(line: list[Fragment]) -> list[Fragment]:
    """A line without what is drawn again in nearly the same place: bold type of fonts that have none, and shadows."""
    kept: list[Fragment] = []
    for fragment in line:
        words, reach = fragment.text.strip(), fragment.left - _AGAIN * (fragment.right - fragment.left)
        if not any(other.left > reach and other.text.strip() == words for other in kept[-2:]):
            kept.append(fragment)
    return kept


def _pieces(line: list[Fragment]) -> list[Fragment]:
    """The pieces of a line that wide gaps set apart. A gap counts by what it is wider than those between the line's
    characters: these are wide where a line is justified or spaced out."""
    cells = line[:1]
    between = _gaps(line)
    full = [gap for gap, one, other in zip(between, line, line[1:], strict=False) if _are_full(one.text, other.text)]
    usual = max(median(full), 0.0) if len(full) > 2 else 0.0
    usual = usual if usual < _GAP else 0.0  # what stands farther apart are pieces of their own
    for fragment, gap in zip(line[1:], between, strict=True):
        last = cells[-1]
        gap -= usual
        if gap < _GAP:
            words = fragment.text if fragment.text.isspace() else fragment.text.lstrip(" ")
            space = _space(last.text, fragment.text, gap)
            top, bottom = min(last.top, fragment.top), max(last.bottom, fragment.bottom)
            cells[-1] = Fragment(last.text + space + words, last.left, fragment.right, top, bottom)
        else:
            cells.append(fragment)
    return cells


def _gaps(line: Sequence[Fragment]) -> list[float]:
    """The gaps of a line, in characters. Fonts that are drawn (Type 3) give the box of what is inked; a full character
    is taken for as wide as most."""
    widths = [fragment.right - fragment.left for fragment in line]
    full = [width for width, fragment in zip(widths, line, strict=True) if _is_full(fragment.text)]
    em = median(full) if len(full) > 2 else 0.0
    narrow = [max(em - width, 0.0) / 2 if _is_full(f.text) else 0.0 for width, f in zip(widths, line, strict=True)]
    return [
        (other.left - one.right - lacks - other_lacks) / max(one.size, other.size)  # 一 may be as flat as its stroke
        for (one, other), (lacks, other_lacks) in zip(pairwise(line), pairwise(narrow), strict=True)
    ]


def _are_full(text: str, other: str) -> bool:
    return _is_full(text) and _is_full(other)


def _is_full(text: str) -> bool:
    """Whether a fragment is one character of full width."""
    return text[-1] >= "\u2e80" and len(text) <= 2


def _space(before: str, after: str, gap: float) -> str:
    """The space between two fragments whose gap is wider than usual by `gap` characters. That of two recognised words
    is inferred here; a space that PDFium infers stands before the second fragment, and holds if the gap is wider.
    """
    if before.endswith(" ") or after.isspace():
        return ""
    if after.startswith(" "):
        stops = not (before[-1].isalnum() and after[1].isalnum())
        full = before[-1] >= "\u2e80" and after[1] >= "\u2e80"
        return " " if gap > ((_STOP if stops else _WORD) if full else _FIGURE) else ""
    return " " if gap > _SPACE and re.fullmatch("[!-~]{2}", before[-1:] + after[:1]) else ""


def _is_spaced_out(line: Sequence[Fragment]) -> bool:
    """Whether pieces are single characters with one gap between all of them: a title, not a row of a table."""
    gaps = [other.left - one.right for one, other in pairwise(line)]
    return all(len(piece.text.strip()) == 1 for piece in line) and max(gaps) < 1.1 * min(gaps)


def _with_wrapped_cells(rows: Iterable[Sequence[Fragment]]) -> list[list[Fragment]]:
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
            found.append(list(cells))
    return found
