"""Each solution finds what its text says; that its answer is right is tested for all chapters."""

import numpy as np
import pytest

from conundrum.chapters.overparameterization.exercises import PENALISED, shares_right


def test_least_norm_trusts_large_columns(page):
    for s in (0.1, 1, 10):
        _, second = np.linalg.pinv([[1.0, s]]) @ [1.0]
        assert s * second == pytest.approx(s**2 / (1 + s**2))
    np.testing.assert_allclose(page.run("one_row")["one_row"], [0.1, 0.3])


def test_the_bends_are_those_of_the_dots(page):
    np.testing.assert_allclose(page.run("total")["bends"], [-3, 1])


def test_a_start_elsewhere_ends_at_the_nearest_fit(page):
    assert page.run("start_difference")["start_difference"] < 1e-10


def test_adam_fits_and_is_not_the_least_norm(page):
    names = page.run("adam")
    assert names["adam_error"] < 1e-20
    assert names["norm_ratio"] > 1.1
    assert names["unseen_share"] == pytest.approx(1 - 1 / names["norm_ratio"] ** 2)


def test_the_second_minimum_is_where_the_formula_says(page):
    best = page.run("best_ratio")["best_ratio"]
    for sigma in (0.3, 0.6, 0.9):
        assert best[sigma] == pytest.approx(1 / (1 - sigma), rel=1e-3)
    assert best[1.0] == 50


def test_a_third_is_thrown_away_and_a_ridge_keeps_all(page):
    names = page.run("best_keep")
    assert names["best_keep"] == 55
    assert names["ridge_error"] < 0.6 * names["kept_error"].min()


def test_more_images_hurt_without_a_penalty_and_help_with_one(page):
    names = page.run("plain")
    few, peak, many = names["plain"]
    assert peak < 0.6 < 0.75 < few < many
    assert (np.diff(names["penalised"]) > 0).all()
    np.testing.assert_allclose(names["penalised"], shares_right(PENALISED))


def test_small_junk_helps_and_standardised_junk_leaves_nothing(page):
    without, small, standardised = page.run("mean_errors")["mean_errors"]
    assert small < without - 0.1
    assert standardised == pytest.approx(1.25, abs=0.02)
