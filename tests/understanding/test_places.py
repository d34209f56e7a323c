"""Questions about the outline, and follow-ups: both deterministic."""

import pytest

from index.types import Document
from qa.answering.letter import Letter
from qa.understanding.followup import understand
from qa.understanding.places import find


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("第四条建议怎么答复的？", ["四", "四", "四"]),
        ("第五部分讲了什么", ["五", "五", "五"]),
        ("二、的四是说什么？", ["二/四是"]),
        ("第六部分的第一点是什么", ["六/一是"]),
        ("最后一条", ["六", "六/一是", "六/二是", "六/三是", "六"]),
        ("What does section four say?", ["四", "四", "四"]),
        ("what is the third point under section two about?", ["二/三是"]),
        ("¿Qué dice la sección 4?", ["四", "四", "四"]),
        ("建商学院的建议被采纳了吗？", ["三"]),
        ("Was the suggestion in section three accepted?", ["三"]),
        ("金融授信那部分下面分了几点？", ["二/一是", "二/二是", "二/三是", "二/四是"]),
        ("第七条建议是什么？", []),
        ("第二部分的“五是”讲了哪些内容？", []),
    ],
)
def test_a_question_about_a_place_gets_all_of_it(letter_document: Document, question: str, places: list[str]) -> None:
    found = find(letter_document, question)
    assert found is not None
    assert not found.rest
    assert ["/".join(passage.citation.labels) for passage in found.passages] == places


@pytest.mark.parametrize(
    "question", ["一共几条建议", "列出六条建议", "How many proposals are answered?", "有哪几条建议？"]
)
def test_the_list_of_sections_is_their_headings_word_for_word(letter_document: Document, question: str) -> None:
    found = find(letter_document, question)
    assert found is not None
    assert [passage.text for passage in found.passages] == [
        "".join(letter_document.text[start:end] for start, end in section.ranges)
        for section in letter_document.sections
        if not section.parents
    ]


@pytest.mark.parametrize(
    "question",
    [
        "贷款余额是多少？",
        "建商学院要花多少钱？",
        "What is the total area?",
        "一是一，二是二",
        "推介会举办了几届？",
    ],
)
def test_other_questions_are_left_to_the_search(letter_document: Document, question: str) -> None:
    assert find(letter_document, question) is None


def test_a_question_about_something_in_a_section_is_searched_for_there_alone(stub_letter: Letter) -> None:
    answer = stub_letter.ask("第四部分里私募基金规模多少？", top_k=10)
    assert {hit.citation.labels for hit in answer.hits} == {("四",)}
    assert "377亿元" in answer.hits[0].text


def test_a_question_about_the_outline_borrows_nothing(stub_letter: Letter) -> None:
    assert stub_letter.ask("一共几条建议？", history=["隧子平台在哪里？"]).understood == "一共几条建议？"


def test_a_follow_up_keeps_the_section_that_was_asked_for(stub_letter: Letter) -> None:
    answer = stub_letter.ask("被采纳了吗？", history=["第三条建议是关于什么的？"], top_k=10)
    assert {hit.citation.labels for hit in answer.hits} == {("三",)}


def test_a_place_that_does_not_exist_is_not_answered(stub_letter: Letter) -> None:
    answer = stub_letter.ask("第七条建议是什么？")
    assert (answer.answered, answer.certain, answer.confidence) == (False, False, 0)
    assert answer.hits


def test_a_follow_up_borrows_the_topic_before_it() -> None:
    understood = understand("那面积呢？", ["隧子平台在哪里？"])
    assert understood.topic == "隧子平台在哪里？"
    assert understood.weight > 0.5
    assert str(understood) == "隧子平台在哪里 · 面积"


@pytest.mark.parametrize("question", ["换个话题，联系电话是多少？", "By the way, what is the phone number?"])
def test_a_change_of_topic_borrows_nothing(question: str) -> None:
    assert understand(question, ["隧子平台在哪里？"]).weight == 0


def test_a_question_that_says_enough_borrows_nothing() -> None:
    question = "中山火炬职业技术学院哪一年招收了第一批跨境电商专业学生？"
    assert understand(question, ["隧子平台在哪里？"]).weight == 0


def test_without_history_a_question_stays_as_it_is() -> None:
    assert str(understand("那面积呢？", [])) == "那面积呢？"
