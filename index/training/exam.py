"""What a model can do on the development sets, which ours is never trained on.

`python -m index.training.exam --data FOLDER [--model NAME] [--out FILE]` prints the figures of the model card.

Two measures, both Success@1 (the share of queries whose first hit is the right one), each with the mean vectors alone
and with late interaction added: sentence retrieval between two languages, and question → passage within one.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.search.encoder import EMBEDDED, Encoder, load_encoder
from index.search.interaction import directions, late_interaction
from index.training.data import DEVELOPMENT_FILES, HELD_BACK, LANGUAGES, development_rows

Floats = NDArray[np.float32]
Metrics = dict[str, dict[str, float]]

POOL = 50
OTHERS = tuple(language for language in LANGUAGES if language not in ("zh", "zh-Hant"))


def standardised(scores: Floats) -> Floats:
    """Scores as numbers of standard deviations from their mean."""
    return np.asarray((scores - scores.mean()) / (scores.std() + 1e-9), np.float32)


def success_at_1(encoder: Encoder, queries: list[str], texts: list[str], right: list[int]) -> tuple[float, float]:
    """The share of queries whose first text is the right one: by vectors, and with late interaction added.

    `right` holds the number of the right text for each query. Late interaction re-ranks the nearest 50, if the encoder
    has token vectors; else the two figures are the same.
    """
    similarities = encoder.encode(queries, "question") @ encoder.encode(texts, "passage").T
    asked, tokens = encoder.encode_tokens(queries, "question"), encoder.encode_tokens(texts, "passage")
    held = [directions(rows) for rows in tokens or []]
    by_vector = by_both = 0
    for number, scores in enumerate(similarities):
        pool = np.argsort(-scores, kind="stable")[:POOL]
        both = standardised(scores[pool])
        if asked and held:
            both = both + standardised(late_interaction(asked[number], [held[i] for i in pool]))
        by_vector += int(pool[0] == right[number])
        by_both += int(pool[int(both.argmax())] == right[number])
    return by_vector / len(queries), by_both / len(queries)


def language_directions() -> Iterator[tuple[str, str]]:
    """Chinese with every other language and English with every other, in both directions."""
    for other in OTHERS:
        yield other, "zh"
        yield "zh", other
    for other in OTHERS[1:]:
        yield other, "en"
        yield "en", other


def sentence_exam(encoder: Encoder, folder: Path, source: str, pairs: Iterable[tuple[str, str]]) -> Metrics:
    """Sentence retrieval within one development file: the two Success@1 of each direction that has rows."""
    rows = development_rows(folder, source)
    results: Metrics = {}
    for asked, held in pairs:
        both = [(row[asked], row[held]) for row in rows if row.get(asked) and row.get(held)]
        if not both:
            continue
        mean, late = success_at_1(encoder, [a for a, _ in both], [b for _, b in both], list(range(len(both))))
        results[f"{source} {asked}→{held}"] = {"mean": mean, "late": late}
    return results


def question_exam(encoder: Encoder, folder: Path, source: str) -> Metrics:
    """Question → passage on the held-back tail of one file, among all passages of that tail."""
    rows = development_rows(folder, source)
    passages = list(dict.fromkeys(row["passage"] for row in rows))
    place = {passage: number for number, passage in enumerate(passages)}
    right = [place[row["passage"]] for row in rows]
    mean, late = success_at_1(encoder, [row["question"] for row in rows], passages, right)
    return {source: {"mean": mean, "late": late}}


def examine(encoder: Encoder, folder: Path) -> Metrics:
    """All development measures, by name, and their averages over the directions that end in one language."""
    results: Metrics = {}
    for source in DEVELOPMENT_FILES:
        if (folder / f"{source}.jsonl.gz").exists():
            results |= sentence_exam(encoder, folder, source, language_directions())
    ends = [(source, held) for source in DEVELOPMENT_FILES for held in ("zh", "en")]
    averages = {f"{source} →{held}": average(results, source, held) for source, held in ends}
    for source in HELD_BACK:
        if (folder / f"{source}.jsonl.gz").exists():
            results |= question_exam(encoder, folder, source)
    return results | {name: metrics for name, metrics in averages.items() if metrics}


def average(results: Metrics, source: str, held: str) -> dict[str, float]:
    """The mean over all directions of a source that end in one language; empty if there are none."""
    found = [metrics for name, metrics in results.items() if name.startswith(source) and name.endswith(f"→{held}")]
    return {measure: float(np.mean([metrics[measure] for metrics in found])) for measure in ("mean", "late") if found}


def report(metrics: Metrics, path: Path) -> None:
    """Write the measures as JSON."""
    path.write_text(json.dumps(metrics, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Examine a model from the command line."""
    options = argparse.ArgumentParser(prog="python -m index.training.exam", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with parallel/ and qa/")
    options.add_argument("--model", default=str(EMBEDDED), help="a sentence-transformers model [default: embedded]")
    options.add_argument("--out", type=Path, help="also write the figures as JSON")
    chosen = options.parse_args()
    metrics = examine(load_encoder(chosen.model), chosen.data)
    print(f"{'Success@1':42} vectors  with late interaction")
    for name, values in metrics.items():
        print(f"{name:42} {values['mean']:7.3f}  {values['late']:.3f}")
    if chosen.out:
        report(metrics, chosen.out)


if __name__ == "__main__":
    main()
