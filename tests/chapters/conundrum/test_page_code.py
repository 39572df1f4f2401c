"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch

from conundrum.data.curves import QUARTIC, SINE
from conundrum.evaluation.exact_error import exact_bias_variance
from conundrum.evaluation.risk import bias_variance
from conundrum.models.networks import ReLUNetwork, breakpoints
from conundrum.models.splines import slope_basis, uniform_knots


def natural_truncated_powers(x, knots):
    """Features of Hastie, Tibshirani, Friedman (2009), equations 5.4 and 5.5."""

    def d(k):
        difference = np.maximum(x - knots[k], 0) ** 3 - np.maximum(x - knots[-1], 0) ** 3
        return difference / (knots[-1] - knots[k])

    features = [np.ones_like(x), x, *(d(k) - d(len(knots) - 2) for k in range(len(knots) - 2))]
    return np.stack(features, axis=1)


def test_the_spline_is_the_least_squares_natural_spline(page):
    names = page.run("spline")
    sample, knots = names["sample"], names["knots"]
    features = natural_truncated_powers(sample.x, knots)
    coefficients = np.linalg.lstsq(features, sample.y)[0]
    x = np.linspace(-2, 2, 101)
    expected = natural_truncated_powers(x, knots) @ coefficients
    np.testing.assert_allclose(names["spline"](x), expected, atol=1e-8)


def test_the_network_is_torchs(page):
    network = page.function("network")
    relu = ReLUNetwork((1, 30, 1), seed=5).double()
    w, b, v, c = (p.detach().numpy().ravel() for p in relu.parameters())
    x = np.linspace(-3, 3, 50)
    with torch.no_grad():
        expected = relu(torch.as_tensor(x)[:, None])[:, 0]
    np.testing.assert_allclose(network(x, w, b, v, c), expected, atol=1e-12)


def test_its_kinks_are_its_breakpoints(page):
    kinks = page.function("kinks")
    relu = ReLUNetwork((1, 30, 1), seed=5).double()
    w, b = (p.detach().numpy().ravel() for p in list(relu.parameters())[:2])
    np.testing.assert_allclose(kinks(w, b, -3, 3), breakpoints(relu, -3.0, 3.0), atol=1e-12)


@pytest.mark.parametrize("shape", [(20, 8), (20, 20), (20, 42)])
def test_the_least_norm_fit_is_numpys(page, shape):
    least_norm_fit = page.function("least_norm_fit")
    rng = np.random.default_rng(3)
    features, y = rng.normal(size=shape), rng.normal(size=20)
    expected = np.linalg.lstsq(features, y)[0]
    np.testing.assert_allclose(least_norm_fit(features, y), expected, atol=1e-8)


def test_bias_and_variance_are_the_packages(page):
    names = page.run("spline", "squared_bias")
    parts = bias_variance(np.array(names["fits"]), names["truth"], QUARTIC.noise)
    assert names["squared_bias"] == pytest.approx(parts.squared_bias.mean(), rel=1e-8)
    assert names["variance"] == pytest.approx(parts.variance.mean(), rel=1e-8)


@pytest.mark.parametrize("knots", [7, 21, 60])
def test_exact_bias_and_variance_are_the_packages(page, knots):
    bias_and_variance = page.function("bias_and_variance")
    basis, sample = slope_basis(uniform_knots(-5, 5, knots)), SINE.sample_stratified(20, seed=3)
    parts = exact_bias_variance(basis, SINE, [sample])
    squared_bias, variance = bias_and_variance(basis, sample.x, SINE.grid(), np.sin, SINE.noise)
    assert squared_bias == pytest.approx(parts.squared_bias.mean(), rel=1e-6)
    assert variance == pytest.approx(parts.variance.mean(), rel=1e-6)


def test_connected_dots_cost_two_thirds_of_the_noise_however_many(page):
    ratios = page.run("ratios")["ratios"]
    assert list(ratios) == [20, 80, 320]
    assert list(ratios.values()) == pytest.approx([5 / 3] * 3, abs=0.04)
