"""The arrays of a segment, and their files.

They are memory-mapped, so that opening costs nothing. Texts are kept in UTF-32, where a range of characters is a range
of the file.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.role import Role
from index.search.encoder import TokenIds
from index.search.postings import Postings

Ints = NDArray[np.int64]

ROLES = tuple(Role)
"""The roles of passages, by their numbers."""

PASSAGE = np.dtype(
    [
        ("document", "<u4"),
        ("paragraph", "<u4"),
        ("role", "u1"),
        ("place", "<u4"),
        ("page", "<u4"),
        ("last_page", "<u4"),
        ("first_range", "<u4"),
        ("ranges", "<u4"),
        ("header_ranges", "<u4"),
    ]
)
"""A passage in numbers: its document within the segment, its role's place in `Role`, its place's number within the
document, its ranges within the segment's, and how many ranges of its table's header follow on these."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The arrays of a segment, in reading order; each is a file on disk.

    `passages` has the dtype `PASSAGE`; `ranges`, shape (ranges, 2), are offsets within a document's text; `texts` are
    code points, those of document d at `text_starts[d]` to `text_starts[d + 1]`. `vectors` is what `Flat` reads.
    `terms`, `term_starts` and `posting_*` are `Postings`. Unit u (see `interaction.Tokens`) has the tokens from
    `unit_starts[u]` to `unit_starts[u + 1]`, and passage p the units from `passage_units[p]` to `passage_units[p + 1]`;
    there are none if the encoder has no table of tokens. `entries`, `outlines` and `places` are lines of JSON, one a
    document.
    """

    passages: NDArray[np.void]
    ranges: NDArray[np.uint32]
    texts: NDArray[np.uint32]
    text_starts: Ints
    vectors: NDArray[np.uint8]
    terms: NDArray[np.uint32]
    term_starts: Ints
    posting_rows: NDArray[np.uint32]
    posting_impacts: NDArray[np.float32]
    tokens: TokenIds
    unit_starts: Ints
    passage_units: Ints
    entries: NDArray[np.uint8]
    entry_starts: Ints
    outlines: NDArray[np.uint8]
    outline_starts: Ints
    places: NDArray[np.uint8]
    place_starts: Ints

    def postings(self) -> Postings:
        """The inverted index."""
        return Postings(len(self.passages), self.terms, self.term_starts, self.posting_rows, self.posting_impacts)

    @classmethod
    def open(cls, folder: Path) -> "Tables":
        """Memory-map what `write` wrote.

        Raises:
            ValueError, OSError: a file is missing or no array, or the arrays do not fit together.
        """
        tables = cls(**{name: _map(folder / file) for name, file in FILES.items()})
        _check(tables)
        return tables

    def write(self, folder: Path) -> None:
        """Write the tables into an existing folder."""
        for name, file in FILES.items():
            if file == VECTORS:
                getattr(self, name).tofile(folder / file)
            else:
                np.save(folder / file, getattr(self, name), allow_pickle=False)


NAMES = tuple(field.name for field in fields(Tables))
"""The names of the tables."""

VECTORS = "vectors.faiss"
"""The one file that is no array of numpy's: `faiss.read_index` opens it by itself."""

FILES = {name: f"{name}.npy" for name in NAMES} | {"vectors": VECTORS}
"""The file of every table."""


_FORMS = {
    **dict.fromkeys(NAMES, (np.dtype(np.uint32), 1)),
    **dict.fromkeys((name for name in NAMES if name.endswith(("starts", "units"))), (np.dtype(np.int64), 1)),
    **dict.fromkeys(("vectors", "entries", "outlines", "places"), (np.dtype(np.uint8), 1)),
    "passages": (PASSAGE, 1),
    "ranges": (np.dtype(np.uint32), 2),
    "posting_impacts": (np.dtype(np.float32), 1),
}
"""The kind of every table's numbers, and its dimensions."""

_BOUNDS = (
    *(("text_starts", "texts"), ("term_starts", "posting_rows"), ("term_starts", "posting_impacts")),
    *(("entry_starts", "entries"), ("outline_starts", "outlines"), ("place_starts", "places")),
    ("unit_starts", "tokens"),
)
"""Tables whose last number is the length of another."""


def _check(tables: Tables) -> None:
    """Compare kinds and lengths, without reading the tables through.

    Raises:
        ValueError: they do not fit together.
    """
    found = {name: getattr(tables, name) for name in NAMES}
    if any((table.dtype, table.ndim) != _FORMS[name] for name, table in found.items()):
        raise ValueError("a table has other numbers")
    documents, passages = len(tables.entry_starts) - 1, len(tables.passages)
    fits = (
        all(len(found[starts]) and found[starts][-1] == len(found[values]) for starts, values in _BOUNDS)
        and len(tables.text_starts) == len(tables.outline_starts) == len(tables.place_starts) == documents + 1
        and len(tables.term_starts) == len(tables.terms) + 1
        and len(tables.passage_units) in (1, passages + 1)
        and tables.passage_units[-1] == len(tables.unit_starts) - 1
        and tables.ranges.shape[1] == 2
    )
    if not fits:
        raise ValueError("the tables do not fit together")


def _map(file: Path) -> NDArray[Any]:
    return np.asarray(np.memmap(file, np.uint8, "r")) if file.name == VECTORS else map_array(file)


def map_array(file: Path) -> NDArray[Any]:
    """A memory-mapped array, as a plain one: numpy's own class for these takes longer to slice than to read. Unlike
    `np.load`, this takes neither pickles nor archives."""
    try:
        return np.asarray(np.lib.format.open_memmap(file, mode="r"))
    except (EOFError, SyntaxError, TokenError, TypeError, ArithmeticError) as error:
        raise ValueError(f"{file.name} is no array") from error


def pick(values: NDArray[Any], starts: Ints, chosen: Ints) -> tuple[NDArray[Any], Ints]:
    """Of runs of values, the chosen ones one after the other, and the length of each."""
    at, lengths = picked(starts, chosen, len(values))
    return values[at], lengths


def picked(starts: Ints, chosen: Ints, size: int) -> tuple[Ints, Ints]:
    """Where the values of the chosen runs stand among `size`, and the length of each run."""
    lengths = starts[chosen + 1] - starts[chosen] if len(chosen) else np.zeros(0, np.int64)
    return runs(np.asarray(starts[chosen]), lengths, size), lengths


def runs(starts: Ints, lengths: Ints, size: int) -> Ints:
    """The numbers from each start on, `lengths` of them each, in one array.

    Raises:
        ValueError: one is not below `size`, as in damaged tables, whose numbers may be of any height.
    """
    if not len(starts):
        return np.zeros(0, np.int64)
    if min(starts.min(), lengths.min()) < 0 or lengths.max() > size or (starts + lengths).max() > size:
        raise ValueError("the tables do not fit together")
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
