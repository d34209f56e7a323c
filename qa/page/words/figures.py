"""Figures and dates of a quote, in the reader's way of writing them."""

import re
from dataclasses import dataclass

from qa.page.words.languages import Strings
from qa.understanding.figures import figures

_SCALED = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(万亿|千万|百万|亿|万)?\s*(元|m²|㎡|平方米|平方|人次|人)?")
_SCALES = {"": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_AREAS = {"m²": "m²", "㎡": "m²", "平方米": "m²", "平方": "m²"}
_DATE = re.compile(r"(?:(\d{4})\s*年)?\s*(?:(\d{1,2})\s*月)?\s*(?:(\d{1,2})\s*日|(末|底|初))?")
_WRITTEN = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A figure or date as the letter writes it, and what that is in the reader's words."""

    written: str
    meaning: str


def meanings(text: str, strings: Strings) -> list[Meaning]:
    """What the figures and dates of a text come to, in order, each once; [] for a reader of Chinese."""
    if strings.chinese:
        return []
    found: dict[str, str] = {}
    for figure in figures(text):
        written = text[slice(*figure.span)]
        if told := meaning(written, strings):
            found.setdefault(written, told)
    return [Meaning(written, told) for written, told in found.items()]


def meaning(written: str, strings: Strings) -> str:
    """A figure in 万 or 亿 written out (5824 万元 is 58.24 million yuan or 58,240,000 元), or a date; "" where it would
    say nothing new: to a reader of Chinese a date, to anyone a figure without scale or unit."""
    return _amount(written.strip(), strings) or ("" if strings.chinese else _date(written.strip(), strings))


def date(value: str, strings: Strings) -> str:
    """A date written YYYY-MM-DD as the reader writes it; anything else as it is."""
    match = _WRITTEN.fullmatch(value)
    if not match:
        return value
    year, month, day = map(int, match.groups())
    return strings("date", year=year, month=_month(month, strings), day=day)


def _amount(written: str, strings: Strings) -> str:
    match = _SCALED.fullmatch(written)
    if not match or not (match[2] or (match[3] in ("元", "平方米", "平方") and not strings.chinese)):
        return ""
    value = float(re.sub("[,，]", "", match[1])) * _SCALES[match[2] or ""]
    unit = match[3] or ""
    unit = strings("yuan") if unit == "元" else _AREAS.get(unit, "")
    for scale, size in (("billion", 10**9), ("million", 10**6)):
        if value >= size and scale in strings.words:
            return strings(scale, number=_number(value / size, strings), unit=unit).strip()
    return strings("plain", number=_number(value, strings), unit=unit).strip()


def _date(written: str, strings: Strings) -> str:
    match = _DATE.fullmatch(written)
    if not match or not match[2] or not 1 <= int(match[2]) <= 12:
        return ""
    year, month, day = match[1], _month(int(match[2]), strings), match[3]
    if day:
        told = strings("date", year=year, month=month, day=int(day)) if year else ""
        return told or strings("date_day", month=month, day=int(day))
    part = strings("date_start" if match[4] == "初" else "date_end") if match[4] else ""
    told = strings("date_month", year=year, month=month) if year else month
    return strings("date_part", part=part, date=told) if part else told


def _month(number: int, strings: Strings) -> str:
    return strings("months").split("|")[number - 1]


def _number(value: float, strings: Strings) -> str:
    """Up to four decimals, grouped in thousands, in the language's own signs."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.translate({ord(","): strings("group"), ord("."): strings("decimal")})
