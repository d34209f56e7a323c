"""`python -m index.training.reader.exam --data FOLDER [--reader FOLDER]`: what the packaged reader is good and bad at.

It reads the hand-written questions that were kept for development, and the last tenths of three public sets that were
never trained on. Figures are printed as JSON lines.
"""

import argparse
import json
import math
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from index.search.reading.reader import FOLDER, Reader, Reading
from index.search.reading.windows import WIDEST, window_around
from index.training.data import HELD_BACK, Row, development_rows
from index.training.reader.examples import Example, contrast_rows, development_examples, sentence_spans, without


def auroc(answered: Sequence[float], missed: Sequence[float]) -> float:
    """The chance that an answered one is above a missed one."""
    return float(roc_auc_score([1] * len(answered) + [0] * len(missed), [*answered, *missed]))


def units(text: str) -> list[str]:
    """What overlaps are counted in: characters of letters and digits, as CMRC 2018's own measure has it for Chinese."""
    return [character for character in unicodedata.normalize("NFKC", text).lower() if character.isalnum()]


def overlap(found: str, right: str) -> float:
    """F1 of the units of two texts."""
    one, other = units(found), units(right)
    common = (Counter(one) & Counter(other)).total()
    return 2 * common / (len(one) + len(other)) if common else 0.0


def best_overlap(found: str, answers: Sequence[str]) -> tuple[float, float]:
    """Exact match and F1 with the answer that is nearest."""
    return max((float(units(found) == units(right)), overlap(found, right)) for right in answers)


def read_all(reader: Reader, examples: Sequence[Example]) -> list[Reading]:
    """Each example's window read for its question; examples of one question are not run together."""
    return [reader.read(example.question, [example.window])[0] for example in examples]


def contrast_figures(reader: Reader, own: Path) -> Iterator[dict[str, Any]]:
    """How well answered questions are told from near misses and their words found, in all, by language and by tag."""
    examples = list(development_examples(contrast_rows(own, development=True)))
    groups: dict[str, list[tuple[Example, Reading]]] = defaultdict(list)
    for example, reading in zip(examples, read_all(reader, examples), strict=True):
        groups["all"].append((example, reading))
        groups[f"language {example.language}"].append((example, reading))
        groups[f"kind {example.source.removeprefix('own/')}"].append((example, reading))
        if not example.answered:
            groups[f"missed {example.tag}"].append((example, reading))
    answered = [reading.answers for example, reading in groups["all"] if example.answered]
    for name, members in sorted(groups.items()):
        misses = [reading.answers for example, reading in members if not example.answered]
        if name.startswith("missed"):
            yield {"set": "contrast", "group": name, "missed": len(misses), "auroc": auroc(answered, misses)}
            continue
        hits = [reading.answers for example, reading in members if example.answered]
        scores = [
            best_overlap(example.window[slice(*reading.words)], [example.window[slice(*example.words)]])
            for example, reading in members
            if example.words
        ]
        exact, f1 = np.mean(scores, axis=0)
        figures = {"answered": len(hits), "missed": len(misses), "auroc": auroc(hits, misses), "exact": exact, "f1": f1}
        yield {"set": "contrast", "group": name, **figures}


def public_figures(reader: Reader, data: Path, every: int) -> Iterator[dict[str, Any]]:
    """Exact match and F1 on the held-back tenths, the passage read in windows side by side; and whether an answered
    passage is told from the same without the sentences that answer."""
    for source in HELD_BACK:
        rows = development_rows(data, source)[::every]
        scores, kept, cut = [], [], []
        for row in rows:
            words, answers = read_passage(reader, row["question"], row["passage"])
            scores.append(best_overlap(words, row["answers"]))
            kept.append(answers)
            rest = row["passage"]
            for answer in row["answers"]:
                rest = without(rest, sentence_spans(rest), answer)
            if rest.strip():
                cut.append(read_passage(reader, row["question"], rest)[1])
        exact, f1 = np.mean(scores, axis=0)
        yield {"set": source, "questions": len(rows), "exact": exact, "f1": f1, "auroc, removed": auroc(kept, cut)}


def read_passage(reader: Reader, question: str, passage: str) -> tuple[str, float]:
    """The most probable words of a passage of any length, and the log-odds of its best window."""
    windows = [passage[start:end] for start, end in side_by_side(passage)]
    readings = reader.read(question, windows)
    chances = [-math.log1p(math.exp(-reading.answers)) + reading.certainty for reading in readings]
    best = int(np.argmax(chances))
    return windows[best][slice(*readings[best].words)], max(reading.answers for reading in readings)


def side_by_side(passage: str) -> Iterator[tuple[int, int]]:
    """Windows that cover a passage, none of whose sentences is in two."""
    spans = sentence_spans(passage)
    while spans:
        start, end = window_around(spans, 0, 0, WIDEST)
        yield start, end
        spans = [span for span in spans if span[0] >= end]


def speed_figures(reader: Reader, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Milliseconds of processor time for one, three and five windows read together, the median of many: with one thread
    what a clock would show on a machine that does nothing else."""
    windows = [row["passage"][:WIDEST] for row in rows if len(row["passage"]) >= WIDEST - 20]
    for count in (1, 3, 5):
        times = []
        for number in range(0, len(windows) - count, 2):
            start = time.process_time()
            reader.read("这件事由哪个部门负责，什么时候完成？", windows[number : number + count])
            times.append(time.process_time() - start)
        yield {"set": "speed", "windows": count, "ms": 1000 * float(np.median(times))}


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m index.training.reader.exam", description=__doc__)
    options.add_argument("--data", type=Path, help="folder with qa/; without it only our own questions are read")
    options.add_argument("--reader", type=Path, default=FOLDER, help="folder with the network and its tokenizer")
    options.add_argument("--every", type=int, default=1, help="read only every so manieth public question")
    chosen = options.parse_args()
    reader, own = Reader(chosen.reader), Path(__file__).parent
    figures = [contrast_figures(reader, own), speed_figures(reader, contrast_rows(own, development=True))]
    if chosen.data:
        figures.append(public_figures(reader, chosen.data, chosen.every))
    for several in figures:
        for one in several:
            rounded = {
                name: round(float(value), 3) if isinstance(value, float) else value for name, value in one.items()
            }
            print(json.dumps(rounded, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
