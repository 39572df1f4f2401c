import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.evaluation.gaussian_features import best_ridge_factor, least_norm_factors
from conundrum.models.linear import minimum_norm

NOISE = 0.5


def regression(n, p, rng):
    X, beta = rng.normal(size=(n, p)), rng.normal(size=p)
    beta /= np.linalg.norm(beta)
    return X, beta, X @ beta + NOISE * rng.normal(size=n)


@pytest.mark.parametrize(("n", "p"), [(60, 30), (30, 60)])
def test_least_norm_costs_what_many_simulations_cost(n, p):
    rng = np.random.default_rng(1)
    errors = []
    for _ in range(3000):
        X, beta, y = regression(n, p, rng)
        errors.append(((minimum_norm(X, y) - beta) ** 2).sum())
    squared_bias, variance = least_norm_factors(n, p)
    assert squared_bias + NOISE**2 * variance == pytest.approx(np.mean(errors), rel=0.03)


def test_least_norm_has_no_bound_at_n():
    _, variance = least_norm_factors(100, np.array([98, 99, 100, 101, 102]))
    np.testing.assert_array_equal(np.isinf(variance), [False, True, True, True, False])


@pytest.mark.parametrize(("n", "p"), [(1000, 500), (500, 1000)])
def test_the_ridge_limit_is_that_of_large_simulations(n, p):
    rng = np.random.default_rng(2)
    errors = []
    for _ in range(3):
        X, beta, y = regression(n, p, rng)
        found = Ridge(alpha=p * NOISE**2, fit_intercept=False).fit(X, y).coef_
        errors.append(((found - beta) ** 2).sum())
    assert NOISE**2 * best_ridge_factor(n, p, NOISE) == pytest.approx(np.mean(errors), rel=0.05)


def test_ridge_is_told_the_signal():
    # signal and noise in other units: the error as a multiple of the noise stays
    assert best_ridge_factor(50, 80, 1.5, signal=3) == pytest.approx(best_ridge_factor(50, 80, 0.5))
