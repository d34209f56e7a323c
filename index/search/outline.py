"""How a document was read: what an index keeps so that nobody has to read it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.search.entry import Entry
from index.types import Break, Document, Passage, Section, Source, Span, Step


@dataclass(frozen=True, slots=True)
class Outline:
    """What a document has beside its entry, its text and its passages.

    `layout` is its source without name, text and digest: what its format told of pages, blocks and the rest. `margins`
    are those of the document, told by the format or found in the text.
    """

    layout: Source
    margins: tuple[Span, ...]
    sections: tuple[Section, ...]
    breaks: tuple[Break, ...]

    @classmethod
    def of(cls, source: Source, document: Document) -> "Outline":
        """Of a source and what it was parsed into."""
        return cls(replace(source, name="", text="", digest=""), document.margins, document.sections, document.breaks)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Outline":
        """From what `record` gives.

        Raises:
            LookupError, TypeError, ValueError, RecursionError: it is something else.
        """
        return cls(
            Source.from_record({"name": "", "text": "", **record["layout"]}),
            _spans(record["margins"]),
            _sections(record["sections"]),
            tuple(Break(start, end, page) for start, end, page in record["breaks"]),
        )

    def record(self) -> dict[str, Any]:
        """The outline as JSON. A section names its innermost parent by its place among the sections, -1 for none."""
        places = {section: place for place, section in enumerate(self.sections)}
        return {
            "layout": self.layout.record(),
            "margins": self.margins,
            "sections": [
                (
                    section.step.record(),
                    section.start,
                    section.ranges,
                    places[section.parents[-1]] if section.parents else -1,
                    section.inline,
                )
                for section in self.sections
            ],
            "breaks": [(cut.start, cut.end, cut.page) for cut in self.breaks],
        }

    def source(self, entry: Entry, text: str) -> Source:
        """The source that was read."""
        return replace(self.layout, name=entry.name, text=text, digest=entry.digest)

    def document(self, entry: Entry, text: str, passages: Sequence[Passage]) -> Document:
        """The document that it was parsed into."""
        return Document(
            entry.name,
            text,
            entry.title,
            entry.number,
            self.sections,
            tuple(passages),
            self.breaks,
            self.layout.pages,
            self.margins,
            entry.metadata,
        )


def _sections(records: Sequence[Any]) -> tuple[Section, ...]:
    """Sections, each under its parents, in whatever order they stand."""
    found: dict[int, Section] = {}

    def section(place: int) -> Section:
        if place not in found:
            step, start, ranges, parent, inline = records[place]
            parents = section(parent).path if parent >= 0 else ()
            found[place] = Section(Step.from_record(step), start, _spans(ranges), parents, inline)
        return found[place]

    return tuple(map(section, range(len(records))))


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)
