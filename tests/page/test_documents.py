"""Several documents at once: the panel shows the one that answers, and another at a click."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import qa
from tests.conftest import LETTER, write
from tests.page.conftest import ask, served

NOTICE = """海滨市图书馆

关于国庆节期间开放安排的通知

各位读者：

国庆节期间，图书馆三楼自习室照常开放，开放时间为早上八点至晚上十点，一楼借阅区闭馆三天。

海滨市图书馆

2024年9月20日
"""


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    write(tmp_path, "notice.txt", NOTICE)
    (tmp_path / LETTER.name).write_bytes(LETTER.read_bytes())
    yield from served(browser, qa.open(tmp_path))


def test_the_panel_follows_the_answers_from_one_document_to_another(page: Page) -> None:
    first = ask(page, "图书馆自习室的开放时间是几点？")
    expect(page.locator("#letter .current mark")).to_contain_text("早上八点至晚上十点")
    expect(page.locator("#letter [data-document='notice.txt']")).to_be_visible()
    ask(page, "外贸企业贷款余额是多少？")
    expect(page.locator("#letter .current mark")).to_contain_text("609.82 亿元")
    expect(page.locator(f"#letter [data-document='{LETTER.name}']")).to_be_visible()
    first.locator(".hit.first a.cite").click()
    expect(page.locator("#letter .current mark")).to_contain_text("早上八点至晚上十点")
    expect(page.locator("#letter .current")).to_be_focused()


def test_another_document_is_chosen_from_the_library(page: Page) -> None:
    page.get_by_role("button", name="第2023168号").click()
    expect(page.locator("#letter .role-number")).to_contain_text("中商务电函〔2023〕10号")
    page.get_by_role("button", name="全部公函").click()
    page.get_by_role("button", name="关于国庆节期间开放安排的通知").click()
    expect(page.locator("#letter .role-title")).to_contain_text("关于国庆节期间开放安排的通知")
