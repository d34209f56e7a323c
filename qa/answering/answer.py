"""The second half of the system's words: what a question gets back."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from index.types import Citation, Field, Passage, Span

if TYPE_CHECKING:  # Who configures no language model imports nothing of composing.
    from qa.answering.composed import Composed


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for one question. `rank` counts from 1; `score` is comparable within one answer only, higher is
    better; `highlights` are source ranges inside the passage: the sentence that answers; `answer` are those of the
    exact words, empty where none are known.

    Ranks can differ a little from the order of scores: see `search.alternate`. `supersedes` names the older versions
    of the hit's document that were left out, `copies` equal and nearly equal texts; both newest first."""

    rank: int
    score: float
    passage: Passage
    highlights: tuple[Span, ...]
    answer: tuple[Span, ...] = ()
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

    @property
    def words(self) -> str:
        """The exact words that answer, "" where none are known."""
        return self.passage.slice(self.answer)

    def as_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "text": self.text,
            "ranges": _pairs(self.passage.ranges),
            "document": self.passage.document,
            "section": list(self.citation.labels),
            "role": self.citation.role.value,
            "paragraph": self.citation.paragraph,
            "citation": str(self.citation),
            "highlights": _pairs(self.highlights),
            "answer": {"text": self.words, "ranges": _pairs(self.answer)},
            "supersedes": list(self.supersedes),
            "copies": list(self.copies),
        }


class Said(StrEnum):
    """What an answer says before its passages do.

    `YES` and `NO` are for a thing that may be mentioned; `COUNT` and `FACT` for what the document as a whole has;
    `PLACE` for a place of the outline, whose passages follow whole and in order; `ABSENT` for a place that there is
    not; `WHICH` asks back, as the question could mean several documents.
    """

    YES = "yes"
    NO = "no"
    COUNT = "count"
    FACT = "fact"
    PLACE = "place"
    ABSENT = "absent"
    WHICH = "which"


@dataclass(frozen=True, slots=True)
class Brief:
    """An answer in a word, where there is one. `count` goes with `YES` (places), `COUNT`, and `ABSENT` (how many there
    are); `field` and `value` with `FACT`, a date as YYYY-MM-DD; `choices` with `WHICH`, documents by name."""

    said: Said
    count: int = 0
    field: Field | None = None
    value: str = ""
    choices: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        return {
            "said": self.said.value,
            "count": self.count,
            "field": self.field.value if self.field else None,
            "value": self.value,
            "choices": list(self.choices),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the letter says to a question. `answered` is False where nothing in it supports an answer; `hits` then holds
    the nearest passages all the same. `confidence` in [0, 1] is the calibrated chance that the first hit answers;
    `certain` tells that it is so high that hardly an unanswerable question reaches it.
    `understood` is the question as it was searched for: it differs from `question` for a follow-up. `scope` says to
    what the question was narrowed because it named it, in words for people: documents by name, issuers, a year; () if
    it named nothing. `brief` is the answer in a word, where there is one. `composed` is what a language model made of
    the hits, None unless one was asked."""

    question: str
    understood: str
    answered: bool
    certain: bool
    confidence: float
    hits: tuple[Hit, ...]
    scope: tuple[str, ...] = ()
    brief: Brief | None = None
    composed: "Composed | None" = None

    @property
    def words(self) -> str:
        """The exact words that answer, those of the first hit; "" where none are known or nothing answers."""
        return self.hits[0].words if self.answered and self.hits else ""

    def by_document(self) -> dict[str, tuple[Hit, ...]]:
        """The hits of each document, by its name, the document of the first hit first."""
        grouped: dict[str, list[Hit]] = {}
        for hit in self.hits:
            grouped.setdefault(hit.passage.document, []).append(hit)
        return {name: tuple(hits) for name, hits in grouped.items()}

    def as_dict(self) -> dict[str, Any]:
        """The stable JSON form, which the command line and the HTTP endpoint share."""
        composed = {"composed": self.composed.as_dict()} if self.composed else {}
        return {
            "question": self.question,
            "understood": self.understood,
            "answered": self.answered,
            "certain": self.certain,
            "confidence": round(self.confidence, 4),
            "brief": self.brief.as_dict() if self.brief else None,
            "hits": [hit.as_dict() for hit in self.hits],
            "scope": list(self.scope),
            **composed,
        }


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [list(span) for span in spans]
