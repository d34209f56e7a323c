"""The one exception a person meets."""

from enum import StrEnum


class LetterError(Exception):
    """A mistake a person can mend. The message is one sentence or two: what was wrong, and what to do."""


class Fault(StrEnum):
    """Why a file cannot be read, for those who say it in another language."""

    EMPTY = "empty"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    PASSWORD = "password"
    PICTURES = "pictures"
    INTERNAL = "internal"


class UnreadableError(LetterError):
    """A file that cannot be read; `fault` is the kind of reason, the message says it of this file."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class MissingIndexError(LetterError):
    """There is no index at an address."""


class StaleIndexError(LetterError):
    """A saved index is good, but another encoder, splitter or format made it. Its documents are there, and an update
    makes it anew from them."""
