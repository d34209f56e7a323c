"""The real letter as a PDF, made from its text: pages break where the text says that they broke."""

from pathlib import Path

from index.outline.paragraphs import Paragraph, paragraphs
from index.outline.roles import roles
from index.types import Role
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
    found = paragraphs(text)
    blocks = [
        Block(_STYLES.get(role, Style.BODY), _with_breaks(paragraph, text))
        for paragraph, role in zip(found, roles(found), strict=True)
    ]
    pdf(blocks, path, header="")


def _with_breaks(paragraph: Paragraph, text: str) -> str:
    """The words of a paragraph, with a form feed where a page ended in it."""
    pages = {cut.end for cut in paragraph.breaks if cut.page}
    return "".join(("\f" if start in pages else "") + text[start:end] for start, end in paragraph.spans)
