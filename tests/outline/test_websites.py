"""What public bodies' websites put around a document, and tables in plain text; all invented."""

import pytest

from index.outline.parse import parse
from index.types import Document, Field, Source, Unit

REPLY = (
    "望江县水利局关于河道建议的答复\n\n望水函〔2023〕15号\n\n李明代表：\n\n"
    "您提出的建议收悉，现答复如下。\n\n清淤工作已经完成。\n\n"
)
SIGNED = "望江县水利局\n\n2023年5月6日\n"


def document(text: str) -> Document:
    """A parsed text, every visible character of which is in one place; margins that are given back change nothing."""
    found = parse(Source("x", text))
    assert found.covered()[0] == found.covered()[1]
    again = parse(Source("x", text, margins=found.margins))
    assert again == found
    return found


def known(text: str) -> dict[Field, str]:
    """The first value of each field."""
    return {fact.field: fact.value for fact in reversed(document(text).metadata)}


MENUS = [
    "首页\n政务公开\n政务服务\n互动交流\n走进望江\n\n",
    "首页\t新闻动态\t政府信息公开\t办事服务\n",
    "首页 | 要闻 | 公开 | 服务 | 互动\n网站首页\n机构概况\n领导信息\n",
    "县情\n要事\n通知\n下载\n图片\n视频\n专栏\n",
    "栏目1\n栏目2\n栏目3\n栏目4\n栏目5\n栏目6\n栏目7\n",
]


@pytest.mark.parametrize("menu", MENUS)
def test_a_menu_over_the_title_belongs_to_no_passage(menu: str) -> None:
    found = document(menu + REPLY + SIGNED)
    assert [p.text for p in found.passages] == [p.text for p in document(REPLY + SIGNED).passages]
    assert known(menu + REPLY + SIGNED) == known(REPLY + SIGNED)


AROUND = [
    "您现在的位置：首页 > 政务公开 > 建议提案\n",
    "当前位置: 首页 » 公开目录 » 答复\n",
    "首页 / 政府信息公开 / 建议提案办理\n",
    "来源：县水利局　发布时间：2023-05-09　浏览次数：12　字体：[大 中 小]　打印\n",
    "信息来源：县水利局    作者：办公室    阅读：31次\n",
    "发布时间：2023年5月9日 【字体：大 中 小】【打印】【关闭】\n",
    "分享到：微信 微博 QQ空间\n",
    "打印 | 收藏 | 关闭\n",
]


@pytest.mark.parametrize("bar", AROUND)
def test_paths_and_bars_belong_to_no_passage_before_and_after_the_title(bar: str) -> None:
    plain = [p.text for p in document(REPLY + SIGNED).passages]
    assert [p.text for p in document(bar + REPLY + SIGNED).passages] == plain
    title, rest = REPLY.split("\n", 1)
    assert [p.text for p in document(f"{title}\n{bar}{rest}{SIGNED}").passages] == plain


TABLES = [
    "索引号：0001/2023　发布机构：望江县水利局\n发文日期：2023-05-06　名称：河道建议的答复\n",
    "索引号\t0001/2023\t发布机构\t望江县水利局\n成文日期\t2023年5月6日\t主题分类\t水利\n",
    "信息名称  河道建议的答复  成文日期  2023-05-06\n公开日期  2023-05-09  发布机构  望江县水利局\n",
    "索 引 号：0001/2023\n发文机关：望江县水利局\n成文日期：二〇二三年五月六日\n有 效 性：有效\n",
    "索引号\n0001/2023\n发布机构\n望江县水利局\n成文日期\n2023-05-06\n",
    "【索引号】0001/2023　【发布机构】望江县水利局　【生成日期】2023-05-06\n",
]


@pytest.mark.parametrize("table", TABLES)
def test_the_table_over_a_document_says_what_the_document_lacks(table: str) -> None:
    text = "关于河道建议的答复\n\n李明代表：\n\n您提出的建议收悉。\n\n清淤工作已经完成。\n"
    found = known(table + text)
    assert found[Field.TITLE] == "关于河道建议的答复"
    assert (found[Field.ISSUER], found[Field.DATE]) == ("望江县水利局", "2023-05-06")
    assert [p.text for p in document(table + text).passages] == [p.text for p in document(text).passages]


def test_what_a_document_says_itself_counts_before_the_table_over_it() -> None:
    table = "索引号：0001　发布机构：望江县政府办\n成文日期：2023-05-09　发文字号：望水函〔2023〕99号\n"
    assert known(table + REPLY + SIGNED) == known(REPLY + SIGNED)


FEET = [
    "打印 关闭\n",
    "上一篇：关于放假的通知\n下一篇：没有了\n",
    "主办：望江县水利局\n网站标识码：3401000001\n皖ICP备05000001号\n",
    "责任编辑：办公室\n版权所有 望江县水利局\n",
    "【打印本页】【关闭窗口】\n扫一扫在手机打开当前页\n",
]


@pytest.mark.parametrize("foot", FEET)
def test_the_foot_of_a_page_belongs_to_no_passage(foot: str) -> None:
    assert [p.text for p in document(REPLY + SIGNED + foot).passages] == [
        p.text for p in document(REPLY + SIGNED).passages
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["张三", "李四", "王五", "赵六", "孙七", "周八", "吴九"],
        ["河道整治", "绿化照明", "停车收费"],
        ["时间：2023年5月6日", "地点：三楼会议室"],
        ["公开方式：主动公开", "签发人：李明"],
        ["序号　姓名　单位", "1　张三　水利局", "2　李四　林业局"],
    ],
)
def test_short_lines_of_a_document_are_no_menu(lines: list[str]) -> None:
    text = "关于表彰先进个人的决定\n\n各镇：\n\n现将名单公布如下。\n\n" + "\n".join(lines) + "\n"
    assert document(text).margins == ()


ROWS = "区域　　直流桩　　交流桩　　合计\n白鹿镇　　498　　803　　1301\n东洲镇　　1306　　2208　　3514\n"


@pytest.mark.parametrize(
    "table",
    [
        ROWS,
        ROWS.replace("　　", "    "),
        ROWS.replace("　　", "\t"),
        ROWS.replace("　　", "　　　 "),
        "项目　　金额\n清淤　　120\n绿化　　85\n照明　　60\n",
    ],
)
def test_rows_of_an_aligned_table_stand_under_their_header(table: str) -> None:
    text = f"望江县2024年充电桩统计\n\n　　表1　分布情况\n{table}\n　　注：数据取自平台，不含个人桩。\n"
    found = document(text)
    assert found.title == "望江县2024年充电桩统计"
    header, *rows = table.splitlines()
    assert [p.header for p in found.passages if p.text in rows] == [header] * len(rows)
    assert [p.header for p in found.passages if p.text == header] == [""]


@pytest.mark.parametrize(
    "unit", ["单位：万元", "　　　　　　单位：万元", "表1　项目资金　　单位：万元", "（单位：万元）", "计量单位: 台"]
)
def test_the_unit_over_a_table_stays_with_its_rows(unit: str) -> None:
    text = f"一、资金\n资金安排如下。\n{unit}\n{ROWS}"
    row = next(p for p in document(text).passages if p.text.startswith("白鹿镇"))
    assert row.header == f"{unit.strip()}\n{ROWS.splitlines()[0]}"


def test_a_header_that_is_said_again_on_the_next_page_is_no_row_of_data() -> None:
    header, first, second = ROWS.splitlines()
    text = f"充电桩统计表\n\n{header}\n{first}\n{header}\n{second}\n"
    assert [p.header for p in document(text).passages][1:] == ["", header, "", header]


def test_header_cells_that_a_format_names_stand_over_their_row() -> None:
    text = "部门\t项目\t万元\n水利局\t东渠\t120\n\t西渠\t85\n"
    row, merged = text.index("\t西渠"), text.index("水利局")
    found = parse(Source("x", text, header_rows=((row, ((0, 8), (merged, merged + 3))),)))
    assert [p.header for p in found.passages] == ["", "部门\t项目\t万元", "部门\t项目\t万元水利局"]


def test_a_wrapped_paragraph_goes_on_below_a_full_line_that_ends_a_clause() -> None:
    full = [
        "二、要求",
        "　　（一）加强管理。各单位要压实责任，逐级落实到人；",
        "对未按期完成的，由县政府督查室逐一通报并追究责任",
    ]
    rest = ["，情节严重的移送纪检机关。", "　　（二）强化督查。县水利局每月组织一次现场检查，并", "及时通报有关情况。"]
    passages = document("\n".join([*full, *rest]) + "\n").passages
    assert [p.text[:4] for p in passages] == ["各单位要", "县水利局"]
    assert all(p.citation.steps[-1].unit is Unit.SUBSECTION for p in passages)
