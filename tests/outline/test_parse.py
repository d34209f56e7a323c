"""Splitting: the real letter's every trap, the numbering of official documents, and that nothing is ever lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.outline.parse import parse
from index.role import Role
from index.text.numerals import numeral
from index.text.points import inline_points
from index.types import Document, Source


def outline(text: str) -> list[tuple[int, str, str]]:
    """Depth, label and heading of every section of a text."""
    return [(len(section.parents), section.label, section.heading) for section in parse(Source("x", text)).sections]


def places(text: str) -> list[tuple[str, str]]:
    """Section path and words of every passage of a text."""
    return [("/".join(p.citation.labels), p.text) for p in parse(Source("x", text)).passages]


# The real letter


def test_the_letter_has_its_six_sections_with_their_points(letter_document: Document) -> None:
    found = [(len(section.parents), section.label, section.inline) for section in letter_document.sections]
    expected = [(0, "一", False), (0, "二", False)]
    expected += [(1, label, False) for label in ("一是", "二是", "三是", "四是")]
    expected += [(0, label, False) for label in ("三", "四", "五", "六")]
    expected += [(1, label, False) for label in ("一是", "二是", "三是")]
    expected += [(2, "一是", True), (2, "二是", True)]
    assert found == expected
    assert [section.heading for section in letter_document.sections if not section.parents] == [
        "关于建设跨境电商产业集聚区的建议",
        "关于加强金融授信扶持力度的建议",
        "关于建设跨境电商商学院的建议",
        "关于成立跨境电商产业基金的建议",
        "关于加大制造业跨境领域补贴的建议",
        "关于加强宣传，增强品牌出海信心的建议",
    ]


def test_every_healed_break_of_the_letter_is_a_real_one_and_none_is_missed(letter_document: Document) -> None:
    text = letter_document.text
    joined = [text[cut.start - 3 : cut.start] + "|" + text[cut.end : cut.end + 3] for cut in letter_document.breaks]
    assert joined == [
        "融入到|部门职",
        "量，优|化组建",
        "大数据|平台进",
        "企业开|展定向",
        "山火炬|职业技",
        "境电商|产业基",
        "商务局|近年来",
        "务、有|需必应",
        "85，|邮箱：",
    ]
    assert [cut.page for cut in letter_document.breaks] == [True] * 8 + [False]


def test_front_and_back_matter_of_the_letter_are_known_by_their_roles(letter_document: Document) -> None:
    found = {p.citation.role: p.text for p in letter_document.passages if p.citation.role is not Role.BODY}
    assert {role: words[:8] for role, words in found.items()} == {
        Role.CLASS_MARK: "(A类)",
        Role.ISSUER: "中山市商务局",
        Role.NUMBER: "中商务电函〔20",
        Role.TITLE: "中山市商务局关于",
        Role.ADDRESSEES: "冯飞、黎瑞文、黄",
        Role.CLOSING: "专此答复，诚挚感",
        Role.SIGNATURE: "中山市商务局",
        Role.DATE: "2023 年 6",
        Role.CONTACT: "（联系人：市商务",
        Role.OPENNESS: "公开方式：主动公",
        Role.COPIES: "抄送：市人大常委",
        Role.PRINTER: "中山市商务局办公",
        Role.PRINT_DATE: "2023年6月2",
    }


def test_the_repeated_sentence_is_six_passages_in_six_sections(letter_document: Document) -> None:
    same = [p for p in letter_document.passages if p.text == "吸收采纳该建议。"]
    assert [p.citation.labels for p in same] == [("一",), ("二",), ("三",), ("四",), ("五",), ("六",)]
    assert len({p.id for p in same}) == 6


def test_a_citation_prints_its_whole_address_in_chinese_and_english(letter_document: Document) -> None:
    loans = next(p for p in letter_document.passages if "609.82" in p.text)
    title = "中山市商务局关于市十六届人大三次会议第2023168号代表建议答复的函"
    assert str(loans.citation) == (
        f"《{title}》（中商务电函〔2023〕10号） › 二、关于加强金融授信扶持力度的建议 › 一是 › 第13段"
    )
    assert loans.citation.english == (
        f"“{title}” (中商务电函〔2023〕10号), section 二 “关于加强金融授信扶持力度的建议” › 一是, paragraph 13"
    )


# Numbering


def test_levels_of_gb_t_9704_nest() -> None:
    text = "一、总体\n（一）目标\n1.先行\n（1）细处\n正文。\n（二）任务\n再干。\n二、保障\n到位。\n"
    assert outline(text) == [
        (0, "一", "总体"),
        (1, "（一）", "目标"),
        (2, "1", "先行"),
        (3, "（1）", "细处"),
        (1, "（二）", "任务"),
        (0, "二", "保障"),
    ]
    assert places(text) == [("一/（一）/1/（1）", "正文。"), ("一/（二）", "再干。"), ("二", "到位。")]


def test_a_numbered_line_that_nothing_stands_under_is_a_passage_and_can_be_found() -> None:
    text = "一、主要工作\n（一）发放贷款3.2亿元\n（二）举办招聘会120场\n二、加强培训\n"
    assert places(text) == [
        ("一/（一）", "（一）发放贷款3.2亿元"),
        ("一/（二）", "（二）举办招聘会120场"),
        ("二", "二、加强培训"),
    ]


def test_a_heading_may_end_with_a_full_stop() -> None:
    assert outline("一、关于完善体系的问题。\n已经完善。\n") == [(0, "一", "关于完善体系的问题")]


def test_a_reference_to_an_article_at_the_start_of_a_line_is_no_article() -> None:
    text = "第三条 甲。\n第四条 违反本办法第二条、\n第三条规定的，从重处罚。\n"
    assert [label for _, label, _ in outline(text)] == ["第三条", "第四条"]


def test_an_inserted_article_keeps_its_whole_number() -> None:
    assert [label for _, label, _ in outline("第三条 甲。\n第三条之一 乙。\n第四条 丙。\n")] == [
        "第三条",
        "第三条之一",
        "第四条",
    ]


def test_a_title_in_several_lines_is_one_title() -> None:
    text = "佛山市人民政府办公室关于印发佛山市促进\n民营经济高质量发展若干措施\n的通知\n\n各区：\n　　做好。\n"
    assert parse(Source("x", text)).title == "佛山市人民政府办公室关于印发佛山市促进民营经济高质量发展若干措施的通知"
    text = "对市十六届人大一次会议第108号建议的答复\n\n李明代表：\n　　您好。\n"
    assert parse(Source("x", text)).title == "对市十六届人大一次会议第108号建议的答复"


def test_dates_and_contacts_in_the_body_are_body() -> None:
    text = "一、活动时间\n2024年5月1日\n上午9时开始。\n二、报名方式\n联系人：张三\n请于4月20日前报名。\n"
    assert {p.citation.role for p in parse(Source("x", text)).passages} == {Role.BODY}


def test_chapters_and_articles_of_a_law_nest_and_an_article_keeps_its_words() -> None:
    text = "第一章 总则\n第一条 为了规范，制定本法。\n第二章附则\n第二条 本法自公布之日起施行。\n"
    assert outline(text) == [
        (0, "第一章", "总则"),
        (1, "第一条", ""),
        (0, "第二章", "附则"),
        (1, "第二条", ""),
    ]
    assert places(text)[1] == ("第二章/第二条", "第二条 本法自公布之日起施行。")


def test_body_text_after_a_heading_on_the_same_line_is_the_passage() -> None:
    text = "一、加强领导。各部门要高度重视，抓好落实。\n"
    assert outline(text) == [(0, "一", "加强领导")]
    assert places(text) == [("一", "各部门要高度重视，抓好落实。")]


def test_a_line_of_numerals_without_end_is_no_number() -> None:
    assert outline("一" * 5000 + "、甲\n" + "一" * 5000 + "是乙\n") == []


def test_sections_beyond_ten_are_read() -> None:
    numbers = "一二三四五六七八九十"
    labels = [*numbers, *("十" + digit for digit in numbers[:9]), "二十", "二十一"]
    text = "".join(f"{label}、事项\n做好。\n" for label in labels)
    assert [label for _, label, _ in outline(text)] == labels


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十一", 11), ("二十", 20), ("二百零三", 203), ("一百一十", 110), ("１２", 12), ("③", 3)],
)
def test_numerals_have_their_values(text: str, value: int) -> None:
    assert numeral(text) == value


def test_decimals_years_and_compounds_are_no_section_numbers() -> None:
    assert outline("1.5亿元已经到位。\n2023.6.29\n一、二、三产业融合发展。\n") == []


def test_first_and_second_are_points_but_a_lone_first_is_not() -> None:
    assert outline("一、甲\n首先，做好。\n其次，做精。\n最后，做强。\n") == [
        (0, "一", "甲"),
        (1, "首先", ""),
        (1, "其次", ""),
        (1, "最后", ""),
    ]
    assert outline("首先感谢代表的关心。\n我局高度重视。\n") == []


def test_a_paragraph_between_points_belongs_to_the_point_and_one_after_the_last_to_the_section() -> None:
    text = "一、甲\n一是修路。\n路已修好。\n二是建桥。\n此外，种树。\n"
    assert places(text) == [
        ("一/一是", "一是修路。"),
        ("一/一是", "路已修好。"),
        ("一/二是", "二是建桥。"),
        ("一", "此外，种树。"),
    ]


def test_points_inside_a_paragraph_are_found_and_look_alikes_are_not() -> None:
    assert inline_points("局里一是抓快；二是抓好；三是抓实。") == [("一是", 1, 2), ("二是", 2, 7), ("三是", 3, 12)]
    assert inline_points("重点之一是修路，唯一是难点，第二是桥。") == []


# Page breaks


def test_a_cut_sentence_is_healed_and_its_passage_has_two_ranges() -> None:
    text = "我市已经与多家优质企业合作成立了跨境电商\n\n产业基金，规模一亿元。\n"
    document = parse(Source("x", text))
    (passage,) = document.passages
    assert passage.text == "我市已经与多家优质企业合作成立了跨境电商产业基金，规模一亿元。"
    assert passage.ranges == ((0, 20), (22, 33))
    assert passage.locate(18, 24) == ((18, 20), (22, 26))


def test_genuine_paragraph_ends_are_kept() -> None:
    text = (
        "第一段已经说完了，没有下文。\n\n第二段也是如此。\n\n（三）小标题没有句号\n\n第三段。\n\n工作成效\n\n第四段。\n"
    )
    assert [words for _, words in places(text)] == [
        "第一段已经说完了，没有下文。",
        "第二段也是如此。",
        "第三段。",
        "工作成效",
        "第四段。",
    ]


def test_an_indented_line_is_always_a_new_paragraph() -> None:
    text = "　　我市已经与多家优质企业合作成立了跨境电商产业基金\n　　另一段。\n"
    assert len(places(text)) == 2


def test_latin_words_do_not_run_together_where_a_line_break_is_healed() -> None:
    assert places("The municipal bureau of commerce has supported\nthe local factories.\n") == [
        ("", "The municipal bureau of commerce has supported\nthe local factories.")
    ]


# Nothing is lost

LINES = st.sampled_from(
    [
        "一、关于甲的建议",
        "二、关于乙的建议。做好",
        "（一）小点",
        "1.细则",
        "第一条 法条",
        "一是修路。",
        "二是建桥",
        "首先做",
        "吸收采纳该建议。",
        "我市已经与多家优质企业合作成立了跨境电商",
        "产业基金，为我市。",
        "（联系人：张三，",
        "电话：123）",
        "2023年6月29日",
        "抄送：各局",
        "",
        "  ",
        "\u3000\u3000段",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(LINES, max_size=25).map("\n".join)))
def test_every_visible_character_is_in_exactly_one_passage_or_heading(text: str) -> None:
    document = parse(Source("x", text))
    covered, visible = document.covered()
    assert covered == visible
    for passage in document.passages:
        assert passage.text == "".join(text[start:end] for start, end in passage.ranges)
    assert parse(Source("x", text)) == document


def test_every_visible_character_of_the_letter_is_covered(letter_document: Document) -> None:
    assert letter_document.covered() == (5032, 5032)
