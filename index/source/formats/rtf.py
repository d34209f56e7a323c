"""RTF, as Word and WPS write it, read by striprtf: a line for each paragraph, cells of a row set apart by tabs."""

import re

from index.errors import Fault, UnreadableError
from index.source.formats.lines import Block, assemble, line, row
from index.types import Source

_HIDDEN = re.compile(rb"\{\\v(?![a-z0-9])[^{}]*\}")
"""A group of hidden text."""


def read(name: str, data: bytes) -> Source:
    """An RTF file.

    Raises:
        LetterError: it is no RTF, or shows no text.
    """
    from striprtf.striprtf import rtf_to_text  # it comes with types for some of its functions only

    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError(Fault.DAMAGED, f"{name!r} is not an RTF file. Save it as DOCX or text.")
    text: str = rtf_to_text(_HIDDEN.sub(b"", data).decode("latin-1"), "cp936", "replace")  # type: ignore[no-untyped-call]
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")
    blocks = [_block(words) for words in text.split("\n") if words.strip(" |\t")]
    if not blocks:
        raise UnreadableError(Fault.EMPTY, f"{name!r} shows no text. Nothing can be asked of it.")
    return assemble(name, blocks)


def _block(words: str) -> Block:
    """A paragraph, or a row: striprtf ends each cell with a bar."""
    if not words.rstrip().endswith("|"):
        return Block(line(words))
    cells = tuple(row([cell]) for cell in words.rstrip()[:-1].split("|"))
    return Block(row(cells), cells=cells if len(cells) > 1 else ())
