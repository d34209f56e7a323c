"""Numbers at the start of lines → which of them count, and at which level: learned from the document.

Which series starts anew between two members of another stands inside it; where a document does not tell, the order of
`Form` holds.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.outline.lines import Line
from index.outline.patterns import BARE_ATTACHMENT, DATE_LINE, OFFICE, PERSON_LINE
from index.text.numbering import SINGLE, SURE, Form, Marker, readings

Numbered = tuple[int, Marker]
"""A line, by its place among the lines, and the number that it may begin with."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a line may begin with, and its level in the part of the document where it stands, 0 for the
    outermost. `part` counts these parts: what is enclosed numbers for itself."""

    marker: Marker
    level: int
    part: int


_SHORT = 40
"""Characters of a line that names an attachment or who signs."""

_FEW = 5
"""Lines, streets or measures are rarely counted further with 条."""

_MEASURES = frozenset("年月日时分秒个项名人家户次件万亿元吨米条台套")


def numbers(found: Sequence[Line]) -> list[Number | None]:
    """The number of each line, None where it has none or none that counts."""
    result: list[Number | None] = []
    for part, (start, end) in enumerate(pairwise([0, *_parts(found), len(found)])):
        told = _markers(found[start:end])
        level = _levels(told)
        result += [Number(marker, level[marker.form], part) if marker else None for marker in told]
    return result


def _parts(found: Sequence[Line]) -> Iterator[int]:
    """Where something enclosed may begin: at the name of an attachment, after a signed date."""
    for at in range(1, len(found)):
        before, text = found[at - 1].text, found[at].text
        if text[0] in "附【（(" and len(text) <= _SHORT and BARE_ATTACHMENT.match(text):
            yield at
        elif at > 1 and DATE_LINE.match(before):
            signed = found[at - 2].text
            if len(signed) <= _SHORT and (OFFICE.search(signed) or PERSON_LINE.match(signed)):
                yield at


def _markers(found: Sequence[Line]) -> list[Marker | None]:
    """The number of each line of one part of a document; None where it has none, or where the series that it would
    belong to does not exist. Whether a sentence goes on at the line is not asked here."""
    read = [() if line.row or line.note else tuple(readings(line.text)) for line in found]
    doubtful: dict[Form, list[Numbered]] = {}
    for at, some in enumerate(read):
        for marker in some:
            if not marker.sure and marker.form not in SINGLE:
                doubtful.setdefault(marker.form, []).append((at, marker))
    if not doubtful:
        return [some[0] if some else None for some in read]
    counted = {
        (at, marker.form) for at, some in enumerate(read) for marker in some if marker.sure or marker.form in SINGLE
    }
    for form in sorted(doubtful):
        members = [(at, marker) for at, some in enumerate(read) for marker in some if marker.form is form]
        if form is Form.ARTICLE:
            told = _articles(members, found)
        elif form in SURE:
            told = _look_alikes(members)
        else:
            told = _series(members, found, {marker.numbers for at, some in enumerate(read) for marker in some})
        counted.update((at, form) for at in told)
    return [next((marker for marker in some if (at, marker.form) in counted), None) for at, some in enumerate(read)]


def _look_alikes(members: Sequence[Numbered]) -> Iterator[int]:
    """Numbers with a katakana or a dash in the place of a numeral count beside their neighbours: 一、 ニ、 三、"""
    for place, (at, marker) in enumerate(members):
        near = [other for _, other in (*members[max(place - 1, 0) : place], *members[place + 1 : place + 2])]
        if any(abs(other.number - marker.number) == 1 for other in near):
            yield at


def _series(members: Sequence[Numbered], found: Sequence[Line], numbers: set[tuple[int, ...]]) -> Iterator[int]:
    """Members of series that count from one, without a gap, to two at least. A decimal number, or one with decimal
    numbers below it, needs no second."""
    series: list[Numbered] = []
    for at, marker in members:
        if series and _follows(marker.numbers, series[-1][1].numbers):
            series.append((at, marker))
        elif marker.number == 1:
            yield from _whole(series, found, numbers)
            series = [(at, marker)]
    yield from _whole(series, found, numbers)


def _whole(series: Sequence[Numbered], found: Sequence[Line], numbers: set[tuple[int, ...]]) -> list[int]:
    first = series[0][1].numbers if series else ()
    related = len(first) > 1 and first[:-1] in numbers
    related = related or (bool(first) and series[0][1].form is Form.BARE and (*first, 1) in numbers)
    measures = {found[at].text[marker.end :].lstrip()[:1] for at, marker in series}
    if len(series) + related < 2 or (first and len(measures) == 1 and measures <= _MEASURES):  # 1 月…, 2 月…
        return []
    return [at for at, _ in series]


def _articles(members: Sequence[Numbered], found: Sequence[Line]) -> Iterator[int]:
    """Where a document sets its articles' numbers apart by a space, one without a space must be the next. Lines
    are counted by 第一条地铁线路, 第二条地铁线路: the same word, and none of law, follows them all."""
    apart = sum(marker.sure for _, marker in members) > 0.8 * len(members)
    after = {found[at].text[marker.end : marker.end + 2] for at, marker in members}
    if not apart and (
        len(members) < 2 or (len(after) == 1 and len(members) < _FEW and not set("本法对") & set(min(after)))
    ):
        return
    last = 0
    for at, marker in members:
        number = marker.number
        if marker.sure or not apart or number == last + 1:
            last = number
            yield at
        elif number == last and "之" in marker.label:
            yield at


def _follows(numbers: tuple[int, ...], last: tuple[int, ...]) -> bool:
    return numbers[:-1] == last[:-1] and numbers[-1] == last[-1] + 1


def in_sequence(marker: Marker, last: tuple[int, ...]) -> bool:
    """Whether a number begins a series or goes on with the last one."""
    return marker.number == 1 or _follows(marker.numbers, last or (0,))


def _levels(told: Sequence[Marker | None]) -> dict[Form, int]:
    """The level of each form of one part of a document, 0 for the outermost.

    Between two members of a series what stands inside starts anew. An interval in which another series only goes on
    tells nothing: there the first one may run on over the headings above it.
    """
    inside: Counter[tuple[Form, Form]] = Counter()
    between: dict[Form, dict[Form, bool]] = {}
    last: dict[Form, int] = {}
    for marker in told:
        if not marker:
            continue
        form, number = marker.form, marker.number
        if number == last.get(form, number) + 1 and all(between[form].values()):
            inside.update((inner, form) for inner in between[form])
        for other, started in between.items():
            if other != form and form not in started:
                started[form] = number == 1
        between[form] = {}
        last[form] = number
    order: list[Form] = []
    for form in sorted(last):
        place = next((at for at, other in enumerate(order) if inside[other, form] > inside[form, other]), len(order))
        order.insert(place, form)
    return {form: level for level, form in enumerate(order)}
