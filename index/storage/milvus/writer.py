"""Writing an index in Milvus: one writer at a time, readers undisturbed, the old state good until the new one counts.

New documents are written under new numbers, so nobody sees them until the state says so. What no longer counts is
deleted when the next writer begins, so that a reader can finish a question in the state that it began in. A run that is
cut short leaves whole documents behind, and the next run takes them up.
"""

import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.errors import LetterError
from index.search.embedding import lexical_text
from index.search.encoder import Encoder, Vectors
from index.search.entry import Entry
from index.source.files import File
from index.storage.building import Reading, embed
from index.storage.changes import Changes, Key, take
from index.storage.milvus.database import FOREVER, LONGEST, PARTS, PIECE, Database, Kind, Maker, State, sparse, words
from index.storage.milvus.index import entries, existing, read_counts, read_documents, texts
from index.text.folding import encodable
from index.types import Document, Passage, Progress, Source

_BATCH = 256

_SETTLE = 6.0
"""Seconds between the last row and the state that makes it count. Readers of a cluster see what is at least five old,
so whoever sees the state sees its rows; with a file of Milvus Lite there is nothing to wait for."""

_NAMED = 1_000
"""Documents that one filter expression names."""

_DEAD = 600.0
"""Seconds after which a writer that says nothing counts as dead."""


def change(
    database: Database,
    files: Iterable[File | Source],
    encoder: Encoder,
    progress: Progress | None,
    *,
    mirror: bool,
) -> Changes:
    """Add documents, or make the index hold exactly these: what `address.Store` says of `update` and `mirror`."""
    with _writing(database) as alive:
        state = database.state()
        writer = _Writer(database, Maker.of(encoder), alive, encoder)
        before = {entry.name: entry.digest for entry in entries(database, state)} if state else {}
        changes = take(writer, files, before, progress, mirror=mirror, texts=lambda: texts(database))
        writer.flush()
        if changes.any or not writer.live:
            writer.commit()
    return changes


def remove(database: Database, names: Sequence[str]) -> None:
    """Take documents out of an index, as `address.Store.remove` says."""
    state = existing(database)
    with _writing(database) as alive:
        writer = _Writer(database, state.maker, alive)
        have = {entry.name for entry in writer.live.values()}
        if missing := [name for name in names if name not in have]:
            raise LetterError(f"The index has no document {missing[0]!r}. See its list: qa index --list")
        if have <= set(names):
            raise LetterError("That would leave the index empty. Index other documents in its place instead.")
        for entry in writer.live.values():
            if entry.name not in names:
                writer.keep((entry.name, entry.digest))
        writer.commit()


class _Writer:
    """Takes documents, known and new, and makes the next state of them. `alive` is called now and then; it raises if
    the writer must stop.

    `live` are the documents of the present state by number, `held` the numbers of all that need not be embedded again,
    `kept` the documents that the next state is to have.
    """

    def __init__(
        self, database: Database, maker: Maker, alive: Callable[[], None], encoder: Encoder | None = None
    ) -> None:
        """Without an `encoder` nothing new can be added."""
        state = database.state()
        database.keep_only([maker, state.maker] if state else [maker])
        self._database = database
        self._maker = maker
        self._alive = alive
        self._encoder = encoder
        self._tables = database.create(maker)
        self._next = state.generation + 1 if state else 1
        self._known = state.generation if state and state.maker == maker else 0
        self._batch: list[Reading] = []
        self._added: set[int] = set()
        self._counts: Counter[int] = Counter()
        self.kept: dict[int, Entry] = {}
        self.live, self._left_behind = self._recover()
        self._documents = self._left_behind | self.live
        self._following = max(state.following if state else 0, max(self._documents, default=-1) + 1)
        self._erase("passages", "texts", where=f"document >= {self._following}")  # Documents that are not whole.
        self.held: Mapping[Key, int] = {(entry.name, entry.digest): number for number, entry in self._documents.items()}

    def refusal(self, source: Source) -> str:
        """Why Milvus cannot hold a text, "" if it can."""
        if encodable(source.text) != source.text:
            return f"{source.name!r} holds half characters, which Milvus cannot store. Save it as UTF-8 again."
        return ""

    def keep(self, key: Key) -> None:
        """A document that is held."""
        self.kept[self.held[key]] = self._documents[self.held[key]]

    def add(self, source: Source, digest: str) -> None:
        """A new document."""
        self._batch.append(Reading.of(source, digest))
        if sum(reading.entry.passages for reading in self._batch) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Embed and write what has been added. The entries come last: a document that has one is whole."""
        if not self._batch or not self._encoder:
            return
        self._alive()
        read = list(enumerate(self._batch, self._following))
        passages = [(number, passage) for number, reading in read for passage in reading.document.passages]
        vectors, *_ = embed([passage for _, passage in passages], self._encoder)
        rows = [_row(number, passage, vector) for (number, passage), vector in zip(passages, vectors, strict=True)]
        self._tables.add("passages", rows)
        self._tables.add("texts", [piece for number, each in read for piece in _pieces(number, each.document)])
        self._tables.add("documents", [row for number, each in read for row in _parts(number, each, self._next)])
        for row in rows:
            self._counts.update(words(row["terms"]))
        entries = {number: reading.entry for number, reading in read}
        self._added.update(entries)
        self.kept |= entries
        self._following += len(read)
        self._batch = []

    def commit(self) -> None:
        """Make what is kept the state that counts."""
        kept, live = self.kept.keys(), self.live.keys()
        self._forget(self._left_behind.keys() - kept)
        changes = Counter(self._counts)
        changes.update(self._words_of(kept - live - self._added))
        changes.subtract(self._words_of(live - kept))
        before = read_counts(self._tables, list(changes), self._known, latest=True)
        self._tables.put(
            "terms",
            [
                {
                    "term": term,
                    "passages": before.get(term, 0) + more,
                    "before": before.get(term, 0),
                    "since": self._next,
                }
                for term, more in changes.items()
            ],
        )
        self._until(self._next, live - kept)
        self._alive()
        if self._database.lite:
            self._tables.settle()
        else:
            time.sleep(_SETTLE)
            self._alive()
        passages = sum(entry.passages for entry in self.kept.values())
        self._database.set_state(State(self._maker, self._next, len(self.kept), passages, self._following))

    def _recover(self) -> tuple[dict[int, Entry], dict[int, Entry]]:
        """The documents of the present state, and those that an interrupted run left behind. What it changed else is
        undone, and what no longer counts is deleted."""
        if self._known:
            changed = self._tables.find("terms", f"since > {self._known}", ("term", "before"), latest=True)
            self._tables.put(
                "terms",
                [
                    {"term": row["term"], "passages": row["before"], "before": row["before"], "since": 0}
                    for row in changed
                ],
            )
        else:
            self._erase("terms", where="term >= 0")
        found = read_documents(self._tables, "document >= 0", latest=True)
        self._forget({number for number, _, until, _ in found if until <= self._known})
        self._until(FOREVER, {number for number, _, until, _ in found if self._known < until < FOREVER})
        whole = [(number, since, entry) for number, since, until, entry in found if until > self._known]
        return (
            {number: entry for number, since, entry in whole if since <= self._known},
            {number: entry for number, since, entry in whole if since > self._known},
        )

    def _until(self, generation: int, documents: Set[int]) -> None:
        """Set the generation from which on documents no longer count."""
        fields = ("row", "document", "since", "until", "entry", "outline")
        for some in _groups(documents):
            rows = self._tables.find("documents", f"document in {some}", fields, latest=True)
            self._tables.put("documents", [dict(row) | {"until": generation} for row in rows])

    def _forget(self, documents: Set[int]) -> None:
        """Delete documents; the entries go first, so that none is there that is not whole."""
        for some in _groups(documents):
            self._erase("documents", "passages", "texts", where=f"document in {some}")

    def _erase(self, *kinds: Kind, where: str) -> None:
        for kind in kinds:
            self._tables.delete(kind, where)

    def _words_of(self, documents: Set[int]) -> Iterator[int]:
        """The terms of every passage of documents."""
        for some in _groups(documents):
            rows = self._tables.find("passages", f"document in {some}", ("terms",), latest=True)
            yield from chain.from_iterable(words(row["terms"]) for row in rows)


def _row(document: int, passage: Passage, vector: Vectors) -> dict[str, Any]:
    citation = passage.citation
    return {
        "row": document * PARTS + citation.paragraph - 1,
        "document": document,
        "paragraph": citation.paragraph,
        "role": citation.role.value,
        "page": citation.page,
        "last_page": citation.last_page,
        "place": {
            "steps": [step.record() for step in citation.steps],
            "ranges": passage.ranges,
            "header": passage.header_ranges,
        },
        "vector": vector,
        "terms": sparse(lexical_text(passage)),
    }


def _pieces(number: int, document: Document) -> list[dict[str, Any]]:
    """The text of a document in pieces."""
    starts = range(0, len(document.text), PIECE)
    return [
        {"row": number * PARTS + at, "document": number, "text": document.text[start : start + PIECE]}
        for at, start in enumerate(starts)
    ]


def _parts(number: int, reading: Reading, generation: int) -> list[dict[str, Any]]:
    """The entry and the outline of a document that counts from a generation on, in parts."""
    entry, outline = json.dumps(reading.entry.record()), json.dumps(reading.outline.record())
    return [
        {
            "row": number * PARTS + at,
            "document": number,
            "since": generation,
            "until": FOREVER,
            "entry": entry[start : start + LONGEST],
            "outline": outline[start : start + LONGEST],
        }
        for at, start in enumerate(range(0, max(len(entry), len(outline)), LONGEST))
    ]


def _groups(documents: Set[int]) -> Iterator[list[int]]:
    """Numbers in lists that a filter expression can hold."""
    numbers = sorted(documents)
    return (numbers[start : start + _NAMED] for start in range(0, len(numbers), _NAMED))


@contextmanager
def _writing(database: Database) -> Iterator[Callable[[], None]]:
    """Keep other writers away, and give what has to be called now and then so that they stay away.

    A file is locked. A cluster has no locks: a writer leaves its name, and stops when it finds another's.
    """
    busy = LetterError(f"Another process is writing the index in {database.address!r}. Wait until it is done.")
    if database.lite:
        try:
            with FileLock(Path(database.address) / "letters.lock", timeout=0):
                yield lambda: None
        except Timeout as error:
            raise busy from error
        return
    holder, since = database.claim()
    if holder and time.time() - since < _DEAD:
        raise busy
    name = secrets.token_hex(8)
    database.set_claim(name, time.time())

    def alive() -> None:
        if database.claim()[0] != name:
            raise busy
        database.set_claim(name, time.time())

    try:
        alive()
        yield alive
    finally:
        if database.claim()[0] == name:
            database.set_claim("", 0.0)
