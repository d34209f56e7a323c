"""Plain text: decoded, and nothing else."""

from index.source.files import decode
from index.types import Source


def read(name: str, data: bytes) -> Source:
    """A text file.

    Raises:
        LetterError: it is empty, binary, or neither UTF-8 nor GB18030.
    """
    return Source(name, decode(data, name))
