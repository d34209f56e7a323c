"""What the formats with paragraphs of their own share: blocks → a text, a line for each paragraph or table row."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.types import Source, Span

INDENT = "\u3000\u3000"
"""Two full-width spaces: how plain text indents a paragraph, and how paragraphs.py knows that it begins."""

_WIDTHS = {"\u3000": 1.0, "\u2003": 1.0}
"""Of spaces, in characters; others are half as wide."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a format sets apart: a paragraph, a list item, a row of a table.

    A newline in `text` is a break within the block. `heading` is the level that markup gives it, from 1; 0 for none. A
    row has `cells`, and `over` says what stands over it: how many blocks before, and which cell of that block, None for
    all of it.
    """

    text: str
    heading: int = 0
    note: bool = False
    margin: bool = False
    cells: tuple[str, ...] = ()
    over: tuple[tuple[int, int | None], ...] = ()


def line(text: str, *, indented: bool = False) -> str:
    """A paragraph as a line: outer white space goes, but an indent, by layout or by typed spaces, becomes `INDENT`."""
    words = text.strip()
    typed = text[: len(text) - len(text.lstrip())]
    indented = indented or sum(_WIDTHS.get(space, 0.5) for space in typed) >= 2
    return INDENT + words if words and indented else words


def row(cells: Sequence[str]) -> str:
    """A table row as a line: cells set apart by tabs, white space inside them by single spaces."""
    return "\t".join(re.sub(r"\s+", " ", cell).strip() for cell in cells)


def assemble(name: str, blocks: Iterable[Block], remarks: tuple[str, ...] = ()) -> Source:
    """The text of blocks, each on a line of its own, and where each is what."""
    found = list(blocks)
    starts = list[int]()
    offset = 0
    for block in found:
        starts.append(offset)
        offset += len(block.text) + 1
    lines = [(start, start + len(block.text)) for start, block in zip(starts, found, strict=True)]
    full = [(at, block) for at, block in enumerate(found) if block.text.strip()]
    return Source(
        name,
        "\n".join(block.text for block in found) + "\n",
        margins=tuple(span for at, block in full if block.margin for span in _lines(block.text, starts[at])),
        blocks=tuple(starts[at] for at, _ in full),
        headings=tuple((starts[at], block.heading) for at, block in full if block.heading),
        notes=tuple(lines[at] for at, block in full if block.note),
        header_rows=tuple(_header_rows(found, starts)),
        remarks=remarks,
    )


def _lines(text: str, start: int) -> Iterable[Span]:
    return ((start + match.start(), start + match.end()) for match in re.finditer("[^\n]+", text))


def _header_rows(blocks: Sequence[Block], starts: Sequence[int]) -> Iterable[tuple[int, tuple[Span, ...]]]:
    """For each row what stands over it, unless that is just the first of the rows without prose between them."""
    first = -1
    for at, block in enumerate(blocks):
        first = -1 if not block.cells else at if first < 0 else first
        places = [(at - back, cell) for back, cell in block.over]
        ranges = [_range(blocks[place], starts[place], cell) for place, cell in places]
        if places not in ([], [(first, None)]):
            yield starts[at], tuple(sorted({(start, end) for start, end in ranges if start < end}))


def _range(block: Block, start: int, cell: int | None) -> Span:
    if cell is None:
        return start + len(block.text) - len(block.text.lstrip()), start + len(block.text.rstrip())
    before = sum(len(other) + 1 for other in block.cells[:cell])
    return start + before, start + before + len(block.cells[cell])


def as_note(block: Block) -> Block:
    """A block of a footnote, whose number or style makes it no heading."""
    return replace(block, note=True, heading=0)
