"""Every measure against a sum worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.calibrate import PENALTY, choose_threshold, fit, held_out
from qa.evaluation.measures.abstention import Point, auroc, calibration_error, coverage_curve, reliability
from qa.evaluation.measures.compare import mcnemar, paired_bootstrap
from qa.evaluation.measures.intervals import NOTHING, RESAMPLES, Estimate, mean, quantile
from qa.evaluation.measures.ranking import ranking_scores
from qa.evaluation.measures.spans import contained, exact, span_f1


def everyone(n: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """One "resample": the questions as they are."""
    return np.arange(n)[None, :]


def test_ranking_scores_of_one_right_passage_at_rank_two() -> None:
    scores = ranking_scores({"q": frozenset({"right"})}, {"q": ["wrong", "right"]})["q"]
    assert scores == pytest.approx(
        {"success_1": 0, "success_3": 1, "success_5": 1, "rr": 1 / 2, "ndcg": (1 / math.log2(3)) / (1 / math.log2(2))}
    )


def test_ndcg_counts_every_right_passage_while_success_wants_one() -> None:
    scores = ranking_scores({"q": frozenset({"a", "b"})}, {"q": ["a", "wrong", "b"]})["q"]
    assert scores["success_1"] == 1
    best = 1 / math.log2(2) + 1 / math.log2(3)
    assert scores["ndcg"] == pytest.approx((1 / math.log2(2) + 1 / math.log2(4)) / best)


def test_a_question_without_a_result_scores_zero_and_stays_in_the_mean() -> None:
    right = {"found": frozenset({"a"}), "empty": frozenset({"a"}), "missing": frozenset({"a"})}
    scores = ranking_scores(right, {"found": ["a"], "empty": []})
    assert set(scores) == set(right)
    assert sum(score["success_1"] for score in scores.values()) / 3 == 1 / 3
    assert scores["empty"] == scores["missing"] == dict.fromkeys(scores["found"], 0.0)


def test_a_right_passage_at_rank_eleven_counts_nothing() -> None:
    ranked = [f"wrong {rank}" for rank in range(10)] + ["right"]
    assert set(ranking_scores({"q": frozenset({"right"})}, {"q": ranked})["q"].values()) == {0.0}


def test_an_unanswerable_question_has_no_ranking_scores() -> None:
    assert ranking_scores({"q": frozenset()}, {"q": ["a"]}) == {}


def test_an_answer_is_contained_whatever_the_white_space() -> None:
    assert contained("贷款余额达到 609.82 亿元，", ["70亿元", "609.82亿元"]) == 1
    assert contained("贷款余额达到 609.82 亿元，", ["70亿元"]) == 0
    assert contained("", ["70亿元"]) == 0


def test_span_f1_is_the_overlap_of_characters_best_over_answers() -> None:
    precision, recall = 2 / 4, 2 / 2
    assert span_f1("面积五亩", ["五亩", "三公顷"]) == pytest.approx(2 * precision * recall / (precision + recall))
    assert span_f1("五五亩", ["五亩亩"]) == pytest.approx(2 * (2 / 3) * (2 / 3) / (2 / 3 + 2 / 3))
    assert span_f1("", ["五亩"]) == 0


def test_exact_leaves_punctuation_at_the_ends_aside() -> None:
    assert exact("“609.82 亿元”。", ["609.82亿元"]) == 1
    assert exact("达到609.82亿元", ["609.82亿元"]) == 0


def test_the_bootstrap_of_two_questions_spans_what_resampling_can_give() -> None:
    # Of two questions, one right, a quarter of the resamples has none and a quarter has both.
    assert mean([0, 1]) == Estimate((0 + 1) / 2, 0.0, 1.0, 2)
    assert mean([1, 1, 1]) == Estimate(1.0, 1.0, 1.0, 3)
    assert mean([]) == NOTHING


def test_the_bootstrap_agrees_with_the_normal_interval_on_many_questions() -> None:
    figure = mean([1.0] * 640 + [0.0] * 160)
    deviation = math.sqrt(0.8 * 0.2 / 800)
    assert figure.value == 640 / 800
    assert figure.low == pytest.approx(0.8 - 1.96 * deviation, abs=0.004)
    assert figure.high == pytest.approx(0.8 + 1.96 * deviation, abs=0.004)
    assert figure == mean([1.0] * 640 + [0.0] * 160)


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([1, 2, 3, 10], 0.5).value == (2 + 3) / 2
    assert quantile([0, 10], 0.95).value == pytest.approx(0 + 0.95 * (10 - 0))


def test_fewer_than_twenty_questions_are_too_small_to_conclude() -> None:
    assert mean([1] * 19).small
    assert not mean([1] * 20).small
    assert not NOTHING.small


def test_the_coverage_curve_steps_down_through_the_thresholds() -> None:
    curve = coverage_curve([0.9, 0.8, 0.6, 0.2], [True, False, True, False])
    assert curve == (
        Point(0.9, coverage=1 / 2, false_answers=0 / 2),
        Point(0.8, coverage=1 / 2, false_answers=1 / 2),
        Point(0.6, coverage=2 / 2, false_answers=1 / 2),
        Point(0.2, coverage=2 / 2, false_answers=2 / 2),
    )
    assert coverage_curve([0.9], [True]) == ()


def test_auroc_counts_the_pairs_in_the_right_order_and_ties_by_half() -> None:
    claims, truth = np.array([0.9, 0.8, 0.6, 0.2]), np.array([True, False, True, False])
    # 0.9 beats 0.8 and 0.2; 0.6 beats 0.2 only.
    assert auroc(claims, truth, everyone(4)).tolist() == [(2 + 1) / (2 * 2)]
    assert auroc(np.array([0.5, 0.5, 0.1]), np.array([True, False, False]), everyone(3)).tolist() == [(0.5 + 1) / 2]
    assert np.isnan(auroc(claims, np.ones(4, bool), everyone(4))).all()


@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=12).flatmap(
        lambda found: st.tuples(
            st.just(found), st.lists(st.integers(0, len(found) - 1), min_size=len(found), max_size=len(found))
        )
    )
)
def test_auroc_of_a_resample_is_that_of_its_pairs(drawn: tuple[list[tuple[int, bool]], list[int]]) -> None:
    questions, rows = drawn
    yes = [questions[row][0] for row in rows if questions[row][1]]
    no = [questions[row][0] for row in rows if not questions[row][1]]
    claims = np.array([claim for claim, _ in questions], float)
    (found,) = auroc(claims, np.array([truth for _, truth in questions]), np.array([rows]))
    if yes and no:
        wins = sum((high > low) + (high == low) / 2 for high in yes for low in no)
        assert found == pytest.approx(wins / (len(yes) * len(no)))
    else:
        assert np.isnan(found)


def test_calibration_error_weighs_the_gap_of_every_bin() -> None:
    claims, sure = np.array([0.95, 0.85, 0.05]), np.array([1.0, 0.0, 0.0])
    expected = (abs(0.95 - 1) + abs(0.85 - 0) + abs(0.05 - 0)) / 3
    assert calibration_error(claims, sure, everyone(3)).tolist() == pytest.approx([expected])


def test_gaps_within_one_bin_level_out_before_they_count() -> None:
    claims, sure = np.array([0.62, 0.68]), np.array([1.0, 0.0])
    expected = abs((0.62 + 0.68) / 2 - (1 + 0) / 2)
    assert calibration_error(claims, sure, everyone(2)).tolist() == pytest.approx([expected])


def test_the_reliability_diagram_has_ten_bins_and_the_last_holds_certainty() -> None:
    bins = reliability([0.62, 0.68, 1.0], [1.0, 0.0, 1.0])
    assert [bin_.n for bin_ in bins] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 1]
    assert bins[6].confidence == pytest.approx((0.62 + 0.68) / 2)
    assert bins[6].accuracy == (1 + 0) / 2
    assert (bins[0].confidence, bins[0].accuracy) == (None, None)
    assert (bins[9].low, bins[9].high, bins[9].accuracy) == (0.9, 1.0, 1.0)


def test_mcnemar_is_the_two_sided_sign_test_of_the_flips() -> None:
    assert mcnemar(5, 1) == mcnemar(1, 5) == 2 * (math.comb(6, 0) + math.comb(6, 1)) / 2**6
    assert mcnemar(0, 0) == mcnemar(3, 3) == 1


def test_the_paired_bootstrap_is_sure_of_a_steady_gain_and_unsure_of_none() -> None:
    assert paired_bootstrap([0.5, 0.5, 0.5]) == 2 * (0 + 1) / (RESAMPLES + 1)
    assert paired_bootstrap([0.0, 0.0]) == 1
    assert paired_bootstrap([0.5, -0.5] * 20) > 0.5


def test_a_fit_meets_the_condition_of_its_optimum_and_ignores_a_constant() -> None:
    rng = np.random.default_rng(5)
    features = np.column_stack([rng.normal(3, 10, 200), rng.normal(size=200), np.full(200, 7.0)])
    target = features[:, 0] / 10 + rng.normal(size=200) > 0.3
    found = fit(features, target)
    claims = np.array([found.chance(row) for row in features])
    spreads = features[:, :2].std(axis=0)
    standard = (features[:, :2] - features[:, :2].mean(axis=0)) / spreads
    weights = np.array(found.coefficients[:2]) * spreads
    # At the optimum the slope of the likelihood is the slope of the penalty: the weight, divided by C.
    assert standard.T @ (target - claims) == pytest.approx(weights / PENALTY, abs=1e-2)
    assert claims.mean() == pytest.approx(target.mean(), abs=1e-3)  # The intercept is not penalised.
    assert found.coefficients[2] == 0


def test_the_threshold_lies_half_way_above_the_wrong_ones_that_it_shuts_out() -> None:
    claims = np.array([0.1] * 18 + [0.5, 0.7] + [0.3, 0.6, 0.8])
    wrong = np.array([True] * 20 + [False] * 3)
    # Of twenty one may pass, 0.7; 0.5 may not: half-way between 0.5 and the next question, 0.6.
    assert choose_threshold(claims, wrong, 0.05) == pytest.approx((0.5 + 0.6) / 2)


def test_the_threshold_is_above_all_where_nothing_may_pass() -> None:
    assert choose_threshold(np.array([0.8, 0.6]), np.array([True, False]), 0.0) == pytest.approx((0.8 + 1) / 2)


def test_every_example_is_judged_by_a_fit_that_has_not_seen_its_document() -> None:
    features = np.array([[0.0], [1.0], [0.0], [1.0], [9.0], [9.0]])
    target = np.array([False, True, False, True, False, True])
    documents = ["a", "a", "b", "b", "c", "c"]
    claims = held_out(features, target, documents)
    others = fit(features[:4], target[:4])
    assert claims[4:] == pytest.approx([others.chance(features[4])] * 2)
