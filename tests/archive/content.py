"""What a letter is made of, whatever its format: blocks one under the other, and the facts that it states."""

from dataclasses import dataclass
from enum import Enum, auto


class Style(Enum):
    """How a block is set."""

    TITLE = auto()
    """In the middle, in large type."""
    CENTRE = auto()
    LEFT = auto()
    BODY = auto()
    """Indented by two characters."""
    RIGHT = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table: then `rows` hold its cells and `text` is empty. All rows have as many cells."""

    style: Style
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A question that this letter alone of its archive answers, and words of the passage that answers it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`name` is its file's name without suffix. `date` is YYYY-MM-DD."""

    name: str
    issuer: str
    number: str
    title: str
    date: str
    blocks: tuple[Block, ...]
    facts: tuple[Fact, ...]
