"""The cells of a table, some of them merged → its rows, each with what stands over it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.source.formats.lines import Block, row

_GROUP = 40
"""Characters. A cell over the whole width that is no longer names the rows below it; a longer one is prose."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and how many columns and rows it covers. A `head` is marked as one by the format."""

    text: str
    across: int = 1
    down: int = 1
    head: bool = False


Row = Sequence[Cell] | Sequence[Block]
"""Cells, or, where one cell has the whole width, the blocks in it."""


def table(rows: Sequence[Row]) -> list[Block]:
    """The rows as blocks. Under cells that reach down from above stand empty cells.

    Header rows are those that the format marks, or else the first, and the rows below it that its merged cells make
    part of it. Over a row stand the header rows, the cells that reach down to it, and the last cell of the whole width.
    """
    found: list[Block] = []
    heads: list[int] = []
    depth = 0
    group: int | None = None
    reaching: dict[int, tuple[int, int, int]] = {}  # column → block, cell, rows still to come
    for at, cells in enumerate(rows):
        if not cells:
            continue
        if not all(isinstance(cell, Cell) for cell in cells):
            blocks = [block for block in cells if isinstance(block, Block)]
            short = len(blocks) == 1 and 0 < len(blocks[0].text.strip()) <= _GROUP
            found += blocks
            group, reaching = (len(found) - 1 if short and heads else None), {}
            continue
        own = [cell for cell in cells if isinstance(cell, Cell)]
        depth = depth or _depth(rows[at:], own)
        texts, over, reaching = _placed(own, reaching, len(found))
        if len(heads) < depth:
            heads.append(len(found))
            over = []
        else:
            groups = [(group, None)] if group is not None else []
            over = [*((head, None) for head in heads), *groups, *(place for place in over if place[0] not in heads)]
        here = len(found)
        found.append(Block(row(texts), cells=tuple(texts), over=tuple((here - place, cell) for place, cell in over)))
    return found


def _placed(
    cells: Sequence[Cell], reaching: dict[int, tuple[int, int, int]], here: int
) -> tuple[list[str], list[tuple[int, int | None]], dict[int, tuple[int, int, int]]]:
    """The texts of a row, the cells that reach down to it, and those that reach down from it."""
    texts: list[str] = []
    over: list[tuple[int, int | None]] = []
    after: dict[int, tuple[int, int, int]] = {}
    waiting = list(cells)
    column = 0
    while waiting or any(place >= column for place in reaching):
        if column in reaching:
            block, at, left = reaching[column]
            if (block, at) not in over:
                over.append((block, at))
                texts.append("")
            if left > 1:
                after[column] = (block, at, left - 1)
            column += 1
        elif waiting:
            cell = waiting.pop(0)
            for place in range(column, column + cell.across):
                if cell.down > 1:
                    after[place] = (here, len(texts), cell.down - 1)
            texts.append(row([cell.text]))
            column += cell.across
        else:
            column += 1
    return texts, over, after


def _depth(rows: Sequence[Row], first: Sequence[Cell]) -> int:
    """How many rows are the header: those marked, or those that the first row's cells make one of by being merged."""
    marked = 0
    for cells in rows:
        if not cells or not all(isinstance(cell, Cell) and cell.head for cell in cells):
            break
        marked += 1
    merged = max(2, *(cell.down for cell in first)) if any(cell.across > 1 for cell in first) else 1
    return min(max(marked, merged), max(len(rows) - 1, 1))


def unmerged(rows: Sequence[Sequence[tuple[Cell, bool]]]) -> list[list[Cell]]:
    """Rows in which a cell that is only the rest of one above says so (True), as Word writes them → rows without such
    cells, in which the one above reaches down."""
    result: list[list[Cell]] = []
    open_: dict[int, tuple[int, int]] = {}
    for at, cells in enumerate(rows):
        column = 0
        result.append([])
        for cell, rest in cells:
            if rest and column in open_:
                up, place = open_[column]
                above = result[up][place]
                result[up][place] = replace(above, down=at - up + 1)
            else:
                result[at].append(cell)
                open_[column] = (at, len(result[at]) - 1)
            column += cell.across
    return result
