"""What an index knows of a document without opening it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.types import Document, Fact, Field

if TYPE_CHECKING:
    from index.search.families import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list of an index. `digest` is the SHA-256 of the bytes it was read from, in hex: equal digests
    mean that there is nothing to do. `passages` is their count; `signature` is `families.signature` of the text, as
    little-endian bytes. `pages` is how many it has, 0 in a format without."""

    name: str
    digest: str
    title: str
    number: str
    passages: int
    pages: int
    metadata: tuple[Fact, ...]
    signature: bytes

    @classmethod
    def of(cls, document: Document, digest: str) -> "Entry":
        """The entry of a parsed document."""
        from index.search.families import signature  # Whoever only asks compares no documents.

        return cls(
            document.name,
            digest,
            document.title,
            document.number,
            len(document.passages),
            len(document.pages),
            document.metadata,
            signature(document.text).astype("<u4").tobytes(),
        )

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Entry":
        """From what `record` gives.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        return cls(
            record["name"],
            record["digest"],
            record["title"],
            record["number"],
            record["passages"],
            record["pages"],
            tuple(
                Fact(Field(field), value, tuple((start, end) for start, end in ranges))
                for field, value, ranges in record["metadata"]
            ),
            base64.b64decode(record["signature"], validate=True),
        )

    def record(self) -> dict[str, Any]:
        """The entry as JSON."""
        return {
            "name": self.name,
            "digest": self.digest,
            "title": self.title,
            "number": self.number,
            "passages": self.passages,
            "pages": self.pages,
            "metadata": [(fact.field.value, fact.value, fact.ranges) for fact in self.metadata],
            "signature": base64.b64encode(self.signature).decode("ascii"),
        }

    def fact(self, field: Field) -> str:
        """The value of a metadata field, "" if the document does not give it."""
        return next((fact.value for fact in self.metadata if fact.field is field), "")

    def compared(self) -> "Record":
        """What tells whether it belongs together with other documents."""
        from index.search.families import Record  # As above.

        return Record(
            self.name,
            self.digest,
            np.frombuffer(self.signature, "<u4"),
            self.title,
            self.number,
            "、".join(sorted(fact.value for fact in self.metadata if fact.field is Field.ISSUER)),
            self.fact(Field.DATE),
        )
