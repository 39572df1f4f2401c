"""All of Fashion-MNIST and CIFAR-10, for a reader who asks for them and is online."""

import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from torchvision import datasets

from conundrum.data.fashion_subset import read_idx
from conundrum.data.images import Images, fashion_mnist

# Bytes of the files of Fashion-MNIST: a header, then a byte a pixel or a label. torchvision reads
# whatever lies under these names, be it half of a file or a page that asks for a password.
FASHION_BYTES = {
    "train-images-idx3-ubyte": 16 + 60_000 * 28 * 28,
    "train-labels-idx1-ubyte": 8 + 60_000,
    "t10k-images-idx3-ubyte": 16 + 10_000 * 28 * 28,
    "t10k-labels-idx1-ubyte": 8 + 10_000,
}

INSTALLED = Path("/usr/share/datasets/fashion-mnist")  # Debian's package dataset-fashion-mnist

Parts = tuple[Images, Images]


class BrokenFileError(Exception):
    """A file that was downloaded earlier is not whole."""


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
    passed_over = ""
    if name == "fashion" and installed.is_dir():
        try:
            train, test = (_installed(installed, part) for part in ("train", "t10k"))
            return train, test, f"All of Fashion-MNIST, from {installed}."
        except (OSError, EOFError, zlib.error, ValueError) as failure:
            passed_over = f" The files in {installed} were passed over: {failure}."
    try:
        train, test = (DOWNLOADS[name](folder, part) for part in (True, False))
    except BrokenFileError as broken:
        reason = f"{broken}."
    except (OSError, RuntimeError) as failure:
        reason = f"{TITLES[name]} could not be downloaded into {folder} ({failure})."
    else:
        return train, test, f"All of {TITLES[name]}, from {folder}.{passed_over}"
    train, test = fashion_mnist()
    instead = "These are the images that the book ships instead: 5000 and 1000 of Fashion-MNIST."
    return train, test, f"{reason} {instead}{passed_over}"


def _installed(installed: Path, part: str) -> Images:
    return _images(
        read_idx(installed / f"{part}-images-idx3-ubyte.gz")[:, None],
        read_idx(installed / f"{part}-labels-idx1-ubyte.gz"),
    )


def _fashion(folder: Path, train: bool) -> Images:
    _require_whole(folder / "FashionMNIST" / "raw")
    data = datasets.FashionMNIST(folder, train=train, download=True)
    _require_whole(folder / "FashionMNIST" / "raw")
    return _images(data.data.numpy()[:, None], data.targets.numpy())


def _require_whole(raw: Path) -> None:
    """Refuse to read a file that an interrupted download left behind."""
    for name, expected in FASHION_BYTES.items():
        file = raw / name
        if file.exists() and (size := file.stat().st_size) != expected:
            raise BrokenFileError(
                f"{file} must have {expected:,} bytes, got {size:,}: delete it and run this again"
            )


def _cifar10(folder: Path, train: bool) -> Images:
    data = datasets.CIFAR10(folder, train=train, download=True)
    return _images(data.data.transpose(0, 3, 1, 2), np.array(data.targets))


def _images(bytes_: np.ndarray, labels: np.ndarray) -> Images:
    """Return images from bytes, shape (n, channels, height, width)."""
    return Images(bytes_.astype(np.float32) / 255, labels.astype(np.int64))


DOWNLOADS: dict[str, Callable[[Path, bool], Images]] = {"fashion": _fashion, "cifar10": _cifar10}
TITLES = {"fashion": "Fashion-MNIST", "cifar10": "CIFAR-10"}
