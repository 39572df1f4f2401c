"""The area under the ROC curve is scikit-learn's, and its interval draws whole groups."""

import tracemalloc

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, roc_auc_score

from conundrum.evaluation.ranking import (
    balanced_threshold,
    bootstrap_auc,
    bootstrap_auc_difference,
    bootstrap_ratio,
)

rng = np.random.default_rng(0)
GROUPS = np.repeat(np.arange(30), 3)
LABELS = np.repeat(rng.permutation(np.arange(30) % 2), 3)
SCORES = np.round(rng.normal(size=90) + LABELS + np.repeat(rng.normal(size=30), 3), 1)


def test_the_estimate_is_scikit_learns_with_ties():
    found = bootstrap_auc(LABELS, SCORES, GROUPS, seed=0)
    assert found.estimate == pytest.approx(roc_auc_score(LABELS, SCORES), abs=1e-12)
    assert found.low < found.estimate < found.high


def test_the_interval_is_that_of_drawing_groups_one_by_one():
    draws = np.random.default_rng(1)
    areas = []
    for _ in range(600):
        drawn = np.concatenate([draws.choice(np.unique(GROUPS[k == LABELS]), 15) for k in (0, 1)])
        rows = np.concatenate([np.flatnonzero(group == GROUPS) for group in drawn])
        areas.append(roc_auc_score(LABELS[rows], SCORES[rows]))
    found = bootstrap_auc(LABELS, SCORES, GROUPS, draws=2000, seed=2)
    np.testing.assert_allclose(
        [found.low, found.high], np.quantile(areas, [0.025, 0.975]), atol=0.03
    )


def test_drawing_slices_makes_it_shorter():
    by_group = bootstrap_auc(LABELS, SCORES, GROUPS, seed=0)
    by_slice = bootstrap_auc(LABELS, SCORES, np.arange(90), seed=0)
    assert by_slice.high - by_slice.low < 0.9 * (by_group.high - by_group.low)


def test_a_study_of_many_controls_needs_no_table_of_all_pairs():
    rng = np.random.default_rng(1)
    labels = np.arange(40_000) < 2_000
    scores = rng.normal(size=40_000) + labels
    tracemalloc.start()
    found = bootstrap_auc(labels.astype(int), scores, np.arange(40_000), draws=60, seed=1)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 0.25 * 8 * 2_000 * 38_000  # bytes of such a table
    assert found.estimate == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)


def test_blocks_of_draws_are_draws(monkeypatch):
    monkeypatch.setattr("conundrum.evaluation.ranking.AT_ONCE", 900)
    in_blocks = bootstrap_auc(LABELS, SCORES, GROUPS, draws=2000, seed=3)
    monkeypatch.undo()
    at_once = bootstrap_auc(LABELS, SCORES, GROUPS, draws=2000, seed=3)
    assert in_blocks.estimate == at_once.estimate
    assert in_blocks.low == pytest.approx(at_once.low, abs=0.02)
    assert in_blocks.high == pytest.approx(at_once.high, abs=0.02)


def test_a_difference_is_measured_on_the_same_people():
    other = SCORES + np.random.default_rng(4).normal(0, 0.01, SCORES.size)
    found = bootstrap_auc_difference(LABELS, SCORES, other, GROUPS, seed=0)
    expected = roc_auc_score(LABELS, SCORES) - roc_auc_score(LABELS, other)
    assert found.estimate == pytest.approx(expected, abs=1e-12)
    alone = bootstrap_auc(LABELS, SCORES, GROUPS, seed=0)
    assert found.high - found.low < 0.2 * (alone.high - alone.low)
    same = bootstrap_auc_difference(LABELS, SCORES, SCORES, GROUPS, seed=0)
    assert (same.low, same.estimate, same.high) == (0, 0, 0)


def test_ratios_are_mean_errors_and_what_is_left_of_the_variance():
    rng = np.random.default_rng(5)
    y = rng.normal(size=90)
    predicted = y + rng.normal(size=90) / 2
    error = bootstrap_ratio(np.abs(y - predicted), np.ones(90), GROUPS, seed=0)
    assert error.estimate == pytest.approx(mean_absolute_error(y, predicted))
    left = bootstrap_ratio((y - predicted) ** 2, (y - y.mean()) ** 2, GROUPS, seed=0)
    assert 1 - left.estimate == pytest.approx(r2_score(y, predicted))
    names = np.unique(GROUPS)
    drawn = [rng.choice(names, len(names)) for _ in range(1000)]
    errors = np.array([np.abs(y - predicted)[group == GROUPS].mean() for group in names])
    expected = np.quantile([errors[some].mean() for some in drawn], [0.025, 0.975])
    np.testing.assert_allclose([error.low, error.high], expected, atol=0.02)


def test_a_perfect_ranking_leaves_no_doubt():
    found = bootstrap_auc(LABELS, LABELS, GROUPS, seed=0)
    assert (found.low, found.estimate, found.high) == (1, 1, 1)


@pytest.mark.parametrize(
    ("labels", "groups", "options", "message"),
    [
        (np.zeros(90), GROUPS, {}, "labels must be 0 and 1, both of them"),
        (1 - 2 * LABELS, GROUPS, {}, "labels must be 0 and 1"),
        (LABELS, np.zeros(90, int), {}, "groups must have one label each, group 0 has both"),
        (LABELS, GROUPS[:-1], {}, "must have the same length"),
        (LABELS, GROUPS, {"level": 1.0}, "level must be between 0 and 1"),
    ],
)
def test_what_cannot_be_ranked_is_named(labels, groups, options, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_auc(labels, SCORES, groups, **options, seed=0)


def test_at_the_threshold_mistakes_are_balanced():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 500)
    scores = rng.normal(size=1000) + 2 * labels
    threshold = balanced_threshold(labels, scores)
    assert threshold == pytest.approx(1, abs=0.2)
    missed = (scores[labels == 1] <= threshold).mean()
    alarms = (scores[labels == 0] > threshold).mean()
    assert missed == pytest.approx(alarms, abs=0.01)


def test_separable_scores_are_separated():
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    scores = np.array([0.0, 1, 2, 3, 10, 11, 12, 13])
    threshold = balanced_threshold(labels, scores)
    np.testing.assert_array_equal(scores > threshold, labels == 1)
    assert threshold == 6.5
