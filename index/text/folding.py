"""How texts are folded for matching. Folding is for matching only; what is shown stays as the letter writes it."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_RADICALS = {
    pair[0]: pair[1]
    for pair in [
        "⺁厂",
        "⺒巳",
        "⺓幺",
        "⺛旡",
        "⺟母",
        "⺠民",
        "⺪疋",
        "⺬示",
        "⺮竹",
        "⺶羊",
        "⺷羊",
        "⺸羊",
        "⺽臼",
        "⻁虎",
        "⻄西",
        "⻅见",
        "⻆角",
        "⻇角",
        "⻉贝",
        "⻋车",
        "⻑長",
        "⻒長",
        "⻓长",
        "⻔门",
        "⻗雨",
        "⻘青",
        "⻙韦",
        "⻚页",
        "⻛风",
        "⻜飞",
        "⻝食",
        "⻞食",
        "⻢马",
        "⻣骨",
        "⻤鬼",
        "⻥鱼",
        "⻦鸟",
        "⻧卤",
        "⻨麦",
        "⻩黄",
        "⻪黾",
        "⻫斉",
        "⻬齐",
        "⻭歯",
        "⻮齿",
        "⻯竜",
        "⻰龙",
        "⻱龜",
        "⻲亀",
        "⻳龟",
    ]
}
"""CJK Radicals Supplement: fonts have them in the place of the characters that they stand for. NFKC maps two of them;
the others are those of EquivalentUnifiedIdeograph.txt that are characters of their own."""

_RADICAL_CODES = str.maketrans(_RADICALS)

_PLANE = "\uffff"
"""A set of characters up to here is searched for in a tenth of the time."""

_WIDE = range(0xFF01, 0xFF5F)


@cache
def _equals() -> dict[int, str]:
    """Characters that are others in disguise: radicals (⼀, ⺠), compatibility ideographs, letters and digits of full
    width. One for one, so that places stay."""
    equals = {}
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF), *_WIDE):
        character = unicodedata.normalize("NFKC", chr(code))
        if len(character) == 1 and (code not in _WIDE or character.isalnum()):
            equals[code] = character
    return equals | _RADICAL_CODES


@cache
def _traditional() -> frozenset[str]:
    """The characters that OpenCC simplifies: most texts have none of them, and need not wait for its dictionaries."""
    return frozenset((Path(__file__).parent / "traditional.txt").read_text(encoding="utf-8").strip())


@cache
def _simplifier() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _simplified(character: str) -> str:
    simple = str(_simplifier().convert(character))
    return simple if len(simple) == 1 else character


@cache
def _odd() -> re.Pattern[str]:
    """Any character that `plain` or `simplified` changes: most texts have none, and are not copied."""
    return re.compile(
        f"[{''.join(map(chr, _equals()))}{''.join(character for character in _traditional() if character <= _PLANE)}]"
    )


def plain(text: str) -> str:
    """The text with radicals, compatibility ideographs, wide letters and wide digits as what they stand for. Places
    stay."""
    return text.translate(_equals()) if _odd().search(text) else text


def simplified(text: str) -> str:
    """The text with every Traditional character as its Simplified one. Places stay."""
    if not _odd().search(text):
        return text
    found = _traditional().intersection(text)
    return text.translate({ord(character): _simplified(character) for character in found})


def fold(text: str) -> str:
    """NFKC, lower case, radicals as characters, Traditional Chinese as Simplified: the form in which texts are
    compared."""
    folded = encodable(unicodedata.normalize("NFKC", text.translate(_RADICAL_CODES)).lower())
    return folded if _traditional().isdisjoint(folded) else str(_simplifier().convert(folded))


_TYPESETTING = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
"""Spaces that set figures and names apart; those between Latin words belong to the words."""


def unspaced(text: str) -> str:
    """A text without the spaces that set figures and names apart: "第 12 号" is 第12号."""
    return _TYPESETTING.sub("", text)


def encodable(text: str) -> str:
    """The text with half surrogate pairs, which no encoding can carry, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
