"""Asking in a real browser: answers, refusals, follow-ups, mistakes."""

import re

import pytest
from playwright.sync_api import expect

from qa.answering.letter import QUESTION_LIMIT
from tests.page.conftest import PHONE, Visit, ask, save

LOAN = "外贸企业贷款余额是多少？"


def test_an_answer_quotes_the_passage_word_for_word_with_its_evidence_marked(visit: Visit) -> None:
    page = visit()
    turn = ask(page, LOAN)
    best = turn.locator(".hit.first")
    expect(best.locator(".sentence")).to_contain_text("外贸企业贷款余额达到 609.82 亿元")
    expect(best.locator("a.cite .place")).to_have_text("二、关于加强金融授信扶持力度的建议 › 一是 › 第13段")
    expect(turn.locator(".confidence")).to_have_class(re.compile("^confidence level-(high|medium|low)$"))
    expect(best.locator(".whole blockquote")).to_be_hidden()
    best.locator(".whole summary").click()
    expect(best.locator(".whole blockquote")).to_contain_text("一是进一步加大对外贸企业信贷支持力度。")
    expect(page.locator("#letter .current mark")).to_be_in_viewport()
    save(page, "QA_PICTURE")


def test_every_figure_and_date_of_a_quote_is_written_out_for_foreign_readers(visit: Visit) -> None:
    turn = ask(visit(locale="en-US"), LOAN)
    expect(turn.locator(".hit.first .meanings li")).to_have_text(
        ["2023 年 3 月末 = end of March 2023", "609.82 亿元 = 60.982 billion yuan", "69.24 亿元 = 6.924 billion yuan"]
    )


def test_the_numbers_of_the_citations_stand_in_the_margin_of_the_letter(visit: Visit) -> None:
    page = visit()
    turn = ask(page, LOAN)
    numbers = turn.locator("a.cite .ref").all_text_contents()
    assert numbers == ["1", "2", "3"]
    assert sorted(page.locator("#letter .paragraph > .ref").all_text_contents()) == numbers
    expect(page.locator("#letter .paragraph.best > .ref")).to_have_text("1")
    expect(turn.locator(".others .hit").first).to_be_hidden()


def test_the_letter_does_not_say_is_said_with_the_office_to_ask_and_the_nearest_passages(visit: Visit) -> None:
    page = visit()
    turn = ask(page, "今天天气怎么样？")
    expect(turn.locator(".said")).to_have_text("文中没有说到。")
    expect(turn.locator(".office blockquote")).to_contain_text("89892285")
    expect(turn.locator(".nearest > summary")).to_have_text("最接近的段落（没有回答这个问题）")
    expect(turn.locator(".nearest .hit")).to_have_count(3)
    expect(page.locator("#letter mark")).to_have_count(0)


def test_a_follow_up_leans_on_the_conversation_and_says_how_it_was_understood(visit: Visit) -> None:
    page = visit()
    ask(page, LOAN)
    turn = ask(page, "同比增长多少？")
    expect(turn.locator(".understood")).to_contain_text("外贸企业贷款余额")
    expect(turn.locator(".hit.first .sentence").first).to_contain_text("同比增长 7.11%")
    assert page.locator(".turn").first.locator(".understood").count() == 0


def test_a_question_about_the_outline_shows_the_whole_section_as_the_answer(visit: Visit) -> None:
    turn = ask(visit(), "第四条建议怎么答复的？")
    expect(turn.locator(".hit.first")).to_have_count(3)
    expect(turn.locator(".others")).to_have_count(0)


@pytest.mark.parametrize(("locale", "chinese"), [("zh-CN", True), ("en-US", False)])
def test_an_example_is_in_the_interface_language_and_is_asked_by_a_click(
    visit: Visit, locale: str, chinese: bool
) -> None:
    page = visit(locale=locale)
    page.get_by_role("textbox").fill("draft")
    example = page.locator("button.example").first
    words = example.inner_text()
    assert any("\u4e00" <= character <= "\u9fff" for character in words) == chinese
    example.click()
    expect(page.locator(".turn .question")).to_contain_text(words)
    expect(page.get_by_role("textbox")).to_have_value("draft")


def test_a_link_with_a_question_opens_with_its_answer(visit: Visit) -> None:
    page = visit("?q=" + LOAN)
    expect(page.locator(".turn .question")).to_contain_text(LOAN)
    expect(page.locator("#letter .paragraph.current mark")).to_be_in_viewport()


@pytest.mark.parametrize("query", ["?q=" + "长" * (QUESTION_LIMIT + 1), ""])
def test_a_question_that_is_too_long_is_refused_in_words_and_not_lost(visit: Visit, query: str) -> None:
    page = visit(query, locale="en-US")
    box = page.get_by_role("textbox")
    if not query:
        ask(page, LOAN)
        box.fill("长" * (QUESTION_LIMIT + 1))
        box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The question has 2001 characters; at most 2000 are read.")
    expect(box).to_have_value("长" * (QUESTION_LIMIT + 1))
    expect(page.locator(".turn")).to_have_count(0 if query else 1)


def test_an_empty_question_gets_a_clean_message_that_the_next_answer_clears(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="提问").click()
    expect(page.get_by_role("alert")).to_have_text("请先输入问题。")
    ask(page, LOAN)
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.title = 'owned'</script>",
        "<img src=x onerror=\"document.title = 'owned'\">",
        '"><svg onload="document.title = \'owned\'">',
        "${document.title = 'owned'} {{document}} {{#each value}}",
    ],
)
def test_a_question_is_data_and_never_markup(visit: Visit, hostile: str) -> None:
    page = visit("?q=" + hostile.replace("#", "%23"))
    expect(page.locator(".turn .question")).to_contain_text(hostile)
    ask(page, hostile)
    expect(page.locator(".turn .question").nth(1)).to_contain_text(hostile)
    assert page.locator("#conversation :is(script, img, svg)").count() == 0
    assert page.title() == "公函问答"


def test_a_new_conversation_starts_from_the_examples_and_forgets(visit: Visit) -> None:
    page = visit()
    ask(page, LOAN)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("button.example").first).to_be_visible()
    turn = ask(page, "实训基地面积有多大？")
    expect(turn.locator(".understood")).to_have_count(0)


def test_two_visitors_do_not_see_each_other(visit: Visit) -> None:
    first, second = visit(), visit()
    ask(first, LOAN)
    ask(second, "联系电话是多少？")
    expect(first.locator(".turn")).to_have_count(1)
    expect(second.locator(".turn .question")).to_contain_text("联系电话是多少？")
    expect(second.locator(".turn .understood")).to_have_count(0)


def test_enter_that_picks_a_word_in_an_input_method_does_not_ask(visit: Visit) -> None:
    page = visit(viewport=PHONE)
    box = page.get_by_role("textbox")
    box.fill("wai mao")
    box.evaluate("e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))")
    box.press("End")
    ask(page, LOAN)
    expect(page.locator(".turn")).to_have_count(1)
