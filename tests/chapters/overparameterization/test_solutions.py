"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest


def test_a_start_elsewhere_ends_at_the_nearest_fit(page):
    assert page.run("nearest_fit")["start_difference"] < 1e-10


def test_a_good_choice_of_columns_comes_back_too(page):
    pivoted = page.run("pivoted")["pivoted"]
    assert pivoted[20] > 1e5
    assert 0.2 < pivoted[120] < 1


def test_the_second_minimum_is_where_the_formula_says(page):
    best = page.run("best_ratio")["best_ratio"]
    for sigma in (0.25, 0.5, 0.9):
        assert best[sigma] == pytest.approx(1 / (1 - sigma), rel=1e-3)
    assert best[1.0] == 50


def test_half_is_thrown_away_and_a_ridge_keeps_all(page):
    names = page.run("best_keep")
    assert names["best_keep"] == 49
    assert names["ridge_error"] < 0.7 * names["kept_error"].min()


def test_neighbours_have_n_over_k(page):
    for (k, _), count in page.run("counted")["counted"].items():
        assert np.isclose(count, 400 / k)
