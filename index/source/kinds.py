"""Name and first bytes → the reader of a file; what a file is that has none, and what to do with it."""

import re
from pathlib import PurePath

from index.errors import Fault, UnreadableError
from index.source.formats import FORMATS

_SAVE = "Open it in the program that made it, and save it as DOCX or PDF."
_TABLE = "Save the letter as PDF, or the table as text."

_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (rb"%PDF-", "a PDF file", "pages.pdf"),
    (rb"\x89PNG|\xff\xd8\xff|II\*\0|MM\0\*", "a picture", "pages.image"),
    (rb"\{\\rtf", "an RTF document", "rtf"),
    (rb"MIME-Version:", "a saved page (MHTML)", "mhtml"),
    (rb"GIF8|BM.{4}\0\0\0\0|RIFF.{4}WEBP", "a picture in a format without a reader. Save it as PNG.", ""),
    (rb"MZ.{4}|\x7fELF", "a program. Name a document.", ""),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b", "an archive. Unpack it first.", ""),
    (rb"CAJ|HN\0\0|AT&TFORM", "a document in a format without a reader. Save it as PDF.", ""),
)
"""How files begin, what they are and what to do, and the module that reads them."""

_MEMBERS: tuple[tuple[str, str], ...] = (
    ("xl/", f"an Excel table. {_TABLE}"),
    ("ppt/", "a PowerPoint presentation. Save it as PDF."),
    ("OFD.xml", "an OFD document. Open it in an OFD reader, and save it as PDF."),
    ("content.xml", f"an OpenDocument file. {_SAVE}"),
    ("META-INF/container.xml", "an EPUB book. Save it as PDF or text."),
)
"""What a zip file holds that is no Word file, and what it is then."""

_STREAMS: tuple[tuple[str, Fault, str], ...] = (
    ("EncryptedPackage", Fault.PASSWORD, "encrypted. Save it without a password."),
    ("WordDocument", Fault.UNKNOWN, f"a document of old Word or WPS (.doc, .wps). {_SAVE}"),
    ("Workbook", Fault.UNKNOWN, f"an old Excel table. {_TABLE}"),
    ("PowerPoint Document", Fault.UNKNOWN, "an old PowerPoint presentation. Save it as PDF."),
)
"""Streams of a file of old Office, and what it is then."""

_SUFFIXES = {
    **dict.fromkeys((".doc", ".dot", ".wps", ".wpt"), f"a document of old Word or WPS. {_SAVE}"),
    **dict.fromkeys((".xls", ".xlsx", ".et"), f"a table. {_TABLE}"),
    **dict.fromkeys((".ppt", ".pptx", ".dps"), "a presentation. Save it as PDF."),
    **dict.fromkeys((".ofd", ".ceb", ".caj", ".odt", ".pages", ".hwp"), f"in a format without a reader. {_SAVE}"),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), "an archive. Unpack it first."),
    **dict.fromkeys((".exe", ".dll", ".so", ".apk"), "a program. Name a document."),
    **dict.fromkeys((".mp3", ".wav", ".mp4", ".avi", ".mov"), "sound or film. Write down what is said in it."),
}
"""What a file is by its name, where its bytes say nothing."""


def reader(name: str, data: bytes) -> str:
    """The module of `formats` that reads a file: the one that its suffix names, or, where that names none, the one that
    its first bytes do; else the one of plain text.

    Raises:
        UnreadableError: no module reads such a file, or its suffix is that of another format. `name` is said.
    """
    suffix = PurePath(name).suffix.lower()
    named = FORMATS.get(suffix, "")
    if PurePath(name).name.startswith(("~$", "._")) and len(data) < 4096:
        raise UnreadableError(Fault.UNKNOWN, f"{name!r} is no document, but what a program keeps beside one.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        fault, kind = _old_office(data)
        raise UnreadableError(fault, f"{name!r} is {kind}")
    kind, found = _by_bytes(data)
    if found in ("", named):
        if kind and not found:
            raise UnreadableError(Fault.UNKNOWN, f"{name!r} is {kind}")
        if not named and suffix in _SUFFIXES and not _is_page(data):
            raise UnreadableError(Fault.UNKNOWN, f"{name!r} is {_SUFFIXES[suffix]}")
        return named or ("html" if _is_page(data) else "plain")
    if named:
        own = next(suffix for suffix, module in FORMATS.items() if module == found)
        raise UnreadableError(Fault.UNKNOWN, f"{name!r} is {kind}, not {suffix}. Name it {own}.")
    return found


def _by_bytes(data: bytes) -> tuple[str, str]:
    """What a file is by its first bytes, "" if they say nothing, and the module that reads it, "" if none does."""
    for start, kind, module in _STARTS:
        if re.match(start, data, re.DOTALL):
            return kind, module
    if b"%PDF-" in data[:1024]:  # something may stand before it: a mark, the head of a letter
        return "a PDF file", "pages.pdf"
    if not data.startswith(b"PK\x03\x04"):
        return "", ""
    for member, kind in _MEMBERS:
        if _has_member(data, member):
            return kind, ""
    if _has_member(data, "word/") or _has_member(data, "_rels/"):
        return "a DOCX file", "word.docx"
    return ("an archive. Unpack it first.", "") if _has_member(data, "") else ("a damaged DOCX file", "word.docx")


def _has_member(data: bytes, name: str) -> bool:
    """Whether a zip file has a member whose name begins so: its directory has 42 bytes more before each name."""
    return bool(re.search(rb"PK\x01\x02.{42}" + re.escape(name.encode()), data, re.DOTALL))


def _old_office(data: bytes) -> tuple[Fault, str]:
    for stream, fault, kind in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return fault, kind
    return Fault.UNKNOWN, f"encrypted, or a document of old Office. {_SAVE}"


def _is_page(data: bytes) -> bool:
    """Whether a file is HTML: many a .doc of a website is."""
    return bool(
        re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|\?xml[^>]*>\s*<html)", data[:1024], re.IGNORECASE)
    )
