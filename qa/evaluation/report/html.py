"""The report as one HTML file: nothing is loaded, nothing runs, everything from the sets is escaped."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

from qa.evaluation.measures.compare import NOTE, Comparison, cells
from qa.evaluation.measures.intervals import SMALL, Estimate
from qa.evaluation.measures.summary import MEASURES, Report, Slice
from qa.evaluation.outcome import Outcome, Shown
from qa.evaluation.report.plots import bars, coverage_plot, reliability_plot
from qa.evaluation.report.table import milliseconds

_STYLE = Path(__file__).parent / "page.css"


def page(report: Report, comparison: Comparison | None = None) -> str:
    """The whole report."""
    title = f"{report.about['gold']} · {report.about['model']}"
    parts = [_head(report), _figures(report), _plots(report)]
    if comparison:
        parts.append(_comparison(comparison))
    parts += [_slices(report), *_failures(report.outcomes)]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Evaluation: {escape(title)}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        "<body>\n<main>\n" + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )


def _head(report: Report) -> str:
    about = " · ".join(f"{escape(key)} <b>{escape(str(value))}</b>" for key, value in report.about.items())
    everything = report.slices[0].figures
    tiles = [(measure.title, everything[measure.key]) for measure in MEASURES if measure.key in _TILES]
    tiles.append(("Calibration error", report.calibration_error))
    boxes = "".join(_tile(title, _percent(figure), _range(figure)) for title, figure in tiles if figure.n)
    median = report.latency["p50"]
    boxes += _tile("Median time", milliseconds(median).split(" [")[0], f"95 % of answers {_p95(report)}")
    return f'<header><h1>Evaluation</h1><p class="about">{about}</p><div class="tiles">{boxes}</div></header>'


_TILES = ("success_1", "success_3", "section", "contained", "coverage", "false_answers")


def _tile(title: str, value: str, note: str) -> str:
    return f'<div class="tile"><span>{escape(title)}</span><b>{escape(value)}</b><small>{escape(note)}</small></div>'


def _p95(report: Report) -> str:
    return "within " + milliseconds(report.latency["p95"]).split(" [")[0]


def _figures(report: Report) -> str:
    everything = report.slices[0].figures
    rows = [[m.title, *_numbers(everything[m.key]), m.meaning] for m in MEASURES]
    rows.append(["AUROC", *_numbers(report.auroc), "chance that an answerable question gets more confidence"])
    rows.append(["ECE", *_numbers(report.calibration_error), "mean distance of confidence from its truth, 10 bins"])
    for key, meaning in (("p50", "median time of an answer"), ("p95", "95 % of the answers come within it")):
        value, _, interval = milliseconds(report.latency[key]).partition(" [")
        rows.append([key, value, f"[{interval}", str(report.latency[key].n), meaning])
    return _section("All questions", _table(["Measure", "Value", "95 % interval", "n", "Meaning"], rows))


def _plots(report: Report) -> str:
    figures = []
    if report.operating_point:
        text = "Every threshold answers some of both. The dot is the threshold in use."
        figures.append(_plot("When it answers", text, coverage_plot(report.curve, report.operating_point)))
    text = (
        "Confidence is the chance that the first hit is right. On the diagonal it is; larger dots hold more questions."
    )
    figures.append(_plot("Whether its confidence is true", text, reliability_plot(report.bins)))
    for by, title in (("lang", "Success@1 by language"), ("kind", "Success@1 by kind")):
        rows = [(part.name, part.figures["success_1"]) for part in report.slices if part.by == by]
        text = f"With 95 % intervals; pale where fewer than {SMALL} questions are too small to conclude."
        figures.append(_plot(title, text, bars(rows, title)))
    return f'<section><h2>Plots</h2><div class="plots">{"".join(figures)}</div></section>'


def _plot(title: str, text: str, svg: str) -> str:
    return f"<figure><h3>{escape(title)}</h3>{svg}<figcaption>{escape(text)}</figcaption></figure>"


def _slices(report: Report) -> str:
    heads = ["", "n", *(measure.title for measure in MEASURES)]
    tables = []
    for by, title in (("group", "Languages together"), ("lang", "By language"), ("kind", "By kind")):
        rows = [_slice_row(part) for part in report.slices if part.by == by]
        tables.append(f"<h3>{title}</h3>{_table(heads, rows)}")
    note = f'<p class="note">? fewer than {SMALL} questions: too small to conclude.</p>'
    return _section("Slices", "".join(tables) + note)


def _slice_row(part: Slice) -> list[str]:
    return [part.name, str(part.n), *(_with_range(part.figures[measure.key]) for measure in MEASURES)]


def _comparison(comparison: Comparison) -> str:
    heads = ["Slice", "n", "Success@1 before", "now", "won", "lost", "p", "MRR@10 change", "p"]
    table = _table(heads, [cells(change) for change in comparison.changes])
    lists = ""
    for won, title in ((True, "Won"), (False, "Lost")):
        flipped = comparison.flipped(won)
        items = "".join(
            f"<li>{escape(outcome.question)} <small>{escape(outcome.id)}</small></li>" for outcome in flipped
        )
        lists += f"<details><summary>{title}: {len(flipped)}</summary><ul>{items}</ul></details>"
    note = (
        f'<p class="note">{comparison.pairs} questions in both, {comparison.unpaired} in one only. {escape(NOTE)}</p>'
    )
    return _section(f"Compared with {comparison.other}", table + note + lists)


def _failures(outcomes: Sequence[Outcome]) -> list[str]:
    """Every question that went wrong, under what went wrong."""
    kinds: tuple[tuple[str, Callable[[Outcome], bool]], ...] = (
        ("The wrong passage came first", lambda o: o.answerable and not o.success_1),
        ("Answered, though nothing answers it", lambda o: o.answered and not o.answerable),
        ("Refused, though the first passage was right", lambda o: bool(o.success_1) and not o.answered),
    )
    parts = []
    for title, wrong in kinds:
        found = [outcome for outcome in outcomes if wrong(outcome)]
        cards = "".join(map(_card, found)) or '<p class="note">No question.</p>'
        parts.append(_section(f"{title} ({len(found)})", cards))
    return parts


def _card(outcome: Outcome) -> str:
    said = "answered" if outcome.answered else "refused"
    tags = [outcome.id, outcome.lang, outcome.kind, f"{said}, confidence {outcome.confidence:.2f}", _rank(outcome)]
    marks = "".join(f"<span>{escape(tag)}</span>" for tag in tags if tag)
    came = _shown(outcome.came[:1], "nothing")
    expected = _shown(outcome.expected, "The letter does not say." if not outcome.answerable else "nothing")
    return (
        f'<article><h3 dir="auto">{escape(outcome.question)}</h3><p class="tags">{marks}</p><div class="sides">'
        f"<div><h4>Came first</h4>{came}</div><div><h4>Should have come</h4>{expected}</div></div></article>"
    )


def _rank(outcome: Outcome) -> str:
    if not outcome.answerable:
        return ""
    return f"right passage at rank {round(1 / outcome.rr)}" if outcome.rr else "right passage not among the first 10"


def _shown(passages: Iterable[Shown], none: str) -> str:
    found = [
        f'<p class="place">{escape(passage.citation)}</p><blockquote>{_marked(passage)}</blockquote>'
        for passage in passages
    ]
    return "".join(found) or f'<p class="note">{escape(none)}</p>'


def _marked(passage: Shown) -> str:
    """The text with its marks, which may overlap."""
    parts, position = [], 0
    for start, end in passage.marks:
        start = max(start, position)
        if start < end:
            parts += [escape(passage.text[position:start]), f"<mark>{escape(passage.text[start:end])}</mark>"]
            position = end
    return "".join([*parts, escape(passage.text[position:])])


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{content}</section>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _percent(figure: Estimate) -> str:
    return "–" if figure.value is None else f"{figure.value:.1%}"


def _range(figure: Estimate) -> str:
    return "" if figure.low is None or figure.high is None else f"{figure.low:.1%} to {figure.high:.1%}"


def _numbers(figure: Estimate) -> list[str]:
    if figure.value is None or figure.low is None or figure.high is None:
        return ["–", "", "0"]
    return [f"{figure.value:.3f}", f"[{figure.low:.3f}, {figure.high:.3f}]", str(figure.n) + "?" * figure.small]


def _with_range(figure: Estimate) -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.2f} [{figure.low:.2f}, {figure.high:.2f}]" + "?" * figure.small
