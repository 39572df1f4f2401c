"""Makes ``files/fashion_mnist.npz``, the images this book ships, from all of Fashion-MNIST.

Run as ``python -m conundrum.data.fashion_subset FOLDER FILE``. The folder holds the four files
``train-images-idx3-ubyte.gz``, … of the data set's publishers (Xiao, Rasul, Vollgraf 2017).
"""

import gzip
import sys
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from sklearn.model_selection import train_test_split

TRAIN, TEST = 5000, 1500
SEED = 0


def read_idx(file: Path) -> UInt8[np.ndarray, "..."]:
    """Return the array of bytes in a gzipped IDX file.

    Raises
    ------
    ValueError
        If the file holds no bytes in IDX format: its first four bytes say what it holds.
    """
    content = gzip.decompress(file.read_bytes())
    if content[:3] != b"\x00\x00\x08":
        raise ValueError(f"file={file} must be an IDX file of bytes, begins {content[:4]!r}")
    dimensions = content[3]
    shape = np.frombuffer(content, ">i4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def choose(
    images: UInt8[np.ndarray, "n 28 28"], labels: UInt8[np.ndarray, " n"], size: int
) -> tuple[UInt8[np.ndarray, "size 28 28"], UInt8[np.ndarray, " size"]]:
    """Draw images at random, each class in the same share as in all of them, in random order."""
    chosen, _ = train_test_split(
        np.arange(len(labels)), train_size=size, stratify=labels, random_state=SEED
    )
    return images[chosen], labels[chosen]


def main(folder: Path, file: Path) -> None:
    """Choose images for training from those for training, for testing from those for testing."""
    arrays = {}
    for part, prefix, size in (("train", "train", TRAIN), ("test", "t10k", TEST)):
        images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz")
        labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz")
        arrays[f"{part}_images"], arrays[f"{part}_labels"] = choose(images, labels, size)
    np.savez_compressed(file, **arrays)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
