"""What the formats with paragraphs of their own share: one line of text for each paragraph, one for each table row."""

import re

INDENT = "\u3000\u3000"
"""Two full-width spaces: how plain text indents a paragraph, and how paragraphs.py knows that it begins."""

_WIDTHS = {"\u3000": 1.0, "\u2003": 1.0}
"""Of spaces, in characters; others are half as wide."""


def line(text: str, *, indented: bool = False) -> str:
    """A paragraph as a line: outer white space goes, but an indent, by layout or by typed spaces, becomes `INDENT`."""
    words = text.strip()
    typed = text[: len(text) - len(text.lstrip())]
    indented = indented or sum(_WIDTHS.get(space, 0.5) for space in typed) >= 2
    return INDENT + words if words and indented else words


def row(cells: list[str]) -> str:
    """A table row as a line: cells set apart by tabs, white space inside them by single spaces."""
    return "\t".join(re.sub(r"\s+", " ", cell).strip() for cell in cells)
