"""A visitor's own letter: read, asked, seen by nobody else, gone when the visitor leaves."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from qa.server.limits import LIMIT
from tests.page.conftest import Visit, ask
from tests.page.test_documents import NOTICE

CHOOSER = re.compile("问自己的公函|再添加一份公函")


def bring(page: Page, name: str, content: bytes) -> None:
    page.get_by_label(CHOOSER).set_input_files(FilePayload(name=name, mimeType="text/plain", buffer=content))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_is_indexed_and_asked_by_its_visitor_alone(visit: Visit, encoding: str) -> None:
    page, other = visit(), visit()
    bring(page, "notice.txt", NOTICE.encode(encoding))
    expect(page.locator("#letter .role-title")).to_contain_text("关于国庆节期间开放安排的通知")
    asks = page.locator("button.example")
    expect(asks).to_have_text(["这份文件是写给谁的？", "这份文件是什么时候写的？"])
    turn = ask(page, "自习室的开放时间是几点？")
    expect(turn.locator(".hit.first .sentence")).to_contain_text("早上八点至晚上十点")
    expect(page.locator("#letter .current mark")).to_be_in_viewport()
    other.reload()
    expect(other.locator("#letter .role-number")).to_contain_text("中商务电函〔2023〕10号")


def test_the_first_letter_comes_back_at_a_click_and_the_conversation_stays(visit: Visit) -> None:
    page = visit()
    ask(page, "外贸企业贷款余额是多少？")
    bring(page, "notice.txt", NOTICE.encode())
    expect(page.locator("#letter .role-title")).to_contain_text("国庆节")
    expect(page.locator("#scope")).to_contain_text("正在问自己的公函：notice.txt")
    expect(page.locator(".turn")).to_have_count(1)
    ask(page, "自习室的开放时间是几点？")
    page.get_by_role("button", name="回到原来的公函").click()
    expect(page.locator("#letter .role-number")).to_contain_text("中商务电函〔2023〕10号")
    turn = ask(page, "外贸企业贷款余额是多少？")
    expect(turn.locator(".hit.first .sentence")).to_contain_text("609.82 亿元")
    expect(page.locator(".turn")).to_have_count(3)


def test_several_letters_are_asked_together_and_named(visit: Visit) -> None:
    page = visit()
    files = [
        FilePayload(name="first.txt", mimeType="text/plain", buffer=NOTICE.encode()),
        FilePayload(name="second.txt", mimeType="text/plain", buffer=NOTICE.replace("图书馆", "体育馆").encode()),
    ]
    page.get_by_label(CHOOSER).set_input_files(files)
    expect(page.locator("#scope")).to_contain_text("first.txt、second.txt")
    turn = ask(page, "体育馆三楼自习室的开放时间是几点？")
    expect(turn.locator(".hit.first .source")).to_contain_text("关于国庆节期间开放安排的通知")
    expect(page.locator("#letter [data-document='second.txt']")).to_have_count(1)


def test_a_file_can_be_dropped_on_the_page(visit: Visit) -> None:
    page = visit()
    transfer = page.evaluate_handle(
        "text => { const t = new DataTransfer(); t.items.add(new File([text], 'n.txt')); return t; }", NOTICE
    )
    page.dispatch_event("#conversation", "drop", {"dataTransfer": transfer})
    expect(page.locator("#letter .role-title")).to_contain_text("关于国庆节期间开放安排的通知")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("letter.pdf", NOTICE.encode(), "letter.pdf 与其后缀不符，或此类文件无法在此读取。"),
        ("letter.txt", b"\x00\x01PDF", "letter.txt 与其后缀不符"),
        ("empty.txt", b" \n ", "empty.txt 是空文件，没有内容可问。"),
        ("none.txt", b"", "none.txt 是空文件"),
        ("<b>.txt", b"", "<b>.txt 是空文件"),
        ("big.txt", b"x" * (LIMIT + 1), "big.txt 超过 5 MB，请使用较小的文件。"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_and_the_conversation_stays(
    visit: Visit, name: str, content: bytes, message: str
) -> None:
    page = visit()
    ask(page, "外贸企业贷款余额是多少？")
    bring(page, name, content)
    expect(page.get_by_role("alert")).to_contain_text(message)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator("#letter .role-number")).to_contain_text("中商务电函〔2023〕10号")


def test_a_letter_is_data_and_never_markup(visit: Visit) -> None:
    page = visit()
    hostile = (
        """<img src=x onerror="document.title = 'owned'"><script>document.title = 'owned'</script> ${1+1} {{this}}"""
    )
    bring(page, "notice.txt", NOTICE.replace("图书馆三楼", f"{hostile}图书馆三楼").encode())
    expect(page.locator("#letter")).to_contain_text(hostile)
    turn = ask(page, "自习室的开放时间是几点？")
    expect(turn.locator(".hit.first")).to_contain_text(hostile)
    assert page.locator(":is(#conversation, #letter) :is(img, script)").count() == 0
    assert page.title() == "公函问答"


def test_a_long_file_shows_that_it_is_being_read(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => new MutationObserver(() => {
            const label = document.querySelector("#notice .progress");
            if (label?.querySelector("progress")) window.said = label.textContent;
        }).observe(document.querySelector("#notice"), {childList: true, subtree: true})"""
    )
    bring(page, "long.txt", NOTICE.encode())
    expect(page.locator("#letter .role-title")).to_contain_text("国庆节", timeout=60_000)
    assert page.evaluate("window.said") == "正在读取 long.txt……"
    expect(page.locator("#notice progress")).to_have_count(0)
