"""DOCX: the paragraphs and tables of the main part, with the numbers that Word shows before them.

Headers and footers are parts of their own, which are not read; deleted text (tracked changes) is not text.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from index.errors import LetterError
from index.source.formats.lines import line, row
from index.source.formats.list_numbers import Numbering
from index.types import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

PART_LIMIT = 64_000_000
"""Bytes of XML in a part once unpacked. A letter has some hundred thousand; a zip bomb has gigabytes."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE = b"\xd0\xcf\x11\xe0"
"""How files of old Word begin, and encrypted files of the new one."""

_CHARACTERS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}


def read(name: str, data: bytes) -> Source:
    """A Word file.

    Raises:
        LetterError: it is no DOCX, damaged, encrypted, too large once unpacked, or has no text.
    """
    if data.startswith(_OLE):
        raise LetterError(f"{name!r} is encrypted or an old Word file. Save it as DOCX without a password.")
    try:
        with ZipFile(BytesIO(data)) as package:
            document = _part(package, "word/document.xml", name)
            styles = _part(package, "word/styles.xml", name)
            numbering = _part(package, "word/numbering.xml", name)
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error) as error:
        raise LetterError(f"{name!r} is not a DOCX file, or it is damaged. Save it anew with Word.") from error
    body = None if document is None else document.find(f"{_W}body")
    if body is None:
        raise LetterError(f"{name!r} is not a DOCX file, or it is damaged. Save it anew with Word.")
    lines = list(_Reader(styles, numbering).lines(body))
    if not any(found.strip() for found in lines):
        raise LetterError(f"{name!r} has no text. If it holds pictures of pages, save it as PDF.")
    return Source(name, "\n".join(lines) + "\n")


def _part(package: ZipFile, part: str, name: str) -> "_Element | None":
    """A part of the package, None if it has none. Entities are refused, so that nothing outside is ever read."""
    from lxml import etree

    if part not in package.namelist():
        return None
    info = package.getinfo(part)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(part)
    with package.open(info) as file:
        content = b"" if info.file_size > PART_LIMIT else file.read(PART_LIMIT)
    if len(content) < info.file_size:
        raise LetterError(f"{name!r} is too large once unpacked ({PART_LIMIT // 1_000_000} MB are allowed). Split it.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BadZipFile(part) from error
    if root.getroottree().docinfo.doctype:
        raise LetterError(f"{name!r} declares XML entities, which no Word file does. Save it anew with Word.")
    return root


class _Reader:
    """Walks the body once, in order: Word counts its numbers so."""

    def __init__(self, styles: "_Element | None", numbering: "_Element | None") -> None:
        self._styles = {} if styles is None else {style.get(f"{_W}styleId"): style for style in styles}
        self._numbering = Numbering(numbering)

    def lines(self, block: "_Element") -> Iterator[str]:
        """The lines of the body, a cell, or whatever holds paragraphs and tables."""
        for child in block:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tr":
                yield from self._row(child)
            elif child.tag not in _SKIPPED:
                yield from self.lines(child)

    def _row(self, element: "_Element") -> Iterator[str]:
        cells = list(element.iterchildren(f"{_W}tc", f"{_W}sdt"))
        if len(cells) > 1:
            yield row([" ".join(self.lines(cell)) for cell in cells])
        else:
            yield from (found for cell in cells for found in self.lines(cell))

    def _paragraph(self, element: "_Element") -> Iterator[str]:
        for box in element.iter(f"{_W}txbxContent"):
            around = list(box.iterancestors())
            if next(parent for parent in around if parent.tag == f"{_W}p") is element and not _is_skipped(around):
                yield from self.lines(box)
        level = self._property(element, "numPr")
        number = "" if level is None else self._numbering.next(level)
        indent = self._property(element, "ind")
        indented = indent is not None and any(
            re.match("[1-9]", indent.get(f"{_W}{name}") or "") for name in ("firstLine", "firstLineChars")
        )
        for words in (number + _words(element)).split("\n"):
            yield line(words, indented=indented)

    def _property(self, paragraph: "_Element", name: str) -> "_Element | None":
        """A property of a paragraph: its own, or else that of its style or of a style that this one is based on."""
        holder, seen = paragraph, set[str]()
        while True:
            properties = holder.find(f"{_W}pPr")
            found = None if properties is None else properties.find(f"{_W}{name}")
            if found is not None:
                return found
            link = properties.find(f"{_W}pStyle") if holder is paragraph and properties is not None else None
            link = holder.find(f"{_W}basedOn") if holder is not paragraph else link
            style = "" if link is None else link.get(f"{_W}val") or ""
            if style in seen or style not in self._styles:
                return None
            seen.add(style)
            holder = self._styles[style]


def _is_skipped(elements: "list[_Element]") -> bool:
    return any(element.tag in _SKIPPED for element in elements)


def _words(element: "_Element") -> str:
    """The text of a paragraph's runs, without what stands in text boxes."""
    words = ""
    for child in element:
        if child.tag == f"{_W}t":
            words += child.text or ""
        elif child.tag in _CHARACTERS:
            words += _CHARACTERS[child.tag]
        elif child.tag not in _SKIPPED and child.tag not in (f"{_W}pPr", f"{_W}txbxContent"):
            words += _words(child)
    return words
