"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from scipy import special
from scipy.stats import logistic, poisson
from sklearn.metrics import log_loss
from torch.nn import functional

from conundrum.chapters.losses import experiments
from conundrum.chapters.losses.experiments.amounts import poisson_loss

TIGHT = {"atol": 1e-8, "rtol": 0}


def test_two_classes_are_scipys_scikit_learns_and_torchs(page):
    names = page.run("binary_cross_entropy")
    rng = np.random.default_rng(0)
    z, y = rng.normal(scale=3, size=200), rng.integers(0, 2, 200)
    p = names["sigmoid"](z)
    np.testing.assert_allclose(p, special.expit(z), **TIGHT)
    loss = names["binary_cross_entropy"](p, y)
    assert loss == pytest.approx(log_loss(y, p), abs=1e-8)
    output = torch.tensor(z, requires_grad=True)
    total = functional.binary_cross_entropy_with_logits(
        output, torch.tensor(y, dtype=torch.float64), reduction="sum"
    )
    total.backward()
    assert loss * len(z) == pytest.approx(total.item(), abs=1e-8)
    np.testing.assert_allclose(names["slope_in_z"](z, y), output.grad, **TIGHT)


def test_several_classes_are_scipys_scikit_learns_and_torchs(page):
    names = page.run("one_hot")
    rng = np.random.default_rng(1)
    z, labels = rng.normal(scale=3, size=(100, 7)), rng.integers(0, 7, 100)
    y = names["one_hot"](labels, 7)
    np.testing.assert_array_equal(y.argmax(axis=1), labels)
    p = names["softmax"](z)
    np.testing.assert_allclose(p, special.softmax(z, axis=1), **TIGHT)
    loss = names["cross_entropy"](p, y)
    assert loss == pytest.approx(log_loss(labels, p, labels=range(7)), abs=1e-8)
    outputs = torch.tensor(z, requires_grad=True)
    by_torch = functional.cross_entropy(outputs, torch.tensor(labels))
    by_torch.backward()
    assert loss == pytest.approx(by_torch.item(), abs=1e-8)
    np.testing.assert_allclose(names["gradient_in_z"](z, y), outputs.grad, **TIGHT)


@pytest.mark.parametrize("scale", [1, 1000])
def test_the_stable_softmax_is_scipys(page, scale):
    names = page.run("log_softmax")
    z = np.random.default_rng(2).normal(scale=scale, size=(50, 5))
    np.testing.assert_allclose(names["log_softmax"](z), special.log_softmax(z, axis=1), **TIGHT)


def test_the_reliability_of_the_page_is_that_of_its_figure(page):
    reliability = page.function("reliability")
    rng = np.random.default_rng(3)
    p = special.softmax(rng.normal(scale=2, size=(500, 4)), axis=1)
    labels = rng.integers(0, 4, 500)
    how_sure, how_right, error = reliability(p, labels)
    result = experiments.calibration.reliability(p, labels)
    filled = result.count > 0
    np.testing.assert_allclose(how_sure, result.confidence[filled], **TIGHT)
    np.testing.assert_allclose(how_right, result.accuracy[filled], **TIGHT)
    assert error == pytest.approx(result.calibration_error, abs=1e-8)


def test_the_poisson_loss_of_the_page_is_that_of_the_networks_and_of_scipy(page):
    names = page.run("poisson_loss")
    rng = np.random.default_rng(4)
    z, y = rng.normal(size=100), rng.poisson(2, 100)
    output = torch.tensor(z, requires_grad=True)
    loss = poisson_loss(output, torch.tensor(y))
    (loss * len(z)).backward()
    assert names["poisson_loss"](z, y) == pytest.approx(loss.item())
    np.testing.assert_allclose(names["slope_of_poisson"](z, y), output.grad, **TIGHT)
    constant = special.gammaln(y + 1).mean()
    assert loss.item() + constant == pytest.approx(-poisson.logpmf(y, np.exp(z)).mean())


def test_the_answers_of_the_page_are_those_of_the_figure(page):
    names = page.run("sigmoid", "answer_probabilities")
    z = np.linspace(-4, 4, 9)
    thresholds = experiments.ordered.THRESHOLDS
    found = names["answer_probabilities"](z, thresholds)
    np.testing.assert_allclose(found, experiments.ordered.answer_probabilities(z), **TIGHT)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    by_scipy = logistic.cdf(thresholds[1], loc=z) - logistic.cdf(thresholds[0], loc=z)
    np.testing.assert_allclose(found[:, 1], by_scipy, **TIGHT)
