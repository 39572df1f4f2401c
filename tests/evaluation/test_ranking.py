"""The area under the ROC curve is scikit-learn's, and its interval draws whole groups."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from conundrum.evaluation.ranking import balanced_threshold, bootstrap_auc

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
