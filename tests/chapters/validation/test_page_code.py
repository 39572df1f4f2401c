"""The lines of code that the chapter shows do what scikit-learn does."""

import numpy as np
import pytest
from scipy import stats
from sklearn.base import clone
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, LeaveOneOut, cross_val_predict, cross_val_score
from sklearn.neighbors import KNeighborsRegressor

from conundrum.evaluation.luck import expected_maximum
from conundrum.evaluation.splits import Bootstrap, corrected_t_test

MAE = "neg_mean_absolute_error"
MODELS = [LinearRegression(), Ridge(0.1), KNeighborsRegressor(10)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
@pytest.mark.parametrize("k", [2, 5, 10])
def test_k_fold_is_cross_val_score(page, model, k):
    names = page.run("k_fold")
    X, y = names["X"], names["y"]
    order = np.random.default_rng(3).permutation(len(y))
    errors = names["k_fold"](model, X, y, k, seed=3)
    # on people in the same order, scikit-learn cuts the same folds
    expected = -cross_val_score(clone(model), X[order], y[order], cv=KFold(k), scoring=MAE)
    np.testing.assert_allclose(errors, expected, rtol=0, atol=1e-8)


def test_one_split_holds_out_what_it_says(page):
    names = page.run("one_split")
    X, y = names["X"], names["y"]
    order = np.random.default_rng(5).permutation(442)
    split = [(order[88:], order[:88])]
    [expected] = -cross_val_score(LinearRegression(), X, y, cv=split, scoring=MAE)
    assert names["one_split"](LinearRegression(), X, y, seed=5) == pytest.approx(expected)


def test_leave_one_out_is_cross_val_score(page):
    names = page.run("leave_one_out")
    X, y = names["X"], names["y"]
    expected = -cross_val_score(LinearRegression(), X, y, cv=LeaveOneOut(), scoring=MAE)
    np.testing.assert_allclose(names["leave_one_out"](X, y), expected, atol=1e-8)


def test_the_bootstrap_is_the_packages(page):
    names = page.run("bootstrap")
    X, y = names["X"], names["y"]
    errors = names["bootstrap"](LinearRegression(), X, y, 5, seed=2)
    splitter = Bootstrap(5, seed=2)
    expected = -cross_val_score(LinearRegression(), X, y, cv=splitter, scoring=MAE)
    np.testing.assert_allclose(errors, expected, atol=1e-8)


def test_nested_cross_validation_is_two_loops(page):
    names = page.run("person_errors", "nested")
    X, y = names["X"], names["y"]

    def error(alpha, train, held_out):
        model = Ridge(alpha).fit(X[train], y[train])
        return np.abs(model.predict(X[held_out]) - y[held_out]).mean()

    expected = []
    for outside, held_out in names["folds"].split(X):
        scores = {
            alpha: np.mean(
                [error(alpha, outside[a], outside[b]) for a, b in names["folds"].split(outside)]
            )
            for alpha in names["penalties"]["alpha"]
        }
        expected.append(error(min(scores, key=scores.get), outside, held_out))
    np.testing.assert_allclose(names["nested"], expected, atol=1e-8)


def test_the_best_of_13_penalties_is_hardly_optimistic(page):
    names = page.run("person_errors", "nested")
    assert names["best_score"] == pytest.approx(names["nested"].mean(), rel=0.01)


def test_the_pick_leaks_only_outside_the_pipeline(page):
    names = page.run("person_errors", "held_out_r2")
    assert names["wrong"] > 0.3
    assert names["right"] < 0


def test_a_standard_error_is_scipys(page):
    names = page.run("person_errors")
    assert names["standard_error"] == pytest.approx(stats.sem(names["person_errors"]))


def test_the_best_of_many_by_luck(page):
    best_of = page.function("best_of")
    for m in (2, 10, 100):
        assert best_of(m) == pytest.approx(expected_maximum(m), abs=0.05)


def test_a_predictive_value_is_bayes_rule(page):
    names = page.run("classes", "decisions", "predictive_value")
    low = names["low"]
    value = names["predictive_value"](low.sensitivity, low.specificity, 0.1)
    assert value == pytest.approx(low.predictive_value)  # a tenth of these people are patients
    assert names["predictive_value"](0.8, 0.8, 0.5) == pytest.approx(0.8)


def test_the_final_model_is_chosen_on_everybody(page):
    names = page.run("person_errors", "nested")
    everybody = Ridge(names["final"].best_params_["alpha"]).fit(names["X"], names["y"])
    np.testing.assert_allclose(names["final"].best_estimator_.coef_, everybody.coef_)


def test_leave_one_out_of_the_mean_is_perfectly_anticorrelated(page):
    """As the answer to a question says."""
    y = page.run()["y"]
    predicted = cross_val_predict(DummyRegressor(), y[:, None], y, cv=LeaveOneOut())
    assert np.corrcoef(predicted, y)[0, 1] == pytest.approx(-1)
    assert -0.01 < r2_score(y, predicted) < 0


def test_shuffled_outcomes_are_never_predicted_as_well(page):
    names = page.run("k_fold", "shuffled")
    assert names["p_value"] == 0.01


def test_the_corrected_test_is_the_packages(page):
    names = page.run("comparison", "corrected_p_value")
    differences = np.random.default_rng(4).normal(0.2, size=30)
    expected = float(corrected_t_test(differences, 0.25))
    assert names["corrected_p_value"](differences, 0.25) == pytest.approx(expected)


def test_the_corrected_test_is_not_convinced_that_the_tree_is_worse(page):
    names = page.run("comparison", "corrected_p_value")
    assert 0.05 < names["p_value"] < 0.5
