"""An exam of many letters: a folder of splits, each a folder of documents with the questions about each beside it.

    letters/dev/NAME.txt  letters/dev/NAME.jsonl  letters/test/…

No document is in two splits. Every question is asked in three settings: of its document alone; of all documents of its
split in one index, as it is; and so with the document's name put before it. A question that only makes sense of one
document ("the date of this letter") is not asked of many without a name: the right reply to it is a question back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import LetterError
from index.search.encoder import Encoder
from index.search.index import Index
from index.search.reading import Reader
from index.source.files import read
from index.storage.local import LocalIndex
from index.types import Document, Field, Progress
from qa.answering.judging import Calibration
from qa.answering.letter import Letter
from qa.evaluation.asking import ask, judge
from qa.evaluation.gold import SPLITS, Question, load_gold
from qa.evaluation.judging import Places, right_passages
from qa.evaluation.outcome import Outcome, Task

ALONE, TOGETHER, NAMED = "alone", "together", "together, named"

_NEEDS_ONE = frozenset({"structure", "metadata"})
"""Kinds of questions that need one document."""


@dataclass(frozen=True, slots=True)
class Part:
    """One document of an exam: its index, its document as parsed, and its questions with the passages that answer."""

    name: str
    index: Index
    document: Document
    questions: tuple[Question, ...]
    right: Mapping[str, frozenset[str]]


def is_exam(folder: Path) -> bool:
    """Whether a path is a folder of splits."""
    return any((folder / split).is_dir() for split in SPLITS)


def load_exam(folder: Path, split: str, encoder: Encoder) -> list[Part]:
    """The documents of a split ("dev", "test", or "all").

    Raises:
        LetterError: a file cannot be read, a document has no questions, or a question has a fault.
    """
    splits = [name for name in SPLITS if split in (name, "all") and (folder / name).is_dir()]
    files = [(name, file) for name in splits for file in sorted((folder / name).glob("*.jsonl"))]
    if not files:
        raise LetterError(f"{str(folder)!r} has no questions in the split {split!r}. Name dev, test or all.")
    return [_part(name, file, encoder) for name, file in files]


def _part(split: str, file: Path, encoder: Encoder) -> Part:
    found = sorted(other for other in file.parent.glob(f"{file.stem}.*") if other != file)
    if not found:
        raise LetterError(f"{str(file)!r} has questions, but there is no document of that name beside it. Add it.")
    index = LocalIndex.from_sources(read(found[:1]), encoder)
    (entry,) = index.entries
    document = index.document(entry.name)
    questions = tuple(replace(question, split=split) for question in load_gold(file, [document], outlined=False))
    places = Places([document])
    right = {question.id: right_passages(places, question.evidence, question.section) for question in questions}
    return Part(file.stem, index, document, questions, right)


def examine(
    parts: list[Part],
    calibration: Calibration,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> dict[str, list[Outcome]]:
    """The outcomes in every setting."""
    encoder = parts[0].index.encoder
    whole = LocalIndex.from_sources([part.index.source(part.document.name) for part in parts], encoder)
    together = Letter(whole, calibration, reader=reader)
    rounds = [(ALONE, part, Letter(part.index, calibration, reader=reader), part.questions) for part in parts]
    rounds += [(TOGETHER, part, together, _unnamed(part)) for part in parts]
    rounds += [(NAMED, part, together, tuple(_named(part))) for part in parts]
    total = sum(len(questions) for *_, questions in rounds)
    found: dict[str, list[Outcome]] = {ALONE: [], TOGETHER: [], NAMED: []}
    done = 0
    for setting, part, letter, questions in rounds:
        answers = []
        for question in questions:
            answers.append(ask(letter, question))
            done += 1
            if progress:
                progress(done, total)
        task = Task(part.name, questions, part.right)
        found[setting] += [replace(outcome, document=part.name) for outcome in judge(letter, task, answers)]
    return found


def _unnamed(part: Part) -> tuple[Question, ...]:
    return tuple(question for question in part.questions if question.answerable and question.kind not in _NEEDS_ONE)


def _named(part: Part) -> Iterator[Question]:
    """The answerable questions with the document's title, or else its number, before them; none for a document that has
    neither."""
    name = _quoted(part.document.fact(Field.TITLE)) or part.document.number
    for question in part.questions if name else ():
        if question.answerable and not question.history:
            yield replace(question, question=f"{name}：{question.question}")


def _quoted(title: str) -> str:
    return f"《{title}》" if title else ""
