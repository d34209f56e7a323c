"""The words of the system: every type that passes between reading a letter and answering from it.

Data flows one way: document → sections → passages → vectors → hits → answer. This file holds the first half.
A position is a character offset into `Document.text`; a span is half-open, as in `text[start:end]`.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Literal

from index.role import ROLE_NAMES, Role

Span = tuple[int, int]

Progress = Callable[[int, int], None]
"""Called with what is done of a long work, and all there is to do; 0 where that is not known."""

_CODES = (0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)

UNSEEN = "".join(map(chr, _CODES))
"""Characters without width. They belong to no passage, so that words that they cut are whole."""


def _is_blank(character: str) -> bool:
    return character.isspace() or character in UNSEEN


def locate(ranges: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """Source ranges of characters `start` to `end` of the text that `ranges` add up to; empty if there are none."""
    found = []
    offset = 0
    for range_start, range_end in ranges:
        left, right = max(start - offset, 0), min(end - offset, range_end - range_start)
        if left < right:
            found.append((range_start + left, range_start + right))
        offset += range_end - range_start
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Source:
    """A readable document: `name` is its address in the corpus, `text` what every range points into.

    `pages` are the offsets in `text` at which pages begin, `margins` the spans that the reader of its format knows to
    be running headers, footers or page numbers. `blocks` are the offsets at which a block begins that the format itself
    sets apart (`<p>`, `<li>`, a Word paragraph, a Markdown item): lines within one block may be healed, a block is
    never joined to the one before. `headings` are the lines that markup makes headings: offset and level from 1.
    `notes` are the spans of footnotes and endnotes. `header_rows` are, for the line of a table row at an offset, the
    ranges of the header cells and merged cells that stand over it. All are empty for formats that have none.
    `remarks` say what a person should know of the reading: a sentence each.
    """

    name: str
    text: str
    pages: tuple[int, ...] = ()
    margins: tuple[Span, ...] = ()
    digest: str = ""
    blocks: tuple[int, ...] = ()
    headings: tuple[tuple[int, int], ...] = ()
    notes: tuple[Span, ...] = ()
    header_rows: tuple[tuple[int, tuple[Span, ...]], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest, in hex, of the bytes that the text was read from; of the text in UTF-8 if that is not known."""
        return self.digest or hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Source":
        """From what `record` gives; keys of other things are passed over.

        Raises:
            TypeError: name or text is missing.
        """
        return cls(**{field.name: _frozen(record[field.name]) for field in fields(cls) if field.name in record})

    def record(self) -> dict[str, Any]:
        """The source as JSON, without what it has nothing of."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if value != () and value != ""}


def _frozen(value: Any) -> Any:
    """Lists as tuples, at every depth."""
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


class Unit(StrEnum):
    """What a step of an address is called: 第一编, 第二章, 第三节, 第四条, 附件1, a numbered section, a number
    below it, a point (一是, 首先), or a heading without a number."""

    PART = "part"
    CHAPTER = "chapter"
    DIVISION = "division"
    ARTICLE = "article"
    ATTACHMENT = "attachment"
    SECTION = "section"
    SUBSECTION = "subsection"
    ITEM = "item"
    POINT = "point"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an address, from the top of the outline down.

    `label` is the number as a person says it (二, （一）, 2.1, 第三条, 一是); `heading` the words after it, ""
    where the number opens body text. A heading without a number is both. `number` is the label's value, the last one of
    a decimal label; 0 where it has none.
    """

    label: str
    heading: str = ""
    unit: Unit = Unit.SECTION
    number: int = 0

    @classmethod
    def from_record(cls, record: Sequence[Any]) -> "Step":
        """From what `record` gives.

        Raises:
            TypeError, ValueError: it is something else.
        """
        label, heading, unit, number = record
        return cls(str(label), str(heading), Unit(unit), int(number))

    def record(self) -> tuple[str, str, str, int]:
        """The step as JSON."""
        return self.label, self.heading, self.unit.value, self.number

    def __str__(self) -> str:
        if self.heading in ("", self.label):
            return self.label
        if self.label.startswith(("第", "附")):
            return f"{self.label} {self.heading}"
        if self.label[0].isdecimal() and "." in self.label:  # 2.1
            return f"{self.label} {self.heading}"
        sign = unicodedata.category(self.label[-1]) == "No"  # ①, ⑴
        if sign or self.label.endswith(("）", "是")) or not self.label.isalnum():
            return f"{self.label}{self.heading}"
        return f"{self.label}{'.' if self.label.isascii() else '、'}{self.heading}"


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the outline: a heading, a numbered paragraph, or a point.

    `ranges` are the characters that belong to the heading and to no passage; they are empty where the whole line is a
    passage. `start` is where the number stands. `inline` points stand inside a paragraph.
    """

    step: Step
    start: int
    ranges: tuple[Span, ...] = ()
    parents: tuple["Section", ...] = ()
    inline: bool = False

    @property
    def label(self) -> str:
        """The number, as a person says it."""
        return self.step.label

    @property
    def heading(self) -> str:
        """The words after the number."""
        return self.step.heading

    @property
    def level(self) -> int:
        """How many sections it stands under."""
        return len(self.parents)

    @property
    def path(self) -> tuple["Section", ...]:
        """From the top of the outline down to this section."""
        return (*self.parents, self)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its address."""
        return tuple(section.step for section in self.path)


@dataclass(frozen=True, slots=True)
class Citation:
    """The address of a passage. It prints itself: `str(citation)` in Chinese, `citation.english` in English.

    `steps` lead from the top section down to the point. `paragraph` counts all passages of the document from 1 in
    reading order, front and back matter included, so that one number finds the place. `page` and `last_page` count from
    1; 0 where the document has no pages.
    """

    title: str
    number: str
    role: Role
    steps: tuple[Step, ...]
    paragraph: int
    page: int = 0
    last_page: int = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the steps."""
        return tuple(step.label for step in self.steps)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the steps, "" where one has none."""
        return tuple(step.heading for step in self.steps)

    @property
    def outline(self) -> str:
        """The steps as the letter writes them, headings included; "" outside its sections."""
        return " › ".join(map(str, self.steps))

    def __str__(self) -> str:
        document = f"《{self.title}》" + (f"（{self.number}）" if self.number else "")
        steps = [document, *map(str, self.steps)]
        if self.role is Role.HEADING:
            return " › ".join(steps)
        if self.role is not Role.BODY:
            steps.append(ROLE_NAMES[self.role][0])
        return " › ".join([*steps, f"第{self.paragraph}段{self._pages('（第', '页）')}"])

    @property
    def english(self) -> str:
        """The same address in English; names and headings stay as the letter writes them."""
        steps = [
            f"{step.label} “{step.heading}”" if step.heading not in ("", step.label) else step.label
            for step in self.steps
        ]
        place = [f"section {' › '.join(steps)}"] if steps else []
        document = f"“{self.title}”" + (f" ({self.number})" if self.number else "")
        if self.role is Role.HEADING:
            return ", ".join([document, *place])
        if self.role is not Role.BODY:
            place.append(ROLE_NAMES[self.role][1].lower())
        word = "pages" if self.last_page > self.page else "page"
        return ", ".join([document, *place, f"paragraph {self.paragraph}{self._pages(f', {word} ', '')}"])

    def _pages(self, before: str, after: str) -> str:
        if not self.page:
            return ""
        pages = f"{self.page}–{self.last_page}" if self.last_page > self.page else f"{self.page}"
        return before + pages + after


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, word for word: `text == "".join(source[s:e] for s, e in ranges)`.

    There is one range unless a page break or a line break cut the paragraph and was healed. `header` is what stands
    over this row of a table, "" elsewhere; it too is cut from the source, at `header_ranges`: a row, several, or cells.
    """

    document: str
    ranges: tuple[Span, ...]
    text: str
    citation: Citation
    header: str = ""
    header_ranges: tuple[Span, ...] = ()

    @property
    def id(self) -> str:
        """The address within a corpus: document name and paragraph number."""
        return f"{self.document}#{self.citation.paragraph}"

    def locate(self, start: int, end: int) -> tuple[Span, ...]:
        """The source ranges of `text[start:end]`, in order; two or more where a healed break lies between."""
        return locate(self.ranges, start, end)

    def spans_of(self, ranges: Iterable[Span]) -> tuple[Span, ...]:
        """Source ranges as spans of `text`, in order: what `locate` does, the other way round. What lies outside the
        passage is left out, touching ones are one."""
        found: list[Span] = []
        wanted = sorted(ranges)
        offset = 0
        for range_start, range_end in self.ranges:
            for start, end in wanted:
                left, right = max(start, range_start), min(end, range_end)
                if left < right:
                    first, last = offset + left - range_start, offset + right - range_start
                    if found and first <= found[-1][1]:
                        first, last = found[-1][0], max(found.pop()[1], last)
                    found.append((first, last))
            offset += range_end - range_start
        return tuple(found)

    def slice(self, ranges: Iterable[Span]) -> str:
        """The words of the passage at some source ranges, "" for none."""
        return "".join(self.text[start:end] for start, end in self.spans_of(ranges))


@dataclass(frozen=True, slots=True)
class Break:
    """A cut inside a paragraph that was healed: the source between `start` and `end` is white space and margins.

    `page` tells a page break (a blank line in between) from a mere line break.
    """

    start: int
    end: int
    page: bool


class Field(StrEnum):
    """What is known about a document as a whole."""

    TITLE = "title"
    NUMBER = "number"
    ISSUER = "issuer"
    DATE = "date"
    ADDRESSEES = "addressees"
    CLASS_MARK = "class"
    SIGNER = "signer"
    ATTACHMENT = "attachment"
    CONTACT = "contact"
    OPENNESS = "openness"
    COPIES = "copies"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a document's metadata, read from its text.

    `value` is in the form in which values are compared and filtered: a date as YYYY-MM-DD, other fields in the
    document's own words without the spaces and line breaks of typesetting. `ranges` are the source slices it was read
    from, never empty.
    """

    field: Field
    value: str
    ranges: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document. `text` is the source that every range points into: decoded, line ends as "\\n", no BOM.

    The parents of every section are among `sections`. `pages` are the offsets at which its pages begin, empty where it
    has none. `margins` are the running headers, footers and page numbers: they belong to no passage.
    """

    name: str
    text: str
    title: str
    number: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    breaks: tuple[Break, ...]
    pages: tuple[int, ...] = ()
    margins: tuple[Span, ...] = ()
    metadata: tuple[Fact, ...] = ()

    def fact(self, field: Field) -> str:
        """The value of a metadata field, "" if the document does not give it."""
        return next((fact.value for fact in self.metadata if fact.field is field), "")

    def by_role(self, role: Role) -> tuple[Passage, ...]:
        """The passages of one role, in reading order; empty where the document has none."""
        return tuple(passage for passage in self.passages if passage.citation.role is role)

    def covered(self) -> tuple[int, int]:
        """Non-blank characters that belong to exactly one passage, heading or margin, and all non-blank characters."""
        owners = [0] * len(self.text)
        for start, end in self._owned():
            for position in range(start, end):
                owners[position] += 1
        visible = [position for position, character in enumerate(self.text) if not _is_blank(character)]
        return sum(owners[position] == 1 for position in visible), len(visible)

    def _owned(self) -> Iterable[Span]:
        for section in self.sections:
            yield from section.ranges
        for passage in self.passages:
            yield from passage.ranges
        yield from self.margins


Kind = Literal["same", "near", "versions"]
"""How the documents of a family belong together."""


@dataclass(frozen=True, slots=True)
class Family:
    """Documents that belong together, by name, sorted. `newest` is the member with the latest date, then name.

    "same": equal texts. "near": texts that differ in a few characters. "versions": one letter or law at different
    times, copies of a version included; all but the newest are superseded.
    """

    kind: Kind
    members: tuple[str, ...]
    newest: str
