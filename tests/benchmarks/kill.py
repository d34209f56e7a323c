"""Indexing killed at random instants: each time the index is the old one or the new one, and without a fault.

    python -m tests.benchmarks.kill --times 100

Some hundred made-up letters are indexed by the embedded model; then half of them change, and the indexing of the change
is killed (SIGKILL) after a random time, again and again. In the end a last run is let go to its end.
"""

import argparse
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from index.search.encoder import load_encoder
from index.source.files import find
from index.storage import folder as store
from index.storage import writer
from index.storage.manifest import sha256
from index.storage.verify import faults
from tests.archive import letters, write


def digests(folder: Path) -> dict[str, str]:
    """What state an index is in: its documents and their checksums."""
    return {entry.name: entry.digest for entry in store.load(folder, load_encoder()).entries}


def command(documents: Path, folder: Path) -> list[str]:
    """The command that makes the index anew."""
    return [sys.executable, "-m", "qa", "index", str(documents), "--index", str(folder)]


def seconds(documents: Path, folder: Path) -> float:
    """How long indexing takes."""
    start = time.monotonic()
    subprocess.run(command(documents, folder), check=True, capture_output=True)
    return time.monotonic() - start


def change(documents: Path, count: int, seed: int) -> dict[str, str]:
    """Write every other letter anew; the checksums of all."""
    for letter in letters(count, seed)[seed % 2 :: 2]:
        write(letter, documents, "text")
    return {file.name: sha256(file.path) for file in find([documents])}


def main() -> None:
    """Print how often the index was the old one and the new one, and whether there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--letters", type=int, default=300)
    options = parser.parse_args()
    chance, found = Random(6), Counter[str]()
    with TemporaryDirectory() as home:
        documents, folder = Path(home) / "letters", Path(home) / "index"
        documents.mkdir()
        for letter in letters(options.letters):
            write(letter, documents, "text")
        print(f"{options.letters} letters are indexed in {seconds(documents, folder):.1f} s")
        old = digests(folder)
        new = change(documents, options.letters, 1)
        trial = Path(home) / "trial"
        subprocess.run(["cp", "-r", str(folder), str(trial)], check=True)
        whole = seconds(documents, trial)
        print(f"the change is indexed in {whole:.1f} s")
        wrong = 0
        while found["killed"] < options.times:
            process = subprocess.Popen(command(documents, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            start = time.monotonic()
            try:
                process.wait(chance.triangular(0, 1.1 * whole, whole))  # What writes comes last.
                found["done before"] += 1
                whole = 0.95 * (time.monotonic() - start)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                found["killed"] += 1
            state = digests(folder)
            told = list(faults(folder, load_encoder()))
            found["old" if state == old else "new" if state == new else "neither"] += 1
            wrong += bool(told)
            print(*told, f"{dict(found)}, {wrong} with faults", sep="\n", flush=True)
            if state == new:  # Go on with the next change.
                old, new = new, change(documents, options.letters, found["new"] + 1)
            else:  # Kill a little later, until as many runs come to their end as do not.
                whole *= 1.03
        writer.update(folder, find([documents]), load_encoder())
        print(f"let go to its end it is the {'new' if digests(folder) == new else 'WRONG'} one")


if __name__ == "__main__":
    main()
