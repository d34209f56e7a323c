"""Letters → PDF as GB/T 9704-2012 sets them: 28 characters a line, 22 lines a page, page numbers in dashes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.archive.content import Block, Style

_FONT = "STSong-Light"
_WIDTH, _HEIGHT = 595.0, 842.0
_SIZE, _TITLE_SIZE, _PITCH = 16.0, 22.0, 28.0
_TOP, _LINES = 116.0, 22
_NEVER_FIRST = "，。、；：！？”’）》】〕%"
_NEVER_LAST = "“‘（《【〔"


def pdf(
    blocks: Sequence[Block], path: Path, *, header: str = "市政府文件汇编", numbered: bool = True, line: int = 28
) -> None:
    """A PDF of blocks, `line` characters a line. Pages break where they are full, in the middle of sentences too."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    canvas = Canvas(str(path), pagesize=(_WIDTH, _HEIGHT), invariant=True)
    setter = _Setter(canvas, header, numbered, line)
    for block in blocks:
        if block.style is Style.TABLE:
            setter.table(block.rows)
        else:
            setter.paragraph(block)
    setter.close()
    canvas.save()


class _Setter:
    """Sets line after line, and turns the page when it is full."""

    def __init__(self, canvas: Canvas, header: str, numbered: bool, line: int) -> None:
        self._canvas, self._header, self._numbered = canvas, header, numbered
        self._width = line * _SIZE
        self._left = (_WIDTH - self._width) / 2
        self._page, self._used = 1, 0

    def paragraph(self, block: Block) -> None:
        """A paragraph in lines. A form feed in its text turns the page."""
        size = _TITLE_SIZE if block.style is Style.TITLE else _SIZE
        indent = 2 * size if block.style is Style.BODY else 0.0
        for part, text in enumerate(block.text.split("\f")):
            if part:
                self.break_page()
                indent = 0.0
            for words in wrap(text, self._width, indent, size):
                room = self._width - _wide(words.rstrip(), size)
                shifts = {Style.TITLE: room / 2, Style.CENTRE: room / 2, Style.RIGHT: room - 4 * size}
                self._line(self._left + indent + shifts.get(block.style, 0.0), words, size)
                indent = 0.0

    def break_page(self) -> None:
        """Turn the page."""
        self.close()
        self._page, self._used = self._page + 1, 0

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """A ruled table of equal columns; cells break into lines."""
        for cells in rows:
            width = self._width / len(cells)
            lines = [list(wrap(cell, width - 8, 0.0, 12.0)) for cell in cells]
            height = max(map(len, lines))
            if self._used + height > _LINES:
                self.break_page()
            top = _HEIGHT - _TOP - self._used * _PITCH + _PITCH * 0.75
            for at, cell in enumerate(lines):
                self._canvas.rect(self._left + at * width, top - height * _PITCH, width, height * _PITCH)
                for down, words in enumerate(cell):
                    self._draw(self._left + at * width + 4, top - (down + 0.75) * _PITCH, words, 12.0)
            self._used += height

    def close(self) -> None:
        """Finish the page."""
        if self._header:
            self._draw(self._left, _HEIGHT - 60, self._header, 12.0)
        if self._numbered:
            words = f"— {self._page} —"
            self._draw((_WIDTH - _wide(words, 14.0)) / 2, 60, words, 14.0)
        self._canvas.showPage()

    def _line(self, left: float, words: str, size: float) -> None:
        if self._used == _LINES:
            self.break_page()
        self._draw(left, _HEIGHT - _TOP - self._used * _PITCH, words, size)
        self._used += 1

    def _draw(self, left: float, bottom: float, words: str, size: float) -> None:
        self._canvas.setFont(_FONT, size)
        self._canvas.drawString(left, bottom, words)


def wrap(text: str, width: float, indent: float, size: float) -> Iterator[str]:
    """Lines of a text. Latin words and figures stay whole; a line neither begins with a closing mark nor ends with an
    opening one."""
    line, room = "", width - indent
    pieces = re.findall(f"[{_NEVER_LAST}]*(?:[!-~²]+|[^{_NEVER_LAST}])[{_NEVER_FIRST}]* ?", text)
    for piece in pieces:
        needed = _wide(piece.rstrip(), size)
        if line and needed > room:
            yield line
            line, room = "", width
        line += piece
        room -= _wide(piece, size)
    yield line


def _wide(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, _FONT, size))
