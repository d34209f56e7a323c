"""Fit the network that tells what a question is after:

    python -m qa.evaluation.intents qa/evaluation/asked --ordinary index/training/reader/contrast
        --out qa/understanding/intent.safetensors

`asked/` has JSON Lines of questions with their intents, one file a language; `--ordinary` has contrast sets, whose
questions are after content (those about lines of facts are left out). A tenth of the questions, by their digest, is
held back and reported on, by language.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from qa.evaluation.files import read_text
from qa.evaluation.report.table import columns
from qa.understanding.intent import Intent, Network, features

HIDDEN = 96
SEED = 7
ORDINARY_SHARE = 3
"""Questions after content for each written one: most questions are, and a place or fact seen where there is none is
worse than one that is missed."""

CHANCE = 0.5
"""The chance from which an intent counts in the report."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and what it is after."""

    language: str
    question: str
    intent: Intent

    @property
    def held_back(self) -> bool:
        """Whether it is kept from training: one in ten, by its digest."""
        return hashlib.sha256(self.question.encode()).digest()[0] % 10 == 0


def written(folder: Path) -> Iterator[Example]:
    """The questions that were written for this."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in read_text(file).splitlines():
            record = json.loads(line)
            yield Example(record["lang"], record["question"], Intent(record["intent"]))


def ordinary(folder: Path) -> Iterator[Example]:
    """The questions of contrast sets."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in read_text(file).splitlines():
            record = json.loads(line)
            if record["kind"] == "facts":
                continue
            for language, question, _ in record["answered"]:
                yield Example(language, question, Intent.ORDINARY)
            for language, question, tag in record["missed"]:
                yield Example(language, question, Intent.OFF if tag == "smalltalk" else Intent.ORDINARY)


def fit(examples: list[Example]) -> Network:
    """Train on the examples that are not held back (Adam, weight decay, the same numbers every time)."""
    from sklearn.neural_network import MLPClassifier

    used = [example for example in examples if not example.held_back]
    order = tuple(Intent)
    target = np.array([order.index(example.intent) for example in used])
    model = MLPClassifier((HIDDEN,), alpha=1e-3, max_iter=60, random_state=SEED, learning_rate_init=3e-3)
    model.fit(features([example.question for example in used]), target)
    (hidden, output), (hidden_bias, output_bias) = model.coefs_, model.intercepts_
    names = tuple(order[number] for number in model.classes_)
    first, second = np.asarray(hidden, np.float32), np.asarray(output, np.float32)
    return Network(first, np.asarray(hidden_bias, np.float32), second, np.asarray(output_bias, np.float32), names)


def save(network: Network, file: Path) -> None:
    """Write what `Network.shipped` reads, in half precision."""
    names = ("hidden", "hidden_bias", "output", "output_bias")
    arrays = {name: getattr(network, name).astype(np.float16) for name in names}
    save_file(arrays, file, {"order": " ".join(intent.value for intent in network.order)})


def report(network: Network, examples: list[Example]) -> str:
    """By language: the questions held back, the share of intents that are found, and of ordinary ones mistaken."""
    held = [example for example in examples if example.held_back]
    chances = network.chances(features([example.question for example in held]))
    best = [network.order[at] for at in chances.argmax(axis=1).tolist()]
    sure = chances.max(axis=1) >= CHANCE
    rows = [["Language", "n", "Found", "of", "Mistaken", "of"]]
    for language in [*sorted({example.language for example in held}), "all"]:
        of = [at for at, example in enumerate(held) if language in (example.language, "all")]
        plain = [at for at in of if held[at].intent is Intent.ORDINARY]
        wanted = [at for at in of if held[at].intent is not Intent.ORDINARY]
        found = np.mean([sure[at] and best[at] is held[at].intent for at in wanted]) if wanted else 0.0
        wrong = np.mean([sure[at] and best[at] is not Intent.ORDINARY for at in plain]) if plain else 0.0
        rows.append([language, str(len(of)), f"{found:.2f}", str(len(wanted)), f"{wrong:.3f}", str(len(plain))])
    return "\n".join(columns(rows))


def main() -> None:
    """Fit, report, save."""
    options = argparse.ArgumentParser(prog="python -m qa.evaluation.intents", description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--ordinary", type=Path, required=True)
    options.add_argument("--out", type=Path)
    chosen = options.parse_args()
    examples = list(written(chosen.folder))
    contents = sorted(ordinary(chosen.ordinary), key=lambda example: hashlib.sha256(example.question.encode()).digest())
    examples += contents[: ORDINARY_SHARE * len(examples)]
    network = fit(examples)
    print(report(network, examples))
    if chosen.out:
        save(network, chosen.out)


if __name__ == "__main__":
    main()
