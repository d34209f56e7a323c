"""Places that a question names: their order, their numbers, and what is left of the question."""

import pytest

from qa.understanding.places import LAST, Kind, Named, Place, place
from qa.understanding.words import content

ARTICLE_TEN = Named(Kind.ARTICLE, 10)


def steps(question: str) -> tuple[Named, ...]:
    found = place(question)
    return found.steps if found else ()


@pytest.mark.parametrize(
    "question",
    [
        "第十条第二款",
        "第10条第2款怎么说？",
        "What does clause 2 of article 10 say?",
        "article 10, paragraph 2",
        "¿Qué dice el párrafo 2 del artículo 10?",
        "第十条第二項の内容は？",
        "제10조 제2항의 내용은?",
        "Was steht in Absatz 2 von Artikel 10?",
    ],
)
def test_steps_lead_from_the_outermost_to_the_innermost_in_whatever_order_they_were_said(question: str) -> None:
    assert steps(question) == (ARTICLE_TEN, Named(Kind.CLAUSE, 2))


def test_a_paragraph_is_a_clause_only_where_it_is_one_of_an_article() -> None:
    assert steps("What does paragraph 2 say?") == (Named(Kind.PARAGRAPH, 2),)
    assert steps("Second paragraph of chapter 10") == (Named(Kind.CHAPTER, 10), Named(Kind.PARAGRAPH, 2))


def test_a_label_stands_where_it_was_said_and_as_it_was_written() -> None:
    assert steps("第十条第（二）项") == (ARTICLE_TEN, Named(Kind.LABEL, 2, "(二)"))
    assert steps("（二）的（3）是什么？") == (Named(Kind.LABEL, 2, "(二)"), Named(Kind.LABEL, 3, "(3)"))
    assert steps("2.1.3的内容") == (Named(Kind.LABEL, 3, "2.1.3"),)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("最后一条", LAST), ("倒数第二条", -2), ("the last article", LAST), ("el último artículo", LAST),
        ("o último artigo", LAST), ("le dernier article", LAST), ("der letzte Artikel", LAST), ("điều cuối", LAST),
        ("第一百二十三条", 123), ("第123条", 123), ("第二十一条", 21), ("the twelfth article", 12),
        ("article twenty", 20),
        ("the 21st article", 21), ("artigo 21", 21), ("제21조", 21), ("der zwölfte Artikel", 12),
        ("двенадцатая статья", 12),
    ],
)  # fmt: skip
def test_numbers_are_read_in_words_and_digits_and_from_the_end(question: str, number: int) -> None:
    assert steps(question) == (Named(Kind.ARTICLE, number),)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("第四部分里私募基金规模多少？", Place((Named(Kind.PART, 4),), "私募基金规模多少？")),
        ("第四部分讲了什么？", Place((Named(Kind.PART, 4),), "")),
        ("这份文件的第四部分具体讲了什么内容？", Place((Named(Kind.PART, 4),), "")),
        ("What does section 4 of the letter say?", Place((Named(Kind.SECTION, 4),), "")),
        ("What does section 4 say about lifts?", Place((Named(Kind.SECTION, 4),), "what does say about lifts?")),
        ("全文一共有几个附件？", Place((), "", Kind.ATTACHMENT)),
        ("第三章有几条？", Place((Named(Kind.CHAPTER, 3),), "", Kind.ARTICLE)),
        ("新修了几条公路？", Place((), "新修了公路？", Kind.ARTICLE)),
        ("How many pages does the report have?", Place((), "", Kind.PAGE)),
    ],
)
def test_what_is_left_is_empty_where_only_the_place_is_asked_for(question: str, expected: Place) -> None:
    found = place(question)
    assert found is not None
    assert (found.steps, found.counted) == (expected.steps, expected.counted)
    assert content(found.rest) == content(expected.rest)


@pytest.mark.parametrize(
    "question",
    ["贷款余额是多少？", "What is the total area?", "一是一，二是二", "推介会举办了几届？", "", "第", "（）", "第零条"],
)
def test_a_question_without_a_place_has_none(question: str) -> None:
    assert place(question) is None


def test_a_part_of_a_thing_is_no_place_but_a_part_of_a_document_is() -> None:
    assert steps("the second part of the canal") == ()
    assert steps("the second part of the reply") == (Named(Kind.PART, 2),)
    assert steps("the second point of the third section") == (Named(Kind.SECTION, 3), Named(Kind.POINT, 2))
    assert steps("la segunda parte de la autopista") == ()
    assert steps("la segunda parte de la carta") == (Named(Kind.PART, 2),)
    assert steps("вторая часть дороги") == ()
    assert steps("вторая часть документа") == (Named(Kind.PART, 2),)


def test_of_readings_that_overlap_the_longest_counts() -> None:
    assert steps("第三条建议") == (Named(Kind.SECTION, 3),)
    assert steps("第三个部分") == (Named(Kind.PART, 3),)
    assert steps("第三条第三款") == (Named(Kind.ARTICLE, 3), Named(Kind.CLAUSE, 3))
