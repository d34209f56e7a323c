"""The real letter as a PDF, made from its text: pages break where the text says that they broke."""

from pathlib import Path

from index.outline.parse import parse
from index.role import Role
from index.types import Document, Source, Span
from tests.archive.content import Block, Style
from tests.archive.pdf import pdf

_STYLES = {
    Role.CLASS_MARK: Style.LEFT,
    Role.ISSUER: Style.CENTRE,
    Role.NUMBER: Style.CENTRE,
    Role.TITLE: Style.TITLE,
    Role.ADDRESSEES: Style.LEFT,
    Role.SIGNATURE: Style.RIGHT,
    Role.DATE: Style.RIGHT,
}
"""Others are set as body text."""


def real_letter(text: str, path: Path) -> None:
    """Save the letter of this text as a PDF with page numbers."""
    document = parse(Source(path.stem, text))
    found = [(section.ranges, Style.BODY) for section in document.sections if section.ranges]
    found += [(passage.ranges, _STYLES.get(passage.citation.role, Style.BODY)) for passage in document.passages]
    pdf([Block(style, _with_breaks(ranges, document)) for ranges, style in sorted(found)], path, header="")


def _with_breaks(ranges: tuple[Span, ...], document: Document) -> str:
    """The words of a paragraph, with a form feed where a page ended in it."""
    pages = {cut.end for cut in document.breaks if cut.page}
    return "".join(("\f" if start in pages else "") + document.text[start:end] for start, end in ranges)
