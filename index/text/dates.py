"""Written dates, in every mix of figures that official documents have."""

import re
from datetime import date

from index.text.numerals import numeral

_ZEROS = "〇○◯零OoΟО"
_FIGURE = f"[0-9０-９Ｏ{_ZEROS}一二三四五六七八九十廿卅]"
_GAP = "[ \u3000\u200b]{0,4}"
_ERA = "(?:(?:中[华華])?民[国國])"


def _figures(least: int, most: int) -> str:
    return rf"{_FIGURE}(?:{_GAP}{_FIGURE}){{{least - 1},{most - 1}}}"


_YEAR = rf"(?:{_ERA}{_GAP}[0-9０-９一二三四五六七八九十百元]{{1,5}}|{_figures(2, 4)})"
_MONTH = rf"{_YEAR}{_GAP}年{_GAP}{_figures(1, 3)}{_GAP}月"
_STROKE = r"\s*[-－/／.．]\s*"
_STROKES = rf"(?:19|20)\d\d{_STROKE}\d{{1,2}}{_STROKE}\d{{1,2}}(?!\d)"

DATE = rf"(?:{_MONTH}{_GAP}{_figures(1, 3)}{_GAP}[日号號]|{_STROKES})"
"""2023年6月29日, 二〇二三年六月二十九日, 二0二三年六月廿九日, 2 0 2 3 年 6 月 5 号, 民國112年6月29日, 2023-06-29."""

DATE_OR_MONTH = rf"(?:{DATE}|{_MONTH})"
"""A line of its own may leave out the day: 二〇二三年五月."""


def iso_date(written: str) -> str:
    """A written date as YYYY-MM-DD, or YYYY-MM without the day; "" if it is no day of the calendar or has no whole
    year."""
    parts = re.split("[年月日号號/／.．－-]", re.sub(r"[\s\u200b]", "", written))
    year, month, day = (*parts, "", "")[:3]
    try:
        found = date(_year(year), numeral(month), numeral(day) if day else 1)
    except ValueError:
        return ""
    return found.isoformat() if day else found.isoformat()[:7]


def _year(written: str) -> int:
    """A year of four figures, or of the Republic of China, which counts from 1912.

    Raises:
        ValueError: it is neither.
    """
    era, found = re.match(f"({_ERA}?)(.*)", written, re.DOTALL).groups()  # type: ignore[union-attr]
    if era:
        return 1911 + (1 if found == "元" else numeral(found))
    if len(found) != 4 or set(found) & set("十百廿卅"):
        raise ValueError(written)
    return numeral(found)
