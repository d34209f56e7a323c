"""Is it better than before? The same questions under two systems, paired."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import LetterError
from qa.evaluation.files import read_text
from qa.evaluation.measures.intervals import RESAMPLES, SEED, Estimate, mean
from qa.evaluation.measures.summary import split
from qa.evaluation.outcome import Outcome
from qa.evaluation.report.table import columns


@dataclass(frozen=True, slots=True)
class Change:
    """A slice of answerable questions before and now: Success@1 of both, the questions won and lost and the chance of
    so uneven a count if neither system is better (`mcnemar`), the change of MRR@10 and the like chance for it."""

    by: str
    name: str
    before: Estimate
    now: Estimate
    won: int
    lost: int
    p_success: float
    rr_change: Estimate
    p_rr: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A question now, and its scores before."""

    now: Outcome
    success_1: float
    rr: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two evaluations, question by question. `unpaired` questions are in one of them only, and count in none."""

    other: str
    pairs: int
    unpaired: int
    changes: tuple[Change, ...]
    flips: tuple[Outcome, ...]

    def flipped(self, won: bool) -> tuple[Outcome, ...]:
        """The questions whose first hit is right now and was not (`won`), or was right and is not."""
        return tuple(outcome for outcome in self.flips if bool(outcome.success_1) is won)


@dataclass(frozen=True, slots=True)
class Before:
    """An evaluation as `qa eval --json` saved it: the Success@1 and reciprocal rank of every question, None for the
    unanswerable ones, by its id."""

    name: str
    scores: Mapping[str, tuple[float, float] | None]


def load(path: Path) -> Before:
    """Read what `qa eval --json` saved.

    Raises:
        LetterError: the file cannot be read, or is another one.
    """
    try:
        outcomes = json.loads(read_text(path))["outcomes"]
        return Before(path.name, {str(outcome["id"]): _scores(outcome) for outcome in outcomes})
    except (ValueError, KeyError, TypeError) as error:
        raise LetterError(f"{str(path)!r} was not saved by qa eval --json. Name such a file.") from error


def compare(outcomes: Sequence[Outcome], before: Before) -> Comparison:
    """Compare with an earlier evaluation, over the questions that are answerable in both.

    Raises:
        LetterError: there is none.
    """
    pairs = [
        Pair(outcome, *scores)
        for outcome in outcomes
        if outcome.success_1 is not None and (scores := before.scores.get(outcome.id))
    ]
    if not pairs:
        raise LetterError(f"{before.name!r} has no answerable question in common with this evaluation.")
    by_id = {pair.now.id: pair for pair in pairs}
    slices = split([pair.now for pair in pairs])
    changes = tuple(_change(by, name, [by_id[outcome.id] for outcome in found]) for by, name, found in slices)
    flips = tuple(pair.now for pair in pairs if pair.now.success_1 != pair.success_1)
    ids = {outcome.id for outcome in outcomes} ^ before.scores.keys()
    return Comparison(before.name, len(pairs), len(ids), changes, flips)


def mcnemar(won: int, lost: int) -> float:
    """Two-sided exact McNemar test (McNemar 1947), that is, the sign test: the chance that a fair coin, thrown once for
    every question that only one system gets right, falls as unevenly as won and lost, or more. 1 without such
    questions."""
    thrown = won + lost
    tail = sum(math.comb(thrown, count) for count in range(min(won, lost) + 1))
    return min(1.0, float(2 * tail / 2**thrown))


def paired_bootstrap(differences: Sequence[float]) -> float:
    """Two-sided p of a mean difference: twice the share of resamples of the questions whose mean is not on its side of
    0, at most 1 and at least 2 / (resamples + 1). (Efron & Tibshirani 1993; Sakai 2006 for retrieval.)"""
    found = np.asarray(differences, np.float64)
    rows = np.random.default_rng(SEED).integers(0, len(found), (RESAMPLES, len(found)))
    means = found[rows].mean(axis=1)
    least = min(int((means <= 0).sum()), int((means >= 0).sum()))
    return min(1.0, 2 * (least + 1) / (RESAMPLES + 1))


def render(comparison: Comparison) -> str:
    """The comparison as plain text."""
    rows = [["Slice", "n", "Success@1 before", "now", "won", "lost", "p", "MRR@10 change", "p"]]
    rows += [cells(change) for change in comparison.changes]
    lines = [f"Compared with {comparison.other}: {comparison.pairs} answerable questions in both"]
    if comparison.unpaired:
        lines[0] += f"; {comparison.unpaired} are in one of the two only"
    lines += ["", *columns(rows), "", NOTE, ""]
    for won, title in ((True, "Won"), (False, "Lost")):
        flipped = comparison.flipped(won)
        lines += [f"{title}: {len(flipped)}", *(f"  {outcome.id}  {outcome.question}" for outcome in flipped)]
    return "\n".join(lines)


NOTE = "p: exact McNemar test, and paired bootstrap; not corrected for the number of slices. ? too small to conclude."


def cells(change: Change) -> list[str]:
    """A change as table cells, in the order of the header of `render`."""
    return [
        change.name,
        str(change.now.n) + "?" * change.now.small,
        f"{change.before.value:.3f}",
        f"{change.now.value:.3f}",
        str(change.won),
        str(change.lost),
        f"{change.p_success:.3f}",
        str(change.rr_change),
        f"{change.p_rr:.3f}",
    ]


def _change(by: str, name: str, pairs: Sequence[Pair]) -> Change:
    now = [float(pair.now.success_1 or 0) for pair in pairs]
    before = [pair.success_1 for pair in pairs]
    rr = [float(pair.now.rr or 0) - pair.rr for pair in pairs]
    won = sum(new > old for new, old in zip(now, before, strict=True))
    lost = sum(new < old for new, old in zip(now, before, strict=True))
    return Change(by, name, mean(before), mean(now), won, lost, mcnemar(won, lost), mean(rr), paired_bootstrap(rr))


def _scores(outcome: Mapping[str, Any]) -> tuple[float, float] | None:
    success, rr = outcome["success_1"], outcome["rr"]
    return None if success is None or rr is None else (float(success), float(rr))
