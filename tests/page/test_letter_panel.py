"""The letter beside the conversation: citations, paragraph numbers, copying, phone and desktop."""

import pytest
from playwright.sync_api import Page, expect

from index.types import Document
from tests.page.conftest import DESK, PHONE, Visit, ask

LOAN = "外贸企业贷款余额是多少？"
PARAGRAPH = ".paragraph:has(> .number:text-is('13'))"


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desktop", "phone"])
def test_clicking_a_citation_brings_the_marked_evidence_into_view(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport)
    turn = ask(page, LOAN)
    turn.locator(".hit.first a.cite").click()
    evidence = page.locator(f"{PARAGRAPH} mark")
    expect(evidence).to_have_text(
        "截至 2023 年 3 月末，外贸企业贷款余额达到 609.82 亿元，较年初增长 69.24 亿元，同比增长 7.11%。"
    )
    expect(evidence).to_be_in_viewport()
    expect(page.locator(PARAGRAPH)).to_be_focused()
    page.get_by_role("button", name="回到回答").click()
    expect(turn.locator(".hit.first a.cite")).to_be_focused()
    expect(turn.locator(".hit.first a.cite")).to_be_in_viewport()


def test_the_panel_shows_the_whole_letter_in_order(visit: Visit, letter_document: Document) -> None:
    page = visit()
    shown = page.locator("#letter .paragraph .number + .text").all_inner_texts()
    assert [text.split() for text in shown] == [passage.text.split() for passage in letter_document.passages]
    headings = page.locator("#letter .heading").all_inner_texts()
    assert headings == [f"{section.label}、{section.heading}" for section in letter_document.sections if section.ranges]


def test_a_new_answer_shows_its_passage_beside_it_and_clears_the_old_marks(visit: Visit) -> None:
    page = visit()
    ask(page, LOAN)
    expect(page.locator(f"{PARAGRAPH} mark")).to_be_in_viewport()
    ask(page, "联系电话是多少？")
    current = page.locator("#letter .paragraph.current")
    expect(current).to_contain_text("89892285")
    expect(current.locator("mark")).to_be_in_viewport()


def test_a_paragraph_number_shows_its_citation_to_copy(visit: Visit, letter_document: Document) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    number = page.get_by_role("button", name="第 13 段：查看出处")
    number.click()
    expect(number).to_have_attribute("aria-expanded", "true")
    citation = str(letter_document.passages[12].citation)
    expect(page.locator(f"{PARAGRAPH} .bar")).to_contain_text(citation)
    page.get_by_role("button", name="复制出处").click()
    expect(page.get_by_role("status").get_by_text("已复制")).to_be_visible()
    assert clipboard(page) == citation
    number.click()
    expect(number).to_have_attribute("aria-expanded", "false")


def test_an_answer_is_copied_with_its_citation_as_text_and_as_markdown(visit: Visit, letter_document: Document) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, LOAN)
    passage = letter_document.passages[12]
    turn.get_by_role("button", name="复制原文和出处").click()
    expect(page.locator("#toast")).to_have_text("已复制")
    assert clipboard(page) == f"{passage.text}\n—— {passage.citation}"
    turn.locator(".menu > summary").click()
    turn.get_by_role("button", name="Markdown").click()
    page.wait_for_function(
        """() => {
            navigator.clipboard.readText().then(text => window.copied = text);
            return window.copied?.includes("> 一是");
        }"""
    )
    assert f"[^1]: {passage.citation}" in clipboard(page)


def test_the_link_to_a_question_opens_it(visit: Visit, address: str) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "A & B <c> #d?")
    turn.locator(".menu > summary").click()
    turn.get_by_role("button", name="复制此回答的链接").click()
    expect(page.locator("#toast")).to_have_text("已复制")
    link = clipboard(page)
    assert link.startswith(f"{address}/?q=A%20%26%20B%20%3Cc%3E%20%23d%3F")
    page.goto(link)
    expect(page.locator(".turn .question")).to_contain_text("A & B <c> #d?")


def test_the_conversation_is_exported_as_markdown_with_citations(visit: Visit, letter_document: Document) -> None:
    page = visit()
    ask(page, LOAN)
    ask(page, "今天天气怎么样？")
    with page.expect_download() as download:
        keep(page, "保存为 Markdown")
    text = download.value.path().read_text(encoding="utf-8")
    assert text.index(f"## {LOAN}") < text.index("## 今天天气怎么样？") < text.index("**文中没有说到。**")
    assert f"[^1]: {letter_document.passages[12].citation}" in text


def keep(page: Page, how: str) -> None:
    """Take the conversation away, by its menu."""
    page.locator("#tools .menu > summary").click()
    page.get_by_role("button", name=how).click()


def test_on_a_phone_the_letter_folds_under_the_chat_and_nothing_is_wider_than_the_screen(visit: Visit) -> None:
    page = visit(viewport=PHONE)
    expect(page.locator(PARAGRAPH)).to_be_hidden()
    ask(page, LOAN)
    page.get_by_text("公函全文").click()
    expect(page.locator(PARAGRAPH)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_page_works_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    page.locator("button.example").first.focus()
    page.keyboard.press("Enter")
    cite = page.locator(".turn .hit.first a.cite")
    cite.focus()
    page.keyboard.press("Enter")
    expect(page.locator(PARAGRAPH)).to_be_focused()
    page.keyboard.press("Escape")
    expect(cite).to_be_focused()
