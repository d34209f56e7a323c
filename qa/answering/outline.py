"""A named place → its passages: read off the stored outline, not searched for, so that the answer is complete."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.role import Role
from index.text.folding import fold
from index.types import Document, Passage, Section, Unit
from qa.understanding.places import LAST, Kind, Named, Place

_UNITS = {
    Kind.ATTACHMENT: (Unit.ATTACHMENT,),
    Kind.PART: (Unit.PART,),
    Kind.CHAPTER: (Unit.CHAPTER,),
    Kind.DIVISION: (Unit.DIVISION,),
    Kind.ARTICLE: (Unit.ARTICLE,),
    Kind.ITEM: (Unit.ITEM, Unit.SUBSECTION),
    Kind.POINT: (Unit.POINT,),
}
"""The units that each kind names strictly, where the document has them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands at a named place. `passages` are in reading order, () where there is no such place; `count` is how
    many sections were counted or, where there is no such place, how many there are of its kind."""

    passages: tuple[Passage, ...]
    count: int = 0


def spot(document: Document, place: Place) -> Spot | None:
    """What a document has at a place. None if it has nothing of the kind, so that the words must mean something
    else."""
    within: Section | None = None
    passages: Sequence[Passage] | None = None
    for step in place.steps:
        if passages is not None:
            return None
        if step.kind in (Kind.PARAGRAPH, Kind.PAGE, Kind.TABLE, Kind.CLAUSE):
            passages = _passages_of(document, within, step)
            if passages is None:
                return None
            if not passages:
                return Spot((), _count_of(document, within, step))
            if step.kind is Kind.CLAUSE and step is not place.steps[-1]:
                return _item_of_clause(document, within, passages, place.steps[-1])
            continue
        found = _sections(document, within, step)
        if not found:
            return None
        section = _nth(found, within, step)
        if section is None:
            return Spot((), len(found))
        within = section
    if place.counted is not None:
        return _counted(document, within, place.counted)
    if passages is not None:
        return Spot(tuple(passages), len(passages))
    return Spot(_whole(document, within), 1) if within else None


def heading(document: Document, section: Section) -> Passage:
    """The heading of a section as a passage of its own: cited by its section and the paragraph that follows it. The
    first passage of a section without a heading."""
    within = [passage for passage in document.passages if passage.ranges[0][0] >= section.start]
    first = (within or document.passages)[0]
    if not section.ranges:
        return first
    citation = replace(first.citation, role=Role.HEADING, steps=section.steps)
    text = "".join(document.text[start:end] for start, end in section.ranges)
    return Passage(document.name, section.ranges, text, citation)


def below(document: Document, section: Section) -> tuple[Passage, ...]:
    """A section's passages in reading order."""
    end = _end(document, section)
    steps = section.steps
    return tuple(
        passage
        for passage in document.passages
        if passage.citation.steps[: len(steps)] == steps and section.start <= passage.ranges[0][0] < end
    )


def _end(document: Document, section: Section) -> int:
    """Where the next section of the same address begins, as 一 of an attachment does after the letter's own."""
    others = (
        other.start for other in document.sections if other.steps == section.steps and other.start > section.start
    )
    return min(others, default=len(document.text) + 1)


def _whole(document: Document, section: Section) -> tuple[Passage, ...]:
    return below(document, section) or (heading(document, section),)


def _sections(document: Document, within: Section | None, step: Named) -> list[Section]:
    """The sections that a step counts among, in order; [] if the document has none of the kind there."""
    parents = within.path if within else ()
    under = [section for section in document.sections if _under(section, within) and not section.inline]
    if step.kind is Kind.LABEL:
        labelled = [section for section in under if fold(section.label) == step.label]
        if labelled or "." in step.label:
            return labelled
        return [section for section in under if section.step.number == step.number and _bracketed(section)]
    if step.kind in _UNITS:
        strict = [section for section in under if section.step.unit in _UNITS[step.kind]]
        if strict and step.kind in (Kind.ITEM, Kind.POINT):
            least = min(section.level for section in strict)
            strict = [section for section in strict if section.level == least]
        if strict:
            return strict
        if step.kind in (Kind.ATTACHMENT, Kind.CHAPTER, Kind.DIVISION):
            return []
    children = [section for section in under if section.level == len(parents)]
    numbered = [section for section in children if section.step.unit not in (Unit.HEADING, Unit.ATTACHMENT)]
    if step.kind is Kind.SECTION or step.kind is Kind.PART:
        numbered = [section for section in numbered if section.step.unit is not Unit.ARTICLE] or numbered
    points = [section for section in numbered if section.step.unit is Unit.POINT]
    others = [section for section in numbered if section.step.unit is not Unit.POINT]
    found = others or points
    if not found and within:
        found = [section for section in document.sections if _under(section, within)]
    return found or [section for section in children if section.step.unit is Unit.HEADING]


def _under(section: Section, within: Section | None) -> bool:
    if within is None:
        return not any(parent.step.unit is Unit.ATTACHMENT for parent in section.parents)
    return within in section.parents


def _bracketed(section: Section) -> bool:
    return section.label.endswith(("）", ")"))


def _nth(found: list[Section], within: Section | None, step: Named) -> Section | None:
    """The section of a number: by what it is labelled, else by counting (the first article of chapter seven); from
    the end for a number below 0."""
    if step.number < 0:
        return found[step.number] if -step.number <= len(found) else None
    labelled = [section for section in found if section.step.number == step.number]
    if labelled or step.kind is Kind.LABEL:
        return labelled[0] if labelled else None
    relative = within is not None or not any(section.step.number for section in found)
    return found[step.number - 1] if relative and step.number <= len(found) else None


def _passages_of(document: Document, within: Section | None, step: Named) -> list[Passage] | None:
    """The passages of a paragraph, page, table or clause; [] if there is no such one, None if there are none at all."""
    inside = list(below(document, within)) if within else list(document.passages)
    if step.kind is Kind.PARAGRAPH:
        if within:
            return _at(inside, step.number)
        numbered = {passage.citation.paragraph: passage for passage in inside}
        number = step.number if step.number > 0 else len(inside) + 1 + step.number
        return [numbered[number]] if number in numbered else []
    if step.kind is Kind.PAGE:
        last = max((passage.citation.last_page for passage in inside), default=0)
        page = step.number if step.number > 0 else last
        if not last:
            return None
        return [passage for passage in inside if passage.citation.page <= page <= passage.citation.last_page]
    if step.kind is Kind.TABLE:
        tables = _tables(inside)
        if step.number < 0:
            return tables[step.number] if -step.number <= len(tables) else ([] if tables else None)
        numbered_table = (table for table in tables if re.match(rf"\s*表\s*0*{step.number}(?!\d)", table[0].text))
        return next(numbered_table, []) if tables else None
    clauses = _clauses(document, within, inside) if within else []
    return _clause(clauses, step.number) if clauses else None


def _tables(inside: Sequence[Passage]) -> list[list[Passage]]:
    """The tables that have a title with a number (表1), each with its rows."""
    tables: list[list[Passage]] = []
    open_table = False
    for passage in inside:
        title = re.match(r"\s*表\s*\d", passage.text)
        row = passage.header or any(gap in passage.text for gap in ("\t", "  ", "　　"))
        if title:
            tables.append([passage])
        elif open_table and row:
            tables[-1].append(passage)
        open_table = bool(title) or (open_table and bool(row))
    return tables


def _at(found: list[Passage], number: int) -> list[Passage]:
    place = number - 1 if number > 0 else len(found) + number
    return [found[place]] if 0 <= place < len(found) else []


def _clauses(document: Document, within: Section, inside: list[Passage]) -> list[list[Passage]]:
    """The clauses (款) of an article: each of its paragraphs that opens no item, with the items that follow it."""
    items = {section.start for section in document.sections if within in section.parents}
    clauses: list[list[Passage]] = []
    for passage in inside:
        if passage.ranges[0][0] not in items or not clauses:
            clauses.append([])
        clauses[-1].append(passage)
    return clauses


def _clause(clauses: list[list[Passage]], number: int) -> list[Passage]:
    place = number - 1 if number > 0 else len(clauses) + number
    return clauses[place] if 0 <= place < len(clauses) else []


def _item_of_clause(document: Document, within: Section | None, clause: Sequence[Passage], step: Named) -> Spot:
    """An item of a clause: （一） may stand in several clauses of one article."""
    depth = len(within.path) if within else 0
    starts = {section.start for section in document.sections if section.level == depth}
    opened = [at for at, passage in enumerate(clause) if passage.ranges[0][0] in starts]
    for at, end in zip(opened, [*opened[1:], len(clause)], strict=True):
        if clause[at].citation.steps[depth].number == step.number:
            return Spot(tuple(clause[at:end]), 1)
    return Spot((), len(opened))


def _count_of(document: Document, within: Section | None, step: Named) -> int:
    inside = below(document, within) if within else document.passages
    if step.kind is Kind.PAGE:
        return max((passage.citation.last_page for passage in inside), default=0)
    if step.kind is Kind.TABLE:
        return len(_tables(inside))
    if step.kind is Kind.CLAUSE and within:
        return len(_clauses(document, within, list(inside)))
    return len(inside)


def _counted(document: Document, within: Section | None, kind: Kind) -> Spot | None:
    """The sections of a kind, by their headings, and how many they are."""
    if kind in (Kind.PARAGRAPH, Kind.PAGE, Kind.CLAUSE, Kind.TABLE):
        inside = below(document, within) if within else document.passages
        if kind is Kind.TABLE:
            titles = [table[0] for table in _tables(inside)]
            return Spot(tuple(titles), len(titles)) if titles else None
        if kind is Kind.CLAUSE and within:
            clauses = _clauses(document, within, list(inside))
            return Spot(tuple(inside), len(clauses))
        if kind is Kind.PAGE:
            pages = max((passage.citation.last_page for passage in inside), default=0)
            return Spot(inside[-1:], pages) if pages else None
        return Spot(tuple(inside), len(inside)) if within else Spot(tuple(inside[-1:]), len(inside))
    found = _sections(document, within, Named(kind, LAST))
    if within is None and not found:
        return None
    if not found:
        passages = below(document, within) if within else ()
        return Spot(tuple(passages), len(passages)) if passages else None
    if found[0].step.unit is Unit.ARTICLE and kind is Kind.ARTICLE:
        return Spot(tuple(_whole(document, found[-1])), len(found))
    return Spot(tuple(_distinct(heading(document, section) for section in found)), len(found))


def _distinct(passages: Iterable[Passage]) -> Iterable[Passage]:
    seen = set()
    for passage in passages:
        if passage.ranges not in seen:
            seen.add(passage.ranges)
            yield passage
