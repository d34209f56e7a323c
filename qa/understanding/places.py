"""Question → the place that it names: "第三十三条第二款第（一）项", "the second point of the last section", "附件2", "How many
parts?".

The words for units and numbers of all languages are data, `places.json`. What only looks like an address is none: a
unit must be counted off by its number (第三方, the second quarter and "two parts" are no places), and in Chinese the
words behind it must not go on with a noun (第二条生产线, 第三节课).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from index.text.folding import fold
from index.text.numbering import numeral

_DATA = Path(__file__).parent / "places.json"

_N = "[零〇一二三四五六七八九十百两]{1,7}|\\d{1,3}"

LAST = -1
"""The number of the last one; -2 is the one before it."""


class Kind(StrEnum):
    """What a step of a named place is called, from the outermost to the innermost. A `LABEL` is a number without a word
    for its unit: （二十一）, 2.1."""

    ATTACHMENT = "attachment"
    PART = "part"
    CHAPTER = "chapter"
    DIVISION = "division"
    SECTION = "section"
    ARTICLE = "article"
    CLAUSE = "clause"
    ITEM = "item"
    POINT = "point"
    LABEL = "label"
    TABLE = "table"
    PARAGRAPH = "paragraph"
    PAGE = "page"


_ORDER = list(Kind)


@dataclass(frozen=True, slots=True)
class Named:
    """One step of a named place: its number from 1, or from the end: `LAST`. `label` is the number as it was written,
    folded, where that tells it from others of this number: "(二)", "2.1"; else ""."""

    kind: Kind
    number: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a question names of the outline. `steps` lead from the outermost to the innermost; () is the whole document.

    `counted` is set where the question asks how many of a kind there are, or to list them; `rest` is the question,
    folded, without the words that name the place.
    """

    steps: tuple[Named, ...]
    rest: str
    counted: Kind | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    step: Named


def place(question: str) -> Place | None:
    """The place that a question names or counts; None if it names none."""
    asked = fold(question)
    found = _chosen([*_chinese(asked), *_labels(asked), *_others(asked)])
    rest = _without(asked, [(step.start, step.end) for step in found])
    counted, left = _counted(rest)
    if not found and counted is None:
        return None
    return Place(tuple(step.step for step in _outermost_first(found)), left, counted)


def _chosen(found: list[_Found]) -> list[_Found]:
    """Of readings that overlap the longest, in the order of the question."""
    chosen: list[_Found] = []
    for reading in sorted(found, key=lambda reading: (reading.start - reading.end, reading.start)):
        if all(reading.end <= other.start or other.end <= reading.start for other in chosen):
            chosen.append(reading)
    return sorted(chosen, key=lambda reading: reading.start)


def _outermost_first(found: list[_Found]) -> list[_Found]:
    """Languages differ in the order; the kinds do not. A label stands where it was said."""
    if any(step.step.kind is Kind.LABEL for step in found):
        return found
    return sorted(found, key=lambda reading: _ORDER.index(reading.step.kind))


_GOES_ON = (
    r"(?=$|[\s,，。、;；:：?？!！(（)\[“”\"'《第]|[是为说讲谈写规定议内建意答怎如何里中上下和与及跟有包又呢吗嘛吧啊提对关到都主指给要分列述描约属叫标题概括总结回复解释明确涉反映介绍强调倒最附的各共一几哪涵具采同接]"
    r"|(?:about|say|does)\b)"
)
"""What follows a place in Chinese: punctuation, a verb of saying, 的 or 和. A noun makes it something else."""


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data


@cache
def _chinese_patterns() -> list[tuple[Kind, re.Pattern[str]]]:
    patterns = []
    for name, units in _data()["chinese"].items():
        many = f"(?:{units})"
        text = (
            rf"第\s*(?P<n>{_N})\s*{many}(?:建议|意见|提案)?{_GOES_ON}"
            rf"|倒数第(?P<back>{_N})(?:个)?{many}|最[后末](?P<last>一?个?|的)(?:那)?{many}(?:建议|意见)?{_GOES_ON}"
        )
        if name == "attachment":
            text = rf"(?:{units})\s*(?P<n>{_N}){_GOES_ON}|第(?P<m>{_N})个?(?:{units})"
        if name == "table":
            text = rf"(?<![\u4e00-\u9fff])表\s*(?P<n>\d{{1,2}})(?!\d)|第(?P<m>{_N}){many}{_GOES_ON}"
        patterns.append((Kind(name), re.compile(text)))
    return patterns


def _chinese(asked: str) -> Iterator[_Found]:
    for kind, pattern in _chinese_patterns():
        for match in pattern.finditer(asked):
            groups = match.groupdict()
            if groups.get("back"):
                number = -numeral(groups["back"])
            elif groups.get("last") is not None:
                number = LAST
            else:
                number = numeral(groups.get("n") or groups.get("m") or "")
            yield _Found(*match.span(), Named(kind, number))


_BRACKETED = re.compile(rf"第?\((?P<n>{_N})\)(?:号|번)?(?:条|款|项|点|部分|段|件|小点)?(?![\u4e00-\u9fff]*年)")
_DECIMAL = re.compile(
    r"(?<![\d.])(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})(?![\d.%亿万元个倍米吨亩度年月人家户])(?=$|[\s?？!,，。:：的是说讲下里中规怎如呢部节条款项]|$)"
)
_QUOTED = re.compile(rf"[“\"'「](?:第(?P<m>{_N})|(?P<n>{_N})(?P<kind>是|、))[”\"'」]")
_NUMBERED_POINT = re.compile(rf"(?:^|的)(?P<n>{_N})是(?=$|[？?说讲])")


def _labels(asked: str) -> Iterator[_Found]:
    for match in _BRACKETED.finditer(asked):
        yield _Found(*match.span(), Named(Kind.LABEL, numeral(match["n"]), f"({match['n']})"))
    for match in _DECIMAL.finditer(asked):
        yield _Found(*match.span(), Named(Kind.LABEL, int(match["n"].rpartition(".")[2]), match["n"]))
    for match in _QUOTED.finditer(asked):
        kind = Kind.POINT if match["kind"] != "、" else Kind.SECTION
        yield _Found(*match.span(), Named(kind, numeral(match["n"] or match["m"])))
    for match in _NUMBERED_POINT.finditer(asked):
        yield _Found(*match.span(), Named(Kind.POINT, numeral(match["n"])))


_BETWEEN = r"\s*(?:no\.?|number|nº|n°|número|numéro|nummer|№|số|رقم|thứ|제|第)?\s*"
_ASIAN = "[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"


@cache
def _patterns() -> list[tuple[Kind, re.Pattern[str]]]:
    """For every kind: unit and number, ordinal and unit, last and unit, in the languages beside Chinese."""
    data = _data()
    cardinals = _any(word for row in data["cardinals"] for word in row)
    ordinals = _any(word for row in data["ordinals"] for word in row)
    last = _any(data["last"])
    patterns = []
    for name, units in data["units"].items():
        spaced = _any(unit for unit in units if not re.search(_ASIAN, unit))
        asian = _any(unit for unit in units if re.search(_ASIAN, unit))
        text = (
            rf"\b(?:{spaced}){_BETWEEN}(?P<a>\(?\d{{1,3}}\)?(?![\d.])|(?:{cardinals}|{ordinals})(?![\w-]))"
            rf"|\b(?:(?P<b>{ordinals})|(?P<c>\d{{1,3}})(?:st|nd|rd|th|er|e|ª|º|\.|-\w{{1,3}})) (?:{spaced})\b"
            rf"|\b(?P<last>{last}) (?:\w+ )?(?:{spaced})\b|\b(?:{spaced})\s(?P<last2>{last})(?!\w)"
        )
        if asian:
            text += (
                rf"|(?:第|제)\s?(?P<d>{_N})\s?(?:{asian})(?=$|[^\u4e00-\u9fff]|に|の)"
                rf"|(?P<e>{_N}|{ordinals})\s?(?:番目の?|つ目の?|번째|번)\s?(?:{asian})"
                rf"|(?P<last3>{last})\s?(?:{asian})"
            )
            if name in ("attachment", "table", "section"):
                text += rf"|(?:{asian})\s?(?P<f>\d{{1,3}})(?!\d)"
            if name in ("article", "page", "clause"):
                text += r"|(?<![\d.])(?P<g>\d{1,3})\s?(?:조|쪽|페이지|ページ|항)"
        patterns.append((Kind(name), re.compile(text)))
    return patterns


def _any(words: Any) -> str:
    return "|".join(sorted(dict.fromkeys(words), key=len, reverse=True))


def _others(asked: str) -> Iterator[_Found]:
    for kind, pattern in _patterns():
        for match in pattern.finditer(asked):
            said = {name: text for name, text in match.groupdict().items() if text}
            if any(name.startswith("last") for name in said):
                yield _Found(*match.span(), Named(kind, LAST))
                continue
            number = _value(next(iter(said.values())))
            if number:
                yield _Found(*match.span(), Named(kind, number))


def _value(word: str) -> int:
    word = word.strip("()")
    if re.fullmatch(_N, word):
        return numeral(word)
    for form in ("cardinals", "ordinals"):
        for number, words in enumerate(_data()[form], 1):
            if any(re.fullmatch(pattern, word) for pattern in words):
                return number
    return 0


_HOW_MANY = (
    r"(?:一共|总共|共|合共|全文|下面|下)?(?:是|有|分|含|包括|包含|列|列了|议定)?(?:为|成|了|出|做)*\s*"
    r"(?<!第)(?:几|多少|哪几|哪些|哪[两三四五六七八九十])\s*(?P<zh>{chinese})(?:内容|建议|意见)?"
    r"|(?:列出|列举|罗列|说出)(?:全部|所有|各)?(?:的)?(?P<zh2>{chinese}|标题|小标题)"
    r"|(?:有哪些|哪些)(?P<zh3>部分|章节|标题|建议)"
    r"|\b(?:how many|what number of|wie viele?|in wie vielen?|combien (?:de|d')|cu[aá]nt[ao]s|quant[ao]s|сколько|bao nhiêu|mấy|كم)"
    r"(?: \w+){{0,2}}? (?P<eu>{spaced})(?!\w)"
    r"|\b(?:list|name|enumerate)\b(?: \w+){{0,3}}? (?P<eu2>{spaced})(?!\w)"
    r"|(?:いくつの|何)(?P<ja>{asian})|(?P<ja2>{asian})(?:は|が)?(?:いくつ|何つ)|몇\s?(?:개의?)?\s?(?P<ko>{asian})|(?P<ko2>{asian})(?:은|는|이|가)? 몇"
)


@cache
def _counting() -> list[tuple[Kind, re.Pattern[str]]]:
    data = _data()
    patterns = []
    for name, units in data["units"].items():
        chinese = data["chinese"][name]
        chinese = f"大?(?:{chinese})"
        if name == "point":  # 几点 is a time of day.
            chinese = r"(?:小点|个?要点|(?<=[哪有成为分]\w)点(?!钟))"
        spaced = _any(unit for unit in units if not re.search(_ASIAN, unit))
        asian = _any(unit for unit in units if re.search(_ASIAN, unit)) or "(?!)"
        text = _HOW_MANY.format(chinese=chinese, spaced=spaced, asian=asian)
        patterns.append((Kind(name), re.compile(text)))
    return patterns


def _counted(asked: str) -> tuple[Kind | None, str]:
    """The kind that a question counts, and the question without the words that ask for it."""
    best: tuple[Kind, re.Match[str]] | None = None
    for kind, pattern in _counting():
        match = pattern.search(asked)
        if match and (best is None or len(match[0]) > len(best[1][0])):
            best = kind, match
    if best is None:
        return None, asked
    return best[0], _without(asked, [best[1].span()])


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    left = list(text)
    for start, end in spans:
        left[start:end] = " " * (end - start)
    return re.sub(r"\s+", " ", "".join(left)).strip()
