"""One reading of a question: what excludes what, and what is left to search for."""

from qa.understanding.documents import Scope
from qa.understanding.intent import FIELDS, Intent, intents
from qa.understanding.places import Kind
from qa.understanding.question import Understood, understand

BEFORE = "老城区的排水管网由哪家公司养护？"


def test_a_question_that_names_a_place_or_asks_for_mentions_stands_alone() -> None:
    for question in ("第二条？", "那第二条呢？", "提到水库了吗？", "And section two?", "附件1呢？"):
        understood = understand(question, [BEFORE])
        assert understood.carried is None, question
        assert understood.place or understood.mention, question


def test_a_count_may_lean_on_the_question_before() -> None:
    understood = understand("其中有几条？", [BEFORE])
    assert understood.place is not None
    assert understood.place.counted is Kind.ARTICLE
    assert understood.carried is not None


def test_the_words_that_named_a_document_are_not_searched_for() -> None:
    scope = Scope(frozenset({3}), ("甲.txt",), "投入了多少资金？")
    understood = understand("市交通局的答复里投入了多少资金？", (), scope)
    assert understood.words == "投入了多少资金？"
    assert understood.scope is scope
    assert understood.told == understood.question == "市交通局的答复里投入了多少资金？"


def test_one_document_at_a_time_has_a_place_or_a_count_but_not_a_thing_in_it() -> None:
    assert understand("第二部分讲了什么？").of_one_document
    assert understand("一共几条建议？").of_one_document
    assert not understand("第二部分里投入了多少资金？").of_one_document
    assert not understand("新修了几条公路？").of_one_document
    assert not understand("投入了多少资金？").of_one_document


def test_the_likeliest_intent_is_the_fact_only_if_it_is_one() -> None:
    date = Understood("q", "q", intents={Intent.DATE: 0.6, Intent.ORDINARY: 0.4})
    other = Understood("q", "q", intents={Intent.DATE: 0.4, Intent.ORDINARY: 0.6})
    weak = Understood("q", "q", intents={Intent.DATE: 0.4, Intent.NUMBER: 0.3, Intent.ORDINARY: 0.3})
    assert (date.fact, date.of_one_document, date.chance(Intent.DATE)) == (Intent.DATE, True, 0.6)
    assert (other.fact, other.of_one_document, other.chance(Intent.TITLE)) == (None, False, 0.0)
    assert (weak.fact, weak.of_one_document) == (Intent.DATE, False)


def test_every_question_has_a_chance_for_every_intent_and_they_sum_to_one() -> None:
    for question in ("谁签发的？", "hello", "", "\ud800"):
        found = intents(question)
        assert set(found) == set(Intent)
        assert abs(sum(found.values()) - 1) < 1e-5
    assert set(FIELDS) < set(Intent)


def test_a_question_that_names_a_document_borrows_nothing_for_being_short() -> None:
    named = Scope(frozenset({3}), ("甲.txt",), "投资多少？")
    inherited = Scope(frozenset({3}), ("甲.txt",), "投资多少？")
    assert understand("甲文件投资多少？", [BEFORE], named).carried is None
    assert understand("投资多少？", [BEFORE], inherited).carried is not None
    pointing = Scope(frozenset({3}), ("甲.txt",), "那它呢？")
    assert understand("那它在甲文件里呢？", [BEFORE], pointing).carried is not None
