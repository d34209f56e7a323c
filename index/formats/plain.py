"""Plain text: decoded, and nothing else."""

from index.reader import Source, decode


def read(name: str, data: bytes) -> Source:
    """A text file.

    Raises:
        LetterError: it is empty, binary, or neither UTF-8 nor GB18030.
    """
    return Source(name, decode(data, name))
