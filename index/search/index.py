"""An index: passages, their vectors and their words, to be searched. What all stores of it have in common."""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cached_property
from threading import Lock
from typing import overload

import numpy as np
from numpy.typing import NDArray

from index.search.embedding import units
from index.search.encoder import Encoder, TokenIds, Vectors
from index.search.entry import Entry
from index.search.interaction import Tokens
from index.search.lexical import Lexicon, Terms
from index.search.outline import Outline
from index.types import Document, Family, Passage, Source

Rows = NDArray[np.int64]
"""Numbers of passages within an index: they ascend document after document, in reading order. See `Index.all_rows`."""

_KEPT = 5000
"""Passages whose token vectors are kept for an encoder that has no table of them: about 0.2 MB each."""


class Index(ABC):
    """Everything a question is asked against.

    `within` narrows a search to some documents, by their numbers in `entries`; None searches all. Ties stand in
    reading order.
    """

    encoder: Encoder

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._token_vectors: OrderedDict[int, list[Vectors]] = OrderedDict()
        self._lock = Lock()
        self._families: tuple[Family, ...] | None = None

    @property
    @abstractmethod
    def entries(self) -> tuple[Entry, ...]:
        """The documents, without their texts."""

    @abstractmethod
    def __len__(self) -> int:
        """How many passages there are."""

    @abstractmethod
    def passage(self, row: int) -> Passage:
        """One passage, cut from its document's text."""

    @abstractmethod
    def text(self, document: int) -> str:
        """The text of a document, by its number in `entries`."""

    @abstractmethod
    def outline(self, document: int) -> Outline:
        """How a document was read, by its number in `entries`."""

    @abstractmethod
    def first(self, document: int) -> int:
        """The row of a document's first passage."""

    @abstractmethod
    def nearest(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> Rows:
        """The k passages whose vectors are nearest to one of shape (dimension,), best first; fewer if there are fewer.
        A large index may miss some of them: see `vectors.APPROXIMATE_FROM`."""

    @abstractmethod
    def matching(self, terms: Terms, weights: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> Rows:
        """The k best passages by BM25 for a question's sparse vector, best first; only those that have a term of it."""

    @abstractmethod
    def vectors(self, rows: Rows) -> Vectors:
        """The passages' unit vectors, shape (len(rows), dimension)."""

    @abstractmethod
    def bm25(self, rows: Rows, terms: Terms, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """BM25 of some passages for a question's sparse vector, shape (len(rows),)."""

    @abstractmethod
    def frequency(self, terms: Terms) -> NDArray[np.int64]:
        """How many passages have each term."""

    def renewed(self) -> "Index":
        """The index as its store has it now: itself, unless a writer has replaced it."""
        return self

    def check(self) -> None:  # noqa: B027
        """Compare what the store holds with what was written to it. An index in memory has nothing to compare.

        Raises:
            LetterError: it is damaged.
        """

    @property
    def all_rows(self) -> Rows:
        """The rows of all passages."""
        return np.arange(len(self))

    @property
    def passages(self) -> "Passages":
        """All passages; each is read when it is asked for."""
        return Passages(self)

    @cached_property
    def lexicon(self) -> Lexicon:
        """What the words of the passages are worth."""
        return Lexicon(len(self), self.frequency)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number in `entries` of every document's name."""
        return {entry.name: number for number, entry in enumerate(self.entries)}

    @property
    def families(self) -> tuple[Family, ...]:
        """Documents that are copies, near-duplicates or versions of one another. They are looked for once, if the store
        does not know them."""
        if self._families is None:
            from index.search.families import families  # A saved index knows them.

            self._families = tuple(families([entry.compared() for entry in self.entries]))
        return self._families

    def owners(self, rows: Rows) -> NDArray[np.int64]:
        """The numbers in `entries` of the documents that some passages are from."""
        return np.searchsorted(self._ends, rows, side="right")

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        """Where each document's rows end."""
        return np.cumsum([entry.passages for entry in self.entries], dtype=np.int64)

    def source(self, name: str) -> Source:
        """The source that a document was parsed from.

        Raises:
            KeyError: the index has no document of that name.
        """
        number = self.numbers[name]
        return self.outline(number).source(self.entries[number], self.text(number))

    def document(self, name: str) -> Document:
        """The document of a name, with its outline. Nothing is parsed for it.

        Raises:
            KeyError: the index has no document of that name.
        """
        number = self.numbers[name]
        entry, first = self.entries[number], self.first(number)
        passages = [self.passage(row) for row in range(first, first + entry.passages)]
        return self.outline(number).document(entry, self.text(number), passages)

    def rows(self, passages: Sequence[Passage]) -> Rows:
        """The rows of some of its passages."""
        firsts = [self.first(self.numbers[passage.document]) for passage in passages]
        paragraphs = [passage.citation.paragraph for passage in passages]
        return np.array(firsts, np.int64) + np.array(paragraphs, np.int64) - 1

    def tokens(self, rows: Rows) -> Tokens | None:
        """The tokens of passages, for late interaction; `rows` ascend. None if the encoder has no token vectors."""
        table, ids = self.encoder.table, self._token_ids(rows)
        if table and ids:
            return Tokens.from_ids(table, *ids)
        with self._lock:
            return self._encoded(rows.tolist())

    def _token_ids(self, rows: Rows) -> tuple[TokenIds, NDArray[np.int64], NDArray[np.int64]] | None:
        """The tokens of the passages' units in the encoder's table, the tokens of each unit, and the units of each
        passage; None if it has no table."""
        if self.encoder.table is None:
            return None
        read = [units(self.passage(row)) for row in rows.tolist()]
        found = self.encoder.table.tokenise([unit for unit_texts in read for unit in unit_texts])
        ids = np.concatenate([*found, np.zeros(0, np.uint32)])
        return ids, np.array(list(map(len, found)), np.int64), np.array(list(map(len, read)), np.int64)

    def _encoded(self, rows: list[int]) -> Tokens | None:
        """Tokens whose vectors have to be computed; the latest are kept."""
        missing = [row for row in rows if row not in self._token_vectors]
        read = [units(self.passage(row)) for row in missing]
        if missing:
            found = self.encoder.encode_tokens([unit for unit_texts in read for unit in unit_texts], "passage")
            if found is None:
                return None
            each = iter(found)
            for row, unit_texts in zip(missing, read, strict=True):
                self._token_vectors[row] = [next(each) for _ in unit_texts]
        vectors = []
        for row in rows:
            self._token_vectors.move_to_end(row)
            vectors.append(self._token_vectors[row])
        while len(self._token_vectors) > max(_KEPT, len(rows)):
            self._token_vectors.popitem(last=False)
        return Tokens.from_vectors(vectors)


class Passages(Sequence[Passage]):
    """The passages of an index as a sequence."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @overload
    def __getitem__(self, row: int) -> Passage: ...

    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self._index.passage(at) for at in self._index.all_rows[row].tolist()]
        return self._index.passage(int(self._index.all_rows[row]))

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[Passage]:
        return map(self._index.passage, self._index.all_rows.tolist())
