"""Plain text: decoded, and nothing else."""

from index.source.encodings import decode
from index.types import Source


def read(name: str, data: bytes) -> Source:
    """A text file.

    Raises:
        LetterError: it is empty, binary, or in no encoding that is known.
    """
    decoded = decode(data, name)
    return Source(name, decoded.text, remarks=decoded.remarks)
