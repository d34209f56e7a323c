"""Paths → texts: find the files, decode them, normalise their line ends."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import LetterError

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")
"""Bytes that no text in UTF-8 or GB18030 contains, but nearly every binary file does."""

_PRIVATE = "\ue000"

SUFFIXES = (".txt", ".text")


@dataclass(frozen=True, slots=True)
class Source:
    """A readable document: `name` is its address in the corpus, `text` what every range points into."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """Hex digest of the text as UTF-8. Equal digests mean equal ranges."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def read(paths: Iterable[str | Path]) -> list[Source]:
    """Read files, and the text files of folders (searched recursively, in name order).

    A file is named by its path relative to the folder it was found in, or by its own name; a name that is already taken
    gets its whole path. A file that is named twice is read once. READMEs of a folder describe the
    documents and are not among them.

    Raises:
        LetterError: a path does not exist, a folder holds no document, a file is empty or not text.
    """
    sources: dict[str, Source] = {}
    seen: set[Path] = set()
    for path in map(Path, paths):
        for file, name in _files(path):
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            name = name if name not in sources else file.as_posix()
            sources[name] = Source(name, decode(_bytes(file), str(file)))
    if not sources:
        raise LetterError("No document was given. Name at least one file or folder.")
    return list(sources.values())


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


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise LetterError(f"{str(file)!r} cannot be read: {error.strerror}. Check its permissions.") from error


def decode(data: bytes, name: str) -> str:
    """Bytes → text: UTF-8 (with or without BOM) or GB18030; line ends become "\\n".

    Raises:
        LetterError: the data is empty, binary, or in neither encoding. `name` is said in the message.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LetterError(f"{name!r} is UTF-16 text. Save it as UTF-8.")
    if _BINARY.search(data):
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
