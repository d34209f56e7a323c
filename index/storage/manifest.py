"""What a saved index is made of: its manifest, and whether its files are those that the manifest names.

manifest.json       written last, so it is the instant at which a new state becomes the state
segment-XXXXXXXX/   one file a table, never changed: see `tables.Tables`
codes-XXXXXXXX      the quantized vectors of a large index: see `vectors.Codes`
lock                held by the one writer
"""

import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from index.errors import LetterError, MissingIndexError, StaleIndexError
from index.search.encoder import Encoder
from index.storage.tables import FILES
from index.storage.version import VERSION
from index.types import Family, Kind

FORMAT = 3
MANIFEST = "manifest.json"

CHECKED_WHEN_OPENED = 64_000_000
"""Bytes. A smaller index is compared with its checksums whenever it is opened, in tens of milliseconds; of a larger one
only the sizes are, and `verify` compares the rest."""

DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, MemoryError)
"""What reading damaged files raises."""

Files = Mapping[str, tuple[int, str]]
"""Name → size in bytes and SHA-256."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of. `segments` are their names in order with their files; `codes` is the name and the entry
    of the quantized vectors' file, empty where all vectors are compared; `families` are those of the documents, None
    where an older version did not note them."""

    splitter: int
    encoder: str
    fingerprint: str
    dimension: int
    documents: int
    passages: int
    segments: Mapping[str, Files]
    codes: Files
    families: tuple[Family, ...] | None = None

    def record(self) -> dict[str, Any]:
        """The manifest as JSON."""
        return {
            "format": FORMAT,
            "splitter": self.splitter,
            "encoder": self.encoder,
            "fingerprint": self.fingerprint,
            "dimension": self.dimension,
            "search": "quantized, refined" if self.codes else "exact",
            "documents": self.documents,
            "passages": self.passages,
            "segments": self.segments,
            "codes": self.codes,
            "families": None
            if self.families is None
            else [(family.kind, family.members, family.newest) for family in self.families],
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Manifest":
        """From what `record` gives.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: it is something else.
        """
        segments = {plain(name): files_of(files) for name, files in record["segments"].items()}
        if any(set(files) != set(FILES.values()) for files in segments.values()):
            raise ValueError("a segment lacks files")
        return cls(
            int(record["splitter"]),
            str(record["encoder"]),
            str(record["fingerprint"]),
            int(record["dimension"]),
            int(record["documents"]),
            int(record["passages"]),
            segments,
            files_of(record["codes"]),
            _families(record.get("families")),
        )

    def files(self) -> Files:
        """Every file with its path in the folder."""
        found = {f"{name}/{file}": entry for name, files in self.segments.items() for file, entry in files.items()}
        return found | dict(self.codes)


def files_of(record: Mapping[str, Any]) -> Files:
    return {plain(name): (int(size), str(digest)) for name, (size, digest) in record.items()}


def _families(record: Any) -> tuple[Family, ...] | None:
    if record is None:
        return None
    kinds: tuple[Kind, ...] = get_args(Kind)
    found = []
    for kind, members, newest in record:
        if kind not in kinds or newest not in members:
            raise ValueError("a family is none")
        found.append(Family(kind, tuple(map(str, members)), str(newest)))
    return tuple(found)


def plain(name: str) -> str:
    """The name, if it is that of a file or folder and no path.

    Raises:
        ValueError: it leads elsewhere.
    """
    if not name.isprintable() or name != Path(name).name or name in ("", ".", "..") or "\\" in name or ":" in name:
        raise ValueError(f"{name!r} is no plain name")
    return name


def exists(folder: Path) -> bool:
    """Whether a folder holds an index, good or damaged."""
    return (folder / MANIFEST).is_file()


def check_maker(manifest: Manifest, folder: Path, encoder: Encoder) -> None:
    """Refuse an index that another splitter or encoder made.

    Raises:
        StaleIndexError: it did.
    """
    if manifest.splitter != VERSION:
        raise StaleIndexError(
            f"The index in {str(folder)!r} was split by version {manifest.splitter}, not {VERSION}. {_again(folder)}"
        )
    if manifest.fingerprint != encoder.fingerprint:
        raise StaleIndexError(
            f"The index in {str(folder)!r} was made by the encoder {manifest.encoder!r} ({manifest.dimension} "
            f"dimensions); this one is {encoder.name!r} ({encoder.dimension}). {_again(folder)}, or name the right "
            "--model."
        )


def compare(folder: Path, files: Files, *, hashed: bool) -> None:
    """Compare files with what a manifest says of them: their sizes and, if they are to be `hashed`, their checksums.

    Raises:
        LetterError: one differs.
    """
    for name, (size, digest) in files.items():
        try:
            same = (folder / name).stat().st_size == size and not (hashed and sha256(folder / name) != digest)
        except OSError as error:
            raise damaged(folder, f"{name}: {error.strerror}") from error
        if not same:
            raise damaged(folder, f"{name} has changed")


def small(manifest: Manifest) -> bool:
    """Whether an index is read through when it is opened."""
    return sum(size for size, _ in manifest.files().values()) <= CHECKED_WHEN_OPENED


def compare_some(folder: Path, manifest: Manifest) -> None:
    """Compare what can be compared in no time: of a large index the sizes, and the checksum of the codes alone.

    Raises:
        LetterError: a file differs.
    """
    compare(folder, manifest.files(), hashed=small(manifest))
    compare(folder, manifest.codes, hashed=True)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index.

    Raises:
        StaleIndexError: its format is another one.
        LetterError: there is none, or it cannot be read.
    """
    try:
        record = read_record(folder)
        if record["format"] != FORMAT:
            raise StaleIndexError(
                f"The index in {str(folder)!r} has format {record['format']!r:.20}; this version reads {FORMAT}. "
                f"{_again(folder)}"
            )
        return Manifest.from_record(record)
    except DAMAGE as error:
        raise damaged(folder, MANIFEST) from error


def read_record(folder: Path) -> dict[str, Any]:
    """The manifest as JSON, of whatever format.

    Raises:
        LetterError: there is no index. Any of `DAMAGE`: it cannot be read.
    """
    if not exists(folder):
        raise MissingIndexError(
            f"There is no index in {str(folder)!r}. Make one: qa index PATHS --index {shlex.quote(str(folder))}"
        )
    return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def damaged(folder: Path, reason: str) -> LetterError:
    """What to say of a damaged index."""
    return LetterError(f"The index in {str(folder)!r} is damaged ({reason}). {_again(folder)}")


def _again(folder: Path) -> str:
    return f"Make it again: qa index PATHS --index {shlex.quote(str(folder))}"


def sha256(file: Path) -> str:
    """The hex digest of a file."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
