"""Parts of all images change places in one way: what is left of the pooled network's lead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn

from conundrum.chapters.cnn.experiments.rivals import sample, train_model
from conundrum.chapters.cnn.experiments.sizes import TRANSFORMER, SizeComparison
from conundrum.chapters.cnn.experiments.transformer import (
    PATCHES,
    VisionTransformer,
    train_transformer,
)
from conundrum.data.images import Images, fashion_mnist
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.models.convnets import predict_images
from conundrum.seeds import seeds_from

Pixels = Float[np.ndarray, "n 1 height width"]

POOLED = "pooled"
PATCHES_EXCHANGED, PIXELS_EXCHANGED = "patches exchanged", "pixels exchanged"


def exchange_squares(pixels: Pixels, order: Int[np.ndarray, " squares"]) -> Pixels:
    """Cut images into as many squares as `order` has entries, and let them change places.

    Parameters
    ----------
    pixels
        Of images of one channel, as high as wide.
    order
        Which square comes to each place, row by row; in all images the same.
    """
    n, _, side, _ = pixels.shape
    across = round(len(order) ** 0.5)
    grid = (n, across, side // across, across, side // across)
    squares = pixels.reshape(grid).swapaxes(2, 3).reshape(n, len(order), -1)[:, order]
    placed = squares.reshape(n, across, across, side // across, side // across).swapaxes(2, 3)
    return placed.reshape(pixels.shape)


def _exchanged(images: Images, squares: int, seed: int) -> Images:
    order = np.random.default_rng(seed).permutation(squares)
    return Images(exchange_squares(images.pixels, order), images.labels)


# How images are changed before a model sees them, in training as in the test, by a seed.
ARRANGEMENTS: Mapping[str, Callable[[Images, int], Images]] = {
    "": lambda images, _: images,
    PATCHES_EXCHANGED: lambda images, seed: _exchanged(images, PATCHES**2, seed),
    PIXELS_EXCHANGED: lambda images, seed: _exchanged(images, 28**2, seed),
}


def named(model: str, arrangement: str) -> str:
    """Name a model by the images on which it is trained and tested."""
    return f"{model}, {arrangement}" if arrangement else model


@experiment
def exchange_patches(
    *,
    seed: int,
    draws: int = 5,
    sizes: Sequence[int] = (100, 400, 1600),
    models: Sequence[str] = (POOLED, TRANSFORMER),
    arrangements: Sequence[str] = tuple(ARRANGEMENTS),
) -> SizeComparison:
    """Train models on images whose parts have changed places, and test them on 1,000 such images.

    Parameters
    ----------
    seed, draws
        Of how parts change places, of the images for training, of initial weights, and of the order
        of images. All models of a draw see the same images.
    sizes
        How many images models are trained on.
    models
        Which: the transformer, or one of the four of `rivals.RECIPES`.
    arrangements
        Which of `ARRANGEMENTS`.
    """
    _, test = fashion_mnist()
    return SizeComparison(
        np.array(sizes),
        {
            named(model, arrangement): np.array(
                [
                    [_accuracy(model, arrangement, size, test, seed=each) for size in sizes]
                    for each in seeds_from(seed, draws)
                ]
            )
            for model in models
            for arrangement in arrangements
        },
    )


def _accuracy(model: str, arrangement: str, size: int, test: Images, *, seed: int) -> float:
    arrange = ARRANGEMENTS[arrangement]
    images = arrange(sample(size, seed=seed), seed)
    network: nn.Module = (
        train_transformer(images, seed=seed, places=True)
        if model == TRANSFORMER
        else train_model(model, images, seed=seed)
    )
    return accuracy(network, arrange(test, seed))


@dataclass(frozen=True)
class ExchangedCodes:
    """Outputs of a transformer, and of one whose codes and patches have changed places alike.

    Attributes
    ----------
    outputs, exchanged
        Of the first for images as they are, and of the second for exchanged ones.
    """

    outputs: Float[np.ndarray, "n classes"]
    exchanged: Float[np.ndarray, "n classes"]

    @property
    def difference(self) -> float:
        """The largest difference between their outputs."""
        return float(np.abs(self.outputs - self.exchanged).max())


@experiment
def exchange_codes(*, seed: int, count: int = 20) -> ExchangedCodes:
    """Let the codes of places of a transformer with random weights change places as patches do.

    Parameters
    ----------
    seed
        Of the weights, and of the exchange.
    count
        How many images are looked at.
    """
    pixels = fashion_mnist()[1].pixels[:count].astype(float)
    order = np.random.default_rng(seed).permutation(PATCHES**2)
    network = VisionTransformer(10, blocks=1, places=True, seed=seed).double()
    outputs = predict_images(network, pixels)
    with torch.no_grad():
        network.places.copy_(network.places[torch.as_tensor(order)])
    return ExchangedCodes(outputs, predict_images(network, exchange_squares(pixels, order)))
