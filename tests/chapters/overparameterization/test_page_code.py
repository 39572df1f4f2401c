"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.data.curves import SINE
from conundrum.evaluation.isotropic import exact_error
from conundrum.models import hinges


def test_gradient_descent_is_scipys_least_norm(page):
    names = page.run("gradient_descent")
    expected = np.linalg.lstsq(names["X"], names["y"])[0]
    np.testing.assert_allclose(names["found"], expected, atol=1e-10)
    np.testing.assert_allclose(names["least"], expected, atol=1e-10)


def test_least_squared_bends_are_the_packages(page):
    function = page.function("least_squared_bends")
    sample, kinks = SINE.sample_stratified(10, seed=2), np.linspace(-5, 5, 50)
    intercept, slope, bends = function(sample.x, sample.y, kinks)
    fit = hinges.least_squared_bends(sample.x, sample.y, kinks)
    np.testing.assert_allclose(bends, fit.bends, atol=1e-8)
    assert (intercept, slope) == pytest.approx((fit.intercept, fit.slope), abs=1e-8)


def test_simulation_and_formula_agree(page):
    names = page.run("test_error")
    assert names["calculated"] == pytest.approx(exact_error(50, 100), rel=1e-12)
    assert names["simulated"] == pytest.approx(names["calculated"], rel=0.03)


def test_junk_is_a_ridge_penalty(page):
    names = page.run("junk_coefficients")
    assert names["ridge_coefficients"] == pytest.approx(
        Ridge(alpha=100, fit_intercept=False).fit(names["X"], names["y"]).coef_
    )
    np.testing.assert_allclose(names["junk_coefficients"], names["ridge_coefficients"], atol=0.05)
