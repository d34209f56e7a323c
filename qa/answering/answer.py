"""The second half of the system's words: what a question gets back."""

from dataclasses import dataclass
from typing import Any

from index.types import Citation, Passage, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for one question. `rank` counts from 1; `score` is comparable within one answer only, higher is
    better; `highlights` are source ranges inside the passage: the sentence that answers.

    Ranks can differ a little from the order of scores: see `retrieval.alternate`. `supersedes` names the older versions
    of the hit's document that were left out, `copies` equal and nearly equal texts; both newest first."""

    rank: int
    score: float
    passage: Passage
    highlights: tuple[Span, ...]
    supersedes: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The passage, word for word."""
        return self.passage.text

    @property
    def citation(self) -> Citation:
        """Where the passage stands."""
        return self.passage.citation

    def as_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "text": self.text,
            "ranges": [list(span) for span in self.passage.ranges],
            "document": self.passage.document,
            "section": list(self.citation.labels),
            "role": self.citation.role.value,
            "paragraph": self.citation.paragraph,
            "citation": str(self.citation),
            "highlights": [list(span) for span in self.highlights],
            "supersedes": list(self.supersedes),
            "copies": list(self.copies),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the letter says to a question. `answered` is False where nothing in it supports an answer; `hits` then holds
    the nearest passages all the same. `confidence` in [0, 1] is the calibrated chance that the first hit answers;
    `certain` tells that it is so high that at most one in twenty unanswerable questions would reach it.
    `understood` is the question as it was searched for: it differs from `question` for a follow-up. `scope` says to
    what the question was narrowed because it named it, in words for people: documents by name, issuers, a year; () if
    it named nothing."""

    question: str
    understood: str
    answered: bool
    certain: bool
    confidence: float
    hits: tuple[Hit, ...]
    scope: tuple[str, ...] = ()

    def by_document(self) -> dict[str, tuple[Hit, ...]]:
        """The hits of each document, by its name, the document of the first hit first."""
        grouped: dict[str, list[Hit]] = {}
        for hit in self.hits:
            grouped.setdefault(hit.passage.document, []).append(hit)
        return {name: tuple(hits) for name, hits in grouped.items()}

    def as_dict(self) -> dict[str, Any]:
        """The stable JSON form, which the command line and the HTTP endpoint share."""
        return {
            "question": self.question,
            "understood": self.understood,
            "answered": self.answered,
            "certain": self.certain,
            "confidence": round(self.confidence, 4),
            "hits": [hit.as_dict() for hit in self.hits],
            "scope": list(self.scope),
        }
