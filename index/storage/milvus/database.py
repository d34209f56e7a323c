"""The collections of an index in Milvus. The only file that knows its client.

letters_state             the generation that counts, and what made it; one row, so it changes in one instant
letters_KEY_passages      a row a passage: its vector, its terms and where it stands in its document
letters_KEY_documents     a row a document: its entry and its outline, in parts if they are long, from which generation
                          on it counts and from which on no more
letters_KEY_texts         the documents' texts in pieces
letters_KEY_terms         a row a term: how many passages have it

KEY stands for the splitter and the encoder, so another encoder's index is built beside the one that is in use. Nothing
but counts and the ends of documents is ever changed: a changed document is a new document under a new number.
"""

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from index.errors import LetterError, MissingIndexError
from index.search.encoder import Encoder
from index.search.lexical import impacts
from index.storage.version import VERSION

Kind = Literal["passages", "documents", "texts", "terms"]

SearchField = Literal["vector", "terms"]

SearchVector = NDArray[np.float32] | dict[int, float]

Record = Mapping[str, Any]

Columns = Mapping[str, tuple[Any, dict[str, int]]]
"""Fields with their types and the options of these."""

T = TypeVar("T")

PARTS = 1 << 20
"""Rows that the numbers of a document leave room for: passages, or pieces of its text. Row r belongs to document
r // PARTS, so that rows in order are passages in reading order."""

FOREVER = 1 << 62
"""The generation from which on a document no longer counts, for one that still does."""

PIECE = 2_000
"""Characters of a piece of text. A question reads the pieces that its candidates stand in, some hundred."""

LONGEST = 64_000
"""Characters, and bytes, of a part of an entry or of an outline, in JSON. A field of Milvus can hold hardly more."""

_LAST_TERM = np.uint32(2**32 - 2)
"""The largest number of a term that Milvus takes."""

_NO_TERM = {0: 2.0**-20}
"""The sparse vector of a text without words: Milvus takes none that is empty."""

_ROWS = 1_000
"""Rows of one request: some 4 MB with 256 dimensions; Milvus takes 64."""

_DAY = 86_400_000
"""Milliseconds between two signs of life to a server in this process, which refuses many of them."""

_FOUND = 16_384
"""Rows that Milvus finds at most."""

_STATE = "letters_state"

_RELEASED = "NotLoad"
"""What Milvus calls the state of a collection that has to be loaded before it can be searched."""

_ADDRESS = re.compile(r"milvus(?P<tls>\+tls)?://(?P<host>[^/\s]+)(/(?P<database>\w+)?)?$")


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes the passages of an index and their vectors what they are."""

    splitter: int
    encoder: str
    fingerprint: str
    dimension: int

    @classmethod
    def of(cls, encoder: Encoder) -> "Maker":
        """This version of the splitter and an encoder."""
        return cls(VERSION, encoder.name, encoder.fingerprint, encoder.dimension)

    @property
    def key(self) -> str:
        """A name for it, of letters and figures."""
        return hashlib.sha256(f"{self.splitter} {self.dimension} {self.fingerprint}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class State:
    """The state of an index: its `generation`, from 1, and how much it holds. Documents that are new get numbers from
    `following` on."""

    maker: Maker
    generation: int
    documents: int
    passages: int
    following: int


class Database:
    """The database at an address."""

    def __init__(self, address: str | Path, *, new: bool = False) -> None:
        """Connect. The token of a server that wants one is read from MILVUS_TOKEN. A file is made only if it may be
        `new`.

        Raises:
            LetterError: there is no such database, or Milvus is not installed.
        """
        self.address = str(address)
        match = _ADDRESS.match(self.address)
        if not match and not self.address.endswith(".db"):
            raise LetterError(
                f"{self.address!r} is no address of Milvus. Write milvus://HOST:PORT, milvus://HOST:PORT/DATABASE or a "
                "file's name that ends in .db."
            )
        self.lite = not match
        """Whether this is a file of Milvus Lite, which one process at a time can open."""
        if self.lite and not new and not Path(address).exists():
            raise self.missing()
        try:
            import pymilvus
        except ImportError as error:
            raise LetterError(
                "An index in Milvus needs two more packages: pip install 'ask-the-letter[milvus]'"
            ) from error
        for name in ("pymilvus", "milvus_lite"):  # They print every error, with its traceback, before they raise it.
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._milvus = pymilvus
        if match:
            where: dict[str, Any] = {
                "uri": f"http{'s' * bool(match['tls'])}://{match['host']}",
                "db_name": match["database"] or "",
            }
        else:
            Path(address).parent.mkdir(parents=True, exist_ok=True)
            where = {"uri": self.address, "grpc_options": {"grpc.keepalive_time_ms": _DAY}}
        with self._asking():
            self._client = pymilvus.MilvusClient(token=os.environ.get("MILVUS_TOKEN", ""), **where)
            for name in self._client.list_collections():
                if name.startswith("letters_") and self._client.get_load_state(name)["state"].name == _RELEASED:
                    self._client.load_collection(name)  # A file is released whenever it is closed.

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Say in one sentence what Milvus objects to."""
        try:
            yield
        except self._milvus.MilvusException as error:
            reason = str(error.message).strip().split("\n")[0][:300]
            busy = " Another process may have it open." if self.lite else ""
            raise LetterError(f"The index in {self.address!r} cannot be used: {reason}.{busy}") from error

    def missing(self) -> MissingIndexError:
        """What to say where there is no index."""
        return MissingIndexError(
            f"There is no index in {self.address!r}. Make one: qa index PATHS --index {self.address}"
        )

    def state(self, *, latest: bool = True) -> State | None:
        """The state that counts, or without `latest` on a cluster the one that did some seconds ago, which costs no
        waiting; None if there is no index yet."""
        found = self._note("state", latest)
        return State(**found | {"maker": Maker(**found["maker"])}) if found else None

    def set_state(self, state: State) -> None:
        """Make a state the one that counts."""
        self._set_note("state", asdict(state))

    def claim(self) -> tuple[str, float]:
        """The latest writer's name for itself, "" for none, and when it last said that it is at work."""
        name, since = self._note("claim") or ("", 0.0)
        return name, since

    def set_claim(self, name: str, since: float) -> None:
        """Say that a writer is at work, or with "" that it is done."""
        self._set_note("claim", [name, since])

    _NOTES = ("state", "claim")

    def _note(self, name: str, latest: bool = True) -> Any:
        with self._asking():
            if not self._client.has_collection(_STATE):
                return None
            at = self._NOTES.index(name)
            found = self._client.query(_STATE, ids=[at], output_fields=["note"], **_level(latest))
        return json.loads(found[0]["note"]) if found else None

    def _set_note(self, name: str, note: Any) -> None:
        fields = {"note": (self._milvus.DataType.VARCHAR, {"max_length": 4_096})}
        with self._asking():
            if not self._client.has_collection(_STATE):
                self._create(_STATE, "row", fields)
            row = {"row": self._NOTES.index(name), "note": json.dumps(note), "nothing": _NOTHING}
            self._client.upsert(_STATE, [row])

    def keep_only(self, makers: Iterable[Maker]) -> None:
        """Drop the collections of all other makers."""
        wanted = {_name(maker, "") for maker in makers}
        with self._asking():
            for name in self._client.list_collections():
                if re.match(r"letters_[0-9a-f]{12}_", name) and not name.startswith(tuple(wanted)):
                    self._client.drop_collection(name)

    def tables(self, maker: Maker) -> "Tables":
        """The collections of a maker, which `create` makes."""
        return Tables(self._client, maker, self._asking)

    def create(self, maker: Maker) -> "Tables":
        """The collections of a maker; those that are not there yet are made."""
        with self._asking():
            for kind, (key, columns) in self._schema(maker).items():
                if not self._client.has_collection(_name(maker, kind)):
                    self._create(_name(maker, kind), key, columns)
        return self.tables(maker)

    def _schema(self, maker: Maker) -> Mapping[Kind, tuple[str, Columns]]:
        """The key and the other fields of each collection."""
        types = self._milvus.DataType
        integer: tuple[Any, dict[str, int]] = (types.INT64, {})
        return {
            "passages": (
                "row",
                {
                    "document": integer,
                    "paragraph": integer,
                    "role": (types.VARCHAR, {"max_length": 32}),
                    "page": integer,
                    "last_page": integer,
                    "place": (types.JSON, {}),
                    "vector": (types.FLOAT_VECTOR, {"dim": maker.dimension}),
                    "terms": (types.SPARSE_FLOAT_VECTOR, {}),
                },
            ),
            "documents": (
                "row",
                {
                    "document": integer,
                    "since": integer,
                    "until": integer,
                    "entry": (types.VARCHAR, {"max_length": LONGEST}),
                    "outline": (types.VARCHAR, {"max_length": LONGEST}),
                },
            ),
            "texts": ("row", {"document": integer, "text": (types.VARCHAR, {"max_length": 4 * PIECE})}),
            "terms": ("term", {"passages": integer, "before": integer, "since": integer}),
        }

    def _create(self, name: str, key: str, columns: Columns) -> None:
        types = self._milvus.DataType
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(key, types.INT64, is_primary=True)
        for column, (kind, options) in columns.items():
            schema.add_field(column, kind, **options)
        indexes = self._client.prepare_index_params()
        if "vector" in columns:
            indexes.add_index("vector", index_type="FLAT" if self.lite else "AUTOINDEX", metric_type="IP")
            indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        else:  # Milvus has no collection without vectors.
            schema.add_field("nothing", types.FLOAT_VECTOR, dim=len(_NOTHING))
            indexes.add_index("nothing", index_type="FLAT", metric_type="L2")
        if "document" in columns:
            indexes.add_index("document", index_type="INVERTED")
        self._client.create_collection(name, schema=schema, consistency_level="Bounded")
        self._client.create_index(name, indexes, sync=False)  # It is empty; loading waits until it can be searched.
        self._client.load_collection(name)


class Tables:
    """The collections of one maker."""

    def __init__(self, client: Any, maker: Maker, asking: Callable[[], AbstractContextManager[None]]) -> None:
        self._client = client
        self._maker = maker
        self._asking = asking

    def add(self, kind: Kind, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows whose keys are new."""
        self._write(self._client.insert, kind, rows)

    def put(self, kind: Kind, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows over those of the same keys."""
        self._write(self._client.upsert, kind, rows)

    def _write(self, write: Callable[[str, Any], object], kind: Kind, rows: Sequence[dict[str, Any]]) -> None:
        nothing = {} if kind == "passages" else {"nothing": _NOTHING}
        with self._asking():
            for some in _groups(rows):
                write(_name(self._maker, kind), [row | nothing for row in some])

    def settle(self) -> None:
        """Let what has been written be searched as fast as it can be."""
        with self._asking():
            for kind in get_args(Kind):
                self._client.flush(_name(self._maker, kind))

    def delete(self, kind: Kind, where: str) -> None:
        """Delete the rows that meet a filter expression."""
        with self._asking():
            self._client.delete(_name(self._maker, kind), filter=where)

    def get(self, kind: Kind, keys: Sequence[int], fields: Sequence[str], *, latest: bool = False) -> Iterator[Record]:
        """The rows of some keys, in no order. With `latest`, everything that has been written is seen; else a cluster
        may be seconds behind."""
        options = {"output_fields": list(fields)} | _level(latest)
        for some in _groups(keys):
            with self._asking():
                found = self._client.query(_name(self._maker, kind), ids=list(some), **options)
            yield from found

    def find(self, kind: Kind, where: str, fields: Sequence[str], *, latest: bool = False) -> Iterator[Record]:
        """The rows that meet a filter expression, in no order."""
        options = {"output_fields": list(fields), "batch_size": _ROWS} | _level(latest)
        with self._asking():
            found = self._client.query_iterator(_name(self._maker, kind), filter=where, **options)
            try:
                while rows := found.next():
                    yield from rows
            finally:
                found.close()

    def nearest(
        self, field: SearchField, vector: SearchVector, k: int, where: str
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k passages with the largest product of `field` and a vector among those that meet a filter expression,
        and these products; with a sparse vector only those that have a term of it."""
        with self._asking():
            found = self._client.search(
                _name(self._maker, "passages"),
                [vector],
                anns_field=field,
                limit=min(k, _FOUND),
                filter=where,
                output_fields=["row"],
            )[0]
        rows = np.array([hit["row"] for hit in found], np.int64)
        products = np.array([hit["distance"] for hit in found], np.float32)
        has = products > 0 if field == "terms" else np.ones(len(rows), np.bool_)
        return rows[has], products[has]


def sparse(text: str) -> dict[int, float]:
    """The terms of a text and what each is worth in it, as Milvus holds them."""
    terms, values = impacts(text)
    return dict(zip(np.minimum(terms, _LAST_TERM).tolist(), values.tolist(), strict=True)) or _NO_TERM


def words(terms: Mapping[int, float]) -> Iterable[int]:
    """The terms of a sparse vector, none for a text without words."""
    return () if terms.keys() == _NO_TERM.keys() else terms.keys()


_NOTHING = [0.0, 0.0]


def _name(maker: Maker, kind: Kind | Literal[""]) -> str:
    return f"letters_{maker.key}_{kind}"


def _level(latest: bool) -> dict[str, Any]:
    return {"consistency_level": "Strong"} if latest else {}


def _groups(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + _ROWS] for start in range(0, len(values), _ROWS))
