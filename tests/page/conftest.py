"""A real server of the chat page with the embedded model, and a real browser."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect, sync_playwright

import qa
from qa.chat import build
from qa.server.site import Site
from tests.conftest import LETTER

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Chromium as root, and without its own look-ups on the network."""

DESK: ViewportSize = {"width": 1600, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}

Visit = Callable[..., Page]

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def real_letter() -> qa.Letter:
    """The real letter with the embedded model, indexed in memory."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("QA_INDEX", "QA_MODEL"):
            patch.delenv(name, raising=False)
        return qa.open(LETTER)


@pytest.fixture(scope="session")
def address(real_letter: qa.Letter) -> Iterator[str]:
    """Where the page is served, without a slash at the end."""
    server = build(real_letter, unlimited())
    yield server.start().rstrip("/")
    server.close()


def unlimited() -> Site:
    """A free port on this machine. All tests have one address, so their requests are not limited."""
    return Site(port=free_port(), rate=0)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Without one the tests are skipped, but in CI they fail."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        missing = "No Chromium found: install one (Debian: apt-get install chromium) or set CHROMIUM to its path."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Open the page as a new visitor: `visit("?q=…", locale="zh-CN", color_scheme="dark", viewport=PHONE)`.

    At the end nothing may have been asked of another host, and the page's scripts may have reported no error.
    """
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    errors: list[str] = []

    def open_page(query: str = "", **settings: Any) -> Page:
        context = browser.new_context(**{"locale": "zh-CN", "viewport": DESK, "reduced_motion": "reduce"} | settings)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note_foreign(request.url, address, foreign))
        page.on("websocket", lambda socket: foreign.append(socket.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/{query}")
        expect(page.locator("#header h1")).to_be_visible(timeout=30_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []


def _note_foreign(url: str, address: str, foreign: list[str]) -> None:
    if not url.startswith((f"{address}/", "data:", "blob:")):
        foreign.append(url)


def served(browser: Browser, letter: qa.Letter, feedback: Path | None = None) -> Iterator[Page]:
    """A page of its own server, both closed at the end."""
    server = build(letter, unlimited(), feedback=feedback)
    opened = browser.new_page(locale="zh-CN", viewport=DESK)
    opened.goto(server.start())
    expect(opened.locator("button.example").first).to_be_visible(timeout=30_000)
    yield opened
    opened.close()
    server.close()


def free_port() -> int:
    """A port on this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(page: Page, question: str) -> Locator:
    """Type a question, press Enter, and wait for its turn in the conversation."""
    number = page.locator(".turn").count()
    box = page.locator("#question")
    box.fill(question)
    box.press("Enter")
    turn = page.locator(".turn").nth(number)
    expect(turn.locator(".answer")).to_be_visible()
    return turn


def save(page: Page, variable: str) -> None:
    """Write a picture of the page to the path in an environment variable, if it is set."""
    if path := os.environ.get(variable):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path)
