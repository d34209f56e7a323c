"""How far a figure can be trusted: percentile bootstrap over questions, or over documents where there are several
(Efron & Tibshirani 1993)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[NDArray[np.int64]], Floats]
"""Resampled question numbers, shape (resamples, n) → the statistic of each resample, shape (resamples,)."""

RESAMPLES = 1000
SEED = 20230629
SMALL = 20
"""Below this many questions a figure is too small to conclude from."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `n` questions with its 95 % interval; all three are None where there is nothing to measure."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def small(self) -> bool:
        """Whether there are too few questions to conclude anything from the figure."""
        return 0 < self.n < SMALL

    def __str__(self) -> str:
        return "–" if self.value is None else f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


NOTHING = Estimate(None, None, None, 0)


def mean(values: Sequence[float], clusters: Sequence[str] = ()) -> Estimate:
    """The mean with its interval. If `clusters` names the document of every value, and they are several, whole
    documents are resampled: questions about one document are not independent of each other (Davison & Hinkley 1997,
    3.8)."""
    found = np.asarray(values, np.float64)
    names, of = np.unique(np.asarray(clusters), return_inverse=True)
    if len(names) < 2:
        return estimate(len(found), lambda rows: found[rows].mean(axis=1))
    sums, counts = np.bincount(of, found), np.bincount(of)
    interval = estimate(len(names), lambda rows: sums[rows].sum(axis=1) / counts[rows].sum(axis=1))
    return Estimate(interval.value, interval.low, interval.high, len(found))


def quantile(values: Sequence[float], q: float) -> Estimate:
    """The quantile `q` in [0, 1], linear between neighbours, with its interval."""
    found = np.asarray(values, np.float64)
    return estimate(len(found), lambda rows: np.asarray(np.quantile(found[rows], q, axis=1)))


def estimate(n: int, statistic: Statistic) -> Estimate:
    """A statistic of `n` questions with the 2.5 % and 97.5 % percentiles over resamples; resamples in which it is
    undefined (NaN) are left out."""
    if n == 0:
        return NOTHING
    value = float(statistic(np.arange(n)[None, :])[0])
    if np.isnan(value):
        return NOTHING
    resampled = np.random.default_rng(SEED).integers(0, n, (RESAMPLES, n))
    low, high = np.nanpercentile(statistic(resampled), [2.5, 97.5])
    return Estimate(value, float(low), float(high), n)
