"""Numerals → numbers."""

import unicodedata

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
_DIGITS |= dict.fromkeys("〇○◯OＯoΟО", 0)
_DIGITS |= {"ニ": 2, "ハ": 8, "ー": 1, "－": 1, "—": 1}
_DIGITS |= {character: value for value, character in enumerate("壹贰叁肆伍陆柒捌玖", 1)} | {
    "参": 3,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100}
_TENS = {"廿": 20, "卅": 30}

STEMS = "甲乙丙丁戊己庚辛壬癸"
"""They count to ten."""


def numeral(text: str) -> int:
    """The value of a numeral, 0 to 9999: 十一 → 11, 二百零三 → 203, 廿六 → 26, 二0二三 → 2023, １２ → 12, ③ → 3, Ⅳ → 4.

    Raises:
        ValueError: it is none.

    """
    if text.isdecimal():
        return int(text)
    if not set(text) & (_UNITS.keys() | _TENS.keys()):
        if len(text) == 1 and text not in _DIGITS:
            return int(unicodedata.numeric(text))
        return int("".join(map(_digit, text)))
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total += (digit or (1 if _UNITS[character] == 10 else 0)) * _UNITS[character]
            digit = 0
        elif character in _TENS:
            total += _TENS[character]
        else:
            digit = int(_digit(character))
    return total + digit


def _digit(character: str) -> str:
    if character in _DIGITS:
        return str(_DIGITS[character])
    if character.isdecimal():
        return str(int(character))
    raise ValueError(character)


def roman(text: str) -> int:
    """The value of a Roman number in Latin capitals, 1 to 39: XIV → 14."""
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
