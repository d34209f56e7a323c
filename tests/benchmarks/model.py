"""How fast the embedded model is, on one core:

    OMP_NUM_THREADS=1 python -m tests.benchmarks.model

Each figure is the median of its repetitions, after one that does not count.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from index.search.encoder import load_encoder
from index.source.files import read
from index.storage.local import LocalIndex
from qa.answering.letter import SEEDS, Letter
from qa.answering.search import Reading, _late

GOLD = Path(__file__).parent.parent / "gold" / "letter.jsonl"


def milliseconds(action: Callable[[], object], repetitions: int) -> float:
    """The median time of an action."""
    action()
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return 1000 * median(times)


def main() -> None:
    """Print the figures."""
    encoder = load_encoder()
    questions = [json.loads(line)["question"] for line in GOLD.read_text(encoding="utf-8").splitlines()]
    index = LocalIndex.from_sources(read([SEEDS]), encoder)
    letter = Letter(index)
    readings = [Reading.of(index, question) for question in questions[:100]]
    fifty = np.resize(np.arange(len(index.passages)), 50)
    passages = [passage.text for passage in index.passages]
    encode = milliseconds(lambda: [encoder.encode([question], "question") for question in questions], 5)
    rerank = milliseconds(lambda: [_late(index, [reading], fifty) for reading in readings], 5)
    ask = milliseconds(lambda: [letter.ask(question) for question in questions], 3)
    print(f"load the model         {milliseconds(load_encoder, 5):8.2f} ms")
    print(f"encode a question      {encode / len(questions):8.3f} ms")
    print(f"re-rank 50 passages    {rerank / len(readings):8.2f} ms")
    print(f"ask, everything        {ask / len(questions):8.2f} ms")
    print(f"encode the letter      {milliseconds(lambda: encoder.encode(passages, 'passage'), 5):8.2f} ms")


if __name__ == "__main__":
    main()
