"""Letters that a visitor brings: checked, read and indexed in memory, for that visitor alone."""

import base64
import binascii
import secrets
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import PurePath
from threading import Lock

from index.errors import LetterError, UnreadableError
from index.search.encoder import Encoder
from index.source.files import SUFFIXES
from index.source.formats import FORMATS
from index.storage.local import LocalIndex
from index.types import Source
from qa.answering.letter import Letter
from qa.page.uploads.extraction import CHARACTERS, PAGES, TooMuchError, extract_apart
from qa.page.view import Corpus
from qa.page.words.languages import Strings
from qa.server.limits import LIMIT, Buckets

ROOM = 4_000_000
"""Characters of all visitors' letters at a time. Indexed, each takes some hundred bytes of the server's memory."""

TOGETHER = 10
"""Letters that one visitor may ask together."""

KEPT = 3600.0
"""Seconds that a visitor's letters are kept after the last question to them."""


def limits() -> dict[str, str]:
    """The limits as the interface says them."""
    numbers = {"pages": f"{PAGES}", "characters": f"{CHARACTERS:,}", "files": f"{TOGETHER}"}
    return {"limit": f"{LIMIT / 1_000_000:g}", "suffixes": ", ".join(readable()), **numbers}


class Table:
    """Where visitors put their letters: how many each may bring, how much fits at a time, and how long they stay."""

    def __init__(self, *, limited: bool, clock: Callable[[], float] = time.monotonic) -> None:
        """`limited`: from one address, twenty letters and then one in half a minute; an office shares an address."""
        self._buckets = Buckets(rate=1 / 30, burst=20) if limited else None
        self._clock = clock
        self._lock = Lock()
        self._used: dict[str, float] = {}
        self._corpora: dict[str, Corpus] = {}
        self._sources: dict[str, tuple[Source, ...]] = {}

    def admit(self, address: str, strings: Strings) -> None:
        """Let a visitor bring a letter.

        Raises:
            LetterError: not now; the message is in the reader's language.
        """
        with self._lock:
            self._forget()
            full = sum(len(source.text) for sources in self._sources.values() for source in sources) > ROOM
        if full or (self._buckets and not self._buckets.take(address)):
            raise LetterError(strings("error_busy"))

    def add(self, key: str, source: Source, encoder: Encoder, strings: Strings) -> Corpus:
        """Put a letter beside those of a visitor's key; under a new key where that has none. Of two letters of one
        name the later stays.

        Raises:
            LetterError: there are too many; the message is in the reader's language.
        """
        before = self._sources.get(key, ())
        sources = (*(other for other in before if other.name != source.name), source)
        if len(sources) > TOGETHER:
            raise LetterError(strings("error_many", **limits()))
        key = key if before else secrets.token_urlsafe(16)
        corpus = Corpus(Letter(LocalIndex.from_sources(sources, encoder)), key)
        with self._lock:
            self._used[key], self._corpora[key], self._sources[key] = self._clock(), corpus, sources
        return corpus

    def get(self, key: str) -> Corpus | None:
        """The letters of a key, None if they are not there any more."""
        with self._lock:
            self._forget()
            if key in self._used:
                self._used[key] = self._clock()
            return self._corpora.get(key)

    def drop(self, key: str) -> None:
        """Forget the letters of a key."""
        with self._lock:
            self._drop(key)

    def _forget(self) -> None:
        now = self._clock()
        for key in [key for key, used in self._used.items() if now - used > KEPT]:
            self._drop(key)

    def _drop(self, key: str) -> None:
        for kept in (self._used, self._corpora, self._sources):
            kept.pop(key, None)


def check(name: str, size: int, data: str, strings: Strings) -> Source:
    """A file's name, its size in bytes and its content in base64 (left out if it is too large) → a source.

    Raises:
        LetterError: the file is too large or cannot be read; the message is in the reader's language.
    """
    name = PurePath(name.replace("\\", "/")).name[:200] or "?"
    if max(size, len(data) * 3 // 4 - 2) > LIMIT:
        raise LetterError(strings("fault_too_large", name=name, **limits()))
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise LetterError(strings("fault_unknown", name=name, **limits()))
    try:
        return extract_apart(name, base64.b64decode(data, validate=True))
    except TooMuchError as error:
        raise LetterError(strings("error_heavy", name=name, **limits())) from error
    except UnreadableError as error:
        raise LetterError(strings(f"fault_{error.fault.value}", name=name, **limits())) from error
    except binascii.Error as error:
        raise LetterError(strings("fault_damaged", name=name, **limits())) from error


def readable() -> tuple[str, ...]:
    """The suffixes of the files that can be brought: those of pictures only where text recognition is installed."""
    return SUFFIXES if recognises() else tuple(suffix for suffix in SUFFIXES if FORMATS[suffix] != "image")


def recognises() -> bool:
    """Whether text recognition is installed."""
    return find_spec("rapidocr") is not None
