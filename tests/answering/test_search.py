"""Ranking: the fusion rule, late interaction, and the order of equals."""

import math

import numpy as np
import pytest

from index.search.index import Index
from index.search.interaction import directions, late_interaction
from index.storage.local import LocalIndex
from index.types import Source
from qa.answering.search import Weights, search
from tests.conftest import StubEncoder


def small(*texts: str) -> Index:
    return LocalIndex.from_sources([Source("small", "\n".join(texts))], StubEncoder())


def test_late_interaction_is_the_norm_weighted_mean_of_best_cosines() -> None:
    question = np.array([[3.0, 0.0], [0.0, 1.0]], np.float32)
    passage = directions(np.array([[2.0, 0.0], [5.0, 5.0]], np.float32))
    best_first, best_second = 1.0, 5 / math.sqrt(5**2 + 5**2)
    expected = (3 * best_first + 1 * best_second) / (3 + 1)
    assert late_interaction(question, [passage])[0] == pytest.approx(expected)
    empty = np.zeros((0, 2), np.float32)
    assert late_interaction(empty, [passage, passage]).tolist() == [0, 0]
    assert late_interaction(question, [empty, passage])[0] == 0


def test_the_score_is_the_weighted_sum_of_z_scores() -> None:
    index = small("修路三条。", "建桥两座。", "种树百棵。")
    pool = search(index, "建桥", Weights(passage=2, late=0, lexical=1))

    def z(values: np.ndarray) -> np.ndarray:
        return np.asarray((values - values.mean()) / values.std())

    assert index.passages[int(pool.rows[0])].text == "建桥两座。"
    expected = 2 * z(pool.passage) + index.lexicon.share("建桥") * z(pool.lexical)
    assert np.allclose(pool.scores, expected, atol=1e-5)


def test_equal_scores_stand_in_reading_order() -> None:
    index = small("一、甲", "吸收采纳该建议。", "二、甲", "吸收采纳该建议。", "三、甲", "吸收采纳该建议。")
    assert search(index, "吸收采纳").rows.tolist() == [0, 1, 2]


def test_a_topic_counts_by_its_weight() -> None:
    index = small("修路三条，长十里。", "建桥两座，长一里。", "种树百棵。")
    alone = search(index, "长多少")
    leaning = search(index, "长多少", topic="建桥几座", topic_weight=0.8)
    assert alone.rows[-1] == leaning.rows[-1] == 2
    assert leaning.rows[0] == 1


def test_favoured_passages_are_candidates_and_get_their_bonus_on_top() -> None:
    index = small("修路三条。", "建桥两座。", "种树百棵。")
    plain = search(index, "建桥")
    favoured = search(index, "建桥", favoured={2: 0.25})
    scores = dict(zip(plain.rows.tolist(), plain.scores.tolist(), strict=True))
    with_bonus = dict(zip(favoured.rows.tolist(), favoured.scores.tolist(), strict=True))
    assert with_bonus == pytest.approx(scores | {2: scores[2] + 0.25})
    assert search(index, "建桥", favoured={2: 9.0}).rows[0] == 2


def test_only_some_rows_may_be_ranked_and_documents_may_be_left_out() -> None:
    index = LocalIndex.from_sources([Source("a", "建桥两座。"), Source("b", "建桥三座。\n种树百棵。")], StubEncoder())
    assert search(index, "建桥", rows=np.array([2])).rows.tolist() == [2]
    left_out = {index.numbers["b"]}
    found = search(index, "建桥", without=left_out)
    assert [index.passage(row).document for row in found.rows.tolist()] == ["a"]
