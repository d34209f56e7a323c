"""An index as one file, to be carried elsewhere: a zip archive whose members are stored, never compressed.

So reading one cannot take more room than the file itself has, whatever it claims.
"""

import hashlib
import json
import os
import secrets
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import IO

from index.errors import LetterError
from index.search.vectors import Codes
from index.storage.folder import texts
from index.storage.manifest import DAMAGE, FORMAT, MANIFEST, Files, Manifest, read_manifest
from index.storage.segment import Segment
from index.storage.tables import Tables
from index.storage.writer import replace_manifest, writing

_BLOCK = 1 << 20
_MANIFEST_LIMIT = 64_000_000
"""Bytes; a manifest has some hundred for every file."""


def export(folder: Path, file: Path) -> None:
    """Write an index into one file, which is replaced only when the new one is complete.

    Raises:
        LetterError: there is no index, it is damaged, or the file cannot be written.
    """
    manifest = read_manifest(folder)
    draft = file.with_name(f"{file.name}.new")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest.record(), ensure_ascii=False))
            for name in manifest.files():
                archive.write(folder / name, name)
        os.replace(draft, file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise LetterError(f"The index cannot be exported to {str(file)!r}: {error.strerror or error}.") from error


def import_(file: Path, folder: Path) -> None:
    """Make a folder's index the one of an exported file. The index that was there stays until the new one is complete.

    Raises:
        LetterError: the file is no exported index, is damaged, or the folder cannot be written, or holds an index with
            documents that the file has not.
    """
    try:
        with zipfile.ZipFile(file) as archive, writing(folder):
            manifest = _manifest(archive)
            names: dict[str, Files] = {}
            imported: set[str] = set()
            for old, files in manifest.segments.items():
                new = f"segment-{secrets.token_hex(4)}"
                (folder / new).mkdir()
                for name, entry in files.items():
                    _unpack(archive, f"{old}/{name}", entry, folder / new / name)
                segment = Segment(Tables.open(folder / new))  # Checksums say nothing of one who means harm.
                imported.update(entry.name for entry in segment.entries)
                names[new] = files
            codes: dict[str, tuple[int, str]] = {}
            for name, entry in manifest.codes.items():
                new = f"codes-{secrets.token_hex(4)}"
                _unpack(archive, name, entry, folder / new)
                Codes.open(folder / new, manifest.passages, manifest.dimension)
                codes[new] = entry
            if others := _names(folder) - imported:
                raise LetterError(
                    f"The index in {str(folder)!r} holds other documents, as {min(others)!r}, which would be lost. "
                    "Import into a new folder, or remove them first: qa index --remove NAME"
                )
            replace_manifest(folder, replace(manifest, segments=names, codes=codes))
    except (*DAMAGE, zipfile.BadZipFile, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise LetterError(
            f"{str(file)!r} is no index that can be imported ({reason}). Export it again: qa index --export FILE"
        ) from error


def _names(folder: Path) -> set[str]:
    """The documents of the index that is there; none if there is none, or none that can be read."""
    try:
        return {source.name for source in texts(folder)}
    except LetterError:
        return set()


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    info = archive.getinfo(MANIFEST)
    if info.file_size > _MANIFEST_LIMIT:
        raise ValueError("its manifest is too large")
    record = json.loads(_stored(archive, info).read(_MANIFEST_LIMIT))
    if record["format"] != FORMAT:
        raise ValueError(f"it has format {record['format']!r:.20}; this version reads {FORMAT}")
    return Manifest.from_record(record)


def _stored(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
        raise ValueError(f"{info.filename} is compressed")
    return archive.open(info)


def _unpack(archive: zipfile.ZipFile, member: str, entry: tuple[int, str], target: Path) -> None:
    """Copy a member to a place that we chose, never to one that the archive names."""
    size, digest = entry
    info = archive.getinfo(member)
    if info.file_size != size:
        raise ValueError(f"{member} has {info.file_size} bytes, not {size}")
    found = hashlib.sha256()
    with _stored(archive, info) as source, target.open("wb") as copy:
        while block := source.read(_BLOCK):
            found.update(block)
            copy.write(block)
    if found.hexdigest() != digest:
        raise ValueError(f"{member} has changed")
