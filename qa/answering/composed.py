"""The words of composing: statements of a language model, and what the check found in each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What can be wrong with a statement.

    The first seven leave it without support. The last four are signs that a passage may say otherwise: wording tells
    them, not meaning, so the statement is shown with a mark.
    """

    UNCITED = "uncited"
    CITATION = "citation"
    FIGURE = "figure"
    DATE = "date"
    NUMBER = "number"
    BODY = "body"
    NAME = "name"
    NEGATION = "negation"
    COMPARISON = "comparison"
    REASON = "reason"
    TOPIC = "topic"


_SIGNS = frozenset({Fault.NEGATION, Fault.COMPARISON, Fault.REASON, Fault.TOPIC})


class Verdict(StrEnum):
    """What a statement may be shown as: a fact, a fact with a mark, or not at all (or struck through)."""

    SUPPORTED = "supported"
    FLAGGED = "flagged"
    UNSUPPORTED = "unsupported"


class Task(StrEnum):
    """What a language model is asked for. Each has a prompt of its name in the folder `qa/composing/prompts`."""

    ANSWER = "answer"
    TRANSLATE = "translate"
    SUMMARISE = "summarise"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and the words of the statement that have it; "" where it is the statement as a whole."""

    fault: Fault
    words: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a language model, without its citation marks. `citations` are the numbers that it cites, from 1:
    places in the passages that were given."""

    text: str
    citations: tuple[int, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What the findings come to."""
        if not self.findings:
            return Verdict.SUPPORTED
        return Verdict.FLAGGED if {found.fault for found in self.findings} <= _SIGNS else Verdict.UNSUPPORTED

    def as_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "verdict": self.verdict.value,
            "findings": [{"fault": found.fault.value, "words": found.words} for found in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Composed:
    """What a language model wrote, every statement checked. `language` is its BCP 47 tag, `model` and `host` who wrote
    it, and where. `problem` says in a sentence why it is missing or ends early, "" if it does not; what had come until
    then is kept. There are no statements where the model found no answer in the passages."""

    task: Task
    language: str
    model: str
    host: str
    statements: tuple[Statement, ...] = ()
    problem: str = ""

    @property
    def shown(self) -> tuple[Statement, ...]:
        """The statements that may be shown as fact, those with a mark included."""
        return tuple(each for each in self.statements if each.verdict is not Verdict.UNSUPPORTED)

    @property
    def checked(self) -> int:
        """How many statements were checked."""
        return len(self.statements)

    @property
    def failed(self) -> int:
        """How many of them have no support."""
        return len(self.statements) - len(self.shown)

    def as_dict(self) -> dict[str, Any]:
        """The stable JSON form, which the command line, HTTP and MCP share. Statements without support are among the
        statements, each with its verdict; `text` is what may be shown."""
        return {
            "task": self.task.value,
            "language": self.language,
            "model": self.model,
            "host": self.host,
            "text": " ".join(f"{each.text} {marks(each.citations)}" for each in self.shown),
            "checked": self.checked,
            "failed": self.failed,
            "statements": [each.as_dict() for each in self.statements],
            "problem": self.problem,
        }


def marks(citations: tuple[int, ...]) -> str:
    """Citations as they are written: [1][3]."""
    return "".join(f"[{number}]" for number in citations)
