"""Source → document: every paragraph hangs in the outline and becomes a passage with its citation.

Nothing is dropped: every visible character of the text belongs to exactly one passage, heading or margin.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence

from index.outline.ladder import numbers
from index.outline.lines import lines
from index.outline.margins import margins
from index.outline.metadata import metadata
from index.outline.paragraphs import Paragraph, paragraphs
from index.outline.roles import roles
from index.outline.sections import outline
from index.outline.tables import headers, mark_rows
from index.outline.titles import titles
from index.outline.website import surroundings
from index.role import Role
from index.text.folding import plain, simplified, unspaced
from index.text.points import inline_points
from index.types import Citation, Document, Fact, Field, Passage, Section, Source, Span, Step, Unit, locate

_FIRST_WORDS = 24
"""Characters of a text without a title by which it is cited."""


def parse(source: Source) -> Document:
    """Parse a document: outline, passages, healed breaks. A text without any numbering has an empty outline."""
    shown = plain(source.text)
    text = simplified(shown)
    around, values = surroundings(text)
    outside = _merged([*(source.margins or margins(text)), *around])
    found_lines = lines(text, source, outside)
    mark_rows(found_lines)
    told = numbers(found_lines)
    found = paragraphs(found_lines, told, titles(found_lines, told), text)
    for paragraph in found:
        paragraph.show(None if shown is text else shown)
    assigned, enclosed = roles(found)
    facts = metadata(found, assigned, enclosed, values, shown)
    known = {fact.field: fact.value for fact in reversed(facts)}
    number = known.get(Field.NUMBER, "")
    built = outline(found, assigned, enclosed)
    sections = built.sections
    passages: list[Passage] = []
    over = headers(found, text, source.header_rows)
    title = known.get(Field.TITLE) or _untitled(found, assigned, facts)
    for paragraph, role, owner, lead, header in zip(found, assigned, built.owners, built.leads, over, strict=True):
        start = lead + len(paragraph.text[lead:]) - len(paragraph.text[lead:].lstrip())
        ranges = locate(paragraph.spans, start, len(paragraph.text))
        if not ranges:
            continue
        first, last = bisect(source.pages, ranges[0][0]), bisect(source.pages, ranges[-1][1] - 1)
        citation = Citation(title, number, role, owner.steps if owner else (), len(passages) + 1, first, last)
        passage = Passage(
            source.name,
            ranges,
            paragraph.text[start:] if text is source.text else _slices(source.text, ranges),
            citation,
            _slices(source.text, header) if header else "",
            header,
        )
        passages.append(passage)
        sections += _inline(passage, paragraph.text[start:], owner)
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


def _slices(text: str, ranges: Iterable[Span]) -> str:
    return "".join(text[start:end] for start, end in ranges)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _inline(passage: Passage, text: str, owner: Section | None) -> Iterable[Section]:
    """The points inside a paragraph. `text` is the passage's in the form that is matched."""
    for label, nth, offset in inline_points(text):
        if offset > 0 or not (owner and owner.step.unit is Unit.POINT):
            position = passage.locate(offset, offset + 1)[0][0]
            parents = owner.path if owner else ()
            yield Section(Step(label, "", Unit.POINT, nth), position, parents=parents, inline=True)


def _untitled(found: Sequence[Paragraph], assigned: Sequence[Role], facts: Sequence[Fact]) -> str:
    """What a document without a title is cited by: who wrote to whom, or its first words."""
    known = {fact.field: fact.value for fact in reversed(facts)}
    if addressees := known.get(Field.ADDRESSEES):
        return f"{known.get(Field.ISSUER, '')}致{addressees}"
    first = next((p.words for p, role in zip(found, assigned, strict=True) if role is Role.BODY), "")
    words = unspaced(first or (found[0].words if found else ""))
    return words if len(words) <= _FIRST_WORDS else words[:_FIRST_WORDS] + "…"
