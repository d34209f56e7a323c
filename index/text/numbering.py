"""The numbering of Chinese official documents: which line opens a section, which words open a point, what is a date.

Levels follow GB/T 9704-2012 (一、 （一） 1. （1）) and, for laws, the Legislation Law (编 章 节 条).
"""

import re
from dataclasses import dataclass
from datetime import date

_NUMERAL = "[零〇一二三四五六七八九十百千两]{1,9}"

_TITLE = "(?=\\s|[^，。；：、]{0,20}$)"
"""What follows 第X章: nothing, a space, or a title that fills the line."""

_LEVELS = (
    rf"(?P<label>第(?P<number>{_NUMERAL})编){_TITLE}",
    rf"(?P<label>第(?P<number>{_NUMERAL})章){_TITLE}",
    rf"(?P<label>第(?P<number>{_NUMERAL})节){_TITLE}",
    rf"(?P<label>第(?P<number>{_NUMERAL})条(?:之{_NUMERAL})?)(?!规定|所列|第{_NUMERAL}[款项]|第[（(]|、|和(?!解)|的)",
    rf"(?P<label>(?P<number>{_NUMERAL}))、(?!{_NUMERAL}、)",
    rf"(?P<label>[（(](?P<number>{_NUMERAL})[）)])、?",
    r"(?P<label>(?P<number>[0-9０-９]{1,2}))(?:[.．](?![0-9０-９])|、)",
    r"(?P<label>[（(](?P<number>[0-9０-９]{1,2})[）)])、?",
    r"(?P<label>(?P<number>[①-⑳]))",
)
"""From the outermost level to the innermost. The index of a pattern is its level."""

_OPENING = frozenset("第零〇一二三四五六七八九十百千两（(0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
"""The characters that any of them begins with."""

ARTICLE = 3
"""The level of 第X条: its text is law, never a heading."""

_POINT = rf"(?P<label>(?P<number>{_NUMERAL})是)|(?P<ordinal>第(?P<nth>{_NUMERAL}))(?=[，、])"
_FIRST = "首先"
_NEXT = ("其次", "再次", "然后", "再者", "最后")
_INLINE = rf"(?<![之唯第统专单万同])(?P<number>{_NUMERAL})是"

_ZEROS = "〇○零OＯ"
_FIGURE = f"[0-9０-９{_ZEROS}一二三四五六七八九十]"
_STROKE = r"\s*[-./．]\s*"
DATE = (
    rf"(?:{_FIGURE}{{2,4}}\s*年\s*{_FIGURE}{{1,3}}\s*月\s*{_FIGURE}{{1,3}}\s*日"
    rf"|(?:19|20)\d\d{_STROKE}\d{{1,2}}{_STROKE}\d{{1,2}}(?!\d))"
)
"""A written date: 2023年6月29日, 二〇二三年六月二十九日, 2023-06-29, 2023.6.29."""

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_DIGITS |= dict.fromkeys(_ZEROS, 0)
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Marker:
    """A number found at the start of a line. `end` is the offset after it; `level` counts from 0, the outermost."""

    label: str
    number: int
    level: int
    end: int


def numeral(text: str) -> int:
    """The value of a Chinese, Arabic (half or full width) or circled numeral, 0 to 9999: 十一 → 11, 二百零三 → 203."""
    if text.isdecimal():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if not set(text) & set(_UNITS):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total += (digit or (1 if character == "十" else 0)) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def iso_date(written: str) -> str:
    """A written date as YYYY-MM-DD; "" if it has no four-digit year or is no day of the calendar."""
    year, month, day = re.split("[年月./．-]", re.sub(r"\s|日", "", written))
    if len(year) != 4 or "十" in year:
        return ""
    try:
        return date(numeral(year), numeral(month), numeral(day)).isoformat()
    except ValueError:
        return ""


def marker(line: str) -> Marker | None:
    """The section number that opens a line, or None. Whether it counts is a matter of sequence: see paragraphs.py."""
    if line[:1] not in _OPENING:
        return None
    for level, pattern in enumerate(_LEVELS):
        if match := re.match(pattern, line):
            return Marker(match["label"], numeral(match["number"]), level, match.end())
    return None


def point(line: str) -> tuple[str, int] | None:
    """The point that opens a paragraph: label and number. 首先 is 1; 其次, 最后 and the like are 0, "one more"."""
    if match := re.match(_POINT, line):
        return match[0], numeral(match["number"] or match["nth"])
    if line.startswith(_FIRST):
        return _FIRST, 1
    for word in _NEXT:
        if line.startswith(word):
            return word, 0
    return None


def inline_points(text: str) -> list[tuple[str, int, int]]:
    """Points inside a paragraph: labels, numbers, and their offsets in `text`.

    A series counts from 一是 without a gap and has at least two points; the paragraph's own opening point may be part
    of it. A second series in the same paragraph is found too.
    """
    series: list[tuple[str, int, int]] = []
    found: list[tuple[str, int, int]] = []
    for match in re.finditer(_INLINE, text):
        number = numeral(match["number"])
        if number == 1:
            found += series if len(series) > 1 else []
            series = [(match[0], number, match.start())]
        elif series and number == len(series) + 1:
            series.append((match[0], number, match.start()))
    return found + (series if len(series) > 1 else [])
