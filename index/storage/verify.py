"""A saved index against its documents: whatever could be wrong with it is looked for, and said in one line each."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.errors import LetterError
from index.outline.parse import parse
from index.search import embedding
from index.search.encoder import Encoder
from index.search.outline import Outline
from index.search.postings import Postings
from index.storage.folder import load
from index.storage.manifest import DAMAGE, Manifest, check_maker, read_manifest, sha256
from index.storage.segment import Segment
from index.types import Progress

UNIT = 1e-3
"""How far a vector's length may be from 1, or from 0 for a text without known words."""


def faults(folder: Path, encoder: Encoder, progress: Progress | None = None) -> Iterator[str]:
    """Check a saved index; nothing comes if it is good.

    Files: size and checksum. Documents: parsed again they give the stored passages, every character of theirs belongs
    to one passage, heading or margin, and every passage is a slice of the text. Passages: unit vectors, the words and
    tokens of their texts. The whole: equal counts everywhere, each name once.

    Raises:
        LetterError: there is no index, or its manifest cannot be read.
    """
    manifest = read_manifest(folder)
    check_maker(manifest, folder, encoder)
    bad = list(_changed_files(folder, manifest))
    yield from bad
    if bad:
        return
    try:
        index = load(folder, encoder)
    except LetterError as error:
        yield str(error)
        return
    names = [entry.name for entry in index.entries]
    yield from (f"the document {name!r} is there twice" for name in sorted({n for n in names if names.count(n) > 1}))
    done = 0
    for name, segment in zip(manifest.segments, index.segments, strict=True):
        try:
            for fault in _segment(segment, encoder):
                yield f"{name}: {fault}"
        except DAMAGE as error:
            yield f"{name}: its tables do not fit together ({error})"
        done += len(segment.entries)
        if progress:
            progress(done, len(names))


def _changed_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    for name, (size, digest) in manifest.files().items():
        file = folder / name
        if not file.is_file():
            yield f"{name}: is missing"
        elif file.stat().st_size != size:
            yield f"{name}: has {file.stat().st_size} bytes, not {size}"
        elif sha256(file) != digest:
            yield f"{name}: has changed"


def _segment(segment: Segment, encoder: Encoder) -> Iterator[str]:
    if segment.vectors.dimension != encoder.dimension:
        yield f"its vectors have {segment.vectors.dimension} dimensions, not {encoder.dimension}"
        return
    lengths = np.linalg.norm(segment.vectors.all(), axis=1)
    for row in np.flatnonzero(~(np.minimum(abs(lengths - 1), lengths) <= UNIT)).tolist():
        yield f"the vector of passage {row} has the length {lengths[row]:.3g}"
    rows = 0
    for number, entry in enumerate(segment.entries):
        outline = segment.outline(number)
        source = outline.source(entry, segment.text(number))
        document = parse(source)
        covered, visible = document.covered()
        if covered != visible:
            yield f"{entry.name}: {visible - covered} characters belong to no passage, or to two"
        stored = [segment.passage(row) for row in range(rows, rows + entry.passages)]
        for expected, found in zip(document.passages, stored, strict=False):
            if expected != found:
                yield f"{found.id}: is not the passage that its text gives"
            if "".join(document.text[start:end] for start, end in found.ranges) != found.text:
                yield f"{found.id}: is no slice of its document"
        if outline != Outline.of(source, document):
            yield f"{entry.name}: its outline is not that of its text"
        if len(document.passages) != entry.passages:
            yield f"{entry.name}: has {len(document.passages)} passages, not {entry.passages}"
        rows += entry.passages
    if rows != len(segment):
        yield f"its documents have {rows} passages, its tables {len(segment)}"
        return
    passages = [segment.passage(row) for row in range(rows)]
    words = Postings.from_texts([embedding.lexical_text(passage) for passage in passages])
    if any(not np.array_equal(getattr(words, name), getattr(segment.postings, name)) for name in _POSTINGS):
        yield "the inverted index is not that of its passages"
    units = [embedding.units(passage) for passage in passages]
    if encoder.table:
        tokens = encoder.table.tokenise([unit for read in units for unit in read])
        if not _same_tokens(segment, tokens, units):
            yield "the tokens are not those of its passages"


_POSTINGS = ("size", "terms", "starts", "rows", "impacts")


def _same_tokens(segment: Segment, tokens: list[np.ndarray], units: list[list[str]]) -> bool:
    tables = segment.tables
    return (
        np.array_equal(tables.passage_units, np.cumsum([0, *map(len, units)]))
        and np.array_equal(tables.unit_starts, np.cumsum([0, *map(len, tokens)]))
        and np.array_equal(tables.tokens, np.concatenate([*tokens, np.zeros(0, np.uint32)]))
    )
