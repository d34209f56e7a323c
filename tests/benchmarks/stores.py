"""The same questions to the same documents in a folder and in Milvus: whether the answers are the same, and how long
they take.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.stores [--documents 50] [--index ADDRESS]

The documents are the letter and copies of it from made-up cities, so that most passages have near doubles. All gold
questions of the letter are asked for ten hits, and everything in the answers is compared. Without an address, Milvus
Lite keeps its file in a temporary folder.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np

from index.search.encoder import Encoder, load_encoder
from index.search.index import Index
from index.source.files import read
from index.storage.address import Address, open_store
from index.types import Source
from qa.answering.letter import SEEDS, Letter

GOLD = Path(__file__).parent.parent / "gold" / "letter.jsonl"


def documents(count: int) -> list[Source]:
    """The letter, and copies of it from cities 1, 2, 3 …"""
    letter = read([SEEDS])[0]
    copies = (Source(f"{number}.txt", letter.text.replace("中山", f"中山{number}")) for number in range(1, count))
    return [letter, *copies]


def saved(address: Address, sources: list[Source], encoder: Encoder) -> Index:
    """Index documents, and open the index."""
    start = time.perf_counter()
    open_store(address).update(sources, encoder)
    spent = time.perf_counter() - start
    index = open_store(address).load(encoder)
    print(f"{len(index):6} passages {len(index) / spent:8.0f} passages/s", end="", flush=True)
    return index


def answers(index: Index, questions: list[str]) -> list[str]:
    """The answers to questions, as JSON."""
    letter = Letter(index)
    letter.ask("预热")
    found, times = [], []
    for question in questions:
        start = time.perf_counter()
        answer = letter.ask(question, top_k=10)
        times.append(1000 * (time.perf_counter() - start))
        found.append(json.dumps(answer.as_dict(), ensure_ascii=False))
    print(f"  p50 {np.median(times):6.1f} ms  p95 {np.quantile(times, 0.95):6.1f} ms")
    return found


def main() -> None:
    """Print the figures, and the questions whose answers differ."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=50)
    parser.add_argument("--index")
    options = parser.parse_args()
    encoder = load_encoder()
    encoder.encode(["预热"], "passage")
    sources = documents(options.documents)
    questions = [json.loads(line)["question"] for line in GOLD.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for address in (Path(folder) / "index", options.index or Path(folder) / "index.db"):
            print(type(open_store(address)).__name__, end=" ")
            found.append(answers(saved(address, sources, encoder), questions))
    different = [question for question, one, other in zip(questions, *found, strict=True) if one != other]
    print(f"{len(questions)} questions, {len(different)} with different answers")
    print(*different, sep="\n")


if __name__ == "__main__":
    main()
