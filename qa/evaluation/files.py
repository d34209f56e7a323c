"""Reading the files of gold and foreign sets, gzipped or not."""

import gzip
import json
from pathlib import Path
from typing import Any

from index.errors import LetterError


def read_text(path: Path) -> str:
    """A UTF-8 file as text; one whose name ends in .gz is unpacked.

    Raises:
        LetterError: it does not exist, cannot be read, or is not UTF-8.
    """
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except FileNotFoundError:
        raise LetterError(f"There is no file {str(path)!r}. Check the path.") from None
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise LetterError(f"{str(path)!r} cannot be read as UTF-8 text ({error}). Check the file.") from error


def read_records(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, in order; blank lines are skipped.

    Raises:
        LetterError: as `read_text`, or a line is no JSON object.
    """
    records = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            try:
                record = json.loads(line)
            except json.JSONDecodeError as error:
                raise LetterError(f"{path}:{number}: not JSON ({error.msg}). Mend the line.") from error
            if not isinstance(record, dict):
                raise LetterError(f"{path}:{number}: not a JSON object. Mend the line.")
            records.append(record)
    return records


def write_text(path: Path, text: str) -> None:
    """Write a file as UTF-8.

    Raises:
        LetterError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LetterError(f"{str(path)!r} cannot be written: {error.strerror}. Name another file.") from error
