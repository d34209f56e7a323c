"""Gold sets: questions with the source text that answers them, checked line by line before anything is asked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import LetterError
from index.types import Document
from qa.evaluation.files import read_text
from qa.evaluation.judging import Places


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what answers it.

    `history` holds the earlier questions, oldest first. `evidence` holds slices of the letter, any one of which is
    enough. `section` is the path of labels ("二", "三是"); None says that the answer stands outside every section.
    `answers` are short answers word for word; there may be none. An unanswerable question has no evidence.
    """

    id: str
    split: str
    lang: str
    kind: str
    question: str
    history: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    section: tuple[str, ...] | None = None
    answers: tuple[str, ...] = ()
    answerable: bool = True


_TEXTS = ("id", "lang", "kind", "question")
_LISTS = ("history", "evidence", "answers")
_FIELDS = (*_TEXTS, *_LISTS, "section", "answerable")
SPLITS = ("dev", "test")


def load_gold(path: Path, documents: Sequence[Document], *, outlined: bool = True) -> list[Question]:
    """Read a gold file, JSON Lines of `Question`; `split` may be missing ("test"), and other fields may be there.

    Sections that the documents do not have are faults of the file if their outlines are known to be right (`outlined`).

    Raises:
        LetterError: the file cannot be read, or has bad lines; all of them are listed as "file:line: reason".
    """
    places = Places(documents)
    questions: list[Question] = []
    first_lines: dict[str, int] = {}
    faults: list[str] = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        found = list(_faults(line, places, first_lines, outlined))
        faults += [f"{path}:{number}: {reason}" for reason in found]
        if not found:
            question = _question(json.loads(line))
            first_lines[question.id] = number
            questions.append(question)
    if faults:
        raise LetterError("\n".join([f"{path} has {_count(len(faults))}. Mend:", *faults]))
    if not questions:
        raise LetterError(f"{path} holds no question. Write one JSON object on a line.")
    return questions


def _faults(line: str, places: Places, first_lines: Mapping[str, int], outlined: bool) -> Iterator[str]:
    """What is wrong with a line. Its words are checked against the letter only once its form is right."""
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        yield f"not JSON ({error.msg} at column {error.colno})"
        return
    if not isinstance(record, dict):
        yield "not a JSON object"
        return
    malformed = list(_malformed(record))
    if malformed:
        yield from malformed
        return
    if record["id"] in first_lines:
        yield f"the id {record['id']!r} stands in line {first_lines[record['id']]} already"
    yield from _unsupported(_question(record), places, outlined)


def _malformed(record: Mapping[str, Any]) -> Iterator[str]:
    for name in _FIELDS:
        if name not in record:
            yield f"the field {name!r} is missing"
    for name in _TEXTS:
        if name in record and (not isinstance(record[name], str) or not record[name].strip()):
            yield f"{name!r} must be a text, not {record[name]!r}"
    for name in _LISTS:
        if name in record and not _texts(record[name]):
            yield f"{name!r} must be a list of texts, not {record[name]!r}"
    if record.get("section") is not None and not (_texts(record["section"]) and record["section"]):
        yield f"'section' must be a list of labels or null, not {record['section']!r}"
    if "answerable" in record and not isinstance(record["answerable"], bool):
        yield f"'answerable' must be true or false, not {record['answerable']!r}"
    if record.get("split", "test") not in SPLITS:
        yield f"'split' must be 'dev' or 'test', not {record['split']!r}"


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def _question(record: Mapping[str, Any]) -> Question:
    section = record["section"]
    return Question(
        id=record["id"],
        split=record.get("split", "test"),
        lang=record["lang"],
        kind=record["kind"],
        question=record["question"],
        history=tuple(record["history"]),
        evidence=tuple(record["evidence"]),
        section=None if section is None else tuple(section),
        answers=tuple(record["answers"]),
        answerable=record["answerable"],
    )


def _unsupported(question: Question, places: Places, outlined: bool) -> Iterator[str]:
    if question.answerable and not question.evidence:
        yield "the question is answerable, but names no evidence"
    if not question.answerable and question.evidence:
        yield "the question is not answerable, but names evidence"
    if outlined and question.section is not None and not places.has_section(question.section):
        yield f"the letter has no section {' › '.join(question.section)!r}"
        return
    for slice_ in question.evidence:
        if not places.standing(slice_):
            yield f"the evidence {slice_!r} is not in the letter"
        elif outlined and not places.right(slice_, question.section):
            yield f"the evidence {slice_!r} stands in several sections, none of which is the question's"


def _count(faults: int) -> str:
    return "a fault" if faults == 1 else f"{faults} faults"
