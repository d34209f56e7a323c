"""What a public body's website puts around a document: menus, the table over the title, bars with buttons, its foot.

All of it is margin; the values of the table are facts where the document lacks them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.outline.patterns import LABEL, LABELLED, LABELS, NUMBER_LINE, OFFICE, PLAIN_TITLE, TITLE_LINE
from index.text.numbering import marker
from index.types import Span

_SEARCHED = 80
"""Lines at either end. A menu of a website has some forty entries."""

_EDGE = 20_000
"""Characters at either end in which these lines are looked for."""

_LINE = re.compile(r"\S[^\n\f]*(?<=\S)")
_LABELS = "|".join(r"[ \u3000]{0,4}".join(label) for label in LABELS)
_CELLS = re.compile(rf"\t|[ \u3000]{{2,}}|\s*[|｜]\s*|[ \u3000](?=[【\[]?(?:{_LABELS})[ \u3000]?[：:】\]])")
"""What parts the cells of a table: a wide gap, a line, or any gap before the next label."""
_PROSE = re.compile(r"。|[：:]$")

_PATH = re.compile(
    r"(?:您?(?:现在)?(?:所在|的|当前)?(?:的)?位置|当前位置)\s*[是：:]?|首\s*页\s*(?:>|＞|»|/|-|—|→|›)"
    r"|(?:[^。，；]{1,14}\s*(?:>|＞|»|›)\s*){2,}[^。]{0,30}$"
)
"""A path of pages: 首页 > 政务公开 > 建议提案."""

_BUTTONS = (
    "打印(?:本页|此页|页面|文章)?|关闭(?:本页|窗口|页面)?|收藏(?:本页)?|加入收藏|设为首页|分享(?:到)?|字体(?:大小)?|字号|默认|超大|特大|大|中|小"
    "|微信|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|复制链接|扫一扫(?:在手机打开当前页)?|返回(?:顶部|首页|列表|上一页)?|上一篇|下一篇|TOP|下载"
    "|朗读|语音播报|播报|无障碍(?:阅读|浏览)?|长者(?:模式|专区)|关怀版|繁体(?:版|中文)?|简体(?:版)?|English|登录|注册|搜索|视力保护色|手机版"
    "|网站地图|联系我们|评论|点赞|我要纠错|纠错"
)
_BETWEEN = r"[\s|｜/·、,，【】\[\]［］（）()：:+\-]*"
_BUTTON_LINE = re.compile(rf"(?:{_BETWEEN}(?:{_BUTTONS}))+{_BETWEEN}$", re.IGNORECASE)

_COUNTED = re.compile(
    "来源|发布时间|发布日期|发表时间|更新时间|时间|日期|作者|责任编辑|编辑|发布人|发布者|信息员|浏览次数|浏览量|访问量|访问次数|点击数|点击率|点击量"
    "|阅读次数|阅读量|阅读|浏览|点击|字体大小|字体|字号|打印|分享|初审|复审|终审|审核"
)
"""What a bar under the title says."""

_BAR = re.compile(
    "(?:信息|文章|稿件)?来源[：:]|作者[：:]|发布时间[：:]|发布日期[：:]|发表时间[：:]|更新时间[：:]|发布人[：:]"
)
_PUT_UP = re.compile(
    r"(?:发布时间|发布日期|发表时间|更新时间|时\s*间|日\s*期)\s*[：:]\s*(?P<value>\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2})"
)

_FOOT = re.compile(
    "(?:主办|承办|主办单位|承办单位|技术支持|运维单位|版权所有|网站标识码|政府网站标识码|网站管理|备案序号|备案号)[：:]|版权所有|.{0,12}ICP备|.{0,8}公网安备"
    "|Copyright|©|网站地图|站点地图|网站声明|隐私声明|扫一扫在手机打开|相关(?:链接|稿件|文档|文件|新闻|阅读)[：:]?$"
    "|【?(?:打印|关闭|返回|我要纠错).{0,12}】?$|上一篇[：:]|下一篇[：:]|责任编辑[：:]|编辑[：:]",
    re.IGNORECASE,
)

_ENTRY = re.compile(r"[^，。；：、！？《》（）〔〕“”:;]{2,10}$")
"""An entry of a menu."""

_FEW, _MANY = 3, 6
"""Entries of a menu: few need words of menus among them, many short lines before a title are a menu whatever they
say."""

_MENU_WORDS = re.compile(
    "首页|政务|政府信息|信息公开|互动|服务|专题|走进|新闻|动态|公开|机构|领导|数据|要闻|概况|办事|栏目|导航|网站"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value of the table over a document and what it says of it: "issuer", "number", "date", "published", "title"."""

    says: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    text: str

    @property
    def span(self) -> Span:
        return self.start, self.start + len(self.text)


def surroundings(text: str) -> tuple[list[Span], list[Labelled]]:
    """The lines that a website put around a document, and the values that they give. Margins have no say here: what is
    margin already says the same again."""
    rows = [_Row(match.start(), match[0]) for match in _first(_LINE.finditer(text, 0, _EDGE))]
    head = rows[: _head(rows)]
    values: list[Labelled] = []
    outside = _table(head, values)
    for at, row in enumerate(head):
        if _is_around(row.text):
            outside.add(at)
            values += [Labelled("published", _moved(match.span("value"), row)) for match in _PUT_UP.finditer(row.text)]
    outside |= _menus(rows[: len(head) + 1], outside)
    spans = [head[at].span for at in sorted(outside)]
    return spans + _foot(text, spans[-1][1] if spans else 0), values


def _first(matches: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    for _, match in zip(range(_SEARCHED), matches, strict=False):
        yield match


def _moved(span: Span, row: _Row) -> Span:
    return row.start + span[0], row.start + span[1]


def _head(rows: Sequence[_Row]) -> int:
    """How many lines may belong to the website: those before the document begins to speak."""
    for at, row in enumerate(rows):
        if _PROSE.search(row.text) and not _is_around(row.text) and not LABEL.match(row.text):
            return at
    return len(rows)


def _is_around(text: str) -> bool:
    """Whether a line is a path of pages, a row of buttons, or a bar: it says where the page is from, when it was put
    up, how often it was read."""
    if _PATH.match(text) or _BUTTON_LINE.match(text):
        return True
    bare = re.sub(r"\s", "", text)
    if len(bare) > 120 or "。" in bare or NUMBER_LINE.match(text):
        return False
    return bool(_BAR.match(bare)) or (len(_COUNTED.findall(bare)) > 1 and bool(re.search("[：:】]", bare)))


def _table(head: Sequence[_Row], values: list[Labelled]) -> set[int]:
    """The rows of the table of labels and values, if there are two labels or more; their values are added to
    `values`."""
    pairs = [_pairs(row) for row in head]
    if sum(map(len, pairs)) < 2:
        return set()
    found: set[int] = set()
    waiting = ""
    for at, row in enumerate(head):
        if pairs[at]:
            found.add(at)
            values += _known(pairs[at])
            waiting = pairs[at][-1][0] if pairs[at][-1][1] == (0, 0) else ""
        elif waiting:  # A label on a line of its own: its value is the next line.
            found.add(at)
            values += _known([(waiting, row.span)])
            waiting = ""
    return found


def _pairs(row: _Row) -> list[tuple[str, Span]]:
    """The labels of a row of the table, each with the place of its value, (0, 0) where it has none; none if it is no
    row."""
    found: list[tuple[str, Span]] = []
    at, end = 0, len(row.text)
    while at < end:
        label = LABEL.match(row.text, at)
        gap = _CELLS.search(row.text, label.end() if label else at)
        cell = gap.start() if gap else end
        if label and (
            label["colon"] or label["frame"] or label.end() in (cell, end) or _CELLS.match(row.text, label.end("label"))
        ):
            after = LABEL.match(row.text, label.end())
            value = (0, 0) if after or label.end() >= cell else _moved((label.end(), cell), row)
            found.append((re.sub(r"\s", "", label["label"]), value))
            at = label.end() if after else (gap.end() if gap else end)
            continue
        if not found:
            return []
        name, (left, _) = found[-1]
        found[-1] = (name, (left or row.start + at, row.start + cell))
        at = gap.end() if gap else end
    return found


def _known(pairs: Sequence[tuple[str, Span]]) -> Iterator[Labelled]:
    for label, span in pairs:
        if label in LABELLED and span != (0, 0):
            yield Labelled(LABELLED[label], span)


def _menus(rows: Sequence[_Row], outside: set[int]) -> set[int]:
    """Runs of short lines without punctuation before the title."""
    title = next((at for at, row in enumerate(rows) if at not in outside and _is_title(row.text)), len(rows))
    menu: set[int] = set()
    run: list[int] = []
    for at in range(title + 1):
        if at < title and (at in outside or _is_entry(rows[at].text)):
            run.append(at)
            continue
        lines = [place for place in run if place not in outside]
        entries = [entry for place in lines for entry in _entries(rows[place].text)]
        words = sum(bool(_MENU_WORDS.search(entry)) for entry in entries)
        if title < len(rows) and (len(entries) >= _MANY or (len(entries) >= _FEW and 2 * words >= len(entries))):
            menu.update(lines)
        run = []
    return menu


def _is_title(text: str) -> bool:
    bare = re.sub(r"\s", "", text)
    return bool(TITLE_LINE.match(bare) or PLAIN_TITLE.match(bare)) or NUMBER_LINE.match(text) is not None


def _entries(text: str) -> list[str]:
    return [entry for entry in re.split(r"[\t \u3000|｜]+", text) if entry]


def _is_entry(text: str) -> bool:
    """Whether a line is an entry of a menu, or several beside each other."""
    entries = _entries(text)
    name = len(entries) == 1 and OFFICE.search(text) and not _MENU_WORDS.search(text)
    return not name and not marker(text) and not text.endswith("文件") and all(map(_ENTRY.match, entries))


def _foot(text: str, start: int) -> list[Span]:
    """The last lines, from the first after which all are of the website."""
    start = max(start, len(text) - _EDGE)
    rows = [_Row(match.start(), match[0]) for match in _LINE.finditer(text, start)]
    foot: list[Span] = []
    for row in reversed(rows[-_SEARCHED:]):
        if not (_FOOT.match(re.sub(r"\s", "", row.text)) or _BUTTON_LINE.match(row.text)):
            break
        foot.append(row.span)
    return foot[::-1]
