"""Writing an index: one writer at a time, readers undisturbed, the old state good until the new one is complete.

New documents become segments as they are read, by all cores, so that memory is bounded by a segment and the batches on
their way to it. A run that is cut short leaves complete segments behind, and the next run takes them up. At the end
small segments are merged, and the manifest is replaced.
"""

import json
import os
import secrets
import shlex
import shutil
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.errors import LetterError
from index.search.encoder import Encoder
from index.search.families import families
from index.search.vectors import APPROXIMATE_FROM, Codes
from index.source.files import File
from index.storage.building import merge
from index.storage.changes import Changes, Key, take
from index.storage.folder import segments, texts
from index.storage.manifest import (
    DAMAGE,
    MANIFEST,
    Files,
    Manifest,
    check_maker,
    compare,
    exists,
    read_manifest,
    sha256,
)
from index.storage.segment import Segment
from index.storage.tables import Tables
from index.storage.version import VERSION
from index.storage.workers import Workers
from index.types import Progress, Source

SEGMENT = 16_384
"""Passages of a full segment: about 80 MB on disk with 256 dimensions, and the memory that indexing needs."""

_BATCH = 100_000
"""Characters that are built at once, some 700 passages of a letter."""

_WAITING = 32
"""Batches that may wait until those before them are built: a few megabytes each."""

_PATIENCE = 60.0
"""Seconds of work that an interruption may cost: a segment is written at least this often."""

_COMPLETE = "complete.json"
"""The file in a segment's folder that is written last: what made it, and its files."""


@dataclass(slots=True)
class _Piece:
    """A segment in the folder, and the numbers of those of its documents that the new state is to have."""

    name: str
    segment: Segment
    files: Files
    kept: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Passages that are kept."""
        return sum(self.segment.entries[number].passages for number in self.kept)

    @property
    def whole(self) -> bool:
        """Whether every document is kept."""
        return len(self.kept) == len(self.segment.entries)


def update(folder: Path, files: Iterable[File | Source], encoder: Encoder, progress: Progress | None = None) -> Changes:
    """Add documents to the index in a folder, as `address.Store.update` says. A new folder is made."""
    return _change(folder, files, encoder, progress, mirror=False)


def mirror(folder: Path, files: Iterable[File | Source], encoder: Encoder, progress: Progress | None = None) -> Changes:
    """Make the index in a folder hold exactly these documents."""
    return _change(folder, files, encoder, progress, mirror=True)


def _change(
    folder: Path, files: Iterable[File | Source], encoder: Encoder, progress: Progress | None, *, mirror: bool
) -> Changes:
    with writing(folder):
        live, before = _present(folder, encoder, mirror=mirror)
        with closing(_Writer(folder, encoder, [*live, *_left_behind(folder, encoder, live)])) as writer:
            changes = take(writer, files, before, progress, mirror=mirror, texts=lambda: texts(folder))
            pieces = writer.finish()
        if changes.any or not live:
            _commit(folder, encoder.name, encoder.fingerprint, pieces)
        else:
            _clean(folder)
    return changes


def remove(folder: Path, names: Sequence[str]) -> None:
    """Take documents out of an index.

    Raises:
        LetterError: the index has no document of a name, or would be empty; it stays as it is.
    """
    manifest = read_manifest(folder)
    with writing(folder):
        pieces = _opened(folder, manifest)
        have = {entry.name for piece in pieces for entry in piece.segment.entries}
        if missing := [name for name in names if name not in have]:
            raise LetterError(f"The index has no document {missing[0]!r}. See its list: qa index --list")
        if have <= set(names):
            raise LetterError("That would leave the index empty. Index other documents in its place instead.")
        for piece in pieces:
            piece.kept = [at for at, entry in enumerate(piece.segment.entries) if entry.name not in names]
        packed = _packed(folder, pieces, {"splitter": manifest.splitter, "fingerprint": manifest.fingerprint})
        _commit(folder, manifest.encoder, manifest.fingerprint, packed)


class _Writer:
    """Takes documents, known and new, and gives the pieces of the new state."""

    def __init__(self, folder: Path, encoder: Encoder, pieces: list[_Piece]) -> None:
        self._folder = folder
        self._encoder = encoder
        self._pieces = pieces
        self._workers = Workers(encoder)
        self._batch: list[tuple[Source, str]] = []
        self._size = 0
        self._building: deque[Future[Tables]] = deque()
        self._parts: list[Segment] = []
        self._since = time.monotonic()
        self.held: Mapping[Key, tuple[_Piece, int]] = {
            (entry.name, entry.digest): (piece, number)
            for piece in reversed(pieces)
            for number, entry in enumerate(piece.segment.entries)
        }

    def refusal(self, source: Source) -> str:
        """A folder holds every text."""
        return ""

    def keep(self, key: Key) -> None:
        """A document that a segment in the folder holds."""
        piece, number = self.held[key]
        piece.kept.append(number)

    def add(self, source: Source, digest: str) -> None:
        """A new document."""
        self._batch.append((source, digest))
        self._size += len(source.text)
        if self._size >= _BATCH:
            self._build()
            self._collect(_WAITING)

    def finish(self) -> list[_Piece]:
        """Build and write what is left."""
        self._build()
        self._collect(0)
        self._flush()
        return _packed(self._folder, self._pieces, _maker(self._encoder))

    def close(self) -> None:
        """Build no more."""
        self._workers.close()

    def _build(self) -> None:
        if self._batch:
            self._building.append(self._workers.build(self._batch))
            self._batch, self._size = [], 0

    def _collect(self, waiting: int) -> None:
        """Take what has been built, in order, until at most so many wait and the first of them is not done."""
        while self._building and (len(self._building) > waiting or self._building[0].done()):
            self._parts.append(Segment(self._building.popleft().result()))
            late = time.monotonic() - self._since > _PATIENCE
            if late or sum(map(len, self._parts)) >= SEGMENT:
                self._flush()

    def _flush(self) -> None:
        if self._parts:
            merged = Segment(merge([(part.tables, range(len(part.entries))) for part in self._parts]))
            self._pieces.append(_write(self._folder, merged, _maker(self._encoder)))
            self._parts = []
        self._since = time.monotonic()


def _packed(folder: Path, pieces: Sequence[_Piece], maker: dict[str, Any]) -> list[_Piece]:
    """The pieces of the new state: large whole ones as they are, the others merged into segments of full size."""
    used = [piece for piece in pieces if piece.kept]
    for piece in used:
        piece.kept.sort()
    good = [piece for piece in used if piece.whole and piece.size >= SEGMENT // 2]
    rest = [piece for piece in used if piece not in good]
    if len(rest) == 1 and rest[0].whole:
        return used
    group: list[_Piece] = []
    for piece in rest:
        group.append(piece)
        if sum(part.size for part in group) >= SEGMENT or piece is rest[-1]:
            for part in group:
                compare(folder / part.name, part.files, hashed=True)  # Damage must not get new checksums.
            merged = Segment(merge([(part.segment.tables, part.kept) for part in group]))
            good.append(_write(folder, merged, maker))
            group = []
    return good


def _present(folder: Path, encoder: Encoder, *, mirror: bool) -> tuple[list[_Piece], dict[str, str]]:
    """The segments of the present state, none if there are none that can be gone on with; and the digests of its
    documents by name.

    Raises:
        LetterError: the index is damaged, and so are the texts that it could be made anew from; to `mirror` needs none.
    """
    if not exists(folder):
        return [], {}
    try:
        manifest = read_manifest(folder)
        check_maker(manifest, folder, encoder)
        live = _opened(folder, manifest)
        return live, {entry.name: entry.digest for piece in live for entry in piece.segment.entries}
    except LetterError as error:
        try:
            return [], {source.name: source.sha256 for source in texts(folder)}
        except LetterError:
            if mirror:
                return [], {}
            raise LetterError(
                f"{str(error).split(' Make it again')[0]} Its texts are, too. Make it again from all its documents: "
                f"qa index --mirror PATHS --index {shlex.quote(str(folder))}"
            ) from error


def _opened(folder: Path, manifest: Manifest) -> list[_Piece]:
    parts = zip(manifest.segments.items(), segments(folder, manifest), strict=True)
    return [_Piece(name, segment, files) for (name, files), segment in parts]


def _left_behind(folder: Path, encoder: Encoder, live: Sequence[_Piece]) -> Iterator[_Piece]:
    """Complete segments that an interrupted run wrote for the same encoder and splitter."""
    known = {piece.name for piece in live}
    for path in sorted(folder.glob("segment-*")):
        if path.name in known:
            continue
        with suppress(*DAMAGE, LetterError):
            record = json.loads((path / _COMPLETE).read_text(encoding="utf-8"))
            files = {name: (int(size), str(digest)) for name, (size, digest) in record["files"].items()}
            if record["maker"] == _maker(encoder):
                compare(path, files, hashed=True)
                piece = _Piece(path.name, Segment(Tables.open(path)), files)
                if piece.segment.entries:
                    yield piece


def _maker(encoder: Encoder) -> dict[str, Any]:
    return {"splitter": VERSION, "fingerprint": encoder.fingerprint}


def _write(folder: Path, segment: Segment, maker: dict[str, Any]) -> _Piece:
    """Write a segment; all its documents are kept."""
    path = folder / f"segment-{secrets.token_hex(4)}"
    path.mkdir()
    segment.tables.write(path)
    files = {file.name: (file.stat().st_size, sha256(file)) for file in sorted(path.iterdir())}
    for name in files:
        _flush_to_disk(path / name)
    (path / _COMPLETE).write_text(json.dumps({"maker": maker, "files": files}), encoding="utf-8")
    opened = Segment(Tables.open(path))
    return _Piece(path.name, opened, files, list(range(len(opened.entries))))


def _commit(folder: Path, encoder: str, fingerprint: str, pieces: Sequence[_Piece]) -> None:
    """Make these pieces the state of the folder."""
    passages = sum(len(piece.segment) for piece in pieces)
    codes: Files = {}
    if passages >= APPROXIMATE_FROM:
        file = folder / f"codes-{secrets.token_hex(4)}"
        Codes.of([piece.segment.vectors for piece in pieces]).write(file)
        _flush_to_disk(file)
        codes = {file.name: (file.stat().st_size, sha256(file))}
    manifest = Manifest(
        VERSION,
        encoder,
        fingerprint,
        pieces[0].segment.vectors.dimension,
        sum(len(piece.segment.entries) for piece in pieces),
        passages,
        {piece.name: piece.files for piece in pieces},
        codes,
        tuple(families([entry.compared() for piece in pieces for entry in piece.segment.entries])),
    )
    replace_manifest(folder, manifest)


def replace_manifest(folder: Path, manifest: Manifest) -> None:
    """Make the state that a manifest names, whose files are complete, the state of the folder; delete what it does not
    need. From this instant on the new state counts. The folder's lock must be held."""
    draft = folder / f"{MANIFEST}.new"
    draft.write_text(json.dumps(manifest.record(), ensure_ascii=False, indent=1), encoding="utf-8")
    _flush_to_disk(draft)
    os.replace(draft, folder / MANIFEST)
    _clean(folder)


def _clean(folder: Path) -> None:
    """Delete what no state needs. What a reader has open goes on working, or stays until the next time."""
    manifest = read_manifest(folder)
    wanted = {*manifest.segments, *manifest.codes}
    for path in folder.iterdir():
        if path.name.startswith(("segment-", "codes-", "state-")) and path.name not in wanted:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, and say in one sentence what stands in the way of writing."""
    try:
        if folder.exists() and any(not _ours(file) for file in folder.iterdir()):
            raise LetterError(f"{str(folder)!r} holds other files. Name an empty or a new folder for the index.")
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "lock", timeout=0):
            yield
    except Timeout as error:
        raise LetterError(f"Another process is writing the index in {str(folder)!r}. Wait until it is done.") from error
    except OSError as error:
        raise LetterError(
            f"The index cannot be written to {str(folder)!r}: {error.strerror or error}. Name another folder."
        ) from error


def _ours(file: Path) -> bool:
    return file.name in (MANIFEST, f"{MANIFEST}.new", "lock") or file.name.startswith(("segment-", "codes-", "state-"))


def _flush_to_disk(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
