"""A count → how Word shows it in a list, by the formats of ECMA-376 (17.18.59, ST_NumberFormat)."""

from collections.abc import Callable, Mapping

_PLAIN = "零一二三四五六七八九"
_CIRCLED = "○一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_LEGAL_JAPANESE = "〇壱弐参四伍六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def shown(number: int, form: str) -> str:
    """A number in a format; in Arabic figures where the format is not known or has no such number."""
    return _FORMS[form](number) if form in _FORMS and number > 0 else str(number)


def chinese(number: int, digits: str = _PLAIN, units: str = "十百千万", *, short: bool = True) -> str:
    """1 to 99,999 as a Chinese numeral: 21 → 二十一, 205 → 二百零五. `short`: 10 to 19 begin with 十, not with 一十."""
    if number > 99_999:
        return str(number)
    figures = str(number)
    words = ""
    for place, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        if figure != "0":
            words += digits[int(figure)] + (units[place - 1] if place else "")
        elif not words.endswith(digits[0]):
            words += digits[0]
    words = words.rstrip(digits[0])
    return words[1:] if short and 10 <= number < 20 else words


def _counted(number: int) -> str:
    """Above 99 figure by figure: 101 → 一○一."""
    return chinese(number) if number < 100 else _figures(_CIRCLED)(number)


def _japanese(number: int) -> str:
    """Without zeros, and without 一 before 十, 百 and 千: 110 → 百十."""
    words = chinese(number).replace("零", "")
    return "".join(
        c for at, c in enumerate(words) if c != "一" or at + 1 == len(words) or words[at + 1] not in "十百千"
    )


def _figures(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(figure)] for figure in str(number))


def _series(characters: str) -> Callable[[int], str]:
    """One character each; Arabic figures beyond the last."""
    return lambda number: characters[number - 1] if number <= len(characters) else str(number)


def _block(first: str, last: int) -> Callable[[int], str]:
    """Characters that stand side by side in Unicode, from 1 to `last`."""
    return lambda number: chr(ord(first) + number - 1) if number <= last else str(number)


def _letters(first: str) -> Callable[[int], str]:
    """a to z, then aa to zz, as Word does; not ab."""
    return lambda number: chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        words += letters * (number // value)
        number %= value
    return words


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _circle(number: int) -> str:
    """① to ㊿; Unicode has them in three places."""
    first = ("①", 1) if number <= 20 else ("㉑", 21) if number <= 35 else ("㊱", 36)
    return chr(ord(first[0]) + number - first[1]) if number <= 50 else str(number)


_THOUSAND = dict.fromkeys(("chineseCountingThousand", "taiwaneseCountingThousand"), chinese)
_COUNTING = dict.fromkeys(("chineseCounting", "taiwaneseCounting"), _counted)
_DIGITAL = dict.fromkeys(
    ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"), _figures("〇" + _PLAIN[1:])
)
_CIRCLES = dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circle)
_WIDE = dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _figures("０１２３４５６７８９"))

_FORMS: Mapping[str, Callable[[int], str]] = {
    **_THOUSAND,
    **_COUNTING,
    **_DIGITAL,
    **_CIRCLES,
    **_WIDE,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": lambda number: chinese(number, _LEGAL, "拾佰仟萬", short=False),
    "ideographLegalTraditional": lambda number: chinese(number, _LEGAL_TRADITIONAL, "拾佰仟萬", short=False),
    "japaneseLegal": lambda number: chinese(number, _LEGAL_JAPANESE, "拾百阡萬", short=False),
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "ideographZodiacTraditional": lambda number: _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12],
    "ideographEnclosedCircle": _block("㊀", 10),
    "decimalEnclosedFullstop": _block("⒈", 20),
    "decimalEnclosedParen": _block("⑴", 20),
    "decimalZero": lambda number: f"{number:02}",
    "numberInDash": lambda number: f"- {number} -",
    "ordinal": _ordinal,
    "hex": lambda number: f"{number:X}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "aiueoFullWidth": _series(_AIUEO),
    "aiueo": _series(_AIUEO),
    "irohaFullWidth": _series(_IROHA),
    "iroha": _series(_IROHA),
    "ganada": _series("가나다라마바사아자차카타파하"),
    "chosung": _series("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    "russianUpper": _series("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"),
    "russianLower": _series("абвгдежзиклмнопрстуфхцчшщыэюя"),
}
