"""Figures in the evidence that a question asks for, and what they come to in the reader's way of counting."""

import re
from dataclasses import dataclass

from index.types import Span
from qa.page.languages import Strings
from qa.understanding.figures import asked_for, figures

_SCALED = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(万亿|千万|百万|亿|万)\s*(元|m²|㎡|平方米|平方|人次|人)?")
_SCALES = {"万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_AREAS = {"m²": "m²", "㎡": "m²", "平方米": "m²", "平方": "m²"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a span of a text; `meaning` is its value in the reader's words, "" where that would add nothing."""

    span: Span
    meaning: str


def shown_figures(question: str, text: str, within: Span, strings: Strings) -> list[Shown]:
    """The figures of `text` inside the span `within` that answer a question for such figures, in order."""
    kinds = asked_for(question)
    start, end = within
    return [
        Shown(figure.span, meaning(text[slice(*figure.span)], strings))
        for figure in figures(text)
        if figure.kind in kinds and start <= figure.span[0] and figure.span[1] <= end
    ]


def meaning(figure: str, strings: Strings) -> str:
    """A figure that counts in 万 or 亿, written out: 5824 万元 is 58.24 million yuan or 58,240,000 元. Else ""."""
    match = _SCALED.fullmatch(figure.strip())
    if not match:
        return ""
    value = float(re.sub("[,，]", "", match[1])) * _SCALES[match[2]]
    unit = match[3] or ""
    unit = strings("yuan") if unit == "元" else _AREAS.get(unit, "")
    for scale, size in (("billion", 10**9), ("million", 10**6)):
        if value >= size and scale in strings.words:
            return strings(scale, number=_number(value / size, strings), unit=unit).strip()
    return strings("plain", number=_number(value, strings), unit=unit).strip()


def _number(value: float, strings: Strings) -> str:
    """Up to four decimals, grouped in thousands, in the language's own signs."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.translate({ord(","): strings("group"), ord("."): strings("decimal")})
