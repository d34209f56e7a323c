"""Follow-ups: what leans on the question before, how much, and how people are told."""

import pytest

from qa.understanding.followup import LEANING_WEIGHT, SHORT_WEIGHT, bare, carried, without_turn
from qa.understanding.question import understand

BEFORE = "老城区的排水管网由哪家公司养护？"


@pytest.mark.parametrize(
    "question",
    [
        "那面积呢？", "那它呢？", "规模呢？", "其中女性有多少？", "还有哪些？", "还投了多少？", "都有谁？",
        "它什么时候建成？",
        "分别是多少？", "上述资金从哪里来？", "里面有几家企业？", "又投了多少？", "那墨西哥呢？", "该园区面积多少？",
        "那麼面積呢？", "其中有多少是女性？", "它由誰負責？",
        "And how large are they?", "What about Mexico?", "And the second one?", "How much did it cost?", "Who runs it?",
        "When was that?", "How many people work there?", "What are their addresses?", "When did they open?",
        "¿Y la superficie?", "¿Y cuánto costó?", "¿Cuál es su superficie?", "E a área?", "E quanto custou?",
        "それはいつですか？", "その面積は？", "そこには何社ありますか？", "그럼 면적은?",
        "그 면적은 얼마인가요?", "그것은 언제 시작했나요?",
        "Et la surface ?", "Et combien ont-ils coûté ?", "Und die Fläche?", "Wie viele davon sind neu?",
        "А площадь?", "И сколько их?", "Còn diện tích?", "Nó ở đâu?", "وماذا عن المساحة؟", "وكم عددها؟",
    ],
)  # fmt: skip
def test_words_that_point_back_lean_on_the_question_before(question: str) -> None:
    found = carried(question, BEFORE)
    assert found is not None
    assert found.leaning
    assert found.topic == BEFORE
    assert found.weight >= 0.4


def test_the_more_a_question_says_itself_the_less_it_borrows() -> None:
    questions = ["那呢？", "那面积呢？", "那仓库面积呢？", "那新建仓库的面积呢？", "那新建仓库的总面积和容量呢？"]
    weights = [found.weight for question in questions if (found := carried(question, BEFORE))]
    assert weights[0] == LEANING_WEIGHT
    assert weights[1] == pytest.approx(LEANING_WEIGHT * (1 - 2 / 14))
    assert weights == sorted(weights, reverse=True)
    assert carried("那新建仓库的总面积和冷链运输容量分别达到多少？", BEFORE) is None


def test_a_short_question_borrows_a_little_and_does_not_lean() -> None:
    found = carried("由谁牵头？", BEFORE)
    assert found is not None
    assert not found.leaning
    assert found.weight == pytest.approx(SHORT_WEIGHT * (1 - 3 / 6))
    assert carried("供水管网改造", BEFORE) is None


def test_a_possessive_points_back_unless_the_question_names_whose_it_is() -> None:
    alone = carried("What are its opening hours?", BEFORE)
    inner = carried("What did the mayor say about his plan?", BEFORE)
    named = carried("How did the company finance its new plant in the harbour district?", BEFORE)
    assert alone is not None
    assert inner is not None
    assert alone.weight > 0.5 > inner.weight
    assert named is None


def test_nothing_is_borrowed_where_there_is_nothing_before() -> None:
    assert carried("那面积呢？", "") is None
    assert understand("那面积呢？").carried is None
    assert understand("那面积呢？").told == "那面积呢？"


def test_only_the_last_question_lends_its_words() -> None:
    found = understand("那面积呢？", ["水库在哪里？", BEFORE]).carried
    assert found is not None
    assert found.topic == BEFORE


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("换个话题，联系电话是多少？", "联系电话是多少？"),
        ("对了，谁签发的？", "谁签发的？"),
        ("By the way, what is the phone number?", "what is the phone number?"),
        ("Por cierto, ¿cuál es el teléfono?", "¿cuál es el teléfono?"),
        ("ところで、電話番号は？", "電話番号は？"),
        ("그런데 전화번호는?", "전화번호는?"),
    ],
)
def test_a_change_of_topic_borrows_nothing(question: str, left: str) -> None:
    assert without_turn(question) == (left, True)
    assert understand(question, [BEFORE]).carried is None


def test_a_turn_with_nothing_behind_it_stays_a_question() -> None:
    assert without_turn("换个话题") == ("换个话题", True)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("隧子平台在哪里？", "隧子平台在哪里"),
        ("那面积呢？", "面积"),
        ("请问有效期是多少？", "有效期"),
        ("And how large are they?", "how large are they"),
        ("What about Mexico?", "Mexico"),
        ("¿Y la superficie?", "la superficie"),
        ("E a área?", "a área"),
        ("Und die Fläche?", "die Fläche"),
        ("？", "？"),
    ],
)
def test_people_are_told_a_question_in_few_words(question: str, words: str) -> None:
    assert bare(question) == words


def test_people_are_told_how_a_follow_up_was_understood() -> None:
    assert understand("那面积呢？", ["隧子平台在哪里？"]).told == "隧子平台在哪里 · 面积"
    assert understand("它由谁运营？", ["隧子平台在哪里？"]).told == "隧子平台在哪里 · 它由谁运营"
