"""Images with labels: photographs of clothes, and handwritten digits."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from conundrum.checks import positive_integer
from conundrum.data.shipped import shipped_arrays

FASHION_CLASSES = (
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
FASHION_FILE = "fashion_mnist.npz"
FASHION_CHECKSUM = "bd8df2ff2a8f69672559192c0b4a2a51717a55a7a2f11ca154b1274d8be75880"


@dataclass(frozen=True)
class Images:
    """Images and what they show.

    Attributes
    ----------
    pixels : ndarray of float32, shape (n, channels, height, width)
        From 0 (black) to 1 (white).
    labels : ndarray of int, shape (n,)
        The class of each image, counted from 0.
    """

    pixels: Float[np.ndarray, "n channels height width"]
    labels: Int[np.ndarray, " n"]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: slice | np.ndarray) -> "Images":
        """Return some of the images, as an array is indexed."""
        return Images(self.pixels[chosen], self.labels[chosen])

    def split(self, size: int, *, seed: int) -> tuple["Images", "Images"]:
        """Draw `size` images at random, each class in its share; return them, and the others.

        Raises
        ------
        ValueError
            If `size` leaves a class without an image on either side.
        """
        size = positive_integer("size", size)
        first, second = train_test_split(
            np.arange(len(self)), train_size=size, stratify=self.labels, random_state=seed
        )
        return self[first], self[second]


def fashion_mnist() -> tuple[Images, Images]:
    """Return 5000 photographs of clothes for training and 1000 for testing, 28 × 28 pixels.

    A subset of Fashion-MNIST (Xiao, Rasul, Vollgraf 2017) with equally many images of each class,
    named in `FASHION_CLASSES`, in random order. `conundrum.data.fashion_subset` made it.

    Returns
    -------
    train, test : Images
        With one channel.

    Raises
    ------
    FileNotFoundError
        If the file is not where the package has it.
    ValueError
        If the file does not hold what it held when it was made.
    """
    train, test = _shipped_fashion_mnist()
    return train, test.split(1000, seed=0)[0]


def reserved_fashion_mnist() -> Images:
    """Return the 500 other photographs that are shipped for testing, 50 of each class.

    They are kept for the one test of the chapter *Networks that see*: nothing else may open them.

    Raises
    ------
    FileNotFoundError, ValueError
        As `fashion_mnist`.
    """
    _, test = _shipped_fashion_mnist()
    return test.split(1000, seed=0)[1]


def _shipped_fashion_mnist() -> tuple[Images, Images]:
    arrays = shipped_arrays(FASHION_FILE, FASHION_CHECKSUM)
    train, test = (
        _images(arrays[f"{part}_images"], arrays[f"{part}_labels"], white=255)
        for part in ("train", "test")
    )
    return train, test


def digits() -> Images:
    """Return 1797 handwritten digits of 8 × 8 pixels, those that scikit-learn ships."""
    bunch = load_digits()
    return _images(bunch.images, bunch.target, white=16)


def shift(
    pixels: Float[np.ndarray, "*n height width"], *, down: int, right: int
) -> Float[np.ndarray, "*n height width"]:
    """Move images by whole pixels; what comes in at the edge is black.

    Parameters
    ----------
    pixels : ndarray, shape (…, height, width)
    down, right : int
        How far; negative for up and left.
    """
    height, width = pixels.shape[-2:]
    moved = np.zeros_like(pixels)
    if abs(down) < height and abs(right) < width:
        rows = slice(max(down, 0), height + min(down, 0))
        columns = slice(max(right, 0), width + min(right, 0))
        from_rows = slice(max(-down, 0), height + min(-down, 0))
        from_columns = slice(max(-right, 0), width + min(-right, 0))
        moved[..., rows, columns] = pixels[..., from_rows, from_columns]
    return moved


def _images(grey: np.ndarray, labels: np.ndarray, *, white: int) -> Images:
    """Return images of one channel from grey values between 0 and `white`."""
    return Images((grey[:, None] / white).astype(np.float32), labels.astype(np.int64))
