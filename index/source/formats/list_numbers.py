"""The numbers that Word shows before paragraphs of a list and does not write into their text."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """0 to 99 as a Chinese numeral: 21 → 二十一. Larger numbers stay Arabic."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + ("" if not ones else _DIGITS[ones])


class Numbering:
    """The part numbering.xml: which list a paragraph is of, how its numbers look, and how far it has counted."""

    def __init__(self, root: "_Element | None") -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = {}
        for abstract in () if root is None else root.iterchildren(f"{_W}abstractNum"):
            for level in abstract.iterchildren(f"{_W}lvl"):
                key = (abstract.get(f"{_W}abstractNumId") or "", _number(level.get(f"{_W}ilvl")))
                start = _number(_value(level, "start") or "1")
                self._levels[key] = (_value(level, "numFmt"), _value(level, "lvlText"), start)
        for instance in () if root is None else root.iterchildren(f"{_W}num"):
            self._lists[instance.get(f"{_W}numId") or ""] = _value(instance, "abstractNumId")

    def next(self, properties: "_Element") -> str:
        """The next number of the list that a paragraph's `numPr` names; "" for bullets and unknown lists."""
        kind, depth = self._lists.get(_value(properties, "numId"), ""), _number(_value(properties, "ilvl"))
        if (kind, depth) not in self._levels or depth >= _LEVELS:
            return ""
        counts = self._counts.setdefault(kind, [None] * _LEVELS)
        last = counts[depth]
        counts[depth] = self._levels[kind, depth][2] if last is None else last + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return re.sub("%([1-9])", lambda place: self._shown(kind, int(place[1]) - 1), self._pattern(kind, depth))

    def _pattern(self, kind: str, depth: int) -> str:
        form, pattern, _ = self._levels[kind, depth]
        return "" if form in ("bullet", "none") else pattern

    def _shown(self, kind: str, depth: int) -> str:
        form, _, start = self._levels.get((kind, depth), ("decimal", "", 1))
        count = self._counts[kind][depth]
        number = start if count is None else count
        if form.startswith(("chinese", "japanese", "ideograph", "taiwanese")):
            return chinese(number)
        return chr(ord("①") + number - 1) if form.startswith("decimalEnclosedCircle") and number <= 20 else str(number)


def _value(element: "_Element", name: str) -> str:
    child = element.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val") or ""


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,6}", text) else 0
