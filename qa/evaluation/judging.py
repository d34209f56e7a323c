"""Which passages answer a question: judged by source text, white space ignored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.types import Citation, Document, Passage, Span

Labels = tuple[str, ...]
"""Labels from the top section down, as in `Citation.labels`; () outside every section."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A text that evidence may stand in, without white space, and the passages that count if it does."""

    text: str
    document: str
    path: Labels
    passages: tuple[Passage, ...]


class Places:
    """Where evidence can stand in a corpus: in a passage, or in a heading, which speaks for its section's passages."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._places = [place for document in documents for place in _places(document)]
        paths = [passage.citation.labels for document in documents for passage in document.passages]
        self._sections = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}

    def has_section(self, section: Labels) -> bool:
        """Whether some passage stands in a section."""
        return section in self._sections

    def standing(self, evidence: str) -> frozenset[str]:
        """Ids of all passages that have a slice of evidence, or stand below a heading that has it."""
        return _ids(self._having(evidence))

    def right(self, evidence: str, section: Labels | None) -> frozenset[str]:
        """Ids of the passages that one slice of evidence makes right.

        Where the slice stands in several sections, as 吸收采纳该建议。 does, only those in the question's section are.
        """
        places = self._having(evidence)
        if len({(place.document, place.path) for place in places}) == 1:
            return _ids(places)
        return frozenset(
            passage.id for place in places for passage in place.passages if within(passage.citation, section)
        )

    def _having(self, evidence: str) -> list[_Place]:
        wanted = squeeze(evidence)
        return [place for place in self._places if wanted in place.text]


def within(citation: Citation, section: Labels | None) -> bool:
    """Whether an address is in a section or deeper. None stands for outside every section."""
    return citation.labels[: len(section)] == section if section else not citation.labels


def squeeze(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def find(slice_: str, text: str) -> Span | None:
    """Where a slice first stands in a text, white space ignored; None if it does not."""
    positions = [position for position, letter in enumerate(text) if not letter.isspace()]
    wanted = squeeze(slice_)
    start = squeeze(text).find(wanted)
    return (positions[start], positions[start + len(wanted) - 1] + 1) if wanted and start >= 0 else None


def right_passages(places: Places, evidence: Iterable[str], section: Labels | None) -> frozenset[str]:
    """Ids of the passages that any slice of evidence makes right."""
    return frozenset[str]().union(*(places.right(slice_, section) for slice_ in evidence))


def _places(document: Document) -> Iterable[_Place]:
    for passage in document.passages:
        yield _Place(squeeze(passage.text), document.name, passage.citation.labels, (passage,))
    for section in document.sections:
        heading = squeeze("".join(document.text[start:end] for start, end in section.ranges))
        if heading:
            labels = tuple(step.label for step in section.path)
            headings = tuple(step.heading for step in section.path)
            yield _Place(heading, document.name, labels, _below(document, labels, headings))


def _below(document: Document, labels: Labels, headings: Labels) -> tuple[Passage, ...]:
    depth = len(labels)
    return tuple(
        passage
        for passage in document.passages
        if passage.citation.labels[:depth] == labels and passage.citation.headings[:depth] == headings
    )


def _ids(places: Iterable[_Place]) -> frozenset[str]:
    return frozenset(passage.id for place in places for passage in place.passages)
