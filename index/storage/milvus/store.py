"""An index in Milvus as one of the stores."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.errors import LetterError
from index.search.encoder import Encoder
from index.search.entry import Entry
from index.source.files import File
from index.storage.changes import Changes
from index.storage.milvus import verify, writer
from index.storage.milvus.database import Database
from index.storage.milvus.index import MilvusIndex, entries, existing, load, texts
from index.types import Progress, Source


class MilvusStore:
    """An index in Milvus: a `Store`."""

    def __init__(self, address: str | Path) -> None:
        self._address = address

    def __str__(self) -> str:
        return str(self._address)

    def load(self, encoder: Encoder) -> MilvusIndex:
        return load(Database(self._address), encoder)

    def entries(self) -> tuple[Entry, ...]:
        database = Database(self._address)
        return tuple(entries(database, existing(database)))

    def texts(self) -> Iterator[Source]:
        return texts(Database(self._address))

    def update(self, files: Iterable[File | Source], encoder: Encoder, progress: Progress | None = None) -> Changes:
        return writer.change(Database(self._address, new=True), files, encoder, progress, mirror=False)

    def mirror(self, files: Iterable[File | Source], encoder: Encoder, progress: Progress | None = None) -> Changes:
        return writer.change(Database(self._address, new=True), files, encoder, progress, mirror=True)

    def remove(self, names: Sequence[str]) -> None:
        writer.remove(Database(self._address), names)

    def faults(self, encoder: Encoder, progress: Progress | None = None) -> Iterator[str]:
        return verify.faults(Database(self._address), encoder, progress)

    def export(self, file: Path) -> None:
        raise _no_files()

    def import_(self, file: Path) -> None:
        raise _no_files()


def _no_files() -> LetterError:
    return LetterError("Only an index in a folder is one file to carry; Milvus has backups of its own.")
