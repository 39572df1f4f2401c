import numpy as np
import pytest

from conundrum.data.curves import SINE
from conundrum.evaluation.exact_error import exact_bias_variance
from conundrum.evaluation.least_norm import fit_least_norm
from conundrum.models.splines import slope_basis, uniform_knots


@pytest.mark.parametrize("knots", [6, 12, 40])
def test_the_parts_are_those_of_many_fits_to_the_same_inputs(knots):
    basis = slope_basis(uniform_knots(-5, 5, knots))
    first = SINE.sample_stratified(12, seed=3)
    rng = np.random.default_rng(4)
    truth = SINE.function(first.x)
    again = [
        type(first)(first.x, truth + SINE.noise * rng.standard_normal(12)) for _ in range(4000)
    ]
    fits = fit_least_norm(basis, SINE, again).predict(SINE.grid())
    parts = exact_bias_variance(basis, SINE, [first])
    assert parts.variance.shape == (1, len(SINE.grid()))
    assert parts.variance.mean() == pytest.approx(fits.var(axis=0).mean(), rel=0.05)
    squared_bias = ((fits.mean(axis=0) - SINE.function(SINE.grid())) ** 2).mean()
    assert parts.squared_bias.mean() == pytest.approx(squared_bias, rel=0.1, abs=1e-3)
    assert parts.expected_error.mean() == pytest.approx(
        ((fits - SINE.function(SINE.grid())) ** 2).mean() + SINE.noise**2, rel=0.05
    )


def test_a_curve_that_the_features_can_follow_has_no_bias():
    parts = exact_bias_variance(
        lambda x: np.stack([np.ones_like(x), np.sin(x)], axis=1),
        SINE,
        [SINE.sample_stratified(12, seed=seed) for seed in range(3)],
    )
    np.testing.assert_allclose(parts.squared_bias, 0, atol=1e-20)


def test_with_as_many_features_as_in_a_regression_variance_is_known():
    """Averaged over the inputs themselves, the variance of least squares is σ² p / n."""
    curve = type(SINE)(np.sin, -5.0, 5.0, 0.3)
    grid = curve.grid()
    on_the_grid = type(SINE.sample_stratified(2, seed=1))(grid, np.sin(grid))
    basis = slope_basis(uniform_knots(-5, 5, 7))
    parts = exact_bias_variance(basis, curve, [on_the_grid])
    assert parts.variance.mean() == pytest.approx(0.09 * 7 / len(grid))
