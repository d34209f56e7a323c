"""A letter that a visitor brings: checked, read and indexed in memory, for that visitor alone."""

import base64
import binascii
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePath
from queue import SimpleQueue

from index.encoder import Encoder
from index.errors import LetterError
from index.local import LocalIndex
from index.reader import SUFFIXES, Source, extract
from qa.letter import Letter
from qa.page.languages import Strings
from qa.page.view import Corpus

LIMIT = 1_000_000
"""Bytes. A letter has some ten thousand; a visitor's file is indexed in the memory of everyone's server."""


def limits() -> dict[str, str]:
    """The limits as the interface says them."""
    return {"limit": f"{LIMIT / 1_000_000:g}", "suffixes": ", ".join(SUFFIXES)}


def check(name: str, size: int, data: str, strings: Strings) -> Source:
    """A file's name, its size in bytes and its content in base64 (left out if it is too large) → a source.

    Raises:
        LetterError: the file is too large or not in its format; the message is in the reader's language.
    """
    name = PurePath(name.replace("\\", "/")).name[:200] or "?"
    if max(size, len(data) * 3 // 4 - 2) > LIMIT:
        raise LetterError(strings("error_size", name=name, **limits()))
    try:
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise LetterError(name)
        return extract(name, base64.b64decode(data, validate=True))
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
