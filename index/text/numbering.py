"""The grammar of numbers that open a line: 一、 （一） 1. 1.1 ⑴ ① 第三条 第一部分 Ⅰ. A. 甲、 and what else counts.

Whether a number counts, and at which level, is a matter of the document it stands in: see outline/ladder.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, auto
from functools import lru_cache

from index.text.numerals import STEMS, numeral, roman


class Form(IntEnum):
    """How a number is written. In the order of GB/T 9704-2012 and of the Legislation Law, from the outermost level
    to the innermost; a document may have another order."""

    PART = auto()
    """第一编, 第一篇, 第一部分"""
    CHAPTER = auto()
    DIVISION = auto()
    """第一节"""
    ARTICLE = auto()
    CLAUSE = auto()
    """第一款, 第一项, 第一目"""
    FINANCIAL = auto()
    """壹、"""
    CHINESE = auto()
    """一、 or 一."""
    CHINESE_BARE = auto()
    """一 before a space"""
    CHINESE_BRACKETS = auto()
    """（一） or ㈠"""
    CHINESE_CLOSED = auto()
    """一）"""
    ROMAN = auto()
    """Ⅰ. or IV."""
    ARABIC = auto()
    """1. or 1、 or ⒈"""
    BARE = auto()
    """1 before a space"""
    DECIMAL_2 = auto()
    """1.1"""
    DECIMAL_3 = auto()
    DECIMAL_4 = auto()
    DECIMAL_5 = auto()
    ARABIC_BRACKETS = auto()
    """（1） or ⑴"""
    ARABIC_CLOSED = auto()
    """1）"""
    CIRCLED = auto()
    """①"""
    STEM = auto()
    """甲、"""
    STEM_BRACKETS = auto()
    LETTER = auto()
    """A. or A、"""
    LETTER_BRACKETS = auto()
    LETTER_CLOSED = auto()
    SMALL_LETTER = auto()
    SMALL_LETTER_BRACKETS = auto()
    SMALL_LETTER_CLOSED = auto()


DECIMALS = (Form.DECIMAL_2, Form.DECIMAL_3, Form.DECIMAL_4, Form.DECIMAL_5)

LAW_HEADINGS = frozenset({Form.PART, Form.CHAPTER, Form.DIVISION})

SURE = LAW_HEADINGS | {Form.CHINESE, Form.CHINESE_BRACKETS}
"""A line that begins so is numbered, whatever came before; so is one that begins with 第一条 and a space. Other forms
open many lines that are no sections: they must count from one, without a gap."""

SINGLE = frozenset({Form.ARABIC, Form.ARABIC_BRACKETS, Form.CIRCLED})
"""Of those that must count, the ones of which a single one counts too. Of the others a first needs a second."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A number found at the start of a line. `label` is the number as a person says it: without the stop or comma
    behind it and the spaces in it, look-alikes as what they stand for. `numbers` are the values of a decimal number
    from left to right; others have one. `end` is the offset after it. `sure` tells whether it can be nothing but a
    number, whatever the lines before."""

    form: Form
    label: str
    numbers: tuple[int, ...]
    end: int
    sure: bool

    def spelt(self, words: str) -> "Marker":
        """The same number, its label spelt as in `words`, which has the length of the line that was read."""
        start = _AFTER_JUNK.match(words).end()  # type: ignore[union-attr]
        label = re.sub(r"\s", "", words[start : self.end])[: len(self.label)].translate(_ALIKE)
        return replace(self, label=label)

    @property
    def number(self) -> int:
        """The value, the last one of a decimal number."""
        return self.numbers[-1]


_N = "[零〇○一二三四五六七八九十百千两廿卅]{1,9}"
_OR_ALIKE = "[零〇○一二三四五六七八九十百千两廿卅ニハ]{1,9}"
"""Text recognition and typists take these katakana for numerals. They count only where they go on with a series."""

_JUNK = "\ue000-\uf8ff\ufffd\u200c\u200d"
"""What may stand before a number without being seen, or as a bullet: private-use characters of symbol fonts."""

_SPACED = r"(?=(?P<spaced>\s|$)|)"
_FILLS = r"[：:、.．]?(?=\s|$|[^，。；：、]{1,24}$|[^，。；：]{1,16}$)"
"""What follows 第X章: nothing, a space, or a title that fills the line."""

_REFERS = (
    rf"规定|所(?:列|称|指|述|规定|涉)|第(?:{_N}|\d+)[款项条目]|第[（(]|[（(]{_N}[）)]|、|，|。|；|和(?!解|平|谐)|的|及(?!时)|或者?第|与第|至第"
    r"|中(?:的|所|规定)|(?:之|前|后)?(?:各|两|二|三)?款(?!项)|项(?!目)|修改为|删去"
)
"""How a sentence goes on that begins with the number of an article it speaks of."""

_DOT = r"\s*[．.](?:(?!\d)|(?=(?:19|20)\d\d年))"
_STOP = rf"(?:\s*、|{_DOT}|\s*[,，](?=\s))"
_MEASURE = "%％‰℃亿万倍吨元"
_CIRCLED = "①-⑳㉑-㉟㊱-㊿❶-❿➀-➓㊀-㊉⓪"
_STEMS = f"[{STEMS}]"
_FINANCIAL = "[壹贰叁参肆伍陆柒捌玖拾貳參陸]"
_ROMAN = "(?:[Ⅰ-Ⅻ]|X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})"


def _compile(form: Form, pattern: str) -> tuple[Form, re.Pattern[str]]:
    return form, re.compile(pattern)


_UNIT = rf"(?P<label>第\s*(?P<n>{_OR_ALIKE}|\d{{1,4}}|{_N}(?:\s+{_N})+)\s*"
_WORDS = (
    _compile(Form.PART, rf"{_UNIT}(?:[编编篇]|部\s*[分份])){_FILLS}{_SPACED}"),
    _compile(Form.CHAPTER, rf"{_UNIT}章){_FILLS}{_SPACED}"),
    _compile(Form.DIVISION, rf"{_UNIT}节){_FILLS}{_SPACED}"),
    _compile(Form.ARTICLE, rf"{_UNIT}条(?:\s*之\s*{_N})?)(?:(?!{_REFERS})|(?=[(（][^）)]{{1,30}}[）)]\s)){_SPACED}"),
    _compile(Form.CLAUSE, rf"{_UNIT}[款项目])[：:、]?(?=\s|$){_SPACED}"),
)
_NUMERALS = (
    _compile(Form.CHINESE, rf"(?P<label>(?P<n>{_OR_ALIKE}|[－ー—])){_STOP}(?!{_N}\s*、){_SPACED}"),
    _compile(Form.CHINESE_CLOSED, rf"(?P<label>(?P<n>{_N})\s*[）)])[、.．]?{_SPACED}"),
    _compile(Form.CHINESE_BARE, rf"(?P<label>(?P<n>{_N}))(?=\s+[^\W\d_]){_SPACED}"),
)
_BRACKETS = (
    _compile(Form.CHINESE_BRACKETS, rf"(?P<label>[（(﹙]\s*(?P<n>{_OR_ALIKE})\s*[）)﹚])[、.．]?{_SPACED}"),
    _compile(Form.ARABIC_BRACKETS, rf"(?P<label>[（(﹙]\s*(?P<n>\d{{1,3}})\s*[）)﹚])[、.．]?{_SPACED}"),
    _compile(Form.STEM_BRACKETS, rf"(?P<label>[（(]\s*(?P<n>{_STEMS})\s*[）)])[、.．]?{_SPACED}"),
    _compile(Form.LETTER_BRACKETS, rf"(?P<label>[（(]\s*(?P<n>[A-Z])\s*[）)])[、.．]?{_SPACED}"),
    _compile(Form.SMALL_LETTER_BRACKETS, rf"(?P<label>[（(]\s*(?P<n>[a-z])\s*[）)])[、.．]?{_SPACED}"),
)
_DIGITS = (
    *(
        _compile(
            form,
            rf"(?P<label>(?P<n>\d{{1,2}}(?:\s?[.．]\s?\d{{1,2}}){{{at}}}))(?:[.．、](?!\d))?(?![\d{_MEASURE}.．－/-]){_SPACED}",
        )
        for at, form in enumerate(DECIMALS, 1)
    ),
    _compile(Form.ARABIC, rf"(?P<label>(?P<n>\d{{1,3}}))(?:{_DOT}|\s*、(?!\d+\s*、)|[,，](?=\s)){_SPACED}"),
    _compile(Form.ARABIC_CLOSED, rf"(?P<label>(?P<n>\d{{1,3}})\s*[）)])[、.．]?{_SPACED}"),
    _compile(Form.BARE, rf"(?P<label>(?P<n>\d{{1,2}}))(?=\s+[^\W\d_]|\s+[“《「（]){_SPACED}"),
)
_SIGNS = (
    _compile(Form.CIRCLED, rf"(?P<label>(?P<n>[{_CIRCLED}]))[、.．]?{_SPACED}"),
    _compile(Form.ARABIC_BRACKETS, rf"(?P<label>(?P<n>[⑴-⒇]))[、.．]?{_SPACED}"),
    _compile(Form.ARABIC, rf"(?P<label>(?P<n>[⒈-⒛])){_SPACED}"),
    _compile(Form.CHINESE_BRACKETS, rf"(?P<label>(?P<n>[㈠-㈩]))[、.．]?{_SPACED}"),
)
_STEM = (_compile(Form.STEM, rf"(?P<label>(?P<n>{_STEMS}))\s*[、.．](?!{_STEMS}[、.．]){_SPACED}"),)
_MONEY = (_compile(Form.FINANCIAL, rf"(?P<label>(?P<n>{_FINANCIAL}{{1,3}}))\s*[、.．]{_SPACED}"),)
_LETTERS = (
    _compile(Form.ROMAN, rf"(?P<label>(?P<n>{_ROMAN}))(?:\s*[、.．]|(?=\s+[^\W\d_a-zA-Z])){_SPACED}"),
    _compile(Form.LETTER, rf"(?P<label>(?P<n>[A-Z]))(?:\s*[、.．](?![A-Za-z])|(?=\s+[^\W\d_a-zA-Z])){_SPACED}"),
    _compile(Form.LETTER_CLOSED, rf"(?P<label>(?P<n>[A-Z])\s*[）)])[、.．]?{_SPACED}"),
    _compile(Form.SMALL_LETTER, rf"(?P<label>(?P<n>[a-z]))\s*[、.．](?![A-Za-z]){_SPACED}"),
    _compile(Form.SMALL_LETTER_CLOSED, rf"(?P<label>(?P<n>[a-z])\s*[）)])[、.．]?{_SPACED}"),
)


_UNIT_WORD = re.compile(r"第[\s\d零〇○一二三四五六七八九十百千两廿卅ニハ]{1,24}([编篇部章节条款项目])")
_BY_UNIT = {
    unit: (pattern,)
    for units, pattern in zip(("编篇部", "章", "节", "条", "款项目"), _WORDS, strict=True)
    for unit in units
}


def _by_opening() -> dict[str, tuple[tuple[Form, re.Pattern[str]], ...]]:
    """The patterns that may match a line, by its first character."""
    signs = [chr(code) for start, end in re.findall("(.)-(.)", _CIRCLED) for code in range(ord(start), ord(end) + 1)]
    signs += [chr(code) for code in (*range(0x2474, 0x249C), *range(0x3220, 0x322A))]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + "".join(map(chr, range(0x2160, 0x216C)))
    groups = (
        ("第", _WORDS),
        ("零〇○一二三四五六七八九十百千两廿卅ニハ－ー—", _NUMERALS),
        ("（(﹙", _BRACKETS),
        ("0123456789", _DIGITS),
        (signs, _SIGNS),
        (STEMS, _STEM),
        ("壹贰叁参肆伍陆柒捌玖拾貳參陸", _MONEY),
        (letters, _LETTERS),
    )
    return {opening: patterns for openings, patterns in groups for opening in openings}


_PATTERNS = _by_opening()
_JUNK_OPENS = re.compile(f"[{_JUNK}]")
_AFTER_JUNK = re.compile(f"[{_JUNK}\\s]*")
_ALIKE = str.maketrans("ニハ－ー—", "二八一一一")


def readings(line: str) -> Iterator[Marker]:
    """The numbers that may open a line, the likeliest first: I. is the first of I, II and the ninth of A, B."""
    start = 0
    if line[:1] not in _PATTERNS:
        start = _AFTER_JUNK.match(line).end() if _JUNK_OPENS.match(line) else 0  # type: ignore[union-attr]
        if not start or line[start : start + 1] not in _PATTERNS:
            return
    patterns = _PATTERNS[line[start]]
    if line[start] == "第":  # Its unit tells which of the patterns it can be.
        unit = _UNIT_WORD.match(line, start)
        patterns = _BY_UNIT[unit[1]] if unit else ()
    for form, pattern in patterns:
        if match := pattern.match(line, start):
            written, number, spaced = match.group("label", "n", "spaced")
            written = "".join(written.split())
            label = written.translate(_ALIKE)
            sure = written == label and (form in SURE or (form is Form.ARTICLE and spaced is not None))
            if numbers := _numbers(form, "".join(number.split())):
                yield Marker(form, label, numbers, match.end(), sure)


def marker(line: str) -> Marker | None:
    """The likeliest number that opens a line, or None."""
    return next(readings(line), None)


@lru_cache(4096)
def _numbers(form: Form, text: str) -> tuple[int, ...]:
    """The values of a number; none if it is no numeral after all."""
    try:
        if form in DECIMALS:
            return tuple(map(int, re.split("[.．]", text)))
        if form in (Form.STEM, Form.STEM_BRACKETS):
            return (STEMS.index(text) + 1,)
        if form is Form.ROMAN and text.isascii():
            return (roman(text),)
        if text.isascii() and text.isalpha():
            return (ord(text.lower()) - ord("a") + 1,)
        return (numeral(text),)
    except ValueError:
        return ()
