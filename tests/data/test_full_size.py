"""All images where they can be had; otherwise the book's, and a sentence that says so."""

import gzip
import pickle
from urllib.error import URLError

import numpy as np
import pytest
import torch
from torchvision import datasets

from conundrum.data.full_size import full_size
from conundrum.data.images import fashion_mnist

rng = np.random.default_rng(0)


def write_idx(file, array):
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">i4").tobytes()
    file.write_bytes(gzip.compress(header + array.astype(np.uint8).tobytes()))


@pytest.fixture
def installed(tmp_path):
    folder = tmp_path / "installed"
    folder.mkdir()
    for part, n in (("train", 20), ("t10k", 8)):
        write_idx(folder / f"{part}-images-idx3-ubyte.gz", rng.integers(0, 256, (n, 28, 28)))
        write_idx(folder / f"{part}-labels-idx1-ubyte.gz", np.arange(n) % 10)
    return folder


@pytest.fixture
def offline(monkeypatch):
    def fail(*_, **__):
        raise URLError("no route to host")

    monkeypatch.setattr(datasets, "FashionMNIST", fail)
    monkeypatch.setattr(datasets, "CIFAR10", fail)


def test_installed_images_are_read_without_a_download(installed, tmp_path, offline):
    train, test, source = full_size("fashion", tmp_path, installed)
    assert train.pixels.shape == (20, 1, 28, 28)
    assert len(test) == 8
    assert 0 <= train.pixels.min() < train.pixels.max() <= 1
    np.testing.assert_array_equal(test.labels, np.arange(8))
    assert source == f"All of Fashion-MNIST, from {installed}."


def test_a_broken_installation_is_passed_over(installed, tmp_path, offline):
    (installed / "train-labels-idx1-ubyte.gz").write_bytes(b"not a gzip")
    _, _, source = full_size("fashion", tmp_path, installed)
    assert "could not be downloaded" in source
    assert f"The files in {installed} were passed over: Not a gzipped file" in source


@pytest.mark.parametrize(("name", "title"), [("fashion", "Fashion-MNIST"), ("cifar10", "CIFAR-10")])
def test_offline_the_books_images_are_returned_and_why(name, title, tmp_path, offline):
    train, test, source = full_size(name, tmp_path, tmp_path / "nothing")
    for got, shipped in zip((train, test), fashion_mnist(), strict=True):
        np.testing.assert_array_equal(got.pixels, shipped.pixels)
    assert source.startswith(f"{title} could not be downloaded into {tmp_path} (<urlopen error no")
    assert "5000 and 1000 of Fashion-MNIST" in source


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("train-images-idx3-ubyte", bytes(20_000)),
        ("train-labels-idx1-ubyte", b""),
        ("t10k-images-idx3-ubyte", b"<html>sign in, please</html>"),
        ("t10k-labels-idx1-ubyte", bytes(10_009)),
    ],
)
def test_a_file_that_a_broken_download_left_is_named(tmp_path, monkeypatch, name, content):
    def must_not_be_read(*_, **__):
        raise AssertionError

    monkeypatch.setattr(datasets, "FashionMNIST", must_not_be_read)
    file = tmp_path / "FashionMNIST" / "raw" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    train, _, source = full_size("fashion", tmp_path, tmp_path / "nothing")
    assert source.startswith(f"{file} must have ")
    assert f"bytes, got {len(content):,}: delete it and run this again. These are" in source
    assert len(train) == 5000


def test_a_truncated_installation_is_passed_over_with_a_word(installed, tmp_path, offline):
    file = installed / "t10k-images-idx3-ubyte.gz"
    file.write_bytes(file.read_bytes()[:-20])
    _, _, source = full_size("fashion", tmp_path, installed)
    assert f"The files in {installed} were passed over: Compressed file ended" in source


def test_a_corrupt_download_is_reported(monkeypatch, tmp_path):
    def corrupt(*_, **__):
        raise RuntimeError("Dataset not found or corrupted.")

    monkeypatch.setattr(datasets, "CIFAR10", corrupt)
    assert "(Dataset not found or corrupted.)" in full_size("cifar10", tmp_path)[2]


def test_downloads_of_clothes_become_images(monkeypatch, tmp_path):
    class Downloaded:
        def __init__(self, folder, *, train, download):
            assert download
            n = 30 if train else 10
            self.data = torch.full((n, 28, 28), 255, dtype=torch.uint8)
            self.targets = torch.arange(n) % 10

    monkeypatch.setattr(datasets, "FashionMNIST", Downloaded)
    train, test, source = full_size("fashion", tmp_path, tmp_path / "nothing")
    assert (train.pixels.shape, len(test)) == ((30, 1, 28, 28), 10)
    assert train.pixels.min() == 1
    assert source == f"All of Fashion-MNIST, from {tmp_path}."


def test_cifar10_is_read_as_torchvision_writes_it(monkeypatch, tmp_path):
    """A tiny data set in the publisher's format, read by torchvision itself."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    pixels = rng.integers(0, 256, (4, 3, 32, 32), dtype=np.uint8)
    for name in [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]:
        batch = {"data": pixels.reshape(4, -1), "labels": [3, 1, 4, 1]}
        (folder / name).write_bytes(pickle.dumps(batch))
    (folder / "batches.meta").write_bytes(pickle.dumps({"label_names": [*"abcdefghij"]}))
    monkeypatch.setattr(datasets.CIFAR10, "_check_integrity", lambda self: True)
    monkeypatch.setattr(datasets.cifar, "check_integrity", lambda *_: True)
    train, test, _ = full_size("cifar10", tmp_path)
    assert train.pixels.shape == (20, 3, 32, 32)
    np.testing.assert_array_equal(test.labels, [3, 1, 4, 1])
    np.testing.assert_allclose(test.pixels, pixels / np.float32(255), rtol=1e-6)


def test_an_unknown_name_is_refused(tmp_path):
    with pytest.raises(ValueError, match="name must be one of fashion, cifar10, got 'mnist'"):
        full_size("mnist", tmp_path)
