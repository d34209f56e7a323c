"""Reading the letter: what it is, jumping in it, finding words, asking about what is selected, panes, paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.types import Document
from tests.page.conftest import DESK, PHONE, Visit, ask

LOAN = "外贸企业贷款余额是多少？"


def test_a_reader_without_chinese_is_told_what_the_letter_is(visit: Visit) -> None:
    page = visit(locale="en-US")
    told = page.locator("#welcome .told")
    for words in ("KindLetter", "Zhongshan Municipal Bureau of Commerce", "Feng Fei", "29 June 2023", "Sections6"):
        expect(told).to_contain_text(words)
    expect(told.locator(".tag").first).to_have_text("translation")
    page.locator("#welcome .contents > summary").click()
    expect(page.locator("#welcome .outline li")).to_have_count(6)
    page.get_by_role("button", name="business school").click()
    expect(page.locator("#letter .current")).to_contain_text("三、关于建设跨境电商商学院的建议")
    expect(page.locator("#letter .current")).to_be_in_viewport()


def test_the_letters_own_words_are_marked_as_chinese_and_the_interface_is_not_translated(visit: Visit) -> None:
    page = visit(locale="en-US")
    turn = ask(page, LOAN)
    quote = turn.locator(".hit.first blockquote").first
    expect(quote).to_have_attribute("lang", "zh")
    expect(quote).to_have_attribute("translate", "yes")
    expect(page.locator("#split")).to_have_attribute("translate", "no")


def test_the_outline_of_the_panel_leads_to_each_section(visit: Visit, letter_document: Document) -> None:
    page = visit()
    headings = [f"{section.label}、{section.heading}" for section in letter_document.sections if section.ranges]
    for heading in headings:
        page.locator("#letter .contents > summary").click()
        page.get_by_role("button", name=heading.split("、")[1]).last.click()
        expect(page.locator("#letter .current .text")).to_have_text(heading)
        expect(page.locator("#letter .current")).to_be_in_viewport()


def test_words_are_found_in_the_letter_across_its_line_breaks(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="查找").click()
    field = page.locator("form.find input")
    field.fill("2023年6月29日")
    expect(page.locator("form.find output")).to_have_text("第 1 处，共 2 处")
    expect(page.locator("#letter .role-date")).to_be_in_viewport()
    page.get_by_role("button", name="下一个").click()
    expect(page.locator("form.find output")).to_have_text("第 2 处，共 2 处")
    field.fill("没有这样的词")
    expect(page.locator("form.find output")).to_have_text("未找到")
    field.fill("股权基金有多少支")
    page.get_by_role("button", name="按意思查找").click()
    expect(page.locator(".turn .hit.first .sentence")).to_contain_text("117支")
    field.press("Escape")
    expect(page.locator("form.find")).to_be_hidden()


def test_what_is_selected_is_asked_about_or_copied_with_its_citation(visit: Visit, letter_document: Document) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    select(page, "#letter .role-contact .text")
    page.get_by_role("button", name="复制并附出处").click()
    contact = next(passage for passage in letter_document.passages if passage.citation.role == "contact")
    assert str(page.evaluate("navigator.clipboard.readText()")).endswith(f"—— {contact.citation}")
    select(page, "#letter .role-number .text")
    page.get_by_role("button", name="就此提问").click()
    expect(page.locator("#question")).to_have_value("关于“中商务电函〔2023〕10号”，文中怎么说？")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#selection")).to_have_count(0)


def select(page: Page, selector: str) -> None:
    page.locator(selector).evaluate("element => getSelection().selectAllChildren(element)")
    words = page.evaluate("String(getSelection()).trim()")
    expect(page.locator("#selection [data-ask-selection]")).to_have_attribute("data-ask-selection", words)


def test_the_panes_are_resized_by_keys_and_hidden_and_that_is_remembered(visit: Visit) -> None:
    page = visit()
    divider = page.get_by_role("separator")
    before = page.locator("#chat").bounding_box()
    divider.press("ArrowRight")
    after = page.locator("#chat").bounding_box()
    assert before
    assert after
    assert after["width"] == pytest.approx(before["width"] + 0.04 * DESK["width"], abs=2)
    page.get_by_role("button", name="隐藏公函").click()
    expect(page.locator("#reader")).to_be_hidden()
    ask(page, LOAN).locator(".hit.first a.cite").click()
    expect(page.locator("#letter .current")).to_be_in_viewport()
    page.get_by_role("button", name="隐藏公函").click()
    page.reload()
    expect(page.get_by_role("button", name="显示公函")).to_be_visible(timeout=30_000)


def test_the_title_stays_while_the_letter_is_read(visit: Visit) -> None:
    page = visit()
    page.locator("#letter .paragraph").last.scroll_into_view_if_needed()
    expect(page.locator("#letter .letter-head")).to_be_in_viewport()


@pytest.mark.parametrize("width", [PHONE["width"], 768, 1280, 1600])
@pytest.mark.parametrize("locale", ["en-US", "ar", "de-DE"])
def test_nothing_is_wider_than_the_screen(visit: Visit, width: int, locale: str) -> None:
    page = visit(viewport={"width": width, "height": 800}, locale=locale)
    ask(page, LOAN)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_has_the_conversation_with_its_citations_and_then_the_letter(visit: Visit, tmp_path: Path) -> None:
    from index.source.files import read

    page = visit(locale="zh-CN")
    ask(page, LOAN)
    page.emulate_media(media="print")
    file = tmp_path / "printed.pdf"
    page.pdf(path=file, format="A4")
    printed = "".join(read([file])[0].text.split())
    assert printed.index("外贸企业贷款余额是多少？") < printed.index("609.82亿元") < printed.index("冯飞、黎瑞文")
    for control in ("复制原文和出处", "提问", "新对话", "可以这样问"):
        assert control not in printed.replace("外贸企业贷款余额是多少？提问", "")


def test_arabic_is_read_from_the_right_and_the_letter_from_the_left(visit: Visit) -> None:
    page = visit(locale="ar")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    chat, reader = page.locator("#chat").bounding_box(), page.locator("#reader").bounding_box()
    assert chat
    assert reader
    assert chat["x"] > reader["x"]
    assert page.locator("article.letter").evaluate("element => getComputedStyle(element).direction") == "ltr"
