"""Markdown (CommonMark and tables), read as the HTML that it stands for."""

import re

from index.source.files import decode
from index.source.formats.html import text_of
from index.types import Source


def read(name: str, data: bytes) -> Source:
    """A Markdown file. Line breaks inside a paragraph are kept, and so are indents by full-width spaces.

    Indented lines are paragraphs, not code: official letters indent every paragraph.

    Raises:
        LetterError: it is no text, or empty.
    """
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"breaks": True}).enable("table").disable("code")
    text = re.sub(r"(?m)^[ \u3000]*\u3000", lambda spaces: "&#12288;" * spaces[0].count("\u3000"), decode(data, name))
    return Source(name, text_of(markdown.render(text), name))
