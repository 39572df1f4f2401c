"""How this book trains a network to find lesions in slices of brains: one network, one recipe."""

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from conundrum.data.brains import SIDE
from conundrum.models.convnets import ConvNet, GlobalMaximum, predict_images
from conundrum.models.intensities import StandardiseHead
from conundrum.training.minibatches import fit_batches

SHAPE = (1, SIDE, SIDE)
WIDTHS = (8, 16, 32)
EPOCHS = 10
BATCH_SIZE = 16
LEARNING_RATE = 0.03


def detector(*, seed: int) -> ConvNet:
    """Return an untrained network that asks whether a pattern is anywhere in the slice."""
    return ConvNet(SHAPE, WIDTHS, GlobalMaximum(), outputs=1, seed=seed)


def standardising_detector(*, seed: int) -> nn.Sequential:
    """Return the same network behind a layer that standardises the brightness of the head."""
    return nn.Sequential(StandardiseHead(), detector(seed=seed))


def train_detector(
    network: nn.Module,
    pixels: ArrayLike,
    patients: ArrayLike,
    *,
    seed: int,
    epochs: int = EPOCHS,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None = None,
) -> Float[np.ndarray, " epochs"]:
    """Train a network in place to tell slices of patients; return its loss in each epoch.

    Parameters
    ----------
    network : Module
        From slices to one score, the higher, the more like a patient.
    pixels : array_like, shape (n, 1, 64, 64)
    patients : array_like, shape (n,)
        1 for slices of patients, else 0.
    seed : int
        Of the order of the slices, and of their augmentation.
    epochs : int
        Passes over the slices.
    augment : callable, optional
        As in `fit_batches`.
    """
    return fit_batches(
        network,
        pixels,
        np.asarray(patients, dtype=float)[:, None],
        loss=binary_cross_entropy_with_logits,
        epochs=epochs,
        batch_size=BATCH_SIZE,
        learning_rate=LEARNING_RATE,
        augment=augment,
        seed=seed,
    ).loss


def scores_of(network: nn.Module, pixels: ArrayLike) -> Float[np.ndarray, " n"]:
    """Return the score of each slice."""
    return predict_images(network, pixels)[:, 0].astype(float)
