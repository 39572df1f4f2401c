"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_score

from conundrum.chapters.regularization.experiments import decay
from conundrum.chapters.regularization.experiments.augmentation import shifted_copies
from conundrum.data.mnist1d import Signals
from conundrum.training.patience import stop_with_patience


@pytest.fixture
def regression():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 6))
    return X, X @ rng.normal(size=6) + rng.normal(size=40)


@pytest.mark.parametrize("penalty", [0.01, 0.3, 5])
def test_descent_with_decay_is_scikit_learns_ridge(page, regression, penalty):
    X, y = regression
    found = page.function("descend_with_decay")(X, y, penalty)
    expected = Ridge(alpha=len(y) * penalty, fit_intercept=False).fit(X, y).coef_
    np.testing.assert_allclose(found, expected, atol=1e-8)


def test_cross_validation_is_scikit_learns(page, regression):
    X, y = regression
    penalties = (0.001, 0.1, 2)
    found = page.run("cross_validate")["cross_validate"](X, y, penalties, 4)
    for error, penalty in zip(found, penalties, strict=True):
        scores = cross_val_score(
            Ridge(alpha=30 * penalty, fit_intercept=False),  # 30 of 40 rows train
            X,
            y,
            cv=KFold(4),
            scoring="neg_mean_squared_error",
        )
        assert error == pytest.approx(-scores.mean(), abs=1e-8)


def test_the_formula_of_early_stopping_is_torchs_descent(page, regression):
    X, y = regression
    stopped = page.function("stopped_descent")(X, y, 0.05, 70)
    c = torch.zeros(6, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([c], lr=0.05)
    for _ in range(70):
        optimiser.zero_grad()
        (torch.as_tensor(X) @ c - torch.as_tensor(y)).square().mean().backward()
        optimiser.step()
    np.testing.assert_allclose(stopped, c.detach(), atol=1e-8)


def test_dropout_keeps_its_share_and_the_mean_as_torchs(page):
    dropout = page.function("dropout")
    ones = np.ones((1000, 100))
    ours = dropout(ones, 0.2, np.random.default_rng(1))
    torch.manual_seed(1)
    theirs = torch.nn.functional.dropout(torch.as_tensor(ones), 0.2).numpy()
    np.testing.assert_allclose(np.unique(ours), np.unique(theirs), atol=1e-8)
    assert (ours == 0).mean() == pytest.approx(0.2, abs=0.01)
    assert ours.mean() == pytest.approx(1, abs=0.01)


def test_moved_copies_are_those_of_the_experiment(page):
    moved = page.function("moved_copies")
    x = np.random.default_rng(2).normal(size=(3, 40))
    expected = shifted_copies(Signals(x, np.arange(3)), 2).x
    np.testing.assert_array_equal(moved(x, 2), expected)
    np.testing.assert_array_equal(moved(x, 2)[6:9], x)


def test_the_error_of_an_ensemble_is_its_members_minus_their_spread(page):
    rng = np.random.default_rng(3)
    predictions, y = rng.normal(size=(5, 30)), rng.normal(size=30)
    found = page.function("error_of_ensemble")(predictions, y)
    assert found == pytest.approx(np.mean((predictions.mean(axis=0) - y) ** 2), abs=1e-12)


@pytest.mark.parametrize("name", [decay.SGD, decay.ADAM, decay.ADAMW])
def test_the_steps_of_the_page_are_torchs(page, regression, name):
    X, y = regression
    names = page.run("sgd_step")
    memory = {"t": 0, "m": np.zeros(6), "v": np.zeros(6)}
    rest = () if name == decay.SGD else (memory,)
    found = np.zeros(6)
    c = torch.zeros(6, dtype=torch.float64, requires_grad=True)
    optimiser = getattr(torch.optim, name)([c], lr=0.03, weight_decay=0.3)
    for _ in range(50):
        gradient = 2 / len(y) * X.T @ (X @ found - y)
        found = names[f"{name.lower()}_step"](found, gradient, 0.3, 0.03, *rest)
        optimiser.zero_grad()
        (torch.as_tensor(X) @ c - torch.as_tensor(y)).square().mean().backward()
        optimiser.step()
    np.testing.assert_allclose(found, c.detach(), atol=1e-9)


def test_the_page_stops_as_the_experiment_does(page):
    stop = page.function("stop_with_patience")
    errors = np.random.default_rng(1).random((20, 30))
    for each in errors:
        assert stop(each, 4) == stop_with_patience(each, 4)[0]
