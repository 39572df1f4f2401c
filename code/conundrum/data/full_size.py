"""All of Fashion-MNIST and CIFAR-10, for a reader who asks for them and is online."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from torchvision import datasets

from conundrum.data.fashion_subset import read_idx
from conundrum.data.images import Images, fashion_mnist

INSTALLED = Path("/usr/share/datasets/fashion-mnist")  # Debian's package dataset-fashion-mnist

Parts = tuple[Images, Images]


def full_size(name: str, folder: Path, installed: Path = INSTALLED) -> tuple[Images, Images, str]:
    """Return all images of a data set, or the subset that the book ships where there is no way.

    Fashion-MNIST is read from the Debian package `dataset-fashion-mnist` where that is installed.
    Otherwise torchvision downloads the data set into a folder, once.

    Parameters
    ----------
    name : str
        ``"fashion"`` or ``"cifar10"``.
    folder : Path
        Where torchvision keeps what it downloads: 80 MB or 340 MB.
    installed : Path
        Where the Debian package is.

    Returns
    -------
    train, test : Images
    source : str
        Which images these are, and why: a sentence for the reader.

    Raises
    ------
    ValueError
        If `name` is none of the two.
    """
    if name not in DOWNLOADS:
        raise ValueError(f"name must be one of {', '.join(DOWNLOADS)}, got {name!r}")
    if name == "fashion" and installed.is_dir():
        try:
            train, test = (_installed(installed, part) for part in ("train", "t10k"))
            return train, test, f"All of Fashion-MNIST, from {installed}."
        except (OSError, ValueError):
            pass  # a broken installation is as good as none
    try:
        train, test = (DOWNLOADS[name](folder, part) for part in (True, False))
    except (OSError, RuntimeError) as failure:
        train, test = fashion_mnist()
        return (
            train,
            test,
            f"{TITLES[name]} could not be downloaded into {folder} ({failure}). These are the "
            "images that the book ships instead: 5000 and 1000 of Fashion-MNIST.",
        )
    return train, test, f"All of {TITLES[name]}, from {folder}."


def _installed(installed: Path, part: str) -> Images:
    return _images(
        read_idx(installed / f"{part}-images-idx3-ubyte.gz")[:, None],
        read_idx(installed / f"{part}-labels-idx1-ubyte.gz"),
    )


def _fashion(folder: Path, train: bool) -> Images:
    data = datasets.FashionMNIST(folder, train=train, download=True)
    return _images(data.data.numpy()[:, None], data.targets.numpy())


def _cifar10(folder: Path, train: bool) -> Images:
    data = datasets.CIFAR10(folder, train=train, download=True)
    return _images(data.data.transpose(0, 3, 1, 2), np.array(data.targets))


def _images(bytes_: np.ndarray, labels: np.ndarray) -> Images:
    """Return images from bytes, shape (n, channels, height, width)."""
    return Images(bytes_.astype(np.float32) / 255, labels.astype(np.int64))


DOWNLOADS: dict[str, Callable[[Path, bool], Images]] = {"fashion": _fashion, "cifar10": _cifar10}
TITLES = {"fashion": "Fashion-MNIST", "cifar10": "CIFAR-10"}
