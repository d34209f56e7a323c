"""Paths → texts: find the files, read each in its format, normalise line ends."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePath

from index.errors import LetterError
from index.source.formats import FORMATS
from index.types import Source

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
"""Bytes that no text in UTF-8 or GB18030 contains, but nearly every binary file does."""

_PRIVATE = "\ue000"

SIZE_LIMIT = 100_000_000
"""Bytes of a file. A scanned letter of a hundred pages has some fifty million."""

INSTALL = "pip install 'ask-the-letter[ocr]'"

SUFFIXES = tuple(FORMATS)


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


def read(paths: Iterable[str | Path]) -> list[Source]:
    """Read the files that `find` finds.

    Raises:
        LetterError: a path does not exist, a folder holds no document, a file is empty or not text.
    """
    return [file.source() for file in find(paths)]


def find(paths: Iterable[str | Path]) -> list[File]:
    """Files, and the documents of folders (searched recursively, in name order), without opening them.

    A file is named by its path relative to the folder it was found in, or by its own name; a name that is already taken
    gets its whole path. A file that is named twice is read once. READMEs of a folder describe the
    documents and are not among them.

    Raises:
        LetterError: a path does not exist, or a folder holds no document.
    """
    files: dict[str, File] = {}
    seen: set[Path] = set()
    for path in map(Path, paths):
        for file, name in _files(path):
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            name = name if name not in files else file.as_posix()
            files[name] = File(name, file)
    if not files:
        raise LetterError("No document was given. Name at least one file or folder.")
    return list(files.values())


def extract(name: str, data: bytes) -> Source:
    """The text of a file's bytes, read in the format that the suffix of its name says; plain text if it says none.

    Raises:
        LetterError: the data are empty, too large, damaged, or not in that format, or the library that reads it is not
            installed. `name` is said in the message.
    """
    if not data:
        raise LetterError(f"{name!r} is empty. Nothing can be asked of it.")
    if len(data) > SIZE_LIMIT:
        raise LetterError(f"{name!r} has more than {SIZE_LIMIT // 1_000_000} MB. Split it.")
    module = import_module(f"index.source.formats.{FORMATS.get(PurePath(name).suffix.lower(), 'plain')}")
    try:
        source: Source = module.read(name, data)
    except ModuleNotFoundError as error:
        raise LetterError(f"To read {name!r}, install the package {error.name!r}: {INSTALL}") from error
    return source


def _files(path: Path) -> list[tuple[Path, str]]:
    try:
        if path.is_file():
            return [(path, path.name)]
        found = path.is_dir()
    except OSError:
        found = False
    if not found:
        raise LetterError(f"There is no file or folder {_short(path)!r}. Check the path.")
    files = sorted(
        file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.stem != "README" and file.is_file()
    )
    if not files:
        raise LetterError(f"The folder {str(path)!r} holds no document ({', '.join(SUFFIXES)}). Name another folder.")
    return [(file, file.relative_to(path).as_posix()) for file in files]


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 200 else f"{text[:200]}…"


def decode(data: bytes, name: str) -> str:
    """Bytes → text: UTF-8 (with or without BOM) or GB18030; line ends become "\\n".

    Raises:
        LetterError: the data is empty, binary, or in neither encoding. `name` is said in the message.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LetterError(f"{name!r} is UTF-16 text. Save it as UTF-8.")
    if _BINARY.search(data) or data.startswith(b"%PDF-"):
        raise LetterError(f"{name!r} is not a text file. Save the letter as plain text first.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = _PRIVATE
        if re.search(f"[{_PRIVATE}-\uf8ff]", text):  # What other encodings turn into when read as GB18030.
            raise LetterError(f"{name!r} is neither UTF-8 nor GB18030 text. Save it in one of these.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise LetterError(f"{name!r} is empty. Nothing can be asked of it.")
    return text
