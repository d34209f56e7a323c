"""Each way in which something is found, and what comes with it."""

from dataclasses import replace

import pytest

from index.role import Role
from index.source.files import read
from index.storage.local import LocalIndex
from index.types import Document, Field
from qa.answering.answer import Brief, Said
from qa.answering.retrieval import CHOICES, FOCUS_BONUS, VERDICT_BONUS, Evidence, Focus, Found, Retriever, Way
from qa.understanding.followup import Carried
from qa.understanding.intent import Intent
from qa.understanding.question import Understood, understand
from tests.answering.documents import REPLY, RULES, parsed
from tests.conftest import LETTER, StubEncoder

NONE_BUT_ORDINARY = {Intent.ORDINARY: 1.0}
"""What the tests that are not about intents take a question to be after."""


@pytest.fixture(scope="module")
def index() -> LocalIndex:
    return LocalIndex.from_sources([REPLY], StubEncoder())


@pytest.fixture(scope="module")
def document() -> Document:
    return parsed(REPLY)


@pytest.fixture(scope="module")
def archive() -> LocalIndex:
    return LocalIndex.from_sources([REPLY, RULES, *read([LETTER])], StubEncoder())


def ordinary(question: str, history: tuple[str, ...] = ()) -> Understood:
    return replace(understand(question, history), intents=NONE_BUT_ORDINARY)


def after(question: str, intent: Intent, chance: float = 1.0) -> Understood:
    return replace(understand(question), intents={intent: chance, Intent.ORDINARY: 1 - chance})


def found_in(index: LocalIndex, document: Document | None, understood: Understood, focus: Focus | None = None) -> Found:
    return Retriever(index, document, focus=focus).retrieve(understood)


def shown(found: Found) -> list[str]:
    return [evidence.passage.text for evidence in found.shown]


def test_what_is_no_place_fact_or_mention_is_searched_for(index: LocalIndex, document: Document) -> None:
    found = found_in(index, document, ordinary("更新校车投入资金多少？"))
    assert (found.way, found.shown, found.brief, found.refused) == (Way.SEARCH, (), None, False)
    assert "三百六十万元" in index.passage(int(found.pool.rows[0])).text


def test_a_place_is_shown_whole_and_in_the_documents_order(index: LocalIndex, document: Document) -> None:
    found = found_in(index, document, ordinary("第二部分讲了什么？"))
    assert found.way is Way.PLACE
    assert shown(found) == ["每辆校车已配备一名照管员。", "每学期培训两次。", "每人每月补助四百元。"]
    assert found.brief == Brief(Said.PLACE, count=3)
    assert all(evidence.highlights == evidence.passage.ranges for evidence in found.shown)


def test_a_question_about_something_at_a_place_is_searched_for_there_alone(
    index: LocalIndex, document: Document
) -> None:
    found = found_in(index, document, ordinary("第二部分里补助多少元？"))
    assert (found.way, found.shown) == (Way.PLACE, ())
    rows = found.pool.rows.tolist()
    assert {index.passage(row).citation.labels[0] for row in rows} == {"二"}
    assert index.passage(rows[0]).text == "每人每月补助四百元。"


def test_a_place_that_there_is_not_is_refused_with_how_many_there_are(index: LocalIndex, document: Document) -> None:
    found = found_in(index, document, ordinary("第四条建议怎么答复的？"))
    assert (found.way, found.shown, found.refused) == (Way.SEARCH, (), True)
    assert found.brief == Brief(Said.ABSENT, count=3)


def test_a_count_is_answered_by_the_number_and_the_headings(index: LocalIndex, document: Document) -> None:
    found = found_in(index, document, ordinary("一共几条建议？"))
    assert (found.way, found.brief) == (Way.PLACE, Brief(Said.COUNT, count=3))
    assert {evidence.passage.citation.role for evidence in found.shown} == {Role.HEADING}


def test_things_that_are_counted_are_no_sections(index: LocalIndex, document: Document) -> None:
    for question in ("新开了几条线路？", "How many sections of road were built?", "How many parts does a car have?"):
        assert found_in(index, document, ordinary(question)).way is Way.SEARCH, question


def test_the_outline_may_be_asked_for_in_words_that_name_no_place(index: LocalIndex, document: Document) -> None:
    asked = Understood("讲了哪些方面？", "讲了哪些方面？", intents={Intent.OUTLINE: 0.5, Intent.COUNT: 0.4})
    found = found_in(index, document, asked)
    assert (found.way, found.brief) == (Way.PLACE, Brief(Said.COUNT, count=3))
    unsure = replace(asked, intents={Intent.OUTLINE: 0.5, Intent.ORDINARY: 0.5})
    assert found_in(index, document, unsure).way is Way.SEARCH


def test_a_fact_is_shown_where_it_stands_with_its_exact_words(index: LocalIndex, document: Document) -> None:
    found = found_in(index, document, after("哪天发出的？", Intent.DATE))
    assert (found.way, found.brief) == (Way.FACT, Brief(Said.FACT, 1, Field.DATE, "2022-06-20"))
    (evidence,) = found.shown
    assert evidence.passage.slice(evidence.answer) == "2022年6月20日"
    assert found.pool.rows[0] == index.rows([evidence.passage])[0]


def test_a_fact_that_a_document_lacks_or_that_is_hardly_asked_for_is_searched_for(
    index: LocalIndex, document: Document
) -> None:
    assert found_in(index, document, after("谁签发的？", Intent.SIGNER)).way is Way.SEARCH
    assert found_in(index, document, after("每学期培训几次？", Intent.DATE, 0.04)).way is Way.SEARCH
    assert found_in(index, document, after("每学期培训几次？", Intent.DATE, 0.3)).way is Way.SEARCH


def test_sentences_that_accept_or_decline_are_favoured_for_a_question_after_a_verdict(
    index: LocalIndex, document: Document
) -> None:
    asked = after("更新车辆怎么样了？", Intent.VERDICT)
    plain = found_in(index, document, replace(asked, intents=NONE_BUT_ORDINARY)).pool
    favoured = found_in(index, document, asked).pool
    before = dict(zip(plain.rows.tolist(), plain.scores.tolist(), strict=True))
    gains = {
        row: score - before[row] for row, score in zip(favoured.rows.tolist(), favoured.scores.tolist(), strict=True)
    }
    gained = [row for row, gain in gains.items() if gain > 0.01]
    assert [index.passage(row).text[:6] for row in gained] == ["采纳该建议，"]
    assert gains[gained[0]] == pytest.approx(VERDICT_BONUS, abs=1e-5)


def test_the_place_of_the_last_answer_is_favoured_as_much_as_the_question_leans_on_it(
    index: LocalIndex, document: Document
) -> None:
    steps = document.passages[9].citation.steps
    focus = Focus(document.name, document.passages[9].citation.paragraph, steps[:1])
    asked = replace(ordinary("那是多少？"), carried=Carried("校车", 0.5, True))
    before = found_in(index, document, asked).pool
    leaning = found_in(index, document, asked, focus).pool
    scores = dict(zip(before.rows.tolist(), before.scores.tolist(), strict=True))
    for row, score in zip(leaning.rows.tolist(), leaning.scores.tolist(), strict=True):
        inside = index.passage(row).citation.steps[:1] == steps[:1]
        assert score == pytest.approx(scores[row] + (FOCUS_BONUS * 0.5 if inside else 0.0), abs=1e-5)
    elsewhere = Focus("another.txt", 1, ())
    assert found_in(index, document, asked, elsewhere).pool.scores.tolist() == before.scores.tolist()


def test_whether_a_thing_is_mentioned_is_yes_with_the_places_or_no(index: LocalIndex, document: Document) -> None:
    yes = found_in(index, document, ordinary("有没有提到石岭村？"))
    assert (yes.way, yes.brief) == (Way.MENTION, Brief(Said.YES, count=1))
    assert [evidence.passage.slice(evidence.highlights) for evidence in yes.shown] == ["石岭村"]
    no = found_in(index, document, ordinary("有没有提到飞机场？"))
    assert (no.way, no.brief, no.shown) == (Way.SEARCH, Brief(Said.NO), ())


def test_what_only_a_heading_says_is_mentioned_in_its_section(index: LocalIndex, document: Document) -> None:
    found = found_in(index, document, ordinary("有没有提到更新车辆？"))
    assert (found.way, found.brief) == (Way.MENTION, Brief(Said.YES, count=1))
    (evidence,) = found.shown
    assert evidence == Evidence(evidence.passage, evidence.passage.ranges)
    assert evidence.passage.citation.labels == ("三",)


def test_every_letter_that_mentions_a_thing_is_shown_once(archive: LocalIndex) -> None:
    found = found_in(archive, None, ordinary("哪些文件提到了补贴？"))
    documents = [evidence.passage.document for evidence in found.shown]
    assert found.way is Way.MENTION
    assert len(documents) == len(set(documents))
    having = {entry.name for at, entry in enumerate(archive.entries) if "补贴" in archive.text(at)}
    assert set(documents) == having
    assert found.brief == Brief(Said.YES, count=len(having))


def test_what_one_document_has_is_asked_back_among_many(archive: LocalIndex) -> None:
    for understood in (ordinary("第二部分讲了什么？"), ordinary("一共几条建议？"), after("哪天发出的？", Intent.DATE)):
        found = found_in(archive, None, understood)
        assert found.refused
        assert found.brief is not None
        assert found.brief.said is Said.WHICH
        assert set(found.brief.choices) == {entry.name for entry in archive.entries}
        assert len(found.brief.choices) <= CHOICES


def test_the_list_of_documents_is_each_ones_first_passage(archive: LocalIndex) -> None:
    found = found_in(archive, None, after("一共有几封信？", Intent.LIBRARY))
    assert (found.way, found.brief) == (Way.FACT, Brief(Said.COUNT, count=3))
    assert {evidence.passage.citation.paragraph for evidence in found.shown} == {1}


def test_documents_that_others_stand_for_are_neither_listed_nor_counted_nor_searched(archive: LocalIndex) -> None:
    without = {archive.numbers[REPLY.name]}
    listed = Retriever(archive, without=without).retrieve(after("一共有几封信？", Intent.LIBRARY))
    assert listed.brief == Brief(Said.COUNT, count=2)
    found = Retriever(archive, without=without).retrieve(ordinary("更新校车投入资金多少？"))
    assert REPLY.name not in {archive.passage(row).document for row in found.pool.rows.tolist()}
