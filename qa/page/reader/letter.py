"""The letter in the panel: what it is, its outline, and its paragraphs numbered in the margin."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Document, Field, Passage, Section
from qa.answering.outline import heading
from qa.page.html import render
from qa.page.view import View, anchor
from qa.page.words.figures import date
from qa.page.words.labels import full, step
from qa.page.words.languages import Strings
from qa.page.words.names import kind, translated
from qa.terminal import is_chinese

_TOLD = (Field.KIND, Field.ISSUER, Field.ADDRESSEES, Field.DATE, Field.NUMBER)
"""What a reader is told of a letter before reading it, in this order."""

_DEPTH = 2
"""Levels of the outline to jump in: chapters and sections, not every item below them."""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a letter: its `value` as the letter has it or, a date or a kind, in the reader's words; and its
    translation where one ships."""

    label: str
    value: str
    translation: str = ""
    chinese: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the outline: where it leads, what it is called, its heading and what that means."""

    anchor: str
    label: str
    heading: str
    translation: str
    level: int


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, or a heading, which has no number. `page` is the page that begins with it, 0 if none does."""

    anchor: str
    text: str
    kind: str
    number: int = 0
    citation: str = ""
    level: int = 0
    translation: str = ""
    page: int = 0


def render_letter(document: Document, digest: str, view: View) -> str:
    """The panel with a document. Its data hold what the page's script needs."""
    strings = view.strings
    return render(
        "letter.html",
        strings=strings,
        name=document.name,
        digest=digest,
        key=view.corpus.key,
        title=document.title,
        translation=translated(document.title, document.title, strings),
        facts=facts(document, strings),
        outline=outline(document, strings),
        parts=parts(document, strings),
        archive=view.library.archive,
        lang="zh" if is_chinese(document.text) else None,
    )


def facts(document: Document, strings: Strings) -> list[Told]:
    """What the document is, from whom, to whom, of when, and how many sections it has."""
    found = [_told(field, document, strings) for field in _TOLD if document.fact(field)]
    sections = len(_top(document))
    return [*found, Told(strings("sections"), str(sections))] if sections else found


def _told(field: Field, document: Document, strings: Strings) -> Told:
    values = [fact.value for fact in document.metadata if fact.field is field]
    label = strings(f"field_{field.value}")
    if field is Field.DATE:
        return Told(label, date(values[0], strings))
    if field is Field.KIND:
        return Told(label, kind(values[0], strings), chinese=is_chinese(kind(values[0], strings)))
    value = strings("list").join(values)
    return Told(label, value, translated("、".join(values), document.title, strings), chinese=is_chinese(value))


def outline(document: Document, strings: Strings) -> list[Place]:
    """The sections to jump to, in order."""
    found = []
    for section in document.sections:
        bare = section.level and not section.heading  # a point or an article below a heading: one of many
        if section.inline or bare or section.level >= _DEPTH:
            continue
        target = _anchor(document, section)
        if target:
            heading = "" if section.heading == section.label else section.heading
            label = section.label if strings.chinese else step(section.step, strings)
            meaning = translated(heading, document.title, strings) if heading else ""
            found.append(Place(target, label, heading, meaning, section.level))
    return found


def parts(document: Document, strings: Strings) -> list[Part]:
    """Headings and paragraphs in reading order."""
    entries: list[Section | Passage] = [section for section in document.sections if section.ranges]
    entries = sorted([*entries, *document.passages], key=lambda entry: entry.ranges[0][0])
    found = []
    page = 0
    for entry in entries:
        if isinstance(entry, Section):
            found.append(_heading(entry, document, strings))
            continue
        begins = entry.citation.page if entry.citation.page != page else 0
        page = entry.citation.page
        kind = f"paragraph role-{entry.citation.role.value}"
        cited = full(entry.citation, strings)
        found.append(Part(anchor(entry.ranges), entry.text, kind, entry.citation.paragraph, cited, page=begins))
    return found


def _heading(section: Section, document: Document, strings: Strings) -> Part:
    """A heading looks to the page's script like a paragraph without a number."""
    text = "".join(document.text[start:end] for start, end in section.ranges).strip()
    meaning = translated(section.heading, document.title, strings)
    cited = full(heading(document, section).citation, strings)
    level = min(3 + section.level, 6)
    return Part(anchor(section.ranges), text, "paragraph heading", 0, cited, level, meaning)


def _anchor(document: Document, section: Section) -> str:
    """The element that a section begins in."""
    if section.ranges:
        return anchor(section.ranges)
    inside: Sequence[Passage] = [
        passage for passage in document.passages if any(start <= section.start < end for start, end in passage.ranges)
    ]
    return anchor(inside[0].ranges) if inside else ""


def _top(document: Document) -> list[Section]:
    return [section for section in document.sections if not section.parents and not section.inline]
