"""Metadata: every field is read from where it stands, in the order of trust that is promised, with its ranges."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.outline.parse import parse
from index.text.dates import iso_date
from index.types import Document, Fact, Field, Source


def facts(text: str) -> dict[str, str]:
    """The fields of a text; several bodies that issue together, joined by a bar."""
    found: dict[str, str] = {}
    for fact in parse(Source("x.txt", text)).metadata:
        found[fact.field] = f"{found[fact.field]}|{fact.value}" if fact.field in found else fact.value
    return found


def words(text: str, fact: Fact) -> str:
    """The source words of a fact."""
    return "".join(text[start:end] for start, end in fact.ranges)


def test_the_letter_says_who_wrote_what_when_and_to_whom(letter_document: Document) -> None:
    assert {fact.field: fact.value for fact in letter_document.metadata} == {
        Field.TITLE: "中山市商务局关于市十六届人大三次会议第2023168号代表建议答复的函",
        Field.NUMBER: "中商务电函〔2023〕10号",
        Field.ISSUER: "中山市商务局",
        Field.DATE: "2023-06-29",
        Field.ADDRESSEES: "冯飞、黎瑞文、黄文好、王金府代表",
        Field.CLASS_MARK: "A类",
        Field.CONTACT: "联系人：市商务局电商科谢嘉慧，电话：89892285，邮箱：dsk@zsboc.gov.cn",
        Field.OPENNESS: "主动公开",
        Field.COPIES: (
            "市人大常委会选联工委、市政府办公室、市工业和信息化局、市金融局、市市场监管局、市人力资源和社会保障局、"
            "人民银行中山市中心支行、市教育和体育局、市投资促进局"
        ),
        Field.KIND: "函",
    }


def test_the_ranges_of_the_letter_are_the_words_themselves(letter_document: Document) -> None:
    text = letter_document.text
    found = {fact.field: words(text, fact) for fact in letter_document.metadata}
    assert found[Field.DATE] == "2023 年 6 月 29 日"
    assert found[Field.CONTACT] == "联系人：市商务局电商科 谢嘉慧，电话：89892285，邮箱：dsk@zsboc.gov.cn"
    assert found[Field.TITLE] == "中山市商务局关于市十六届人大三次会议 第 2023168 号代表建议答复的函"
    (date,) = next(fact for fact in letter_document.metadata if fact.field is Field.DATE).ranges
    assert text.index("2023 年 6 月 29 日") == date[0] < text.index("2023年6月29日印发")


# Dates


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2023 年 6 月 29 日", "2023-06-29"),
        ("二〇二三年六月五日", "2023-06-05"),
        ("二○一九年十二月三十一日", "2019-12-31"),
        ("二O二〇年十月二十日", "2020-10-20"),
        ("２０１２年１２月３日", "2012-12-03"),
        ("2023-12-01", "2023-12-01"),
        ("2023.12.1", "2023-12-01"),
        ("2023/2/30", ""),
        ("2023年13月1日", ""),
        ("二三年六月五日", ""),
    ],
)
def test_written_dates_are_read_or_refused(written: str, iso: str) -> None:
    assert iso_date(written) == iso


REPLY = "香山市教育局关于第15号提案的答复\n\n王芳委员：\n    您的提案收悉，现答复如下：\n    学校已经建成。\n\n"


@pytest.mark.parametrize(
    ("end", "date"),
    [
        ("香山市教育局\n2023年5月4日\n\n香山市教育局办公室　2023年5月6日印发\n", "2023-05-04"),
        ("香山市教育局\n二〇二三年五月四日\n", "2023-05-04"),
        ("香山市教育局\n2023-05-04\n", "2023-05-04"),
        ("香山市教育局\n2023.5.4\n", "2023-05-04"),
        ("2023年5月4日\n", "2023-05-04"),
        ("香山市教育局办公室　2023年5月6日印发\n", "2023-05-06"),
        ("", None),
    ],
)
def test_the_signed_date_counts_and_the_printing_date_only_for_want_of_it(end: str, date: str | None) -> None:
    assert facts(REPLY + end).get("date") == date


def test_a_date_in_the_body_is_not_the_date_of_the_letter() -> None:
    text = REPLY.replace("学校已经建成。", "学校于2021年9月1日建成。\n2022年1月1日\n上午开学。")
    assert facts(text + "香山市教育局\n2023年5月4日\n")["date"] == "2023-05-04"
    assert "date" not in facts(text)


def test_the_date_of_a_law_is_its_last_amendment_and_not_when_it_takes_effect() -> None:
    passed = "（2019年10月30日香山市第十五届人民代表大会常务委员会第二十四次会议通过"
    body = "\n\n第一条 为了保护古树，制定本条例。\n第二条 本条例自公布之日起施行。\n"
    assert facts(f"香山市古树保护条例\n{passed}）{body}") == {
        "title": "香山市古树保护条例",
        "date": "2019-10-30",
        "kind": "条例",
    }
    amended = "　根据2023年5月26日香山市第十六届人民代表大会常务委员会第十一次会议《关于修改部分法规的决定》修正"
    assert facts(f"香山市古树保护条例\n{passed}{amended}）{body}")["date"] == "2023-05-26"
    effect = "\n2019年10月30日香山市第十五届人民代表大会常务委员会第二十四次会议通过　2020年1月1日施行"
    assert facts(f"香山市古树保护条例{effect}{body}")["date"] == "2019-10-30"


# Issuers


def test_the_letterhead_comes_before_the_signature_and_that_before_the_title() -> None:
    title = "中共香山市委办公室关于转发经验的通知\n\n各镇：\n    请学习。\n\n"
    assert facts(title)["issuer"] == "中共香山市委办公室"
    assert facts(title + "市委办公室\n2023年1月2日\n")["issuer"] == "市委办公室"
    assert facts("香山市委办文件\n\n" + title + "市委办公室\n2023年1月2日\n")["issuer"] == "香山市委办"


def test_a_letterhead_set_wide_is_one_name_and_two_names_are_two_issuers() -> None:
    title = "关于发放消费券的通知\n\n各镇：\n    请办理。\n"
    assert facts("香 山 市 商 务 局\n\n" + title)["issuer"] == "香山市商务局"
    assert facts("香山市商务局　香山市财政局文件\n\n" + title)["issuer"] == "香山市商务局|香山市财政局"
    assert facts("香山市商务局 香山市财政局" + title)["issuer"] == "香山市商务局|香山市财政局"


def test_a_law_has_no_issuer_though_its_name_begins_like_an_office() -> None:
    assert "issuer" not in facts("中华人民共和国公司法\n\n第一条 为了规范公司，制定本法。\n第二条 略。\n")


def test_an_order_is_issued_by_whose_order_it_is_and_signed_by_a_person() -> None:
    text = (
        "香山市人民政府令\n\n第12号\n\n《香山市认养办法》已经审议通过，现予公布。\n\n市长　周文海\n\n"
        "二〇二三年四月十八日\n\n香山市认养办法\n\n第一条 为规范认养，制定本办法。\n"
    )
    assert facts(text) == {
        "title": "香山市人民政府令|香山市认养办法",
        "number": "第12号",
        "issuer": "香山市人民政府",
        "date": "2023-04-18",
        "kind": "令",
    }


# The rest


def test_a_number_with_the_signer_beside_it_is_the_number_alone() -> None:
    text = "香山市人民政府文件\n\n香府〔2024〕18号　　　签发人：李明\n\n关于防汛工作的通知\n\n各镇：\n    请落实。\n"
    assert facts(text)["number"] == "香府〔2024〕18号"
    assert parse(Source("x", text)).number == "香府〔2024〕18号"
    assert facts(text.replace("香府〔", "〔"))["number"] == "〔2024〕18号"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("香山市商务局关于开展检查的通知", "通知"),
        ("关于促进消费的若干意见", "意见"),
        ("香山市科技计划项目管理办法（试行）", "办法"),
        ("中华人民共和国民法典", "法典"),
        ("政 府 工 作 报 告", "报告"),
        ("香山市人民政府常务会议纪要", "纪要"),
        ("香山市教育局对第15号建议的答复", "答复"),
    ],
)
def test_the_kind_is_the_word_that_ends_the_title(title: str, kind: str) -> None:
    text = f"{title}\n\n    一切都好，请放心使用，谢谢大家的支持。\n"
    (fact,) = (fact for fact in parse(Source("x", text)).metadata if fact.field is Field.KIND)
    assert re.sub(r"\s", "", words(text, fact)) == fact.value == kind


WEB = """\
索 引 号：000014349/2023-00045
主题分类：商贸、海关、旅游\\对外经贸合作
发文机关：香山市人民政府办公室
成文日期：2023年10月10日
标　　题：香山市人民政府办公室关于加快内外贸一体化发展的意见
发文字号：香府办〔2023〕36号
发布日期：2023年10月17日

香山市人民政府办公室关于加快
内外贸一体化发展的意见

香府办〔2023〕36号

各镇街，市各有关单位：

一、总体要求

坚持问题导向，形成强大市场。
"""


def test_the_table_above_a_document_on_a_website_is_read_by_its_labels() -> None:
    assert facts(WEB) == {
        "title": "香山市人民政府办公室关于加快内外贸一体化发展的意见",
        "number": "香府办〔2023〕36号",
        "issuer": "香山市人民政府办公室",
        "date": "2023-10-10",
        "addressees": "各镇街，市各有关单位",
        "kind": "意见",
    }
    document = parse(Source("x", WEB))
    assert [document.text[start:end] for start, end in document.margins] == WEB.split("\n")[:7]
    assert not any("索" in passage.text for passage in document.passages)
    assert document.covered()[0] == document.covered()[1]


def test_minutes_have_the_date_of_issue_or_else_of_the_meeting() -> None:
    body = "    时间：2023年9月8日上午\n    地点：三楼会议室\n    会议听取了汇报，同意实施。\n"
    assert facts("香山市人民政府常务会议纪要\n\n" + body)["date"] == "2023-09-08"
    head = "香山市人民政府常务会议纪要\n\n〔2023〕21号\n\n香山市人民政府办公室　　2023年9月12日\n\n"
    found = facts(head + body)
    assert (found["date"], found["issuer"], found["number"]) == ("2023-09-12", "香山市人民政府办公室", "〔2023〕21号")


def test_a_text_without_any_of_it_has_no_metadata_and_is_cited_by_its_first_words() -> None:
    document = parse(Source("notes.txt", "今天下雨，明天晴。\n后天不知道，再说吧。\n"))
    assert (document.metadata, document.title) == ((), "今天下雨，明天晴。")
    assert document.fact(Field.DATE) == ""


PARTS = st.sampled_from(
    [
        "特急",
        "(A类)",
        "香山市商务局　香山市财政局文件",
        "香商务〔2023〕5号　签发人：李明",
        "第3号",
        "香山市商务局关于建桥的函",
        "（2020年5月28日香山市人民代表大会通过　2021年1月1日修正）",
        "目录",
        "第一章 总则",
        "一、甲……1",
        "各位代表：",
        "桥已建成，请查收。",
        "附件：1.甲",
        "2.乙",
        "市长　周文海",
        "2023.12.1",
        "二〇二三年六月五日",
        "（联系人：张三）",
        "香山市商务局办公室　2023年6月5日印发",
        "",
    ]
)


@given(st.lists(PARTS, max_size=16).map("\n".join))
def test_a_value_is_its_source_words_without_the_spaces_of_typesetting(text: str) -> None:
    document = parse(Source("x", text))
    assert document.covered()[0] == document.covered()[1]
    for fact in document.metadata:
        assert fact.ranges
        source = words(text, fact)
        assert fact.value == (iso_date(source) if fact.field is Field.DATE else re.sub(r"\s", "", source)) != ""
