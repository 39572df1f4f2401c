"""How this book trains a network to classify small images: one network, one recipe.

The channels, passes, learning rate, weight decay and batches were chosen on validation images of
clothes, for the chapter *Networks that see*. Other chapters take the same.
"""

from collections.abc import Callable
from math import ceil

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from conundrum.data.images import Images
from conundrum.models.convnets import ConvNet, GlobalAverage
from conundrum.training.minibatches import BatchHistory, fit_batches

CHANNELS = (16, 32, 64, 64)
EPOCHS = 8
LEARNING_RATE = 0.01
BATCH_SIZE = 32
WEIGHT_DECAY = 0.3
FEWEST_STEPS = 200


def pooled_network(images: Images, *, seed: int) -> ConvNet:
    """Return the book's convolutional network with global pooling, untrained, for such images."""
    classes = number_of_classes(images)
    return ConvNet(images.pixels.shape[1:], CHANNELS, GlobalAverage(), classes, seed=seed)


def train_classifier(
    network: nn.Module,
    images: Images,
    *,
    seed: int,
    epochs: int = EPOCHS,
    learning_rate: float = LEARNING_RATE,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None = None,
    watch: Callable[[nn.Module], float] | None = None,
) -> BatchHistory:
    """Train a network in place, with AdamW on mini-batches of 32, to classify images.

    Few images are seen more often than `epochs` times: 200 steps are made at least.

    Parameters
    ----------
    network : Module
        From images to a number for each class.
    images : Images
        All of them are trained on.
    seed : int
        Of the order of the images, and of their augmentation.
    epochs : int
        Passes over the images, if they make 200 steps.
    learning_rate : float
        At its highest: it rises in the first quarter of the steps, and falls to zero.
    augment, watch
        As in `fit_batches`.
    """
    steps = ceil(len(images) / BATCH_SIZE)
    return fit_batches(
        network,
        images.pixels,
        images.labels,
        loss=cross_entropy,
        epochs=max(epochs, ceil(FEWEST_STEPS / steps)),
        batch_size=BATCH_SIZE,
        learning_rate=learning_rate,
        weight_decay=WEIGHT_DECAY,
        seed=seed,
        augment=augment,
        watch=watch,
    )


def number_of_classes(images: Images) -> int:
    """Return how many classes there are, if each has an image."""
    return int(images.labels.max()) + 1
