"""MNIST-1D is what its package generates, and drawing it disturbs nothing."""

import random

import numpy as np
import pytest
from mnist1d.data import get_dataset_args, make_dataset

from conundrum.data.mnist1d import mnist1d


def test_signals_are_the_packages():
    arguments = get_dataset_args()
    arguments.num_samples, arguments.train_split, arguments.seed = 50, 1.0, 7
    expected = make_dataset(arguments)
    drawn = mnist1d(50, seed=7)
    np.testing.assert_allclose(drawn.x, expected["x"], rtol=1e-6)
    np.testing.assert_array_equal(drawn.labels, expected["y"])


def test_each_class_has_its_share_and_signals_are_standardised():
    drawn = mnist1d(100, seed=1)
    assert drawn.x.shape == (len(drawn), 40)
    np.testing.assert_array_equal(np.bincount(drawn.labels), 10)
    assert drawn.x.mean() == pytest.approx(0, abs=1e-6)
    assert drawn.x.std() == pytest.approx(1, rel=1e-5)
    assert drawn[:30].x.shape == (30, 40)


def test_the_seed_decides_and_nothing_else_does():
    first = mnist1d(50, seed=3)
    random.random()
    np.testing.assert_array_equal(mnist1d(50, seed=3).x, first.x)
    assert not np.array_equal(mnist1d(50, seed=4).x, first.x)


def test_global_generators_are_left_as_they_were():
    python, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002
    mnist1d(20, seed=1)
    assert random.getstate() == python
    np.testing.assert_array_equal(np.random.get_state()[1], legacy[1])  # noqa: NPY002


@pytest.mark.parametrize("n", [0, -10, 15])
def test_numbers_that_give_no_equal_classes_are_refused(n):
    with pytest.raises(ValueError, match="n must be"):
        mnist1d(n, seed=1)
