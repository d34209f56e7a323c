"""Documents → the tables of a segment; the tables of several → those of one."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.outline.parse import parse
from index.search import embedding
from index.search.embedding import embedding_text, lexical_text
from index.search.encoder import Encoder, TokenIds, Vectors
from index.search.entry import Entry
from index.search.outline import Outline
from index.search.postings import Postings
from index.search.vectors import Flat
from index.storage.tables import PASSAGE, ROLES, Ints, Tables, pick, picked, runs
from index.types import Document, Passage, Source, Span, Step


@dataclass(frozen=True, slots=True)
class Reading:
    """A document on its way into an index, with all that is kept of it."""

    document: Document
    entry: Entry
    outline: Outline

    @classmethod
    def of(cls, source: Source, digest: str) -> "Reading":
        """Parse a source; `digest` is that of the bytes it was read from."""
        document = parse(source)
        return cls(document, Entry.of(document, digest), Outline.of(source, document))


def build(readings: Sequence[Reading], encoder: Encoder, *, section_context: bool = True) -> Tables:
    """Embed documents; without `section_context`, passages are embedded without their headings."""
    documents = [reading.document for reading in readings]
    passages = [passage for document in documents for passage in document.passages]
    texts = [_points(document.text) for document in documents]
    vectors, tokens, units = embed(passages, encoder, section_context=section_context)
    postings = Postings.from_texts([lexical_text(passage) for passage in passages])
    found = [_places(document) for document in documents]
    return Tables(
        _passage_table(documents, found),
        _pairs(span for passage in passages for span in (*passage.ranges, *passage.header_ranges)),
        _joined(texts, np.uint32),
        _bounds(map(len, texts)),
        Flat.written(vectors),
        postings.terms,
        postings.starts,
        postings.rows,
        postings.impacts,
        _joined(tokens or [], np.uint32),
        _bounds(map(len, tokens or [])),
        _bounds(units if tokens is not None else ()),
        *_lines(reading.entry.record() for reading in readings),
        *_lines(reading.outline.record() for reading in readings),
        *_lines([[step.record() for step in steps] for steps in known] for known in found),
    )


def merge(parts: Sequence[tuple[Tables, Sequence[int]]]) -> Tables:
    """The documents of each part whose numbers are given, ascending; nothing is embedded again."""
    chosen = [(table, np.array(kept, np.int64), _rows(table, kept)) for table, kept in parts]
    postings = Postings.merge([(table.postings(), rows) for table, _, rows in chosen])
    texts = [pick(table.texts, table.text_starts, kept) for table, kept, _ in chosen]
    units = [picked(t.passage_units, _spoken(t, rows), len(t.unit_starts) - 1) for t, _, rows in chosen]
    spoken = [pick(t.tokens, t.unit_starts, unit) for (t, _, _), (unit, _) in zip(chosen, units, strict=True)]
    entries = [pick(table.entries, table.entry_starts, kept) for table, kept, _ in chosen]
    outlines = [pick(table.outlines, table.outline_starts, kept) for table, kept, _ in chosen]
    headings = [pick(table.places, table.place_starts, kept) for table, kept, _ in chosen]
    return Tables(
        _merged_passages(chosen),
        np.concatenate([_ranges(table, rows) for table, _, rows in chosen]),
        *_together(texts),
        Flat.written(np.concatenate([Flat(table.vectors)[rows] for table, _, rows in chosen])),
        postings.terms,
        postings.starts,
        postings.rows,
        postings.impacts,
        *_together(spoken),
        _bounds(np.concatenate([lengths for _, lengths in units])),
        *_together(entries),
        *_together(outlines),
        *_together(headings),
    )


def embed(
    passages: Sequence[Passage], encoder: Encoder, *, section_context: bool = True
) -> tuple[Vectors, list[TokenIds] | None, list[int]]:
    """The vectors of passages, shape (passages, dimension); the tokens of their units, None if the encoder has no table
    of them; and how many units each has. With such a table passages are read once: a passage has the tokens of its
    context and of its sentences."""
    read = [embedding.units(passage) for passage in passages]
    counts = list(map(len, read))
    if not passages:
        return np.zeros((0, encoder.dimension), np.float32), [] if encoder.table else None, counts
    if encoder.table is None:
        texts = [embedding_text(passage) if section_context else passage.text for passage in passages]
        return encoder.encode(texts, "passage"), None, counts
    tokens = encoder.table.tokenise([unit for units in read for unit in units])
    ends = accumulate(counts)
    spoken = [tokens[end - count + (not section_context) : end] for count, end in zip(counts, ends, strict=True)]
    return encoder.table.pool([_joined(each, np.uint32) for each in spoken]), tokens, counts


def _rows(table: Tables, documents: Sequence[int]) -> Ints:
    return np.flatnonzero(np.isin(table.passages["document"], documents))


def _places(document: Document) -> dict[tuple[Step, ...], int]:
    """The places at which the passages of a document stand, numbered."""
    found = (passage.citation.steps for passage in document.passages)
    return {place: number for number, place in enumerate(dict.fromkeys(found))}


def _passage_table(documents: Sequence[Document], places: Sequence[Mapping[tuple[Step, ...], int]]) -> NDArray[np.void]:
    records: list[tuple[int, ...]] = []
    ranges = 0
    for number, (document, known) in enumerate(zip(documents, places, strict=True)):
        for passage in document.passages:
            citation = passage.citation
            records.append(
                (
                    number,
                    citation.paragraph,
                    ROLES.index(citation.role),
                    known[citation.steps],
                    citation.page,
                    citation.last_page,
                    ranges,
                    len(passage.ranges),
                    len(passage.header_ranges),
                )
            )
            ranges += len(passage.ranges) + len(passage.header_ranges)
    return np.array(records, PASSAGE)


def _merged_passages(chosen: Sequence[tuple[Tables, Ints, Ints]]) -> NDArray[np.void]:
    """The passages of several tables with the numbers of documents and ranges that they have together."""
    merged = []
    documents, ranges = 0, 0
    for table, kept, rows in chosen:
        found = np.array(table.passages[rows])
        found["document"] = np.searchsorted(kept, found["document"]) + documents
        counts = _range_counts(found)
        found["first_range"] = np.cumsum(counts) - counts + ranges
        merged.append(found)
        documents, ranges = documents + len(kept), ranges + int(counts.sum())
    return np.concatenate(merged)


def _ranges(table: Tables, rows: Ints) -> NDArray[np.uint32]:
    first = table.passages["first_range"][rows].astype(np.int64)
    return table.ranges[runs(first, _range_counts(table.passages[rows]), len(table.ranges))]


def _range_counts(passages: NDArray[np.void]) -> Ints:
    """How many ranges passages have, those of their headers included."""
    return np.asarray(passages["ranges"].astype(np.int64) + passages["header_ranges"])


def _spoken(table: Tables, rows: Ints) -> Ints:
    """The rows, or none of them if the tokens are not kept."""
    return rows if len(table.passage_units) > 1 else rows[:0]


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
