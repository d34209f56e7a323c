"""Documents → a segment: some documents with all that is searched of them, as arrays that are never changed.

A segment in memory and one on disk are the same arrays; on disk they are memory-mapped, so that opening costs nothing
and a question reads only what it needs. Texts are kept in UTF-32, where a range of characters is a range of the file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import accumulate, chain, pairwise
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import embedding
from index.embedding import embedding_text, lexical_text
from index.encoder import Encoder, TokenIds, Vectors
from index.entry import Entry
from index.postings import Postings
from index.types import Citation, Document, Passage, Role, Span

Ints = NDArray[np.int64]

_ROLES = tuple(Role)

_NONE = -1

PASSAGE = np.dtype(
    [
        ("document", "<u4"),
        ("paragraph", "<u4"),
        ("role", "u1"),
        ("place", "<u4"),
        ("page", "<u4"),
        ("last_page", "<u4"),
        ("first_range", "<u4"),
        ("ranges", "<u4"),
        ("header", "<i4"),
    ]
)
"""A passage in numbers: its document within the segment, its role's place in `Role`, its place's number within the
document, its ranges within the segment's, and the passage that is its table's header, -1 for none."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The arrays of a segment, in reading order; each is a file on disk.

    `passages` has the dtype `PASSAGE`; `ranges`, shape (ranges, 2), are offsets within a document's text; `texts` are
    code points, those of document d at `text_starts[d]` to `text_starts[d + 1]`. `vectors` are unit rows, one each.
    `terms`, `term_starts` and `posting_*` are `Postings`. Unit u (see `interaction.Tokens`) has the tokens from
    `unit_starts[u]` to `unit_starts[u + 1]`, and passage p the units from `passage_units[p]` to `passage_units[p + 1]`;
    there are none if the encoder has no table of tokens. `entries` and `places` are lines of JSON, one a document.
    """

    passages: NDArray[np.void]
    ranges: NDArray[np.uint32]
    texts: NDArray[np.uint32]
    text_starts: Ints
    vectors: Vectors
    terms: NDArray[np.uint32]
    term_starts: Ints
    posting_rows: NDArray[np.uint32]
    posting_impacts: NDArray[np.float32]
    tokens: TokenIds
    unit_starts: Ints
    passage_units: Ints
    entries: NDArray[np.uint8]
    entry_starts: Ints
    places: NDArray[np.uint8]
    place_starts: Ints


NAMES = tuple(field.name for field in fields(Tables))
"""The names of the tables."""


_FORMS = {
    **dict.fromkeys(NAMES, (np.dtype(np.uint32), 1)),
    **dict.fromkeys((name for name in NAMES if name.endswith(("starts", "units"))), (np.dtype(np.int64), 1)),
    **dict.fromkeys(("entries", "places"), (np.dtype(np.uint8), 1)),
    "passages": (PASSAGE, 1),
    "ranges": (np.dtype(np.uint32), 2),
    "vectors": (np.dtype(np.float32), 2),
    "posting_impacts": (np.dtype(np.float32), 1),
}
"""The kind of every table's numbers, and its dimensions."""

_BOUNDS = (
    *(("text_starts", "texts"), ("term_starts", "posting_rows"), ("term_starts", "posting_impacts")),
    *(("entry_starts", "entries"), ("place_starts", "places"), ("unit_starts", "tokens")),
)
"""Tables whose last number is the length of another."""


def _check(tables: Tables) -> None:
    """Compare kinds and lengths, without reading the tables through.

    Raises:
        ValueError: they do not fit together.
    """
    found = {name: getattr(tables, name) for name in NAMES}
    if any((table.dtype, table.ndim) != _FORMS[name] for name, table in found.items()):
        raise ValueError("a table has other numbers")
    documents, passages = len(tables.entry_starts) - 1, len(tables.passages)
    fits = (
        all(len(found[starts]) and found[starts][-1] == len(found[values]) for starts, values in _BOUNDS)
        and len(tables.text_starts) == len(tables.place_starts) == documents + 1
        and len(tables.term_starts) == len(tables.terms) + 1
        and len(tables.passage_units) in (1, passages + 1)
        and tables.passage_units[-1] == len(tables.unit_starts) - 1
        and len(tables.vectors) == passages
        and tables.ranges.shape[1] == 2
    )
    if not fits:
        raise ValueError("the tables do not fit together")


class Segment:
    """Some documents, searchable. Passages and documents are numbered from 0 within it."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.postings = Postings(
            len(tables.passages), tables.terms, tables.term_starts, tables.posting_rows, tables.posting_impacts
        )
        self._places: dict[int, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}

    @classmethod
    def build(
        cls, documents: Sequence[Document], entries: Sequence[Entry], encoder: Encoder, *, section_context: bool = True
    ) -> "Segment":
        """Embed documents. `entries` runs parallel to them; without `section_context`, passages are embedded without
        their headings."""
        passages = [passage for document in documents for passage in document.passages]
        read = embedding_text if section_context else _text
        texts = [_points(document.text) for document in documents]
        units = [embedding.units(passage) for passage in passages]
        tokens = encoder.tokenise([unit for found in units for unit in found])
        postings = Postings.from_texts([lexical_text(passage) for passage in passages])
        places = [_places(document) for document in documents]
        return cls(
            Tables(
                _passage_table(documents, places),
                _pairs(span for passage in passages for span in passage.ranges),
                _joined(texts, np.uint32),
                _bounds(map(len, texts)),
                encoder.encode([read(passage) for passage in passages], "passage")
                if passages
                else np.zeros((0, encoder.dimension), np.float32),
                postings.terms,
                postings.starts,
                postings.rows,
                postings.impacts,
                _joined(tokens or [], np.uint32),
                _bounds(map(len, tokens or [])),
                _bounds(map(len, units) if tokens is not None else ()),
                *_lines(entry.record() for entry in entries),
                *_lines([list(map(list, place)) for place in found] for found in places),
            )
        )

    @classmethod
    def merge(cls, parts: Sequence[tuple["Segment", Sequence[int]]]) -> "Segment":
        """The documents of each part whose numbers are given, ascending; nothing is embedded again."""
        chosen = [(part.tables, np.array(kept, np.int64), part._rows(kept)) for part, kept in parts]
        postings = Postings.merge([(part.postings, part._rows(kept)) for part, kept in parts])
        texts = [_pick(table.texts, table.text_starts, kept) for table, kept, _ in chosen]
        units = [_pick(np.arange(len(t.unit_starts) - 1), t.passage_units, _spoken(t, rows)) for t, _, rows in chosen]
        spoken = [_pick(t.tokens, t.unit_starts, unit) for (t, _, _), (unit, _) in zip(chosen, units, strict=True)]
        entries = [_pick(table.entries, table.entry_starts, kept) for table, kept, _ in chosen]
        places = [_pick(table.places, table.place_starts, kept) for table, kept, _ in chosen]
        return cls(
            Tables(
                _merged_passages(chosen),
                np.concatenate([_ranges(table, rows) for table, _, rows in chosen]),
                *_together(texts),
                np.concatenate([table.vectors[rows] for table, _, rows in chosen]),
                postings.terms,
                postings.starts,
                postings.rows,
                postings.impacts,
                *_together(spoken),
                _bounds(np.concatenate([lengths for _, lengths in units])),
                *_together(entries),
                *_together(places),
            )
        )

    @classmethod
    def open(cls, folder: Path) -> "Segment":
        """Memory-map what `write` wrote.

        Raises:
            ValueError, OSError: a file is missing or no array, or the arrays do not fit together.
        """
        tables = Tables(**{name: _map(folder / f"{name}.npy") for name in NAMES})
        _check(tables)
        return cls(tables)

    def write(self, folder: Path) -> None:
        """Write the tables into an existing folder."""
        for name in NAMES:
            np.save(folder / f"{name}.npy", getattr(self.tables, name), allow_pickle=False)

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
        record = self.tables.passages[row]
        entry = self.entries[int(record["document"])]
        labels, headings = self._place(int(record["document"]), int(record["place"]))
        citation = Citation(
            entry.title,
            entry.number,
            _ROLES[int(record["role"])],
            labels,
            headings,
            int(record["paragraph"]),
            int(record["page"]),
            int(record["last_page"]),
        )
        ranges = self._spans(row)
        header = int(record["header"])
        header_ranges = self._spans(header) if header != _NONE else ()
        document = int(record["document"])
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
        units, counts = _pick(np.arange(len(table.unit_starts) - 1), table.passage_units, rows)
        ids, lengths = _pick(table.tokens, table.unit_starts, units)
        return ids, lengths, counts

    def _spans(self, row: int) -> tuple[Span, ...]:
        record = self.tables.passages[row]
        first, count = int(record["first_range"]), int(record["ranges"])
        return tuple((start, end) for start, end in self.tables.ranges[first : first + count].tolist())

    def _cut(self, document: int, ranges: Sequence[Span]) -> str:
        start = int(self.tables.text_starts[document])
        return "".join(_decode(self.tables.texts[start + left : start + right]) for left, right in ranges)

    def _place(self, document: int, place: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if document not in self._places:
            start, end = self.tables.place_starts[document : document + 2]
            found = json.loads(bytes(self.tables.places[start:end]))
            self._places[document] = [(tuple(labels), tuple(headings)) for labels, headings in found]
        return self._places[document][place]

    def _rows(self, documents: Sequence[int]) -> Ints:
        return np.flatnonzero(np.isin(self.tables.passages["document"], documents))


def _text(passage: Passage) -> str:
    return passage.text


Place = tuple[tuple[str, ...], tuple[str, ...]]


def _places(document: Document) -> dict[Place, int]:
    """The places (labels and headings) at which the passages of a document stand, numbered."""
    found = ((passage.citation.labels, passage.citation.headings) for passage in document.passages)
    return {place: number for number, place in enumerate(dict.fromkeys(found))}


def _passage_table(documents: Sequence[Document], places: Sequence[Mapping[Place, int]]) -> NDArray[np.void]:
    records: list[tuple[int, ...]] = []
    ranges = 0
    for number, (document, known) in enumerate(zip(documents, places, strict=True)):
        rows = {passage.ranges: len(records) + at for at, passage in enumerate(document.passages)}
        for passage in document.passages:
            citation = passage.citation
            records.append(
                (
                    number,
                    citation.paragraph,
                    _ROLES.index(citation.role),
                    known[citation.labels, citation.headings],
                    citation.page,
                    citation.last_page,
                    ranges,
                    len(passage.ranges),
                    rows.get(passage.header_ranges, _NONE),
                )
            )
            ranges += len(passage.ranges)
    return np.array(records, PASSAGE)


def _merged_passages(chosen: Sequence[tuple[Tables, Ints, Ints]]) -> NDArray[np.void]:
    """The passages of several tables with the numbers of documents, ranges and headers that they have together."""
    merged = []
    documents, ranges, size = 0, 0, 0
    for table, kept, rows in chosen:
        found = np.array(table.passages[rows])
        found["document"] = np.searchsorted(kept, found["document"]) + documents
        counts = found["ranges"].astype(np.int64)
        found["first_range"] = np.cumsum(counts) - counts + ranges
        has = found["header"] != _NONE
        found["header"][has] = np.searchsorted(rows, found["header"][has]) + size
        merged.append(found)
        documents, ranges, size = documents + len(kept), ranges + int(counts.sum()), size + len(rows)
    return np.concatenate(merged)


def _ranges(table: Tables, rows: Ints) -> NDArray[np.uint32]:
    first = table.passages["first_range"][rows].astype(np.int64)
    counts = table.passages["ranges"][rows].astype(np.int64)
    return table.ranges[_runs(first, counts, len(table.ranges))]


def _spoken(table: Tables, rows: Ints) -> Ints:
    """The rows, or none of them if the tokens are not kept."""
    return rows if len(table.passage_units) > 1 else rows[:0]


def _pick(values: NDArray[Any], starts: Ints, chosen: Ints) -> tuple[NDArray[Any], Ints]:
    """Of runs of values, the chosen ones one after the other, and the length of each."""
    lengths = starts[chosen + 1] - starts[chosen] if len(chosen) else np.zeros(0, np.int64)
    return values[_runs(np.asarray(starts[chosen]), lengths, len(values))], lengths


def _runs(starts: Ints, lengths: Ints, size: int) -> Ints:
    """The numbers from each start on, `lengths` of them each, in one array.

    Raises:
        ValueError: one is not below `size`, as in damaged tables, whose numbers may be of any height.
    """
    if not len(starts):
        return np.zeros(0, np.int64)
    if min(starts.min(), lengths.min()) < 0 or lengths.max() > size or (starts + lengths).max() > size:
        raise ValueError("the tables do not fit together")
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def _together(parts: Sequence[tuple[NDArray[Any], Ints]]) -> tuple[NDArray[Any], Ints]:
    """Runs of several parts in one array, and where each begins."""
    return np.concatenate([values for values, _ in parts]), _bounds(np.concatenate([lengths for _, lengths in parts]))


def _bounds(lengths: Iterable[int] | Ints) -> Ints:
    return np.fromiter(accumulate(map(int, lengths), initial=0), np.int64)


def _joined(parts: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate([*parts, np.zeros(0, kind)]).astype(kind, copy=False)


def _pairs(spans: Iterable[Span]) -> NDArray[np.uint32]:
    return np.fromiter(chain.from_iterable(spans), np.uint32).reshape(-1, 2)


def _lines(records: Iterable[Any]) -> tuple[NDArray[np.uint8], Ints]:
    lines = [json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n" for record in records]
    return np.frombuffer(b"".join(lines), np.uint8), _bounds(map(len, lines))


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _decode(points: NDArray[np.uint32]) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def _map(file: Path) -> NDArray[Any]:
    """A memory-mapped array, as a plain one: numpy's own class for these takes longer to slice than to read. Unlike
    `np.load`, this takes neither pickles nor archives."""
    try:
        return np.asarray(np.lib.format.open_memmap(file, mode="r"))
    except (EOFError, SyntaxError, TokenError, TypeError, ArithmeticError) as error:
        raise ValueError(f"{file.name} is no array") from error
