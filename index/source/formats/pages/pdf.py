"""PDF: characters at their places → lines, tables and pages. Pages that are pictures go through text recognition."""

import math
from dataclasses import replace
from itertools import islice
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import Fault, UnreadableError
from index.source.encodings import usual
from index.source.formats.lines import row
from index.source.formats.pages.columns import lines
from index.source.formats.pages.forms import filled
from index.source.formats.pages.fragments import Fragment
from index.source.formats.pages.glyphs import Glyph, Turn, glyphs, groups, placed, upright
from index.source.formats.pages.grid import Box, Grid, grids
from index.source.formats.pages.image import PIXEL_LIMIT
from index.source.formats.pages.layout import Line, Page, source
from index.types import Source

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

PAGE_LIMIT = 500
"""Pages. A letter has ten, a yearbook some hundred."""

_SHAPE_LIMIT = 2_000
"""Ruled lines of a page; a page with more is a drawing, and is read as one without tables."""

_PICTURE = 20
"""A page with fewer characters that shows a picture is a scan; what text it has is a stamp or a page number."""

RESOLUTION = 200
"""Dots per inch at which pages without text are drawn for text recognition."""

_UNKNOWN = 0.3
"""Share of a page's characters whose fonts do not say which they are, from which the page is read as a picture."""

_ODD = 0.5
"""Share of usual characters among a page's Chinese ones, below which its fonts say wrong ones; a text has 0.95."""

_MANY = 50
"""Chinese characters that a page has before that is judged."""

_ENOUGH = 200
"""And how many of them are looked at."""

_AT_EDGE = 0.1
"""Share of a page's width and of its characters: turned text that is no more, and stands there, belongs to the page."""

_PASSWORD = 4
"""PDFium's number for "wrong password"."""

_pdfium = Lock()
"""PDFium is not safe to use from two threads at a time."""


def read(name: str, data: bytes) -> Source:
    """A PDF file.

    Raises:
        LetterError: it is no PDF, damaged, encrypted, has too many pages, or shows no text that can be read.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    if b"%PDF-" not in data[:1024]:
        raise UnreadableError(Fault.UNKNOWN, f"{name!r} is not a PDF file. Check what it is, or save it as PDF again.")
    try:
        with _pdfium:
            document = PdfDocument(data)
        try:
            pages, remarks = _pages(document, name)
        finally:
            with _pdfium:
                document.close()
    except PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise UnreadableError(Fault.PASSWORD, f"{name!r} is encrypted. Save it without a password.") from error
        message = f"{name!r} is damaged and cannot be read as PDF. Save it anew."
        raise UnreadableError(Fault.DAMAGED, message) from error
    if not any(page.lines for page in pages):
        raise UnreadableError(Fault.EMPTY, f"{name!r} shows no text. Nothing can be asked of it.")
    return source(name, pages, tuple(remarks))


def _pages(document: "PdfDocument", name: str) -> tuple[list[Page], list[str]]:
    """The pages, and what to know of them. A page that has to be recognised, and cannot be, is left out if
    others can be read.

    Raises:
        ModuleNotFoundError: none can be read, because recognition is not installed.
    """
    with _pdfium:
        count = len(document)
        if document.get_formtype():
            document.init_forms()
    if count > PAGE_LIMIT:
        raise UnreadableError(Fault.TOO_LARGE, f"{name!r} has {count} pages; {PAGE_LIMIT} are allowed. Split it.")
    pages: list[Page] = []
    missing: list[int] = []
    unknown = 0
    for number in range(count):
        page, picture, odd = _page(document, number)
        unknown += odd
        if picture:
            try:
                page = Page(page.height, tuple(_recognised(picture, page)))
            except ModuleNotFoundError as error:
                reason = error
                missing.append(number + 1)
        pages.append(page)
    if missing and not any(page.lines for page in pages):
        raise reason
    remarks = []
    if missing:
        numbers = ", ".join(map(str, missing))
        remarks.append(f"Pages without text that can be read, and no text recognition is installed: {numbers}.")
    if unknown:
        remarks.append(f"{unknown} characters are in fonts that do not say which they are, and are shown as \ufffd.")
    return pages, remarks


def _page(document: "PdfDocument", number: int) -> tuple[Page, "Image | None", int]:
    """A page; its picture instead of lines, if it is to be recognised; and how many of its characters are not known."""
    with _pdfium:
        page = document[number]
        width, height = page.get_size()
        found = glyphs(page)
        written = [glyph for glyph in found if not glyph.text.isspace()]
        scanned = len(written) < _PICTURE and _has_picture(page)
        picture = _picture(page) if scanned or _is_unreadable(written) else None
        shapes = [] if picture else _shapes(page)
        size = median([glyph.size for glyph in written] or [12.0])
        values = list(filled(page, size))
        page.close()
    if picture:
        return Page(height, (), width), picture, 0
    parts = groups(found, width, height)
    parts[0] = [*parts.get(0, []), *values]
    unknown = sum(not glyph.known for glyph in written)
    return Page(height, tuple(_in_order(parts, shapes, width, height)), width), None, unknown


def _is_unreadable(written: list[Glyph]) -> bool:
    """Whether fonts do not say, or say wrongly, which characters they show."""
    if sum(not glyph.known for glyph in written) > _UNKNOWN * len(written):
        return True
    chinese = "".join(islice((glyph.text for glyph in written if "\u4e00" <= glyph.text[-1] <= "\u9fff"), _ENOUGH))
    return len(chinese) > _MANY and usual(chinese) < _ODD


def _recognised(picture: "Image", page: Page) -> list[Line]:
    from index.source.formats.pages.ocr import recognise

    return recognise(picture, page.width / picture.width)


def _in_order(parts: dict[Turn, list[Fragment]], shapes: list[Box], width: float, height: float) -> list[Line]:
    """The lines of a page: the upright ones from top to bottom, and turned text where it begins.

    A little turned text at an edge, such as the words beside a binding, is a margin.
    """
    main = _lines(parts[0], grids(shapes))
    every = sum(map(len, parts.values()))
    for turn, fragments in sorted(parts.items()):
        if turn == 0:
            continue
        tables = grids(upright(shape, turn, width, height) for shape in shapes)
        turned = _lines(fragments, tables)
        back = [
            upright((f.left, f.top, f.right, f.bottom), -turn % 4, *_turned(turn, width, height)) for f in fragments
        ]
        top, left, right = min(b[1] for b in back), min(b[0] for b in back), max(b[2] for b in back)
        at_edge = right < _AT_EDGE * width or left > (1 - _AT_EDGE) * width
        margin = at_edge and len(fragments) < _AT_EDGE * every
        place = next((at for at, line in enumerate(main) if line.top > top), len(main))
        main[place:place] = [replace(line, region=-turn, margin=margin) for line in turned]
    return main


def _turned(turn: Turn, width: float, height: float) -> tuple[float, float]:
    return (width, height) if turn == 2 else (height, width)


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

    place = placed(page)
    shapes = list(islice(page.get_objects([FPDF_PAGEOBJ_PATH]), _SHAPE_LIMIT + 1))
    return [place(*shape.get_bounds()) for shape in shapes] if len(shapes) <= _SHAPE_LIMIT else []


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
    found = lines(free)
    for line in map(_row, rows.values()):
        below = (at for at, other in enumerate(found) if other.region == 0 and other.top > line.top)
        found.insert(next(below, len(found)), line)
    return found


def _row(cells: list[list[Fragment]]) -> Line:
    """A row of a ruled table; the lines inside a cell are one text."""
    texts = ["".join(line.text for line in lines(cell)) for cell in cells]
    inside = [character for cell in cells for character in cell]
    top, size = min(character.top for character in inside), median(character.size for character in inside)
    left, right = min(character.left for character in inside), max(character.right for character in inside)
    return Line(row(texts), left, right, top, size, row=True)
