"""Logistic regression, small enough to read."""

from dataclasses import dataclass

import numpy as np

from qa.evaluation.measures.abstention import Bools
from qa.evaluation.measures.intervals import Floats

PENALTY = 1.0
"""Weight of the squared coefficients against the log-likelihood, as scikit-learn's C = 1."""

_STEPS = 100
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients in the features' own units, shape (features,), and the intercept."""

    coefficients: Floats
    intercept: float


def fit(features: Floats, target: Bools, penalty: float = PENALTY) -> Fit:
    """Fit by Newton's method (iteratively reweighted least squares), with a penalty on the squared coefficients of the
    standardised features; the intercept is free. A feature that never changes gets the coefficient 0.

    Args:
        features: shape (n, features).
        target: shape (n,); both truths must occur.
    """
    means, spreads = features.mean(axis=0), features.std(axis=0)
    varies = spreads > 1e-12
    standard = np.where(varies, (features - means) / np.where(varies, spreads, 1), 0)
    design = np.column_stack([np.ones(len(standard)), standard])
    ridge = np.diag([0.0, *[penalty] * features.shape[1]])
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = _sigmoid(design @ weights)
        slope = design.T @ (target - chance) - ridge @ weights
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, slope)
        weights = weights + step
        if np.abs(step).max() < _CLOSE:
            break
    coefficients = np.where(varies, weights[1:] / np.where(varies, spreads, 1), 0)
    return Fit(coefficients, float(weights[0] - coefficients @ means))


def _sigmoid(activation: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-activation)))
