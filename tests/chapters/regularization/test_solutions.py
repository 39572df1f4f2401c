"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest


def test_decay_on_two_weights_is_the_lasso(page):
    names = page.run("lasso")
    product = names["u"] * names["v"]
    np.testing.assert_allclose(product, names["lasso"].coef_, atol=1e-6)
    assert (names["lasso"].coef_ == 0).sum() >= 2


def test_leaving_one_out_is_free(page):
    names = page.run("free")
    for penalty, error in names["free"].items():
        assert error == pytest.approx(names["looped"][penalty], rel=1e-10)
    assert 0.1 < names["chosen_penalty"] < 1000


def test_noise_on_predictors_is_ridge(page):
    names = page.run("copies")
    np.testing.assert_allclose(names["noisy"], names["same"], atol=0.03)
    assert np.abs(names["minimum_norm"](names["X"], names["y"]) - names["same"]).max() > 0.1


def test_members_with_one_minimum_do_not_differ(page):
    spreads = page.run("spreads")["spreads"]
    assert spreads[5] < 1e-20
    assert spreads[50] > 1


def test_a_wrong_key_is_worse_than_ridge_and_a_right_one_better(page):
    explained = page.run("explained")["explained"]
    assert explained["right key"] > explained["ridge of items"] > explained["wrong key"]


def test_more_patience_keeps_a_smaller_validation_error(page):
    names = page.run("kept_states")
    assert names["kept_states"] == {1: 1, 2: 1, 3: 4}
