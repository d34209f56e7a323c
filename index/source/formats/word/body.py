"""WordprocessingML → blocks: what Word prints of paragraphs, tables, text boxes and notes, in reading order."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.source.formats.lines import Block, as_note, line
from index.source.formats.tables import Cell, Row, table, unmerged
from index.source.formats.word.formulas import formula
from index.source.formats.word.list_numbers import Numbering
from index.source.formats.word.number_formats import shown
from index.source.formats.word.styles import Style, Styles, merged, of_properties
from index.source.formats.word.symbols import UNKNOWN, is_symbol_font, symbol, text_in
from index.source.formats.word.xml import M, W, is_on, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_P, _R, _T, _PPR, _RPR = (f"{W}{name}" for name in ("p", "r", "t", "pPr", "rPr"))
_CHARACTERS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_SKIPPED = {
    f"{W}del",
    f"{W}moveFrom",
    f"{W}rt",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
"""What is not printed, or printed small above the text, or stands for old programs in place of what is read."""
_ASIDE = {f"{W}pPr", f"{W}rPr", f"{W}txbxContent", f"{W}instrText", f"{W}sdtPr"}
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_BOXES = (f"{W}txbxContent", _WORD_ART)
_PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}


class Body:
    """Walks a document once, in order: Word counts its numbers so.

    A footnote stands after the paragraph or table that refers to it, endnotes stand at the end. `pictures` says whether
    any were seen.
    """

    def __init__(
        self, styles: Styles, numbering: Numbering, footnotes: "_Element | None", endnotes: "_Element | None"
    ) -> None:
        self._styles, self._numbering = styles, numbering
        self._notes = {
            f"{W}footnoteReference": _by_id(footnotes),
            f"{W}endnoteReference": _by_id(endnotes),
        }
        self._referred: dict[str, list[_Element]] = {kind: [] for kind in self._notes}
        self._instructions: list[str] = []
        self._carried = ""
        self._has_boxes = True
        self._unknown = 0
        self._left_out = False
        self.pictures = False

    def document(self, body: "_Element") -> Iterator[Block]:
        """The blocks of the main part, notes included."""
        self._has_boxes = next(body.iter(*_BOXES), None) is not None
        yield from self._whole(body, noted=True)
        yield from self._note_blocks(f"{W}endnoteReference")

    def remarks(self) -> tuple[str, ...]:
        """What to know of the reading."""
        found = []
        if self._unknown:
            found.append(f"{self._unknown} symbols of a picture font have no character and are shown as {UNKNOWN}.")
        if self._left_out:
            found.append("Another file is inserted in it, which was not read. Save it anew with Word.")
        return tuple(found)

    def _whole(self, container: "_Element", *, noted: bool = False) -> Iterator[Block]:
        """The blocks of what ends with its last paragraph, even if the end of that is deleted."""
        yield from self._blocks(container, noted=noted)
        carried, self._carried = self._carried, ""
        if carried.strip():
            yield Block(line(carried))

    def _blocks(self, container: "_Element", *, noted: bool = False) -> Iterator[Block]:
        """The blocks of the body, a cell, a box: whatever holds paragraphs and tables. If `noted`, footnotes follow
        those that refer to them."""
        for child in container:
            if child.tag == _P:
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from table(list(self._rows(child)))
            elif child.tag == f"{W}altChunk":
                self._left_out = True
            elif child.tag not in _SKIPPED and child.tag not in _ASIDE:
                yield from self._blocks(child, noted=noted)
            if noted:
                yield from self._note_blocks(f"{W}footnoteReference")

    def _note_blocks(self, kind: str) -> Iterator[Block]:
        waiting, self._referred[kind] = self._referred[kind], []
        for note in waiting:
            yield from (as_note(block) for block in self._whole(note))

    def _rows(self, element: "_Element") -> Iterator[Row]:
        """The rows of a table. A row of one cell is prose."""
        rows: list[list[tuple[Cell, bool]]] = []
        prose: list[Block] | None
        for tr in _inside(element, f"{W}tr"):
            properties = tr.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            cells = list(_inside(tr, f"{W}tc"))
            prose = [block for cell in cells for block in self._whole(cell)] if len(cells) < 2 else None
            if prose is None:
                rows.append([self._cell(cell, head=is_on(properties, "tblHeader")) for cell in cells])
                continue
            yield from unmerged(rows)
            rows = []
            yield prose
        yield from unmerged(rows)

    def _cell(self, element: "_Element", *, head: bool) -> tuple[Cell, bool]:
        """A cell, and whether it is only the rest of the one above."""
        properties = element.find(f"{W}tcPr")
        across, rest = 1, False
        if properties is not None:
            span, merge = value(properties, "gridSpan"), properties.find(f"{W}vMerge")
            across = int(span) if re.fullmatch("[1-9][0-9]?", span) else 1
            rest = merge is not None and merge.get(f"{W}val") != "restart"
        text = " ".join(block.text for block in self._whole(element))
        return Cell(text, across, head=head), rest and not text.strip()

    def _paragraph(self, element: "_Element") -> Iterator[Block]:
        yield from self._boxes(element)
        style = self._styles.of_paragraph(element)
        carried, words = self._carried, self._words(element, style)
        self._carried = ""
        if _mark_is_gone(element):  # Word runs it together with the next paragraph, and counts no number for it.
            self._carried = carried + words
            return
        text = self._number(element, style) + carried + words
        first, *others = text.split("\n")
        lines = [line(first, indented=bool(style.indented)), *(line(part) for part in others)]
        yield Block("\n".join(lines), heading=style.heading or 0)

    def _number(self, element: "_Element", style: Style) -> str:
        if not style.list:
            return ""
        depth = style.depth or self._numbering.level_of(style.list, style.list_style or _style(element))
        return self._numbering.next(style.list, int(depth))

    def _boxes(self, element: "_Element") -> Iterator[Block]:
        """What stands in the text boxes of a paragraph, and the words that are drawn as pictures."""
        for box in element.iter(*_BOXES) if self._has_boxes else ():
            around = list(box.iterancestors())
            own = next(parent for parent in around if parent.tag == f"{W}p") is element
            if not own or any(parent.tag in _SKIPPED for parent in around):
                continue
            if box.tag == _WORD_ART:
                yield Block(line(box.get("string") or ""))
            else:
                yield from self._whole(box)

    def _words(self, element: "_Element", style: Style) -> str:
        """The text of a paragraph's runs, without what stands in text boxes."""
        words = ""
        for child in element:
            if child.tag == _R:
                properties = child.find(_RPR)
                own = style
                if properties is not None:
                    linked = self._styles.style(value(properties, "rStyle"))
                    own = merged(merged(of_properties(None, properties, ""), linked), style)
                words += "" if own.hidden else self._run(child, own.font)
            elif child.tag in (f"{M}oMath", f"{M}oMathPara"):
                words += formula(child)
            elif child.tag not in _SKIPPED and child.tag not in _ASIDE:
                words += self._words(child, style)
        return words

    def _run(self, element: "_Element", font: str) -> str:
        words = ""
        for child in element:
            if child.tag == _T:
                text = child.text or ""
                words += text_in(font, text) if is_symbol_font(font) and _is_coded(text) else text
            elif child.tag in _CHARACTERS:
                words += _CHARACTERS[child.tag]
            elif child.tag == f"{W}sym":
                code = child.get(f"{W}char") or ""
                valid = re.fullmatch("[0-9A-Fa-f]{1,6}", code)
                words += symbol(child.get(f"{W}font") or "", int(code, 16)) if valid else UNKNOWN
            elif child.tag == f"{W}fldChar":
                words += self._field(child)
            elif child.tag == f"{W}instrText" and self._instructions:
                self._instructions[-1] += child.text or ""
            elif child.tag in self._notes:
                note = self._notes[child.tag].get(child.get(f"{W}id") or "")
                self._referred[child.tag] += [] if note is None else [note]
            elif child.tag == f"{W}ruby":
                words += "".join(self._words(base, Style()) for base in child.iterchildren(f"{W}rubyBase"))
            elif child.tag not in _SKIPPED and child.tag not in _ASIDE:
                self.pictures = self.pictures or child.tag in _PICTURES
                words += self._run(child, font)
        self._unknown += words.count(UNKNOWN)
        return words

    def _field(self, element: "_Element") -> str:
        """What Word draws at a mark of a field: the box of a form, or the sign that an EQ field makes."""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._instructions.append("")
            box = element.find(f"{W}ffData/{W}checkBox")
            if box is None:
                return ""
            state = "checked" if box.find(f"{W}checked") is not None else "default"
            return "☑" if is_on(box, state) else "☐"
        if not self._instructions:
            return ""
        instruction = self._instructions[-1]
        if kind == "end":
            self._instructions.pop()
        else:
            self._instructions[-1] = ""
        return _equation(instruction)


def _by_id(notes: "_Element | None") -> "dict[str, _Element]":
    """The notes of a part by their ids, without the lines that part them from the text."""
    every = () if notes is None else notes.iterchildren(f"{W}footnote", f"{W}endnote")
    return {note.get(f"{W}id") or "": note for note in every if note.get(f"{W}type", "normal") == "normal"}


def _inside(element: "_Element", tag: str) -> "Iterator[_Element]":
    """Rows of a table or cells of a row, also those that stand in content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _inside(child, tag)


def _style(paragraph: "_Element") -> str:
    properties = paragraph.find(f"{W}pPr")
    return "" if properties is None else value(properties, "pStyle")


def _mark_is_gone(paragraph: "_Element") -> bool:
    """Whether the end of a paragraph is deleted or hidden."""
    properties = paragraph.find(_PPR)
    mark = None if properties is None else properties.find(_RPR)
    if mark is None:
        return False
    return is_on(mark, "vanish") or any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))


def _is_coded(text: str) -> bool:
    """Whether text names the pictures of a symbol font by their codes, not words set in it by mistake."""
    return all(character <= "\xff" or "\uf000" <= character <= "\uf0ff" for character in text)


def _equation(instruction: str) -> str:
    r"""What the usual EQ fields draw: EQ \o\ac(○,3) is ③, EQ \f(1,2) is 1/2; "" for others."""
    if ring := re.match(
        r"\s*EQ\s*\\o\s*(?:\\a[cl])?\s*\(([○〇□△◇])\s*[,，;]\s*(.{1,4}?)\s*\)\s*$", instruction, re.IGNORECASE
    ):
        return shown(int(ring[2]), "decimalEnclosedCircle") if ring[2].isdecimal() and ring[1] in "○〇" else ring[2]
    if fraction := re.match(r"\s*EQ\s*\\f\s*\(([^(),]+)[,;]([^(),]+)\)\s*$", instruction, re.IGNORECASE):
        return f"{fraction[1].strip()}/{fraction[2].strip()}"
    return ""
