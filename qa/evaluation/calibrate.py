"""Fit the confidence on the development questions, and show how it does on the others:

    python -m qa.evaluation.calibrate tests/gold/letter.jsonl --out qa/answering/calibration.json

The confidence is the chance that a question is answerable and its first hit right: a logistic regression over
`qa.answering.judging.SIGNALS` (Platt 1999). There are two operating points. An answer is certain from the lowest
confidence that at most 5 % of the unanswerable development questions reach. A question is answered at all where the
first hit is clearly more likely right than not: where nearness alone cannot tell a near miss from an answer, a reader
is better served by the passage and a word of doubt than by a refusal.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.errors import LetterError
from index.search.encoder import load_encoder
from index.search.index import Index
from qa.answering.judging import SIGNALS, Calibration, signals
from qa.answering.letter import Letter
from qa.cli import Parser
from qa.evaluation.asking import Progress, Timed, ask, judge
from qa.evaluation.files import write_text
from qa.evaluation.measures.intervals import Floats
from qa.evaluation.measures.regression import fit
from qa.evaluation.measures.summary import summarise
from qa.evaluation.outcome import Outcome, Task
from qa.evaluation.prepare import Options, prepare
from qa.evaluation.report.table import NOTES, brief, columns

FALSE_ANSWERS = 0.05
"""The share of unanswerable development questions that may come out certain."""

LIKELY = 0.55
"""The confidence from which a question is answered: a little above an even chance, which on the development questions
halves the off-topic questions that get an answer."""


@dataclass(frozen=True, slots=True)
class Example:
    """A judged question with its signals; None where there is nothing to judge, as a place is not there."""

    split: str
    outcome: Outcome
    signals: Floats | None


def collect(index: Index, task: Task, progress: Progress | None = None) -> list[Example]:
    """Ask every question of a task and note the signals."""
    letter = Letter(index)
    answers: list[Timed] = []
    seen: list[Floats | None] = []
    for question in task.questions:
        answers.append(ask(letter, question))
        understood, found, *_ = letter.examine(question.question, question.history)
        seen.append(None if found.refused else signals(understood, found))
        if progress:
            progress(len(answers), len(task.questions))
    judged = zip(task.questions, judge(letter, task, answers), seen, strict=True)
    return [Example(question.split, outcome, noted) for question, outcome, noted in judged]


def calibrate(examples: Sequence[Example]) -> Calibration:
    """Fit the confidence and choose the operating points, all on the development examples.

    Raises:
        LetterError: they hold nothing to tell apart.
    """
    dev = [example for example in examples if example.split == "dev"]
    fitted = [(seen, example.outcome.sure) for example in dev if (seen := example.signals) is not None]
    sure = np.array([sure for _, sure in fitted]) > 0
    if sure.all() or not sure.any() or all(example.outcome.answerable for example in dev):
        raise LetterError("The split 'dev' needs questions that are answered rightly and others that nothing answers.")
    regression = fit(np.stack([seen for seen, _ in fitted]), sure)
    draft = Calibration(tuple(map(float, regression.coefficients)), regression.intercept, 0.0, 0.0)
    confidence = [outcome.confidence for outcome in apply(draft, dev)]
    certain = choose_certain(confidence, [example.outcome.answerable for example in dev])
    return replace(draft, threshold=LIKELY, certain=max(certain, LIKELY))


def choose_certain(confidence: Sequence[float], answerable: Sequence[bool], limit: float = FALSE_ANSWERS) -> float:
    """The lowest threshold at which at most `limit` of the unanswerable questions are answered: half-way between the
    most confident question that it refuses and the least confident one that it answers. Above all if none will do."""
    claims, truth = np.asarray(confidence), np.asarray(answerable, bool)
    levels = np.unique(claims)
    false = np.array([(claims[~truth] >= level).mean() for level in levels])
    allowed = int(np.argmax(false <= limit)) if (false <= limit).any() else len(levels)
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


def record(calibration: Calibration) -> str:
    """The JSON form, which `Calibration.shipped` reads."""
    coefficients = {name: round(value, 6) for name, value in zip(SIGNALS, calibration.coefficients, strict=True)}
    rest = {name: round(getattr(calibration, name), 6) for name in ("intercept", "threshold", "certain")}
    return json.dumps({"coefficients": coefficients} | rest, indent=2) + "\n"


def render(examples: Sequence[Example], calibrations: Sequence[tuple[str, Calibration]]) -> str:
    """The operating point of each calibration on both splits."""
    rows = [["Calibration", "split", "n", "Answered", "False", "Certain", "False", "Certain zh", "AUROC", "ECE"]]
    for name, calibration in calibrations:
        for split in ("dev", "test"):
            outcomes = apply(calibration, [example for example in examples if example.split == split])
            if outcomes:
                rows.append([name, split, str(len(outcomes)), *_figures(outcomes, calibration.threshold)])
    return "\n".join([*columns(rows), "", NOTES])


def _figures(outcomes: Sequence[Outcome], threshold: float) -> list[str]:
    report = summarise(outcomes, threshold, {})
    everything = report.slices[0].figures
    chinese = [part for part in report.slices if (part.by, part.name) == ("group", "Chinese")]
    certain = brief(chinese[0].figures["certain"]) if chinese else "–"
    shares = [brief(everything[key]) for key in ("coverage", "false_answers", "certain", "false_certain")]
    return [*shares, certain, brief(report.auroc), brief(report.calibration_error)]


def main() -> None:
    """Fit the confidence on the development questions of a gold set."""
    options = Parser(prog="calibrate", description=main.__doc__)
    options.add_argument("gold", type=Path, help="A gold set, or another set that qa eval reads.")
    options.add_argument("--out", type=Path, help="Write the calibration here.")
    options.add_argument("--model", help="A sentence-transformers model.")
    options.add_argument("--hold-out", action="store_true", help="Leave half the contexts out.")
    chosen = options.parse_args()
    task, index = prepare(Options(chosen.gold, chosen.model, hold_out=chosen.hold_out), load_encoder(chosen.model))
    examples = collect(index, task)
    fitted = calibrate(examples)
    print(render(examples, [("shipped", Calibration.shipped()), ("fitted here", fitted)]))
    if chosen.out:
        write_text(chosen.out, record(fitted))


if __name__ == "__main__":
    try:
        main()
    except LetterError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
