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


def test_least_norm_trusts_large_columns(page):
    for s, share in page.run("shares")["shares"].items():
        assert share == pytest.approx(s**2 / (1 + s**2))


def test_adam_fits_and_is_not_the_least_norm(page):
    names = page.run("adam")
    assert names["adam_error"] < 1e-6
    assert names["norm_ratio"] > 1.02


def test_thousands_of_junk_columns_help_weak_predictors(page):
    names = page.run("best_junk")
    assert names["best_junk"] in (2000, 4000, 8000)
    assert names["totals"][names["best_junk"]] < names["totals"][0] - 0.05
