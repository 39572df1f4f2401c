import numpy as np
import pytest

from conundrum.models.linear import ridge
from conundrum.models.splines import bend_basis, uniform_knots
from conundrum.models.tensor_splines import (
    PENALTIES,
    fit_pairwise_spline,
    fit_tensor_spline,
)

BASIS = bend_basis(uniform_knots(-1, 1, 4))
rng = np.random.default_rng(0)
X, NEW = rng.uniform(-1, 1, size=(30, 3)), rng.uniform(-1, 1, size=(7, 3))
y = X[:, 0] * X[:, 1] + 0.1 * rng.normal(size=30)


def products(X):
    """All products, one factor from each input, spelled out."""
    one, two, three = (BASIS(x) for x in X.T)
    return np.einsum("na,nb,nc->nabc", one, two, three).reshape(len(X), -1)


def test_it_is_ridge_regression_on_all_products():
    spline = fit_tensor_spline(BASIS, X, y)
    features = products(X)
    penalty = spline.penalty * (features**2).sum(axis=1).mean()
    coefficients = ridge(features, y - y.mean(), penalty)
    np.testing.assert_allclose(spline(NEW), y.mean() + products(NEW) @ coefficients, atol=1e-6)


def test_the_penalty_is_the_best_when_each_observation_is_left_out():
    features = products(X)
    scale = (features**2).sum(axis=1).mean()

    def left_out_error(penalty):
        errors = []
        for i in range(30):
            others = np.arange(30) != i
            weights = ridge(features[others], y[others] - y.mean(), penalty * scale)
            errors.append(y[i] - y.mean() - features[i] @ weights)
        return np.mean(np.square(errors))

    best = min(PENALTIES[4:], key=left_out_error)  # the least ones are lost in rounding
    assert fit_tensor_spline(BASIS, X, y).penalty == best


def pairs(X, centre_of):
    """A constant, centred and scaled splines of each input, and their products for each pair."""
    features = []
    for x, others in zip(X.T, centre_of.T, strict=True):
        splines, at_others = BASIS(x), BASIS(others)
        centred = at_others - at_others.mean(axis=0)
        scale = np.sqrt((centred**2).sum(axis=1).mean())
        features.append((splines - at_others.mean(axis=0)) / scale)
    products = [
        np.einsum("na,nb->nab", features[i], features[j]).reshape(len(X), -1)
        for i in range(len(features))
        for j in range(i)
    ]
    return np.concatenate([np.ones((len(X), 1)), *features, *products], axis=1)


def test_the_spline_of_pairs_is_ridge_regression_on_products_of_two():
    spline = fit_pairwise_spline(BASIS, X, y)
    features = pairs(X, X)
    penalty = spline.penalty * (features**2).sum(axis=1).mean()
    coefficients = ridge(features, y - y.mean(), penalty)
    np.testing.assert_allclose(spline(NEW), y.mean() + pairs(NEW, X) @ coefficients, atol=1e-6)


@pytest.mark.parametrize("fit", [fit_tensor_spline, fit_pairwise_spline])
@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (X[0], y, "X must have 2 dimension"),
        (X, y[:5], "X and y must have the same length"),
        (X, np.where(y > 0, np.nan, y), "y must be finite"),
    ],
)
def test_bad_arguments_are_named(fit, X, y, message):
    with pytest.raises(ValueError, match=message):
        fit(BASIS, X, y)
