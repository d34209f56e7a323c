"""Text in twelve languages → the dates in it by value: 2023年6月29日 is 29 June 2023 and ngày 29 tháng 6 năm 2023."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from index.text.folding import fold
from qa.composing.quantities import digits, han
from qa.composing.words import alternatives, load

_HAN_YEAR = "[〇零一二三四五六七八九]{4}"
_HAN_SMALL = "[一二三四五六七八九十]{1,3}"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_EAST = (
    rf"(?:(?<!\d)(?P<year>{_YEAR}|{_HAN_YEAR})\s*(?:年|년)(?!级|代)度?\s*)?"
    rf"(?<!\d)(?P<month>1[0-2]|0?[1-9]|{_HAN_SMALL})\s*(?:月(?!份额)|월)(?:\s*(?P<day>[12]\d|3[01]|0?[1-9]|{_HAN_SMALL})\s*(?:日|号|일))?"
    rf"|(?<!\d)(?P<only>{_YEAR}|{_HAN_YEAR})\s*(?:年|년)(?!级|代)"
)
_VIETNAMESE = (
    r"(?:(?:ngày\s*)?(?P<day>\d{1,2})\s*)?"
    rf"tháng\s*(?P<month>1[0-2]|0?[1-9])(?:\s*(?:năm|,|/)?\s*(?P<year>{_YEAR}))?(?!\d)"
)
_ISO = rf"(?<!\d)(?P<year>{_YEAR})[-/.](?P<month>1[0-2]|0?[1-9])[-/.](?P<day>[12]\d|3[01]|0?[1-9])(?!\d)"
_SLASHED = rf"(?<!\d)(?P<first>\d{{1,2}})(?P<stroke>[/.-])(?P<second>\d{{1,2}})(?P=stroke)(?P<year>{_YEAR})(?!\d)"
_CLOCK = r"(?<![\d.:])(?P<hour>[01]?\d|2[0-4])(?:[:：]|\s?h\s?)(?P<minute>[0-5]\d)(?![\d:])"
_HAN_CLOCK = r"(?P<hour>\d{1,2})\s*[时点](?:(?P<minute>\d{1,2})\s*分|(?P<half>半))?(?!间|数)"
_BARE_YEAR = rf"(?<![\d.,\w])(?P<year>{_YEAR})(?![\d\w]|[.,]\d)"
_YEARS = rf"({_YEAR})年?\s*[-–—~～至到]\s*({_YEAR})"
_BRACKETED = rf"[〔\[(（【]\s*(?P<year>{_YEAR})\s*[〕\])）】]"
_DAYS = (
    rf"(?:(?P<year>{_YEAR})年)?"
    r"(?P<month>1[0-2]|0?[1-9])月(?P<first>\d{1,2})日?\s*[-–—~至到、和]\s*(?P<last>\d{1,2})日"
)
"""6月1日至29日"""

_RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "当年": 0, "明年": 1, "后年": 2}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a part of one, or a time of day. `year`, `month` and `day` are 0 and `part` "" where they are not told;
    `part` is Q1 to Q4, H1 or H2. `clock` is minutes after noon or midnight, -1 for none. `other` are day and month the
    other way round, where a date such as 3/4/2023 can be read so. `bare` tells a number that may be no year at all."""

    written: str
    year: int = 0
    month: int = 0
    day: int = 0
    part: str = ""
    clock: int = -1
    other: tuple[int, int] = (0, 0)
    bare: bool = False


def dates(text: str, language: str) -> tuple[list[Moment], str]:
    """The dates of a text in one of our languages, and the text with spaces in their place."""
    rest = digits(fold(text))
    found: list[Moment] = []
    for pattern, read in _readers(language):

        def taken(match: re.Match[str], read: "_Reader" = read) -> str:
            moment = read(match)
            if moment is None:
                return match[0]
            found.append(moment)
            return " " * len(match[0])

        rest = pattern.sub(taken, rest)
    return found, rest


def bare_years(text: str) -> list[Moment]:
    """Numbers of four digits that stand alone and may be years."""
    return [Moment(match[0], int(match["year"]), bare=True) for match in re.finditer(_BARE_YEAR, digits(fold(text)))]


def told(moment: Moment, evidence: str, context: str) -> bool:
    """Whether a passage tells a date. What it leaves to its context, as the year of a day, may stand elsewhere in it.

    Args:
        evidence: the passage.
        context: the document's title and number: 今年 is the year that stands there.
    """
    known, rest = dates(evidence, "zh-Hans")
    known += bare_years(rest)
    known += [
        Moment(match[0], _number(match["year"]), int(match["month"]), int(match[day]))
        for match in re.finditer(_DAYS, digits(fold(evidence)))
        for day in ("first", "last")
    ]
    years = {each.year for each in known} | {int(year) for year in re.findall(_BRACKETED, evidence)}
    years |= {int(year) for span in re.findall(_YEARS, fold(evidence)) for year in span}
    base = {int(year) for year in re.findall(_YEAR, digits(context))}
    years |= {year + gap for word, gap in _RELATIVE.items() if word in fold(evidence) for year in base}
    if moment.clock >= 0:
        return any(each.clock % 720 == moment.clock % 720 for each in known if each.clock >= 0)
    if not moment.month and not moment.part:
        return moment.year in years
    ways = [(moment.month, moment.day), *([moment.other] if moment.other[0] else [])]
    for each in known:
        same_year = not moment.year or each.year == moment.year or (not each.year and moment.year in years)
        if not same_year:
            continue
        if moment.part and each.part == moment.part:
            return True
        if moment.month and any(each.month == month and day in (0, each.day) for month, day in ways):
            return True
    return False


_Reader = Callable[[re.Match[str]], Moment | None]


@cache
def _readers(language: str) -> tuple[tuple[re.Pattern[str], _Reader], ...]:
    """Patterns in the order in which they take a text, with what each reads."""
    patterns: list[tuple[str, _Reader]] = [(_ISO, _full), (_SLASHED, _slashed)]
    parts = load("dates")["parts"]
    for name, words in parts.items():
        link = r"\s*(?:of|de|des|du|da|do|năm|من|عام|г\.)?\s*(?:the year\s*)?"
        pattern = rf"(?:{alternatives(words)})(?:{link}(?P<year>{_YEAR})(?!\d))?"
        before = rf"(?:(?P<before>{_YEAR})\s*(?:年|년)?度?\s*の?)?"
        patterns.append((before + pattern, _part(name)))
    if language == "vi":
        patterns.append((_VIETNAMESE, _full))
    if months := _months(language):
        name = rf"(?P<name>{alternatives(months)})\.?"
        glue = r"(?:st|nd|rd|th|er|º|\.º|\.|-е|-го)?\s*(?:of |de |do |tháng )?\s*"
        year = rf"(?:,?\s*(?:de |del |do |of |năm |г\. ?|عام )?\s*(?P<year>{_YEAR})(?!\d))?"
        patterns.append((rf"(?<![\d.,])(?P<day>[12]\d|3[01]|0?[1-9]){glue}{name}{year}", _named(months)))
        patterns.append((rf"{name}\s+(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d){year}", _named(months)))
        needed = rf",?\s*(?:de |del |do |of |năm |عام )?\s*(?P<year>{_YEAR})(?!\d)"
        patterns.append((rf"{name}{needed}", _named(months)))
        words = load("dates")["also_words"].get(language, [])
        sure = {word: number for word, number in months.items() if word not in words and len(word) > 3}
        if sure:
            patterns.append((rf"(?P<name>{alternatives(sure)})", _named(months)))
    patterns += [(_EAST, _full), (_CLOCK, _clock)]
    if language.startswith("zh") or language == "ja":
        patterns.append((_HAN_CLOCK, _clock))
    years = alternatives(load("dates")["years"])
    patterns.append((rf"(?:{years})\s*(?P<year>{_YEAR})(?!\d)|(?<![\d.,])(?P<before>{_YEAR})\s+(?:{years})", _year))
    return tuple((re.compile(pattern), read) for pattern, read in patterns)


def _months(language: str) -> dict[str, int]:
    """Names of months in a language, folded; {} where months are numbered."""
    if language[:2] in ("zh", "ja", "ko", "vi"):
        return {}
    from babel.dates import get_month_names  # CLDR takes a while to load, and Chinese needs none of it

    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            names = get_month_names(width, context, language)
            found |= {fold(name).rstrip("."): int(number) for number, name in names.items()}
    found |= load("dates")["months_of"].get(language, {})
    return found


def _number(written: str | None) -> int:
    if not written:
        return 0
    return int(written) if written.isdecimal() else int(han(written))


def _full(match: re.Match[str]) -> Moment | None:
    groups = match.groupdict()
    month, day = _number(groups["month"]), _number(groups["day"])
    year = _number(groups.get("only") or groups["year"])
    if month > 12 or day > 31:
        return None
    return Moment(match[0].strip(), year, month, day)


def _slashed(match: re.Match[str]) -> Moment | None:
    day, month, year = int(match["first"]), int(match["second"]), int(match["year"])
    ways = [(m, d) for m, d in ((month, day), (day, month)) if 1 <= m <= 12 and 1 <= d <= 31]
    if not ways:
        return None
    return Moment(match[0], year, *ways[0], other=ways[-1] if len(ways) > 1 else (0, 0))


def _named(months: dict[str, int]) -> _Reader:
    def read(match: re.Match[str]) -> Moment:
        groups = match.groupdict()
        return Moment(match[0].strip(), _number(groups.get("year")), months[match["name"]], _number(groups.get("day")))

    return read


def _part(name: str) -> _Reader:
    return lambda match: Moment(match[0].strip(), _number(match["year"] or match["before"]), part=name)


def _clock(match: re.Match[str]) -> Moment:
    groups = match.groupdict()
    minute = 30 if groups.get("half") else _number(groups["minute"])
    return Moment(match[0].strip(), clock=60 * int(match["hour"]) + minute)


def _year(match: re.Match[str]) -> Moment:
    return Moment(match[0].strip(), int(match["year"] or match["before"]))
