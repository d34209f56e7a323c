"""Paragraphs with numbers, levels and roles → the outline: what stands under what."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.outline.enclosures import Enclosure
from index.outline.paragraphs import Paragraph
from index.role import Role
from index.text.folding import unspaced
from index.text.numbering import Form
from index.text.points import point
from index.types import Section, Step, Unit, locate

_HEADING_LIMIT = 60
"""A numbered line without a full stop is a heading up to this length; beyond it, it is a numbered paragraph."""

_LEAD_LIMIT = 40
"""The first sentence of a numbered line is its heading up to this length, if more text follows on the line."""

_PLAIN_HEADING = re.compile(r"[^\W\d_][^\s，。；：！？、,.;:!?（）()《》]{3,24}$")

_PROSE = 20
"""A paragraph from this length that ends in a full stop is prose."""

_ENCLOSED = -1
_NUMBERED = 10
"""Above the levels of headings by markup, 1 to 9; numbers stand below these."""
_UNNUMBERED = 99
"""The level of headings without number or markup: any number ends them."""

_LAW_UNITS = {
    Form.PART: Unit.PART,
    Form.CHAPTER: Unit.CHAPTER,
    Form.DIVISION: Unit.DIVISION,
    Form.ARTICLE: Unit.ARTICLE,
}
_UNITS = (Unit.SECTION, Unit.SUBSECTION, Unit.ITEM)
"""What numbers are called, from the top of the outline down; below an article the first are subsections."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections and points; the innermost one of each paragraph; the offset at which each paragraph's body begins."""

    sections: list[Section]
    owners: list[Section | None]
    leads: list[int]


def outline(
    found: Sequence[Paragraph],
    assigned: Sequence[Role],
    enclosed: Sequence[Enclosure],
) -> Outline:
    """The outline of a document."""
    sections: list[Section] = []
    owners: list[Section | None] = []
    leads: list[int] = []
    stack: list[tuple[int, Section]] = []
    unnumbered = _unnumbered(found, assigned)
    starts = {enclosure.start: enclosure for enclosure in enclosed}
    ends = {enclosure.end for enclosure in enclosed}
    marked = _marked(found)
    ranks = [_rank(paragraph, marked) for paragraph in found]
    closed = _closed_lists(found, ranks, assigned)
    ended = -1
    titled = 0
    for position, (paragraph, role) in enumerate(zip(found, assigned, strict=True)):
        lead = 0
        if position in ends:
            stack = []
        if enclosure := starts.get(position):
            section = _enclosure(enclosure, found)
            stack = [(_ENCLOSED, section)]
            sections.append(section)
            titled = enclosure.body if section.ranges else 0
        if position < titled:
            lead = len(paragraph.text)
        elif role not in (Role.BODY, Role.FOOTNOTE):
            stack = [entry for entry in stack if entry[0] == _ENCLOSED]
        elif role is Role.BODY and (ranks[position] is not None or position in unnumbered):
            level = ranks[position] if ranks[position] is not None else _UNNUMBERED
            assert level is not None
            stack = [entry for entry in stack if entry[0] < level]
            section, lead = _section(found, assigned, position, stack, leaf=position in closed)
            stack.append((level, section))
            sections.append(section)
            ended = level if position in closed else -1
        elif role is Role.BODY and ended >= 0 and not paragraph.marker:
            stack = [entry for entry in stack if entry[0] < ended]
            ended = -1
        owners.append(stack[-1][1] if stack and role is not Role.FOOTNOTE else None)
        leads.append(lead)
    return Outline(sections + _points(found, owners), owners, leads)


def _marked(found: Sequence[Paragraph]) -> dict[Form, int]:
    """The forms of numbers that markup makes headings, with their level: that of most of them."""
    if not any(paragraph.heading for paragraph in found):
        return {}
    given: dict[Form, Counter[int]] = {}
    for paragraph in found:
        if paragraph.marker:
            given.setdefault(paragraph.marker.form, Counter())[paragraph.heading] += 1
    most = {form: counts.most_common(1)[0][0] for form, counts in given.items()}
    return {form: level for form, level in most.items() if level}


def _rank(paragraph: Paragraph, marked: Mapping[Form, int]) -> int | None:
    """The level of a paragraph in the outline, None if it opens nothing."""
    if not paragraph.marker:
        return paragraph.heading or None
    return marked.get(paragraph.marker.form, _NUMBERED + paragraph.level)


def _enclosure(enclosure: Enclosure, found: Sequence[Paragraph]) -> Section:
    """The section of what is enclosed; its lines are a heading if a text stands under them."""
    lines = found[enclosure.start : enclosure.body]
    title = "".join(
        found[at].words[enclosure.offset if at == enclosure.titled else 0 :]
        for at in range(enclosure.titled, enclosure.body)
    )
    heading = unspaced(title)
    ranges = tuple(span for line in lines for span in line.spans) if enclosure.body < enclosure.end else ()
    if enclosure.label:
        step = Step(enclosure.label, heading, Unit.ATTACHMENT, enclosure.number)
    else:
        step = Step(heading, heading, Unit.HEADING)
    return Section(step, found[enclosure.start].spans[0][0], ranges)


def _section(
    found: Sequence[Paragraph], assigned: Sequence[Role], position: int, stack: list[tuple[int, Section]], *, leaf: bool
) -> tuple[Section, int]:
    """The section that a paragraph opens, and where its heading ends."""
    paragraph = found[position]
    number = paragraph.marker
    parents = tuple(section for _, section in stack)
    label, after = (number.label, number.end) if number else (unspaced(paragraph.words), 0)
    leaf = leaf or not _has_body(found, assigned, position)
    item = any(section.step.unit is Unit.ARTICLE for section in parents) or (number and number.form is Form.ARTICLE)
    if paragraph.heading:
        lead = 0 if leaf else len(paragraph.text)
    else:
        lead = 0 if item else _heading_end(paragraph.text, after, leaf)
    heading = unspaced(paragraph.words[after:lead].strip(" \t\u3000。：:、.．")) if number and lead else ""
    if not number:
        heading = label
    unit = _unit(number.form, parents) if number else Unit.HEADING
    step = Step(label, heading, unit, number.number if number else 0)
    return Section(step, paragraph.spans[0][0], locate(paragraph.spans, 0, lead), parents), lead


def _unit(form: Form, parents: Sequence[Section]) -> Unit:
    if form in _LAW_UNITS:
        return _LAW_UNITS[form]
    above = sum(section.step.unit in (*_UNITS, Unit.ARTICLE) for section in parents)
    return _UNITS[min(above, 2)]


def _unnumbered(found: Sequence[Paragraph], assigned: Sequence[Role]) -> set[int]:
    """Headings without a number: short lines without punctuation, each over prose, two or more in one section."""
    headings: set[int] = set()
    series: list[int] = []
    for position in range(len(found) - 1):
        paragraph = found[position]
        if paragraph.marker or paragraph.heading or assigned[position] is not Role.BODY:  # another section begins
            headings.update(series if len(series) > 1 else [])
            series = []
        elif _PLAIN_HEADING.match(paragraph.text) and not paragraph.row and _is_prose(found, assigned, position + 1):
            series.append(position)
    return headings.union(series if len(series) > 1 else [])


def _is_prose(found: Sequence[Paragraph], assigned: Sequence[Role], position: int) -> bool:
    """Whether a paragraph is a sentence of the body without a number."""
    paragraph = found[position]
    plain = assigned[position] is Role.BODY and not paragraph.marker
    return plain and len(paragraph.text) >= _PROSE and paragraph.text.endswith("。")


def _has_body(found: Sequence[Paragraph], assigned: Sequence[Role], position: int) -> bool:
    """Whether text follows that stands under a heading: a paragraph without a number, or a deeper number."""
    paragraph = found[position]
    if position + 1 == len(found) or assigned[position + 1] is not Role.BODY:
        return False
    following = found[position + 1]
    if paragraph.heading and following.heading:
        return following.heading > paragraph.heading
    if following.marker is None:
        return not (following.heading and paragraph.marker)
    return paragraph.marker is None or _deeper(following, paragraph)


def _deeper(following: Paragraph, paragraph: Paragraph) -> bool:
    return following.level > paragraph.level


def _closed_lists(found: Sequence[Paragraph], ranks: Sequence[int | None], assigned: Sequence[Role]) -> set[int]:
    """The last items of lists: of several numbered sentences none has anything below it, so the last has not either."""
    closed: set[int] = set()
    open_series: dict[int, list[int]] = {}

    def close(level: int) -> None:
        for deeper in [at for at in open_series if at >= level]:
            series = open_series.pop(deeper)
            if len(series) > 1 and all(_is_item(found, position, after) for position, after in pairwise(series)):
                closed.add(series[-1])

    for position, (paragraph, rank) in enumerate(zip(found, ranks, strict=True)):
        if assigned[position] not in (Role.BODY, Role.FOOTNOTE):
            close(0)
        elif rank is not None:
            marker = paragraph.marker if paragraph.marker and paragraph.marker.form not in _LAW_UNITS else None
            if marker and marker.number != 1 and rank in open_series:
                close(rank + 1)
                open_series[rank].append(position)
            else:
                close(rank)
                if marker:
                    open_series[rank] = [position]
    close(0)
    return {position for position in closed if found[position].text.endswith("。")}


def _is_item(found: Sequence[Paragraph], position: int, after: int) -> bool:
    """Whether a numbered line is one sentence with nothing below it."""
    text = found[position].text
    marker = found[position].marker
    one = marker and not re.search("[。！？]", text[marker.end : -1])
    return after == position + 1 and bool(one) and text.endswith(("；", ";", "，", "、", "。"))


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


def _points(found: Sequence[Paragraph], owners: list[Section | None]) -> list[Section]:
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
