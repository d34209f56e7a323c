"""Markdown (CommonMark and tables), read as the HTML that it stands for."""

import re
from collections.abc import Iterator

from index.source.encodings import decode
from index.source.formats.html import blocks_of
from index.source.formats.lines import Block, as_note, assemble
from index.types import Source

_FRONT = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"[ \t]*(?:#.*|[\w.-]+[ \t]*[:=].*|-[ \t].*|[\]\[},'\"].*|)|[ \t]+\S.*", re.DOTALL)
"""A line of front matter: a key with its value, an item of a list, the rest of one, or a comment."""
_NOTE = re.compile(r"\[\^[^\]\s]+\]:")


def read(name: str, data: bytes) -> Source:
    """A Markdown file. Line breaks inside a paragraph are kept, and so are indents by full-width spaces.

    Indented lines are paragraphs, not code: official letters indent every paragraph. Front matter (YAML, TOML) is kept
    as margin: it says of the document what its own text may say otherwise.

    Raises:
        LetterError: it is no text, or empty.
    """
    from markdown_it import MarkdownIt

    decoded = decode(data, name)
    front, text = _front(decoded.text)
    markdown = MarkdownIt("commonmark", {"breaks": True}).enable("table").disable("code")
    text = re.sub(r"(?m)^[ \u3000]*\u3000", lambda spaces: "&#12288;" * spaces[0].count("\u3000"), text)
    text = re.sub(r"(?m)^(\s*)\[\^", r"\1\\[^", text)  # the notes of other dialects; here it would be a link, and lost
    blocks = blocks_of(markdown.render(text), name)
    return assemble(name, [*front, *map(_marked, blocks)], decoded.remarks)


def _marked(block: Block) -> Block:
    return as_note(block) if _NOTE.match(block.text) else block


def _front(text: str) -> tuple[list[Block], str]:
    """The lines of front matter, and the text without it."""
    found = _FRONT.match(text)
    lines = found[2].split("\n") if found else []
    if not found or not any(":" in words or "=" in words for words in lines) or not all(map(_FIELD.fullmatch, lines)):
        return [], text
    return list(_fields(lines)), text[found.end() :]


def _fields(lines: list[str]) -> Iterator[Block]:
    return (Block(words.strip(), margin=True) for words in lines if words.strip())
