"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LinearRegression

from conundrum.models import smoothers


def test_the_readout_is_scikit_learns(page):
    names = page.run("random_relu_features")
    digits, rng = load_digits(), np.random.default_rng(0)
    features = names["random_relu_features"](digits.data / 16, 100, rng)
    readout = names["fit_readout"](features[:400], digits.target[:400])
    expected = LinearRegression(fit_intercept=False).fit(
        features[:400], np.eye(10)[digits.target[:400]]
    )
    np.testing.assert_allclose(readout, expected.coef_.T, atol=1e-8)
    wrong = names["test_error"](features[400:], readout, digits.target[400:])
    guess = expected.predict(features[400:]).argmax(axis=1)
    assert wrong == pytest.approx((guess != digits.target[400:]).mean())


def test_effective_parameters_are_the_packages(page):
    function = page.function("effective_parameters")
    rng = np.random.default_rng(1)
    features, new = rng.normal(size=(20, 50)), rng.normal(size=(30, 50))
    weights = smoothers.LeastSquares.on(features).weights(new)
    expected = smoothers.effective_parameters(weights)
    assert function(new, features) == pytest.approx(expected, rel=1e-8)
