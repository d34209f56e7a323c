"""Indexing a collection again: every file is compared with what is known, and only what is new is read."""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field
from typing import Protocol

from index.errors import LetterError
from index.source.files import File, extract
from index.types import Progress, Source

Key = tuple[str, str]
"""A document in one version: its name and the digest of its bytes."""


@dataclass(slots=True)
class Changes:
    """What became of every document, by name. `others` are those of the index that were not among the files, and are
    still there. `problems` are files that could not be read, and what to do about each; where the index had such a
    document, it keeps it."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether the index is another one now."""
        return bool(self.added or self.updated or self.removed)


class Writer(Protocol):
    """What puts the next state of an index together."""

    @property
    def held(self) -> Mapping[Key, object]:
        """The documents that need not be read again."""

    def refusal(self, source: Source) -> str:
        """Why a text cannot be held, "" if it can."""

    def keep(self, key: Key) -> None:
        """Take a document that is held."""

    def add(self, source: Source, digest: str) -> None:
        """Take a new document."""


def take(
    writer: Writer,
    files: Iterable[File | Source],
    before: Mapping[str, str],
    progress: Progress | None,
    *,
    mirror: bool,
    texts: Callable[[], Iterable[Source]],
) -> Changes:
    """Give a writer all documents of the next state: the files and, unless it is to `mirror` them, the other documents.

    `before` has the digests of the documents of the index, by name, and `texts` gives their texts, for those that the
    writer does not hold.

    Raises:
        LetterError: no file can be read; with no files at all, there is no index.
    """
    changes = Changes()
    for key, source in look(files, writer.held, changes, progress):
        if source and (reason := writer.refusal(source)):
            changes.problems.append((key[0], reason))
            continue
        name, digest = key
        if name not in before:
            changes.added.append(name)
        else:
            (changes.unchanged if before[name] == digest else changes.updated).append(name)
        if source:
            writer.add(source, digest)
        else:
            writer.keep(key)
    taken = {*changes.added, *changes.updated, *changes.unchanged}
    if not taken and (changes.problems or not before):
        raise _nothing(changes)
    failed = {name for name, _ in changes.problems} - taken
    left = {name: digest for name, digest in before.items() if name not in taken}
    changes.removed = [name for name in left if mirror and name not in failed]
    changes.others = [name for name in left if not mirror and name not in failed]
    staying = {name: digest for name, digest in left.items() if not mirror or name in failed}
    for key in staying.items():
        if key in writer.held:
            writer.keep(key)
    if any(key not in writer.held for key in staying.items()):
        for done, source in enumerate(texts(), 1):
            if source.name in staying and (source.name, staying[source.name]) not in writer.held:
                writer.add(source, staying[source.name])
            if progress:
                progress(done, len(before))
    return changes


def gather(files: Iterable[File | Source], progress: Progress | None = None) -> tuple[list[Source], Changes]:
    """The texts of files, and what became of each, where there is no index yet.

    Raises:
        LetterError: there is nothing to take.
    """
    changes = Changes()
    sources = [source for _, source in look(files, (), changes, progress) if source]
    if not sources:
        raise _nothing(changes)
    changes.added = [source.name for source in sources]
    return sources, changes


def _nothing(changes: Changes) -> LetterError:
    return LetterError(f"None of the files could be read. {changes.problems[0][1] if changes.problems else ''}".strip())


def look(
    files: Iterable[File | Source], held: Container[Key], changes: Changes, progress: Progress | None = None
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
