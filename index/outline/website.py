"""What a public body's website puts around a document: menus, the table over the title, bars with buttons, its foot.

All of it is margin; the values of the table are facts where the document lacks them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.outline.lines import Line
from index.outline.patterns import LABEL, LABELLED, NUMBER_LINE, OFFICE, PLAIN_TITLE
from index.types import Span

_SEARCHED = 80
"""Lines at either end. A menu of a website has some forty entries."""

_BREADCRUMBS = re.compile(
    r"(?:您?(?:现在)?(?:所在|的|当前)?(?:的)?位置|当前位置|您现在的位置)\s*[是：:]?|首\s*页\s*(?:>|＞|»|/|-|—|→|›|>>)|(?:[^。，；]{1,14}\s*(?:>|＞|»|›)\s*){2,}[^。]{0,30}$"
)
_WIDGETS = (
    "打印(?:本页|此页|页面|文章)?|关闭(?:本页|窗口|页面)?|收藏(?:本页)?|分享(?:到)?|大|中|小|字体|字号|字体大小|默认|超大|特大|微信|微博|新浪微博|腾讯微博|QQ空间|QQ好友|QQ|复制链接"
    "|扫一扫(?:在手机打开当前页)?|返回(?:顶部|首页|列表)?|上一篇|下一篇|TOP|下载|朗读|无障碍(?:阅读|浏览)?|长者(?:模式|专区)|繁体(?:版|中文)?|简体(?:版)?|English|登录|注册|搜索|视力保护色"
    "|手机版|网站地图|联系我们|设为首页|加入收藏|语音播报|播报|保存|评论|点赞|纠错|我要纠错"
)
_WIDGET_LINE = re.compile(rf"(?:[\s|｜/·、,，【】\[\]［］（）()：:+\-]*(?:{_WIDGETS}))+[\s|｜/·、,，【】\[\]［］（）()：:+\-]*$", re.IGNORECASE)
_STATISTICS = re.compile(
    r"(?:来\s*源|信息来源|文章来源|发布时间|发布日期|发表时间|时\s*间|日\s*期|更新时间|作\s*者|责任编辑|编\s*辑|供稿|发布人|发布者|信息员|阅读|浏览次数|浏览量|浏览|访问量|访问次数|点击数|点击率|点击量|点击|阅读次数|阅读量|次数|字体|字号|字体大小|打印|分享|分享到|审核|初审|复审|终审)\s*[：:]?"
)
_BAR = re.compile(r"(?:来\s*源|信息来源|文章来源|作\s*者|发布时间|发布日期|发表时间|更新时间|发布人)\s*[：:]")
_FOOT = re.compile(
    r"(?:主办(?:单位)?|承办(?:单位)?|版权所有|技术支持|运维单位|网站标识码|政府网站标识码|网站管理|备案(?:序)?号)\s*[：:]?|.{0,12}ICP备\s*\d+|.{0,8}公网安备|Copyright|©|网站地图|站点地图|网站声明|隐私声明|扫一扫在手机打开|相关(?:链接|稿件|文档|文件|新闻|附件下载)[：:]?$|【?(?:打印|关闭|返回|我要纠错).{0,12}】?$"
    r"|上一篇\s*[：:]|下一篇\s*[：:]|责任编辑\s*[：:]|编辑\s*[：:]",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[^\d，。；：、！？《》（）〔〕“”]{2,10}$")
"""An entry of a menu."""

_MENU = 3
"""Entries. Fewer short lines over a title are names."""

_MENU_WORDS = re.compile("首页|政务|政府信息|信息公开|互动|服务|专题|走进|新闻|动态|公开|指南|机构|领导|数据|要闻|概况|办事|公告|栏目|导航|网站")

_CELLS = re.compile(r"\t|[ \u3000]{2,}|\s*[|｜]\s*")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value of the table over a document: what it says of it ("issuer", "number", "date", "published", "title")."""

    says: str
    span: Span


def surroundings(found: Sequence[Line], text: str) -> tuple[set[int], list[Labelled]]:
    """The lines that a website put around a document, and the values that they give."""
    values: list[Labelled] = []
    outside: set[int] = set()
    head = _head(found)
    tables = [at for at in range(head) if _values(found[at], None)]
    hits = sum(len(_labels(found[at])) for at in tables)
    if hits > 1:
        _read_table(found, head, outside, values)
    for at in range(head):
        line = found[at]
        if _BREADCRUMBS.match(line.text) or _WIDGET_LINE.match(line.text) or _is_bar(line.text):
            outside.add(at)
            values += _bar_values(line)
    outside |= _menus(found, head, outside)
    outside |= _foot(found, head)
    return outside, values


def _head(found: Sequence[Line]) -> int:
    """How many lines may belong to the website before the document begins to speak."""
    for at, line in enumerate(found[:_SEARCHED]):
        if re.search("。", line.text) or (re.search("[：:]$", line.text) and not LABEL.match(line.text) and len(line.text) > 3):
            return at if not _is_bar(line.text) and not LABEL.match(line.text) else at + 1
    return min(len(found), _SEARCHED)


def _labels(line: Line) -> list[re.Match[str]]:
    return [match for cell in _CELLS.split(line.text) if (match := LABEL.match(cell)) and (match["colon"] or match.end() == len(cell))]


def _values(line: Line, after: Line | None) -> list[tuple[str, str]]:
    """Labels and values of a line of the table."""
    cells = [cell for cell in _CELLS.split(line.text) if cell]
    found: list[tuple[str, str]] = []
    label = ""
    for cell in cells:
        match = LABEL.match(cell)
        if match and (match["colon"] or match.end() == len(cell)):
            label = re.sub(r"\s", "", match["label"])
            value = cell[match.end() :]
            found.append((label, value))
            continue
        if not label:
            return []
        if not found[-1][1]:
            found[-1] = (label, cell)
        else:
            found[-1] = (label, f"{found[-1][1]}{cell}")
    return found


def _read_table(found: Sequence[Line], head: int, outside: set[int], values: list[Labelled]) -> None:
    waiting = ""
    for at in range(head):
        line = found[at]
        pairs = _values(line, None)
        if not pairs:
            if waiting and not line.blank and len(line.text) <= 60:
                outside.add(at)
                values += _labelled(line, waiting, line.text)
            waiting = ""
            continue
        outside.add(at)
        for label, value in pairs:
            if value:
                values += _labelled(line, label, value)
        waiting = pairs[-1][0] if not pairs[-1][1] else ""


def _labelled(line: Line, label: str, value: str) -> Iterator[Labelled]:
    if says := LABELLED.get(label):
        at = line.text.find(value)
        if at >= 0 and len(line.spans) == 1:
            start = line.spans[0][0] + at
            yield Labelled(says, (start, start + len(value.rstrip())))


def _is_bar(text: str) -> bool:
    """Whether a line says where the page is from, when it was put up, and offers buttons: two such things or more."""
    return len(text) <= 160 and "。" not in text and (len(_STATISTICS.findall(text)) > 1 or bool(_BAR.match(text))) and not NUMBER_LINE.match(text)


def _bar_values(line: Line) -> Iterator[Labelled]:
    for match in re.finditer(r"(?:发布时间|发布日期|发表时间|时\s*间|日\s*期)\s*[：:]\s*(?P<value>[\d年月日号./-]{8,11})", line.text):
        if len(line.spans) == 1:
            start = line.spans[0][0]
            yield Labelled("published", (start + match.start("value"), start + match.end("value")))


def _menus(found: Sequence[Line], head: int, outside: set[int]) -> set[int]:
    """Runs of short lines without punctuation, some of them words of menus, before the title."""
    menu: set[int] = set()
    run: list[int] = []
    for at in range(head + 1):
        entry = at < head and (at in outside or _is_entry(found[at]))
        if entry:
            run.append(at)
            continue
        short = [place for place in run if place not in outside]
        words = [place for place in short if _MENU_WORDS.search(found[place].text)]
        if len(short) >= _MENU and len(words) * 3 >= len(short):
            menu.update(short)
        run = []
    return menu


def _is_entry(line: Line) -> bool:
    entries = [cell for cell in re.split(r"\t|[ \u3000|｜]+", line.text) if cell]
    if line.text.endswith("文件") or PLAIN_TITLE.match(line.text):
        return False
    return all(_ENTRY.match(cell) for cell in entries) and not (len(entries) == 1 and OFFICE.search(entries[0]) and not _MENU_WORDS.search(entries[0]))


def _foot(found: Sequence[Line], head: int) -> set[int]:
    """The last lines, from the first after which all are of the website."""
    foot: set[int] = set()
    for at in range(len(found) - 1, max(head - 1, len(found) - _SEARCHED), -1):
        text = found[at].text
        if not (_FOOT.match(text) or _WIDGET_LINE.match(text) or (_is_bar(text) and not _BAR.match(text))):
            break
        foot.add(at)
    return foot
