"""Proper names in a statement → whether the passages have them: left in Chinese, written in pinyin, or of a country."""

import re
from collections.abc import Iterator
from functools import cache

from index.text.folding import fold
from qa.composing.words import load

_LATIN = frozenset({"en", "es", "pt", "fr", "de"})
"""Languages that write Chinese names in pinyin. Vietnamese and Korean read the characters in their own way, Russian and
Arabic have spellings of their own: there a name is checked where it is left in Chinese."""

_HAN = re.compile("[\u3400-\u9fff]{2,}")
_CAPITAL = r"(?<![^\W\d_])[A-ZÜ][a-zü]+(?:['’-][a-zü]+)?(?![^\W\d_])"
_CAPITALS = re.compile(rf"{_CAPITAL}(?: {_CAPITAL})*")
_LATIN_WORD = re.compile(r"(?<![A-Za-z@.])[A-Za-z][A-Za-z'-]{2,}(?![A-Za-z@])")
_TELLING = re.compile("zh|^x|^q(?!u[aeio]$)|[iu]ang|i[ao]o?ng|iao")
"""Spellings of pinyin that words of other languages hardly have."""

_MARKED_PLACE = re.compile(
    r"\b(?:City|County|District|Province|Town|Township|Village|Street|Road|River|Lake|Mr|Ms|Mrs|distrito|ciudad|condado"
    r"|provincia|cidade|município|província|district|ville|comté|province|Stadt|Bezirk|Kreis|Provinz)\b"
)
_BEFORE_A_NAME = 14
"""Characters around a name in which a word such as District stands."""

_SHORT = 4
"""Letters of a country's name: shorter ones have other uses."""

_LITERAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|www\.\S+")
_MIXED = re.compile(r"(?<![\w.,])(?:[A-Za-z]{1,5}-?\d[\d.]*[A-Za-z]*|\d+[A-Z][A-Za-z]*)(?!\w)")


def strange_names(statement: str, evidence: str, language: str) -> list[str]:
    """The names in a statement that the evidence does not have, as they are written there."""
    given = "".join(fold(evidence).split())
    found = list(_strange_countries(statement, given, language))
    if language.startswith("zh"):
        return found
    if language != "ja":
        found += [run for run in _HAN.findall(statement) if fold(run) not in given]
    if language in _LATIN:
        return found + list(_strange_pinyin(statement, given))
    return found + [
        word
        for word in _LATIN_WORD.findall(statement)
        if not word.isupper() and fold(word) not in given and not _sounds(word, given) and word[0].isupper()
    ]


def literals(statement: str) -> tuple[list[str], str]:
    """Addresses and names such as PM2.5, which must stand in a passage letter by letter; and the statement with spaces
    in their place."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        if re.fullmatch(rf"(?:{_measures()})?\d[\d.]*(?:{_measures()}|st|nd|rd|th)?", fold(match[0])):
            return match[0]
        found.append(match[0].rstrip(".,;"))
        return " " * len(match[0])

    return found, _MIXED.sub(take, _LITERAL.sub(take, statement))


@cache
def _measures() -> str:
    """Units and scales in Latin letters, and the signs of money: 30km is a figure."""
    table = load("quantities")
    words = [word for _, _, names in table["units"] for word in names]
    words += [word for names in table["scales"].values() for word in names] + ["q", "h", "e", "er", "re"]
    return "|".join(re.escape(fold(word).rstrip("*")) for word in sorted(words, key=len, reverse=True) if word[0] < "ʰ")


def _strange_pinyin(statement: str, given: str) -> Iterator[str]:
    for match in _CAPITALS.finditer(statement):
        words = [word for word in match[0].split() if _is_pinyin(fold(word)) and word != "China"]
        orders = [words, [*words[1:], *words[:1]]] if len(words) == 2 else [[word] for word in words]
        around = statement[max(0, match.start() - _BEFORE_A_NAME) : match.end() + _BEFORE_A_NAME]
        sure = any(_telling(fold(word)) or (len(word) > 4 and _MARKED_PLACE.search(around)) for word in words)
        if sure and not any(fold("".join(order)) in given or _sounds("".join(order), given) for order in orders):
            yield " ".join(words)


def _telling(word: str) -> bool:
    return bool(_TELLING.search(word)) or (len(word) > 6 and bool(re.search("ng(?:[^aeiou]|$)", word)))


def _strange_countries(statement: str, given: str, language: str) -> Iterator[str]:
    for pattern, chinese in _countries(language):
        if (match := pattern.search(statement)) and not any(name in given for name in chinese):
            yield match[0]


@cache
def _countries(language: str) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Names of countries in a language, and in Chinese; China, which letters call 我国 or not at all, is left out."""
    from babel import Locale  # CLDR takes a while to load

    here, there = Locale.parse(language.replace("-", "_")).territories, Locale.parse("zh_Hans").territories
    found = []
    for code, name in here.items():
        known = len(code) == 2 and code.isalpha() and code not in ("CN", "ZZ", "QO")
        if known and len(name) >= (_SHORT if name[0] < "\u3000" else 2):
            chinese = re.sub("中国|特别行政区|\\(.*\\)", "", fold(there[code]))
            word = re.escape(name) if name[-1] not in "аяиы" else rf"{re.escape(name[:-1])}\w{{1,2}}"
            end = "" if name[0] > "\u3000" else r"(?![^\W\d_])"
            start = "" if name[0] > "\u3000" else r"(?<![^\W\d_])"
            found.append((re.compile(start + word + end), (chinese, fold(name))))
    return tuple(found)


@cache
def _readings(character: str) -> tuple[str, ...]:
    """The syllables of a character, without tones."""
    from pypinyin import Style, pinyin

    (readings,) = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False) or [[]]
    return tuple(readings)


def _sounds(word: str, given: str) -> bool:
    """Whether some characters of the passages, one after the other, read as a word in pinyin."""
    wanted = fold(word).replace("'", "").replace("’", "").replace("-", "").replace("ü", "v")
    for start in range(len(given)):
        ends = {0}
        for character in given[start : start + len(wanted)]:
            if not _HAN.match(character * 2):
                break
            ends = {
                end + len(syllable)
                for end in ends
                for syllable in _readings(character)
                if wanted.startswith(syllable, end)
            }
            if len(wanted) in ends:
                return True
            if not ends:
                break
    return False


@cache
def _syllables() -> frozenset[str]:
    """All syllables of standard Chinese, without tones."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    tables = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    return frozenset(normal for reading in tables if (normal := to_normal(reading)).isascii() and len(normal) > 1)


def _is_pinyin(word: str) -> bool:
    """Whether a word is made of syllables; one that begins with a vowel needs an apostrophe before it."""
    parts = re.split("['’]", word.replace("ü", "v"))
    ends: set[int]
    for part in parts:
        ends = {0}
        for at in range(len(part)):
            if at in ends and (at == 0 or part[at] not in "aeo"):
                ends |= {at + len(part[at:end]) for end in range(at + 1, at + 7) if part[at:end] in _syllables()}
        if len(part) not in ends:
            return False
    return True
