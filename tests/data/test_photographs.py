"""Photographs come as scikit-learn ships them, and become smaller and grey as they should."""

import numpy as np
import pytest
from sklearn.datasets import load_sample_images

from conundrum.data.photographs import CREDITS, FILES, grey, photograph, shrink


def test_photographs_are_those_that_are_credited():
    shipped = load_sample_images()
    for (name, file), image in zip(FILES.items(), shipped.images, strict=True):
        np.testing.assert_allclose(photograph(name) * 255, image)
        number = CREDITS[name].rsplit("/", 1)[1]
        credit = shipped.DESCR[shipped.DESCR.index(file) :]
        assert number in credit
        assert "creativecommons.org/licenses/by/2.0" in credit


def test_an_unknown_photograph_is_named():
    with pytest.raises(ValueError, match="name must be one of pagoda, flower, got 'dog'"):
        photograph("dog")


def test_brightness_keeps_grey_and_weighs_green_most():
    assert grey(np.full((2, 3, 3), 0.4)) == pytest.approx(0.4)
    red, green, blue = (grey(np.eye(3)[None, channel : channel + 1])[0, 0] for channel in range(3))
    assert green > red > blue > 0


def test_shrinking_averages_blocks():
    image = np.arange(7 * 8.0).reshape(7, 8)
    small = shrink(image, 3)
    assert small.shape == (2, 2)
    assert small[1, 0] == image[3:6, 0:3].mean()
    colour = np.random.default_rng(0).random((8, 8, 3))
    assert shrink(colour, 8)[0, 0] == pytest.approx(colour.mean(axis=(0, 1)))


@pytest.mark.parametrize("factor", [0, 9])
def test_a_bad_factor_is_named(factor):
    with pytest.raises(ValueError, match="factor must be"):
        shrink(np.zeros((8, 8)), factor)
