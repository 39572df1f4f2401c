"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest


def test_sorted_people_are_predicted_badly_without_shuffling(page):
    unshuffled, shuffled = page.run("sorted_errors")["sorted_errors"]
    assert unshuffled > 1.3 * shuffled


def test_bias_falls_with_the_number_of_folds_and_is_small_from_five_on(page):
    bias = page.run("fold_bias")["fold_bias"]
    assert bias[2] > 0.08
    assert bias[2] > bias[5]
    assert all(abs(bias[k]) < 0.05 for k in (5, 10))


def test_the_632_estimator_lies_between_two_biased_ones(page):
    train, bootstrap, mixed = page.run("bias_632")["bias_632"]
    assert train < -0.05
    assert bootstrap > 0.05
    assert abs(mixed) < 0.05


def test_scaling_everybody_hardly_leaks(page):
    scaling = page.run("scaling")["scaling"]
    assert scaling["everybody"] == pytest.approx(scaling["pipeline"], abs=0.001)
    assert scaling["apart"] > 1.04 * scaling["pipeline"]


def test_ridge_hardly_differs_and_the_plain_test_is_surer(page):
    names = page.run("ridge_p")
    assert names["ridge_p"]["plain"] < names["ridge_p"]["corrected"]
    assert abs(np.mean(names["ridge"] - names["plain"])) < 0.5


def test_a_leak_of_ones_own_flatters(page):
    leak = page.run("own_leak")["own_leak"]
    assert leak["before"] > leak["inside"] + 0.05
