"""Where an index is kept: a folder, or Milvus. Everywhere where an index is named, one address says which.

A folder's path; milvus://HOST:PORT or milvus://HOST:PORT/DATABASE (milvus+tls:// with encryption); or FILE.db for
Milvus Lite. What these functions do is said where they do it: in `folder`, `writer` and `milvus`.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.search.encoder import Encoder
from index.search.index import Index
from index.storage import folder as store

if TYPE_CHECKING:
    from index.source.files import File
    from index.storage.update import Changes, FilesDone
    from index.types import Source

Address = str | Path


def is_milvus(address: Address) -> bool:
    """Whether an address is one of Milvus rather than a folder's."""
    return str(address).startswith(("milvus:", "milvus+tls:")) or str(address).endswith(".db")


def load(address: Address, encoder: Encoder) -> Index:
    """Open an index. It notices when it is asked to (`renewed`) that a writer has replaced its state.

    Raises:
        StaleIndexError: another encoder, splitter or format made it.
        LetterError: there is no index, or it cannot be used.
    """
    if is_milvus(address):
        from index.storage.milvus.index import load

        return load(address, encoder)
    return store.load(Path(address), encoder)


def update(
    address: Address, files: "Iterable[File | Source]", encoder: Encoder, progress: "FilesDone | None" = None
) -> "Changes":
    """Make an index hold exactly these documents; those that it holds unchanged are not read again.

    Raises:
        LetterError: no file can be read, the index cannot be written, or another writer is at work.
    """
    if is_milvus(address):
        from index.storage.milvus import writer as milvus

        return milvus.update(address, files, encoder, progress)
    from index.storage import writer

    return writer.update(Path(address), files, encoder, progress)


def remove(address: Address, names: Sequence[str]) -> None:
    """Take documents out of an index.

    Raises:
        LetterError: the index has no document of a name, or would be empty; it stays as it is.
    """
    if is_milvus(address):
        from index.storage.milvus import writer as milvus

        milvus.remove(address, names)
    else:
        from index.storage import writer

        writer.remove(Path(address), names)


def texts(address: Address) -> "Iterator[Source]":
    """The documents of an index, whatever encoder, splitter or format made it.

    Raises:
        LetterError: there is no index, or it cannot be used.
    """
    if is_milvus(address):
        from index.storage.milvus import writer as milvus

        return milvus.texts(address)
    return store.texts(Path(address))


def faults(address: Address, encoder: Encoder, progress: "FilesDone | None" = None) -> Iterator[str]:
    """Check an index against its documents; nothing comes if it is good.

    Raises:
        LetterError: there is no index, or it cannot be read.
    """
    if is_milvus(address):
        from index.storage.milvus.verify import faults

        return faults(address, encoder, progress)
    from index.storage import verify

    return verify.faults(Path(address), encoder, progress)
