"""Ranking: the fusion rule, late interaction, and what every answer promises."""

import math

import numpy as np
import pytest

from index.errors import LetterError
from index.search.index import Index
from index.search.interaction import directions, late_interaction
from index.storage.local import LocalIndex
from index.types import Source
from qa.answering.letter import Letter
from qa.answering.search import Weights, retrieve
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
    pool = retrieve(index, "建桥", Weights(passage=2, late=0, lexical=1))

    def z(values: np.ndarray) -> np.ndarray:
        return np.asarray((values - values.mean()) / values.std())

    assert index.passages[int(pool.rows[0])].text == "建桥两座。"
    expected = 2 * z(pool.passage) + index.lexicon.share("建桥") * z(pool.lexical)
    assert np.allclose(pool.scores, expected, atol=1e-5)


def test_equal_scores_stand_in_reading_order() -> None:
    index = small("一、甲", "吸收采纳该建议。", "二、甲", "吸收采纳该建议。", "三、甲", "吸收采纳该建议。")
    assert retrieve(index, "吸收采纳").rows.tolist() == [0, 1, 2]


def test_a_topic_counts_by_its_weight() -> None:
    index = small("修路三条，长十里。", "建桥两座，长一里。", "种树百棵。")
    alone = retrieve(index, "长多少")
    leaning = retrieve(index, "长多少", topic="建桥几座", topic_weight=0.8)
    assert alone.rows[-1] == leaning.rows[-1] == 2
    assert leaning.rows[0] == 1


def test_a_text_that_stands_six_times_is_one_hit(stub_letter: Letter) -> None:
    hits = stub_letter.ask("吸收采纳该建议。", top_k=10).hits
    assert [hit.text for hit in hits].count("吸收采纳该建议。") == 1


@pytest.mark.parametrize(
    "question", ["外贸企业贷款余额", "墨西哥 推介会", "hello", "？", "\ud800", "电话\x00", "a" * 2000]
)
def test_every_hit_is_a_slice_of_its_source(stub_letter: Letter, question: str) -> None:
    source = stub_letter.documents[0].text
    answer = stub_letter.ask(question, top_k=50)
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert 0 <= answer.confidence <= 1
    for hit in answer.hits:
        assert "".join(source[start:end] for start, end in hit.passage.ranges) == hit.text
        for start, end in hit.highlights:
            assert any(left <= start < end <= right for left, right in hit.passage.ranges)


def test_the_same_question_gets_the_same_answer(stub_letter: Letter) -> None:
    assert stub_letter.ask("技能补贴多少钱") == stub_letter.ask("技能补贴多少钱")


def test_a_history_without_end_is_harmless(stub_letter: Letter) -> None:
    assert stub_letter.ask("那呢？", history=["那呢？" * 1000] * 2000).hits


@pytest.mark.parametrize(
    ("question", "top_k", "reason"),
    [
        ("", 3, "empty"),
        (" \n", 3, "empty"),
        ("问" * 100_000, 3, "100000 characters; at most 2000"),
        ("问", 0, "top_k is 0"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    stub_letter: Letter, question: str, top_k: int, reason: str
) -> None:
    with pytest.raises(LetterError, match=reason):
        stub_letter.ask(question, top_k=top_k)
