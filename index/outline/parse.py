"""Paragraphs → document: every paragraph hangs in the outline and becomes a passage with its citation.

Nothing is dropped: every non-blank character of the text belongs to exactly one passage, heading or margin.
"""

import re
from bisect import bisect

from index.outline.margins import margins
from index.outline.metadata import metadata, unspaced
from index.outline.paragraphs import Paragraph, paragraphs
from index.outline.roles import roles
from index.text.numbering import ARTICLE, inline_points, point
from index.types import Citation, Document, Field, Passage, Role, Section, Source, Step, Unit, locate

_HEADING_LIMIT = 60
"""A numbered line without a full stop is a heading up to this length; beyond it, it is a numbered paragraph."""

_LEAD_LIMIT = 40
"""The first sentence of a numbered line is its heading up to this length, if more text follows on the line."""

_UNITS = (
    *(Unit.PART, Unit.CHAPTER, Unit.DIVISION, Unit.ARTICLE, Unit.SECTION, Unit.SUBSECTION),
    *(Unit.ITEM, Unit.ITEM, Unit.ITEM),
)
"""What the levels of numbers are called."""

_UNNUMBERED = 99
"""The level of headings without a number: any number ends them."""

_PLAIN_HEADING = re.compile(r"[^\W\d_][^\s，。；：！？、,.;:!?（）()《》]{3,24}$")

_PROSE = 20
"""A paragraph from this length that ends in a full stop is prose."""


def parse(source: Source) -> Document:
    """Parse a document: outline, passages, healed breaks. A text without any numbering has an empty outline."""
    outside = source.margins or margins(source.text)
    found = paragraphs(source.text, outside)
    assigned = roles(found)
    facts = metadata(found, assigned)
    known = {fact.field: fact.value for fact in reversed(facts)}
    title, number = known.get(Field.TITLE, source.name), known.get(Field.NUMBER, "")
    sections, owners, leads = _sections(found, assigned)
    headers = _headers(found)
    passages: list[Passage] = []
    for paragraph, role, owner, lead, header in zip(found, assigned, owners, leads, headers, strict=True):
        start = lead + len(paragraph.text[lead:]) - len(paragraph.text[lead:].lstrip())
        ranges = locate(paragraph.spans, start, len(paragraph.text))
        if not ranges:
            continue
        path = owner.path if owner else ()
        first, last = bisect(source.pages, ranges[0][0]), bisect(source.pages, ranges[-1][1] - 1)
        citation = Citation(title, number, role, owner.steps if owner else (), len(passages) + 1, first, last)
        above = (header.text, tuple(header.spans)) if header else ("", ())
        passage = Passage(source.name, ranges, paragraph.text[start:], citation, *above)
        passages.append(passage)
        for label, nth, offset in inline_points(passage.text):
            if offset > 0 or not (owner and owner.step.unit is Unit.POINT):
                position = passage.locate(offset, offset + 1)[0][0]
                sections.append(Section(Step(label, "", Unit.POINT, nth), position, parents=path, inline=True))
    sections.sort(key=lambda section: (section.start, len(section.parents)))
    breaks = tuple(cut for paragraph in found for cut in paragraph.breaks)
    return Document(
        source.name,
        source.text,
        title,
        number,
        tuple(sections),
        tuple(passages),
        breaks,
        source.pages,
        outside,
        facts,
    )


def _headers(found: list[Paragraph]) -> list[Paragraph | None]:
    """For each paragraph the first row of the table that it is a row of; None for that row itself and for prose."""
    headers: list[Paragraph | None] = []
    first: Paragraph | None = None
    for paragraph in found:
        headers.append(first if paragraph.row else None)
        first = (first or paragraph) if paragraph.row else None
    return headers


def _sections(found: list[Paragraph], assigned: list[Role]) -> tuple[list[Section], list[Section | None], list[int]]:
    """Sections and points; the innermost one of each paragraph; the offset at which each paragraph's body begins."""
    sections: list[Section] = []
    owners: list[Section | None] = []
    leads: list[int] = []
    stack: list[tuple[int, Section]] = []
    unnumbered = _unnumbered(found, assigned)
    for position, (paragraph, role) in enumerate(zip(found, assigned, strict=True)):
        lead = 0
        if role is not Role.BODY:
            stack = []
        elif position in unnumbered or paragraph.marker:
            level, label, after = _UNNUMBERED, unspaced(paragraph.text), 0
            if number := paragraph.marker:
                level, label, after = number.level, number.label, number.end
            item = level == ARTICLE or any(outer == ARTICLE and outer < level for outer, _ in stack)
            leaf = not _has_body(found, assigned, position)
            lead = 0 if item else _heading_end(paragraph.text, after, leaf)
            heading = unspaced(paragraph.text[after:lead].strip(" \t\u3000。：:"))
            stack = [entry for entry in stack if entry[0] < level]
            parents = tuple(section for _, section in stack)
            unit, value = (_UNITS[level], number.number) if number else (Unit.HEADING, 0)
            step = Step(label, heading, unit, value)
            section = Section(step, paragraph.spans[0][0], locate(paragraph.spans, 0, lead), parents)
            stack.append((level, section))
            sections.append(section)
        owners.append(stack[-1][1] if stack else None)
        leads.append(lead)
    return sections + _points(found, owners), owners, leads


def _unnumbered(found: list[Paragraph], assigned: list[Role]) -> set[int]:
    """Headings without a number: short lines without punctuation, each over prose, two or more in one section."""
    headings: set[int] = set()
    series: list[int] = []
    for position in range(len(found) - 1):
        if found[position].marker or assigned[position] is not Role.BODY:  # another section begins
            headings.update(series if len(series) > 1 else [])
            series = []
        elif _PLAIN_HEADING.match(found[position].text) and _is_prose(found, assigned, position + 1):
            series.append(position)
    return headings.union(series if len(series) > 1 else [])


def _is_prose(found: list[Paragraph], assigned: list[Role], position: int) -> bool:
    """Whether a paragraph is a sentence of the body without a number."""
    paragraph = found[position]
    plain = assigned[position] is Role.BODY and not paragraph.marker
    return plain and len(paragraph.text) >= _PROSE and paragraph.text.endswith("。")


def _has_body(found: list[Paragraph], assigned: list[Role], position: int) -> bool:
    """Whether text follows that stands under a heading: a paragraph without a number, or a deeper number."""
    number = found[position].marker
    if position + 1 == len(found) or assigned[position + 1] is not Role.BODY:
        return False
    following = found[position + 1].marker
    return following is None or (number is not None and following.level > number.level)


def _heading_end(text: str, after_number: int, leaf: bool) -> int:
    """Where the heading of a numbered line ends: 0 if the number opens body text, else an offset in `text`.

    A line that nothing stands under (`leaf`) is a heading only as far as more text follows it on the same line.
    """
    rest = text[after_number:]
    stop = re.search("[。！？]", rest)
    lead = stop.end() if stop else len(rest)
    if rest.endswith(("；", ";", "，")):
        return 0
    if rest[lead:].strip():
        return after_number + lead if lead <= _LEAD_LIMIT else 0
    return 0 if leaf or lead > (_LEAD_LIMIT if stop else _HEADING_LIMIT) else len(text)


def _points(found: list[Paragraph], owners: list[Section | None]) -> list[Section]:
    """Find the points that open paragraphs, and hand them their paragraphs: `owners` is changed in place.

    A series counts from 一是 (or 首先) without a gap, within one section, and has at least two points. A paragraph
    without a number between two points belongs to the first of them; one after the last point belongs to the section.
    """
    points: list[Section] = []
    series: list[tuple[int, str]] = []
    series_owner: Section | None = None

    def close() -> None:
        if len(series) < 2:
            return
        ends = [*(position for position, _ in series[1:]), series[-1][0] + 1]
        for number, ((position, label), end) in enumerate(zip(series, ends, strict=True), 1):
            parents = series_owner.path if series_owner else ()
            section = Section(Step(label, "", Unit.POINT, number), found[position].spans[0][0], parents=parents)
            points.append(section)
            owners[position:end] = [section] * (end - position)

    for position, paragraph in enumerate(found):
        opening = point(paragraph.text)
        if owners[position] is not series_owner:
            close()
            series, series_owner = [], owners[position]
        if opening:
            label, number = opening
            if number == 1:
                close()
                series = [(position, label)]
            elif series and number in (0, len(series) + 1):
                series.append((position, label))
    close()
    return points
