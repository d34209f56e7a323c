"""What `qa eval` does, without the command line around it."""

import json
import os
from dataclasses import replace
from pathlib import Path

from index.search.encoder import Encoder, load_encoder
from index.types import Progress
from qa.answering.judging import Calibration
from qa.answering.letter import Letter, shipped_reader
from qa.evaluation.asking import ask_all
from qa.evaluation.files import write_text
from qa.evaluation.letters import ALONE, examine, is_exam, load_exam
from qa.evaluation.measures import compare
from qa.evaluation.measures.summary import Report, Slice, figures, summarise
from qa.evaluation.prepare import Options, prepare
from qa.evaluation.report import table
from qa.evaluation.report.html import page


def run(
    options: Options,
    *,
    json_file: Path | None = None,
    html_file: Path | None = None,
    compare_file: Path | None = None,
    progress: Progress | None = None,
) -> str:
    """Evaluate, save what is to be saved, and say what was found.

    Raises:
        LetterError: an option, a file or the model cannot be used.
    """
    before = compare.load(compare_file) if compare_file else None
    report = evaluate(options, progress)
    comparison = compare.compare(report.outcomes, before) if before else None
    if json_file:
        write_text(json_file, json.dumps(report.as_dict(), ensure_ascii=False, indent=1) + "\n")
    if html_file:
        write_text(html_file, page(report, comparison))
    return "\n\n".join([table.render(report), *([compare.render(comparison)] if comparison else [])])


def evaluate(options: Options, progress: Progress | None = None) -> Report:
    """Ask a set of questions and measure what comes.

    Raises:
        LetterError: an option, a file or the model cannot be used.
    """
    encoder = load_encoder(options.model)
    if is_exam(options.gold):
        return _exam(options, encoder, progress)
    task, index = prepare(options, encoder)
    reader = shipped_reader(os.cpu_count() or 1) if options.reader else None
    calibration = Calibration.shipped(reads=reader is not None)
    outcomes = ask_all(Letter(index, calibration, reader=reader), task, progress)
    about = {
        "gold": task.name,
        "split": options.split,
        "questions": len(task.questions),
        "passages": len(index.passages),
        "model": encoder.name,
        "threshold": round(calibration.threshold, 4),
    }
    return summarise(outcomes, calibration.threshold, about)


def _exam(options: Options, encoder: Encoder, progress: Progress | None) -> Report:
    """The report on the documents each alone, with the other settings as slices."""
    parts = load_exam(options.gold, options.split, encoder)
    reader = shipped_reader(os.cpu_count() or 1) if options.reader else None
    calibration = Calibration.shipped(reads=reader is not None)
    found = examine(parts, calibration, progress, reader)
    about = {
        "exam": options.gold.name,
        "split": options.split,
        "documents": len(parts),
        "questions": sum(len(part.questions) for part in parts),
        "model": encoder.name,
        "threshold": round(calibration.threshold, 4),
    }
    report = summarise(found[ALONE], calibration.threshold, about)
    settings = [Slice("setting", name, len(outcomes), figures(outcomes)) for name, outcomes in found.items()]
    return replace(report, slices=(*report.slices, *settings))
