"""A report as plain text, for a terminal."""

import unicodedata
from collections.abc import Sequence

from qa.evaluation.measures.intervals import SMALL, Estimate
from qa.evaluation.measures.summary import MEASURES, Report, Slice

NOTES = f"""In brackets: 95 % bootstrap intervals over questions or, in an exam of several documents, over documents.
? fewer than {SMALL} questions: too small to conclude."""

_SHORT = ("success_1", "success_3", "section", "contained", "coverage", "false_answers", "certain", "false_certain")
"""Measures that the table of slices has room for; the JSON and the HTML report hold all."""

_TITLES = {measure.key: measure.title for measure in MEASURES}


def render(report: Report) -> str:
    """The whole report but its failed questions."""
    everything = report.slices[0]
    lines = [", ".join(f"{key}: {value}" for key, value in report.about.items()), ""]
    lines += columns(
        [
            *([m.title, _full(everything.figures[m.key]), m.meaning] for m in MEASURES),
            ["AUROC", _full(report.auroc), "chance that an answerable question gets more confidence"],
            ["ECE", _full(report.calibration_error), "mean distance of confidence from its truth"],
            ["p50", milliseconds(report.latency["p50"]), "median time of an answer"],
            ["p95", milliseconds(report.latency["p95"]), "95 % of the answers come within it"],
        ]
    )
    for by, title in (
        ("setting", "Setting"),
        ("group", "Languages together"),
        ("lang", "Language"),
        ("kind", "Kind"),
        ("document", "Document"),
    ):
        slices = [part for part in report.slices if part.by == by]
        lines += (
            [] if not slices else ["", *columns([[title, "n", *(_TITLES[key] for key in _SHORT)], *map(_row, slices)])]
        )
    return "\n".join([*lines, "", NOTES])


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows set in columns; full-width characters take two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_pad, row, widths)).rstrip() for row in rows]


def milliseconds(seconds: Estimate) -> str:
    """A time with its interval."""
    if seconds.value is None or seconds.low is None or seconds.high is None:
        return "–"
    return f"{seconds.value * 1000:.1f} ms [{seconds.low * 1000:.1f}, {seconds.high * 1000:.1f}]"


def brief(figure: Estimate) -> str:
    """A share with its interval in two places, as ".95 [.93,.97]"; a question mark says that it is too small."""
    if figure.value is None or figure.low is None or figure.high is None:
        return "–"
    return f"{_short(figure.value)} [{_short(figure.low)},{_short(figure.high)}]" + "?" * figure.small


def _row(part: Slice) -> list[str]:
    return [part.name, str(part.n), *(brief(part.figures[key]) for key in _SHORT)]


def _full(figure: Estimate) -> str:
    return f"{figure}  n={figure.n}" + "?" * figure.small if figure.n else "–"


def _short(share: float) -> str:
    return f"{share:.2f}".removeprefix("0")


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
