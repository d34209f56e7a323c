"""The numbers that Word shows before paragraphs of a list and does not write into their text."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.source.formats.word.number_formats import shown
from index.source.formats.word.xml import W, is_on, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How the numbers of a level look. They begin anew after a number of a level below `restart`, from 0."""

    form: str
    pattern: str
    start: int
    restart: int
    legal: bool
    close: bool
    style: str


class Numbering:
    """The part numbering.xml: which list a paragraph is of, how its numbers look, and how far it has counted.

    Lists that share an abstract list share its count; one that overrides a start begins there when it is first used.
    """

    def __init__(self, root: "_Element | None") -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._own: dict[tuple[str, int], _Level] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int | None]] = {}
        if root is None:
            return
        styles = {link: kind for kind, link in _links(root, "styleLink")}
        self._same = {kind: styles[link] for kind, link in _links(root, "numStyleLink") if link in styles}
        for abstract in root.iterchildren(f"{W}abstractNum"):
            for level in abstract.iterchildren(f"{W}lvl"):
                self._levels[abstract.get(f"{W}abstractNumId") or "", _depth(level)] = _level(level)
        for instance in root.iterchildren(f"{W}num"):
            number, kind = instance.get(f"{W}numId") or "", value(instance, "abstractNumId")
            self._lists[number] = self._same.get(kind, kind)
            for override in instance.iterchildren(f"{W}lvlOverride"):
                if start := value(override, "startOverride"):
                    self._starts[number, _depth(override)] = _number(start)
                for level in override.iterchildren(f"{W}lvl"):
                    self._own[number, _depth(override)] = _level(level)

    def level_of(self, number: str, style: str) -> int:
        """The level of a list that is linked to a paragraph style; 0 if none is."""
        kind = self._lists.get(number, "")
        return next((at for (of, at), level in self._levels.items() if of == kind and level.style == style), 0)

    def next(self, number: str, depth: int) -> str:
        """The next number of a list at a level, with the space behind it; "" for bullets and unknown lists."""
        kind = self._lists.get(number, "")
        level = self._find(number, depth)
        if not level or depth >= _LEVELS:
            return ""
        counts = self._counts.setdefault(kind, [None] * _LEVELS)
        last = counts[depth]
        counts[depth] = self._starts.pop((number, depth), level.start if last is None else last + 1)
        for deeper in range(depth + 1, _LEVELS):
            below = self._find(number, deeper)
            if not below or depth < below.restart:
                counts[deeper] = None
        if level.form in ("bullet", "none", ""):
            return ""
        words = re.sub(
            "%([1-9])", lambda place: self._shown(number, int(place[1]) - 1, counts, legal=level.legal), level.pattern
        )
        return words + (" " if words[-1:].isalnum() and not level.close else "")

    def _find(self, number: str, depth: int) -> _Level | None:
        return self._own.get((number, depth)) or self._levels.get((self._lists.get(number, ""), depth))

    def _shown(self, number: str, depth: int, counts: list[int | None], *, legal: bool) -> str:
        level = self._find(number, depth)
        count = counts[depth]
        count = (level.start if level else 1) if count is None else count
        return shown(count, "decimal" if legal or not level else level.form)


def _links(root: "_Element", name: str) -> list[tuple[str, str]]:
    abstracts = root.iterchildren(f"{W}abstractNum")
    return [(each.get(f"{W}abstractNumId") or "", link) for each in abstracts if (link := value(each, name))]


def _level(element: "_Element") -> _Level:
    restart = value(element, "lvlRestart")
    level = _Level(
        value(element, "numFmt") or "decimal",
        value(element, "lvlText"),
        _number(value(element, "start") or "1"),
        _number(restart) if restart else _depth(element),
        is_on(element, "isLgl"),
        value(element, "suff") == "nothing",
        value(element, "pStyle"),
    )
    custom = next((form for form in element.iter(f"{W}numFmt") if form.get(f"{W}format")), None)
    if custom is None:
        return level
    zeros = re.match("0+1", custom.get(f"{W}format") or "")  # "001, 002, 003, ..."
    return replace(level, form="decimalZero" if zeros and len(zeros[0]) == 2 else "decimal")


def _depth(element: "_Element") -> int:
    return _number(element.get(f"{W}ilvl"))


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,6}", text) else 0
