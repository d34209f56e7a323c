"""Paths → texts: find the files, read each in its format."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import overload

from index.errors import Fault, LetterError, UnreadableError
from index.source.formats import FORMATS
from index.source.kinds import reader
from index.types import Source

SIZE_LIMIT = 100_000_000
"""Bytes of a file. A scanned letter of a hundred pages has some fifty million."""

INSTALL = "pip install 'ask-the-letter[ocr]'"

SUFFIXES = tuple(FORMATS)

_LEFT_BY_PROGRAMS = ("thumbs.db", "desktop.ini", "__macosx")
"""Names of what systems leave in folders; like hidden and lock files it is no file of the person's."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be indexed: `name` is its address in the corpus."""

    name: str
    path: Path

    def data(self) -> bytes:
        """Its bytes.

        Raises:
            LetterError: it cannot be read.
        """
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise LetterError(f"{str(self.path)!r} cannot be read: {error.strerror}. Check its permissions.") from error

    def source(self) -> Source:
        """Its text.

        Raises:
            LetterError: it cannot be read, is empty, or is not in the format that its suffix says.
        """
        return extract(self.name, self.data())


@dataclass(frozen=True, slots=True)
class Found(Sequence[File]):
    """The files that were found, in order. `skipped` counts, by suffix, those of folders that have no reader."""

    files: tuple[File, ...]
    skipped: Counter[str] = field(default_factory=Counter)

    @overload
    def __getitem__(self, at: int) -> File: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[File, ...]: ...

    def __getitem__(self, at: int | slice) -> File | tuple[File, ...]:
        return self.files[at]

    def __len__(self) -> int:
        return len(self.files)

    def __str__(self) -> str:
        """What was skipped, in one sentence; "" if nothing was."""
        kinds = ", ".join(f"{count} {suffix or 'without suffix'}" for suffix, count in sorted(self.skipped.items()))
        return f"Not read, because no document has such a suffix: {kinds}." if kinds else ""


def read(paths: Iterable[str | Path]) -> list[Source]:
    """Read the files that `find` finds.

    Raises:
        LetterError: a path does not exist, a folder holds no document, a file is empty or not text.
    """
    return [file.source() for file in find(paths)]


def find(paths: Iterable[str | Path]) -> Found:
    """Files, and the documents of folders (searched recursively, in name order), without opening them.

    A file is named by its path relative to the folder it was found in, or by its own name; a name that is already taken
    gets its whole path. A file that is named twice is read once. READMEs of a folder describe the
    documents and are not among them; nor are hidden files, lock files of an office, and what systems leave in folders.

    Raises:
        LetterError: a path does not exist, or a folder holds no document.
    """
    files: dict[str, File] = {}
    seen: set[Path] = set()
    skipped: Counter[str] = Counter()
    for path in map(Path, paths):
        for file, name in _files(path, skipped):
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            name = name if name not in files else file.as_posix()
            files[name] = File(name, file)
    if not files:
        raise LetterError("No document was given. Name at least one file or folder.")
    return Found(tuple(files.values()), skipped)


def extract(name: str, data: bytes) -> Source:
    """The text of a file's bytes, read in the format that the suffix of its name says; where it says none, in the one
    that the bytes say, or as plain text.

    Raises:
        LetterError: the data are empty, too large, damaged, or not in that format, the library that reads it is not
            installed, or its reader has failed. `name` is said in the message.
    """
    if not data:
        raise UnreadableError(Fault.EMPTY, f"{name!r} is empty. Nothing can be asked of it.")
    if len(data) > SIZE_LIMIT:
        raise UnreadableError(Fault.TOO_LARGE, f"{name!r} has more than {SIZE_LIMIT // 1_000_000} MB. Split it.")
    module = import_module(f"index.source.formats.{reader(name, data)}")
    try:
        source: Source = module.read(name, data)
    except LetterError:
        raise
    except ModuleNotFoundError as error:
        message = f"To read {name!r}, install the package {error.name!r}: {INSTALL}"
        raise UnreadableError(Fault.PICTURES, message) from error
    except Exception as error:  # A reader's own fault costs this file, and no other.
        cause = f"{type(error).__name__}: {error}".strip(": ").replace("\n", " ")[:200]
        message = f"{name!r} could not be read (internal: {cause}). Save it as DOCX, PDF or text anew."
        raise UnreadableError(Fault.INTERNAL, message) from error
    return source


def _files(path: Path, skipped: Counter[str]) -> Iterator[tuple[Path, str]]:
    try:
        if path.is_file():
            yield path, path.name
            return
        inside = sorted(path.rglob("*")) if path.is_dir() else None
    except OSError:
        inside = None
    if inside is None:
        raise LetterError(f"There is no file or folder {_short(path)!r}. Check the path.")
    empty = True
    for file in inside:
        below = file.relative_to(path)
        if any(map(_is_left, below.parts)) or file.stem == "README" or not file.is_file():
            continue
        if file.suffix.lower() not in SUFFIXES:
            skipped[file.suffix.lower()] += 1
            continue
        empty = False
        yield file, below.as_posix()
    if empty:
        raise LetterError(f"The folder {str(path)!r} holds no document ({', '.join(SUFFIXES)}). Name another folder.")


def _is_left(name: str) -> bool:
    """Whether a name is that of a hidden file, a lock file, or the like."""
    return name.startswith((".", "~$")) or name.lower() in _LEFT_BY_PROGRAMS


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 200 else f"{text[:200]}…"
