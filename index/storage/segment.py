"""A segment: some documents with all that is searched of them, read from tables that are never changed.

In memory and on disk the tables are the same. A question reads of them only what it needs.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.search.encoder import TokenIds
from index.search.entry import Entry
from index.storage.tables import NONE, ROLES, Ints, Tables, pick, picked
from index.types import Citation, Passage, Span, Step


class Segment:
    """Some documents, searchable. Passages and documents are numbered from 0 within it."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.postings = tables.postings()
        self._places: dict[int, list[tuple[Step, ...]]] = {}

    def __len__(self) -> int:
        return len(self.tables.passages)

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return len(self.tables.entry_starts) - 1

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What is known of every document without its text."""
        return tuple(map(Entry.from_record, self.records()))

    def records(self) -> Iterator[dict[str, Any]]:
        """The entries as they are kept. Those of an older version may lack what this one has."""
        bounds = self.tables.entry_starts.tolist()
        for start, end in pairwise(bounds):
            yield json.loads(bytes(self.tables.entries[start:end]))

    def text(self, document: int) -> str:
        """The whole text of a document."""
        starts = self.tables.text_starts
        return _decode(self.tables.texts[starts[document] : starts[document + 1]])

    def passage(self, row: int) -> Passage:
        """A passage, cut from its document's text."""
        document, paragraph, role, place, page, last_page, *_, header = self.tables.passages[row].item()
        entry = self.entries[document]
        steps = self._place(document, place)
        citation = Citation(entry.title, entry.number, ROLES[role], steps, paragraph, page, last_page)
        ranges = self._spans(row)
        header_ranges = self._spans(header) if header != NONE else ()
        return Passage(
            entry.name,
            ranges,
            self._cut(document, ranges),
            citation,
            self._cut(document, header_ranges),
            header_ranges,
        )

    def token_ids(self, rows: Ints) -> tuple[TokenIds, Ints, Ints]:
        """The tokens of some passages, the tokens of each of their units, and the units of each passage."""
        table = self.tables
        units, counts = picked(table.passage_units, rows, len(table.unit_starts) - 1)
        ids, lengths = pick(table.tokens, table.unit_starts, units)
        return ids, lengths, counts

    def _spans(self, row: int) -> tuple[Span, ...]:
        *_, first, count, _ = self.tables.passages[row].item()
        return tuple((start, end) for start, end in self.tables.ranges[first : first + count].tolist())

    def _cut(self, document: int, ranges: Sequence[Span]) -> str:
        start = self.tables.text_starts[document].item()
        return "".join([_decode(self.tables.texts[start + left : start + right]) for left, right in ranges])

    def _place(self, document: int, place: int) -> tuple[Step, ...]:
        if document not in self._places:
            start, end = self.tables.place_starts[document : document + 2]
            found = json.loads(bytes(self.tables.places[start:end]))
            self._places[document] = [tuple(map(Step.from_record, steps)) for steps in found]
        return self._places[document][place]


def _decode(points: NDArray[np.uint32]) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")
