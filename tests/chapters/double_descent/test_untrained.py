"""Families of models, truths, and software that fits more predictors than people."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from conundrum.chapters.double_descent.experiments import families, people, truths


@pytest.mark.slow
def test_neighbours_trees_and_forests():
    result = families.grow(seed=3, draws=1)
    assert result.forest_train_error == 0
    assert result.forest_effective[0, 0] > result.forest_effective[0, -1] > 1
    assert (np.diff(result.tree_effective[0]) >= 0).all()
    assert result.neighbour_risk.at(1) == result.neighbour_error[0, -1]
    # one neighbour decides alone, whatever its vote weighs
    assert result.weighted_risk.at(1) == result.neighbour_risk.at(1)


def test_columns_that_follow_from_those_before_are_not_kept():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(6, 4))
    with_sum = np.column_stack([X[:, :2], X[:, 0] - 3 * X[:, 1], X[:, 2:]])
    assert people.independent_columns(with_sum) == [0, 1, 3, 4]
    assert people.independent_columns(rng.normal(size=(5, 9))) == [0, 1, 2, 3, 4]


def test_programs_agree_while_there_are_more_people_than_predictors():
    rng = np.random.default_rng(2)
    X, y, new = rng.normal(size=(30, 8)), rng.normal(size=30), rng.normal(size=(4, 8))
    np.testing.assert_allclose(
        people.predict_with_first_columns(X, y, new), people.predict_with_least_norm(X, y, new)
    )
    few = X[:5], y[:5], new
    assert not np.allclose(
        people.predict_with_first_columns(*few), people.predict_with_least_norm(*few)
    )
    np.testing.assert_allclose(people.predict_with_first_columns(X[:5], y[:5], X[:5]), y[:5])


def test_there_are_64_predictors_of_442_patients():
    X, y = people.patients()
    assert X.shape == (442, 64)
    assert np.linalg.matrix_rank(np.column_stack([np.ones(442), X / X.std(axis=0)])) == 65
    assert len(y) == 442


def test_the_error_of_a_decoder_is_what_new_trials_show():
    result = people.add_voxels(seed=4, draws=1, voxels=(30,), trials=40, effect=0.3)
    [draw] = people.seeds_from(4, 1)
    rng = np.random.default_rng(draw)
    half = 0.3 * rng.normal(size=30)
    condition = np.repeat([-1.0, 1.0], 20)
    activity = np.outer(condition, half) + rng.normal(size=(40, 30))
    decoder = LinearRegression().fit(activity, condition)
    told = np.repeat([-1.0, 1.0], 50_000)
    said = decoder.predict(np.outer(told, half) + rng.normal(size=(len(told), 30)))
    wrong = np.mean(np.sign(said) != told)
    assert result.at(people.LEAST_NORM, 30) == pytest.approx(wrong, abs=0.01)


def test_a_truth_without_noise_that_splines_can_follow_needs_no_second_descent():
    result = truths.vary_truth_and_noise(
        seed=1, draws=4, truths=("sin x", "square wave"), knots=(8, 12, 20, 21, 161)
    )
    assert result.ends.shape == (2, 4)
    assert result.end("sin x", 0.1) == result.ends[0, 0]
    assert result.risk("sin x", 1.0).lowest > 1


def test_payoffs_are_compared_draw_by_draw():
    payoffs = truths.Payoffs({"a": np.array([0.5, 2.0, 1.0])})
    assert payoffs.medians == {"a": 1.0}
