"""Other official documents than letters: a law, a notice with attachments, a work report, minutes; all invented."""

import re

import pytest

from index.outline.parse import parse
from index.role import Role
from index.types import Document, Source

LAW = """\
香山市古树保护条例

（2019年10月30日香山市第十五届人民代表大会常务委员会第二十四次会议通过　根据2023年5月26日香山市第十六届人民代表大会
常务委员会第十一次会议《关于修改〈香山市古树保护条例〉的决定》修正）

目　　录

第一章　总　　则
第二章　认定与养护
第一节　认定
第二节　养护
第三章　法律责任
第四章　附　　则

第一章　总　　则

　　第一条　为了加强古树保护，促进生态文明建设，根据有关法律、法规，结合本市实际，制定本条例。

　　第二条　本条例适用于本市行政区域内古树的保护和管理。

　　本条例所称古树，是指树龄在一百年以上的树木。

第二章　认定与养护

第一节　认定

　　第三条　古树按照下列标准分级：

　　（一）树龄五百年以上的，为一级；

　　（二）树龄三百年以上不满五百年的，为二级；

　　（三）其他古树，为三级：

　　1.在城市公园内的；

　　2.在村庄内的。

第二节　养护

　　第四条　违反本条例第三条规定认定的古树，由原认定单位撤销认定。养护人应当依照

第三条规定的级别养护。

　　第四条之一　鼓励社会认养古树。

第三章　法律责任

　　第五条　有下列行为之一的，处五千元以上五万元以下罚款：

　　（一）砍伐古树；

　　（二）在树干上刻划、钉钉。

第四章　附　　则

　　第六条　本条例自2020年1月1日起施行。
"""

NOTICE = """\
特急

香山市人民政府办公室文件

香府办〔2024〕18号　　　　　　签发人：李明

香山市人民政府办公室关于印发香山市促进家具
产业高质量发展若干措施的通知

各镇人民政府、街道办事处，市各有关单位：

    《香山市促进家具产业高质量发展若干措施》已经市人民政府同意，现印发给你们，请认真组织实施。实施过程中遇到的问题，请径向市工业和信息化局反映。

    特此通知。

    附件：1.香山市促进家具产业高质量发展若干措施
          2.任务分工表

                              香山市人民政府办公室
                                2024年3月15日

    （此件公开发布）

附件1

香山市促进家具产业高质量发展若干措施

    为推动家具产业转型升级，结合我市实际，制定以下措施。

    一、支持技术改造

    （一）设备更新。对购置智能设备的企业，按照投资额的百分之十给予补助，最高200万元。

    （二）数字车间。每年认定10个数字化示范车间。

    二、支持开拓市场

    1.支持企业参加境外展会，每个展位补助2万元。

    2.支持建设海外仓。

    三、附则

    本措施自2024年5月1日起施行，有效期三年。

附件2

任务分工表

抄送：市委有关部门，市人大常委会办公室，市政协办公室。

香山市人民政府办公室秘书科　　2024年3月18日印发
"""

REPORT = """\
政 府 工 作 报 告

——2024年1月16日在香山市第十六届人民代表大会第五次会议上

香山市人民政府市长　周文海

目  录

一、2023年工作回顾..............................1
二、2024年工作安排..............................9
（一）做强实体经济..............................10
（二）办好民生实事..............................12

各位代表：

    现在，我代表市人民政府向大会报告工作，请予审议，并请市政协委员和其他列席人员提出意见。

    一、2023年工作回顾

    过去一年，全市地区生产总值增长5.6%，达到3850亿元。

    产业升级步伐加快

    新增规模以上工业企业423家，高新技术企业达到2500家。

    对外开放不断扩大

    跨境电商进出口增长31%，新设外商投资企业388家。

    二、2024年工作安排

    （一）做强实体经济。全力推进园区建设，新开工项目60个。

    （二）办好民生实事。新增公办学位1.2万个。

    各位代表！奋斗成就未来。让我们团结一心，为建设现代化香山而努力！
"""

MINUTES = """\
香山市人民政府常务会议纪要

〔2023〕21号

香山市人民政府办公室　　　　　　　　　　2023年9月12日

    时间：2023年9月8日上午
    地点：市政府三楼会议室
    主持人：市长周文海
    出席：副市长王强、陈丽、黄志
    列席：市政府办公室刘洋，市发展和改革局赵云，市财政局
孙敏，市商务局何军

    9月8日上午，周文海市长主持召开十六届第45次市政府常务会议。会议纪要如下：

    一、会议听取了市商务局关于跨境电商综试区建设情况的汇报

    会议指出，综试区建设取得阶段性成效。

    会议要求：一是加快海外仓布局；二是完善统计监测。

    二、会议审议通过了《香山市家具产业扶持办法》

    会议决定，由市工业和信息化局按程序印发。

    分送：各镇街，市各有关单位。
"""


def document(text: str) -> Document:
    """A parsed text, every visible character of which is in one place."""
    found = parse(Source("x.txt", text))
    covered, visible = found.covered()
    assert covered == visible
    return found


def outline(text: str) -> list[str]:
    """Labels and headings of the outline, indented by depth; points inside paragraphs left out."""
    sections = (section for section in document(text).sections if not section.inline)
    return [f"{'  ' * len(section.parents)}{section.label} {section.heading}".rstrip() for section in sections]


def roles(text: str) -> list[tuple[Role, str]]:
    """The parts outside the body, in order, with the first words of each."""
    return [(p.citation.role, p.text[:8]) for p in document(text).passages if p.citation.role is not Role.BODY]


def citation(text: str, words: str) -> str:
    """How the one passage that begins with these words is cited, without the document."""
    (found,) = (p for p in document(text).passages if p.text.startswith(words) and p.citation.role is not Role.CONTENTS)
    return str(found.citation)


# Laws


def test_a_law_has_parts_chapters_sections_articles_and_items_and_its_contents_are_not_read_twice() -> None:
    assert outline(LAW) == [
        "第一章 总则",
        "  第一条",
        "  第二条",
        "第二章 认定与养护",
        "  第一节 认定",
        "    第三条",
        "      （一）",
        "      （二）",
        "      （三）",
        "        1",
        "        2",
        "  第二节 养护",
        "    第四条",
        "    第四条之一",
        "第三章 法律责任",
        "  第五条",
        "    （一）",
        "    （二）",
        "第四章 附则",
        "  第六条",
    ]
    assert outline("民法\n\n第一编 总则\n第一章 一般规定\n第一条 甲。\n第二编 物权\n第一章 通则\n第二条 乙。\n") == [
        "第一编 总则",
        "  第一章 一般规定",
        "    第一条",
        "第二编 物权",
        "  第一章 通则",
        "    第二条",
    ]


def test_an_item_of_an_article_is_cited_by_its_whole_address() -> None:
    assert (
        citation(LAW, "（二）树龄三百年")
        == "《香山市古树保护条例》 › 第二章 认定与养护 › 第一节 认定 › 第三条 › （二） › 第15段"
    )
    assert (
        citation(LAW, "2.在村庄内")
        == "《香山市古树保护条例》 › 第二章 认定与养护 › 第一节 认定 › 第三条 › （三） › 2 › 第18段"
    )


def test_a_second_paragraph_belongs_to_its_article() -> None:
    assert citation(LAW, "本条例所称古树") == "《香山市古树保护条例》 › 第一章 总则 › 第二条 › 第12段"


def test_front_matter_of_a_law_is_its_title_its_passing_and_its_contents() -> None:
    assert roles(LAW) == [
        (Role.TITLE, "香山市古树保护条"),
        (Role.DATE, "（2019年10"),
        (Role.CONTENTS, "目　　录"),
        (Role.CONTENTS, "第一章　总　　则"),
        (Role.CONTENTS, "第二章　认定与养"),
        (Role.CONTENTS, "第一节　认定"),
        (Role.CONTENTS, "第二节　养护"),
        (Role.CONTENTS, "第三章　法律责任"),
        (Role.CONTENTS, "第四章　附　　则"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "香山市促进民营经济和中小企业高质量发展若干规定",
        "香山市古树保护条例\n\n2019年10月30日香山市第十五届人民代表大会常务委员会第二十四次会议通过",
        "香山市古树保护条例\n（2019年10月30日香山市人民代表大会常务委员会通过，2020年1月1日施行）",
    ],
)
@pytest.mark.parametrize("space", ["", " ", "　"])
def test_the_first_chapter_and_article_follow_a_long_title_or_note(head: str, space: str) -> None:
    text = (
        f"{head}\n第一章{space}总则\n第一条{space}为了促进发展，制定本规定。\n第二条{space}本规定自公布之日起施行。\n"
    )
    assert outline(text) == ["第一章 总则", "  第一条", "  第二条"]
    assert document(text).title == head.split("\n")[0]


def test_an_article_is_no_reference_and_a_reference_no_article() -> None:
    text = (
        "规定\n第一条 略。\n第二条和解协议应当写明日期。\n第三条 第一审由基层法院管辖。\n第四条 当事人依照本规定\n"
        "第二条和第三条办理；违反\n第一条第二款的，由主管部门依照\n第三条的规定处理。\n第五条 略。\n"
    )
    assert outline(text) == ["第一条", "第二条", "第三条", "第四条", "第五条"]


# Notices and opinions


def test_a_notice_and_what_is_attached_to_it_have_their_parts() -> None:
    assert roles(NOTICE) == [
        (Role.CLASS_MARK, "特急"),
        (Role.ISSUER, "香山市人民政府办"),
        (Role.NUMBER, "香府办〔2024"),
        (Role.TITLE, "香山市人民政府办"),
        (Role.ADDRESSEES, "各镇人民政府、街"),
        (Role.CLOSING, "特此通知。"),
        (Role.ATTACHMENTS, "附件：1.香山市"),
        (Role.ATTACHMENTS, "2.任务分工表"),
        (Role.SIGNATURE, "香山市人民政府办"),
        (Role.DATE, "2024年3月1"),
        (Role.OPENNESS, "（此件公开发布）"),
        (Role.ATTACHMENTS, "附件2"),
        (Role.ATTACHMENTS, "任务分工表"),
        (Role.COPIES, "抄送：市委有关部"),
        (Role.PRINTER, "香山市人民政府办"),
    ]
    assert document(NOTICE).title == "香山市人民政府办公室关于印发香山市促进家具产业高质量发展若干措施的通知"


def test_measures_behind_a_notice_have_their_outline() -> None:
    assert outline(NOTICE) == [
        "附件1 香山市促进家具产业高质量发展若干措施",
        "  一 支持技术改造",
        "    （一） 设备更新",
        "    （二） 数字车间",
        "  二 支持开拓市场",
        "    1",
        "    2",
        "  三 附则",
        "附件2 任务分工表",
    ]
    assert citation(NOTICE, "对购置智能设备").endswith(
        "› 附件1 香山市促进家具产业高质量发展若干措施 › 一、支持技术改造 › （一）设备更新 › 第14段"
    )


def test_an_item_follows_the_office_in_charge_of_the_one_before() -> None:
    text = (
        "关于促进消费的意见\n\n一、主要任务\n\n（一）扩大供给。支持企业开发新产品，培育本地品牌。（市工业和信息化局负责）\n\n"
        "举办购物节，发放消费券，全年不少于四场（市商务局、各镇街负责）\n\n（二）改善环境。建设步行街。（市商务局负责）\n"
    )
    assert outline(text) == ["一 主要任务", "  （一） 扩大供给", "  （二） 改善环境"]


def test_front_matter_may_say_openness_signer_and_a_number_without_its_office() -> None:
    text = (
        "公开方式：主动公开\n签发人：李明\n香山市商务局\n〔2023〕5号\n2023-12-01\n\n关于发放消费券的通知\n\n"
        "各镇：\n    请办理。\n\n香山市商务局\n2023.12.1\n"
    )
    assert roles(text) == [
        (Role.OPENNESS, "公开方式：主动公"),
        (Role.SIGNER, "签发人：李明"),
        (Role.ISSUER, "香山市商务局"),
        (Role.NUMBER, "〔2023〕5号"),
        (Role.DATE, "2023-12-"),
        (Role.TITLE, "关于发放消费券的"),
        (Role.ADDRESSEES, "各镇："),
        (Role.SIGNATURE, "香山市商务局"),
        (Role.DATE, "2023.12."),
    ]


def test_an_introduction_that_ends_in_a_colon_is_body_and_no_salutation() -> None:
    text = "关于放假的通知\n\n为做好节日安排，现将有关事项通知如下：\n\n一、时间\n\n三天。\n"
    assert roles(text) == [(Role.TITLE, "关于放假的通知")]


def test_a_paragraph_that_ends_in_a_note_on_who_is_in_charge_is_not_joined_to_the_next() -> None:
    lines = ["支持企业开发新产品，培育本地品牌，每年评选十个。（市工业和信息化局负责）", "建设步行街，改善夜间照明。"]
    found = document("关于促进消费的意见\n\n" + "\n\n".join(lines) + "\n")
    assert [passage.text for passage in found.passages[1:]] == lines


# Work reports and minutes


def test_a_work_report_has_its_contents_once_and_headings_without_numbers() -> None:
    assert outline(REPORT) == [
        "一 2023年工作回顾",
        "  产业升级步伐加快 产业升级步伐加快",
        "  对外开放不断扩大 对外开放不断扩大",
        "二 2024年工作安排",
        "  （一） 做强实体经济",
        "  （二） 办好民生实事",
    ]
    assert citation(REPORT, "跨境电商进出口") == "《政府工作报告》 › 一、2023年工作回顾 › 对外开放不断扩大 › 第13段"
    (found,) = (p for p in document(REPORT).passages if p.text.startswith("跨境电商进出口"))
    assert found.citation.english == "“政府工作报告”, section 一 “2023年工作回顾” › 对外开放不断扩大, paragraph 13"


def test_a_lone_short_line_is_a_paragraph_and_no_heading() -> None:
    text = REPORT.replace("    对外开放不断扩大\n\n", "")
    assert "产业升级步伐加快" in [passage.text for passage in document(text).passages]


def test_contents_end_where_the_first_heading_comes_again_though_its_words_are_others() -> None:
    plain = re.sub(r"\.{3,}\d+", "", REPORT).replace("    一、2023年工作回顾", "    一、过去一年的工作")
    assert outline(plain)[0] == "一 过去一年的工作"
    assert outline(plain)[1:] == outline(REPORT)[1:]


def test_a_list_called_contents_in_the_middle_of_prose_stays_body() -> None:
    text = "关于编制目录的通知\n\n各镇：\n\n一、范围\n\n请按下列目录编制。\n\n目录\n\n二、时间\n\n本月内完成。\n"
    assert outline(text) == ["一 范围", "二 时间"]


def test_minutes_list_who_was_there_and_then_what_was_decided() -> None:
    assert outline(MINUTES) == [
        "一 会议听取了市商务局关于跨境电商综试区建设情况的汇报",
        "二 会议审议通过了《香山市家具产业扶持办法》",
    ]
    passages = {passage.text[:3]: passage for passage in document(MINUTES).passages}
    assert passages["列席："].text == "列席：市政府办公室刘洋，市发展和改革局赵云，市财政局孙敏，市商务局何军"
    assert {passages[words].citation.role for words in ("时间：", "地点：", "主持人", "出席：", "列席：")} == {
        Role.BODY
    }
    assert citation(MINUTES, "会议决定").endswith("› 二、会议审议通过了《香山市家具产业扶持办法》 › 第12段")
