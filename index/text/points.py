"""The words that open a point: 一是, 其一, 首先, and how they count on."""

import re

from index.text.numerals import numeral

_NUMERAL = "[零〇一二三四五六七八九十百千两]{1,9}"
_POINT = re.compile(
    rf"(?P<number>{_NUMERAL})是|第(?P<nth>{_NUMERAL})(?=[，、])|其(?P<of_them>{_NUMERAL})(?=[，、,：:是]|\s)"
)
_FIRST = "首先"
_NEXT = ("其次", "再次", "然后", "再者", "最后")
_INLINE = re.compile(rf"(?:(?<![之唯第统专单万同其])(?P<number>{_NUMERAL})是|其(?P<of_them>{_NUMERAL})(?=[，,：:是]))")


def point(line: str) -> tuple[str, int] | None:
    """The point that opens a paragraph: label and number. 首先 is 1; 其次, 最后 and the like are 0, "one more"."""
    if match := _POINT.match(line):
        return match[0], numeral(match["number"] or match["nth"] or match["of_them"])
    if line.startswith(_FIRST):
        return _FIRST, 1
    for word in _NEXT:
        if line.startswith(word):
            return word, 0
    return None


def inline_points(text: str) -> list[tuple[str, int, int]]:
    """Points inside a paragraph: labels, numbers, and their offsets in `text`.

    A series counts from 一是 or 其一 without a gap and has at least two points; the paragraph's own opening point may
    be part of it. A second series in the same paragraph is found too.
    """
    if "一是" not in text and "其一" not in text:
        return []
    series: list[tuple[str, int, int]] = []
    found: list[tuple[str, int, int]] = []
    for match in _INLINE.finditer(text):
        number = numeral(match["number"] or match["of_them"])
        if number == 1:
            found += series if len(series) > 1 else []
            series = [(match[0], number, match.start())]
        elif series and number == len(series) + 1:
            series.append((match[0], number, match.start()))
    return found + (series if len(series) > 1 else [])
