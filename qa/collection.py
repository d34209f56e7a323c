"""What the command `qa index` does with a collection, and how it says so."""

from collections.abc import Sequence
from pathlib import Path

from index import exchange, store, writer
from index.encoder import Encoder, load_encoder
from index.entry import Entry
from index.local import Progress
from index.reader import find
from index.types import Field
from index.update import Changes
from index.verify import faults


def update(folder: Path, paths: Sequence[Path], model: str | None, progress: Progress | None) -> tuple[Changes, str]:
    """Make the index in a folder hold exactly the documents of `paths`; what changed, and that in words.

    Raises:
        LetterError: no document can be read, or the folder cannot be written.
    """
    encoder = load_encoder(model)
    changes = writer.update(folder, find(paths), encoder, progress)
    manifest = store.read_manifest(folder)
    counts = ", ".join(
        f"{len(names)} {word}"
        for word, names in (
            ("added", changes.added),
            ("updated", changes.updated),
            ("removed", changes.removed),
            ("unchanged", changes.unchanged),
        )
        if names
    )
    passages = f"{manifest.passages} passage{'s' * (manifest.passages != 1)}"
    documents = f"{manifest.documents} document{'s' * (manifest.documents != 1)}"
    return changes, f"{passages} of {documents} are indexed in {folder} ({counts})."


def listing(folder: Path, model: str | None) -> str:
    """The documents of an index, one a line: name, date, number, passages, title.

    Raises:
        LetterError: there is no index, or it cannot be used.
    """
    entries = store.load(folder, load_encoder(model)).entries
    return "\n".join(map(_line, entries))


def _line(entry: Entry) -> str:
    date = entry.fact(Field.DATE) or "–"
    return "  ".join([entry.name, date, entry.number or "–", f"¶{entry.passages}", entry.title])


def verify(folder: Path, encoder: Encoder, progress: Progress | None) -> list[str]:
    """Everything that is wrong with an index; see `index.verify`.

    Raises:
        LetterError: there is no index, or another encoder or version made it.
    """
    return list(faults(folder, encoder, progress))


def take(file: Path, folder: Path) -> str:
    """Import an index from one file; says what came.

    Raises:
        LetterError: the file is no exported index.
    """
    manifest = exchange.import_(file, folder)
    return f"{manifest.passages} passages of {manifest.documents} documents were imported into {folder}."
