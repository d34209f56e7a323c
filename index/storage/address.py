"""Where an index is kept: a folder, or Milvus. Everywhere where an index is named, one address says which."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.search.encoder import Encoder
from index.search.entry import Entry
from index.search.index import Index
from index.storage.folder import FolderStore
from index.types import Progress, Source

if TYPE_CHECKING:
    from index.source.files import File
    from index.storage.changes import Changes

Address = str | Path
"""A folder's path; milvus://HOST:PORT or milvus://HOST:PORT/DATABASE (milvus+tls:// with encryption); or FILE.db for
Milvus Lite."""


class Store(Protocol):
    """An index at an address, which there may be or not. `str` gives the address.

    Everything raises LetterError if the index cannot be used, and all but `update`, `mirror` and `import_` a
    MissingIndexError if there is none. One writer at a time: a second one is refused.
    """

    def load(self, encoder: Encoder) -> Index:
        """Open the index. It notices when it is asked to (`renewed`) that a writer has replaced its state.

        Raises:
            StaleIndexError: another encoder, splitter or format made it.
        """

    def entries(self) -> tuple[Entry, ...]:
        """The documents, without their texts.

        Raises:
            StaleIndexError: another format made it.
        """

    def texts(self) -> Iterator[Source]:
        """The documents as they were read, whatever encoder, splitter or format made the index."""

    def update(self, files: "Iterable[File | Source]", encoder: Encoder, progress: Progress | None = None) -> "Changes":
        """Add documents, and replace those of equal names. No other is lost: an index that another encoder, splitter or
        format made is made anew from its own texts. What it holds unchanged is not read again.

        Files that cannot be read are reported; where the index had such a document, it keeps it.

        Raises:
            LetterError: nothing can be read, or the index is so damaged that a text in it would be lost.
        """

    def mirror(self, files: "Iterable[File | Source]", encoder: Encoder, progress: Progress | None = None) -> "Changes":
        """The same, but afterwards the index holds exactly these documents, whatever it was before."""

    def remove(self, names: Sequence[str]) -> None:
        """Take documents out.

        Raises:
            LetterError: there is no document of a name, or none would be left; the index stays as it is.
        """

    def faults(self, encoder: Encoder, progress: Progress | None = None) -> Iterator[str]:
        """Check the index against its documents: a line for each fault, nothing if it is good."""

    def export(self, file: Path) -> None:
        """Write the index into one file, which is replaced only when the new one is complete.

        Raises:
            LetterError: this store has no such files.
        """

    def import_(self, file: Path) -> None:
        """Make the index that of an exported file. The one that was there stays until the new one is complete.

        Raises:
            LetterError: it is no such file, lacks a document that the index has, or this store has no such files.
        """


def open_store(address: Address) -> Store:
    """The store at an address. Nothing is opened or made yet."""
    if str(address).startswith(("milvus:", "milvus+tls:")) or str(address).endswith(".db"):
        from index.storage.milvus.store import MilvusStore  # Milvus is an extra package, which few have.

        return MilvusStore(address)
    return FolderStore(Path(address))
