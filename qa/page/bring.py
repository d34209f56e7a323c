"""A letter that a visitor brings: checked, read and indexed in memory, for that visitor alone."""

import base64
import binascii
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePath
from queue import SimpleQueue
from weakref import WeakKeyDictionary

from index.errors import LetterError
from index.search.encoder import Encoder
from index.source.files import SUFFIXES
from index.storage.local import LocalIndex
from index.types import Source
from qa.answering.letter import Letter
from qa.page.extraction import CHARACTERS, PAGES, TooMuchError, extract_apart
from qa.page.languages import Strings
from qa.page.view import Corpus
from qa.server.limits import LIMIT, Buckets

ROOM = 4_000_000
"""Characters of all visitors' letters at a time. Indexed, each takes some hundred bytes of the server's memory."""


def limits() -> dict[str, str]:
    """The limits as the interface says them."""
    numbers = {"pages": f"{PAGES}", "characters": f"{CHARACTERS:,}"}
    return {"limit": f"{LIMIT / 1_000_000:g}", "suffixes": ", ".join(SUFFIXES), **numbers}


class Table:
    """Where visitors put their letters: how many each may bring, and how much fits at a time."""

    def __init__(self, *, limited: bool) -> None:
        """`limited`: from one address, twenty letters and then one in half a minute; an office shares an address."""
        self._letters: WeakKeyDictionary[Letter, int] = WeakKeyDictionary()
        self._buckets = Buckets(rate=1 / 30, burst=20) if limited else None

    def admit(self, address: str, strings: Strings) -> None:
        """Let a visitor bring a letter.

        Raises:
            LetterError: not now; the message is in the reader's language.
        """
        if sum(self._letters.values()) > ROOM or (self._buckets and not self._buckets.take(address)):
            raise LetterError(strings("error_busy"))

    def keep(self, letter: Letter) -> None:
        """Count the characters of a letter for as long as a visitor has it."""
        self._letters[letter] = sum(len(document.text) for document in letter.documents)


def check(name: str, size: int, data: str, strings: Strings) -> Source:
    """A file's name, its size in bytes and its content in base64 (left out if it is too large) → a source.

    Raises:
        LetterError: the file is too large or cannot be read; the message is in the reader's language.
    """
    name = PurePath(name.replace("\\", "/")).name[:200] or "?"
    if max(size, len(data) * 3 // 4 - 2) > LIMIT:
        raise LetterError(strings("error_size", name=name, **limits()))
    try:
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise LetterError(name)
        return extract_apart(name, base64.b64decode(data, validate=True))
    except TooMuchError as error:
        raise LetterError(strings("error_heavy", name=name, **limits())) from error
    except (LetterError, binascii.Error) as error:
        raise LetterError(strings("error_file", name=name, **limits())) from error


def index(source: Source, encoder: Encoder) -> Iterator[float | Corpus]:
    """Index a source: shares done in [0, 1], and last the corpus."""
    steps: SimpleQueue[float | None] = SimpleQueue()

    def finished(_: Future[LocalIndex]) -> None:
        steps.put(None)

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(
            LocalIndex.from_sources, [source], encoder, progress=lambda done, total: steps.put(done / total)
        )
        work.add_done_callback(finished)
        while (step := steps.get()) is not None:
            yield step
    yield Corpus.of(Letter(work.result()), own=True)
