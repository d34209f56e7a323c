"""The real letter among 300 others: questions still find it, and questions about the others find them."""

from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest

from index.search.encoder import load_encoder
from index.source.files import read
from index.storage.local import LocalIndex
from qa.answering.letter import Letter
from qa.evaluation.asking import ask_all
from qa.evaluation.gold import Question
from qa.evaluation.outcome import Task
from qa.evaluation.prepare import Options, prepare
from tests.archive import letters, write
from tests.conftest import LETTER

MADE = letters(300)
NUMBER = "中商务电函〔2023〕10号"


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Letter:
    """The real letter in a folder of 300 made-up letters, notices and rules."""
    folder = tmp_path_factory.mktemp("archive")
    copy(LETTER, folder)
    for letter in MADE:
        write(letter, folder, "text")
    return Letter(LocalIndex.from_sources(read([folder]), load_encoder()))


@pytest.fixture(scope="session")
def gold() -> Task:
    """The answerable test questions about the real letter."""
    task, _ = prepare(Options(LETTER.parent.parent / "tests/gold/letter.jsonl", split="test"), load_encoder())
    return replace(task, questions=tuple(question for question in task.questions if question.answerable))


@pytest.fixture(scope="session")
def alone(gold: Task) -> float:
    """Success@1 of the letter alone."""
    return success(Letter(LocalIndex.from_sources(read([LETTER]), load_encoder())), gold)


def success(letter: Letter, task: Task) -> float:
    """Success@1: the share of questions whose first hit answers."""
    found = [outcome.success_1 or 0.0 for outcome in ask_all(letter, task)]
    return sum(found) / len(found)


def of_a_letter_in_hand(question: Question) -> bool:
    """Whether a question means this letter without saying which: it asks for front or back matter or the outline."""
    return question.section is None or question.kind == "structure"


def named(task: Task, *, everywhere: bool) -> Task:
    """The questions with the letter's number before those that do not say which letter they mean, or before
    all but follow-ups, which go on about it."""
    return replace(
        task,
        questions=tuple(
            replace(question, question=f"{NUMBER}：{question.question}")
            if (everywhere and not question.history) or of_a_letter_in_hand(question)
            else question
            for question in task.questions
        ),
    )


def test_the_real_letter_still_answers_among_300_others(archive: Letter, gold: Task, alone: float) -> None:
    assert success(archive, named(gold, everywhere=False)) >= alone - 0.05


def test_a_question_that_names_the_letter_is_answered_as_from_the_letter_alone(
    archive: Letter, gold: Task, alone: float
) -> None:
    assert success(archive, named(gold, everywhere=True)) >= alone - 0.01


def test_questions_about_one_of_the_others_find_it_and_the_passage(archive: Letter) -> None:
    asked = [(letter, fact) for letter in MADE[::4] for fact in letter.facts if not shares_its_title(letter.title)]
    right = 0
    for letter, fact in asked:
        hit = archive.ask(fact.question, top_k=1).hits[0]
        right += Path(hit.passage.document).stem == letter.name and squeezed(fact.answer) in squeezed(hit.text)
    assert right / len(asked) >= 0.93


def shares_its_title(title: str) -> bool:
    """Whether another of the made-up documents has this title: by it, neither can be told."""
    return [letter.title for letter in MADE].count(title) > 1


def squeezed(text: str) -> str:
    return "".join(text.split())
