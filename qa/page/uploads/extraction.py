"""Reading a visitor's file in a process of its own: whatever its format's reader does with it, the process ends in
time, cannot take the memory of the server, and writes no file."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stdout, suppress

from index.errors import Fault, LetterError, UnreadableError
from index.source.files import extract
from index.types import Source

SECONDS = 60
"""A file that holds text takes one or two, unless it is made to take long; a scanned page takes some seconds."""

MEMORY = 2 << 30
"""Bytes of addresses, which is more than is used: recognising a picture's text takes the most, some 1.5 GB."""

PAGES = 300
CHARACTERS = 400_000
"""A letter has some five thousand; 400,000 are indexed in a few seconds."""


class TooMuchError(LetterError):
    """A file that is too long, or that takes too much time or memory to read."""


def extract_apart(name: str, data: bytes) -> Source:
    """`index.source.files.extract` in a process of its own.

    Raises:
        TooMuchError: the text is longer than the limits, or they were reached on the way to it.
        UnreadableError: the data cannot be read; its fault says why.
    """
    command = [sys.executable, "-P", "-B", "-m", "qa.page.uploads.extraction"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"}
    words = json.dumps(name).encode() + b"\n" + data
    heavy = TooMuchError(f"{name!r} takes too much time or memory to read. Use a simpler file.")
    try:
        done = subprocess.run(
            command,
            input=words,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise heavy from error
    if message := found.get("error"):
        fault = found["fault"]
        raise UnreadableError(Fault(fault), message) if fault else TooMuchError(message)
    return Source.from_record(found["source"])


def _limit() -> None:
    """Nothing of this exists on Windows; there the deadline alone holds."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _read(name: str, data: bytes) -> dict[str, object]:
    try:
        source = extract(name, data)
    except LetterError as error:
        fault = error.fault if isinstance(error, UnreadableError) else Fault.INTERNAL
        return {"error": str(error), "fault": fault.value}
    if len(source.pages) > PAGES or len(source.text) > CHARACTERS:
        return {"error": f"{name!r} has more than {PAGES} pages or {CHARACTERS} characters.", "fault": ""}
    return {"source": source.record()}


def main() -> None:
    """A name in JSON on the first line of stdin, the data after it → the source in JSON on stdout."""
    _limit()
    name = json.loads(sys.stdin.buffer.readline())
    with redirect_stdout(sys.stderr):  # where what the libraries of a format print is lost
        found = _read(name, sys.stdin.buffer.read())
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
