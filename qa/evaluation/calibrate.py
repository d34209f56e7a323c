"""Fit the confidence on the development documents of an exam, and show how it does on the others:

    python -m qa.evaluation.calibrate tests/gold/letters --out qa/answering/calibration.json

The confidence is the chance that a question is answerable and its first hit right: a logistic regression over
`qa.answering.judging.SIGNALS` (Platt 1999). The two operating points are chosen on confidences that each document
gets from a regression fitted on the others, so that no document vouches for itself: a question is answered from the
confidence that at most `FALSE_ANSWERS` of the unanswerable questions reach, and called certain above all that nothing
answers or that are answered wrongly. A gold set of one document works too; its questions are then held out in ten
folds.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import LetterError
from index.search.encoder import load_encoder
from index.search.index import Index
from index.search.reading import Reader
from index.types import Progress
from qa.answering.judging import SIGNALS, Calibration, signals
from qa.answering.letter import Letter, shipped_reader
from qa.evaluation.asking import Timed, judge
from qa.evaluation.files import write_text
from qa.evaluation.letters import is_exam, load_exam
from qa.evaluation.measures.intervals import Floats
from qa.evaluation.measures.ranking import DEPTH
from qa.evaluation.measures.summary import summarise
from qa.evaluation.outcome import Outcome, Task
from qa.evaluation.prepare import Options, prepare
from qa.evaluation.report.table import NOTES, brief, columns
from qa.options import Parser

FALSE_ANSWERS = 0.10
"""The share of unanswerable development questions that may be answered."""

FOLDS = 10
"""Folds where there is only one document."""

PENALTY = 0.1
"""The weight of the likelihood against the squared coefficients: scikit-learn's C."""


@dataclass(frozen=True, slots=True)
class Example:
    """A judged question with its signals; None where there is nothing to judge, as a place is not there."""

    split: str
    outcome: Outcome
    signals: Floats | None


def collect(index: Index, task: Task, progress: Progress | None = None, reader: Reader | None = None) -> list[Example]:
    """Ask every question of a task and note the signals."""
    letter = Letter(index, reader=reader)
    answers: list[Timed] = []
    seen: list[Floats | None] = []
    for question in task.questions:
        understood, found, *_ = examined = letter.examine(question.question, question.history)
        answers.append((letter.answer(examined, DEPTH), 0.0))
        seen.append(None if found.refused else signals(understood, found))
        if progress:
            progress(len(answers), len(task.questions))
    judged = zip(task.questions, judge(letter, task, answers), seen, strict=True)
    return [Example(question.split, replace(outcome, document=task.name), noted) for question, outcome, noted in judged]


def calibrate(examples: Sequence[Example]) -> Calibration:
    """Fit the confidence and choose the operating points, all on the development examples.

    Raises:
        LetterError: they hold nothing to tell apart.
    """
    dev = [example for example in examples if example.split == "dev" and example.signals is not None]
    sure = np.array([example.outcome.sure for example in dev]) > 0
    if not len(dev) or sure.all() or not sure.any() or all(example.outcome.answerable for example in dev):
        raise LetterError("The split 'dev' needs questions that are answered rightly and others that nothing answers.")
    features = np.stack([example.signals for example in dev if example.signals is not None])
    answerable = np.array([example.outcome.answerable for example in dev])
    claims = held_out(features, sure, [example.outcome.document for example in dev])
    threshold = choose_threshold(claims, ~answerable, FALSE_ANSWERS)
    return replace(
        fit(features, sure), threshold=threshold, certain=max(choose_threshold(claims, ~sure, 0.0), threshold)
    )


def fit(features: Floats, target: NDArray[np.bool_]) -> Calibration:
    """A regression over standardised signals, shape (n, signals); a signal that never changes gets the coefficient
    0."""
    from sklearn.linear_model import LogisticRegression

    means, spreads = features.mean(axis=0), features.std(axis=0)
    varies = spreads > 1e-12
    scale = np.where(varies, spreads, 1.0)
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit(np.where(varies, (features - means) / scale, 0), target)
    coefficients = np.where(varies, model.coef_[0] / scale, 0)
    return Calibration(tuple(map(float, coefficients)), float(model.intercept_[0] - coefficients @ means), 0.0, 0.0)


def held_out(features: Floats, target: NDArray[np.bool_], documents: Sequence[str]) -> Floats:
    """The confidence of every example by a regression that has not seen its document, or its fold of one."""
    claims = np.zeros(len(target))
    for left_out in _folds(documents):
        calibration = fit(features[~left_out], target[~left_out])
        claims[left_out] = [calibration.chance(row) for row in features[left_out]]
    return claims


def _folds(documents: Sequence[str]) -> Iterator[NDArray[np.bool_]]:
    names, of = np.unique(np.asarray(documents), return_inverse=True)
    if len(names) == 1:
        of, names = np.arange(len(of)) % FOLDS, np.arange(FOLDS)
    for number in range(len(names)):
        yield of == number


def choose_threshold(claims: Floats, wrong: NDArray[np.bool_], limit: float) -> float:
    """The lowest threshold that at most `limit` of the wrong ones reach: half-way between the most confident of those
    that it shuts out and the least confident above. Above all if none will do."""
    levels = np.unique(claims)
    reached = np.array([(claims[wrong] >= level).mean() if wrong.any() else 0.0 for level in levels])
    allowed = int(np.argmax(reached <= limit)) if (reached <= limit).any() else len(levels)
    bounds = [0.0, *levels.tolist(), 1.0]
    return float((bounds[allowed] + bounds[allowed + 1]) / 2)


def apply(calibration: Calibration, examples: Sequence[Example]) -> list[Outcome]:
    """The outcomes as they are under a calibration."""
    outcomes = []
    for example in examples:
        outcome, seen = example.outcome, example.signals
        if seen is not None:
            confidence = calibration.chance(seen)
            outcome = replace(
                outcome,
                confidence=confidence,
                answered=confidence >= calibration.threshold,
                certain=confidence >= calibration.certain,
            )
        outcomes.append(outcome)
    return outcomes


def ablate(examples: Sequence[Example]) -> list[tuple[str, Calibration]]:
    """The calibration without each of the signals: what a signal earns."""
    found = []
    for at, name in enumerate(SIGNALS):
        without = [replace(example, signals=_without(example.signals, at)) for example in examples]
        found.append((f"without {name}", calibrate(without)))
    return found


def _without(seen: Floats | None, at: int) -> Floats | None:
    return None if seen is None else np.where(np.arange(len(seen)) == at, 0.0, seen)


def record(calibrations: Mapping[str, Calibration]) -> str:
    """The JSON form, which `Calibration.shipped` reads: one for "words", one for "reader"."""
    return json.dumps({name: _record(calibration) for name, calibration in calibrations.items()}, indent=2) + "\n"


def _record(calibration: Calibration) -> dict[str, Any]:
    coefficients = {name: round(value, 6) for name, value in zip(SIGNALS, calibration.coefficients, strict=True)}
    rest = {name: round(getattr(calibration, name), 6) for name in ("intercept", "threshold", "certain")}
    return {"coefficients": coefficients} | rest


def render(examples: Sequence[Example], calibrations: Sequence[tuple[str, Calibration]]) -> str:
    """The operating points of each calibration on both splits."""
    rows = [["Calibration", "split", "n", "Answered", "False", "Certain", "False", "AUROC", "ECE"]]
    for name, calibration in calibrations:
        for split in ("dev", "test"):
            outcomes = apply(calibration, [example for example in examples if example.split == split])
            if outcomes:
                rows.append([name, split, str(len(outcomes)), *_figures(outcomes, calibration.threshold)])
    return "\n".join([*columns(rows), "", NOTES])


def _figures(outcomes: Sequence[Outcome], threshold: float) -> list[str]:
    report = summarise(outcomes, threshold, {})
    everything = report.slices[0].figures
    shares = [brief(everything[key]) for key in ("coverage", "false_answers", "certain", "false_certain")]
    return [*shares, brief(report.auroc), brief(report.calibration_error)]


def _collected(options: Options, reader: Reader | None) -> list[Example]:
    encoder = load_encoder(options.model)
    if not is_exam(options.gold):
        task, index = prepare(options, encoder)
        return collect(index, task, reader=reader)
    parts = load_exam(options.gold, "all", encoder)
    return [
        example
        for part in parts
        for example in collect(part.index, Task(part.name, part.questions, part.right), reader=reader)
    ]


def main() -> None:
    """Fit the confidence on the development documents of an exam, or the development questions of a gold set."""
    options = Parser(prog="calibrate", description=main.__doc__)
    options.add_argument("gold", type=Path, help="An exam, a gold set, or another set that qa eval reads.")
    options.add_argument("--out", type=Path, help="Write the calibrations here.")
    options.add_argument("--model", help="A sentence-transformers model.")
    options.add_argument("--hold-out", action="store_true", help="Leave half the contexts out.")
    options.add_argument("--ablation", action="store_true", help="Show what every signal earns.")
    chosen = options.parse_args()
    fitted = {}
    for name, reader in (("words", None), ("reader", shipped_reader(os.cpu_count() or 1))):
        examples = _collected(Options(chosen.gold, chosen.model, hold_out=chosen.hold_out), reader)
        fitted[name] = calibrate(examples)
        shown = [("shipped", Calibration.shipped(reads=reader is not None)), ("fitted here", fitted[name])]
        print(f"{name}:", render(examples, [*shown, *(ablate(examples) if chosen.ablation else [])]), "", sep="\n")
    if chosen.out:
        write_text(chosen.out, record(fitted))


if __name__ == "__main__":
    try:
        main()
    except LetterError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
