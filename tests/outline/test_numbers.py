"""Numbers of every form, the ladder that a document gives them, and what only looks like a number; all invented."""

import pytest

from index.outline.parse import parse
from index.text.numbering import Form, marker, readings
from index.text.numerals import numeral, roman
from index.types import Source, Unit

BODY = ("清理河道三公里，投入资金二百万元。", "栽植香樟三百株，覆盖两岸全线。", "安装路灯八十盏，年内全部点亮。")
HEADINGS = ("关于清淤", "关于绿化", "关于照明")


def addresses(text: str) -> list[str]:
    """The labels of every section, from the top of the outline down."""
    return ["/".join(step.label for step in section.steps) for section in parse(Source("x", text)).sections]


def headings(text: str) -> list[str]:
    """The headings of the outline."""
    return [section.heading for section in parse(Source("x", text)).sections]


def owners(text: str) -> dict[str, str]:
    """The first words of each passage and where it stands."""
    return {p.text[:4]: "/".join(p.citation.labels) for p in parse(Source("x", text)).passages}


def letter(numbers: list[str], between: str = "\n") -> str:
    """A letter with three headings, numbered."""
    parts = [f"{number}{heading}{between}{body}" for number, heading, body in zip(numbers, HEADINGS, BODY, strict=True)]
    return "关于河道建议的答复\n\n李明代表：\n\n您的建议收悉，现答复如下。\n" + between.join(parts) + between


FORMS = [
    ["一、", "二、", "三、"],
    ["一．", "二．", "三．"],
    ["一. ", "二. ", "三. "],
    ["一　", "二　", "三　"],
    ["（一）", "（二）", "（三）"],
    ["( 一 )", "( 二 )", "( 三 )"],
    ["（ 一 ）、", "（ 二 ）、", "（ 三 ）、"],
    ["㈠", "㈡", "㈢"],
    ["一）", "二）", "三）"],
    ["1.", "2.", "3."],
    ["1、", "2、", "3、"],
    ["１．", "２．", "３．"],
    ["⒈", "⒉", "⒊"],
    ["1　", "2　", "3　"],
    ["1 ", "2 ", "3 "],
    ["（1）", "（2）", "（3）"],
    ["⑴", "⑵", "⑶"],
    ["1）", "2）", "3）"],
    ["①", "②", "③"],
    ["❶", "❷", "❸"],
    ["Ⅰ. ", "Ⅱ. ", "Ⅲ. "],
    ["I. ", "II. ", "III. "],
    ["A. ", "B. ", "C. "],
    ["A、", "B、", "C、"],
    ["（A）", "（B）", "（C）"],
    ["a) ", "b) ", "c) "],
    ["甲、", "乙、", "丙、"],
    ["（甲）", "（乙）", "（丙）"],
    ["壹、", "贰、", "叁、"],
    ["第一部分　", "第二部分　", "第三部分　"],
    ["第一编 ", "第二编 ", "第三编 "],
    ["第 1 章 ", "第 2 章 ", "第 3 章 "],
    ["一、", "ニ、", "三、"],
    ["－、", "二、", "三、"],
    ["⼀、", "⼆、", "三、"],
    ["\u200b一、", "\ufeff二、", "\u200e三、"],
    ["\uf0b7一、", "\uf06c二、", "\u200d三、"],
    ["\u00ad1.", "2.", "\u20603."],
]


@pytest.mark.parametrize("numbers", FORMS, ids=lambda numbers: ascii(numbers[1]))
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n　　"])
def test_a_series_of_any_form_is_the_outline(numbers: list[str], between: str) -> None:
    assert headings(letter(numbers, between)) == list(HEADINGS)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("1 总则|1.1 目的|1.2 依据|2 组织|2.1 机构|2.1.1 职责", "1 1/1.1 1/1.2 2 2/2.1 2/2.1/2.1.1"),
        ("1　总则|1.1　目的|1.2　依据|1.2.1　法律|1.2.2　规章", "1 1/1.1 1/1.2 1/1.2/1.2.1 1/1.2/1.2.2"),
        ("1. 总则|1.1目的|1.2依据|2. 组织|2.1机构", "1 1/1.1 1/1.2 2 2/2.1"),
        ("第一章 总则|1.1 目的|1.2 依据|第二章 组织|2.1 机构", "第一章 第一章/1.1 第一章/1.2 第二章 第二章/2.1"),
        ("一、总则|1.1 目的|1.2 依据|1.3 范围", "一 一/1.1 一/1.2 一/1.3"),
        ("1．总则|1．1．目的|1．2．依据", "1 1/1．1 1/1．2"),
    ],
)
def test_decimal_numbers_stand_under_their_own_beginnings(lines: str, expected: str) -> None:
    text = "".join(f"{line}\n为了应对突发事件，制定本预案。\n" for line in lines.split("|"))
    assert addresses(text) == expected.split()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "一、甲|（一）乙|1.丙|2.丁|（二）戊|3.己|4.庚",
            "一 一/（一） 一/（一）/1 一/（一）/2 一/（二） 一/（二）/3 一/（二）/4",
        ),
        ("一、甲|（一）乙|（二）丙|二、丁|（三）戊|（四）己", "一 一/（一） 一/（二） 二 二/（三） 二/（四）"),
        ("1.甲|（1）乙|（2）丙|2.丁|（3）戊", "1 1/（1） 1/（2） 2 2/（3）"),
        ("（一）甲|一、乙|二、丙|（二）丁|一、戊", "（一） （一）/一 （一）/二 （二） （二）/一"),
        ("1、甲|一、乙|二、丙|2、丁|一、戊|二、己", "1 1/一 1/二 2 2/一 2/二"),
        ("①甲|1.乙|2.丙|②丁|1.戊", "① ①/1 ①/2 ② ②/1"),
        ("A. 甲|1. 乙|2. 丙|B. 丁|1. 戊", "A A/1 A/2 B B/1"),
        ("壹、甲|一、乙|（一）丙|贰、丁|一、戊", "壹 壹/一 壹/一/（一） 贰 贰/一"),
        ("第一部分　甲|一、乙|二、丙|第二部分　丁|一、戊", "第一部分 第一部分/一 第一部分/二 第二部分 第二部分/一"),
    ],
)
def test_which_series_starts_anew_inside_which_makes_the_ladder(lines: str, expected: str) -> None:
    text = "".join(f"{line}项工作\n工作已经完成，效果较好。\n" for line in lines.split("|"))
    assert addresses(text) == expected.split()


def test_numbers_are_called_by_how_deep_they_stand() -> None:
    text = "1.甲\n做好。\n（1）乙\n做好。\n①丙\n做好。\n"
    assert [s.step.unit for s in parse(Source("x", text)).sections] == [Unit.SECTION, Unit.SUBSECTION, Unit.ITEM]
    law = "办法\n第一条 甲。\n第二条 乙：\n（一）丙；\n（二）丁。\n"
    assert [s.step.unit for s in parse(Source("x", law)).sections][1:] == [Unit.ARTICLE, *[Unit.SUBSECTION] * 2]


@pytest.mark.parametrize(
    "line",
    [
        "第一条地铁线路已经开通运营，日均客流二十万人次。",
        "第三条跑道年内建成，年吞吐量可达八千万人次。",
        "1 月份全市用电量增长百分之五，工业用电增长百分之四。",
        "2023.6.29",
        "1.5亿元资金已经到位，全部用于河道整治。",
        "3.2%的企业享受了政策，其中小微企业占九成。",
        "一、二、三产业融合发展，农民收入稳步提高。",
        "甲、乙双方应当履行合同，不得擅自变更。",
        "A 级景区新增三家，游客满意度达到九成。",
        "一是一个数字。",
        "第二款规定的情形除外，由主管部门另行规定。",
    ],
)
def test_a_paragraph_that_only_begins_like_a_number_opens_no_section(line: str) -> None:
    text = f"关于工作情况的报告\n\n　　今年工作进展顺利，现报告如下。\n　　{line}\n　　其他工作按计划推进，没有异常。\n"
    assert addresses(text) == []


def test_lines_that_are_counted_with_the_word_for_article_are_no_articles() -> None:
    text = (
        "城市轨道建设情况的报告\n\n第一条地铁线路全长三十公里。\n第二条地铁线路全长二十公里。\n第三条地铁线路待建。\n"
    )
    assert addresses(text) == []


@pytest.mark.parametrize(
    "reference",
    [
        "第二条所称停车场，是指向社会开放的停车场所。",
        "第二条规定的停车场，由县公安局备案。",
        "第二条、第三条的规定，同样适用于临时停车场。",
        "第二条第一款所列情形除外。",
        "第二条第（一）项不适用于临时停车场。",
        "第二条的规定不适用于临时停车场。",
        "第二条和第三条不适用于临时停车场。",
        "第二条至第四条不适用于临时停车场。",
        "第二条中的停车场，包括临时停车场。",
        "第二条停车场由县公安局备案。",
    ],
)
def test_a_sentence_that_begins_with_a_reference_belongs_to_the_article_before_it(reference: str) -> None:
    articles = ["为规范停车，制定本办法。", "本办法适用于本县。", "停车场应当备案。", "停车场应当公示收费。"]
    lines = [f"第{number}条　{words}" for number, words in zip("一二三四", articles, strict=True)]
    text = "\n\n".join(["停车场管理办法", *lines, reference, "第五条　本办法自公布之日起施行。"]) + "\n"
    assert addresses(text) == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    assert owners(text)[reference[:4]] == "第四条"


@pytest.mark.parametrize("space", ["", " ", "　", "　　"])
@pytest.mark.parametrize("numbers", [["一", "二", "二之一", "三"], ["1", "2", "2之一", "3"]])
def test_articles_are_read_with_and_without_a_space(space: str, numbers: list[str]) -> None:
    labels = [f"第{number.replace('之一', '')}条{'之一' * ('之' in number)}" for number in numbers]
    words = ["为了规范停车，制定本办法。", "县公安局主管停车工作。", "鼓励错时停车。", "本办法自公布之日起施行。"]
    text = "停车场管理办法\n\n" + "".join(f"{a}{space}{b}\n" for a, b in zip(labels, words, strict=True))
    assert addresses(text) == labels


def test_traditional_articles_keep_their_own_spelling() -> None:
    text = "停車管理條例\n\n第一章　總則\n\n第一條　為規範停車。\n\n第二節　收費\n\n第二條　停車費每小時三十元。\n"
    assert addresses(text) == ["第一章", "第一章/第一條", "第一章/第二節", "第一章/第二節/第二條"]
    assert headings(text)[::2] == ["總則", "收費"]


ITEMS = [
    ("1.", "2.", "3."),
    ("（一）", "（二）", "（三）"),
    ("（1）", "（2）", "（3）"),
    ("①", "②", "③"),
    ("1）", "2）", "3）"),
    ("A. ", "B. ", "C. "),
]


@pytest.mark.parametrize("numbers", ITEMS, ids=ascii)
@pytest.mark.parametrize("end", ["；", "。"])
def test_the_last_item_of_a_list_is_no_heading_and_nothing_stands_under_it(
    numbers: tuple[str, str, str], end: str
) -> None:
    words = [f"初判为重大事件的{end}", f"可能影响相邻县的{end}", "认为有必要报告的其他事件。"]
    items = [number + word for number, word in zip(numbers, words, strict=True)]
    text = "\n".join(
        ["一、报告", "下列信息应当立即报告：", *items, "接报后应当在两小时内派员到场。", "二、响应", "分为四级。"]
    )
    found = {p.text: "/".join(p.citation.labels) for p in parse(Source("x", text)).passages}
    assert [words for words in found if words in items] == items
    assert found["接报后应当在两小时内派员到场。"] == "一"


def test_a_paragraph_below_an_item_with_paragraphs_of_its_own_stays_there() -> None:
    text = "一、标准\n（一）讲课费按学时计算；\n每半天最多四学时。\n（二）伙食费按天计算。\n超过一天的另计。\n"
    assert owners(text)["超过一天"] == "一/（二）"


def test_points_are_counted_with_their_own_words_too() -> None:
    text = "一、甲\n其一，修路。\n路已修好。\n其二，建桥。\n其三，种树。\n"
    assert addresses(text) == ["一", "一/其一", "一/其二", "一/其三"]
    assert owners(text)["路已修好"] == "一/其一"
    assert addresses("工作如下：其一，修路；其二，建桥。\n") == ["其一", "其二"]


@pytest.mark.parametrize(
    ("line", "form", "numbers"),
    [
        ("第 十 二 条 甲", Form.ARTICLE, (12,)),
        ("⒓甲", Form.ARABIC, (12,)),
        ("㊵甲", Form.CIRCLED, (40,)),
        ("XIV. 甲", Form.ROMAN, (14,)),
        ("2．2024年计划", Form.ARABIC, (2,)),
        ("1.2.3.4.5 甲", Form.DECIMAL_5, (1, 2, 3, 4, 5)),
        ("二百零三、甲", Form.CHINESE, (203,)),
    ],
)
def test_a_number_is_read_with_its_form_and_value(line: str, form: Form, numbers: tuple[int, ...]) -> None:
    found = marker(line)
    assert found
    assert (found.form, found.numbers) == (form, numbers)


def test_a_letter_that_is_a_roman_number_too_has_both_readings() -> None:
    assert [found.form for found in readings("I. 甲")] == [Form.ROMAN, Form.LETTER]
    text = "".join(f"{letter}. 选项\n内容如下，供参考。\n" for letter in "ABCDEFGHIJ")
    assert addresses(text) == list("ABCDEFGHIJ")


@pytest.mark.parametrize(
    ("text", "value"),
    [("廿六", 26), ("卅一", 31), ("二0二三", 2023), ("○", 0), ("ニ", 2), ("⑮", 15), ("㈦", 7), ("Ⅸ", 9), ("叁", 3)],
)
def test_numerals_of_every_kind_have_their_values(text: str, value: int) -> None:
    assert numeral(text) == value


def test_roman_numbers_have_their_values() -> None:
    assert [roman(text) for text in ("I", "IV", "VIII", "IX", "XIV", "XXXIX")] == [1, 4, 8, 9, 14, 39]
