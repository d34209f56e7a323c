"""Hostile text in a real browser: whatever a document, a question or a file's name says is shown, and does nothing."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Page, Request, expect

import qa
from tests.conftest import write
from tests.page.conftest import ask, served
from tests.page.test_documents import NOTICE

HOSTILE = {
    "a script": "<script>window.owned = 1; fetch('https://elsewhere.example/')</script>",
    "a picture": '<img src="https://elsewhere.example/x.png" onerror="window.owned = 1">',
    "a picture of ours": '<img src="/owned" onerror="window.owned = 1">',
    "a drawing": "<svg/onload=window.owned=1><animate onbegin=window.owned=1 attributeName=x></svg>",
    "a frame": '<iframe src="javascript:parent.owned=1" srcdoc="<script>parent.owned=1</script>"></iframe>',
    "a style": "<style>@import 'https://elsewhere.example/x.css'; body { display: none }</style>",
    "a way out": "'\"></blockquote></p></div></article><input autofocus onfocus=window.owned=1>",
    "a comment": "--><!--><base href='https://elsewhere.example/'><meta http-equiv=refresh content=0;url=/owned>",
    "a form": "<form action=https://elsewhere.example/><button formaction=javascript:alert(1)>x</button></form>",
    "a Markdown picture": "![x](https://elsewhere.example/x.png) ![x](/owned)",
    "a Markdown link": "[x](javascript:window.owned=1) <javascript:alert(1)> https://elsewhere.example/",
    "a template": "{{ window.owned = 1 }} ${window.owned = 1} {{{value}}} {{#each value}} <%= 1 %> {% raw %} #{1}",
    "placeholders": "{name} {0} {question!r} {strings.words} %s %(name)s",
    "entities": "&lt;img src=x onerror=window.owned=1&gt; &#60;script&#62; &amp;amp; &nbsp;",
    "formulas": "$$\\href{javascript:alert(1)}{x}$$ \\(\\url{https://elsewhere.example/}\\)",
    "directions": "\u202egnp.exe\u202c \u2066left\u2069 \u200fright\u200e \u200b\u2060\ufeffend",
    "controls": "\x01\x02\x1b[31mred\x1b[0m \x7f \x85 end",
    "a data link": "data:text/html,<script>window.owned=1</script> vbscript:x blob:x",
}
"""What is tried → how. None of it may run, open, fetch or hide anything."""

ACTIVE = "script, img, svg, iframe, style, form:not(#ask, .find), base, meta, object, a[href*=':']"
"""What the page itself has none of in its conversation and its letter."""

IN_A_FILE = [name for name in HOSTILE if name != "controls"]  # the reader refuses a file with these


def watched(page: Page, act: Callable[[], None]) -> None:
    """Do something on a page; nothing may run, and nothing be asked of anyone but the server's known routes."""
    asked: list[str] = []
    dialogs: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", note)
    page.on("dialog", dismiss)
    act()
    page.wait_for_timeout(100)
    page.remove_listener("request", note)
    page.remove_listener("dialog", dismiss)
    home = page.url.split("/")[2]
    for url in asked:
        host, path = url.split("/", 3)[2:]
        assert host == home
        assert path.startswith(("gradio_api/run/page_", "gradio_api/heartbeat/", "assets/", "static/", "theme.css")), (
            path
        )
    assert dialogs == []
    assert page.evaluate("window.owned") is None
    assert page.locator(f"#split :is({ACTIVE})").count() == 0
    assert page.evaluate("location.pathname") == "/"


def shown(text: str) -> str:
    """The text as a browser tells it: with single spaces, and no control characters that HTML cannot hold."""
    return " ".join(text.replace("\x85", " ").split())


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of a letter in which every paragraph is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    paragraphs = "\n\n".join(f"第{number}号窗口：{HOSTILE[name]}" for number, name in enumerate(IN_A_FILE, 1))
    write(folder, "notice.txt", f"关于窗口的通知\n\n各位读者：\n\n{paragraphs}\n\n2024年9月20日\n")
    yield from served(browser, qa.open(folder))


def test_a_hostile_letter_is_shown_and_quoted_as_text(page: Page) -> None:
    def act() -> None:
        letter = "".join(page.locator("#letter").inner_text().split())
        for number, name in enumerate(IN_A_FILE, 1):
            words = re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", HOSTILE[name])  # no width: not read
            assert "".join(f"第{number}号窗口：{words}".split()) in letter, name
            turn = ask(page, f"第{number}号窗口")
            turn.locator("a.cite").first.click()

    watched(page, act)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_question_is_shown_as_text(page: Page, name: str) -> None:
    def act() -> None:
        turn = ask(page, HOSTILE[name])
        written = " ".join(turn.locator(".question").inner_text().split())
        assert shown(HOSTILE[name].replace("\x01\x02", "")) in written.replace("\x01\x02", "")

    watched(page, act)


@pytest.mark.parametrize("name", ["a script", "a picture", "a way out", "a template", "placeholders", "directions"])
def test_a_hostile_file_name_is_shown_as_text(page: Page, name: str) -> None:
    file = HOSTILE[name].replace("/", "") + ".txt"

    def act() -> None:
        bring = page.locator("[data-bring]")
        bring.set_input_files(FilePayload(name=file, mimeType="text/plain", buffer=b""))
        expect(page.get_by_role("alert")).to_contain_text(shown(file))
        bring.set_input_files(FilePayload(name=file, mimeType="text/plain", buffer=NOTICE.encode()))
        expect(page.locator("#letter .role-title")).to_contain_text("国庆节")
        ask(page, "自习室的开放时间是几点？")

    watched(page, act)
