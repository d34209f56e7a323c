"""Question → the place that it names: "第三十三条第二款第（一）项", "the second point of the last section", "附件2",
"How many parts?".

The words for units and numbers of all languages are data, `places.json`. What only looks like an address is none: a
unit must be counted off by its number (第三方, the second quarter and "two parts" are no places), and in Chinese the
words behind it must not go on with a noun (第二条生产线, 第三节课).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from index.text.folding import fold
from index.text.numerals import numeral
from qa.understanding.words import content

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
    counted, rest = _counted(_without(asked, [(step.start, step.end) for step in found]))
    if not found and counted is None:
        return None
    steps = _clauses([step.step for step in _outermost_first(found)])
    return Place(tuple(steps), rest if _asks_more(rest) else "", counted)


def _asks_more(rest: str) -> bool:
    """Whether the words beside a place are after more than what it says: words for saying and for documents are not."""
    return bool(_framing().sub("", content(rest)).strip())


@cache
def _framing() -> re.Pattern[str]:
    words = [*_data()["saying"], *_data()["document"]]
    spaced = _any(word for word in words if not re.search(_HAN, word))
    return re.compile(rf"\b(?:{spaced})\b|(?:{_any(word for word in words if re.search(_HAN, word))})")


def _clauses(steps: list[Named]) -> list[Named]:
    """The paragraphs of an article are its clauses, whatever a language calls them."""
    return [
        replace(step, kind=Kind.CLAUSE)
        if step.kind is Kind.PARAGRAPH and at and steps[at - 1].kind is Kind.ARTICLE
        else step
        for at, step in enumerate(steps)
    ]


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


_CHINESE_GOES_ON = (
    r"[是说讲谈写怎又呢吗嘛吧啊哪指叫几以]|为(?!民)|规定|议定|约定|内容|建议|意见|答复|如何|提[到出及]|要求|主要|具体(?!备)|关于|对(?![外口岸接])"
    r"|里(?!程)|中(?![心压轴央型小线])|[内上下](?=$|[\s,，?？的面边部头说讲写提有是怎规对关分列设])|和(?![平解谐])|与(?!会)|及|跟|有(?![轨机色线限效偿])|包[含括]|的|到(?=第)"
    r"|都(?![市城江匀昌安])|给出|分(?=[为成了别几多])|列|描述|属于|标题|概括|总结|回[复应答]|解释|明确|涉及|反映|介绍|强调|倒数|最[后末]"
    r"|附(?=[件录表])|各(?=[自是有])|共(?=[有几分计])|一共|涵盖|采[纳用]|同意|接受|落实|办理"
)
_GOES_ON = rf"(?=$|[\s,，。、;；:：?？!！(（)）\[“”\"'《第]|(?:about|say|does)\b|{_CHINESE_GOES_ON})"
"""What follows a place in Chinese: punctuation, a verb of saying, 的 or 和. A noun makes it something else."""

_ENDS = rf"(?=\s*(?:$|[,，。、;；:：?？!！)）]|\.(?!\d)|(?:about|say|and|or|of|in)\b)|{_CHINESE_GOES_ON})"
"""What follows a number that stands for a place without a word for its unit: 4.5 percent is none."""


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data


@cache
def _chinese_pattern(kind: Kind) -> re.Pattern[str]:
    many = f"(?:{_data()['chinese'][kind]})"
    text = (
        rf"第\s*(?P<n>{_N})\s*{many}(?:建议|意见|提案)?{_GOES_ON}"
        rf"|倒数第(?P<back>{_N})(?:个)?{many}{_GOES_ON}|最[后末](?P<last>一?个?|的)(?:那)?{many}(?:建议|意见)?{_GOES_ON}"
    )
    if kind is Kind.ATTACHMENT:
        text += rf"|{many}\s*(?P<m>{_N}){_GOES_ON}"
    if kind is Kind.TABLE:
        text += r"|(?<![\u4e00-\u9fff])表\s*(?P<m>\d{1,2})(?!\d)"
    return re.compile(text)


_INSIDE = re.compile("里面?|中|内(?!容)")


def _chinese(asked: str) -> Iterator[_Found]:
    if not re.search("第|最[后末]|附[件录]|表", asked):
        return
    for kind in _present(asked):
        for match in _chinese_pattern(kind).finditer(asked):
            groups = match.groupdict()
            if groups.get("back"):
                number = -numeral(groups["back"])
            elif groups.get("last") is not None:
                number = LAST
            else:
                number = numeral(groups.get("n") or groups.get("m") or "")
            if number:
                inside = _INSIDE.match(asked, match.end())
                yield _Found(match.start(), inside.end() if inside else match.end(), Named(kind, number))


_BRACKETED = re.compile(rf"(?<![a-z])第?\((?P<n>{_N})\)(?:条|款|项|点|部分|段|件|小点|번째?)?{_GOES_ON}")
_DECIMAL = re.compile(rf"第?(?<![\d.a-z])(?P<n>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?![\d%])[节条款项点]?{_ENDS}")
_TOP = re.compile(rf"(?:^|[^\u4e00-\u9fff])(?P<n>{_N})、(?=[的里中下那])")
_QUOTED = re.compile(rf"[“\"'「](?:第(?P<m>{_N})|(?P<n>{_N})(?P<kind>是|、))[”\"'」]")
_NUMBERED_POINT = re.compile(rf"(?:^|的)(?P<n>{_N})是(?=$|[？?说讲])")


def _labels(asked: str) -> Iterator[_Found]:
    for match in _BRACKETED.finditer(asked):
        yield _Found(*match.span(), Named(Kind.LABEL, numeral(match["n"]), f"({match['n']})"))
    for match in _TOP.finditer(asked):
        yield _Found(match.start("n"), match.end(), Named(Kind.SECTION, numeral(match["n"])))
    for match in _DECIMAL.finditer(asked):
        if re.search(rf"{_data()['amounts']}$", asked[: match.start()]):
            continue
        yield _Found(*match.span(), Named(Kind.LABEL, int(match["n"].rpartition(".")[2]), match["n"]))
    for match in _QUOTED.finditer(asked):
        kind = Kind.POINT if match["kind"] != "、" else Kind.SECTION
        yield _Found(*match.span(), Named(kind, numeral(match["n"] or match["m"])))
    for match in _NUMBERED_POINT.finditer(asked):
        yield _Found(*match.span(), Named(Kind.POINT, numeral(match["n"])))


_BETWEEN = r"\s*(?:no\.?|number|nº|n°|número|numéro|nummer|№|số|رقم|thứ|제|第)?\s*"
_HAN = "[\u4e00-\u9fff]"
_OTHER = "[^\\W\\d_\u4e00-\u9fff]"
"""A letter that is not Chinese."""

_ASIAN = "[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"


_PARTICLE = r"(?=$|[^\u4e00-\u9fff\uac00-\ud7af]|[은는이가을를의에과와도만까부으로인입])"
"""What follows a unit in Japanese and Korean: anything but the rest of a longer word."""

_BARE = {Kind.ARTICLE: r"조(?!\s?원)", Kind.PAGE: "쪽|페이지|ページ", Kind.CLAUSE: "항"}
"""Units that follow a number without 第."""


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    """Unit and number, ordinal and unit, last and unit, in the languages beside Chinese."""
    data = _data()
    cardinals, ordinals, last = _any(_words("cardinals")), _any(_words("ordinals")), _any(data["last"])
    spaced, asian = _units(kind)
    text = (
        rf"\b(?:{spaced}){_BETWEEN}(?P<a>\(?\d{{1,3}}\)?(?!\d|\.\d)|(?:{cardinals}|{ordinals})(?![\w-]))"
        rf"|\b(?:(?P<b>{ordinals})|(?P<c>\d{{1,3}})(?:st|nd|rd|th|er|e|ª|º|\.|-\w{{1,3}})) (?:{spaced})\b"
        rf"|\b(?P<last>{last}) (?:\w+ )?(?:{spaced})\b|\b(?:{spaced})\s(?P<last2>{last})(?!\w)"
        rf"|(?:第|제)\s?(?P<d>{_N})\s?(?:{asian}){_PARTICLE}"
        rf"|(?P<e>{_N}|{ordinals})\s?(?:番目の?|つ目の?|번째|번)\s?(?:{asian}){_PARTICLE}"
        rf"|(?P<last3>{last})\s?(?:{asian}){_PARTICLE}"
    )
    if kind in (Kind.ATTACHMENT, Kind.TABLE, Kind.SECTION):
        text += rf"|(?:{asian})\s?(?P<f>\d{{1,3}})(?!\d)"
    if kind in _BARE:
        text += rf"|(?<![\d.])(?P<g>\d{{1,3}})\s?(?:{_BARE[kind]}){_PARTICLE}"
    return re.compile(text)


@cache
def _units(kind: Kind) -> tuple[str, str]:
    """Patterns of a kind's units: of languages with spaces between words, and of Japanese and Korean."""
    units = _data()["units"][kind]
    spaced = _any(unit for unit in units if not re.search(_ASIAN, unit))
    return spaced or "(?!)", _any(unit for unit in units if re.search(_ASIAN, unit)) or "(?!)"


def _present(asked: str) -> Iterator[Kind]:
    """The kinds whose units a question has: the patterns of places are long, and only these need be compiled."""
    return (kind for kind, unit in _spoken()[1].items() if unit.search(asked))


def _words(form: str) -> Iterator[str]:
    """The number words of a form, "cardinals" or "ordinals"."""
    return (word for row in _data()[form] for word in row)


@cache
def _spoken() -> tuple[re.Pattern[str], Mapping[Kind, re.Pattern[str]]]:
    """Numbers in words and digits, and the units of each kind."""
    numbers = _any([r"\d", "[第제]|番目|つ目|번", *_words("cardinals"), *_words("ordinals"), *_data()["last"]])
    units = {
        Kind(name): re.compile("|".join([chinese, *_units(Kind(name))])) for name, chinese in _data()["chinese"].items()
    }
    return re.compile(numbers), units


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(dict.fromkeys(words), key=len, reverse=True))


def _others(asked: str) -> Iterator[_Found]:
    if not re.search(_OTHER, asked) or not _spoken()[0].search(asked):
        return
    for kind in _present(asked):
        for match in _pattern(kind).finditer(asked):
            said = {name: text for name, text in match.groupdict().items() if text}
            if _of_something_else(asked, match) or ("g" in said and _MONEY.search(asked)):
                continue
            if any(name.startswith("last") for name in said):
                yield _Found(*match.span(), Named(kind, LAST))
                continue
            number = _value(next(iter(said.values())))
            if number:
                yield _Found(*match.span(), Named(kind, number))


_MONEY = re.compile("예산|자금|투자|금액|대출|지출")
"""Where 3조 is three trillion."""


def _of_something_else(asked: str, match: re.Match[str]) -> bool:
    """Whether a part of some thing is named, not of a document: "the first section of the expressway"."""
    before, after, named = _owners()
    if not re.search(rf"\b(?:{_data()['ambiguous']})\b|[部부]", match[0]):
        return False
    owner = after.match(asked, match.end()) or before.search(asked[: match.start()])
    return owner is not None and not named.search(next(word for word in owner.groups() if word))


@cache
def _owners() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What has parts, before a place and after it; and what of it is a document or a place in one."""
    data = _data()
    units = (unit for units in data["units"].values() for unit in units)
    words = [*data["document"], *units, *_words("cardinals"), *_words("ordinals"), *data["last"]]
    named = _any(word for word in words if not re.search(_ASIAN, word))
    asian = _any(word for word in words if re.search(_ASIAN, word))
    return (
        re.compile(r"([^\W\d_]+)[의の]\s*$"),
        re.compile(
            rf"\s+(?:{data['of']})\s+(?:(?:{data['determiners']})\s*\b)*([^\W\d_]+)"
            rf"|\s+((?!{data['no_genitive']})[а-яё]{{3,}}(?:а|я|ы|и|ов|ев|ей|ий))\b"
        ),
        re.compile(rf"^(?:{named})$|(?:{asian})$"),
    )


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
    r"|\b(?:how many|what number of|wie viele?|in wie vielen?|combien (?:de |d['’])"
    r"|cu[aá]nt[ao]s|quant[ao]s|сколько|bao nhiêu|mấy|كم)"
    r"(?: ?\b\w+){{0,2}}? ?\b(?P<eu>{spaced})(?!\w)"
    r"|\b(?:list|name|enumerate)\b(?: \w+){{0,3}}? (?P<eu2>{spaced})(?!\w)"
    r"|(?:いくつの|何)(?P<ja>{asian}){particle}|(?P<ja2>{asian})(?:は|が)?(?:いくつ|何つ)"
    r"|몇\s?(?:개의?)?\s?(?P<ko>{asian}){particle}|(?P<ko2>{asian})(?:은|는|이|가)? (?:모두 |총 )?몇(?:\s?개)?"
)
_HOW_MANY_POINTS = (
    r"(?:分|有|成|讲|说|列|提|谈|包括|包含|哪)[了出成为]*(?P<point>几|多少|哪几)点(?![钟开关上下半到])|" + _HOW_MANY
)
"""几点 is a time of day, unless something has or is cut into so many."""


_MANY = re.compile(
    r"[几哪列몇何]|多少|说出|いくつ"
    r"|\b(?:how many|number|list|name|enumerate|wie viele|combien|cu[aá]nt|quant|сколько|bao nhiêu|mấy|كم)"
)
"""What a question that counts has."""


@cache
def _counting(kind: Kind) -> re.Pattern[str]:
    spaced, asian = _units(kind)
    chinese = "小点|个?要点" if kind is Kind.POINT else _data()["chinese"][kind]
    asks = _HOW_MANY_POINTS if kind is Kind.POINT else _HOW_MANY
    return re.compile(asks.format(chinese=f"大?(?:{chinese})", spaced=spaced, asian=asian, particle=_PARTICLE))


def _counted(asked: str) -> tuple[Kind | None, str]:
    """The kind that a question counts, and the question without the words that ask for it."""
    if not _MANY.search(asked):
        return None, asked
    best: tuple[Kind, re.Match[str]] | None = None
    for kind in _present(asked):
        match = _counting(kind).search(asked)
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
