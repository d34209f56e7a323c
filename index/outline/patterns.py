"""What single lines of official documents look like, by the forms of GB/T 9704-2012 and of public bodies' websites.

Patterns meet text in Simplified characters: see `index.text.folding.simplified`.
"""

import re

from index.text.dates import DATE, DATE_OR_MONTH

_LEFT, _RIGHT = "[〔﹝\\[［（(【〖「｛{<〈]", "[〕﹞\\]］）)】〗」｝}>〉]"

DATE_LINE = re.compile(rf"[（(]?{DATE_OR_MONTH}[）)]?(?:[（(].{{1,8}}[）)])?$")
PRINTED_LINE = re.compile(rf".{{0,200}}{DATE}\s*印(?:发|制)?$")
_YEAR = rf"{_LEFT}\s*[\d〇○零一二三四五六七八九]{{4}}\s*年?\s*{_RIGHT}"
_IN_SERIES = rf"[^\s，。：]{{0,24}}{_YEAR}\s*(?:第\s*)?[0-9〇○零一二三四五六七八九十百]+\s*[号期]"
NUMBER = rf"(?:{_IN_SERIES}|第\s*[0-9一二三四五六七八九十百零〇]{{1,7}}\s*[号期次])"
NUMBER_LINE = re.compile(
    rf"[（(]?(?:{NUMBER}|[^\s，。：]{{0,12}}\d{{4}}\s*年\s*第\s*\d{{1,4}}\s*[号期])[）)]?(?:\s*{DATE}|\s+签\s*发\s*(?:人\s*)?[：:].*|\s+[（(]?(?P<mark>[A-Z]\s*[1-9]?\s*类)[）)]?)?$"
)
CALLED_NUMBER = re.compile(r"(?:发文)?(?:编\s*号|文\s*号|函\s*号|档\s*号)\s*[：:]\s*")
CALLED_ADDRESSEES = re.compile(r"(?:致|主\s*送|收\s*文\s*者|受\s*文\s*者)\s*[：:]\s*(?=\S)")
CALLED_TITLE = re.compile(r"(?:事\s*由|标\s*题|主\s*旨|题\s*目|案\s*由)\s*[：:]\s*")
CLASS_LINE = re.compile(
    r"[（(【]?\s*(?:[^\s，。：:]{0,4}(?:结果|类别|类型|分类)[^\s，。：:]{0,2}\s*[：:]\s*)?[A-Z]\s*(?:[1-9]\s*)?(?:类\s*)?[）)】]?$"
)
CONTACT_LINE = re.compile(
    r"[（(]?\s*(?:公开|具体|业务|办理)?((?:联\s*系|承\s*办|经\s*办|咨\s*询)\s*(人\s*员?|电\s*话|方\s*式|单\s*位|处\s*室|科\s*室)|电\s*话|邮\s*箱|电子邮箱|电子邮件|传\s*真)"
    r"(?:\s*及\s*(?:联系)?(?:电\s*话|方\s*式))?\s*[：:及]"
)
OPENNESS_LINE = re.compile(
    r"[（(]?\s*(公开(方式|属性|类别|选项|形式|类型)|信息公开(属性|选项|类别)?|是否(?:同意)?公开)\s*[：:]"
    r"|[（(]此件.{1,8}[）)]$"
)
COPIES_LINE = re.compile(r"(抄\s*送|抄\s*报|分\s*送|副本(?:送|抄送|致)?)\s*[：:]")
_FEW = r"\s{0,4}"
_NTH = rf"[0-9一二三四五六七八九十]{{1,3}}(?:{_FEW}[-－—.．]{_FEW}[0-9]{{1,2}})?|[A-Z](?![A-Za-z])"
ATTACHED = rf"附{_FEW}(?:件|表|录|图)?{_FEW}(?P<nth>{_NTH})?{_FEW}"
ATTACHMENT_LINE = re.compile(rf"附{_FEW}件{_FEW}(?:[0-9一二三四五六七八九十]{{1,3}}{_FEW})?(?:[：:]|$)|附{_FEW}[：:]")
BARE_ATTACHMENT = re.compile(rf"[【\[（(]?(?P<label>{ATTACHED})[】\]）)]?{_FEW}[：:]?$")
SIGNER_LINE = re.compile(r"签\s*发\s*(?:人\s*)?[：:]")
CONTENTS_LINE = re.compile(r".*(?:\.\.\.|…|···|．．．|\t)[ \u3000]{0,8}\d{1,4}$")
CLOSING_LINE = re.compile(r"(专此|特此|此复|专复|此致).{0,60}$")
CAPTION_LINE = re.compile(r"(?:附?表|图)\s*[0-9一二三四五六七八九十]{1,3}(?:[-－.][0-9]{1,2})?(?:\s|[：:]).{0,60}$")
UNIT_LINE = re.compile(r"(?:.{0,60}[\s（(])?(?:计量)?单\s*位\s*[：:]\s*[^，。；]{1,20}[）)]?$")

URGENCY = re.compile(r"(特\s*急|加\s*急|平\s*急|绝\s*密|机\s*密|秘\s*密)(★.{0,8})?$")

NOTE_LINE = re.compile(rf"[（(]?(?:——)?(?:根据)?\s*{DATE}.*(?:通过|批准|公布|发布|修订|修正|施行|实施|会议上)[）)]?$")
"""How a law says when it was passed or amended, and a report where it was given."""

PASSED = re.compile(rf"[（(]?(?:——)?(?:根据)?\s*{DATE}.*(?:通过|批准|公布|发布|修订|修正|会议)")
"""The beginning of such a line."""

KINDS = (
    "函|通知|通报|通告|公告|公报|意见|决定|决议|命令|令|议案|报告|请示|批复|答复|纪要"
    "|办法|规定|条例|细则|规则|解释|解答|安排|规范|措施|方案|规划|计划|要点|指南|章程|说明|法典|法"
    "|预案|纲要|准则|通则|守则|总结|清单|名单|申报表|登记表|汇总表|分工表|复函"
)
_TAIL = rf"({KINDS})([（(][^，。；]*[）)])?(\[\d{{1,3}}\])?"
TITLE_LINE = re.compile(rf"(?=.{{4,120}}$)[^，。；]*(?:关于|^对|转发|印发)[^，。；]*{_TAIL}$")
PLAIN_TITLE = re.compile(rf"(?=.{{5,150}}$).{{4,}}{_TAIL}$")

OFFICE = re.compile(
    "(?:局|厅|委|会|府|办|室|院|部|处|科|中心|公司|所|社|校|学|行|队|站|署|关|集团|司|庭|组|团|馆|厂|台|股|园|厅局|法院|小组|工委|党组|纪检组|街道|总队|支队|大队)"
    "(?:[（(].{1,8}[）)])?$"
)
"""How the name of a body ends."""

PERSON_LINE = re.compile(r".{0,20}(长|主席|总理|主任|书记)[ \u3000]+\S{1,4}([ \u3000]+\S{1,2})?$")
"""An office and, after a wide space, the name of its head: 市长　某某."""

SIGNED_LINE = re.compile(rf"(?P<name>[^，。；：]{{2,40}}?)[ \u3000]{{1,60}}{DATE_OR_MONTH}$")
"""Who signs, and when, on one line."""

ADDRESSEES_LINE = re.compile(r"[^，。；]{2,60}(代表|委员|单位|部门|局|厅|委|府|会|县|区|市|镇)(们|同志)?[：:]$")

_SPACED = r"\s*"
_ISSUING = (
    "发文机关",
    "发文机构",
    "发布机构",
    "发布机关",
    "发布单位",
    "制发机关",
    "发文单位",
    "公开责任部门",
    "信息来源",
)
_NUMBERS = ("发文字号", "发文文号", "文件编号", "文号", "文件字号")
_DATES = ("成文日期", "发文日期", "生成日期", "成文时间", "发文时间")
_PUBLISHED = ("发布日期", "公开日期", "印发日期", "发布时间", "公开时间", "发表时间")
_NAMES = ("信息名称", "文件名称", "标题", "名称")
_OTHERS = (
    *(
        "信息索引号",
        "索引号",
        "主题分类",
        "信息分类",
        "组配分类",
        "体裁分类",
        "公开分类",
        "所属主题",
        "公文种类",
        "主题词",
        "关键词",
        "分类",
        "类别",
    ),
    *(
        "有效性",
        "有效状态",
        "效力状态",
        "时效性",
        "时效",
        "生效日期",
        "实施日期",
        "失效日期",
        "废止日期",
        "服务对象",
        "内容概述",
        "内容描述",
    ),
    *(
        "公开方式",
        "公开形式",
        "公开范围",
        "公开时限",
        "统一登记号",
        "统一编号",
        "登记号",
        "信息格式",
        "信息语种",
        "语种",
        "体裁",
    ),
)
LABELS = (*_ISSUING, *_NUMBERS, *_DATES, *_PUBLISHED, *_NAMES, *_OTHERS)
LABEL = re.compile(
    rf"(?P<frame>[【\[])?(?P<label>{'|'.join(_SPACED.join(label) for label in sorted(LABELS, key=len, reverse=True))})"
    r"\s*[】\]]?\s*(?P<colon>[：:])?\s*"
)
"""What stands before a value in the table that a public body's website puts over a document."""

LABELLED: dict[str, str] = {
    **dict.fromkeys(_ISSUING, "issuer"),
    **dict.fromkeys(_NUMBERS, "number"),
    **dict.fromkeys(_DATES, "date"),
    **dict.fromkeys(_PUBLISHED, "published"),
    **dict.fromkeys(_NAMES, "title"),
}
"""What a label's value says of the document."""
