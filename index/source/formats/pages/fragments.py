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
    kept = line[:1]
    for fragment in line[1:]:
        reach = fragment.left - _AGAIN * (fragment.right - fragment.left)
        again = kept[-1].left > reach or (len(kept) > 1 and kept[-2].left > reach)
        if not again or all(other.text.strip() != fragment.text.strip() for other in kept[-2:] if other.left > reach):
            kept.append(fragment)
    return kept


def _pieces(line: list[Fragment]) -> list[Fragment]:
    """The pieces of a line that wide gaps set apart. A gap counts by what it is wider than those between the line's
    characters: these are wide where a line is justified or spaced out."""
    pieces: list[Fragment] = []
    gaps, usual = _gaps(line)
    first, words = line[0], line[0].text
    right, top, bottom = first.right, first.top, first.bottom
    for fragment, gap in zip(line[1:], gaps, strict=True):
        if gap - usual < _GAP:
            words += _space(words, fragment.text, gap - usual) + (fragment.text.lstrip(" ") or fragment.text)
            right = fragment.right
            top = top if top < fragment.top else fragment.top
            bottom = bottom if bottom > fragment.bottom else fragment.bottom
        else:
            pieces.append(Fragment(words, first.left, right, top, bottom))
            first, words = fragment, fragment.text
            right, top, bottom = first.right, first.top, first.bottom
    return [*pieces, Fragment(words, first.left, right, top, bottom)]


def _gaps(line: Sequence[Fragment]) -> tuple[list[float], float]:
    """The gaps of a line, in characters, and the usual one between full characters; 0 if it has few of these.

    Fonts that are drawn (Type 3) give the box of what is inked; a full character is taken for as wide as most.
    """
    is_full = [len(fragment.text) <= 2 and fragment.text[-1] >= "\u2e80" for fragment in line]
    widths = [fragment.right - fragment.left for fragment, full in zip(line, is_full, strict=True) if full]
    em = median(widths) if len(widths) > 2 else 0.0
    gaps: list[float] = []
    between: list[float] = []
    for (one, other), (full, other_full) in zip(pairwise(line), pairwise(is_full), strict=True):
        size = max(one.bottom - one.top, other.bottom - other.top)  # the larger: 一 may be as flat as its stroke
        gap = other.left - one.right
        if full and one.right - one.left < em:
            gap -= (em - one.right + one.left) / 2
        if other_full and other.right - other.left < em:
            gap -= (em - other.right + other.left) / 2
        gaps.append(gap / size)
        if full and other_full:
            between.append(gap / size)
    usual = max(median(between), 0.0) if len(between) > 2 else 0.0
    return gaps, usual if usual < _GAP else 0.0  # what stands farther apart are pieces of their own


def _space(before: str, after: str, gap: float) -> str:
    """The space between two fragments whose gap is wider than usual by `gap` characters. That of two recognised words
    is inferred here; a space that PDFium infers stands before the second fragment, and holds if the gap is wider.
    """
    if after[0] != " ":
        infers = gap > _SPACE and re.fullmatch("[!-~]{2}", before[-1:] + after[:1])
        return " " if infers else ""
    if len(after) > 1 and before[-1] != " ":
        stops = not (before[-1].isalnum() and after[1].isalnum())
        full = before[-1] >= "\u2e80" and after[1] >= "\u2e80"
        return " " if gap > ((_STOP if stops else _WORD) if full else _FIGURE) else ""
    return ""


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
