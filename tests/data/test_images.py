"""The images the book ships are what their publishers made, and moving them moves nothing else."""

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from conundrum.data import fashion_subset
from conundrum.data.images import (
    FASHION_CLASSES,
    digits,
    fashion_mnist,
    reserved_fashion_mnist,
    shift,
)


def test_each_class_of_clothes_has_its_share():
    parts = (*fashion_mnist(), reserved_fashion_mnist())
    for part, each in zip(parts, (500, 100, 50), strict=True):
        assert part.pixels.shape == (10 * each, 1, 28, 28)
        assert part.pixels.dtype == np.float32
        assert (part.pixels.min(), part.pixels.max()) == (0, 1)
        np.testing.assert_array_equal(np.bincount(part.labels), each)
    assert len(FASHION_CLASSES) == 10


def test_no_image_is_in_two_parts():
    parts = (*fashion_mnist(), reserved_fashion_mnist())
    different = {image.tobytes() for part in parts for image in part.pixels}
    assert len(different) == sum(len(part) for part in parts)


def test_digits_are_scikit_learns():
    assert digits().pixels.shape == (1797, 1, 8, 8)
    assert digits().pixels.max() == 1


def test_a_split_holds_each_image_once_and_keeps_the_shares():
    every = digits()
    first, second = every.split(1000, seed=3)
    assert (len(first), len(second)) == (1000, 797)
    shares = np.bincount(first.labels) / 1000
    np.testing.assert_allclose(shares, np.bincount(every.labels) / 1797, atol=1e-3)
    both = np.concatenate([first.pixels, second.pixels]).reshape(1797, -1)
    np.testing.assert_allclose(np.sort(both.sum(1)), np.sort(every.pixels.reshape(1797, -1).sum(1)))
    again, _ = every.split(1000, seed=3)
    np.testing.assert_array_equal(first.labels, again.labels)


@given(st.integers(-9, 9), st.integers(-9, 9))
def test_shifting_is_scipys(down, right):
    pixels = np.random.default_rng(0).random((2, 1, 7, 8))
    expected = ndimage.shift(pixels, (0, 0, down, right), order=0)
    np.testing.assert_allclose(shift(pixels, down=down, right=right), expected)


def test_the_subset_is_made_from_idx_files(tmp_path):
    rng = np.random.default_rng(0)
    for prefix, n in (("train", 6000), ("t10k", 4000)):
        _write_idx(tmp_path / f"{prefix}-images-idx3-ubyte.gz", rng.integers(256, size=(n, 28, 28)))
        _write_idx(tmp_path / f"{prefix}-labels-idx1-ubyte.gz", np.arange(n) % 10)
    fashion_subset.main(tmp_path, tmp_path / "subset.npz")
    with np.load(tmp_path / "subset.npz") as made:
        assert made["train_images"].shape == (5000, 28, 28)
        np.testing.assert_array_equal(np.bincount(made["test_labels"]), 150)


def test_a_file_that_is_no_idx_file_is_named(tmp_path):
    file = tmp_path / "train-images-idx3-ubyte.gz"
    file.write_bytes(gzip.compress(b"something else"))
    with pytest.raises(ValueError, match="must be an IDX file of bytes"):
        fashion_subset.read_idx(file)


def _write_idx(file, array):
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    file.write_bytes(gzip.compress(header + array.astype(np.uint8).tobytes(), 1))
