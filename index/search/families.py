"""Documents that belong together: copies of one text, near-duplicates, and versions of one letter.

Texts are compared by MinHash (Broder 1997, "On the resemblance and containment of documents"): the share of equal
values in two signatures estimates the share of character 5-grams that two texts have in common (their Jaccard
similarity). datasketch does the same for one gram after the other, in several times the time, and imports scipy.
Candidates come from bands of the signatures and from equal numbers and titles, never from all pairs.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.types import Family, Kind

_VALUES = 128
"""Values of a signature: 512 bytes a document, standard error .027 at a similarity of .9."""

_GRAM = 5

_BANDS = 16
"""Bands of 8 values: two texts share a band with a chance of .9999 at a similarity of .9, and of .06 at .5."""

_NEAR = 0.9
"""From here two texts are near-duplicates, unless number, title or date says that they are two letters. A scan with one
wrong character in a hundred still shares .90 with its text; of 1.5 million pairs of different laws none shares more
than .79."""

_NUMBERED = 0.3
"""From here two texts of one number and issuer are versions. A number is given once, so that little must be shared."""

_TITLED = 0.8
"""The same for letters of one title and issuer without numbers. Two months' notices of one meeting share .60, approvals
for two companies .77; the same notice with a new day .92."""

_LAW = 0.1
"""The same for laws, whose title is their name. Of 46 laws with two versions 43 share more, the median .38; two laws of
different names can share .79, but have different names."""

_LAW_TITLE = re.compile(r"(法|法典|条例|细则|规则|办法|规定|章程)([（(].*[）)])?$")

_WINDOW = 32
"""How many neighbours in a group of candidates a document is compared with. It bounds the work for thousands of letters
from one template (the sorted neighbourhood of Hernández and Stolfo 1995)."""

_HASHED = 256
"""Shingles hashed at a time: what a core's own cache holds, twice as fast as larger batches."""

_BATCH = 4096
"""Pairs compared at a time: a few megabytes."""

Signature = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared of a document. `digest` names its text, `signature` is `signature(text)`; "" where unknown."""

    name: str
    digest: str
    signature: Signature
    title: str = ""
    number: str = ""
    issuer: str = ""
    date: str = ""


def signature(text: str) -> Signature:
    """The MinHash of a text's character 5-grams, white space left out, shape (128,). Equal on every machine."""
    codes = np.frombuffer("".join(text.split()).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    grams = np.zeros(max(len(codes) - _GRAM + 1, 1), np.uint64)
    for offset in range(min(_GRAM, len(codes))):
        grams = _mixed(grams + codes[offset : offset + len(grams)])
    lowest = np.full(_VALUES, np.iinfo(np.uint32).max, np.uint32)
    for start in range(0, len(grams), _HASHED):
        hashed = grams[start : start + _HASHED, None] * _FACTORS + _SHIFTS
        lowest = np.minimum(lowest, hashed.astype("<u8", copy=False).view("<u4").min(axis=0))
    return lowest


def similarity(left: Signature, right: Signature) -> float:
    """The estimated Jaccard similarity of two texts, 0 to 1."""
    return float((left == right).mean())


def families(records: Sequence[Record]) -> list[Family]:
    """All families of two or more, sorted by their first member. A document is in one family at most."""
    copies: dict[str, list[int]] = defaultdict(list)
    for position in sorted(range(len(records)), key=lambda position: records[position].name):
        copies[records[position].digest].append(position)
    groups = _Groups(len(records))
    for same in copies.values():
        for position in same[1:]:
            groups.join(same[0], position, "same")
    firsts = [same[0] for same in copies.values()]
    for left, right, kind in _links([records[position] for position in firsts]):
        groups.join(firsts[left], firsts[right], kind)
    found = []
    for kind, positions in groups.found():
        newest = max((records[position] for position in positions), key=lambda record: (record.date, record.name))
        found.append(Family(kind, tuple(sorted(records[position].name for position in positions)), newest.name))
    return sorted(found, key=lambda family: family.members)


class _Groups:
    """Disjoint sets (union-find), each with the loosest kind of the links that made it."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))
        self._kinds: dict[int, Kind] = {}

    def join(self, left: int, right: int, kind: Kind) -> None:
        left, right = self._root(left), self._root(right)
        kinds = {kind, self._kinds.get(left, "same"), self._kinds.get(right, "same")}
        self._parents[right] = left
        self._kinds[left] = "versions" if "versions" in kinds else "near" if "near" in kinds else "same"

    def found(self) -> Iterator[tuple[Kind, list[int]]]:
        members: dict[int, list[int]] = defaultdict(list)
        for position in range(len(self._parents)):
            members[self._root(position)].append(position)
        return ((self._kinds[root], group) for root, group in members.items() if len(group) > 1)

    def _root(self, position: int) -> int:
        while self._parents[position] != position:
            self._parents[position] = self._parents[self._parents[position]]
            position = self._parents[position]
        return position


def _links(records: list[Record]) -> Iterator[tuple[int, int, Kind]]:
    """Pairs of different texts that belong together. Two letters with different numbers never do."""
    if len(records) < 2:
        return
    signatures = np.stack([record.signature for record in records])
    numbers, titles, issuers, dates = (
        _codes(getattr(record, field) for record in records) for field in ("number", "title", "issuer", "date")
    )
    order = np.lexsort((dates, titles, numbers))
    width = _VALUES // _BANDS
    bands = [_rows(signatures[:, start : start + width]) for start in range(0, _VALUES, width)]
    named = [_rows(np.stack([codes, issuers], axis=1)) for codes in (numbers, titles)]
    known = [numbers > 0, titles > 0]
    needed = np.array([_LAW if _LAW_TITLE.search(record.title) else _TITLED for record in records])

    for keys, usable in [*((band, None) for band in bands), *zip(named, known, strict=True)]:
        for left, right in _neighbours(keys, order if usable is None else order[usable[order]]):
            one = ~_apart(numbers, left, right)
            left, right = left[one], right[one]
            alike = _similarities(signatures, left, right)
            same_issuer = issuers[left] == issuers[right]
            numbered = same_issuer & (numbers[left] == numbers[right]) & (numbers[left] > 0)
            titled = same_issuer & (titles[left] == titles[right]) & (titles[left] > 0)
            version = numbered & (alike >= _NUMBERED) | titled & (alike >= needed[left])
            other = _apart(dates, left, right) | (_apart(titles, left, right) & ~numbered)
            near = (alike >= _NEAR) & ~other
            for pair in np.flatnonzero(version | near):
                yield int(left[pair]), int(right[pair]), "near" if near[pair] else "versions"


def _neighbours(
    keys: NDArray[np.int64], order: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of records with equal keys that are close in `order`, in batches."""
    order = order[np.argsort(keys[order], kind="stable")]
    for distance in range(1, min(_WINDOW + 1, len(order))):
        left, right = order[:-distance], order[distance:]
        equal = keys[left] == keys[right]
        if not equal.any():
            return
        left, right = left[equal], right[equal]
        for start in range(0, len(left), _BATCH):
            yield left[start : start + _BATCH], right[start : start + _BATCH]


def _similarities(signatures: Signature, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray((signatures[left] == signatures[right]).mean(axis=1), np.float64)


def _apart(codes: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs are known to differ: both have a value, and not the same."""
    return np.asarray((codes[left] != codes[right]) & (codes[left] > 0) & (codes[right] > 0), np.bool_)


def _codes(values: Iterable[str]) -> NDArray[np.int64]:
    """A number for each value, equal for equal values; 0 for ""."""
    codes = {"": 0}
    return np.array([codes.setdefault(value, len(codes)) for value in values], np.int64)


def _rows(table: NDArray[np.uint32] | NDArray[np.int64]) -> NDArray[np.int64]:
    """A hash for each row: equal for equal rows, and hardly ever else (64 bits)."""
    hashed = np.zeros(len(table), np.uint64)
    for column in table.T.astype(np.uint64):
        hashed = _mixed(hashed + column)
    return hashed.view(np.int64)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit of the input changes half of the output."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_FACTORS = _mixed(np.arange(_VALUES // 2, dtype=np.uint64)) | np.uint64(1)
_SHIFTS = _mixed(np.arange(_VALUES // 2, _VALUES, dtype=np.uint64))
"""One random function `x * factor + shift` for every two values of a signature, which take 32 bits of it each; the same
ones for ever."""
