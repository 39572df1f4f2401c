"""Each solution finds what its text says; that its answer is right is tested for all chapters."""

import numpy as np
import pytest


def test_decay_on_two_weights_is_the_lasso(page):
    names = page.run("lasso")
    product = names["u"] * names["v"]
    np.testing.assert_allclose(product, names["lasso"].coef_, atol=1e-6)
    assert (names["lasso"].coef_ == 0).sum() >= 2


def test_leaving_one_out_is_free(page):
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(40, 30)), rng.normal(size=40)
    off = []
    for i in range(40):
        rest = np.delete(np.arange(40), i)
        square = X[rest].T @ X[rest] + 3 * np.eye(30)
        off.append(y[i] - X[i] @ np.linalg.solve(square, X[rest].T @ y[rest]))
    assert page.function("loo")(X, y, 3) == pytest.approx(np.mean(np.square(off)))


def test_noise_on_predictors_is_ridge(page):
    names = page.run("noisy")
    limit = names["limit"](names["X"], names["y"], 0.5)
    np.testing.assert_allclose(names["noisy"], limit, atol=0.03)


def test_adamw_stays_at_least_squares(page):
    length = page.run("relative_length")["relative_length"]
    assert length["SGD"] == pytest.approx(length["Adam"], abs=1e-4)
    assert length["Adam"] < 0.8
    assert length["AdamW"] == pytest.approx(1, abs=1e-3)


def test_an_ensemble_is_better_than_its_members_and_worse_than_a_start_at_zero(page):
    names = page.run("ensemble")
    assert names["from_zero"] < names["ensemble"] < names["members"]


def test_a_wrong_key_is_worse_than_ridge_and_a_right_one_better(page):
    ridge, right, wrong = page.run("explained")["explained"]
    assert right > ridge > 0.1 > wrong


def test_holes_mend_least_squares_and_ridge_does_better(page):
    complete, copies, ridge = page.run("skipped")["skipped"]
    assert complete < 0 < copies < ridge


def test_more_patience_keeps_a_smaller_validation_error(page):
    assert page.run("kept_states")["kept_states"] == [1, 3, 6]
