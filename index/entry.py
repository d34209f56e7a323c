"""What an index knows of a document without opening it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.types import Document, Fact, Field, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list of an index. `digest` is the SHA-256 of the bytes it was read from, in hex: equal digests
    mean that there is nothing to do. `passages` is their count."""

    name: str
    digest: str
    title: str
    number: str
    passages: int
    pages: tuple[int, ...]
    margins: tuple[Span, ...]
    metadata: tuple[Fact, ...]

    @classmethod
    def of(cls, document: Document, digest: str) -> "Entry":
        """The entry of a parsed document."""
        return cls(
            document.name,
            digest,
            document.title,
            document.number,
            len(document.passages),
            document.pages,
            document.margins,
            document.metadata,
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
            tuple(record["pages"]),
            _spans(record["margins"]),
            tuple(Fact(Field(field), value, _spans(ranges)) for field, value, ranges in record["metadata"]),
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
            "margins": self.margins,
            "metadata": [(fact.field.value, fact.value, fact.ranges) for fact in self.metadata],
        }

    def fact(self, field: Field) -> str:
        """The value of a metadata field, "" if the document does not give it."""
        return next((fact.value for fact in self.metadata if fact.field is field), "")


def _spans(pairs: Any) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)
