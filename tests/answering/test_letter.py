"""Asking: what every answer promises, conversations, the document at hand, and limits."""

import pytest

from index.errors import LetterError
from index.types import Source
from qa.answering.answer import Said
from qa.answering.letter import HISTORY_LIMIT, TOP_K_LIMIT, Letter
from tests.answering.documents import REPLY, RULES, letter

SECOND = Source(
    "路灯答复.txt",
    REPLY.text.replace("青教函〔2022〕15号", "青城函〔2022〕8号").replace("校车", "路灯").replace("1207", "1311"),
)
"""A letter of the same outline about something else."""


@pytest.fixture(scope="module")
def one() -> Letter:
    return letter(REPLY)


@pytest.fixture(scope="module")
def many() -> Letter:
    return letter(REPLY, SECOND, RULES)


@pytest.mark.parametrize(
    "question",
    [
        "外贸企业贷款余额",
        "墨西哥 推介会",
        "hello",
        "？",
        "\ud800",
        "电话\x00",
        "a" * 2000,
        "第四条建议",
        "有没有提到墨西哥？",
    ],
)
def test_every_hit_is_a_slice_of_its_source(stub_letter: Letter, question: str) -> None:
    source = stub_letter.documents[0].text
    answer = stub_letter.ask(question, top_k=50)
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert 0 <= answer.confidence <= 1
    for hit in answer.hits:
        assert "".join(source[start:end] for start, end in hit.passage.ranges) == hit.text
        for start, end in (*hit.highlights, *hit.answer):
            assert any(left <= start < end <= right for left, right in hit.passage.ranges)


def test_the_same_question_gets_the_same_answer(stub_letter: Letter) -> None:
    assert stub_letter.ask("技能补贴多少钱") == stub_letter.ask("技能补贴多少钱")


def test_a_text_that_stands_six_times_is_one_hit(stub_letter: Letter) -> None:
    hits = stub_letter.ask("吸收采纳该建议。", top_k=10).hits
    assert [hit.text for hit in hits].count("吸收采纳该建议。") == 1


def test_an_answer_in_a_word_goes_with_the_hits_and_into_json(one: Letter) -> None:
    answer = one.ask("一共几条建议？")
    assert answer.brief is not None
    assert (answer.brief.said, answer.brief.count) == (Said.COUNT, 3)
    record = answer.as_dict()
    assert record["brief"] == {"said": "count", "count": 3, "field": None, "value": "", "choices": []}
    assert [hit["role"] for hit in record["hits"]] == ["heading"] * 3
    assert one.ask("每辆校车配备几名照管员？").as_dict()["brief"] is None


def test_a_place_is_answered_whole_however_few_hits_are_asked_for(one: Letter) -> None:
    assert [hit.rank for hit in one.ask("第二部分讲了什么？", top_k=1).hits] == [1, 2, 3]
    assert len(one.ask("第二部分里补助多少元？", top_k=1).hits) == 1


def test_a_place_that_there_is_not_is_not_answered_but_shows_what_is_near(one: Letter) -> None:
    answer = one.ask("第四条建议怎么答复的？")
    assert (answer.answered, answer.certain, answer.confidence) == (False, False, 0)
    assert answer.brief is not None
    assert (answer.brief.said, answer.brief.count) == (Said.ABSENT, 3)
    assert answer.hits


@pytest.mark.parametrize("top_k", [1, 5, TOP_K_LIMIT])
def test_as_many_hits_as_asked_for_or_as_there_are(one: Letter, top_k: int) -> None:
    hits = one.ask("校车", top_k=top_k).hits
    assert len(hits) == min(top_k, len({passage.text for passage in one.documents[0].passages}))


@pytest.mark.parametrize(
    ("question", "top_k", "reason"),
    [
        ("", 3, "empty"),
        (" \n", 3, "empty"),
        ("问" * 100_000, 3, "100000 characters; at most 2000"),
        ("问", 0, "top_k is 0, but from 1 to 100"),
        ("问", -1, "top_k is -1"),
        ("问", TOP_K_LIMIT + 1, "top_k is 101, but from 1 to 100"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    stub_letter: Letter, question: str, top_k: int, reason: str
) -> None:
    with pytest.raises(LetterError, match=reason):
        stub_letter.ask(question, top_k=top_k)


def test_a_follow_up_borrows_the_question_before_it_and_says_so(one: Letter) -> None:
    answer = one.ask("那投入资金呢？", history=["明年更新校车多少辆？"])
    assert answer.understood == "明年更新校车多少辆 · 投入资金"
    assert "三百六十万元" in answer.hits[0].text


def test_a_follow_up_is_answered_near_the_last_answer(one: Letter) -> None:
    assert one.ask("那每月补助呢？", history=["照管员每学期培训几次？"]).hits[0].text == "每人每月补助四百元。"
    answer = one.ask("其中采纳了吗？", history=["第三条建议是关于什么的？"])
    assert answer.hits[0].citation.labels == ("三",)


def test_chains_do_not_pile_up_and_what_was_not_answered_lends_nothing(one: Letter) -> None:
    history = ["明年更新校车多少辆？", "那投入资金呢？"]
    assert one.ask("那照管员的补助呢？", history=history).understood == "那投入资金呢 · 照管员的补助" or (
        one.ask("那照管员的补助呢？", history=history).understood == "投入资金 · 照管员的补助"
    )
    refused = ["明年更新校车多少辆？", "第九条建议？"]
    assert one.ask("那投入资金呢？", history=refused).understood == "明年更新校车多少辆 · 投入资金"


def test_a_question_that_can_stand_alone_stands_alone_after_any_other(one: Letter) -> None:
    question = "农村校车照管员每学期参加培训多少次？"
    alone = one.ask(question)
    for before in ("第一部分讲了什么？", "有没有提到石岭村？", "今天天气怎么样？"):
        assert one.ask(question, history=[before]).as_dict() == alone.as_dict()


def test_a_question_about_the_outline_borrows_nothing(one: Letter) -> None:
    assert one.ask("第二部分讲了什么？", history=["明年更新校车多少辆？"]).understood == "第二部分讲了什么？"


def test_only_the_last_questions_are_read_and_a_history_without_end_is_harmless(one: Letter) -> None:
    history = ["明年更新校车多少辆？", *["第九条建议？"] * HISTORY_LIMIT]
    assert one.ask("那投入资金呢？", history=history[1:]) == one.ask("那投入资金呢？", history=history)
    assert one.ask("那呢？", history=["那呢？" * 1000] * 2000).hits


def test_what_only_one_document_has_is_asked_back_among_several(many: Letter) -> None:
    for question in ("第二部分讲了什么？", "一共几条建议？"):
        answer = many.ask(question)
        assert (answer.answered, answer.confidence) == (False, 0)
        assert answer.brief is not None
        assert answer.brief.said is Said.WHICH
        assert set(answer.brief.choices) == {REPLY.name, SECOND.name, RULES.name}


@pytest.mark.parametrize("question", ["第二部分讲了什么？", "这封信一共几条建议？"])
@pytest.mark.parametrize("current", [REPLY.name, SECOND.name])
def test_the_document_that_is_open_is_meant(many: Letter, question: str, current: str) -> None:
    answer = many.ask(question, current=current)
    assert {hit.passage.document for hit in answer.hits} == {current}
    assert answer.answered


def test_a_question_of_its_own_is_asked_of_all_whatever_is_open(many: Letter) -> None:
    answer = many.ask("水窖的补贴标准是多少元？", current=REPLY.name)
    assert answer.hits[0].passage.document == RULES.name


def test_the_document_last_answered_from_is_meant_by_a_follow_up(many: Letter) -> None:
    history = ["每辆路灯配备了几名照管员？"]
    answer = many.ask("第三部分讲了什么？", history=["青城函〔2022〕8号里明年更新路灯多少辆？"])
    assert {hit.passage.document for hit in answer.hits} == {SECOND.name} or answer.brief is not None
    answer = many.ask("那他们的补助呢？", history=history)
    assert {hit.passage.document for hit in answer.hits} == {SECOND.name}


def test_a_document_that_is_named_is_asked_whatever_is_open(many: Letter) -> None:
    answer = many.ask("青城函〔2022〕8号的第二部分讲了什么？", current=REPLY.name)
    assert {hit.passage.document for hit in answer.hits} == {SECOND.name}
    assert answer.scope == (SECOND.name,)
    unknown = many.ask("第二部分讲了什么？", current="nowhere.txt")
    assert unknown.brief is not None
    assert unknown.brief.said is Said.WHICH
