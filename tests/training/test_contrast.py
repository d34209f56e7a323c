"""The hand-written contrast sets: what the recipe and the figures rely on."""

import json
import re
from collections import Counter
from pathlib import Path

import index.training.reader
from index.training.data import LANGUAGES, Row, read_rows
from index.training.reader.examples import contrast_rows

OWN = Path(index.training.reader.__file__).parent

TAGS = {
    "attribute",
    "year",
    "place",
    "body",
    "unit",
    "quantity",
    "negation",
    "direction",
    "beyond",
    "entity",
    "smalltalk",
}

EXAMS = re.compile("清源|临江|云岭|沙浦|东岚|白石|秀水|金滩|青禾|鹤城|望江|中山|南汀|永昌|海宁湾|平阜")
"""Places of the documents that measure: none of them is trained on."""


def rows() -> list[Row]:
    return [row for path in sorted((OWN / "contrast").glob("*.jsonl")) for row in read_rows(path)]


def test_each_answer_stands_in_its_passage_word_for_word() -> None:
    lost = [
        (question, words) for row in rows() for _, question, words in row["answered"] if words not in row["passage"]
    ]
    assert lost == []


def test_there_are_as_many_near_misses_as_answers_in_every_language() -> None:
    answered = Counter(language for row in rows() for language, *_ in row["answered"])
    missed = Counter(language for row in rows() for language, *_ in row["missed"])
    assert set(answered) == set(missed) == set(LANGUAGES)
    assert min(answered.total(), missed.total()) >= 8_000
    assert all(0.8 < answered[language] / missed[language] < 1.25 for language in LANGUAGES)


def test_a_near_miss_is_tagged_with_what_it_misses() -> None:
    assert {tag for row in rows() for *_, tag in row["missed"]} == TAGS


def test_no_question_is_both_answered_and_missed_by_one_passage() -> None:
    for row in rows():
        assert not {question for _, question, _ in row["answered"]} & {question for _, question, _ in row["missed"]}


def test_passages_are_unlike_one_another_and_of_no_exam() -> None:
    passages = [row["passage"] for row in rows()]
    assert len(set(passages)) == len(passages) >= 500
    text = json.dumps(rows(), ensure_ascii=False)
    assert EXAMS.findall(text) == []


def test_one_passage_in_ten_is_kept_for_development() -> None:
    kept, trained = (contrast_rows(OWN, development=development) for development in (True, False))
    assert len(kept) + len(trained) == len(rows())
    assert 0.07 < len(kept) / len(rows()) < 0.13
