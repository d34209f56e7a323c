"""An index of segments, in memory or memory-mapped from a folder: see `store`."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.search.encoder import Encoder, TokenIds, Vectors
from index.search.entry import Entry
from index.search.index import Index, Rows
from index.search.lexical import Terms
from index.search.outline import Outline
from index.search.vectors import REFINE, Codes, best, cosines
from index.storage.segment import Segment
from index.types import Family, Passage, Progress, Source

if TYPE_CHECKING:
    from index.storage.building import Reading

_BATCH = 256

_SCORED = 4
"""Questions whose BM25 scores are kept, four bytes a passage each."""


class LocalIndex(Index):
    """Segments one after the other; `codes` are those of all their vectors, None where all are compared. `renew` gives
    the index that has taken this one's place, None as long as there is none; `check` does what the method does."""

    def __init__(
        self,
        segments: Sequence[Segment],
        encoder: Encoder,
        codes: Codes | None = None,
        renew: Callable[[], "LocalIndex | None"] | None = None,
        check: Callable[[], None] | None = None,
        families: tuple[Family, ...] | None = None,
    ) -> None:
        super().__init__(encoder)
        self._families = families
        self._renew = renew
        self._check = check
        self._scored: OrderedDict[tuple[bytes, bytes], list[NDArray[np.float32]]] = OrderedDict()
        self.segments = tuple(segments)
        self.codes = codes
        self._starts = _bounds(map(len, self.segments))
        self._documents = _bounds(segment.documents for segment in self.segments)

    @classmethod
    def from_sources(
        cls,
        sources: Iterable[Source],
        encoder: Encoder,
        *,
        section_context: bool = True,
        progress: Progress | None = None,
    ) -> "LocalIndex":
        """Parse and embed documents, in memory.

        Args:
            sources: what `read` returns.
            encoder: the model for passages and, later, questions.
            section_context: embed passages together with their headings (never stored in their text).
            progress: called after each batch with passages.
        """
        from index.storage.building import Reading, build, merge  # A saved index is asked without its parser.

        read = [Reading.of(source, source.sha256) for source in sources]
        total = sum(reading.entry.passages for reading in read)
        built: list[Segment] = []
        done = 0
        for batch in batches(read, _BATCH):
            built.append(Segment(build(batch, encoder, section_context=section_context)))
            done += len(built[-1])
            if progress:
                progress(done, total)
        whole = [Segment(merge([(part.tables, range(len(part.entries))) for part in built]))] if built else []
        return cls(whole, encoder)

    def __len__(self) -> int:
        return int(self._starts[-1])

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for segment in self.segments for entry in segment.entries)

    def passage(self, row: int) -> Passage:
        segment, at = self._at(row)
        return segment.passage(at)

    def text(self, document: int) -> str:
        segment, at = self._document_at(document)
        return segment.text(at)

    def outline(self, document: int) -> Outline:
        segment, at = self._document_at(document)
        return segment.outline(at)

    def first(self, document: int) -> int:
        return int(self._firsts[document])

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        """The first row of every document."""
        return _bounds(entry.passages for entry in self.entries)

    def renewed(self) -> "LocalIndex":
        return (self._renew and self._renew()) or self

    def check(self) -> None:
        if self._check:
            self._check()

    def nearest(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> Rows:
        if within is not None:
            rows = self._rows_of(within)
        elif self.codes:
            rows = np.sort(self.codes.candidates(vector, k * REFINE))
        else:
            found = [segment.vectors.nearest(vector, k) for segment in self.segments]
            rows = np.concatenate([rows + start for (rows, _), start in zip(found, self._starts, strict=False)])
            return best(rows, np.concatenate([scores for _, scores in found]), k)
        return best(rows, cosines(self.vectors(rows), vector), k)

    def matching(self, terms: Terms, weights: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> Rows:
        rows, scores = [], []
        wanted = None if within is None else np.isin(np.arange(len(self.entries)), within)
        bar = 0.0
        for part, found in enumerate(self._scores(terms, weights)):
            if wanted is not None:
                of = self.segments[part].tables.passages["document"] + self._documents[part]
                found = np.where(wanted[of], found, 0)
            high = np.flatnonzero(found >= bar) if bar else np.flatnonzero(found)
            if len(high) > k:
                bar = max(bar, float(np.partition(found[high], len(high) - k)[len(high) - k]))
                high = high[found[high] >= bar]
            rows.append(high + self._starts[part])
            scores.append(found[high])
        return best(np.concatenate(rows), np.concatenate(scores), k)

    def _scores(self, terms: Terms, weights: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """BM25 of all passages, segment by segment. Those of the latest questions are kept: they are asked for twice,
        for the best passages and for the pool."""
        key = (terms.tobytes(), weights.tobytes())
        with self._lock:
            found = self._scored.get(key)
        if found is None:
            found = [segment.postings.scores(terms, weights) for segment in self.segments]
            with self._lock:
                self._scored[key] = found
                while len(self._scored) > _SCORED:
                    self._scored.popitem(last=False)
        return found

    def vectors(self, rows: Rows) -> Vectors:
        return self._gather(rows, lambda part, at: self.segments[part].vectors[at], self.encoder.dimension)

    def bm25(self, rows: Rows, terms: Terms, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        scores = self._scores(terms, weights)
        return self._gather(rows, lambda part, at: scores[part][at])

    def frequency(self, terms: Terms) -> NDArray[np.int64]:
        found = [segment.postings.frequency(terms) for segment in self.segments]
        return np.asarray(np.sum(found, axis=0, dtype=np.int64))

    def _token_ids(self, rows: Rows) -> tuple[TokenIds, NDArray[np.int64], NDArray[np.int64]] | None:
        if any(len(segment.tables.passage_units) == 1 for segment in self.segments):
            return None
        found = [self.segments[part].token_ids(rows[mine] - self._starts[part]) for part, mine in self._parts(rows)]
        ids, lengths, counts = zip(*found, strict=True)
        return np.concatenate(ids), np.concatenate(lengths), np.concatenate(counts)

    def _at(self, row: int) -> tuple[Segment, int]:
        part = int(np.searchsorted(self._starts, row, side="right")) - 1
        return self.segments[part], row - int(self._starts[part])

    def _document_at(self, document: int) -> tuple[Segment, int]:
        part = int(np.searchsorted(self._documents, document, side="right")) - 1
        return self.segments[part], document - int(self._documents[part])

    def _rows_of(self, documents: Sequence[int]) -> Rows:
        firsts = self._firsts
        ranges = [np.arange(firsts[number], firsts[number + 1]) for number in sorted(documents)]
        return np.concatenate([*ranges, np.zeros(0, np.int64)]).astype(np.int64)

    def _gather(self, rows: Rows, read: Callable[[int, Rows], NDArray[np.float32]], *shape: int) -> NDArray[np.float32]:
        """What `read` gives for the number of a segment and rows of it, for rows of all."""
        found = np.zeros((len(rows), *shape), np.float32)
        for part, mine in self._parts(rows):
            found[mine] = read(part, rows[mine] - self._starts[part])
        return found

    def _parts(self, rows: Rows) -> list[tuple[int, NDArray[np.bool_]]]:
        """The segments that some rows are in, in order, and which rows are in each."""
        parts = np.searchsorted(self._starts, rows, side="right") - 1
        return [(part, parts == part) for part in sorted(set(parts.tolist()))]


def batches(readings: "Iterable[Reading]", passages: int) -> "Iterator[list[Reading]]":
    """Documents in groups that have at least so many passages together, but for the last."""
    batch: list[Reading] = []
    size = 0
    for reading in readings:
        batch.append(reading)
        size += reading.entry.passages
        if size >= passages:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _bounds(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *lengths], dtype=np.int64)
