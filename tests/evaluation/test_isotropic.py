import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.evaluation import isotropic
from conundrum.evaluation.isotropic import exact_error, exact_ridge_error, simulate
from conundrum.models.linear import minimum_norm
from conundrum.seeds import seeds_from

NOISE = isotropic.NOISE


def test_exact_errors_are_noise_and_what_formulas_add():
    assert exact_error(60, 30) == pytest.approx(0.5**2 * (1 + 30 / 29))
    assert exact_error(30, 60) == pytest.approx(0.5**2 * (1 + 30 / 29) + 0.5)
    assert np.isinf(exact_error(100, np.array([99, 100, 101]))).all()


def test_with_hardly_a_feature_the_best_ridge_has_the_error_of_the_noise():
    assert exact_ridge_error(10**6, 1) == pytest.approx(NOISE**2, rel=1e-4)


def test_with_hardly_an_observation_the_best_ridge_predicts_zero():
    assert exact_ridge_error(1, 10**6) == pytest.approx(NOISE**2 + 1, rel=1e-4)


@pytest.mark.parametrize("shape", [(30, 10), (10, 30)])
def test_the_simulation_is_scikit_learns_ridge(shape):
    result = simulate([shape], seed=3, draws=1, repeats=1)
    [draw] = seeds_from(3, 1)
    rng = np.random.default_rng(draw)
    X, beta = rng.standard_normal(shape), rng.standard_normal(shape[1])
    beta /= np.linalg.norm(beta)
    y = X @ beta + NOISE * rng.standard_normal(shape[0])
    model = Ridge(alpha=shape[1] * NOISE**2, fit_intercept=False).fit(X, y)
    assert result.ridge == pytest.approx(((model.coef_ - beta) ** 2).sum() + NOISE**2, rel=1e-6)
    expected = ((minimum_norm(X, y) - beta) ** 2).sum() + NOISE**2
    assert result.least_norm == pytest.approx(expected, rel=1e-6)


def test_a_misfit_leaves_out_what_is_near_the_peak():
    result = simulate([(100, 95), (100, 50)], seed=1, draws=2, repeats=2)
    misfits = np.abs(result.least_norm / result.exact - 1)
    assert result.misfit(result.least_norm, result.exact, away=0.1) == misfits[1]
    assert result.misfit(result.least_norm, result.exact, away=0) == misfits.max()


def test_the_line_has_every_size_in_between():
    line = simulate([(20, 10), (20, 40)], seed=1, draws=1, repeats=1).line
    np.testing.assert_array_equal(line.p, np.arange(10, 41))
    assert (line.n == 20).all()
    assert np.isnan(line.least_norm[[9, 10, 11]]).all()
