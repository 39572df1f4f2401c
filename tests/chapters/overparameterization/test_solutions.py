"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import pytest


def test_a_start_elsewhere_ends_at_the_nearest_fit(page):
    assert page.run("nearest_fit")["start_difference"] < 1e-10


def test_the_second_minimum_is_where_the_formula_says(page):
    best = page.run("best_ratio")["best_ratio"]
    for sigma in (0.25, 0.5, 0.9):
        assert best[sigma] == pytest.approx(1 / (1 - sigma), rel=1e-3)
    assert best[1.0] == 50


def test_half_is_thrown_away_and_a_ridge_keeps_all(page):
    names = page.run("best_keep")
    assert names["best_keep"] == 49
    assert names["ridge_error"] < 0.7 * names["kept_error"].min()
