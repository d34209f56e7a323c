"""What stands at a place of the outline: whole, in order, or nothing and how many there are instead."""

import pytest

from index.role import Role
from index.types import Document, Passage, Section, Source, Step, Unit
from qa.answering.outline import Spot, heading, spot
from qa.understanding.places import place
from tests.answering.documents import REPLY, RULES, parsed

TABLES = Source(
    "经费说明.txt",
    "青禾县2022年校车经费说明\n\n一、经费总体情况\n\n今年共安排经费九百万元，见下表。\n\n"
    "表1　经费来源\n来源\t金额（万元）\n县财政\t600\n省补助\t300\n\n"
    "表2　经费去向\n去向\t金额（万元）\n车辆更新\t360\n照管员补助\t220\n\n"
    "二、下一步打算\n\n明年继续增加投入。\n",
    pages=(0, 44),
)
"""Two tables on two pages; the second page begins with the first table."""


@pytest.fixture(scope="module")
def rules() -> Document:
    return parsed(RULES)


@pytest.fixture(scope="module")
def reply() -> Document:
    return parsed(REPLY)


@pytest.fixture(scope="module")
def tables() -> Document:
    return parsed(TABLES)


def at(document: Document, question: str) -> Spot | None:
    named = place(question)
    assert named is not None
    return spot(document, named)


def texts(document: Document, question: str) -> list[str]:
    """The first words of what stands at a place."""
    found = at(document, question)
    assert found is not None
    return [passage.text.replace("　", "")[:12] for passage in found.passages]


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("第五条", ["第五条补贴标准为每立方米"]),
        ("第5条怎么规定的？", ["第五条补贴标准为每立方米"]),
        ("What does Article 5 say?", ["第五条补贴标准为每立方米"]),
        ("第三条第二款", ["水窖的容量不得小于三十立"]),
        ("第三条最后一款", ["水窖的容量不得小于三十立"]),
        ("第四条第二款第（一）项", ["（一）擅自占用耕地的；"]),
        ("第四条第二款第三项", ["（三）用于经营的。"]),
        ("第四条第一款第二项", ["（二）用于抗旱保苗的。"]),
        ("第三章第一条", ["第六条本办法由县水务局负"]),
        ("第一章", ["第一条为了规范水窖的修建", "第二条本县范围内的水窖适"]),
        ("最后一章", ["第六条本办法由县水务局负", "第七条本办法自2022年"]),
        ("最后一条", ["第七条本办法自2022年"]),
        ("倒数第二条", ["第六条本办法由县水务局负"]),
        ("第三章最后一条", ["第七条本办法自2022年"]),
        ("第2段", ["第一条为了规范水窖的修建"]),
        ("最后一段", ["第七条本办法自2022年"]),
        ("第三条第一段", ["第三条修建水窖应当向村民"]),
    ],
)
def test_a_law_is_cited_by_chapter_article_clause_and_item(rules: Document, question: str, opens: list[str]) -> None:
    assert texts(rules, question) == opens


def test_a_clause_comes_with_its_items_and_without_those_of_another(rules: Document) -> None:
    assert texts(rules, "第四条第二款") == [
        "有下列情形之一的，不予补",
        "（一）擅自占用耕地的；",
        "（二）容量不足的；",
        "（三）用于经营的。",
    ]
    assert len(texts(rules, "第四条第一款")) == 3


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("第一条建议", ["目前全县有校车四十六辆，", "一是增加早晚班次。明年春", "二是延长线路。将石岭村和"]),
        ("第二部分", ["每辆校车已配备一名照管员", "每学期培训两次。", "每人每月补助四百元。"]),
        ("What does section two say?", ["每辆校车已配备一名照管员", "每学期培训两次。", "每人每月补助四百元。"]),
        ("第一部分的第二点", ["二是延长线路。将石岭村和"]),
        ("一、的二是说什么？", ["二是延长线路。将石岭村和"]),
        ("第一部分最后一点", ["二是延长线路。将石岭村和"]),
        ("二、的（一）", ["每学期培训两次。"]),
        ("第二部分第二点", ["每人每月补助四百元。"]),
        ("（二）的内容", ["每人每月补助四百元。"]),
        ("最后一条建议", ["采纳该建议，明年更新校车"]),
        ("第三个方面", ["采纳该建议，明年更新校车"]),
        ("第二部分最后一段", ["每人每月补助四百元。"]),
        ("第1段", ["青禾县教育局"]),
        ("倒数第二段", ["2022年6月20日"]),
    ],
)
def test_a_letter_is_cited_by_section_point_and_paragraph(reply: Document, question: str, opens: list[str]) -> None:
    assert texts(reply, question) == opens


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("第九条", 7),
        ("第四章", 3),
        ("第四条第三款", 2),
        ("第四条第一款第三项", 2),
        ("第四条第二款第四项", 3),
        ("第99段", 15),
        ("倒数第十条", 7),
    ],
)
def test_a_place_that_there_is_not_tells_how_many_there_are(rules: Document, question: str, count: int) -> None:
    assert at(rules, question) == Spot((), count)


@pytest.mark.parametrize("question", ["第5页", "表1", "附件1", "第二节"])
def test_a_kind_that_a_document_has_nothing_of_is_no_place_in_it(rules: Document, question: str) -> None:
    assert at(rules, question) is None


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("一共多少条？", 7),
        ("有几章？", 3),
        ("第二章有几条？", 3),
        ("第三条有几款？", 2),
        ("第四条有几款？", 2),
        ("有多少段？", 15),
    ],
)
def test_what_a_law_has_is_counted(rules: Document, question: str, count: int) -> None:
    found = at(rules, question)
    assert found is not None
    assert found.count == count


def test_counted_sections_are_shown_by_their_headings_word_for_word(reply: Document) -> None:
    found = at(reply, "一共几条建议？")
    assert found is not None
    assert found.count == 3
    assert [passage.text for passage in found.passages] == [
        "一、关于增加校车班次的建议",
        "二、关于配备照管员的建议",
        "三、关于更新车辆的建议",
    ]
    assert {passage.citation.role for passage in found.passages} == {Role.HEADING}
    for passage in found.passages:
        assert passage.text == "".join(reply.text[start:end] for start, end in passage.ranges)


def test_points_of_a_section_are_counted_and_shown(reply: Document) -> None:
    found = at(reply, "第一部分下面分了几点？")
    assert found is not None
    assert (found.count, len(found.passages)) == (2, 2)


def test_a_table_is_its_title_and_its_rows(tables: Document) -> None:
    assert texts(tables, "表2列了什么？") == ["表2经费去向", "去向\t金额（万元）", "车辆更新\t360", "照管员补助\t220"]
    assert texts(tables, "Show me table 1.")[0] == "表1经费来源"
    assert texts(tables, "最后一张表") == texts(tables, "表2")
    assert at(tables, "表3") == Spot((), 2)
    counted = at(tables, "有几张表？")
    assert counted is not None
    assert (counted.count, [passage.text for passage in counted.passages]) == (2, ["表1　经费来源", "表2　经费去向"])


def test_a_page_is_all_that_stands_on_it(tables: Document) -> None:
    assert texts(tables, "第1页讲什么？")[-1] == "今年共安排经费九百万元，"
    assert texts(tables, "第2页")[0] == "表1经费来源"
    assert texts(tables, "最后一页") == texts(tables, "第2页")
    assert at(tables, "第9页") == Spot((), 2)
    counted = at(tables, "文件有几页？")
    assert counted is not None
    assert counted.count == 2


def enclosed(reply: Document) -> Document:
    """The reply with two attachments behind it, the first with a section 一 of its own."""
    text = reply.text + "\n附件1　校车线路表\n一、石岭线\n每日四班。\n附件2　照管员名单\n周立、张三。\n"
    first, second = (
        Section(
            Step(f"附件{n}", title, Unit.ATTACHMENT, n), text.index(f"附件{n}　"), (span(text, f"附件{n}　{title}"),)
        )
        for n, title in ((1, "校车线路表"), (2, "照管员名单"))
    )
    line = Section(
        Step("一", "石岭线", Unit.SECTION, 1), text.index("一、石岭线"), (span(text, "一、石岭线"),), (first,)
    )
    cited = reply.passages[-1].citation
    added = [
        Passage(reply.name, (span(text, words),), words, type(cited)(cited.title, cited.number, Role.BODY, steps, 0))
        for words, steps in (("每日四班。", line.steps), ("周立、张三。", second.steps))
    ]
    sections = (*reply.sections, first, line, second)
    return type(reply)(reply.name, text, reply.title, reply.number, sections, (*reply.passages, *added), ())


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def test_attachments_are_counted_and_cited_and_their_sections_are_not_the_letters(reply: Document) -> None:
    document = enclosed(reply)
    assert texts(document, "附件2里写了什么？") == ["周立、张三。"]
    assert texts(document, "附件一") == ["每日四班。"]
    assert texts(document, "附件1的第一部分") == ["每日四班。"]
    assert texts(document, "最后一个附件") == ["周立、张三。"]
    assert texts(document, "第一部分")[0] == "目前全县有校车四十六辆，"
    assert at(document, "附件3") == Spot((), 2)
    counted = at(document, "有几个附件？")
    assert counted is not None
    assert (counted.count, [passage.text for passage in counted.passages]) == (
        2,
        ["附件1　校车线路表", "附件2　照管员名单"],
    )


def test_a_heading_is_cited_as_one_and_a_section_without_one_by_its_first_words(rules: Document) -> None:
    chapter, article = rules.sections[0], rules.sections[1]
    assert heading(rules, chapter).text == "第一章　总则"
    assert heading(rules, chapter).citation.steps == chapter.steps
    assert heading(rules, article).text.startswith("第一条")
