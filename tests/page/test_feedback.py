"""Judgements of readers become gold: a file that the evaluation reads as it is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import qa
from qa.evaluation.gold import load_gold
from tests.page.conftest import ask, served

LOAN = "外贸企业贷款余额是多少？"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "feedback.jsonl"


@pytest.fixture
def page(browser: Browser, real_letter: qa.Letter, file: Path) -> Iterator[Page]:
    yield from served(browser, real_letter, file)


def judge(turn: Locator, words: str) -> None:
    """Say it in the menu of an answer."""
    turn.locator(".menu > summary").click()
    turn.get_by_role("button", name=words).click()


def test_a_judgement_is_a_line_of_gold_without_a_trace_of_who_judged(
    page: Page, file: Path, real_letter: qa.Letter
) -> None:
    turn = ask(page, LOAN)
    judge(turn, "回答正确")
    expect(turn.locator(".judgement")).to_have_text("已记下，谢谢。")
    turn = ask(page, "今天天气怎么样？")
    judge(turn, "确实没有说到")
    expect(turn.locator(".judgement")).to_have_text("已记下，谢谢。")
    right, unsaid = load_gold(file, real_letter.documents)
    assert right.evidence == (
        "截至 2023 年 3 月末，外贸企业贷款余额达到 609.82 亿元，较年初增长 69.24 亿元，同比增长 7.11%。",
    )
    assert (right.question, right.section, right.lang, right.history) == (LOAN, ("二", "一是"), "zh", ())
    assert (unsaid.answerable, unsaid.evidence, unsaid.history) == (False, (), (LOAN,))
    fields = "id split lang kind question history evidence section answers answerable document time"
    assert [list(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()] == [fields.split()] * 2


def test_another_passage_can_be_named_as_the_answer(page: Page, file: Path, real_letter: qa.Letter) -> None:
    turn = ask(page, LOAN)
    place = turn.locator(".others .hit .place").first.text_content()
    judge(turn, "第 2 条才是答案")
    expect(turn.locator(".judgement")).to_have_text("已记下，谢谢。")
    expect(turn.locator("[data-judge]")).to_have_count(0)
    (judged,) = load_gold(file, real_letter.documents)
    assert judged.section
    assert place
    assert place.startswith(judged.section[0])


def test_a_file_that_cannot_be_written_is_said_and_the_answer_stays(page: Page, file: Path) -> None:
    file.parent.write_text("a file where the folder should be")
    turn = ask(page, LOAN)
    judge(turn, "回答正确")
    expect(page.get_by_role("alert")).to_have_text("未能保存你的判断。")
    expect(turn.locator(".hit.first")).to_be_visible()


def test_without_a_file_nobody_is_asked_to_judge(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(f"{address}/?q={LOAN}")
    expect(page.locator(".turn .answer")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-judge], .judgement")).to_have_count(0)
    page.close()
