"""Every question that the page and the READMEs offer, asked by itself and clicked one after the other."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.search.encoder import load_encoder
from index.source.files import read
from index.storage.local import LocalIndex
from qa.answering.answer import Answer
from qa.answering.letter import SEEDS, Letter, shipped_reader

ROOT = Path(__file__).parent.parent

LOAN, FUNDS, PHONE = "外贸企业贷款余额达到 609.82 亿元", "117支", "89892285"
FOURTH, FIRST = "section 四", "section 一"
NUMBER, DATE, TO = "中商务电函〔2023〕10号", "2023 年 6 月 29 日", "冯飞、黎瑞文、黄文好、王金府代表"

LETTER = {
    "zh-Hans": (LOAN, "1260 m²", FOURTH, "马来西亚、香港、澳门、台湾", PHONE),
    "zh-Hant": (LOAN, "1260 m²", FOURTH, "马来西亚、香港、澳门、台湾", PHONE),
    "en": (LOAN, FUNDS, FOURTH, "22 个镇街商标品牌培育指导站已经运行", PHONE),
    "es": ("1260 m²", FUNDS, FOURTH, PHONE),
    "pt": ("22 个镇街商标品牌培育指导站已经运行", FUNDS, FOURTH, PHONE),
    "ja": ("1260 m²", FUNDS, FOURTH, PHONE),
    "ko": (LOAN, FUNDS, FOURTH, PHONE),
}
"""What each example about the shipped letter is answered with, in the order in which they are offered; "" for some."""

ROLES = {"number": NUMBER, "addressees": TO, "date": DATE, "section": FIRST, "contact": PHONE}
"""What each question that any letter can be asked is answered with."""

OF_ANY = {
    "zh-Hans": "number addressees date section contact",
    "zh-Hant": "number addressees date section contact",
    "en": "number addressees date section contact",
    "es": "number addressees date section contact",
    "pt": "number addressees date section contact",
    "ja": "number addressees date section contact",
    "ko": "number addressees date section contact",
}
BY_NUMBER = {
    "zh-Hans": "addressees date contact",
    "zh-Hant": "addressees date contact",
    "en": "addressees date contact",
    "es": "addressees date contact",
    "pt": "addressees date contact",
    "ja": "addressees date contact",
    "ko": "addressees date contact",
}
"""Which of these are asked in each language: of the letter as it is, and by its number."""

READMES = {
    "外贸企业贷款余额是多少？": LOAN,
    "How many trademark guidance stations are running?": "22 个镇街商标品牌培育指导站已经运行",
    "那面积呢？": "超过1万m²",
    "贷款余额是多少？": LOAN,
    "哪些部门提到了墨西哥？": "墨西哥",
    "How much did the rural bank lend through 工商易贷?": "5824 万元",
}
"""What each question of the READMEs is answered with."""


@cache
def examples() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "qa" / "page" / "data" / "examples.json").read_text(encoding="utf-8"))
    return found


@cache
def letter() -> Letter:
    return Letter(LocalIndex.from_sources(read([SEEDS]), load_encoder()), reader=shipped_reader(2))


def answers_with(answer: Answer, expected: str) -> bool:
    """Whether an answer is given, from the right place."""
    if expected.startswith("section "):
        label = expected.removeprefix("section ")
        whole = [p.text for p in letter().documents[0].passages if p.citation.labels[:1] == (label,)]
        return answer.answered and [hit.text for hit in answer.hits] == whole
    return answer.answered and expected in answer.hits[0].text


def offered(language: str) -> list[tuple[str, str]]:
    """The examples of a language with what they are answered with: about the letter, about any, and by its number."""
    about_letter = zip(examples()["letters"]["zhongshan-2023168-reply.txt"][language], LETTER[language], strict=True)
    of_any = examples()["roles"][language]
    by_number = examples()["numbered"][language]
    return [
        *about_letter,
        *((of_any[role], ROLES[role]) for role in OF_ANY[language].split()),
        *((by_number[role].format(number=NUMBER), ROLES[role]) for role in BY_NUMBER[language].split()),
    ]


EXAMPLES = [(language, *pair) for language in LETTER for pair in offered(language) if pair[1]]


@pytest.mark.parametrize(("language", "question", "expected"), EXAMPLES)
def test_every_example_of_the_page_is_answered_from_the_right_place(
    language: str, question: str, expected: str
) -> None:
    assert answers_with(letter().ask(question), expected), language


@pytest.mark.parametrize(("language", "question", "expected"), EXAMPLES)
def test_every_example_is_answered_after_the_others(language: str, question: str, expected: str) -> None:
    clicked = [earlier for earlier, _ in offered(language)]
    history = clicked[: clicked.index(question)]
    assert answers_with(letter().ask(question, history=history), expected), language


@pytest.mark.parametrize("language", LETTER)
def test_there_is_an_expectation_for_every_example(language: str) -> None:
    assert set(examples()["roles"][language]) == set(ROLES)
    assert set(examples()["numbered"][language]) <= set(ROLES)
    assert len(examples()["letters"]["zhongshan-2023168-reply.txt"][language]) == len(LETTER[language])


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_question_of_a_readme_is_answered_from_the_right_place(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    asked = re.findall(r'(?:qa ask |\.ask\()"([^"]+)"(?:.* --history "([^"]+)")?', text)
    assert len(asked) >= 6
    for question, before in asked:
        assert answers_with(letter().ask(question, history=[before] if before else []), READMES[question]), question


def test_what_a_readme_says_of_the_outline_is_so() -> None:
    assert answers_with(letter().ask("第四条建议怎么答复的"), FOURTH)
    counted = letter().ask("How many proposals?")
    assert counted.answered
    assert counted.brief is not None
    assert counted.brief.count == len(counted.hits) == 6
