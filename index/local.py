"""An index of segments, in memory or memory-mapped from a folder: see `store`."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, TokenIds, Vectors
from index.entry import Entry
from index.index import Index, Rows
from index.lexical import Terms
from index.reader import Source
from index.segment import Segment
from index.types import Document, Passage
from index.vectors import REFINE, Codes, exact

Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do: passages of given sources, or documents of files."""

_BATCH = 256


class LocalIndex(Index):
    """Segments one after the other; `codes` are those of all their vectors, None where all are compared. `renew` gives
    the index that has taken this one's place, None as long as there is none."""

    def __init__(
        self,
        segments: Sequence[Segment],
        encoder: Encoder,
        codes: Codes | None = None,
        renew: Callable[[], "LocalIndex | None"] | None = None,
    ) -> None:
        super().__init__(encoder)
        self._renew = renew
        self.segments = tuple(segments)
        self.codes = codes
        self._starts = _bounds(map(len, self.segments))
        self._documents = _bounds(len(segment.entries) for segment in self.segments)

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
            progress: called after each batch.
        """
        from index.outline import parse

        read = [(document, Entry.of(document, source.sha256)) for source in sources for document in [parse(source)]]
        total = sum(entry.passages for _, entry in read)
        built: list[Segment] = []
        done = 0
        for batch in batches(read, _BATCH):
            documents, entries = [document for document, _ in batch], [entry for _, entry in batch]
            built.append(Segment.build(documents, entries, encoder, section_context=section_context))
            done += len(built[-1])
            if progress:
                progress(done, total)
        return cls([Segment.merge([(part, range(len(part.entries))) for part in built])] if built else [], encoder)

    def __len__(self) -> int:
        return int(self._starts[-1])

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for segment in self.segments for entry in segment.entries)

    def passage(self, row: int) -> Passage:
        segment, at = self._at(row)
        return segment.passage(at)

    def text(self, document: int) -> str:
        part = int(np.searchsorted(self._documents, document, side="right")) - 1
        return self.segments[part].text(document - int(self._documents[part]))

    def first(self, document: int) -> int:
        return int(self._firsts[document])

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        """The first row of every document."""
        return _bounds(entry.passages for entry in self.entries)

    def renewed(self) -> "LocalIndex":
        return (self._renew and self._renew()) or self

    def nearest(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> Rows:
        if within is not None:
            rows = self._rows_of(within)
        elif self.codes:
            rows = np.sort(self.codes.candidates(vector, k * REFINE))
        else:
            found = [exact(segment.tables.vectors, vector, k) for segment in self.segments]
            rows = np.concatenate([rows + start for (rows, _), start in zip(found, self._starts, strict=False)])
            return _best(rows, np.concatenate([scores for _, scores in found]), k)
        return _best(rows, np.asarray(self.vectors(rows) @ vector, np.float32), k)

    def matching(self, terms: Terms, weights: NDArray[np.float32], k: int, within: Sequence[int] | None = None) -> Rows:
        rows, scores = [], []
        wanted = None if within is None else np.isin(np.arange(len(self.entries)), within)
        for part, segment in enumerate(self.segments):
            found = segment.postings.scores(terms, weights)
            if wanted is not None:
                found[~wanted[segment.tables.passages["document"] + self._documents[part]]] = 0
            best = _top(found, k)
            best = best[found[best] > 0]
            rows.append(best + self._starts[part])
            scores.append(found[best])
        return _best(np.concatenate(rows), np.concatenate(scores), k)

    def vectors(self, rows: Rows) -> Vectors:
        return self._gather(rows, lambda segment, at: segment.tables.vectors[at], self.encoder.dimension)

    def bm25(self, rows: Rows, terms: Terms, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._gather(rows, lambda segment, at: segment.postings.scores_of(at, terms, weights))

    def frequency(self, terms: Terms) -> NDArray[np.int64]:
        found = [segment.postings.frequency(terms) for segment in self.segments]
        return np.asarray(np.sum(found, axis=0, dtype=np.int64))

    def _token_ids(self, rows: Rows) -> list[list[TokenIds]] | None:
        found = []
        for row in rows.tolist():
            segment, at = self._at(row)
            if len(segment.tables.passage_units) == 1:
                return None
            found.append(segment.token_ids(at))
        return found

    def _at(self, row: int) -> tuple[Segment, int]:
        part = int(np.searchsorted(self._starts, row, side="right")) - 1
        return self.segments[part], row - int(self._starts[part])

    def _rows_of(self, documents: Sequence[int]) -> Rows:
        firsts = self._firsts
        ranges = [np.arange(firsts[number], firsts[number + 1]) for number in sorted(documents)]
        return np.concatenate([*ranges, np.zeros(0, np.int64)]).astype(np.int64)

    def _gather(
        self, rows: Rows, read: Callable[[Segment, Rows], NDArray[np.float32]], *shape: int
    ) -> NDArray[np.float32]:
        """What `read` gives for rows of one segment, for rows of all."""
        found = np.zeros((len(rows), *shape), np.float32)
        parts = np.searchsorted(self._starts, rows, side="right") - 1
        for part in sorted(set(parts.tolist())):
            mine = parts == part
            found[mine] = read(self.segments[part], rows[mine] - self._starts[part])
        return found


def batches(documents: Iterable[tuple[Document, Entry]], passages: int) -> Iterable[list[tuple[Document, Entry]]]:
    """Documents in groups that have at least so many passages together, but for the last."""
    batch: list[tuple[Document, Entry]] = []
    size = 0
    for document, entry in documents:
        batch.append((document, entry))
        size += entry.passages
        if size >= passages:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _best(rows: Rows, scores: NDArray[np.float32], k: int) -> Rows:
    """The k rows with the highest scores, best first, ties in reading order."""
    return rows[np.lexsort((rows, -scores))[:k]]


def _top(scores: NDArray[np.float32], k: int) -> Rows:
    """The k highest scores' places, and all that equal the last of them, in order."""
    if len(scores) <= k:
        return np.arange(len(scores))
    bar = np.partition(scores, len(scores) - k)[len(scores) - k]
    return np.flatnonzero(scores >= bar) if bar > 0 else np.flatnonzero(scores > 0)


def _bounds(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *lengths], dtype=np.int64)
