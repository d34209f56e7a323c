"""An index in Milvus against its documents."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from index.outline.parse import parse
from index.search.embedding import lexical_text
from index.search.encoder import Encoder
from index.search.entry import Entry
from index.search.outline import Outline
from index.storage.milvus.database import Database, sparse, words
from index.storage.milvus.index import MilvusIndex, load
from index.storage.verify import UNIT
from index.types import Progress


def faults(database: Database, encoder: Encoder, progress: Progress | None = None) -> Iterator[str]:
    """Check an index; nothing comes if it is good.

    Documents: parsed again they give the stored passages, every character of theirs belongs to one passage, heading or
    margin, and every passage is a slice of the text. Passages: unit vectors, and the terms of their texts. The whole:
    counts of passages and of terms, each name once.

    Raises:
        StaleIndexError: another encoder or splitter made it.
        LetterError: there is no index, or Milvus cannot be used.
    """
    index = load(database, encoder)
    names = [entry.name for entry in index.entries]
    yield from (f"the document {name!r} is there twice" for name, count in Counter(names).items() if count > 1)
    counts: Counter[int] = Counter()
    for number, entry in enumerate(index.entries):
        yield from _document(index, number, entry, counts)
        if progress:
            progress(number + 1, len(names))
    if sum(entry.passages for entry in index.entries) != len(index):
        yield f"its documents have {sum(entry.passages for entry in index.entries)} passages, its state {len(index)}"
    terms = np.array(sorted(counts), np.uint32)
    known = index.frequency(terms)
    for term, count in zip(terms.tolist(), known.tolist(), strict=True):
        if count != counts[term]:
            yield f"the term {term} is in {counts[term]} passages, not in {count}"


def _document(index: MilvusIndex, number: int, entry: Entry, counts: Counter[int]) -> Iterator[str]:
    outline = index.outline(number)
    source = outline.source(entry, index.text(number))
    document = parse(source)
    covered, visible = document.covered()
    if covered != visible:
        yield f"{entry.name}: {visible - covered} characters belong to no passage, or to two"
    if outline != Outline.of(source, document):
        yield f"{entry.name}: its outline is not that of its text"
    if len(document.passages) != entry.passages:
        yield f"{entry.name}: has {len(document.passages)} passages, not {entry.passages}"
        return
    for row, expected in enumerate(document.passages, index.first(number)):
        found = index.passage(row)
        if expected != found:
            yield f"{found.id}: is not the passage that its text gives"
        if "".join(document.text[start:end] for start, end in found.ranges) != found.text:
            yield f"{found.id}: is no slice of its document"
        stored = index.read([row])[0]
        terms = sparse(lexical_text(expected))
        if stored.terms != terms:
            yield f"{found.id}: its terms are not those of its text"
        counts.update(words(terms))
        length = float(np.linalg.norm(stored.vector))
        if not min(abs(length - 1), length) <= UNIT:
            yield f"{found.id}: its vector has the length {length:.3g}"
