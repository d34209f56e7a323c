"""An index on disk: a folder of segments that are never changed, and a manifest that says which of them count.

This file reads; `writer` writes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LetterError
from index.search.encoder import Encoder
from index.search.entry import Entry
from index.search.vectors import Codes
from index.storage.local import LocalIndex
from index.storage.manifest import (
    DAMAGE,
    MANIFEST,
    Manifest,
    check_maker,
    compare,
    compare_some,
    damaged,
    files_of,
    plain,
    read_manifest,
    read_record,
    small,
)
from index.storage.segment import READ_AGAIN, Segment, read_again
from index.storage.tables import Tables
from index.types import Progress, Source

if TYPE_CHECKING:
    from index.source.files import File
    from index.storage.changes import Changes


class FolderStore:
    """An index in a folder: a `Store`. What writes and checks is imported when it is used, as a question needs none of
    it and no parser."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __str__(self) -> str:
        return str(self._folder)

    def load(self, encoder: Encoder) -> LocalIndex:
        return load(self._folder, encoder)

    def entries(self) -> tuple[Entry, ...]:
        return tuple(
            entry for segment in segments(self._folder, read_manifest(self._folder)) for entry in segment.entries
        )

    def texts(self) -> Iterator[Source]:
        return texts(self._folder)

    def update(self, files: "Iterable[File | Source]", encoder: Encoder, progress: Progress | None = None) -> "Changes":
        from index.storage import writer

        return writer.update(self._folder, files, encoder, progress)

    def mirror(self, files: "Iterable[File | Source]", encoder: Encoder, progress: Progress | None = None) -> "Changes":
        from index.storage import writer

        return writer.mirror(self._folder, files, encoder, progress)

    def remove(self, names: Sequence[str]) -> None:
        from index.storage import writer

        writer.remove(self._folder, names)

    def faults(self, encoder: Encoder, progress: Progress | None = None) -> Iterator[str]:
        from index.storage import verify

        return verify.faults(self._folder, encoder, progress)

    def export(self, file: Path) -> None:
        from index.storage import exchange

        exchange.export(self._folder, file)

    def import_(self, file: Path) -> None:
        from index.storage import exchange

        exchange.import_(file, self._folder)


def load(folder: Path, encoder: Encoder) -> LocalIndex:
    """Open a saved index. It notices when it is asked to (`renewed`) that a writer has replaced it.

    Raises:
        StaleIndexError: another encoder, splitter or format made it.
        LetterError: there is no index, or it is damaged.
    """
    stamp = _stamp(folder)
    manifest = read_manifest(folder)
    check_maker(manifest, folder, encoder)

    def check() -> None:
        if _stamp(folder) == stamp:
            compare(folder, manifest.files(), hashed=True)

    def renew() -> LocalIndex | None:
        if _stamp(folder) == stamp:
            return None
        try:
            return load(folder, encoder)
        except LetterError:  # The state that we have open is still good.
            return None

    try:
        return _open(folder, manifest, encoder, renew, check)
    except LetterError:
        if _stamp(folder) == stamp:
            raise
        return load(folder, encoder)  # A writer replaced the state between our two looks.


def _stamp(folder: Path) -> tuple[int, int] | None:
    """What tells one state of a folder from the next."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _open(
    folder: Path,
    manifest: Manifest,
    encoder: Encoder,
    renew: Callable[[], LocalIndex | None],
    check: Callable[[], None],
) -> LocalIndex:
    parts = segments(folder, manifest)
    try:
        codes = [Codes.open(folder / name, manifest.passages, manifest.dimension) for name in manifest.codes]
        index = LocalIndex(parts, encoder, codes[0] if codes else None, renew, check, manifest.families)
        if len(index) != manifest.passages:
            raise ValueError("the counts do not agree")
        if any(part.vectors.dimension != manifest.dimension for part in parts):
            raise ValueError("the vectors are those of other passages")
        if small(manifest):
            _compare_entries(index)
    except DAMAGE as error:
        raise damaged(folder, str(error)) from error
    return index


def _compare_entries(index: LocalIndex) -> None:
    """Compare the list of documents with the passages.

    Raises:
        ValueError: they do not agree.
    """
    if any(sum(entry.passages for entry in segment.entries) != len(segment) for segment in index.segments):
        raise ValueError("the counts do not agree")
    if any(name not in index.numbers for family in index.families for name in family.members):
        raise ValueError("a family has a member that the index has not")


def texts(folder: Path) -> Iterator[Source]:
    """The documents of a saved index, whatever encoder, splitter or format made it.

    Raises:
        LetterError: there is no index, or it is damaged.
    """
    try:
        record = read_record(folder)
        if record["format"] == 1:
            with (folder / plain(record["state"]) / "documents.jsonl").open(encoding="utf-8") as lines:
                yield from (Source.from_record(json.loads(line)) for line in lines)
            return
        for name, files in record["segments"].items():
            path = folder / plain(name)
            compare(path, {name: entry for name, entry in files_of(files).items() if name in READ_AGAIN}, hashed=True)
            yield from read_again(path)
    except DAMAGE as error:
        raise damaged(folder, str(error)) from error


def segments(folder: Path, manifest: Manifest) -> list[Segment]:
    """The segments of a saved index, in order.

    Raises:
        LetterError: they are damaged.
    """
    compare_some(folder, manifest)
    try:
        found = [Segment(Tables.open(folder / name)) for name in manifest.segments]
        if sum(segment.documents for segment in found) != manifest.documents:
            raise ValueError("the counts do not agree")
    except DAMAGE as error:
        raise damaged(folder, str(error)) from error
    return found
