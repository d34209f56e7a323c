"""Text in twelve languages → the figures in it, by value and unit: 58.24 million yuan is 5824万元, 三成 is 30 %."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import TypeVar

from index.text.folding import fold
from qa.composing.words import alternatives, load, plain

_T = TypeVar("_T")

_COMMA_DECIMAL = frozenset({"es", "pt", "fr", "de", "ru", "vi"})
"""Languages that write 58,24 and 1.234.567 (in parts of Latin America the other way: both are tried)."""

_DIGITS = r"\d+(?:[.,٫٬']\d+)*"
_SPACED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)"
_HAN_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "半": 0}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_HAN = "(?:半|[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?)"
_VAGUE = "(?:多|余|来)?"
_GLUE = r"(?:\s*(?:de |d['’]|of |von |des )?|-)"
_SHARE = rf"(?P<parts>百|千|万|{_HAN}|\d+)分之(?P<of>{_HAN}|{_DIGITS})"
_TENTHS = f"(?P<tenths>[一二三四五六七八九])成(?P<half>半|[一二三四五六七八九])?(?![立为了效果本就年员熟交型分都长功员])"
_GROWTH = re.compile(r"(?:增长|增加|提高|提升|上升|扩大|增|翻)[^，。；]{0,6}$")
_BEFORE = 30
"""Characters before a figure in which its bound stands: "not more than the"."""

_DECLARED = r"(?:[(（]\s*(?:单位\s*[:：]\s*)?|单位\s*[:：]\s*)"
_FIVE_YEARS = re.compile("(?P<plan>十[一二三四五六])五")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure. `values` are its possible readings in the unit, most have one; `step` is what one more in its last
    digit would add. `unit` is "" for things that are counted, "#" for a number that something bears. `bound` is "about",
    "least", "most" or "". `scaled` tells a word such as million; `counted` the characters one of which counts such things
    in Chinese, "" where that is not known; `after` the text that follows. `sure` is False for what may be no figure."""

    values: tuple[Fraction, ...]
    unit: str
    step: Fraction
    written: str
    bound: str = ""
    scaled: bool = False
    counted: str = ""
    after: str = ""
    sure: bool = True
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of one language's figures."""

    number: re.Pattern[str]
    scale: re.Pattern[str]
    unit: re.Pattern[str]
    declared: re.Pattern[str]
    shares: re.Pattern[str]
    multiples: re.Pattern[str]
    before: tuple[tuple[str, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    between: re.Pattern[str]
    counted: re.Pattern[str]
    ordinal: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, and how much of that it is."""

    name: str
    factor: Fraction


def quantities(text: str, language: str) -> list[Quantity]:
    """The figures of a text in one of our languages, in reading order. Dates are to be taken out before."""
    return list(_inherited(sorted(_found(digits(fold(text)), language), key=lambda each: each.span), fold(text), language))


def digits(text: str) -> str:
    """A text with the digits of all scripts as 0 to 9; nothing else changes, nor its length."""
    return "".join(str(int(each)) if each.isdecimal() and not each.isascii() else each for each in text)


def in_evidence(text: str) -> list[Quantity]:
    """The figures of a Chinese passage, and what they come to in other words: a column in 万元, 翻一番 as 100 %, 80岁 as 80 years."""
    found = quantities(text, "zh-Hans")
    folded = fold(text)
    words = _words("zh-Hans")
    declared = [_unit(match["unit"], match["scale"] or "", "zh-Hans") for match in words.declared.finditer(folded)]
    more: list[Quantity] = []
    for each in found:
        if each.unit == "" and not each.scaled:
            more += [_times(each, unit.factor, unit.name) for unit in declared]
        if each.written.endswith("度"):
            more.append(replace(each, unit="kWh"))
        if each.written.endswith("岁"):
            more.append(_times(each, Fraction(12), "month"))
        if each.unit == "times":
            more.append(replace(each, unit="%"))
            if _GROWTH.search(folded[: each.span[0]]):
                more.append(replace(each, values=tuple(value + 1 for value in each.values)))
        if each.unit == "%" and _GROWTH.search(folded[: each.span[0]]):
            more += [replace(each, unit="times"), replace(each, unit="times", values=tuple(v + 1 for v in each.values))]
    for match in _FIVE_YEARS.finditer(folded):
        more += [_plain(han(match["plan"]), "#", match[0]), _plain(Fraction(60), "month", match[0])]
    return [*found, *more]


def han(written: str) -> Fraction:
    """The value of a Chinese numeral: 三千八百万, 二〇二三, 十二点五, 半."""
    if written == "半":
        return Fraction(1, 2)
    whole, _, tail = written.partition("点")
    fraction = Fraction(int("".join(str(_HAN_VALUES[each]) for each in tail)), 10 ** len(tail)) if tail else Fraction(0)
    if not set(whole) & set(_HAN_SCALES):
        return int("".join(str(_HAN_VALUES[each]) for each in whole) or "0") + fraction
    total, section, digit = 0, 0, 0
    for each in whole:
        if each in _HAN_VALUES:
            digit = _HAN_VALUES[each]
        elif _HAN_SCALES[each] < 10**4:
            section += (digit or 1) * _HAN_SCALES[each]
            digit = 0
        else:
            total = (total + section + digit or 1) * _HAN_SCALES[each]
            section, digit = 0, 0
    return total + section + digit + fraction


def _found(text: str, language: str) -> Iterator[Quantity]:
    words = _words(language)
    taken = bytearray(len(text))

    def take(start: int, end: int) -> bool:
        if any(taken[start:end]):
            return False
        taken[start:end] = b"\1" * (end - start)
        return True

    for match in re.finditer(_SHARE, text):
        parts = {"百": Fraction(100), "千": Fraction(1000), "万": Fraction(10000)}.get(match["parts"])
        value = _value(match["of"])[0] / (parts or _value(match["parts"])[0] or 1)
        if take(*match.span()):
            yield _near(replace(_plain(value, "%", match[0]), span=match.span()), text, words)
    for match in re.finditer(_TENTHS, text):
        half = {"半": Fraction(1, 20), None: Fraction(0)}.get(match["half"])
        value = Fraction(_HAN_VALUES[match["tenths"]], 10) + (
            half if half is not None else Fraction(_HAN_VALUES[match["half"]], 100)
        )
        if take(*match.span()):
            yield _near(replace(_plain(value, "%", match[0]), span=match.span()), text, words)
    table = load("quantities")
    for pattern, kind, unit in ((words.shares, "shares", "%"), (words.multiples, "multiples", "times")):
        for match in pattern.finditer(text):
            if take(*match.span()):
                value = Fraction(_looked_up(table[kind], match[0]))
                yield replace(_plain(value, unit, match[0]), span=match.span())
    end = 0
    for match in words.number.finditer(text):
        if match.start() >= end and not any(taken[slice(*match.span())]):
            each = _read(match, text, language, words)
            end = each.span[1]
            yield each


def _read(match: re.Match[str], text: str, language: str, words: _Words) -> Quantity:
    """A number with its scale, its unit, and what stands around it."""
    written, end = match["number"], match.end()
    values = _values(written, language)
    step = _step(written, values)
    scaled = False
    if ordinal := words.ordinal.match(text, end):
        return Quantity(values, "#", step, text[match.start() : ordinal.end()], span=(match.start(), ordinal.end()))
    while scale := words.scale.match(text, end):
        factor = _scale(scale["scale"], language)
        values, step, end, scaled = tuple(value * factor for value in values), step * factor, scale.end(), True
    if scaled and (rest := re.compile(rf"\s?(?P<number>{_DIGITS}|{_HAN})").match(text, end)):
        if (more := words.scale.match(text, rest.end())) and len(values) == 1:  # 1亿2000万
            factor = _scale(more["scale"], language)
            if factor < values[0]:
                values = (values[0] + _value(rest["number"])[0] * factor,)
                step, end = factor, more.end()
    unit = Unit("#" if match["reference"] else "", Fraction(1))
    if match["currency"]:
        unit = _unit(match["currency"], "", language)
    elif not match["reference"] and (found := words.unit.match(text, end)):
        unit, end = _unit(found["unit"], "", language), found.end()
    numeral = not written[0].isdecimal()
    after = text[end : end + 40]
    sure = not numeral or unit.name not in ("", "#") or scaled or _counts(written, after)
    quantity = Quantity(
        values,
        unit.name,
        step,
        text[match.start() : end],
        scaled=scaled or len(written) > 1 and numeral and written[-1] in _HAN_SCALES,
        after=after.lstrip(),
        sure=sure and not (numeral and values == (1,) and unit.name == ""),
        span=(match.start(), end),
    )
    return _near(_times(quantity, unit.factor, unit.name), text, words)


def _near(quantity: Quantity, text: str, words: _Words) -> Quantity:
    """With its bound, and what it counts."""
    start, end = quantity.span
    said = [(found[0].strip(), name) for name, pattern in words.after if (found := pattern.match(text, end))]
    said += [
        (found[0].strip(), name)
        for name, pattern in words.before
        if (found := pattern.search(text[max(0, start - _BEFORE) : start]))
    ]
    bound = max(said, key=lambda each: len(each[0]), default=("", ""))[1]  # 不超过 has 超过 in it.
    if not bound and re.search("[多余]", quantity.written):
        bound = "least"
    counted = ""
    if quantity.unit == "" and (found := words.counted.match(quantity.after)):
        counted = _looked_up({word: key for key, names in load("quantities")["counted"] for word in names}, found["noun"])
    return replace(quantity, bound=bound, counted=counted)


def _inherited(found: list[Quantity], text: str, language: str) -> Iterator[Quantity]:
    """In 10至15万元 the first number has the scale and the unit of the second."""
    words = _words(language)
    for at in range(len(found) - 2, -1, -1):
        each, after = found[at], found[at + 1]
        bare = each.unit == "" and each.sure and re.fullmatch(r"[\d.,]+", each.written)
        if bare and after.unit not in ("", "#") and words.between.fullmatch(text[each.span[1] : after.span[0]]):
            last = re.match(r"\D*([\d.,]+)", after.written)
            if last:
                factor = after.values[0] / _values(last[1], language)[0] if _values(last[1], language)[0] else Fraction(1)
                found[at] = replace(_times(each, factor, after.unit), bound="about" if after.bound else "")
    yield from found


def _counts(written: str, after: str) -> bool:
    """Whether a numeral in words or in Chinese counts something: 三项, but not 三农; two, but not 세계."""
    if not re.fullmatch(_HAN, written):
        return after[:1] in (" ", "\u00a0", "-", "")
    return after[:1] in set(load("quantities")["classifiers"])


def _values(written: str, language: str) -> tuple[Fraction, ...]:
    """The readings of a number in digits, in Chinese, or in words."""
    if written[0].isdecimal():
        return _value(written, language in _COMMA_DECIMAL)
    if re.fullmatch(_HAN, written):
        return (han(written),)
    return (Fraction(_looked_up(load("quantities")["numerals"][language], written)),)


def _value(written: str, comma: bool = False) -> tuple[Fraction, ...]:
    """The readings of a number in digits, or of a Chinese numeral."""
    if not written[0].isdecimal():
        return (han(written),)
    number = re.sub(r"[\s'٬]", "", written).replace("٫", ".") if "٫" in written else re.sub(r"[\s'٬]", "", written)
    signs = re.findall("[.,]", number)
    if not signs:
        return (Fraction(number),)
    head, _, tail = number.rpartition(signs[-1])
    whole, point = Fraction(re.sub("[.,]", "", number)), Fraction(re.sub("[.,]", "", head) + "." + tail)
    grouped = all(len(part) == 3 for part in re.split("[.,]", number)[1:])
    if len(set(signs)) > 1:
        return (point,)
    if len(signs) > 1 or not grouped:
        return (whole,) if grouped else (point,)
    if comma:
        return (whole, point)
    return (whole,) if signs[0] == "," else (point,)


def _step(written: str, values: tuple[Fraction, ...]) -> Fraction:
    """What one more in the last digit that is not a trailing zero of a whole number would add."""
    value = values[-1]
    if value.denominator > 1:
        places = len(re.split("[.,٫点]", written)[-1])
        return Fraction(1, 10**places)
    zeros = len(str(value.numerator)) - len(str(value.numerator).rstrip("0")) if value else 0
    return Fraction(10**zeros)


def _times(quantity: Quantity, factor: Fraction, unit: str) -> Quantity:
    return replace(
        quantity, values=tuple(value * factor for value in quantity.values), step=quantity.step * factor, unit=unit
    )


def _plain(value: Fraction, unit: str, written: str) -> Quantity:
    return Quantity((value,), unit, Fraction(1, 100) if unit == "%" else Fraction(1), written)


@cache
def _scale(written: str, language: str) -> int:
    table = load("quantities")
    common = {word: int(value) for value, names in table["scales"].items() for word in names}
    return int(_looked_up(common | table["scales_of"].get(language, {}), written))


@cache
def _unit(written: str, scale: str, language: str) -> Unit:
    units = {word: (name, factor) for name, factor, names in load("quantities")["units"] for word in names}
    name, factor = _looked_up(units, written)
    return Unit(name, Fraction(factor) * (_scale(scale, language) if scale else 1))


def _looked_up(table: Mapping[str, _T], written: str) -> _T:
    """The entry of a word as it was written, whatever stands for its stars; the longest where several fit."""
    fitting = [word for word in table if re.fullmatch(alternatives([word]), written)]
    return table[max(fitting, key=lambda word: len(plain(word)))]


@cache
def _words(language: str) -> _Words:
    table = load("quantities")
    units = [word for _, _, names in table["units"] for word in names]
    money = [word for _, _, names in table["units"][:5] for word in names]
    scales = [word for names in table["scales"].values() for word in names]
    numerals = alternatives(table["numerals"].get(language, {}))
    spaced = f"{_SPACED}|" if language in _COMMA_DECIMAL else ""
    scale, unit = alternatives(scales), alternatives(units)
    references = alternatives(table["references"])
    nouns = alternatives(word for _, names in table["counted"] for word in names)
    bounds = table["bounds"]
    after = {name: [word for word in names if word[0] > "\u3000"] for name, names in bounds.items()}
    return _Words(
        number=re.compile(
            rf"(?:(?P<reference>{references})\s*[(（]?|(?P<currency>{alternatives(money)})\s?)?"
            rf"(?<![a-zà-öø-ÿа-яё\d])(?P<number>{spaced}{_DIGITS}|{_HAN}|{numerals})"
        ),
        scale=re.compile(rf"{_VAGUE}(?:\s|-)?(?P<scale>{scale}){_VAGUE}"),
        unit=re.compile(rf"{_VAGUE}{_GLUE}\s*(?P<unit>{unit})"),
        declared=re.compile(rf"{_DECLARED}(?P<scale>{scale})?(?P<unit>{unit})"),
        shares=re.compile(alternatives(table["shares"])),
        multiples=re.compile(alternatives(table["multiples"])),
        before=tuple(
            (name, re.compile(rf"(?:{alternatives(names)})\s*(?:the |los |las |les |a |de )?$"))
            for name, names in bounds.items()
        ),
        after=tuple((name, re.compile(rf"\s?(?:{alternatives(names)})")) for name, names in after.items()),
        between=re.compile(rf"\s*(?:{alternatives(table['ranges'])})\s*"),
        counted=re.compile(rf"(?:[^\W\d_]+\s)?(?P<noun>{nouns})"),
        ordinal=re.compile(rf"(?:{'|'.join(re.escape(fold(word)) for word in table['ordinals'])})(?![^\W\d_])"),
    )

