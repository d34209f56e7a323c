"""The library: an archive in the page, listed, searched, filtered, opened, asked in part, changed while served."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

import qa
from index.source.files import find
from index.storage import writer
from qa.chat import build
from tests.archive import letters, write
from tests.conftest import LETTER
from tests.page.conftest import DESK, PHONE, Visit, ask, unlimited

COUNT = 63
LETTERS = letters(COUNT)
PHONE_OF = "第{}号建议答复的联系电话是多少？"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up letters as text, and the real one."""
    made = tmp_path_factory.mktemp("letters")
    for letter in LETTERS:
        write(letter, made, "text")
    copy(LETTER, made)
    return made


@pytest.fixture(scope="module")
def archive(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> qa.Letter:
    """Their saved index, with the embedded model."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("QA_INDEX", "QA_MODEL"):
            patch.delenv(name, raising=False)
        return qa.open(folder, index=tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def address(archive: qa.Letter) -> Iterator[str]:
    """Where the page of the archive is served."""
    server = build(archive, unlimited())
    yield server.start().rstrip("/")
    server.close()


def search(page: Page, words: str) -> None:
    """Type words into the search box of the library, key by key."""
    box = page.get_by_role("searchbox")
    box.fill("")
    box.press_sequentially(words, delay=20)


def titles(page: Page) -> list[str]:
    return page.locator("#rows .open").all_inner_texts()


def newest() -> list[str]:
    """Titles of all letters, the latest first. Rules are not dated in their text."""
    dated = [
        (letter.date, -number, letter.title) for number, letter in enumerate(LETTERS) if "办法" not in letter.title
    ]
    return [title for _, _, title in sorted(dated, reverse=True)]


def test_an_archive_opens_with_its_latest_letters_and_what_is_known_of_each(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#rows .count")).to_have_text(f"公函 {COUNT + 1} 份")
    expect(page.locator("#rows .entries .entry")).to_have_count(50)
    assert titles(page)[:5] == newest()[:5]
    letter = next(letter for letter in LETTERS if letter.title == newest()[0])
    facts = page.locator("#rows .entries .entry").first.locator(".facts span").all_inner_texts()
    assert facts[:3] == [letter.issuer, letter.number, letter.date]
    assert facts[3] in ("函", "通知")
    assert facts[4].endswith(" 段")


def test_the_next_page_has_the_other_letters_and_the_keyboard_stays_in_the_list(visit: Visit) -> None:
    page = visit()
    names = "rows => rows.map(row => row.dataset.open)"
    first = set(page.locator("#rows .open").evaluate_all(names))
    page.get_by_role("button", name="下一页").press("Enter")
    expect(page.locator("#rows .entries .entry")).to_have_count(COUNT + 1 - 50)
    expect(page.locator("#rows .turning")).to_contain_text(f"第 51–{COUNT + 1} 份，共 {COUNT + 1} 份")
    expect(page.locator("#rows .shelf")).to_be_focused()
    assert len(first | set(page.locator("#rows .open").evaluate_all(names))) == COUNT + 1
    page.get_by_role("button", name="上一页").click()
    expect(page.locator("#rows .entries .entry")).to_have_count(50)


def test_typing_finds_letters_by_title_number_issuer_or_name_and_keeps_the_cursor(visit: Visit) -> None:
    page = visit()
    for words in (LETTERS[5].title, LETTERS[5].number, "0006.txt", "中山市商務局"):
        search(page, words)
        expect(page.locator("#rows .count")).to_have_text("公函 1 份")
        expect(page.get_by_role("searchbox")).to_be_focused()
        expect(page.get_by_role("searchbox")).to_have_value(words)
        expect(page.locator("#rows .entries .open")).to_have_text(
            LETTERS[5].title
            if words != "中山市商務局"
            else "中山市商务局关于市十六届人大三次会议第2023168号代表建议答复的函"
        )
    search(page, "没有这样的公函")
    expect(page.locator("#rows")).to_contain_text("没有符合条件的公函。")
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator("#rows .count")).to_have_text(f"公函 {COUNT + 1} 份")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_filters_work_together_and_the_order_can_be_chosen(visit: Visit) -> None:
    page = visit()
    year = LETTERS[0].date[:4]
    replies = sorted((letter.date, letter.title) for letter in LETTERS[::3] if letter.date.startswith(year))
    page.get_by_label("年份").select_option(year)
    page.get_by_label("文种").select_option("函")
    page.get_by_label("排序").select_option("最早在前")
    expected = [title for _, title in replies]
    expect(page.locator("#rows .open")).to_have_text(expected)
    page.get_by_label("发文机关").select_option(LETTERS[0].issuer)
    expect(page.locator("#rows .open")).to_have_text([title for title in expected if LETTERS[0].issuer in title])


def test_a_letter_opens_beside_the_chat_and_the_way_back_leads_to_its_place_in_the_list(visit: Visit) -> None:
    page = visit()
    search(page, LETTERS[9].title[:6])
    row = page.get_by_role("button", name=LETTERS[9].title)
    row.press("Enter")
    expect(page.locator("#letter .role-number")).to_contain_text(LETTERS[9].number)
    expect(page.locator("#letter .pages")).to_be_focused()
    expect(page.locator("#rows")).to_be_hidden()
    page.get_by_role("button", name="全部公函").press("Enter")
    expect(row).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value(LETTERS[9].title[:6])


def test_an_answer_says_which_letter_it_is_from_and_its_citation_opens_it_from_the_library(visit: Visit) -> None:
    page = visit()
    turn = ask(page, "外贸企业贷款余额是多少？")
    expect(turn.locator(".hit.first .source")).to_contain_text("第2023168号代表建议答复的函中商务电函〔2023〕10号")
    expect(page.locator("#letter .current mark")).to_contain_text("609.82 亿元")
    page.get_by_role("button", name="全部公函").click()
    expect(page.locator("#rows .entries .entry")).to_have_count(50)
    turn.locator(".hit.first a.cite").click()
    expect(page.locator("#letter .current mark")).to_contain_text("609.82 亿元")
    expect(page.locator("#letter .current")).to_be_focused()


def test_passages_of_one_letter_stand_together_under_its_name(visit: Visit) -> None:
    turn = ask(visit(), "外贸企业贷款余额是多少？")
    sources = turn.locator(".others .source b").all_inner_texts()
    assert len(sources) == len(set(sources)) >= 1


def test_questions_can_be_narrowed_to_the_letters_found_and_widened_again(visit: Visit) -> None:
    page = visit()
    search(page, LETTERS[3].number)
    page.get_by_role("button", name="只问筛选出的公函（1 份）").press("Enter")
    expect(page.locator("#scope")).to_contain_text(f"只问：{LETTERS[3].number}（1 份）")
    expect(page.get_by_role("button", name="问全部公函")).to_be_focused()
    turn = ask(page, "联系电话是多少？")
    assert set(turn.locator(".source span").all_inner_texts()) == {LETTERS[3].number}
    page.get_by_role("button", name="问全部公函").click()
    expect(page.get_by_role("button", name="只问筛选出的公函（1 份）")).to_be_visible()
    turn = ask(page, "外贸企业贷款余额是多少？")
    expect(turn.locator(".hit.first .sentence").first).to_contain_text("609.82 亿元")


def test_a_question_to_no_letter_at_all_is_said_and_kept(visit: Visit) -> None:
    page = visit()
    search(page, LETTERS[3].number)
    page.get_by_role("button", name="只问筛选出的公函（1 份）").click()
    search(page, "没有这样的公函")
    expect(page.locator("#scope")).to_contain_text("（0 份）")
    page.locator("#question").fill("联系电话是多少？")
    page.locator("#question").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有符合筛选条件的公函。")
    expect(page.locator("#question")).to_have_value("联系电话是多少？")
    expect(page.locator(".turn")).to_have_count(0)


def test_another_language_keeps_the_search_and_the_letters_asked(visit: Visit) -> None:
    page = visit()
    search(page, LETTERS[3].number)
    page.get_by_role("button", name="只问筛选出的公函（1 份）").click()
    page.get_by_label("语言").select_option("English")
    expect(page.get_by_role("searchbox")).to_have_value(LETTERS[3].number)
    expect(page.locator("#rows .count")).to_have_text("Letters: 1")
    expect(page.locator("#scope")).to_contain_text(f"Asking only: {LETTERS[3].number} (1)")


def test_on_a_phone_the_library_folds_above_the_chat_and_nothing_is_wider_than_the_screen(visit: Visit) -> None:
    page = visit(viewport=PHONE)
    expect(page.locator("#rows")).to_be_hidden()
    page.get_by_text(f"公函库 · {COUNT + 1}").click()
    search(page, LETTERS[9].title)
    page.get_by_role("button", name=LETTERS[9].title).click()
    expect(page.locator("#letter .role-number")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    turn = ask(page, "外贸企业贷款余额是多少？")
    expect(turn).to_be_in_viewport()
    turn.locator(".hit.first a.cite").click()
    expect(page.locator("#letter .current mark")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_barrier_in_the_library(visit: Visit, scheme: str, viewport: dict[str, int]) -> None:
    page = visit(color_scheme=scheme, viewport=viewport, locale="en-US")
    if viewport == PHONE:
        page.get_by_text(f"Library · {COUNT + 1}").click()
    found = [Axe().run(page)]
    page.get_by_label("Kind").select_option("函")
    page.locator("#scope .chip").click()
    expect(page.locator("#scope")).to_contain_text("Asking only: 函")
    found.append(Axe().run(page))
    page.locator("#rows .open").first.click()
    expect(page.locator("#letter .letter")).to_be_visible()
    ask(page, "外贸企业贷款余额是多少？")
    found.append(Axe().run(page))
    assert [result.generate_report() for result in found if result.violations_count] == []


class TestALivingArchive:
    """Letters are added, changed and removed while the page is served."""

    @pytest.fixture(scope="class")
    def folder(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        made = tmp_path_factory.mktemp("living")
        for letter in LETTERS[:4]:
            write(letter, made, "text")
        return made

    @pytest.fixture(scope="class")
    def index(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("index")

    @pytest.fixture(scope="class")
    def archive(self, folder: Path, index: Path) -> qa.Letter:
        return qa.open(folder, index=index)

    @pytest.fixture(scope="class")
    def address(self, archive: qa.Letter) -> Iterator[str]:
        server = build(archive, unlimited())
        yield server.start().rstrip("/")
        server.close()

    def test_the_page_follows_without_a_restart(
        self, visit: Visit, folder: Path, index: Path, archive: qa.Letter
    ) -> None:
        page = visit()
        question = LETTERS[3].facts[-1]
        turn = ask(page, question.question)
        expect(turn.locator(".hit.first")).to_contain_text(question.answer)
        page.get_by_role("button", name="全部公函").click()
        write(LETTERS[4], folder, "text")
        (folder / "0001.txt").unlink()
        before = (folder / "0004.txt").read_text(encoding="utf-8")
        (folder / "0004.txt").write_text(before.replace(question.answer, "80000000"), encoding="utf-8")
        gone, stays = page.locator("[data-open='0001.txt']"), page.locator("[data-open='0002.txt']")
        expect(gone).to_be_visible()
        writer.update(index, find([folder]), archive.index.encoder)
        writer.remove(index, ["0001.txt"])

        gone.click()
        expect(page.get_by_role("alert")).to_have_text("0001.txt 已不在公函库中。")
        expect(gone).to_have_count(0)
        expect(page.locator("[data-open='0005.txt']")).to_be_visible()
        stays.click()
        expect(page.locator("#letter .role-number")).to_contain_text(LETTERS[1].number)
        expect(page.get_by_role("alert")).to_have_count(0)
        turn.locator(".hit.first a.cite").click()
        expect(page.locator("#toast")).to_have_text("该公函在此回答之后有改动。")
        expect(page.locator("#letter")).to_contain_text("80000000")
        expect(page.locator("#letter mark")).to_have_count(0)
        expect(turn.locator(".hit.first")).to_contain_text(question.answer)
        question = LETTERS[4].facts[0]
        expect(ask(page, question.question).locator(".hit.first")).to_contain_text(question.answer)

    def test_a_letter_that_vanished_while_it_was_open_makes_room_for_the_library(
        self, visit: Visit, folder: Path, index: Path, archive: qa.Letter
    ) -> None:
        page = visit()
        page.locator("[data-open='0003.txt']").click()
        expect(page.locator("#letter .letter")).to_be_visible()
        writer.remove(index, ["0003.txt"])
        page.get_by_label("语言").select_option("English")
        expect(page.locator("#rows .entries .entry").first).to_be_visible()
        expect(page.locator("[data-open='0003.txt']")).to_have_count(0)
