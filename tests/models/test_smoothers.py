import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression

from conundrum.models.linear import minimum_norm, ridge
from conundrum.models.smoothers import LeastSquares, effective_parameters, leaf_weights


@pytest.fixture
def rng():
    return np.random.default_rng(2)


@pytest.mark.parametrize("shape", [(20, 8), (20, 20), (20, 50)])
def test_least_squares_are_those_of_the_library(rng, shape):
    features, y = rng.normal(size=shape), rng.normal(size=(20, 3))
    squares = LeastSquares.on(features)
    np.testing.assert_allclose(squares.coefficients(y), minimum_norm(features, y), atol=1e-9)
    np.testing.assert_allclose(squares.coefficients(y, 0.3), ridge(features, y, 0.3), atol=1e-9)


def test_along_some_directions_the_others_stay_at_zero(rng):
    features, y = rng.normal(size=(20, 8)), rng.normal(size=20)
    squares = LeastSquares.on(features)
    kept = squares.along(squares.s > squares.s[5]).coefficients(y)
    np.testing.assert_allclose(squares.Vt[5:] @ kept, 0, atol=1e-12)
    np.testing.assert_allclose(squares.Vt[:5] @ kept, squares.Vt[:5] @ squares.coefficients(y))
    with pytest.raises(ValueError, match="kept"):
        squares.along([True, False])


@pytest.mark.parametrize("penalty", [0.0, 2.0])
def test_weights_predict_what_coefficients_predict(rng, penalty):
    features, new, y = rng.normal(size=(20, 30)), rng.normal(size=(7, 30)), rng.normal(size=20)
    squares = LeastSquares.on(features)
    expected = new @ squares.coefficients(y, penalty)
    np.testing.assert_allclose(squares.weights(new, penalty) @ y, expected, atol=1e-10)


def test_directions_that_do_not_vary_are_left_out(rng):
    features = rng.normal(size=(20, 4)) @ rng.normal(size=(4, 9))
    squares = LeastSquares.on(features)
    assert len(squares.s) == 4
    assert np.isfinite(squares.coefficients(rng.normal(size=20))).all()


def test_effective_parameters_at_training_data_are_the_columns(rng):
    features = rng.normal(size=(20, 6))
    weights = LeastSquares.on(features).weights(features)
    assert effective_parameters(weights) == pytest.approx(6)


def test_effective_parameters_of_means(rng):
    assert effective_parameters(np.full((5, 20), 1 / 20)) == pytest.approx(1)
    assert effective_parameters(np.eye(20)) == pytest.approx(20)


@pytest.mark.parametrize("trees", [1, 10])
def test_leaf_weights_predict_what_a_forest_predicts(rng, trees):
    x, new = rng.normal(size=(60, 4)), rng.normal(size=(30, 4))
    labels = rng.integers(0, 3, 60)
    forest = RandomForestClassifier(trees, bootstrap=False, max_depth=4, random_state=0)
    forest.fit(x, labels)
    weights = leaf_weights(forest.estimators_, x, new)
    np.testing.assert_allclose(weights @ np.eye(3)[labels], forest.predict_proba(new), atol=1e-10)
    np.testing.assert_allclose(weights.sum(axis=1), 1)


def test_bad_arguments_are_named(rng):
    features = rng.normal(size=(20, 6))
    with pytest.raises(ValueError, match="penalty must be zero or more"):
        LeastSquares.on(features).coefficients(np.ones(20), -1)
    with pytest.raises(ValueError, match="features and y must have the same length"):
        LeastSquares.on(features).coefficients(np.ones(19))
    with pytest.raises(ValueError, match="features and trained must have the same length"):
        LeastSquares.on(features).weights(np.ones((3, 5)))
    with pytest.raises(ValueError, match="trees must be at least one"):
        leaf_weights([], features, features)
    with pytest.raises(ValueError, match="weights must be finite"):
        effective_parameters([[np.nan]])
    with pytest.raises(ValueError, match="features must have 2 dimension"):
        LeastSquares.on(np.ones(3))


def test_an_ordinary_regression_is_scikit_learns(rng):
    features, y = rng.normal(size=(20, 6)), rng.normal(size=20)
    expected = LinearRegression(fit_intercept=False).fit(features, y).coef_
    np.testing.assert_allclose(LeastSquares.on(features).coefficients(y), expected, atol=1e-10)
