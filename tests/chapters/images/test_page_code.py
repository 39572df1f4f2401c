"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from scipy.stats import pearsonr
from torch import nn

from conundrum.data.images import shift


def test_the_array_is_height_width_channels(page):
    names = page.run("pixel")
    assert (names["height"], names["width"], names["channels"]) == (427, 640, 3)
    assert names["pixel"].shape == (3,)


@pytest.mark.parametrize("d", [1, 5, 30])
def test_correlation_along_rows_is_scipys(page, d):
    correlation = page.function("correlation_along_rows")
    image = np.random.default_rng(0).random((20, 40)).cumsum(axis=1)
    expected = pearsonr(image[:, :-d].ravel(), image[:, d:].ravel()).statistic
    assert correlation(image, d) == pytest.approx(expected, abs=1e-8)


def test_flattening_puts_pixels_where_the_page_says(page):
    names = page.run("flat")
    clothes, flat = names["clothes"].pixels, names["flat"]
    np.testing.assert_array_equal(flat[:, names["place"]], clothes[:, 0, 10, 14])
    np.testing.assert_array_equal(flat[:, names["right"]], clothes[:, 0, 10, 15])
    np.testing.assert_array_equal(flat[:, names["below"]], clothes[:, 0, 11, 14])


def test_the_classifier_is_torchs(page):
    names = page.run("flat", "classify")
    plain = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)).double()
    x = np.random.default_rng(0).random((30, 784))
    with torch.no_grad():
        expected = plain(torch.as_tensor(x)).numpy()
    W1, b1, W2, b2 = (p.detach().numpy() for p in plain.parameters())
    np.testing.assert_allclose(names["classify"](x, W1, b1, W2, b2), expected, atol=1e-8)
    assert np.abs(names["as_it_is"] - names["shuffled"]).max() < 1e-8


@pytest.mark.parametrize("k", [0, 1, 7])
def test_moving_right_is_the_packages_shift(page, k):
    move_right = page.function("move_right")
    images = np.random.default_rng(0).random((2, 1, 6, 8))
    np.testing.assert_array_equal(move_right(images, k), shift(images, down=0, right=k))
