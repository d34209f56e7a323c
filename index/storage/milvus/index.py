"""An index that is read from Milvus."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import LetterError, StaleIndexError
from index.role import Role
from index.search.encoder import Encoder, TokenIds, Vectors
from index.search.entry import Entry
from index.search.index import Index, Rows
from index.search.lexical import Terms
from index.search.outline import Outline
from index.search.vectors import best, cosines
from index.storage.milvus.database import (
    FOREVER,
    PARTS,
    PIECE,
    Database,
    Maker,
    Record,
    SearchField,
    SearchVector,
    State,
    Tables,
)
from index.types import Citation, Passage, Source, Span, Step

_SPARE = 64
"""Passages found beyond those wanted, so that of passages with equal scores the first in reading order are taken."""

_DOUBT = 1e-5
"""By how much of itself a score may differ with the order in which its products are added up. Of the passages that are
this close to the last one wanted, our own scores decide."""

_KEPT = 5_000
"""Passages and pieces of text that are kept once read, about 5 kB each."""

_AHEAD = 64
"""Passages that are read together where one is asked for, for those who read them in order."""

_PASSAGE = ("row", "document", "paragraph", "role", "page", "last_page", "place", "vector", "terms")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as Milvus holds it."""

    document: int
    citation: Mapping[str, Any]
    place: Mapping[str, Any]
    vector: Vectors
    terms: Mapping[int, float]

    @classmethod
    def of(cls, record: Record) -> "Row":
        """From a row of the collection."""
        return cls(
            record["document"],
            {name: record[name] for name in ("paragraph", "page", "last_page")} | {"role": Role(record["role"])},
            record["place"],
            np.array(record["vector"], np.float32),
            record["terms"],
        )


class MilvusIndex(Index):
    """One state of an index in Milvus. Numbers of rows have gaps: see `database.PARTS`.

    `held` are the documents of the state by their numbers in Milvus, `gone` those that no longer count and may still
    be there. What is read stays good until the second next state counts.
    """

    def __init__(
        self, database: Database, state: State, encoder: Encoder, held: Mapping[int, Entry], gone: Iterable[int]
    ) -> None:
        super().__init__(encoder)
        self._database = database
        self._tables = database.tables(state.maker)
        self._state = state
        self._held = dict(sorted(held.items()))
        self._numbers = np.fromiter(self._held, np.int64)
        self._where = _between(self._numbers, gone)
        self._rows = _Kept(partial(_read_rows, self._tables))
        self._pieces = _Kept(partial(_read_pieces, self._tables))

    def __len__(self) -> int:
        return self._state.passages

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._held.values())

    @cached_property
    def all_rows(self) -> Rows:
        ranges = [np.arange(entry.passages) + number * PARTS for number, entry in self._held.items()]
        return np.concatenate(ranges).astype(np.int64)

    def first(self, document: int) -> int:
        return int(self._numbers[document]) * PARTS

    def owners(self, rows: Rows) -> NDArray[np.int64]:
        return np.searchsorted(self._numbers, rows // PARTS)

    def text(self, document: int) -> str:
        return read_text(self._tables, int(self._numbers[document]))

    def outline(self, document: int) -> Outline:
        return read_outline(self._tables, int(self._numbers[document]))

    def passage(self, row: int) -> Passage:
        if row not in self._rows:
            last = row // PARTS * PARTS + self._held[row // PARTS].passages
            self._passages(range(row, min(row + _AHEAD, last)))
        return self._passages([row])[0]

    def read(self, rows: Sequence[int]) -> list[Row]:
        """Passages as Milvus holds them, in the order asked for."""
        return self._rows.get(rows)

    def nearest(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> Rows:
        found = self._search("vector", vector, k, within)
        return best(found, cosines(self.vectors(found), vector), k)

    def matching(self, terms: Terms, weights: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> Rows:
        if not len(terms):
            return np.zeros(0, np.int64)
        found = self._search("terms", dict(zip(terms.tolist(), weights.tolist(), strict=True)), k, within)
        return best(found, self.bm25(found, terms, weights), k)

    def vectors(self, rows: Rows) -> Vectors:
        found = [row.vector for row in self.read(rows.tolist())]
        return np.array(found, np.float32).reshape(-1, self.encoder.dimension)

    def bm25(self, rows: Rows, terms: Terms, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        read = self.read(rows.tolist())
        scores = np.zeros(len(read), np.float32)
        for term, weight in zip(terms.tolist(), weights, strict=True):
            scores += np.array([row.terms.get(term, 0.0) for row in read], np.float32) * weight
        return scores

    def frequency(self, terms: Terms) -> NDArray[np.int64]:
        counts = read_counts(self._tables, terms.tolist(), self._state.generation)
        return np.array([counts.get(term, 0) for term in terms.tolist()], np.int64)

    def renewed(self) -> "MilvusIndex":
        state = self._database.state(latest=False)
        if state is None or state.generation <= self._state.generation or state.maker != self._state.maker:
            return self  # Another encoder's state is none that this one's questions can be asked of.
        return _opened(self._database, state, self.encoder, self)

    def _token_ids(self, rows: Rows) -> tuple[TokenIds, NDArray[np.int64], NDArray[np.int64]] | None:
        self._passages(rows.tolist())  # All at once.
        return super()._token_ids(rows)

    def _search(self, field: SearchField, vector: SearchVector, k: int, within: Sequence[int] | None) -> Rows:
        where = self._where
        if within is not None:
            if not within:
                return np.zeros(0, np.int64)
            where = f"document in {self._numbers[np.array(within)].tolist()}"
        rows, products = self._tables.nearest(field, vector, k + _SPARE, where)
        if len(rows) <= k:
            return rows
        bar = float(np.sort(products)[-k])
        close: Rows = rows[products >= bar - _DOUBT * max(1.0, abs(bar))]
        return close

    def _passages(self, rows: Sequence[int]) -> list[Passage]:
        read = self.read(rows)
        wanted = [_pieces(row.document, row.place["ranges"] + row.place["header"]) for row in read]
        unique = list(dict.fromkeys(number for numbers in wanted for number in numbers))
        texts = dict(zip(unique, self._pieces.get(unique), strict=True))
        return [self._cut(row, texts) for row in read]

    def _cut(self, row: Row, texts: Mapping[int, str]) -> Passage:
        entry = self._held[row.document]
        place = row.place
        steps = tuple(map(Step.from_record, place["steps"]))
        citation = Citation(entry.title, entry.number, steps=steps, **row.citation)
        ranges, header = _spans(place["ranges"]), _spans(place["header"])
        cut = [_cut(row.document, spans, texts) for spans in (ranges, header)]
        return Passage(entry.name, ranges, cut[0], citation, cut[1], header)


def load(database: Database, encoder: Encoder) -> MilvusIndex:
    """Open an index in Milvus, as `address.Store.load` says."""
    state = existing(database)
    maker = Maker.of(encoder)
    again = f"Make it again: qa index PATHS --index {database.address}"
    if state.maker.splitter != maker.splitter:
        raise StaleIndexError(
            f"The index in {database.address!r} was split by version {state.maker.splitter}, not {maker.splitter}. "
            f"{again}"
        )
    if state.maker.fingerprint != maker.fingerprint:
        raise StaleIndexError(
            f"The index in {database.address!r} was made by the encoder {state.maker.encoder!r} "
            f"({state.maker.dimension} dimensions); this one is {maker.encoder!r} ({maker.dimension}). {again}, or "
            "name the right --model."
        )
    return _opened(database, state, encoder)


def existing(database: Database) -> State:
    """The state of an index.

    Raises:
        LetterError: there is none.
    """
    state = database.state()
    if state is None:
        raise database.missing()
    return state


def entries(database: Database, state: State) -> list[Entry]:
    """The documents of a state, whatever encoder or splitter made it."""
    return [entry for _, _, _, entry in read_documents(database.tables(state.maker), _counting(state))]


def texts(database: Database) -> Iterator[Source]:
    """The documents as they were read, whatever encoder or splitter made the index."""
    state = existing(database)
    tables = database.tables(state.maker)
    for number, _, _, record in _records(tables, _counting(state)):
        text = read_text(tables, number)
        if "margins" in record:  # Up to version 6 the entry had what the format told.
            yield Source.from_record({**record, "text": text})
        else:
            yield read_outline(tables, number).source(Entry.from_record(record), text)


def _counting(state: State) -> str:
    """The filter expression of the documents that count."""
    return f"since <= {state.generation} and until > {state.generation}"


def read_documents(tables: Tables, where: str, *, latest: bool = False) -> list[tuple[int, int, int, Entry]]:
    """The documents that meet a filter expression, in order: the number of each, the generation since which it counts,
    the one from which on it does not, and its entry."""
    found = _records(tables, where, latest=latest)
    return [(number, since, until, Entry.from_record(record)) for number, since, until, record in found]


def _records(tables: Tables, where: str, *, latest: bool = False) -> Iterator[tuple[int, int, int, dict[str, Any]]]:
    """The same, with the entries as they are kept."""
    found = sorted(
        tables.find("documents", where, ("row", "document", "since", "until", "entry"), latest=latest),
        key=lambda record: record["row"],
    )
    for number, group in groupby(found, key=lambda record: int(record["document"])):
        parts = list(group)
        record = json.loads("".join(part["entry"] for part in parts))
        yield number, parts[0]["since"], parts[0]["until"], record


def read_text(tables: Tables, document: int) -> str:
    """The text of a document by its number."""
    pieces = tables.find("texts", f"document == {document}", ("row", "text"))
    return "".join(piece["text"] for piece in sorted(pieces, key=lambda piece: piece["row"]))


def read_outline(tables: Tables, document: int) -> Outline:
    """How a document was read, by its number."""
    parts = sorted(
        tables.find("documents", f"document == {document}", ("row", "outline")), key=lambda record: record["row"]
    )
    return Outline.from_record(json.loads("".join(part["outline"] for part in parts)))


def read_counts(tables: Tables, terms: Sequence[int], generation: int, *, latest: bool = False) -> dict[int, int]:
    """How many passages have each of some terms in a generation, the latest or the one before it."""
    found = tables.get("terms", terms, ("term", "passages", "before", "since"), latest=latest)
    return {row["term"]: row["passages"] if row["since"] <= generation else row["before"] for row in found}


def _opened(database: Database, state: State, encoder: Encoder, before: MilvusIndex | None = None) -> MilvusIndex:
    """The index of a state. What has not changed since an earlier one is not read again."""
    where = f"since <= {state.generation}"
    held: dict[int, Entry] = {}
    if before:
        known = before._state.generation
        where += f" and (since > {known} or (until > {known} and until < {FOREVER}))"
        held.update(before._held)
    gone = set()
    for number, _, until, entry in read_documents(database.tables(state.maker), where):
        if until > state.generation:
            held[number] = entry
        else:
            held.pop(number, None)
            gone.add(number)
    if len(held) != state.documents:
        raise LetterError(
            f"The index in {database.address!r} holds {len(held)} documents instead of {state.documents}. Make it "
            f"again: qa index PATHS --index {database.address}"
        )
    index = MilvusIndex(database, state, encoder, held, gone)
    if before:
        index._rows, index._pieces = before._rows, before._pieces
    return index


def _read_rows(tables: Tables, rows: list[int]) -> dict[int, Row]:
    return {record["row"]: Row.of(record) for record in tables.get("passages", rows, _PASSAGE)}


def _read_pieces(tables: Tables, pieces: list[int]) -> dict[int, str]:
    return {piece["row"]: piece["text"] for piece in tables.get("texts", pieces, ("row", "text"))}


def _between(numbers: NDArray[np.int64], gone: Iterable[int]) -> str:
    """A filter expression for documents: from the first to the last of some, without others."""
    first, last = int(numbers[0]), int(numbers[-1])
    without = [number for number in sorted(gone) if first < number < last]
    return f"document >= {first} and document <= {last}" + (f" and document not in {without}" if without else "")


def _pieces(document: int, spans: Sequence[Span]) -> list[int]:
    """The pieces of a document's text that spans lie in."""
    numbers = [range(start // PIECE, (end - 1) // PIECE + 1) for start, end in spans]
    return [document * PARTS + number for found in numbers for number in found]


def _cut(document: int, spans: Sequence[Span], texts: Mapping[int, str]) -> str:
    """What stands at spans of a document's text, of which these pieces are at hand."""
    found = []
    for start, end in spans:
        for piece in range(start // PIECE, (end - 1) // PIECE + 1):
            begin = piece * PIECE
            found.append(texts[document * PARTS + piece][max(start - begin, 0) : end - begin])
    return "".join(found)


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)


class _Kept(Generic[_T]):
    """Values that are read once, by their numbers; the latest are kept. Several threads may ask."""

    def __init__(self, read: Callable[[list[int]], dict[int, _T]]) -> None:
        self._read = read
        self._values: OrderedDict[int, _T] = OrderedDict()
        self._lock = Lock()

    def get(self, numbers: Sequence[int]) -> list[_T]:
        """Values in the order asked for; those that are not kept are read together."""
        with self._lock:
            found = {number: self._values[number] for number in numbers if number in self._values}
        missing = [number for number in dict.fromkeys(numbers) if number not in found]
        if missing:
            found |= self._read(missing)
        with self._lock:
            for number, value in found.items():
                self._values[number] = value
                self._values.move_to_end(number)
            while len(self._values) > max(_KEPT, len(found)):
                self._values.popitem(last=False)
        try:
            return [found[number] for number in numbers]
        except KeyError as error:
            raise LetterError("The index was replaced twice while it was read. Ask again.") from error

    def __contains__(self, number: int) -> bool:
        return number in self._values
