"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.data.curves import SINE
from conundrum.models.splines import bend_basis, uniform_knots


def test_the_nearest_observation_costs_as_much_as_the_noise(page):
    costs = page.run("costs")["costs"]
    assert np.mean(costs["nearest"]) == pytest.approx(2, abs=0.05)
    assert np.mean(costs["mean of two"]) == pytest.approx(1.5, abs=0.05)


def test_the_inverse_gives_the_least_norm(page):
    names = page.run("gap")
    assert names["rank"] == {161: 20, 21: 20, 7: 7}
    assert names["gap"][161] < 1e-10
    assert names["gap"][161] < names["gap"][21] < 1e-4


def test_on_steps_the_second_descent_beats_the_first_if_there_is_little_noise(page):
    on_steps = page.run("on_steps")["on_steps"]
    small, many = on_steps[0.1]
    assert many < 0.9 * small
    small, many = on_steps[0.6]
    assert many > small


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
    basis = bend_basis(uniform_knots(-5.0, 5.0, 161))
    fits = []
    for seed in range(50):
        sample = SINE.sample_stratified(20, seed=seed)
        model = Ridge(alpha=0.1, fit_intercept=False, solver="svd").fit(basis(sample.x), sample.y)
        fits.append(model.predict(basis(names["x"])))
    np.testing.assert_allclose(names["fits"], fits, atol=1e-8)


def test_bases_agree_until_the_peak_and_differ_past_it(page):
    differences = page.run("differences")["differences"]
    assert differences[8] < 1e-8
    assert differences[42] > SINE.noise
