"""Does it know when it does not know? Measures of the confidence, over resampled questions for `bootstrap.estimate`.

`confidence` is the system's claim of the chance that the question is answerable *and* its first hit is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.measures.intervals import Floats

BINS = 10

Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Point:
    """Answering at `threshold` or above: `coverage` is the share of answerable questions that are answered, rightly or
    not; `false_answers` the share of unanswerable questions that are."""

    threshold: float
    coverage: float
    false_answers: float


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a confidence from `low` up to `high` (1 belongs to the last bin): how many, how confident, and
    how often the claim was true. The means are None where there is no question."""

    low: float
    high: float
    n: int
    confidence: float | None
    accuracy: float | None


def coverage_curve(confidence: Sequence[float], answerable: Sequence[bool]) -> tuple[Point, ...]:
    """The points of every threshold that changes anything, from the highest down; empty unless both kinds of question
    are there. (Coverage and risk: El-Yaniv & Wiener 2010; the risk here is the false answer.)"""
    claims, truth = np.asarray(confidence, np.float64), np.asarray(answerable, bool)
    if truth.all() or not truth.any():
        return ()
    thresholds = np.unique(claims)[::-1]
    yes, no = np.sort(claims[truth]), np.sort(claims[~truth])
    coverage = 1 - np.searchsorted(yes, thresholds, side="left") / len(yes)
    false = 1 - np.searchsorted(no, thresholds, side="left") / len(no)
    return tuple(Point(*map(float, point)) for point in zip(thresholds, coverage, false, strict=True))


def auroc(confidence: Floats, answerable: Bools, rows: Rows) -> Floats:
    """The chance that an answerable question is given more confidence than an unanswerable one, a tie counting half.

    Shape (resamples,); NaN where a resample lacks one kind. (Area under the ROC curve as the Mann-Whitney statistic:
    Hanley & McNeil 1982.)
    """
    order = np.argsort(confidence, kind="stable")
    claims, truth = confidence[order], answerable[order]
    counts = _counts(rows, len(claims))[:, order]
    below = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts * ~truth, axis=1)], axis=1)
    left, right = np.searchsorted(claims, claims, "left"), np.searchsorted(claims, claims, "right")
    wins = (counts * truth * (below[:, left] + below[:, right]) / 2).sum(axis=1)
    pairs = (counts * truth).sum(axis=1) * below[:, -1]
    return np.asarray(np.where(pairs > 0, wins / np.maximum(pairs, 1), np.nan))


def calibration_error(confidence: Floats, sure: Floats, rows: Rows) -> Floats:
    """Expected calibration error: over 10 bins of equal width, the mean distance between confidence and accuracy,
    weighted by the bin's share of questions. Shape (resamples,). (Naeini et al. 2015; Guo et al. 2017.)"""
    members = np.eye(BINS)[_bin_of(confidence)]
    gaps = _counts(rows, len(confidence)) @ (members * (confidence - sure)[:, None])
    return np.asarray(np.abs(gaps).sum(axis=1) / rows.shape[1])


def reliability(confidence: Sequence[float], sure: Sequence[float]) -> tuple[Bin, ...]:
    """The reliability diagram: what the 10 bins of `calibration_error` claim and keep."""
    claims, truth = np.asarray(confidence, np.float64), np.asarray(sure, np.float64)
    number = _bin_of(claims)
    bins = []
    for position in range(BINS):
        inside = number == position
        filled = bool(inside.any())
        claimed = float(claims[inside].mean()) if filled else None
        kept = float(truth[inside].mean()) if filled else None
        bins.append(Bin(position / BINS, (position + 1) / BINS, int(inside.sum()), claimed, kept))
    return tuple(bins)


def _bin_of(confidence: Floats) -> Rows:
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)


def _counts(rows: Rows, n: int) -> Floats:
    """How often each of n questions is in each resample, shape (resamples, n)."""
    offsets = np.arange(len(rows))[:, None] * n
    return np.bincount((rows + offsets).ravel(), minlength=len(rows) * n).reshape(len(rows), n).astype(np.float64)
