"""Indexing a collection again: every file is compared with what is known, and only what is new is read."""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field

from index.errors import LetterError
from index.source.files import File, extract
from index.types import Source

FilesDone = Callable[[int, int], None]
"""Called with the files looked at so far, and all files; 0 where their number is not known."""

Key = tuple[str, str]
"""A document in one version: its name and the digest of its bytes."""


@dataclass(slots=True)
class Changes:
    """What became of every document, by name. `problems` are files that could not be read, and what to do about each;
    where the index had such a document, it keeps it."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def note(self, key: Key, before: Mapping[str, str]) -> None:
        """Note a document that the index is to hold; `before` are the digests of those that it held, by name."""
        name, digest = key
        if name not in before:
            self.added.append(name)
        else:
            (self.unchanged if before[name] == digest else self.updated).append(name)

    def note_removed(self, before: Mapping[str, str]) -> None:
        """Note, at the end, the documents that were not among the files."""
        seen = {*self.added, *self.updated, *self.unchanged, *(name for name, _ in self.problems)}
        self.removed = [name for name in before if name not in seen]

    @property
    def any(self) -> bool:
        """Whether the index is another one now."""
        return bool(self.added or self.updated or self.removed)


def look(
    files: Iterable[File | Source], held: Container[Key], changes: Changes, progress: FilesDone | None = None
) -> Iterator[tuple[Key, Source | None]]:
    """Look at files one by one: each with its text, or with None if it is `held` in this version.

    Files that cannot be read are noted in `changes`. A generator is read as it goes; `progress` is called after each
    file.
    """
    total = len(files) if isinstance(files, Sized) else 0
    for done, file in enumerate(files, 1):
        try:
            yield _read(file, held)
        except LetterError as error:
            changes.problems.append((file.name, str(error)))
        if progress:
            progress(done, total)


def _read(file: File | Source, held: Container[Key]) -> tuple[Key, Source | None]:
    if isinstance(file, Source):
        key = (file.name, file.sha256)
        return key, None if key in held else file
    data = file.data()
    key = (file.name, hashlib.sha256(data).hexdigest())
    return key, None if key in held else extract(file.name, data)
