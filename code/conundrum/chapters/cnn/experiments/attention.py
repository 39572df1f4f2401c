"""Attention between the patches of an image, without training."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy.special import softmax
from torch.nn.functional import scaled_dot_product_attention

from conundrum.data.images import fashion_mnist
from conundrum.experiment import experiment


@dataclass(frozen=True)
class Attention:
    """Attention between the patches of an image.

    Attributes
    ----------
    picture
        The image.
    weights
        How much each patch (row) takes from each other (column); rows add up to 1.
    mixed
        The patches after attention.
    by_torch
        The same, computed by torch.
    permuted
        After attention between the same patches in another order, put back in order.
    """

    picture: Float[np.ndarray, "height width"]
    weights: Float[np.ndarray, "patches patches"]
    mixed: Float[np.ndarray, "patches values"]
    by_torch: Float[np.ndarray, "patches values"]
    permuted: Float[np.ndarray, "patches values"]

    @property
    def across(self) -> int:
        """How many patches there are side by side."""
        return round(len(self.weights) ** 0.5)

    @property
    def strength(self) -> Float[np.ndarray, "patches patches"]:
        """The weights of each patch, relative to the largest of them."""
        return self.weights / self.weights.max(axis=1, keepdims=True)

    @property
    def from_torch(self) -> float:
        """The largest difference from what torch computes."""
        return float(np.abs(self.mixed - self.by_torch).max())

    @property
    def from_permuted(self) -> float:
        """The largest difference when patches come in another order."""
        return float(np.abs(self.permuted - self.mixed).max())


def attention(
    queries: Float[np.ndarray, "n d"],
    keys: Float[np.ndarray, "m d"],
    values: Float[np.ndarray, "m k"],
) -> tuple[Float[np.ndarray, "n k"], Float[np.ndarray, "n m"]]:
    """Return the weighted means of values for each query, and the weights.

    Weights are softmax(queries keysᵀ / √d), over keys (Vaswani et al. 2017, section 3.2.1).
    """
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]), axis=1)
    return weights @ values, weights


@experiment
def attend(*, seed: int, number: int | None = None, side: int = 4) -> Attention:
    """Let the patches of one image attend to each other, each its own query, key and value.

    For queries and keys the mean patch is subtracted, and patches are scaled, so that similar
    ones have large products. There is nothing trained here.
    """
    images, _ = fashion_mnist()
    rng = np.random.default_rng(seed)
    picture = images.pixels[rng.integers(len(images)) if number is None else number, 0]
    patches = _patches(picture, side)
    tokens = patches - patches.mean(axis=0)
    tokens = 1.5 * tokens / tokens.std()
    mixed, weights = attention(tokens, tokens, patches)
    torch_tokens, torch_patches = (torch.as_tensor(a) for a in (tokens, patches))
    by_torch = scaled_dot_product_attention(torch_tokens, torch_tokens, torch_patches).numpy()
    order = rng.permutation(len(patches))
    shuffled, _ = attention(tokens[order], tokens[order], patches[order])
    permuted = np.empty_like(shuffled)
    permuted[order] = shuffled
    return Attention(picture, weights, mixed, by_torch, permuted)


def _patches(
    picture: Float[np.ndarray, "height width"], side: int
) -> Float[np.ndarray, "patches values"]:
    """Cut an image into squares, one a row."""
    height, width = picture.shape
    squares = picture.reshape(height // side, side, width // side, side).swapaxes(1, 2)
    return squares.reshape(-1, side * side).astype(float)
