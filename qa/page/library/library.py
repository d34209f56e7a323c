"""The library: what there is to ask, to be searched, filtered and opened. No text is read before it is opened."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal, get_args

from index.search.entry import Entry
from index.search.filters import Condition, select
from index.search.index import Index
from index.types import Field

Order = Literal["newest", "oldest", "title"]
ORDERS: tuple[Order, ...] = get_args(Order)

PAGE = 50
"""Letters listed at a time: some screens full, and a page of HTML of 40 kB."""

_CHOICES = 200
"""Issuers, or kinds, to choose from, the most frequent ones. The others are found by typing."""

_WORDS, _LENGTH = 8, 200
"""Words, and characters, of a search that are read."""

_OPENED = 32
"""Parsed documents that are kept. Parsing takes milliseconds, and readers come back to the same few."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What one reader looks for; "" where anything will do. Every one of the `words` must stand in what a document is
    known by. `page` counts from 0. `only`: questions go to the documents found, and to no others."""

    words: str = ""
    issuer: str = ""
    year: str = ""
    kind: str = ""
    order: Order = "newest"
    page: int = 0
    only: bool = False

    @classmethod
    def of(cls, sent: object) -> "Wish":
        """From what the page's script sends. Anyone can send anything: what makes no sense is left out."""
        sent = sent if isinstance(sent, Mapping) else {}
        words, issuer, year, kind = (
            str(sent.get(key, ""))[:_LENGTH].strip() for key in ("words", "issuer", "year", "kind")
        )
        order = next((order for order in ORDERS if order == sent.get("order")), ORDERS[0])
        page = sent.get("page")
        wish = cls(
            words,
            issuer,
            year if len(year) == 4 and year.isascii() and year.isdecimal() else "",
            kind,
            order,
            page if isinstance(page, int) and page > 0 else 0,
        )
        return wish.asking(sent.get("only") is True)

    def asking(self, only: bool) -> "Wish":
        """The same, with questions narrowed or not. Where nothing is filtered there is nothing to narrow to."""
        return replace(self, only=only and bool(self.conditions))

    @property
    def conditions(self) -> tuple[str, ...]:
        """What a document must meet, as `index.search.filters` reads it."""
        return (*(f"any~{word}" for word in self.words.split()[:_WORDS]), *self.filters)

    @property
    def filters(self) -> tuple[str, ...]:
        """The conditions but for the words."""
        chosen = ((Field.ISSUER, self.issuer), (Field.DATE, self.year), (Field.KIND, self.kind))
        return tuple(f"{field.value}={value}" for field, value in chosen if value)

    @property
    def where(self) -> tuple[str, ...]:
        """The conditions that questions are asked under."""
        return self.conditions if self.only else ()


ANYTHING = Wish()
"""All documents, the latest first."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Values that documents can be filtered by, each with the number of documents that have it."""

    issuers: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]


class Library:
    """The documents of one state of an index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.entries = index.entries
        self.document = lru_cache(_OPENED)(index.document)
        self._found = lru_cache(_OPENED)(self._select)

    def __contains__(self, name: object) -> bool:
        return name in self.index.numbers

    @property
    def archive(self) -> bool:
        """Whether there is a list to look through: a single document is simply shown."""
        return len(self.entries) != 1

    @property
    def first(self) -> str:
        """The name of the document to show before anything is asked; "" for the list."""
        return "" if self.archive else self.entries[0].name

    def entry(self, name: str) -> Entry:
        """What is known of a document.

        Raises:
            KeyError: there is none of that name.
        """
        return self.entries[self.index.numbers[name]]

    def known_as(self, name: str) -> str:
        """What people call a document: its number or else its title. Other words stay as they are."""
        if name not in self:
            return name
        entry = self.entry(name)
        return entry.number or entry.title

    def found(self, wish: Wish) -> Sequence[int]:
        """The numbers of the documents that a reader looks for, in the order wished for."""
        return self._found(wish.conditions, wish.order)

    def _select(self, conditions: tuple[str, ...], order: Order) -> tuple[int, ...]:
        ordered = self._orders[order]
        if not conditions:
            return ordered
        chosen = set(select(self.entries, [Condition.parse(condition) for condition in conditions]))
        return tuple(number for number in ordered if number in chosen)

    @cached_property
    def _orders(self) -> dict[Order, tuple[int, ...]]:
        return {order: ordered(self.entries, order) for order in ORDERS}

    @cached_property
    def choices(self) -> Choices:
        """What the documents can be filtered by."""
        return choices(self.entries)


def ordered(entries: Sequence[Entry], order: Order) -> tuple[int, ...]:
    """The numbers of all documents in an order. Those without a date come last; ties stand as in the index."""
    if order == "title":
        return tuple(sorted(range(len(entries)), key=lambda number: _by_sound(entries[number].title)))
    dates = [entry.fact(Field.DATE) for entry in entries]
    dated = sorted((number for number, date in enumerate(dates) if date), key=dates.__getitem__)
    if order == "newest":
        dated = sorted(dated, key=dates.__getitem__, reverse=True)
    return (*dated, *(number for number, date in enumerate(dates) if not date))


def choices(entries: Iterable[Entry]) -> Choices:
    """The issuers and kinds, most frequent first, and the years, latest first."""
    issuers: Counter[str] = Counter()
    years: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for entry in entries:
        issuers.update({fact.value for fact in entry.metadata if fact.field is Field.ISSUER})
        years.update(filter(None, [entry.fact(Field.DATE)[:4]]))
        kinds.update(filter(None, [entry.fact(Field.KIND)]))
    return Choices(_most(issuers), tuple(sorted(years.items(), reverse=True)), _most(kinds))


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_CHOICES])


def _by_sound(title: str) -> bytes:
    """GB 2312, which GB18030 extends, has its common characters in the order of their pinyin."""
    return title.encode("gb18030", "replace")
