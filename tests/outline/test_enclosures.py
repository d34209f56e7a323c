"""Attachments, laws behind decrees, notes and contents: what is not of the letter's own outline; all invented."""

import pytest

from index.outline.parse import parse
from index.role import Role
from index.types import Document, Field, Source, Unit

NOTICE = (
    "望江县水利局关于印发方案的通知\n\n各镇：\n\n现将方案印发给你们，请遵照执行。\n\n"
    "一、高度重视\n\n压实责任。\n\n二、按期完成\n\n六月底前完成。\n\n"
)
SIGNED = "望江县水利局\n\n2023年5月6日\n\n"
PLAN = "一、工作目标\n\n年底前完成清淤工作。\n\n二、工作步骤\n\n分三个阶段推进。\n"


def document(text: str) -> Document:
    """A parsed text, every visible character of which is in one place."""
    found = parse(Source("x", text))
    assert found.covered()[0] == found.covered()[1]
    return found


def tops(text: str) -> list[str]:
    """The sections that stand under nothing."""
    return [str(section.step) for section in document(text).sections if not section.parents]


def place(text: str, words: str) -> str:
    """Where the passage with these words stands."""
    return "/".join(next(p.citation.labels for p in document(text).passages if words in p.text))


@pytest.mark.parametrize(
    ("head", "label", "title"),
    [
        ("附件1\n\n河道整治方案\n\n", "附件1", "河道整治方案"),
        ("附件\n\n河道整治方案\n\n", "附件", "河道整治方案"),
        ("附 件 1：\n\n河道整治方案\n\n", "附件1", "河道整治方案"),
        ("附件一\n河道整治方案\n", "附件一", "河道整治方案"),
        ("附：河道整治方案\n\n", "附", "河道整治方案"),
        ("附件1：河道整治方案\n\n", "附件1", "河道整治方案"),
        ("【附件1】\n\n河道整治方案\n\n", "附件1", "河道整治方案"),
        ("附件1-1\n\n河道整治方案\n\n", "附件1-1", "河道整治方案"),
        ("附录A\n\n河道整治方案\n\n", "附录A", "河道整治方案"),
        ("附件2\n\n", "附件2", ""),
    ],
)
def test_the_sections_of_an_attachment_stand_under_it(head: str, label: str, title: str) -> None:
    text = NOTICE + "附件：1.河道整治方案\n\n" + SIGNED + head + PLAN
    assert tops(text) == ["一、高度重视", "二、按期完成", f"{label} {title}".strip()]
    assert place(text, "年底前完成") == f"{label}/一"
    (attachment,) = (s for s in document(text).sections if s.step.unit is Unit.ATTACHMENT)
    assert attachment.step.number in (0, 1, 2)


def test_two_attachments_number_for_themselves() -> None:
    text = (
        NOTICE + SIGNED + "附件1\n\n方案\n\n" + PLAN + "\n附件2\n\n分工表\n\n（一）水利局负责。\n\n（二）林业局负责。\n"
    )
    assert tops(text)[2:] == ["附件1 方案", "附件2 分工表"]
    assert place(text, "林业局") == "附件2/（二）"
    assert [f.value for f in document(text).metadata if f.field is Field.ATTACHMENT] == ["方案", "分工表"]


@pytest.mark.parametrize(
    "named", ["附件：1.方案\n　　　2.分工表\n\n", "附件：方案\n\n", "附件：1.方案；2.分工表。\n\n"]
)
def test_a_list_of_attachments_is_no_attachment(named: str) -> None:
    assert tops(NOTICE + named + SIGNED) == ["一、高度重视", "二、按期完成"]
    assert tops(NOTICE + SIGNED + named) == ["一、高度重视", "二、按期完成"]
    for text in (NOTICE + named + SIGNED, NOTICE + SIGNED + named):
        assert document(text).fact(Field.ATTACHMENT) == "方案"


LAW = "第一章　总则\n\n第一条　为了规范停车，制定本办法。\n\n第二条　本办法适用于本县。\n"


@pytest.mark.parametrize(
    "decree",
    [
        "望江县人民政府令\n第7号\n\n《停车场管理办法》现予公布。\n\n县长　李明\n\n2018年12月18日\n\n停车场管理办法\n\n",
        "望江县人大常委会公告\n第7号\n\n《停车场管理办法》现予公布。\n\n望江县人大常委会\n\n2018年12月18日\n\n停车场管理办法\n\n",
        "关于印发《停车场管理办法》的通知\n\n各镇：\n\n现印发。\n\n县公安局\n2018年12月18日\n（此件公开发布）\n\n停车场管理办法\n\n",
        "望江县关于印发停车办法的通知\n\n各镇：\n\n现印发给你们。\n\n望江县公安局\n2018年12月18日\n\n停车场管理办法\n（试行）\n\n",
        "望江县令\n第7号\n\n《停车场管理办法》现予公布。\n\n县 长　李 明\n2018年12月18日\n\n停 车 场 管 理 办 法\n\n",
    ],
)
def test_what_a_decree_or_notice_publishes_is_found_by_its_name(decree: str) -> None:
    found = document(decree + LAW)
    assert [f.value for f in found.metadata if f.field is Field.TITLE][1] == "停车场管理办法"
    assert place(decree + LAW, "适用于本县") == "停车场管理办法/第一章/第二条"


CONTENTS = "1　总则\n1.1　目的\n1.2　依据\n2　组织\n2.1　机构\n3　附则\n"


@pytest.mark.parametrize("head", ["", "目　录\n", "目次\n"])
def test_a_table_of_contents_is_known_though_nobody_calls_it_so(head: str) -> None:
    body = "".join(f"{line}\n为了应对突发事件，制定本预案。\n" for line in CONTENTS.splitlines())
    text = f"望江县粮食应急预案\n\n{head}{CONTENTS}{body}"
    assert [section.label for section in document(text).sections] == ["1", "1.1", "1.2", "2", "2.1", "3"]
    assert len(document(text).by_role(Role.CONTENTS)) == 6 + bool(head)


def test_notes_at_the_end_belong_to_no_section() -> None:
    text = "望江县公报[1]\n\n一、综合\n\n生产总值[2]一百亿元。\n\n注释：\n\n[1]数据为初步统计数。\n\n[2]按现价计算。\n"
    assert [p.citation.labels for p in document(text).by_role(Role.FOOTNOTE)] == [(), (), ()]


def test_notes_that_a_format_sets_apart_are_notes_and_cut_no_sentence() -> None:
    text = "我市已经与多家优质企业合作成立了跨境电商\n①以下简称电商。\n产业基金，规模一亿元。\n"
    start = text.index("①")
    found = parse(Source("x", text, notes=((start, start + 8),)))
    assert [(p.citation.role, p.text) for p in found.passages] == [
        (Role.BODY, "我市已经与多家优质企业合作成立了跨境电商产业基金，规模一亿元。"),
        (Role.FOOTNOTE, "①以下简称电商。"),
    ]


def test_blocks_of_a_format_are_never_joined_and_lines_of_one_block_are() -> None:
    items = ["近三年承担省级重点研发项目的立项批复文件复印件", "企业上年度财务审计报告以及专项审计报告复印件"]
    text = f"{items[0]}\n{items[1]}\n请于六月底前将材料报送县科技局汇总审核后统一\n上报。\n"
    blocks = (0, text.index(items[1]), text.index("请于"))
    assert [p.text for p in parse(Source("x", text, blocks=blocks)).passages] == [
        *items,
        "请于六月底前将材料报送县科技局汇总审核后统一上报。",
    ]


def test_headings_by_markup_nest_by_their_levels_with_numbers_below_them() -> None:
    lines = [
        ("关于申报的通知", 1),
        ("申报条件", 2),
        ("（一）注册满三年。", 0),
        ("特别说明（必读）", 3),
        ("由总公司申报。", 0),
        ("申报时间：即日起", 2),
        ("逾期不再受理。", 0),
    ]
    text, marked = "", []
    for words, level in lines:
        marked += [(len(text), level)] if level else []
        text += f"{words}\n"
    found = parse(Source("x", text, headings=tuple(marked), blocks=(0,)))
    assert found.title == "关于申报的通知"
    assert [(len(s.parents), s.label) for s in found.sections] == [
        (0, "申报条件"),
        (1, "（一）"),
        (1, "特别说明（必读）"),
        (0, "申报时间：即日起"),
    ]
