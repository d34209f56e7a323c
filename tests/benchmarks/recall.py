"""Our dense search against exact search over the same vectors; the figures go to stdout as JSON.

python -m tests.benchmarks.recall MODEL FOLDER PASSAGES
"""

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import qa
from index.search.encoder import load_encoder
from tests.benchmarks.corpus import questions
from tests.benchmarks.systems import TOP
from tests.benchmarks.worker import private, resident

_QUESTIONS = 200
_BLOCK = 65_536
_SAME = 1e-6
"""Cosines this near are equal: copies of one text stand in any order."""


def recall(model: str, folder: Path, passages: int) -> dict[str, Any]:
    """Recall@10: the share of the ten nearest passages that are found, a passage counting as one of the nearest if its
    cosine is at least the tenth best. Milliseconds of the search alone, ours and exact (FAISS, one thread), and the
    bytes in memory: ours from opening the index and searching it, texts and all, and without the files of the index,
    whose pages the system keeps as long as it has room; exact search's vectors alone."""
    import faiss

    asked = load_encoder(model).encode(questions(passages, _QUESTIONS), "question")
    before, alone = resident(), private()
    index = qa.open(model=model, index=folder).index
    found, times = [], []
    for vector in asked:
        start = time.perf_counter()
        found.append(index.nearest(vector, TOP))
        times.append(time.perf_counter() - start)
    kept, alone = resident() - before, private() - alone

    exact = faiss.IndexFlatIP(index.encoder.dimension)
    best = np.full((len(asked), TOP), -2, np.float32)
    for start_row in range(0, len(index.passages), _BLOCK):
        block = index.vectors(np.arange(start_row, min(start_row + _BLOCK, len(index.passages))))
        exact.add(block)
        best = np.sort(np.hstack([best, asked @ block.T]), axis=1)[:, -TOP:]
    shares = []
    for vector, rows, cosines in zip(asked, found, best, strict=True):
        near = index.vectors(rows) @ vector >= cosines[0] - _SAME
        shares.append(near.sum() / TOP)
    exact_times = []
    for vector in asked[:50]:
        start = time.perf_counter()
        exact.search(vector[None], TOP)
        exact_times.append(time.perf_counter() - start)
    return {
        "passages": len(index.passages),
        "recall_at_10": float(np.mean(shares)),
        "search_ms": 1000 * median(times),
        "exact_search_ms": 1000 * median(exact_times),
        "bytes_in_memory": kept,
        "private_bytes": alone,
        "exact_bytes": len(index.passages) * index.encoder.dimension * 4,
    }


if __name__ == "__main__":
    print(json.dumps(recall(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
