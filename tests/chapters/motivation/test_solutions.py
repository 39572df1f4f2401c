"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest


def test_cross_validation_chooses_well_enough(page):
    assert 0 <= page.run("validated")["extra"] < 0.02


def test_a_tree_grown_to_the_end_pays_the_noise_twice(page):
    names = page.run("full_errors")
    fitted = names["tree"].predict(names["cloud"].x[:, None])
    np.testing.assert_allclose(fitted, names["cloud"].y)
    assert 0.32 < np.mean(names["full_errors"]) < 0.36


def test_the_right_columns_reach_the_noise(page):
    # 0.16 of noise, and as much again for each coefficient, shared by the observations
    error = page.run("known_columns")["known_error"]
    assert error == pytest.approx(0.16 * (1 + 6 / 400), abs=0.005)


def test_components_help_only_where_traits_vary_most(page):
    turned_back = page.run("turned_back")["turned_back"]
    assert turned_back[1] > 0.8
    assert turned_back[3] < 0.3


def test_one_pixel_spoils_the_digits(page):
    accuracy = page.run("accuracy")["accuracy"]
    assert accuracy[0] > 0.93
    assert accuracy[1] < 0.6
