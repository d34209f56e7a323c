"""Figures: what a question asks for, and what a text has."""

import pytest

from qa.understanding.figures import FigureKind, asked_for, figures


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("609.82 亿元", FigureKind.MONEY),
        ("数亿元", FigureKind.MONEY),
        ("7.11%", FigureKind.PERCENT),
        ("1260 m²", FigureKind.AREA),
        ("1万平方", FigureKind.AREA),
        ("2023 年 3 月末", FigureKind.DATE),
        ("3 月 30 日", FigureKind.DATE),
        ("早上八点", FigureKind.DATE),
        ("17:30", FigureKind.DATE),
        ("89892285", FigureKind.PHONE),
        ("dsk@zsboc.gov.cn", FigureKind.EMAIL),
        ("43 人次", FigureKind.COUNT),
        ("近百场", FigureKind.COUNT),
        ("五所", FigureKind.COUNT),
    ],
)
def test_a_figure_is_found_whole_with_its_unit(text: str, kind: FigureKind) -> None:
    sentence = f"其中有{text}。"
    (found,) = figures(sentence)
    assert (found.kind, sentence[slice(*found.span)]) == (kind, text)


def test_figures_stand_in_reading_order_and_none_inside_another() -> None:
    text = "截至 2023 年 4 月末，为超过 500 个客户发放贷款 5824 万元。"
    assert [text[slice(*f.span)] for f in figures(text)] == ["2023 年 4 月末", "超过 500 个", "5824 万元"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("贷款余额多少钱", FigureKind.MONEY),
        ("貸款餘額多少錢", FigureKind.MONEY),
        ("同比增长了多少", FigureKind.PERCENT),
        ("實訓基地面積", FigureKind.AREA),
        ("哪一年成立的", FigureKind.DATE),
        ("When was it founded?", FigureKind.DATE),
        ("What is the phone number?", FigureKind.PHONE),
        ("メールアドレスは？", FigureKind.EMAIL),
        ("Wie viele Unternehmen?", FigureKind.COUNT),
        ("Сколько предприятий?", FigureKind.COUNT),
        ("¿Cuándo se firmó?", FigureKind.DATE),
        ("كم عدد الشركات؟", FigureKind.COUNT),
    ],
)
def test_what_a_question_asks_for_is_read_in_any_language(question: str, kind: FigureKind) -> None:
    assert kind in asked_for(question)


def test_a_question_for_no_figure_asks_for_none() -> None:
    assert asked_for("谁是联系人") == frozenset()
