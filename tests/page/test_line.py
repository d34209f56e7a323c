"""Nobody is left stranded: the line is cut, the server restarts, the page is slow, and work goes on by itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

import qa
from qa.chat import build
from qa.server.run import Server
from qa.server.site import Site
from tests.page.conftest import DESK, ask, free_port, unlimited
from tests.page.test_documents import NOTICE

LOAN = "外贸企业贷款余额是多少？"
PHONE_NUMBER = "联系电话是多少？"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="zh-CN", viewport=DESK, reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.fixture
def server(real_letter: qa.Letter) -> Iterator[Server]:
    started = build(real_letter, unlimited())
    started.start()
    yield started
    started.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    expect(page.locator("button.example").first).to_be_visible(timeout=30_000)
    return page


def send(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")


def test_a_question_asked_offline_is_answered_when_the_line_is_back(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    context.set_offline(True)
    send(page, LOAN)
    expect(page.locator(".turn .question")).to_have_text(LOAN)
    expect(page.locator("#line")).to_contain_text("网络已断开。您的问题已保留")
    page.locator("#question").fill("接着想问的")
    context.set_offline(False)
    expect(page.locator(".turn .hit.first .sentence")).to_contain_text("609.82")
    expect(page.locator("#line")).to_be_hidden()
    expect(page.locator("#question")).to_have_value("接着想问的")


def test_a_restart_of_the_server_keeps_the_conversation_and_asks_on(
    context: BrowserContext, real_letter: qa.Letter
) -> None:
    port = free_port()
    first = build(real_letter, Site(port=port, rate=0))
    page = opened(context, first.start())
    ask(page, "创新供应链金融产品有哪些？")
    first.close()
    send(page, LOAN)
    expect(page.locator("#line")).to_contain_text("服务器没有回应。您的问题已保留")
    second = build(real_letter, Site(port=port, rate=0))
    second.start()
    try:
        expect(page.locator(".turn").nth(1).locator(".hit.first .sentence")).to_contain_text("609.82", timeout=30_000)
        expect(page.locator(".turn")).to_have_count(2)
    finally:
        second.close()


def test_a_page_loaded_anew_has_its_conversation_and_what_was_being_typed(
    context: BrowserContext, address: str
) -> None:
    page = opened(context, address)
    ask(page, LOAN)
    ask(page, "同比增长多少？")
    page.locator("#question").fill("还没写完")
    page.reload()
    turns = page.locator(".turn")
    expect(turns.nth(1).locator(".hit.first .sentence")).to_contain_text("同比增长 7.11%", timeout=30_000)
    expect(turns.nth(1).locator(".understood")).to_contain_text("外贸企业贷款余额")
    expect(turns).to_have_count(2)
    expect(page.locator("#question")).to_have_value("还没写完")


def test_a_new_visit_offers_earlier_conversations_until_they_are_forgotten(
    context: BrowserContext, address: str
) -> None:
    ask(opened(context, address), LOAN)
    page = opened(context, address)
    expect(page.locator(".turn")).to_have_count(0)
    page.get_by_role("button", name=LOAN).last.click()
    expect(page.locator(".turn .hit.first .sentence")).to_contain_text("609.82")
    page.locator("#tools .menu > summary").click()
    page.get_by_role("button", name="清除所有对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    expect(page.locator("button.example").first).to_be_visible(timeout=30_000)
    expect(page.locator("#remembered button")).to_have_count(0)


def test_two_tabs_are_two_conversations(context: BrowserContext, address: str) -> None:
    first, second = opened(context, address), opened(context, address)
    ask(first, LOAN)
    ask(second, PHONE_NUMBER)
    for page, question in ((first, LOAN), (second, PHONE_NUMBER)):
        page.reload()
        expect(page.locator(".turn .question")).to_contain_text([question], timeout=30_000)
        expect(page.locator(".turn")).to_have_count(1)


def test_ones_own_letter_outlasts_a_reload_and_its_loss_is_said(
    context: BrowserContext, real_letter: qa.Letter
) -> None:
    port = free_port()
    first = build(real_letter, Site(port=port, rate=0))
    page = opened(context, first.start())
    bring = {"name": "notice.txt", "mimeType": "text/plain", "buffer": NOTICE.encode()}
    page.locator("[data-bring]").set_input_files(bring)  # type: ignore[arg-type]
    expect(page.locator("#letter .role-title")).to_contain_text("国庆节")
    ask(page, "自习室的开放时间是几点？")
    page.reload()
    expect(page.locator("#letter .role-title")).to_contain_text("国庆节", timeout=30_000)
    expect(page.locator(".turn .hit.first .sentence")).to_contain_text("早上八点至晚上十点")
    first.close()
    second = build(real_letter, Site(port=port, rate=0))
    second.start()
    try:
        send(page, "闭馆几天？")
        expect(page.get_by_role("alert")).to_contain_text("您提供的公函已不在服务器上", timeout=30_000)
        expect(page.locator("#question")).to_have_value("闭馆几天？")
        expect(page.locator("#letter .role-number")).to_contain_text("中商务电函〔2023〕10号")
        page.reload()
        expect(page.locator(".turn .said.refused")).to_contain_text("服务器上已不再保存", timeout=30_000)
    finally:
        second.close()


def test_a_question_sends_little_however_long_the_conversation(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    sizes: list[int] = []

    def note(request: Request) -> None:
        if "page_ask" in request.url:
            sizes.append(len(request.post_data or ""))

    page.on("request", note)
    for number in range(8):
        ask(page, LOAN if number % 2 else PHONE_NUMBER)
    assert len(sizes) == 8
    assert max(sizes) < 2_000


def test_work_is_visible_at_once_on_a_slow_line(context: BrowserContext, server: Server) -> None:
    page = opened(context, server.site.address)
    slow = context.new_cdp_session(page)
    limits = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    slow.send("Network.emulateNetworkConditions", limits)
    send(page, LOAN)
    expect(page.locator(".turn .working")).to_have_text("正在公函中查找……", timeout=300)
    page.locator("#question").press_sequentially("下一个问题")
    expect(page.locator(".turn .hit.first .sentence")).to_contain_text("609.82")
    expect(page.locator(".turn .question")).to_have_text(["问题: " + LOAN])
    expect(page.locator("#question")).to_have_value("下一个问题")
