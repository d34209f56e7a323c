"""Public bodies and institutions that a statement names → whether the passages name them too.

Outside Chinese the name is a translation: "Bureau of Commerce" stands for 商务局. The fields of Chinese public bodies
are few and have usual names, so these are compared, and what is outside them is left alone.
"""

import re
from collections.abc import Iterator
from functools import cache

from index.text.folding import fold
from qa.composing.words import alternatives, load

_BODY_ENDS = "局|委|厅|部|办|处|署|院|会|科|司|中心|站|所|队|银行|政府|办公室"
_BETWEEN = 14
"""Characters between the field and the end of a body's name: 人力资源和社会保障局."""

_PREFIX = "该本各等的由和与及为在向对经据请是市省县区"


def strange_bodies(statement: str, evidence: str, language: str) -> list[str]:
    """The bodies in a statement that the evidence does not have, as they are written there."""
    said, given = fold(statement), "".join(fold(evidence).split())
    if language.startswith("zh"):
        return [name for name in _chinese(said) if not _abbreviates(name, given)]
    return [*_strange_fields(said, given), *_strange_institutions(said, given)]


def _strange_fields(said: str, given: str) -> Iterator[str]:
    fields = load("bodies")["fields"]
    for match in _pattern().finditer(said):
        for stems, words in fields:
            named = _field(tuple(words)).search(match[0])
            if named and not any(re.search(rf"{stem}\w{{0,{_BETWEEN}}}?(?:{_BODY_ENDS})", given) for stem in stems):
                yield match[0].strip()
                break


def _strange_institutions(said: str, given: str) -> Iterator[str]:
    for stems, words in load("bodies")["institutions"]:
        if (match := _field(tuple(words)).search(said)) and not any(stem in given for stem in stems):
            yield match[0]


def _chinese(said: str) -> Iterator[str]:
    """Names in Chinese by their last two characters and what they end in: 财政局 of 市财政局."""
    for match in re.finditer(rf"(?P<core>[\u4e00-\u9fff]{{2}})(?P<head>{load('bodies')['chinese_heads']})", said):
        core = match["core"].lstrip(_PREFIX)
        if len(core) == 2:
            yield core + match["head"]


def _abbreviates(name: str, given: str) -> bool:
    """Whether a name stands in the passages, or is made of the characters of a longer one: 发改委, 发展和改革委员会."""
    gaps = r"\w{0,6}?".join(map(re.escape, name.removesuffix("员会") if name.endswith("委员会") else name))
    return bool(re.search(gaps, given))


@cache
def _field(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(alternatives(words))


@cache
def _pattern() -> re.Pattern[str]:
    """Bodies with a field: Municipal Finance Bureau, Oficina de Comercio, Handelsbüro, Управление торговли, 財政局."""
    table = load("bodies")
    words = [word for _, names in table["fields"] for word in names]
    heads, levels, fields = (alternatives(each) for each in (table["heads"], table["levels"], words))
    link = r"(?:\s+|-|['’]|\s*,\s*|\s*&\s*)"
    chain = rf"(?:{link}(?:{levels}))*{link}?(?:{fields})(?:{link}(?:{levels}|{fields}))*"
    joined = "|".join(_stem(word) for word in words if word.endswith("*") or word[0] > "\u3000")
    ends = "|".join(map(re.escape, table["compounds"]))
    return re.compile(
        rf"(?:{heads})(?=\s|['’])(?:{chain})"
        rf"|(?:{fields})(?:{link}(?:{levels}|{fields}))*{link}(?:{heads})"
        rf"|(?:{joined})(?:{ends})(?![a-zäöüß])"
    )


def _stem(word: str) -> str:
    return re.escape(fold(word).replace("*", "")) + ("[a-zäöüß]*?" if word.endswith("*") else "[^\\W\\d_]{0,6}?")
