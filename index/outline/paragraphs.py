"""Text → paragraphs: lines that belong together, cuts by page and line breaks healed, genuine ends kept."""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from index.text.numbering import ARTICLE, DATE, Marker, marker
from index.types import Break, Span

# GB/T 9704-2012 sets 28 characters a line and indents a paragraph by two: a paragraph that a page break cuts has at
# least one full line, about 26 characters, before the cut. Extraction may lose a few to spaces and line-end rules.
_FULL_LINE = 20

_LONGEST = 3_000
"""Characters. A paragraph that has more is not healed any further: prose has had a full stop by then, and every line
would be held against all before it."""

_STOPS = "。！？…!?"
_TERMINALS = _STOPS + "；：;:."
_CLOSERS = "”’）》】」』〕)\"'"
_NEVER_FIRST = "，。、；：！？”’）》】」』〕,;)%％"
_BRACKETS = (("“", "”"), ("（", "）"), ("《", "》"), ("(", ")"), ("〔", "〕"), ("「", "」"))

DATE_LINE = re.compile(rf"{DATE}$")
PRINTED_LINE = re.compile(rf".{{0,200}}{DATE}\s*印发?$")
_IN_SERIES = r"[^\s，。：]{0,24}[〔\[［（(【]\s*\d{4}\s*[〕\]］）)】]\s*(?:第\s*)?\d+\s*[号期]"
NUMBER = rf"(?:{_IN_SERIES}|第\s*[0-9一二三四五六七八九十百零〇]{{1,7}}\s*[号期次])"
NUMBER_LINE = re.compile(rf"[（(]?{NUMBER}[）)]?(?:\s+签\s*发\s*(?:人\s*)?[：:].*)?$")
CLASS_LINE = re.compile(r"[（(【]?\s*[A-Z]\s*(?:[1-9]\s*)?(?:类\s*)?[）)】]?$")
CONTACT_LINE = re.compile(
    r"[（(]?\s*(联\s*系\s*(人|电\s*话|方\s*式|单\s*位)|承办单位|经办人|电\s*话|邮\s*箱)\s*[：:及]"
)
OPENNESS_LINE = re.compile(
    r"[（(]?\s*(公开(方式|属性|类别|选项)|信息公开(属性|选项|类别)?|是否公开)\s*[：:]|[（(]此件.{1,8}[）)]$"
)
COPIES_LINE = re.compile(r"(抄\s*送|抄\s*报|分\s*送)\s*[：:]")
ATTACHMENT_LINE = re.compile(r"附\s*件\s*(?:[0-9０-９一二三四五六七八九十]{1,3}\s*)?(?:[：:]|$)")
SIGNER_LINE = re.compile(r"签\s*发\s*(?:人\s*)?[：:]")
CONTENTS_LINE = re.compile(r".*(?:\.\.\.|…|···|．．．|\t)[ \u3000]{0,8}\d{1,4}$")
_SPACED = r"\s*"
_LABELS = (
    *("索引号", "主题分类", "主题词", "分类", "标题", "名称", "有效性", "发文机关", "发布机构", "发布机关", "制发机关"),
    *("发文单位", "发文字号", "文号", "成文日期", "发文日期", "生成日期", "发布日期", "公开日期", "印发日期"),
)
LABEL = re.compile(rf"(?P<label>{'|'.join(_SPACED.join(label) for label in _LABELS)})\s*[：:]\s*")
"""A line of the table that stands above a document on a public body's website."""

CLOSING_LINE = re.compile(r"(专此|特此|此复|专复|此致).{0,60}$")

NOTE_LINE = re.compile(rf"[（(]?(?:——)?(?:根据)?\s*{DATE}.*(?:通过|批准|公布|发布|修订|修正|施行|实施|会议上)[）)]?$")
"""How a law says when it was passed or amended, and a report where it was given."""

KINDS = (
    "函|通知|通报|通告|公告|公报|意见|决定|决议|命令|令|议案|报告|请示|批复|答复|纪要"
    "|办法|规定|条例|细则|规则|解释|解答|安排|规范|措施|方案|规划|计划|要点|指南|章程|说明|法典|法"
)
TITLE_LINE = re.compile(rf"(?=.{{4,120}}$)[^，。；]*(?:关于|^对)[^，。；]*({KINDS})([（(][^，。；]*[）)])?$")

_ADDRESSEES = re.compile(r"[^，。；]{2,60}(代表|委员|单位|部门|局|厅|委|府|会|县|区|市|镇)(们|同志)?[：:]$")

_NOTED = re.compile("[。；！？][（(][^（）()]*[）)]$")
"""A finished sentence with a note behind it: …。（市商务局负责）"""

_ALONE = (TITLE_LINE, DATE_LINE, PRINTED_LINE, NUMBER_LINE, CLASS_LINE, NOTE_LINE, CONTENTS_LINE)
_OPENERS = (
    *(DATE_LINE, PRINTED_LINE, NUMBER_LINE, CLASS_LINE, CONTACT_LINE, OPENNESS_LINE, COPIES_LINE, CLOSING_LINE),
    *(ATTACHMENT_LINE, SIGNER_LINE, NOTE_LINE, LABEL),
)


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. `text` is the concatenation of the source slices `spans`.

    A `row` is a line of a table, its cells set apart by tabs: it goes on with nothing, and nothing with it.
    """

    spans: list[Span]
    text: str
    marker: Marker | None = None
    row: bool = False
    breaks: list[Break] = field(default_factory=list)


def paragraphs(text: str, margins: Sequence[Span] = ()) -> list[Paragraph]:
    """Split a text. White space around lines and margins belong to no paragraph; every other character to exactly one.

    Section numbers are accepted here, in sequence, because they decide where a paragraph may not be healed. A form feed
    or a margin inside a line is a page break inside a paragraph.
    """
    found: list[Paragraph] = []
    last_numbers: dict[int, int] = {}
    offset, after_blank = 0, True
    for line in text.split("\n"):
        spans = _visible(text, offset, offset + len(line), margins)
        if spans:
            words = "".join(text[start:end] for start, end in spans)
            previous = found[-1] if found else None
            row = "\t" in line.lstrip()
            number = None if row else _accept(marker(words), last_numbers, previous)
            indented = row or text.startswith(("\u3000\u3000", "    "), offset + len(line) - len(line.lstrip("\f")))
            if previous and not number and not indented and _continues(previous, words):
                _heal(previous, spans[:1], after_blank, text)
            else:
                found.append(Paragraph([spans[0]], text[slice(*spans[0])], number, row))
            _heal(found[-1], spans[1:], True, text)
        after_blank = not spans
        offset += len(line) + 1
    return found


def _visible(text: str, start: int, end: int, margins: Sequence[Span]) -> list[Span]:
    """The parts of a line that margins and form feeds leave, without the white space around the line."""
    pieces = []
    near = islice(margins, bisect(margins, start, key=lambda margin: margin[1]), None)
    for left, right in [*takewhile(lambda margin: margin[0] < end, near), (end, end)]:
        parts = re.finditer("[^\f]+", text[start:left])
        pieces += [(start + part.start(), start + part.end()) for part in parts if not part[0].isspace()]
        start = right
    if pieces:
        (first, stop), (before, last) = pieces[0], pieces[-1]
        pieces[0] = (first + len(text[first:stop]) - len(text[first:stop].lstrip()), stop)
        pieces[-1] = (pieces[-1][0], before + len(text[before:last].rstrip()))
    return pieces


def _accept(number: Marker | None, last_numbers: dict[int, int], previous: Paragraph | None) -> Marker | None:
    """Whether a number opens a section: not if it goes on with a sentence ("依照 / 第三条规定"). Arabic numbers, which
    open many lines that are no sections, must also start a list or go on in sequence."""
    if not number:
        return None
    in_sequence = number.number in (1, last_numbers.get(number.level, 0) + 1)
    if previous and (not previous.marker or previous.marker.level == ARTICLE):
        goes_on = number.level < ARTICLE or (number.number > 1 and number.level <= ARTICLE + 2)
        prose = bool(re.search("[，。；：]", previous.text)) and not NOTE_LINE.match(previous.text)
        if _hangs(previous.text) or (_cut(previous.text) and not (in_sequence and (goes_on or not prose))):
            return None
    if not in_sequence and number.level > ARTICLE + 2:
        return None
    last_numbers[number.level] = number.number
    for deeper in [level for level in last_numbers if level > number.level and level != ARTICLE]:
        del last_numbers[deeper]
    return number


def _continues(previous: Paragraph, line: str) -> bool:
    """Whether `line` is the rest of the paragraph before it."""
    text = previous.text
    if previous.row or len(text) > _LONGEST:
        return False
    if line.startswith("的"):
        return True
    if _ends_with(text, _STOPS):
        return False
    if text.endswith(("，", "、")):
        return True
    if any(pattern.match(text) for pattern in _ALONE):
        return False
    if any(pattern.match(line) for pattern in _OPENERS):
        return False
    if not previous.marker and _open_title(text) and not re.search("[，。；：:]", line):
        return True
    if line[0] in _NEVER_FIRST or _open_bracket(text):
        return True
    if _whole(text) or _is_row(text) or _is_row(line) or _ADDRESSEES.match(line):
        return False
    if previous.marker and previous.marker.level != ARTICLE and len(text) < 2 * _FULL_LINE and "。" not in text:
        return False
    return _unfinished(text)


def _open_title(text: str) -> bool:
    """Whether a line begins a title ("某某局关于…") that goes on in the next line."""
    return "关于" in text and not re.search("[，。；：:]", text)


def _whole(text: str) -> bool:
    """Whether a text stands in brackets from its first character to its last, as a contact line does."""
    return text.startswith(("（", "(")) and text.endswith(("）", ")"))


def _is_row(text: str) -> bool:
    """Whether a line is a row of a table: columns set apart by tabs or wide spaces."""
    return "\t" in text or len(re.findall(r"\S {2,}(?=\S)|\S\u3000{2,}(?=\S)", text)) > 1


def _hangs(text: str) -> bool:
    """Whether prose stops so that only its own next words can follow."""
    return text.endswith(("，", "、", "第", "依照", "按照", "根据", "违反"))


def _cut(text: str) -> bool:
    """Whether a full line stops in mid-sentence, unless it is a title or the like."""
    return len(text) >= _FULL_LINE and _unfinished(text)


def _unfinished(text: str) -> bool:
    """Whether prose stops in mid-sentence. A short line without punctuation is a line of its own, not a cut one."""
    if _ends_with(text, _TERMINALS) or _NOTED.search(text):
        return False
    return len(text) >= _FULL_LINE or any(stop in text for stop in _STOPS + "；")


def _ends_with(text: str, marks: str) -> bool:
    return text.rstrip(_CLOSERS).endswith(tuple(marks))


def _open_bracket(text: str) -> bool:
    return any(text.count(left) > text.count(right) for left, right in _BRACKETS)


def _heal(paragraph: Paragraph, spans: list[Span], page: bool, text: str) -> None:
    """Join lines to their paragraph. Between Latin words the white space stays, so that they do not run together."""
    parts = [paragraph.text]
    for start, end in spans:
        last_start, last_end = paragraph.spans[-1]
        paragraph.breaks.append(Break(last_end, start, page))
        latin = text[last_end - 1].isascii() and text[start].isascii() and text[start].isalnum()
        if latin and text[last_end:start].isspace():
            paragraph.spans[-1] = (last_start, end)
            parts.append(text[last_end:end])
        else:
            paragraph.spans.append((start, end))
            parts.append(text[start:end])
    paragraph.text = "".join(parts)
