"""Which passages answer a question: judged by source text, white space ignored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.types import Citation, Document, Passage, Section, Span, Step, Unit

Labels = tuple[str, ...]
"""Labels from the top section down, as in `Citation.labels`; () outside every section."""


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """Where evidence stands: the passages that it touches or, where it touches a heading alone, those below it."""

    document: str
    steps: tuple[Step, ...]
    passages: tuple[Passage, ...]


class _Text:
    """A document's visible characters without its margins, and who owns each of them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        owners: list[tuple[int, int, Passage | Section]] = []
        everyone: list[Passage | Section] = [*document.passages, *document.sections]
        for owner in everyone:
            owners += [(start, end, owner) for start, end in owner.ranges]
        self._owners: list[Passage | Section] = []
        letters: list[str] = []
        for start, end, owner in sorted(owners, key=lambda found: found[:2]):
            visible = squeeze(document.text[start:end])
            letters.append(visible)
            self._owners += [owner] * len(visible)
        self.text = "".join(letters)

    def occurrences(self, evidence: str) -> Iterable[_Occurrence]:
        """Every place where some visible characters stand."""
        start = self.text.find(evidence) if evidence else -1
        while start >= 0:
            touched = self._owners[start : start + len(evidence)]
            passages = {owner.id: owner for owner in touched if isinstance(owner, Passage)}
            sections = [owner for owner in touched if isinstance(owner, Section)]
            if passages:
                yield _Occurrence(
                    self._document.name, next(iter(passages.values())).citation.steps, tuple(passages.values())
                )
            else:
                yield _Occurrence(self._document.name, sections[0].steps, self._below(sections[0]))
            start = self.text.find(evidence, start + 1)

    def _below(self, section: Section) -> tuple[Passage, ...]:
        depth = len(section.steps)
        return tuple(p for p in self._document.passages if p.citation.steps[:depth] == section.steps)


class Places:
    """Where evidence can stand in a corpus: in a passage, or in a heading, which speaks for its section's passages."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._texts = [_Text(document) for document in documents]
        steps = {passage.citation.steps for document in documents for passage in document.passages}
        paths = {path for found in steps for path in (_numbered(found, ()), tuple(step.label for step in found))}
        self._sections = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}

    def has_section(self, section: Labels) -> bool:
        """Whether some passage stands in a section."""
        return section in self._sections

    def standing(self, evidence: str) -> frozenset[str]:
        """Ids of all passages that have a slice of evidence or a part of it, or stand below a heading that has it."""
        return _ids(self._having(evidence))

    def right(self, evidence: str, section: Labels | None) -> frozenset[str]:
        """Ids of the passages that one slice of evidence makes right.

        Where the slice stands in several sections, as 吸收采纳该建议。 does, only those in the question's section are.
        """
        found = self._having(evidence)
        if len({(place.document, place.steps) for place in found}) == 1:
            return _ids(found)
        return frozenset(
            passage.id for place in found for passage in place.passages if within(passage.citation, section)
        )

    def _having(self, evidence: str) -> list[_Occurrence]:
        wanted = squeeze(evidence)
        return [place for text in self._texts for place in text.occurrences(wanted)]


def within(citation: Citation, section: Labels | None) -> bool:
    """Whether an address is in a section or deeper. None stands for outside every numbered section. Gold sections are
    the numbers that the document prints: headings without one count only where the section names them."""
    labels = _numbered(citation.steps, section or ())
    return labels[: len(section)] == section if section else not labels


def _numbered(steps: Sequence[Step], named: Labels) -> Labels:
    return tuple(step.label for step in steps if step.unit is not Unit.HEADING or step.label in named)


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


def _ids(found: Iterable[_Occurrence]) -> frozenset[str]:
    return frozenset(passage.id for place in found for passage in place.passages)
