"""The words of the evaluation: a task to ask, and what came of every question."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from index.types import Source, Span
from qa.evaluation.gold import Question


@dataclass(frozen=True, slots=True)
class Task:
    """Questions and what answers them. `right` maps a question's id to the ids of what is right: passages, or, if
    `by_document`, documents. `sources` is the corpus that a foreign set brings; a gold set is asked of a letter."""

    name: str
    questions: tuple[Question, ...]
    right: Mapping[str, frozenset[str]]
    by_document: bool = False
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit, or a passage that should have been one, as the report shows it. `marks` are ranges of `text`: what was
    highlighted, or the evidence."""

    id: str
    citation: str
    text: str
    right: bool
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    The ranking measures (`success` at 1, 3 and 5, `rr` and `ndcg` at 10) are None for an unanswerable question;
    `section` too, and where the set has no sections; `contained`, `f1` and `exact` where it names no answers. `seconds`
    is the time of `ask`. `document` names the document of an exam of many that the question is about.
    """

    id: str
    lang: str
    kind: str
    question: str
    answerable: bool
    answered: bool
    certain: bool
    confidence: float
    seconds: float
    success_1: float | None
    success_3: float | None
    success_5: float | None
    rr: float | None
    ndcg: float | None
    section: float | None
    contained: float | None
    f1: float | None
    exact: float | None
    came: tuple[Shown, ...]
    expected: tuple[Shown, ...]
    document: str = ""

    @property
    def sure(self) -> float:
        """1 if what `confidence` is the chance of is true: the question is answerable and the first hit is right."""
        return self.success_1 or 0.0

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self) | {"confidence": round(self.confidence, 4), "seconds": round(self.seconds, 5)}
