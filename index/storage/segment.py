"""A segment: some documents with all that is searched of them, read from tables that are never changed.

In memory and on disk the tables are the same. A question reads of them only what it needs.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.search.encoder import TokenIds
from index.search.entry import Entry
from index.search.outline import Outline
from index.search.vectors import Flat
from index.storage.tables import ROLES, Ints, Tables, map_array, pick, picked
from index.types import Citation, Passage, Source, Span, Step


class Segment:
    """Some documents, searchable. Passages and documents are numbered from 0 within it."""

    def __init__(self, tables: Tables) -> None:
        """Raises ValueError if the vectors are damaged, or those of other passages."""
        self.tables = tables
        self.vectors = Flat(tables.vectors)
        if len(self.vectors) != len(self):
            raise ValueError("the vectors are those of other passages")
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
        return tuple(map(Entry.from_record, _lines(self.tables.entries, self.tables.entry_starts)))

    def text(self, document: int) -> str:
        """The whole text of a document."""
        starts = self.tables.text_starts
        return _decode(self.tables.texts[starts[document] : starts[document + 1]])

    def outline(self, document: int) -> Outline:
        """How a document was read."""
        start, end = self.tables.outline_starts[document : document + 2]
        return Outline.from_record(json.loads(bytes(self.tables.outlines[start:end])))

    def passage(self, row: int) -> Passage:
        """A passage, cut from its document's text."""
        document, paragraph, role, place, page, last_page, first, own, above = self.tables.passages[row].item()
        entry = self.entries[document]
        steps = self._place(document, place)
        citation = Citation(entry.title, entry.number, ROLES[role], steps, paragraph, page, last_page)
        ranges, header_ranges = self._spans(first, own), self._spans(first + own, above)
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

    def _spans(self, first: int, count: int) -> tuple[Span, ...]:
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


_KEPT = ("texts", "text_starts", "entries", "entry_starts", "outlines", "outline_starts")

READ_AGAIN = frozenset(f"{name}.npy" for name in _KEPT)
"""The files from which the sources of a segment can be read."""


def read_again(folder: Path) -> Iterator[Source]:
    """The sources of a saved segment, of this format or of the one before, which kept pages and margins in the entries.

    Raises:
        Any of `folder.DAMAGE`: it is damaged.
    """
    tables = {name: map_array(folder / f"{name}.npy") for name in _KEPT if (folder / f"{name}.npy").exists()}
    entries = _lines(tables["entries"], tables["entry_starts"])
    texts = map(_decode, _runs(tables["texts"], tables["text_starts"]))
    old = "outlines" not in tables
    outlines = repeat({}) if old else _lines(tables["outlines"], tables["outline_starts"])
    for entry, text, outline in zip(entries, texts, outlines, strict=not old):
        layout = entry if old else outline["layout"]
        yield Source.from_record({**layout, "name": entry["name"], "text": text, "digest": entry["digest"]})


def _lines(data: NDArray[np.uint8], starts: Ints) -> Iterator[dict[str, Any]]:
    """Records of JSON, one after the other."""
    return (json.loads(bytes(line)) for line in _runs(data, starts))


def _runs(values: NDArray[Any], starts: Ints) -> Iterator[NDArray[Any]]:
    return (values[start:end] for start, end in pairwise(starts.tolist()))


def _decode(points: NDArray[np.uint32]) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")
