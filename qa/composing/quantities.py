"""Text in twelve languages → the figures in it, by value and unit: 58.24 million yuan is 5824万元, 三成 is 30 %."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import TypeVar

from index.text.folding import fold
from qa.composing.words import alternatives, load, plain

_SPELLED = frozenset({"en", "es", "pt", "fr", "de", "ru", "vi", "ar"})
"""Languages that spell numbers out; Japanese has Chinese characters for them, Korean words of its own."""

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
_TENTHS = "(?P<tenths>[一二三四五六七八九])成(?P<half>半|[一二三四五六七八九])?(?![立为了效果本就年员熟交型分都长功员])"
_GROWTH = re.compile(r"(?:增长|增加|提高|提升|上升|扩大|增|翻)[^，。；]{0,6}$")
_REST = re.compile(rf"[ \u00a0]?(?P<number>{_DIGITS}|[一二两三四五六七八九]{_HAN}?)")
_AFTER = 40
"""Characters after a figure in which it says what it counts."""

_BEFORE = 30
"""Characters before a figure in which its bound stands, "not more than the", or what it counts: 检查学校147所."""

_DECLARED = r"(?:[(（]\s*(?:单位\s*[:：]\s*)?|单位\s*[:：]\s*)"
_FIVE_YEARS = re.compile("(?P<plan>十[一二三四五六])五")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure.

    `values` are its possible readings in the unit, most have one; `step` is what one more in its last digit would add,
    `each` what one of its number is with its scale. `unit` is "" for things that are counted, "#" for a number that
    something bears. `bound` is "about", "least", "most" or "". `numeral` tells a number in words or in Chinese,
    `scaled` one with a word such as million. `counted` has the characters one of which counts such things in Chinese,
    "" where that is not known; `before` and `after` are the text around it. `sure` is False for what may be no figure.
    """

    values: tuple[Fraction, ...]
    unit: str
    step: Fraction
    written: str
    each: Fraction = Fraction(1)
    numeral: bool = False
    bound: str = ""
    scaled: bool = False
    counted: str = ""
    before: str = ""
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
    phrases: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], Fraction]], ...]
    before: tuple[tuple[str, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    between: re.Pattern[str]
    counted: re.Pattern[str]
    ordinal: re.Pattern[str]


def quantities(text: str, language: str) -> list[Quantity]:
    """The figures of a text in one of our languages, in reading order. Dates are to be taken out before."""
    folded = digits(fold(text))
    return _inherited(sorted(_found(folded, language), key=lambda each: each.span), folded, language)


def digits(text: str) -> str:
    """A text with the digits of all scripts as 0 to 9; nothing else changes, nor its length."""
    return "".join(str(int(each)) if each.isdecimal() and not each.isascii() else each for each in text)


def in_evidence(text: str) -> list[Quantity]:
    """The figures of a Chinese passage, and what they are in other words: a column in 万元, 翻一番 as 100 %, 80岁."""
    found = quantities(text, "zh-Hans")
    folded = fold(text)
    words = _words("zh-Hans")
    declared = [_unit(match["unit"], match["scale"] or "", "zh-Hans") for match in words.declared.finditer(folded)]
    more: list[Quantity] = []
    for each in found:
        if each.unit == "" and not each.scaled:
            more += [_times(each, *unit) for unit in declared]
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
        else:  # 亿 multiplies all before it (一万亿), 万 what is smaller (两亿三千万)
            part = section + digit
            total = (total + part or 1) * 10**8 if each == "亿" else total + (part or 1) * 10**4
            section, digit = 0, 0
    return total + section + digit + fraction


def _found(text: str, language: str) -> Iterator[Quantity]:
    """Shares, multiples and ordinal words take their characters first, numbers what is left."""
    words = _words(language)
    rest = text
    for pattern, unit, read in words.phrases:
        for match in pattern.finditer(rest):
            yield _near(replace(_plain(read(match), unit, match[0]), span=match.span()), text, words)
        rest = pattern.sub(lambda match: "\0" * len(match[0]), rest)
    end = 0
    for match in words.number.finditer(rest):
        if match.start() >= end:
            each = _read(match, rest, language, words)
            end = each.span[1]
            yield each


def _share(match: re.Match[str]) -> Fraction:
    """百分之三十, 三分之二"""
    parts = {"百": Fraction(100), "千": Fraction(1000), "万": Fraction(10000)}.get(match["parts"])
    return _value(match["of"])[0] / (parts or _value(match["parts"])[0] or 1)


def _tenths(match: re.Match[str]) -> Fraction:
    """三成, 三成五, 三成半"""
    half = "五" if match["half"] == "半" else match["half"] or "零"
    return Fraction(_HAN_VALUES[match["tenths"]], 10) + Fraction(_HAN_VALUES[half], 100)


def _read(match: re.Match[str], text: str, language: str, words: _Words) -> Quantity:
    """A number with its scale, its unit, and what stands around it."""
    written, end = match["number"], match.end()
    values = _values(written, language)
    quantity = Quantity(values, "", _step(written, values), match[0], numeral=not written[0].isdecimal())
    if ordinal := words.ordinal.match(text, end):
        return replace(quantity, unit="#", written=match[0] + ordinal[0], span=(match.start(), ordinal.end()))
    while not words.unit.match(text, end) and (scale := words.scale.match(text, end)):  # 千瓦 is no thousand
        quantity, end = _times(quantity, Fraction(_scale(scale["scale"], language)), ""), scale.end()
    quantity, end = _compound(quantity, text, end, language, words)
    scaled = quantity.each > 1 or (len(written) > 1 and written[-1] in _HAN_SCALES)
    if match["reference"]:
        quantity = replace(quantity, unit="#")
    elif match["currency"]:
        quantity = _times(quantity, *_unit(match["currency"], "", language))
    elif found := words.unit.match(text, end):
        quantity, end = _times(quantity, *_unit(found["unit"], "", language)), found.end()
    after = text[end : end + _AFTER]
    sure = not quantity.numeral or quantity.unit not in ("", "#") or scaled or _counts(written, after)
    return _near(
        replace(
            quantity,
            written=text[match.start() : end],
            scaled=scaled,
            before=text[max(0, match.start() - _BEFORE) : match.start()],
            after=after.lstrip(),
            sure=sure and not (quantity.numeral and values[0] == 1 and quantity.unit == ""),
            span=(match.start(), end),
        ),
        text,
        words,
    )


def _compound(quantity: Quantity, text: str, end: int, language: str, words: _Words) -> tuple[Quantity, int]:
    """With what follows a scale at a lower one, and where that ends: 1亿2000万, 52만 3000."""
    rest = _REST.match(text, end)
    if quantity.each == 1 or len(quantity.values) > 1 or not rest:
        return quantity, end
    more = None if words.unit.match(text, rest.end()) else words.scale.match(text, rest.end())
    factor = Fraction(_scale(more["scale"], language) if more else 1)
    small = _value(rest["number"])[0] * factor
    if small >= quantity.each:
        return quantity, end
    whole = replace(quantity, values=(quantity.values[0] + small,), step=factor, each=factor)
    return whole, (more or rest).end()


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
        counted = _looked_up(
            {word: key for key, names in load("quantities")["counted"] for word in names}, found["noun"]
        )
    return replace(quantity, bound=bound, counted=counted)


def _inherited(found: list[Quantity], text: str, language: str) -> list[Quantity]:
    """In 10至15万元 the first number has the scale and the unit of the second."""
    between = _words(language).between
    for at in range(len(found) - 2, -1, -1):
        each, after = found[at], found[at + 1]
        bare = each.unit == "" and each.each == 1 and not each.numeral
        if bare and after.unit not in ("", "#") and between.fullmatch(text[each.span[1] : after.span[0]]):
            found[at] = replace(like(each, after), bound="about" if after.bound else "")
    return found


def like(quantity: Quantity, other: Quantity) -> Quantity:
    """A bare number as if it had the scale and the unit of another: 52 beside 58 %."""
    return _times(quantity, other.each, other.unit)


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
    return (Fraction(_looked_up(_numerals(language), written)),)


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
        quantity,
        values=tuple(value * factor for value in quantity.values),
        step=quantity.step * factor,
        each=quantity.each * factor,
        unit=unit,
    )


def _plain(value: Fraction, unit: str, written: str) -> Quantity:
    return Quantity((value,), unit, Fraction(1, 100) if unit == "%" else Fraction(1), written)


@cache
def _numerals(language: str) -> dict[str, str]:
    """Numbers in words, from 2 to 100, and their other forms; those that are a unit too (năm, a year) are left out."""
    table = load("quantities")
    found: dict[str, str] = {}
    if language in _SPELLED:
        from num2words import num2words  # Chinese passages need none of it

        units = {word for _, _, names in table["units"] for word in names}
        words = {str(num2words(number, lang=language)): str(number) for number in range(2, 101)}
        found = {word: value for word, value in words.items() if word not in units}
    found |= table["numerals"].get(language, {})
    return found


@cache
def _scale(written: str, language: str) -> int:
    table = load("quantities")
    common = {word: int(value) for value, names in table["scales"].items() for word in names}
    return int(_looked_up(common | table["scales_of"].get(language, {}), written))


@cache
def _unit(written: str, scale: str, language: str) -> tuple[Fraction, str]:
    """How much a unit is of what it measures, and what that is."""
    units = {word: (name, factor) for name, factor, names in load("quantities")["units"] for word in names}
    name, factor = _looked_up(units, written)
    return Fraction(factor) * (_scale(scale, language) if scale else 1), name


def _looked_up(table: Mapping[str, _T], written: str) -> _T:
    """The entry of a word as it was written, whatever stands for its stars; the longest where several fit."""
    fitting = [word for word in table if re.fullmatch(alternatives([word]), written)]
    return table[max(fitting, key=lambda word: len(plain(word)))]


def _phrase(phrases: Mapping[str, str]) -> Callable[[re.Match[str]], Fraction]:
    return lambda match: Fraction(_looked_up(phrases, match[0]))


@cache
def _words(language: str) -> _Words:
    table = load("quantities")
    units = [word for _, _, names in table["units"] for word in names]
    money = [word for _, _, names in table["units"][:5] for word in names]
    scales = [word for names in table["scales"].values() for word in names]
    numerals = alternatives(_numerals(language))
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
        phrases=(
            (re.compile(_SHARE), "%", _share),
            (re.compile(_TENTHS), "%", _tenths),
            *(
                (re.compile(alternatives(phrases)), unit, _phrase(phrases))
                for phrases, unit in (
                    (table["shares"], "%"),
                    (table["multiples"], "times"),
                    (table["ordinal_words"].get(language, {}), "#"),
                )
            ),
        ),
        before=tuple(
            (name, re.compile(rf"(?:{alternatives(names)})\s*(?:the |los |las |les |a |de )?$"))
            for name, names in bounds.items()
        ),
        after=tuple((name, re.compile(rf"\s?(?:{alternatives(names)})")) for name, names in after.items()),
        between=re.compile(rf"\s*(?:{alternatives(table['ranges'])})\s*"),
        counted=re.compile(rf"(?:[^\W\d_]+\s)?(?P<noun>{nouns})"),
        ordinal=re.compile(rf"(?:{'|'.join(re.escape(fold(word)) for word in table['ordinals'])})(?![^\W\d_])"),
    )
