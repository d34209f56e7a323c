"""How near to each other the corpus's passages lie, beside real paragraphs:

    python -m tests.benchmarks.spread FILE.jsonl

FILE has one JSON object a line, with the paragraph in "text". As many passages of the corpus are embedded by the
embedded model as the file has paragraphs of 60 characters or more. Both should have about the same cosines.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.search.encoder import load_encoder
from tests.benchmarks.corpus import PASSAGES, letter

_AT_MOST = 20_000
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def spread(texts: Sequence[str]) -> str:
    """Quantiles of the cosine to the nearest and the tenth nearest other text and to any, and the effective rank (the
    exponential of the entropy of the vectors' spectrum)."""
    vectors = np.unique(load_encoder().encode(texts, "passage"), axis=0)
    asked = vectors[np.random.default_rng(0).choice(len(vectors), min(1000, len(vectors)), replace=False)]
    cosines = np.sort(asked @ vectors.T, axis=1)
    power = np.linalg.svd(vectors - vectors.mean(axis=0), compute_uv=False) ** 2
    share = power / power.sum()
    rows = {"nearest": cosines[:, -2], "tenth": cosines[:, -11], "any": cosines[:, :-1].ravel()}
    lines = [
        f"{name:8}" + "".join(f"{value:7.3f}" for value in np.quantile(row, _QUANTILES)) for name, row in rows.items()
    ]
    return "\n".join([*lines, f"effective rank {np.exp(-(share * np.log(share)).sum()):.0f} of {vectors.shape[1]}"])


def main() -> None:
    """Print both."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    real = [text for text in (json.loads(line)["text"] for line in lines) if len(text) >= 60]
    real = real[:: 1 + len(real) // _AT_MOST]
    made = [text for number in range(len(real) // PASSAGES + 1) for text in letter(number).lines if len(text) >= 60]
    print(f"cosine quantiles {_QUANTILES}, {len(real)} paragraphs")
    print(f"real\n{spread(real)}\nmade\n{spread(made[: len(real)])}")


if __name__ == "__main__":
    main()
