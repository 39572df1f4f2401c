from functools import partial

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.data.curves import SINE
from conundrum.evaluation.least_norm import fit_least_norm
from conundrum.models.polynomials import legendre_basis
from conundrum.models.splines import slope_basis, uniform_knots

SAMPLES = [SINE.sample_stratified(20, seed=seed) for seed in range(3)]
legendre = partial(legendre_basis, low=-5, high=5)


def bases(degrees_of_freedom):
    return (
        slope_basis(uniform_knots(-5, 5, degrees_of_freedom)),
        partial(legendre, degrees_of_freedom=degrees_of_freedom),
    )


@pytest.mark.parametrize("basis", [*bases(7), *bases(40)])
def test_each_fit_is_numpys_least_squares_of_least_norm(basis):
    fits = fit_least_norm(basis, SINE, SAMPLES)
    for draw, sample in enumerate(SAMPLES):
        expected = np.linalg.lstsq(basis(sample.x), sample.y)[0]
        np.testing.assert_allclose(fits.coefficients[draw], expected, atol=1e-8)
        assert fits.squared_norm[draw] == pytest.approx(expected @ expected)
        residuals = basis(sample.x) @ expected - sample.y
        assert fits.train_error[draw] == pytest.approx(np.mean(residuals**2), abs=1e-12)
        predicted = basis(SINE.grid()) @ expected
        np.testing.assert_allclose(fits.predict(SINE.grid())[draw], predicted, atol=1e-8)
        error = np.mean((predicted - np.sin(SINE.grid())) ** 2) + 0.3**2
        assert fits.test_error[draw] == pytest.approx(error)
        smallest = np.linalg.svd(basis(sample.x))[1][-1]
        assert fits.smallest_singular_value[draw] == pytest.approx(smallest, rel=1e-6)


def test_with_more_features_than_observations_every_one_is_fitted():
    for few, many in zip(bases(7), bases(40), strict=True):
        assert (fit_least_norm(few, SINE, SAMPLES).train_error > 1e-3).all()
        assert (fit_least_norm(many, SINE, SAMPLES).train_error < 1e-20).all()


def test_with_a_penalty_it_is_scikit_learns_ridge():
    for basis in bases(40):
        fits = fit_least_norm(basis, SINE, SAMPLES, penalty=0.3)
        for coefficients, sample in zip(fits.coefficients, SAMPLES, strict=True):
            model = Ridge(alpha=0.3, fit_intercept=False).fit(basis(sample.x), sample.y)
            np.testing.assert_allclose(coefficients, model.coef_, atol=1e-8)


@pytest.mark.parametrize("samples", [[], [SINE.sample(5, seed=1), SINE.sample(6, seed=1)]])
def test_samples_must_be_of_one_size(samples):
    with pytest.raises(ValueError, match="samples must be of one size"):
        fit_least_norm(bases(4)[0], SINE, samples)
