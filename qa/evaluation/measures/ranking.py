"""Ranking measures, by ir-measures."""

from collections.abc import Mapping, Sequence
from typing import Any

from index.errors import LetterError

DEPTH = 10
"""Hits that are judged for a question."""

Scores = dict[str, float]
"""Name of a measure → its value for one question."""


def ranking_scores(right: Mapping[str, frozenset[str]], ranked: Mapping[str, Sequence[str]]) -> dict[str, Scores]:
    """Score every question that has something right: `right` and `ranked` map its id to passage ids, best first.

    success_k: 1 if something right is among the first k, else 0 (Success@k; not recall, which is a proportion).
    rr: 1 / rank of the first right one, 0 beyond rank 10 (reciprocal rank; its mean is MRR@10: Voorhees 1999).
    ndcg: discounted gain of all right ones in the first 10, gain 1, discount log2(rank + 1), divided by the best
    possible (nDCG@10: Järvelin & Kekäläinen 2002).
    A question without a result scores 0 in each.
    """
    measures = _measures()
    qrels = {id_: dict.fromkeys(sorted(ids), 1) for id_, ids in right.items() if ids}
    run = {id_: {unit: 1 / rank for rank, unit in enumerate(ranked.get(id_, ())[:DEPTH], start=1)} for id_ in qrels}
    scores = {id_: dict.fromkeys(measures, 0.0) for id_ in qrels}
    if qrels:
        import ir_measures

        names = {measure: name for name, measure in measures.items()}
        for metric in ir_measures.iter_calc(list(names), qrels, run):
            scores[metric.query_id][names[metric.measure]] = metric.value
    return scores


def _measures() -> dict[str, Any]:
    try:
        from ir_measures import RR, Success, nDCG
    except ImportError as error:
        raise LetterError("The evaluation needs ir-measures. Install it: pip install 'ask-the-letter[eval]'") from error
    return {
        "success_1": Success @ 1,
        "success_3": Success @ 3,
        "success_5": Success @ 5,
        "rr": RR @ DEPTH,
        "ndcg": nDCG @ DEPTH,
    }
