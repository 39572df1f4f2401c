"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.data.curves import SINE
from conundrum.models.splines import bend_basis, uniform_knots


def test_without_noise_there_is_no_peak(page):
    errors = page.run("errors_by_noise")["errors_by_noise"]
    assert errors[0.0, 21] < errors[0.0, 7]
    assert errors[0.3, 21] > 4 * errors[0.3, 7]
    # what noise adds at the peak grows with its variance: three times the noise, nine times that
    assert errors[0.3, 21] == pytest.approx(9 * errors[0.1, 21], rel=0.05)


def test_the_peak_moves_with_the_number_of_observations(page):
    assert page.run("peaks")["peaks"] == {12: 13, 20: 21, 30: 31}


def test_a_spline_can_get_worse_with_more_data(page):
    median_error = page.run("peaks")["median_error"]
    assert median_error(31, 30) > 2 * median_error(31, 20)


def test_ridge_has_no_peak(page):
    errors = page.run("ridge_errors")["ridge_errors"]
    assert max(errors.values()) < 1.05 * min(errors.values())
    assert max(errors.values()) < 0.13


def test_its_ridge_is_scikit_learns(page):
    names = page.run("ridge_errors")
    basis = bend_basis(uniform_knots(-5.0, 5.0, 160))
    fits = []
    for seed in range(50):
        sample = SINE.sample_stratified(20, seed=seed)
        model = Ridge(alpha=0.1, fit_intercept=False, solver="svd").fit(basis(sample.x), sample.y)
        fits.append(model.predict(basis(names["x"])))
    np.testing.assert_allclose(names["fits"], fits, atol=1e-8)


def test_bases_agree_until_the_peak_and_differ_past_it(page):
    spread = page.run("spread")["spread"]
    assert spread[8] < 1e-8
    assert spread[42] > SINE.noise


@pytest.mark.slow
def test_longer_training_fits_better_and_predicts_worse(page):
    longer = page.run("longer")["longer"]
    train, test = zip(*longer.values(), strict=True)
    assert train[0] > 2 * train[1] > 4 * train[2]
    assert test[0] < test[1] < test[2] < 0.25
