"""Makes ``files/fashion_mnist.npz``, the images this book ships, from all of Fashion-MNIST.

Run as ``python -m conundrum.data.fashion_subset FOLDER FILE``. The folder holds the four files
``train-images-idx3-ubyte.gz``, … of the data set's publishers (Xiao, Rasul, Vollgraf 2017).
"""

import gzip
import sys
from pathlib import Path

import numpy as np
from jaxtyping import Int, UInt8
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


def choose(labels: UInt8[np.ndarray, " n"], size: int) -> Int[np.ndarray, " n"]:
    """Return a random order of all images; the first `size` have equal shares of classes."""
    chosen, others = train_test_split(
        np.arange(len(labels)), train_size=size, stratify=labels, random_state=SEED
    )
    return np.concatenate([chosen, others])


def main(folder: Path, file: Path) -> None:
    """Choose images for training from those for training, for testing from those for testing.

    The first draw of test images was looked at while the chapters were written. Those shipped are
    a second draw, of the others, of which 500 are kept for the one test of the chapter on networks
    that see.
    """
    train, train_labels = _read(folder, "train")
    test, test_labels = _read(folder, "t10k")
    first = choose(train_labels, TRAIN)[:TRAIN]
    unseen = choose(test_labels, TEST)[TEST:]
    second = unseen[choose(test_labels[unseen], TEST)[:TEST]]
    np.savez_compressed(
        file,
        train_images=train[first],
        train_labels=train_labels[first],
        test_images=test[second],
        test_labels=test_labels[second],
    )


def _read(
    folder: Path, prefix: str
) -> tuple[UInt8[np.ndarray, "n 28 28"], UInt8[np.ndarray, " n"]]:
    images, labels = (
        read_idx(folder / f"{prefix}-{kind}-ubyte.gz") for kind in ("images-idx3", "labels-idx1")
    )
    return images, labels


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
