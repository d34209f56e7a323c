"""PDF: characters at their places → lines, tables and pages. Pages that are pictures go through text recognition."""

import math
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import LetterError
from index.source.formats.lines import row
from index.source.formats.pages.fragments import Fragment, lines
from index.source.formats.pages.grid import Box, Grid, grids
from index.source.formats.pages.image import PIXEL_LIMIT
from index.source.formats.pages.layout import Line, Page, source
from index.types import Source

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

PAGE_LIMIT = 500
"""Pages. A letter has ten, a yearbook some hundred."""

_CHARACTER_LIMIT = 50_000
"""Characters of a page; a dense one has three thousand."""

_SHAPE_LIMIT = 2_000
"""Ruled lines of a page; a page with more is a drawing, and is read as one without tables."""

_PICTURE = 20
"""A page with fewer characters that shows a picture is a scan; what text it has is a stamp or a page number."""

RESOLUTION = 200
"""Dots per inch at which pages without text are drawn for text recognition."""

_HYPHENS = "\x02\ufffe"
"""What PDFium says for a hyphen at the end of a line."""

_PASSWORD = 4
"""PDFium's number for "wrong password"."""

_pdfium = Lock()
"""PDFium is not safe to use from two threads at a time."""


def read(name: str, data: bytes) -> Source:
    """A PDF file.

    Raises:
        LetterError: it is no PDF, damaged, encrypted, has too many pages, or shows no text.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    if b"%PDF-" not in data[:1024]:
        raise LetterError(f"{name!r} is not a PDF file. Check what it is, or save it as PDF again.")
    try:
        with _pdfium:
            document = PdfDocument(data)
        try:
            pages = _pages(document, name)
        finally:
            with _pdfium:
                document.close()
    except PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise LetterError(f"{name!r} is encrypted. Save it without a password.") from error
        raise LetterError(f"{name!r} is damaged and cannot be read as PDF. Save it anew.") from error
    if not any(page.lines for page in pages):
        raise LetterError(f"{name!r} shows no text. Nothing can be asked of it.")
    return source(name, pages)


def _pages(document: "PdfDocument", name: str) -> list[Page]:
    with _pdfium:
        count = len(document)
    if count > PAGE_LIMIT:
        raise LetterError(f"{name!r} has {count} pages; {PAGE_LIMIT} are allowed. Split it.")
    return [_page(document, number) for number in range(count)]


def _page(document: "PdfDocument", number: int) -> Page:
    with _pdfium:
        page = document[number]
        width, height = page.get_size()
        characters = list(islice(_characters(page), _CHARACTER_LIMIT))
        scanned = sum(not character.text.isspace() for character in characters) < _PICTURE and _has_picture(page)
        picture = _picture(page) if scanned else None
        tables = [] if scanned else grids(_shapes(page))
        page.close()
    if picture:
        from index.source.formats.pages.ocr import recognise

        return Page(height, tuple(recognise(picture, width / picture.width)))
    return Page(height, tuple(_lines(characters, tables)))


def _has_picture(page: "PdfPage") -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    return next(page.get_objects([FPDF_PAGEOBJ_IMAGE]), None) is not None


def _picture(page: "PdfPage") -> "Image":
    """The page as one sees it, at the usual resolution of a scanner, or less if the page is huge."""
    width, height = page.get_size()
    scale = min(RESOLUTION / 72, math.sqrt(PIXEL_LIMIT / (width * height)))
    picture: Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture


def _shapes(page: "PdfPage") -> list[Box]:
    """The boxes of what is drawn on a page, none if there is so much that it is a drawing."""
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH

    place = _placed(page)
    shapes = list(islice(page.get_objects([FPDF_PAGEOBJ_PATH]), _SHAPE_LIMIT + 1))
    return [place(*shape.get_bounds()) for shape in shapes] if len(shapes) <= _SHAPE_LIMIT else []


def _characters(page: "PdfPage") -> Iterator[Fragment]:
    """The characters of a page. A space that PDFium infers from a gap stands before the character that follows.
    Radicals that a font has in place of characters become these (U+2F08 → 人)."""
    from pypdfium2.raw import FPDFText_GetUnicode, FPDFText_IsGenerated

    place = _placed(page)
    text, space = page.get_textpage(), ""
    for at in range(text.count_chars()):
        character = chr(FPDFText_GetUnicode(text, at))
        character = "-" if character in _HYPHENS else character
        if FPDFText_IsGenerated(text, at) == 1:
            space = " " if character == " " else ""
            continue
        if not character.isprintable() and not character.isspace():
            continue
        if "\u2e80" <= character <= "\u2fdf":
            character = unicodedata.normalize("NFKC", character)
        left, top, right, bottom = place(*text.get_charbox(at, loose=True))
        if right > left and bottom > top:
            yield Fragment(" " if character.isspace() else space + character, left, right, top, bottom)
            space = ""


def _placed(page: "PdfPage") -> Callable[[float, float, float, float], Box]:
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


def _lines(characters: list[Fragment], tables: list[Grid]) -> list[Line]:
    """Lines and table rows, from top to bottom."""
    free: list[Fragment] = []
    rows: dict[tuple[int, int], list[list[Fragment]]] = {}
    for character in characters:
        for number, table in enumerate(tables):
            if place := table.cell((character.left + character.right) / 2, character.middle):
                at, column = place
                cells = rows.setdefault((number, at), [[] for _ in table.columns[at][1:]])
                cells[column].append(character)
                break
        else:
            free.append(character)
    return sorted([*lines(free), *map(_row, rows.values())], key=lambda line: line.top)


def _row(cells: list[list[Fragment]]) -> Line:
    """A row of a ruled table; the lines inside a cell are one text."""
    texts = ["".join(line.text for line in lines(cell)) for cell in cells]
    inside = [character for cell in cells for character in cell]
    top, size = min(character.top for character in inside), median(character.size for character in inside)
    left, right = min(character.left for character in inside), max(character.right for character in inside)
    return Line(row(texts), left, right, top, size, row=True)
