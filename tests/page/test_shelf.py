"""The library of the chat page: what is found, in which order, and that an archive of thousands is no more to show."""

import re
from collections.abc import Sequence
from functools import cache

import pytest

from index.role import Role
from index.search.entry import Entry
from index.search.filters import Condition, select
from index.types import Citation, Fact, Field, Passage
from qa.answering.answer import Answer, Hit
from qa.answering.letter import Letter
from qa.page.answers.examples import examples
from qa.page.answers.turns import render_turn
from qa.page.library.library import ANYTHING, PAGE, Library, Wish, choices, ordered
from qa.page.library.shelf import form, rows, scope
from qa.page.view import Corpus, Turn, View
from qa.page.words.languages import LANGUAGES, strings
from tests.conftest import StubEncoder

MANY = 30_000
CITIES = ("中山市", "珠海市", "江门市")


class Shelf:
    """An index of entries without texts: whoever asks for a text has asked for too much."""

    encoder = StubEncoder()

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.numbers = {entry.name: number for number, entry in enumerate(entries)}

    def renewed(self) -> "Shelf":
        return self

    def document(self, name: str) -> object:
        raise AssertionError(f"{name} was parsed")


def entry(number: int) -> Entry:
    """The 7th: 00007.txt, of the second city, 2017-08-08, 函."""
    issuer = CITIES[number % 3] + "商务局"
    year, month, day = 2010 + number % 10, 1 + number % 12, 1 + number % 28
    kind = "函" if number % 2 else "通知"
    title = f"{issuer}关于第{number}号建议的{kind}"
    values = {
        Field.TITLE: title,
        Field.NUMBER: f"商函〔{year}〕{number}号",
        Field.ISSUER: issuer,
        Field.DATE: f"{year}-{month:02d}-{day:02d}",
        Field.KIND: kind,
    }
    facts = tuple(Fact(field, value, ((0, 1),)) for field, value in values.items())
    return made(f"{number:05d}.txt", title, values[Field.NUMBER], facts)


def made(name: str, title: str, number: str = "", facts: tuple[Fact, ...] = ()) -> Entry:
    """An entry of 12 passages."""
    return Entry.from_record(
        {"name": name, "digest": "0", "title": title, "number": number, "passages": 12, "pages": 0,
         "metadata": [(fact.field.value, fact.value, fact.ranges) for fact in facts], "signature": ""}
    )  # fmt: skip


@cache
def archive() -> Library:
    return Library(Shelf([entry(number) for number in range(MANY)]))  # type: ignore[arg-type]


def view(wish: Wish = ANYTHING, language: str = "en") -> View:
    letter = Letter(archive().index)
    return View(strings(language), Corpus(letter), archive(), wish)


@pytest.mark.parametrize(
    ("wish", "count"),
    [
        (ANYTHING, MANY),
        (Wish(issuer="珠海市商务局"), MANY // 3),
        (Wish(year="2017"), MANY // 10),
        (Wish(kind="函", issuer="珠海市商务局"), MANY // 6),
        (Wish(words="00007.txt"), 1),
        (Wish(words="商函〔2017〕7号"), 1),
        (Wish(words="中山市 第29997号"), 1),
        (Wish(words="中山市商務局"), MANY // 3),
        (Wish(words="中山市", issuer="珠海市商务局"), 0),
        (Wish(words="郵政局"), 0),
    ],
)
def test_words_and_filters_find_the_letters_that_meet_them_all(wish: Wish, count: int) -> None:
    assert len(archive().found(wish)) == count


def test_what_the_library_finds_is_what_a_question_under_its_conditions_is_asked_of() -> None:
    wish = Wish(words="珠海 建议", year="2017", kind="函", only=True)
    conditions = [Condition.parse(text) for text in wish.where]
    assert sorted(archive().found(wish)) == list(select(archive().entries, conditions))
    assert wish.asking(False).where == ()


def test_letters_are_ordered_by_date_or_by_the_sound_of_their_titles_and_undated_ones_come_last() -> None:
    def dated(name: str, title: str, date: str) -> Entry:
        return made(name, title, facts=(Fact(Field.DATE, date, ((0, 1),)),))

    entries = [made("a", "重庆"), dated("b", "北京", "2020-01-01"), dated("c", "安徽", "2023-01-01"), made("d", "中山")]
    assert ordered(entries, "newest") == (2, 1, 0, 3)
    assert ordered(entries, "oldest") == (1, 2, 0, 3)
    assert ordered([made("a", "中山"), made("b", "北京"), made("c", "安徽")], "title") == (2, 1, 0)


def test_letters_of_one_day_stand_as_in_the_index() -> None:
    day = (Fact(Field.DATE, "2023-01-01", ((0, 1),)),)
    entries = [made(name, "题", facts=day) for name in "abc"]
    assert ordered(entries, "newest") == ordered(entries, "oldest") == (0, 1, 2)


def test_filters_offer_what_there_is_most_frequent_first_and_years_latest_first() -> None:
    offered = choices([entry(number) for number in range(4)])
    assert offered.issuers == (("中山市商务局", 2), ("江门市商务局", 1), ("珠海市商务局", 1))
    assert offered.years == (("2013", 1), ("2012", 1), ("2011", 1), ("2010", 1))
    assert offered.kinds == (("函", 2), ("通知", 2))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"words": " 商务 ", "year": "2023", "order": "title", "page": 3}, Wish("商务", "", "2023", "", "title", 3)),
        ({"year": "20x3", "order": "by colour", "page": -1, "surprise": "!"}, ANYTHING),
        ({"page": "2", "year": "２０２３"}, ANYTHING),
        ("nonsense", ANYTHING),
        (None, ANYTHING),
        ({"words": "长" * 10_000}, Wish(words="长" * 200)),
    ],
)
def test_what_a_browser_sends_becomes_a_wish_whatever_it_is(sent: object, expected: Wish) -> None:
    wish = Wish.of(sent)
    assert wish == expected
    archive().found(wish)


def test_with_nothing_filtered_there_is_nothing_to_narrow_questions_to() -> None:
    assert not Wish.of({"words": "  ", "only": True}).only
    assert Wish.of({"words": "商务", "only": True}).only


def test_of_thousands_of_letters_one_page_is_shown() -> None:
    shown = rows(view())
    assert shown.count('class="entry"') == PAGE
    assert "Letters: 30,000" in shown
    assert "1–50 of 30,000" in shown
    last = rows(view(Wish(page=10_000)))
    assert "29,951–30,000 of 30,000" in last
    assert 'data-page="598"' in last
    assert "Next" not in last


def test_a_row_says_what_tells_letters_apart() -> None:
    shown = rows(view(Wish(words="00007.txt")))
    assert ">珠海市商务局关于第7号建议的函</button>" in shown
    for fact in ("珠海市商务局", "商函〔2017〕7号", "2017-08-08", "函", "passages: 12"):
        assert f"<span>{fact}</span>" in shown


def test_the_page_of_an_archive_opens_without_parsing_any_letter() -> None:
    opened = view()
    page = form(opened) + rows(opened)
    assert "Library · 30,000" in page
    assert len(page) < 60_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_an_archive_ask_letters_by_their_numbers_but_none_for_what_it_lacks(language: str) -> None:
    asked = examples(archive(), language)
    assert len(asked) == 1
    assert "商函〔2019〕" in asked[0]


def test_above_the_question_stands_what_it_is_narrowed_to_and_the_way_back() -> None:
    assert scope(view()).strip() == scope(view(Wish(words="郵政局"))).strip() == ""
    assert "Ask only the letters found (3,000)" in scope(view(Wish(year="2017")))
    narrowed = scope(view(Wish(words="建议", year="2017", kind="函", only=True)))
    assert "Asking only: 建议 · 2017 · 函 (3,000)" in narrowed
    assert "Ask all letters" in narrowed
    assert "(0)" in scope(view(Wish(words="郵政局", only=True)))


def test_a_letter_is_data_and_never_markup() -> None:
    hostile = "<img src=x onerror=alert(1)>\"'"
    library = Library(Shelf([made(hostile, hostile, hostile), made("b", "b")]))  # type: ignore[arg-type]
    shown = View(strings("en"), Corpus(Letter(library.index)), library, Wish(words=hostile, only=True))
    assert "<img" not in rows(shown) + scope(shown) + form(shown)


def test_an_answer_says_to_what_it_was_narrowed_and_for_which_letters_its_own_stands() -> None:
    text = "外贸企业贷款余额达到 609.82 亿元。"
    cited = Citation("某局的函", "某函〔2023〕1号", Role.BODY, (), 7)
    passage = Passage("00007.txt", ((0, len(text)),), text, cited)
    hit = Hit(1, 1.0, passage, (), supersedes=("00008.txt", "lost.txt"), copies=("00009.txt",))
    answer = Answer("贷款多少？", "贷款多少？", True, True, 0.9, (hit,), scope=("00007.txt",))
    shown = render_turn(Turn(answer), view())
    assert "Searched only: 商函〔2017〕7号<" in shown
    assert "Newest version; older ones left out: 商函〔2018〕8号, lost.txt<" in shown
    assert "The same text also stands in: 商函〔2019〕9号<" in shown


def test_passages_stand_under_their_letters_the_best_letter_first() -> None:
    hits = tuple(
        Hit(
            rank,
            1 / rank,
            Passage(name, ((rank, rank + 1),), str(rank), Citation(name, "", Role.BODY, (), rank)),
            (),
        )
        for rank, name in enumerate(["a", "b", "a", "b"], 1)
    )
    shown = render_turn(Turn(Answer("q", "q", False, False, 0.1, hits)), view())
    sources = re.findall(r'class="source"><b[^>]*>(\w)</b>|<p class="sentence">\s*(\d)\s*</p>', shown)
    assert ["".join(found) for found in sources] == ["a", "1", "3", "b", "2", "4"]
