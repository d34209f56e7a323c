"""The head and the foot of a letter in other spellings and layouts: dates, numbers, titles, signatures, facts; all
invented."""

import pytest

from index.outline.parse import parse
from index.role import Role
from index.text.dates import iso_date
from index.types import Document, Field, Source

SAID = "您提出的建议收悉，现答复如下。\n\n目前河道整治工程已经全部完成。\n\n"


def document(text: str) -> Document:
    """A parsed text, every visible character of which is in one place."""
    found = parse(Source("brief-17.txt", text))
    assert found.covered()[0] == found.covered()[1]
    return found


def facts(text: str, field: Field) -> list[str]:
    """The values of a field."""
    return [fact.value for fact in document(text).metadata if fact.field is field]


def roles(text: str, role: Role) -> list[str]:
    """The words of the passages of a role."""
    return [passage.text for passage in document(text).by_role(role)]


DATES = [
    ("二0二三年五月六日", "2023-05-06"),
    ("二○二三年五月六日", "2023-05-06"),
    ("二O二三年五月六日", "2023-05-06"),
    ("二〇二三年五月廿六日", "2023-05-26"),
    ("二〇二三年十二月卅一日", "2023-12-31"),
    ("二 〇 二 三 年 五 月 六 日", "2023-05-06"),
    ("2 0 2 3 年 5 月 6 日", "2023-05-06"),
    ("２０２３年５月６日", "2023-05-06"),
    ("2023年5月6号", "2023-05-06"),
    ("2023年五月6日", "2023-05-06"),
    ("2023／5／6", "2023-05-06"),
    ("2023．5．6", "2023-05-06"),
    ("2023年5⽉6⽇", "2023-05-06"),
    ("二〇二三年五月", "2023-05"),
    ("2023年5月", "2023-05"),
    ("民國112年5月6日", "2023-05-06"),
    ("（2023年5月6日）", "2023-05-06"),
    ("2023\u200b年5月6日", "2023-05-06"),
]


@pytest.mark.parametrize(("written", "iso"), DATES)
def test_a_signed_date_is_read_in_every_spelling(written: str, iso: str) -> None:
    text = f"望江县水利局关于河道建议的答复\n\n李明代表：\n\n{SAID}望江县水利局\n\n{written}\n"
    assert facts(text, Field.DATE) == [iso]
    assert roles(text, Role.SIGNATURE) == ["望江县水利局"]


@pytest.mark.parametrize("written", ["二0二三年十三月六日", "20二十三年5月6日", "二〇二三年二月卅日", "九九年五月六日"])
def test_a_date_that_is_no_day_costs_nothing_but_itself(written: str) -> None:
    assert iso_date(written) == ""
    text = f"关于河道建议的答复\n\n李明代表：\n\n{SAID}望江县水利局\n\n{written}\n"
    assert facts(text, Field.DATE) == []
    assert facts(text, Field.ADDRESSEES) == ["李明代表"]


@pytest.mark.parametrize(
    ("line", "number", "date"),
    [
        ("望水函﹝2023﹞15号", "望水函﹝2023﹞15号", []),
        ("望水函[2023]15号", "望水函[2023]15号", []),
        ("望水函【2023】15号", "望水函【2023】15号", []),
        ("望水函（2023）15号", "望水函（2023）15号", []),
        ("望水函［2023］ 第 15 号", "望水函［2023］第15号", []),
        ("望水函〔二〇二三〕15号", "望水函〔二〇二三〕15号", []),
        ("望水函〔2023〕15号　　2023年5月6日", "望水函〔2023〕15号", ["2023-05-06"]),
        ("望水函〔2023〕15号　　　　A类", "望水函〔2023〕15号", []),
        ("望水\ufeff函〔2023〕15号", "望水函〔2023〕15号", []),
    ],
)
def test_a_number_is_read_in_every_kind_of_bracket(line: str, number: str, date: list[str]) -> None:
    text = f"{line}\n\n望江县水利局关于河道建议的答复\n\n李明代表：\n\n{SAID}"
    assert facts(text, Field.NUMBER) == [number]
    assert facts(text, Field.DATE) == date
    assert facts(text, Field.ISSUER) == ["望江县水利局"]


TITLES = [
    "望江县水利局对县政协三届四次会议|第46号提案的答复",
    "望江县人民政府办公室转发县水利局|关于加强河道管理意见的通知",
    "望江县人民政府关于在园区暂时调整实施《河道管理条例|实施办法》有关规定的决定",
    "望江县人民政府办公室关于印发|望江县河道管理办法|的通知",
    "关于县十七届人大二次会议|第103号建议办理情况的|答复函",
    "望江县2024年国民经济|和社会发展统计公报",
    "望江县水利局关于印发《望江县河道整治|三年行动计划（2024—2026年）》的通知",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("end", ["\n望水函〔2023〕15号\n\n李明代表：\n", "\n\n李明代表：\n"])
def test_a_title_over_several_lines_is_one_title(title: str, end: str) -> None:
    text = title.replace("|", "\n") + f"{end}\n{SAID}"
    assert facts(text, Field.TITLE) == [title.replace("|", "")]
    assert len(roles(text, Role.TITLE)) == 1


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("望江县2024年统计公报\n望江县统计局\n2025年2月28日", "望江县2024年统计公报"),
        ("关于河道整治情况的报告\n望江县水利局\n2025年2月28日", "关于河道整治情况的报告"),
        ("特急\n关于做好防汛工作的通知\n望江县水利局", "关于做好防汛工作的通知"),
        ("望江县水利局\n关于河道整治的通知", "关于河道整治的通知"),
        ("望江县水利局文件\n关于河道整治的通知", "关于河道整治的通知"),
        ("望江县2024年公报[1]\n望江县统计局", "望江县2024年公报"),
    ],
)
def test_a_title_never_takes_in_the_name_of_the_issuer(head: str, title: str) -> None:
    text = f"{head}\n\n　　2024年，全县经济平稳运行，比上年增长5%。\n"
    assert facts(text, Field.TITLE) == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"李明代表：\n\n{SAID}望江县水利局\n\n2023年5月6日\n", "望江县水利局致李明代表"),
        (f"望江县水利局\n\n李明代表：\n\n{SAID}", "望江县水利局致李明代表"),
        (f"各镇人民政府：\n\n{SAID}", "致各镇人民政府"),
        ("今年汛期提前，请做好准备。\n\n各地已经行动。\n", "今年汛期提前，请做好准备。"),
        (
            "今年汛期比往年提前半个月，请各地各部门抓紧做好各项准备工作。\n",
            "今年汛期比往年提前半个月，请各地各部门抓紧做好各…",
        ),
    ],
)
def test_a_letter_without_a_title_is_cited_by_who_wrote_to_whom_or_its_first_words(text: str, title: str) -> None:
    assert document(text).title == title
    assert "brief-17" not in str(document(text).passages[0].citation)


@pytest.mark.parametrize(
    "office",
    [
        "财务司",
        "综合处",
        "宣传科",
        "办公室",
        "县纪委",
        "中级人民法院",
        "第二审判庭",
        "水务有限公司",
        "河道管理所",
        "县财政局",
    ],
)
def test_a_body_of_any_kind_signs(office: str) -> None:
    text = f"关于河道建议的答复\n\n李明代表：\n\n{SAID}望江{office}\n2023年5月6日\n"
    assert roles(text, Role.SIGNATURE) == [f"望江{office}"]
    assert facts(text, Field.ISSUER) == [f"望江{office}"]


@pytest.mark.parametrize("gap", ["　　", "  ", "　　　　　　"])
def test_a_body_may_sign_and_date_on_one_line(gap: str) -> None:
    text = f"关于河道建议的答复\n\n李明代表：\n\n{SAID}望江县水利局{gap}2023年5月6日\n"
    assert roles(text, Role.SIGNATURE) == [f"望江县水利局{gap}2023年5月6日"]
    assert facts(text, Field.DATE) == ["2023-05-06"]
    assert facts(text, Field.ISSUER) == ["望江县水利局"]


def test_the_name_that_signs_is_not_joined_to_the_line_above_it() -> None:
    text = f"关于河道的通知\n\n各镇：\n\n{SAID}附件：1.河道整治三年行动计划重点任务分工表\n望江县水利局\n2023年5月6日\n"
    assert roles(text, Role.ATTACHMENTS) == ["附件：1.河道整治三年行动计划重点任务分工表"]
    assert roles(text, Role.SIGNATURE) == ["望江县水利局"]


def test_all_that_a_letter_says_of_itself_is_a_fact_with_its_place() -> None:
    text = (
        "类别：B\n望江县水利局文件\n望水函〔2023〕15号　　签 发 人：王 强\n\n关于河道建议的答复\n\n李明代表：\n\n"
        f"{SAID}附　件：1.任务分工表\n　　　　　2．2024年计划\n\n望江县水利局\n2023年5月6日\n\n"
        "联系人：张三　电话：0912-1234567\n联系电话：0912-7654321\n"
        "公开方式：依申请公开\n抄送：县政府办公室，县人大常委会。\n"
    )
    found = {field: facts(text, field) for field in Field}
    assert found[Field.CLASS_MARK] == ["B"]
    assert found[Field.SIGNER] == ["王强"]
    assert found[Field.ATTACHMENT] == ["任务分工表", "2024年计划"]
    assert found[Field.CONTACT] == ["联系人：张三电话：0912-1234567", "联系电话：0912-7654321"]
    assert found[Field.OPENNESS] == ["依申请公开"]
    assert found[Field.COPIES] == ["县政府办公室，县人大常委会"]
    for fact in document(text).metadata:
        words = "".join(text[start:end] for start, end in fact.ranges)
        assert fact.field is Field.DATE or "".join(words.split()) == fact.value


def test_traditional_letters_are_read_by_their_own_words() -> None:
    text = (
        "房屋局\n\n編號：0412/2024\n事由：關於升降機的答覆\n致：李明議員\n\n就您的提問，現回覆如下。\n\n一、關於維修\n\n"
        "維修已經完成。\n\n二、關於更換\n\n更換正在進行。\n\n聯繫人：張三\n\n房屋局\n二零二四年九月十一日\n\n副本送：消防局\n"
    )
    found = {field: facts(text, field) for field in Field}
    assert found[Field.TITLE] == ["關於升降機的答覆"]
    assert found[Field.NUMBER] == ["0412/2024"]
    assert found[Field.ADDRESSEES] == ["李明議員"]
    assert found[Field.DATE] == ["2024-09-11"]
    assert found[Field.CONTACT] == ["聯繫人：張三"]
    assert found[Field.COPIES] == ["消防局"]
    assert [section.heading for section in document(text).sections] == ["關於維修", "關於更換"]
