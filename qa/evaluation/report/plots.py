"""Plots as inline SVG: no script, no network; colours come from the page's style sheet."""

from collections.abc import Sequence
from html import escape

from qa.evaluation.measures.abstention import Bin, Point
from qa.evaluation.measures.intervals import Estimate

_SIDE = 300
"""Side of a square plot in its own units; the page scales it."""

_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 12, 12, 40
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def coverage_plot(curve: Sequence[Point], chosen: Point) -> str:
    """Coverage against the false-answer rate, the operating point marked."""
    steps = [(0.0, 0.0), *((point.false_answers, point.coverage) for point in curve)]
    path = "M" + " L".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in steps)
    x, y = _x(chosen.false_answers), _y(chosen.coverage)
    label = f"answered {chosen.coverage:.0%}, false {chosen.false_answers:.0%}"
    anchor, shift = ("start", 10) if chosen.false_answers < 0.5 else ("end", -10)
    mark = (
        f'<path class="curve" d="{path}"/><circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
        f'<text class="strong" x="{x + shift:.1f}" y="{y + 18:.1f}" text-anchor="{anchor}">{escape(label)}</text>'
    )
    return _square("unanswerable questions answered", "answerable questions answered", mark, "Coverage curve")


def reliability_plot(bins: Sequence[Bin]) -> str:
    """What every bin of confidence keeps, against the diagonal of a perfect claim; a dot is as large as its bin."""
    most = max((bin_.n for bin_ in bins), default=0) or 1
    marks = [f'<path class="ideal" d="M{_x(0)},{_y(0)} L{_x(1)},{_y(1)}"/>']
    for bin_ in bins:
        if bin_.confidence is None or bin_.accuracy is None:
            continue
        x, y = _x(bin_.confidence), _y(bin_.accuracy)
        radius = 3 + 9 * (bin_.n / most) ** 0.5
        title = f"{bin_.n} questions: confidence {bin_.confidence:.2f}, right {bin_.accuracy:.2f}"
        marks.append(f'<path class="gap" d="M{x:.1f},{_y(bin_.confidence):.1f} L{x:.1f},{y:.1f}"/>')
        marks.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{title}</title></circle>')
    return _square("confidence", "first hit right", "".join(marks), "Reliability diagram")


def bars(rows: Sequence[tuple[str, Estimate]], name: str) -> str:
    """One bar in [0, 1] a row, with its 95 % interval; rows without a figure are left out, small ones are pale."""
    measured = [(label, figure) for label, figure in rows if figure.value is not None]
    height = 26 * len(measured) + 26
    marks = [
        f'<path class="grid" d="M{_bar(tick):.1f},4 V{height - 22}"/>'
        f'<text x="{_bar(tick):.1f}" y="{height - 6}" text-anchor="middle">{tick:.1f}</text>'
        for tick in _TICKS
    ]
    for row, (label, figure) in enumerate(measured):
        marks.append(_bar_row(label, figure, 4 + 26 * row))
    return _svg(480, height, "".join(marks), name)


def _bar_row(label: str, figure: Estimate, top: int) -> str:
    value, low, high = figure.value or 0.0, figure.low or 0.0, figure.high or 0.0
    middle = top + 11
    kind = "bar small" if figure.small else "bar"
    size = "too small to conclude, " if figure.small else ""
    return (
        f'<text x="116" y="{middle + 4}" text-anchor="end">{escape(label)}</text>'
        f'<rect class="{kind}" x="{_bar(0)}" y="{top + 2}" width="{_bar(value) - _bar(0):.1f}" height="18" rx="2">'
        f"<title>{size}n = {figure.n}</title></rect>"
        f'<path class="whisker" d="M{_bar(low):.1f},{middle} H{_bar(high):.1f} M{_bar(low):.1f},{middle - 4} v8 '
        f'M{_bar(high):.1f},{middle - 4} v8"/>'
        f'<text class="strong" x="476" y="{middle + 4}" text-anchor="end">{value:.2f}</text>'
    )


def _square(x_title: str, y_title: str, marks: str, name: str) -> str:
    parts = []
    for tick in _TICKS:
        parts.append(f'<path class="grid" d="M{_x(tick):.1f},{_y(0)} V{_y(1)} M{_x(0)},{_y(tick):.1f} H{_x(1)}"/>')
        parts.append(f'<text x="{_x(tick):.1f}" y="{_y(0) + 16}" text-anchor="middle">{tick:.1f}</text>')
        parts.append(f'<text x="{_LEFT - 6}" y="{_y(tick) + 4:.1f}" text-anchor="end">{tick:.1f}</text>')
    middle = _TOP + _SIDE / 2
    parts.append(f'<text x="{_LEFT + _SIDE / 2}" y="{_TOP + _SIDE + 34}" text-anchor="middle">{x_title}</text>')
    parts.append(f'<text transform="translate(12,{middle}) rotate(-90)" text-anchor="middle">{y_title}</text>')
    return _svg(_LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BOTTOM, "".join(parts) + marks, name)


def _svg(width: int, height: int, content: str, name: str) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(name)}">{content}</svg>'


def _x(share: float) -> float:
    return _LEFT + share * _SIDE


def _y(share: float) -> float:
    return _TOP + (1 - share) * _SIDE


def _bar(share: float) -> float:
    return 124 + share * 312
