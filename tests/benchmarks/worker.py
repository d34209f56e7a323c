"""One measurement in a process of its own; the figures go to stdout as JSON.

python -m tests.benchmarks.worker MEASURE SYSTEM MODEL CORPUS FOLDER PASSAGES
"""

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Any
from zlib import crc32

from tests.benchmarks.corpus import questions
from tests.benchmarks.systems import OURS, PEERS, System, limit_memory

Figures = dict[str, Any]

_QUESTIONS = 400
_CLIENTS = 8
_AT_MOST = 60.0
"""Seconds for one series of questions. Whatever was answered by then is counted."""


def build(system: System, corpus: Path, folder: Path, passages: int) -> Figures:
    """Passages a second, from text files to a saved index, with the encoder already loaded, and bytes on disk."""
    start = time.perf_counter()
    system.build(corpus, folder)
    seconds = time.perf_counter() - start
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {"seconds": seconds, "passages_per_second": passages / seconds, "bytes_on_disk": size}


def query(system: System, corpus: Path, folder: Path, passages: int) -> Figures:
    """Milliseconds of a warm question from one client, what stays in memory, and what is found (checksums)."""
    before = resident()
    start = time.perf_counter()
    system.open(folder)
    opened = time.perf_counter() - start
    asked = _warm(system, passages)
    return {
        "open_seconds": opened,
        **_series(system.ask, asked, 1),
        "resident_bytes": resident(),
        "resident_bytes_of_index": resident() - before,
        "found": [[crc32(text.encode()) for text in system.ask(question)] for question in asked[:100]],
    }


def crowd(system: System, corpus: Path, folder: Path, passages: int) -> Figures:
    """The same from eight threads at once."""
    system.open(folder)
    return _series(system.ask, _warm(system, passages), _CLIENTS)


def _warm(system: System, passages: int) -> list[str]:
    """The questions, the last of which have been asked."""
    asked = questions(passages, _QUESTIONS)
    for question in asked[-20:]:
        system.ask(question)
    return asked


def _series(ask: Callable[[str], object], asked: list[str], clients: int) -> Figures:
    """Ask everything, `clients` at a time."""
    deadline = time.perf_counter() + _AT_MOST
    times: list[float] = []
    errors: list[str] = []

    def one(question: str) -> None:
        start = time.perf_counter()
        if start > deadline:
            return
        try:
            ask(question)
        except Exception as error:  # A peer may raise anything; it is counted and said.
            errors.append(f"{type(error).__name__}: {error}")
        else:
            times.append(1000 * (time.perf_counter() - start))

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(one, asked))
    seconds = time.perf_counter() - start
    found: Figures = {"questions": len(times), "errors": len(errors), "error": errors[0] if errors else ""}
    if len(times) > 1:
        cuts = quantiles(times, n=20, method="inclusive")
        found |= {"p50_ms": cuts[9], "p95_ms": cuts[18], "questions_per_second": len(times) / seconds}
    return found


def resident() -> int:
    """Bytes of this process that are in memory now, mapped files among them."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def private() -> int:
    """Bytes in memory that no file backs: the system cannot take them back."""
    pages, shared = map(int, Path("/proc/self/statm").read_text(encoding="ascii").split()[1:3])
    return (pages - shared) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Run what the arguments say."""
    measure, name, model, corpus, folder, passages = sys.argv[1:]
    limit_memory()
    system = (OURS | PEERS)[name](model)
    figures = {"build": build, "query": query, "crowd": crowd}[measure](
        system, Path(corpus), Path(folder), int(passages)
    )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
