"""Foreign data sets as tasks: every context becomes a document, and a hit is right if it is from the right one.

Forms: SQuAD files (SQuAD, CMRC2018, DRCD, XQuAD), BEIR folders, and JSON Lines of question, passage and answers.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.errors import LetterError
from index.types import Source
from qa.evaluation.files import read_records, read_text
from qa.evaluation.gold import Question
from qa.evaluation.outcome import Task

UNKNOWN = "und"
"""ISO 639's code for a language that nobody named: SQuAD and BEIR files do not say theirs."""

HOLD_OUT_SEED = 1


def load_foreign(path: Path) -> Task | None:
    """A foreign data set, told by its form; None if the file is a gold set.

    Raises:
        LetterError: the set is in none of these forms, or damaged.
    """
    if path.is_dir():
        return _beir(path)
    name = path.name.removesuffix(".gz")
    if name.endswith(".json"):
        return _task(path, _squad(path))
    lines = read_text(path).lstrip("\ufeff\n ").split("\n")
    if lines and '"passage"' in lines[0] and '"evidence"' not in lines[0]:
        return _task(path, _lines(path))
    return None


def with_queries(task: Task, path: Path) -> Task:
    """The task with its questions in the words of another SQuAD file, for example in another language, by their ids;
    questions that the other file lacks are left out.

    Raises:
        LetterError: no id matches.
    """
    words = {question.id: question.question for question, _ in _squad(path)}
    questions = tuple(replace(q, question=words[q.id]) for q in task.questions if q.id in words)
    if not questions:
        raise LetterError(f"No question of {str(path)!r} has an id of {task.name!r}. Name a translation of it.")
    return replace(task, name=f"{task.name} asked by {path.name}", questions=questions)


def hold_out(task: Task) -> Task:
    """The task with a corpus of half the contexts, drawn with a fixed seed: the questions of the other half become
    unanswerable. A test of abstention in earnest, for their words and topics are those of the set."""
    names = sorted(source.name for source in task.sources)
    kept = set(random.Random(HOLD_OUT_SEED).sample(names, (len(names) + 1) // 2))
    right = {id_: found & kept for id_, found in task.right.items()}
    questions = tuple(replace(q, answerable=q.answerable and bool(right[q.id])) for q in task.questions)
    sources = tuple(source for source in task.sources if source.name in kept)
    return replace(task, name=f"{task.name}, half held out", questions=questions, right=right, sources=sources)


Pair = tuple[Question, str]
"""A question and its context."""


def _squad(path: Path) -> Iterator[Pair]:
    try:
        for article in json.loads(read_text(path))["data"]:
            for paragraph in article["paragraphs"]:
                for entry in paragraph["qas"]:
                    answerable = not entry.get("is_impossible", False)
                    answers = tuple(dict.fromkeys(answer["text"] for answer in entry["answers"] if answer["text"]))
                    question = Question(str(entry["id"]), "test", UNKNOWN, "squad", entry["question"])
                    yield replace(question, answers=answers, answerable=answerable), paragraph["context"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LetterError(
            f"{str(path)!r} is no SQuAD file (data › paragraphs › context, qas › id, question, answers): {error!r}."
        ) from error


def _lines(path: Path) -> Iterator[Pair]:
    for number, record in enumerate(read_records(path), start=1):
        try:
            answers = tuple(str(answer) for answer in record.get("answers", ()) if answer)
            lang = str(record.get("lang", UNKNOWN))
            yield Question(str(number), "test", lang, "lines", record["question"], answers=answers), record["passage"]
        except (KeyError, TypeError) as error:
            raise LetterError(f"{path}: object {number} lacks question, passage or answers ({error!r}).") from error


def _task(path: Path, pairs: Iterator[Pair]) -> Task:
    """Equal contexts are one document; every other one is for development."""
    names: dict[str, str] = {}
    questions: dict[str, Question] = {}
    right: dict[str, frozenset[str]] = {}
    for question, context in pairs:
        text = context.replace("\r\n", "\n").replace("\r", "\n")
        if question.question.strip() and text.strip():
            name = names.setdefault(text, str(len(names) + 1))
            questions[question.id] = replace(question, split=_split(name))
            right[question.id] = frozenset([name] if question.answerable else [])
    if not questions:
        raise LetterError(f"{str(path)!r} holds no question.")
    sources = tuple(Source(name, text) for text, name in names.items())
    return Task(path.name, tuple(questions.values()), right, by_document=True, sources=sources)


def _split(name: str) -> str:
    return "dev" if int(name) % 2 else "test"


def _beir(folder: Path) -> Task:
    """Relevance grades above 0 count as right; only questions with a judgement are asked."""
    right: dict[str, set[str]] = {}
    try:
        for row in read_text(folder / "qrels" / "test.tsv").strip().split("\n")[1:]:
            question, document, grade = row.split("\t")
            if int(grade) > 0:
                right.setdefault(question, set()).add(document)
        sources = tuple(_source(record) for record in read_records(folder / "corpus.jsonl"))
        texts = {str(record["_id"]): str(record["text"]) for record in read_records(folder / "queries.jsonl")}
        questions = tuple(Question(id_, "test", UNKNOWN, "beir", texts[id_]) for id_ in right)
    except (ValueError, KeyError) as error:
        raise LetterError(
            f"{str(folder)!r} is no BEIR folder (corpus.jsonl, queries.jsonl, qrels/test.tsv): {error!r}."
        ) from error
    kept = tuple(source for source in sources if source.text.strip())
    judged = {id_: frozenset(documents) for id_, documents in right.items()}
    return Task(folder.name, questions, judged, by_document=True, sources=kept)


def _source(record: dict[str, Any]) -> Source:
    words = "\n".join(part for part in (record.get("title"), record["text"]) if part)
    return Source(str(record["_id"]), words.replace("\r\n", "\n").replace("\r", "\n"))
