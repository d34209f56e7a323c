"""Outcomes → figures: every measure, with its interval, for all questions and for every slice of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from qa.evaluation.measures.abstention import Bin, Point, auroc, calibration_error, coverage_curve, reliability
from qa.evaluation.measures.intervals import Estimate, estimate, mean, quantile
from qa.evaluation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that is a mean over questions: `value` gives a question's share in it, None if it has none."""

    key: str
    title: str
    meaning: str
    value: Callable[[Outcome], float | None]


MEASURES = (
    Measure("success_1", "Success@1", "share of answerable questions whose first hit is right", lambda o: o.success_1),
    Measure("success_3", "Success@3", "… with a right hit among the first three", lambda o: o.success_3),
    Measure("success_5", "Success@5", "… among the first five", lambda o: o.success_5),
    Measure("rr", "MRR@10", "mean of 1 / rank of the first right hit, 0 beyond rank 10", lambda o: o.rr),
    Measure("ndcg", "nDCG@10", "discounted gain of all right passages over the best possible", lambda o: o.ndcg),
    Measure("section", "Section", "share of first hits that stand in the right section", lambda o: o.section),
    Measure("contained", "Contains", "share of first highlights that hold an answer whole", lambda o: o.contained),
    Measure(
        "f1",
        "Span F1",
        "overlap in characters of the exact words, or else the highlight, and the answer",
        lambda o: o.f1,
    ),
    Measure("exact", "Exact", "share of exact words that are just the answer", lambda o: o.exact),
    Measure(
        "coverage",
        "Answered",
        "share of answerable questions that are answered",
        lambda o: float(o.answered) if o.answerable else None,
    ),
    Measure(
        "false_answers",
        "False ans.",
        "share of unanswerable questions that are answered",
        lambda o: None if o.answerable else float(o.answered),
    ),
    Measure(
        "certain",
        "Certain",
        "share of answerable questions that are answered with certainty",
        lambda o: float(o.certain) if o.answerable else None,
    ),
    Measure(
        "false_certain",
        "False cert.",
        "share of unanswerable questions that are",
        lambda o: None if o.answerable else float(o.certain),
    ),
)

CHINESE = ("zh", "zh-Hant", "yue")


@dataclass(frozen=True, slots=True)
class Slice:
    """Questions that share something: `by` is "all", "group", "lang", "kind", "document" or
    "setting"."""

    by: str
    name: str
    n: int
    figures: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Report:
    """All that an evaluation found. `about` says what was asked of what; `curve` and `operating_point` are empty and
    None where a set has no unanswerable questions."""

    about: dict[str, Any]
    slices: tuple[Slice, ...]
    curve: tuple[Point, ...]
    operating_point: Point | None
    auroc: Estimate
    calibration_error: Estimate
    bins: tuple[Bin, ...]
    latency: dict[str, Estimate]
    outcomes: tuple[Outcome, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, which `compare` reads."""
        return asdict(self) | {"format": 1, "outcomes": [outcome.as_dict() for outcome in self.outcomes]}


def summarise(outcomes: Sequence[Outcome], threshold: float, about: dict[str, Any]) -> Report:
    """Measure everything."""
    confidence = [outcome.confidence for outcome in outcomes]
    answerable = [outcome.answerable for outcome in outcomes]
    sure = [outcome.sure for outcome in outcomes]
    claims, truth, kept = np.array(confidence), np.array(answerable), np.array(sure)
    curve = coverage_curve(confidence, answerable)
    slices = tuple(Slice(by, name, len(found), figures(found)) for by, name, found in split(outcomes))
    seconds = [outcome.seconds for outcome in outcomes]
    return Report(
        about=about,
        slices=slices,
        curve=curve,
        operating_point=_operating_point(slices[0], threshold) if curve else None,
        auroc=estimate(len(outcomes), lambda rows: auroc(claims, truth, rows)),
        calibration_error=estimate(len(outcomes), lambda rows: calibration_error(claims, kept, rows)),
        bins=reliability(confidence, sure),
        latency={"p50": quantile(seconds, 0.5), "p95": quantile(seconds, 0.95)},
        outcomes=tuple(outcomes),
    )


def figures(outcomes: Iterable[Outcome]) -> dict[str, Estimate]:
    """Every measure over some questions."""
    found = list(outcomes)
    measured = {m.key: [(v, o.document) for o in found if (v := m.value(o)) is not None] for m in MEASURES}
    return {key: mean([v for v, _ in values], [of for _, of in values]) for key, values in measured.items()}


def split(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str, list[Outcome]]]:
    """All questions, and then their slices, each as (by, name, questions). The largest slice of a kind stands first."""
    yield "all", "all", list(outcomes)
    for by, name_of in (
        ("group", group),
        ("lang", lambda o: o.lang),
        ("kind", lambda o: o.kind),
        ("document", lambda o: o.document),
    ):
        slices: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            slices.setdefault(name_of(outcome), []).append(outcome)
        slices.pop("", None)
        for name, found in sorted(slices.items(), key=lambda item: (-len(item[1]), item[0])):
            yield by, name, found


def group(outcome: Outcome) -> str:
    """Chinese in all its forms, English, or another language."""
    return "Chinese" if outcome.lang in CHINESE else "English" if outcome.lang == "en" else "other languages"


def _operating_point(everything: Slice, threshold: float) -> Point:
    coverage, false = everything.figures["coverage"].value, everything.figures["false_answers"].value
    return Point(threshold, coverage or 0.0, false or 0.0)
