"""The interface in twelve languages, and for everyone: contrast, labels and names by axe-core."""

import re
from string import Formatter

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import ViewportSize, expect

from qa.page.words.languages import LANGUAGES, choose, strings
from tests.page.conftest import DESK, PHONE, Visit, ask

LOAN = "外贸企业贷款余额是多少？"
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
TABLET: ViewportSize = {"width": 768, "height": 1024}

WCAG_22 = {"rules": {"target-size": {"enabled": True}}}
"""With the rule of WCAG 2.2 that axe leaves out unless asked: everything to press is 24 pixels high and wide."""


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("zh-CN", "公函问答"),
        ("zh-TW", "公函問答"),
        ("en-GB", "Ask the letter"),
        ("es-MX", "Pregunta a la carta"),
        ("pt-BR", "Pergunte à carta"),
        ("ja-JP", "公文書に聞く"),
        ("ko-KR", "공문에 묻기"),
        ("fi-FI", "Ask the letter"),
    ],
)
def test_the_browsers_language_comes_first_and_english_stands_in(visit: Visit, locale: str, title: str) -> None:
    page = visit(locale=locale)
    expect(page.locator("h1")).to_have_text(title)
    expect(page).to_have_title(title)
    assert page.evaluate("document.documentElement.lang") == choose(locale)


def test_switching_keeps_the_conversation_and_the_draft_and_is_remembered(visit: Visit) -> None:
    page = visit()
    ask(page, LOAN)
    page.get_by_role("textbox").fill("draft")
    page.get_by_label("语言").select_option("English")
    expect(page.locator(".turn .confidence")).to_have_text(re.compile("Confident|Fairly confident|Unsure"))
    expect(page.locator(".turn .hit.first .place")).to_have_text("Section 2, point 1, paragraph 13")
    expect(page.locator(".turn .hit.first .original")).to_have_text("二、关于加强金融授信扶持力度的建议 › 一是")
    expect(page.get_by_role("textbox")).to_have_value("draft")
    page.reload()
    expect(page.locator("h1")).to_have_text("Ask the letter")


def test_a_mistake_in_the_language_list_is_english() -> None:
    assert choose("", "xx;q=zero, fi-FI;q=0.9", "") == "en"
    assert choose("xx", "fi, ja;q=0.5, ko;q=0.8, en;q=0") == "ko"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_placeholders(language: str) -> None:
    english, words = strings("en").words, strings(language).words
    outline = {
        "attachment",
        "section",
        "subsection",
        "item",
        "point",
        "part",
        "chapter",
        "division",
        "article",
        "quote",
        "number_of",
    }
    scales = {"million", "billion"}
    unneeded = {"zh-Hans": outline | scales, "zh-Hant": outline | scales, "ja": scales, "ko": scales}
    assert set(english) - set(words) == unneeded.get(language, set())
    assert {key: placeholders(text) for key, text in words.items()} == {
        key: placeholders(english[key]) for key in words
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, LAPTOP, TABLET, PHONE], ids=["1600", "1280", "768", "360"])
def test_axe_finds_no_barrier(visit: Visit, scheme: str, viewport: dict[str, int]) -> None:
    page = visit(color_scheme=scheme, viewport=viewport, locale="en-US")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")  # nothing half under the question
    found = [Axe().run(page, options=WCAG_22)]
    ask(page, LOAN)
    ask(page, "What is the weather like today?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".turn .hit.first a.cite").first.click()
    found.append(Axe().run(page, options=WCAG_22))
    assert [result.generate_report() for result in found if result.violations_count] == []
