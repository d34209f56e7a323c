"""The characters of a PDF page → fragments that stand upright, without watermarks and seals laid over the text.

Text that is turned, or runs downwards, is turned upright in groups of its own.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from ctypes import byref, c_uint
from itertools import islice, pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from index.source.formats.pages.fragments import Fragment
from index.source.formats.pages.grid import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_CHARACTER_LIMIT = 50_000
"""Characters of a page; a dense one has three thousand."""

_HYPHENS = "\x02\ufffe"
"""What PDFium says for a hyphen at the end of a line."""

_UPRIGHT = 0.09
"""Radians, five degrees: how far the text of a page that was scanned askew is off."""

_SAMPLE = 5
"""Every fifth character is asked whether its font says which one it is; a font has more than five on a page."""

_LARGE = 1.8
"""A watermark's characters are larger than the text's by this; those of a title by 1.4."""

Turn = int
"""Clockwise quarters by which text is turned: 0 is upright, 1 reads downwards, 3 upwards."""


class Glyph(NamedTuple):
    """A character on the page as it is seen: `at` is its number in PDFium's text, `turn` None for what is askew.
    `size` is its height, across the direction in which it reads; `known` tells whether its font says what it is."""

    at: int
    text: str
    box: Box
    turn: Turn | None
    size: float
    known: bool

    @property
    def middle(self) -> tuple[float, float]:
        """Its place."""
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2


def placed(page: "PdfPage") -> Callable[[float, float, float, float], Box]:
    """PDF counts from the lower left corner of the page as it was before it was turned."""
    left, bottom, right, top = page.get_cropbox()
    width, height, turn = right - left, top - bottom, page.get_rotation()

    def place(x: float, y: float, to_x: float, to_y: float) -> Box:
        box = x - left, top - to_y, to_x - left, top - y
        if turn == 90:
            return height - box[3], box[0], height - box[1], box[2]
        if turn == 180:
            return width - box[2], height - box[3], width - box[0], height - box[1]
        return (box[1], width - box[2], box[3], width - box[0]) if turn == 270 else box

    return place


def upright(box: Box, turn: Turn, width: float, height: float) -> Box:
    """Where a box is once the page is turned back so that text of this turn stands upright."""
    left, top, right, bottom = box
    if turn == 1:
        return top, width - right, bottom, width - left
    if turn == 2:
        return width - right, height - bottom, width - left, height - top
    return (height - bottom, left, height - top, right) if turn == 3 else box


def glyphs(page: "PdfPage") -> list[Glyph]:
    """The characters that are read, in PDFium's order; those of watermarks and seals are not among them."""
    text = page.get_textpage()
    found = _without_askew(list(islice(_glyphs(page, text), _CHARACTER_LIMIT)))
    found = _without_large(found)
    pale = _pale(found, text)
    return [glyph for glyph in found if glyph.at not in pale] if pale else found


def groups(found: list[Glyph], width: float, height: float) -> dict[Turn, list[Fragment]]:
    """The fragments of each turn, turned upright, and in the coordinates of the page once it is turned back."""
    result: dict[Turn, list[Fragment]] = {0: []}
    for glyph in _with_columns_of_characters(found):
        turn = glyph.turn or 0
        left, top, right, bottom = upright(glyph.box, turn, width, height) if turn else glyph.box
        result.setdefault(turn, []).append(Fragment(glyph.text, left, right, top, bottom))
    return result


def _glyphs(page: "PdfPage", text: "PdfTextPage") -> Iterator[Glyph]:
    """A space that PDFium infers from a gap stands before the character that follows. Radicals and vertical forms that
    a font has in place of characters become these (U+2F08 → 人)."""
    from pypdfium2.raw import (
        FS_RECTF,
        FPDFText_GetCharAngle,
        FPDFText_GetLooseCharBox,
        FPDFText_GetUnicode,
        FPDFText_HasUnicodeMapError,
        FPDFText_IsGenerated,
    )

    place, quarters = placed(page), page.get_rotation() // 90
    raw, box, space = text.raw, FS_RECTF(), ""
    count = text.count_chars()
    doubtful = any(FPDFText_HasUnicodeMapError(raw, at) == 1 for at in range(0, count, _SAMPLE))
    for at in range(count):
        character = chr(FPDFText_GetUnicode(raw, at))
        if character in " \r\n" and FPDFText_IsGenerated(raw, at) == 1:
            space = " " if character == " " else ""
            continue
        known = not (doubtful and FPDFText_HasUnicodeMapError(raw, at) == 1) and not "\ue000" <= character <= "\uf8ff"
        if character in _HYPHENS:
            character = "-"
        elif not known:
            character = "\ufffd"
        elif not character.isprintable() and not character.isspace():
            continue
        elif (
            "\u2e80" <= character <= "\u2fdf" or "\ufe10" <= character <= "\ufe19" or "\ufe30" <= character <= "\ufe48"
        ):
            character = unicodedata.normalize("NFKC", character)
        if not FPDFText_GetLooseCharBox(raw, at, box):
            continue
        left, top, right, bottom = place(box.left, box.bottom, box.right, box.top)
        if right > left and bottom > top:
            angle = FPDFText_GetCharAngle(raw, at) / (math.pi / 2)
            near = round(angle)
            turn = (near + quarters) % 4 if abs(angle - near) * math.pi / 2 < _UPRIGHT else None
            size = right - left if turn in (1, 3) else bottom - top
            words = " " if character.isspace() else space + character
            yield Glyph(at, words, (left, top, right, bottom), turn, size, known)
            space = ""


def _without_askew(found: list[Glyph]) -> list[Glyph]:
    """Without watermarks across the page and the ring of a seal. Of a ring one character or two stand upright: those
    between others that are askew."""
    askew = [glyph.turn is None for glyph in found]
    if not any(askew):
        return found
    near = [at for at, glyph in enumerate(found) if glyph.turn is None]
    gone = set(near)
    for before, after in pairwise(near):
        if 1 < after - before <= 3:
            gone.update(range(before + 1, after))
    return [glyph for at, glyph in enumerate(found) if at not in gone]


def _without_large(found: list[Glyph]) -> list[Glyph]:
    """Without large characters that lie over or under the text."""
    if not found:
        return found
    size = median(glyph.size for glyph in found)
    large = [glyph for glyph in found if glyph.size > _LARGE * size and not glyph.text.isspace()]
    if not large or len(large) > len(found) / 2:
        return found
    small = [glyph.middle for glyph in found if glyph.size <= _LARGE * size and not glyph.text.isspace()]
    over = [g for g in large if any(g.box[0] < x < g.box[2] and g.box[1] < y < g.box[3] for x, y in small)]
    sizes = Counter(round(glyph.size) for glyph in large)
    laid = {size for size, count in Counter(round(glyph.size) for glyph in over).items() if 2 * count >= sizes[size]}
    gone = {glyph.at for glyph in large if round(glyph.size) in laid}
    return [glyph for glyph in found if glyph.at not in gone] if gone else found


def _pale(found: list[Glyph], text: "PdfTextPage") -> set[int]:
    """The characters of a watermark in the text's own size: they lie over others, and are paler than these."""
    if not found:
        return set()
    step = median(glyph.size for glyph in found) / 2 or 1.0
    cells: dict[tuple[int, int], Glyph] = {}
    over: list[tuple[Glyph, Glyph]] = []
    for glyph in found:
        left, top, right, bottom = glyph.box
        other = cells.setdefault((int((left + right) / 2 / step), int((top + bottom) / 2 / step)), glyph)
        if other is not glyph and _is_over(glyph, other):
            over.append((other, glyph))
    if len(over) < 3:
        return set()
    colours = {glyph.at: _colour(text, glyph.at) for glyph in found}
    usual = Counter(colours.values()).most_common(1)[0][0]
    pale = {max(colours[one.at], colours[other.at]) for one, other in over} - {usual}
    return {at for at, colour in colours.items() if colour in pale}


def _is_over(glyph: Glyph, other: Glyph) -> bool:
    """Whether two characters stand in one place that are not the same one, drawn twice."""
    words, (left, _, right, _), (other_left, _, other_right, _) = glyph.text.strip(), glyph.box, other.box
    apart = abs(left + right - other_left - other_right) / 2
    narrow = min(right - left, other_right - other_left)
    return bool(words) and words != other.text.strip() != "" and apart < 0.5 * narrow


def _colour(text: "PdfTextPage", at: int) -> tuple[float, int, int, int]:
    """The colour of a character; what is paler, as one sees it on white, sorts after what is darker."""
    from pypdfium2.raw import FPDFText_GetFillColor

    red, green, blue, alpha = c_uint(0), c_uint(0), c_uint(0), c_uint(255)
    FPDFText_GetFillColor(text.raw, at, byref(red), byref(green), byref(blue), byref(alpha))
    light = 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value
    return 255 - (255 - light) * alpha.value / 255, red.value, green.value, blue.value


def _with_columns_of_characters(found: list[Glyph]) -> list[Glyph]:
    """Upright characters below each other, in columns from right to left, read downwards (turn 1), if a page is set so
    more than not."""
    if not any(_is_below(one, other) for one, other in zip(found[::_SAMPLE], found[1::_SAMPLE], strict=False)):
        return found
    down, across = set[int](), set[int]()
    for at, (one, other) in enumerate(pairwise(found)):
        (x, y), (to_x, to_y) = one.middle, other.middle
        if abs(to_y - y) < 0.3 * max(one.size, other.size) and to_x > x:
            across |= {at, at + 1}
        elif _is_below(one, other):
            down |= {at, at + 1}
    if len(down) < 10 or len(down) <= len(across):
        return found
    sideways = [glyph.turn == 0 and (at in down or at not in across) for at, glyph in enumerate(found)]
    return [glyph._replace(turn=1) if turned else glyph for glyph, turned in zip(found, sideways, strict=True)]


def _is_below(one: Glyph, other: Glyph) -> bool:
    """Whether a character stands below another, as the next one of a column."""
    (x, y), (to_x, to_y), size = one.middle, other.middle, max(one.size, other.size)
    return abs(to_x - x) < 0.3 * size and 0.5 * size < to_y - y < 2.2 * size and one.turn == other.turn == 0
