"""DOCX: the package → its parts → the blocks of the main part.

Headers and footers are parts of their own, which are not read; deleted and hidden text is not text.
"""

import posixpath
import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from index.errors import Fault, UnreadableError
from index.source.formats.lines import assemble
from index.source.formats.word.body import Body
from index.source.formats.word.list_numbers import Numbering
from index.source.formats.word.styles import Styles
from index.source.formats.word.xml import W
from index.types import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

PART_LIMIT = 64_000_000
"""Bytes of XML in a part once unpacked. A letter has some hundred thousand; a zip bomb has gigabytes."""

_STRICT = (
    (
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        "http://purl.oclc.org/ooxml/officeDocument/math",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)
"""Namespaces of Strict Open XML (ISO/IEC 29500-1), and those of the usual, transitional form that mean the same."""


def read(name: str, data: bytes) -> Source:
    """A Word file.

    Raises:
        LetterError: it is no DOCX, damaged, encrypted, too large once unpacked, or has no text.
    """
    damaged = UnreadableError(Fault.DAMAGED, f"{name!r} is not a DOCX file, or it is damaged. Save it anew with Word.")
    try:
        with ZipFile(BytesIO(data)) as archive:
            package = _Package(archive, name)
            main = package.target("", "officeDocument") or "word/document.xml"
            document = package.part(main)
            parts = {kind: package.related(main, kind) for kind in ("styles", "numbering", "footnotes", "endnotes")}
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error) as error:
        raise damaged from error
    container = None if document is None else document.find(f"{W}body")
    if container is None:
        raise damaged
    body = Body(Styles(parts["styles"]), Numbering(parts["numbering"]), parts["footnotes"], parts["endnotes"])
    blocks = list(body.document(container))
    if not any(block.text.strip() for block in blocks):
        fault = Fault.PICTURES if body.pictures else Fault.EMPTY
        raise UnreadableError(fault, f"{name!r} has no text. If it holds pictures of pages, save it as PDF.")
    return assemble(name, blocks, body.remarks())


class _Package:
    """The parts of a package, by their names without regard to case, and how they refer to each other."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._members = {member.filename.lower(): member for member in archive.infolist()}
        self._relations: dict[str, _Element | None] = {}

    def related(self, part: str, kind: str) -> "_Element | None":
        """The part of a kind that a part refers to, or else the one of the usual name; None if there is none."""
        folder = posixpath.dirname(part)
        return self.part(self.target(part, kind) or posixpath.join(folder, f"{kind}.xml"))

    def target(self, part: str, kind: str) -> str:
        """The name of the part of a kind that a part ("" is the package) refers to, "" if it refers to none."""
        folder, file = posixpath.split(part)
        if part not in self._relations:
            self._relations[part] = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        relations = self._relations[part]
        for relation in () if relations is None else relations:
            if (relation.get("Type") or "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                path = posixpath.join("/", folder, relation.get("Target") or "")
                return posixpath.normpath(path).lstrip("/")
        return ""

    def part(self, part: str) -> "_Element | None":
        """A part, None if there is none. Entities are refused, so that nothing outside is ever read."""
        from lxml import etree

        info = self._members.get(part.lower())
        if info is None:
            return None
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadZipFile(part)
        with self._archive.open(info) as file:
            content = b"" if info.file_size > PART_LIMIT else file.read(PART_LIMIT)
        if len(content) < info.file_size:
            message = f"{self._name!r} is too large once unpacked ({PART_LIMIT // 1_000_000} MB are allowed). Split it."
            raise UnreadableError(Fault.TOO_LARGE, message)
        for strict, usual in _STRICT:
            content = content.replace(strict.encode(), usual.encode())
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise BadZipFile(part) from error
        if root.getroottree().docinfo.doctype:
            message = f"{self._name!r} declares XML entities, which no Word file does. Save it anew with Word."
            raise UnreadableError(Fault.DAMAGED, message)
        return root
