"""Training one network on mini-batches: three losses, augmentation, on any device."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, cos, pi

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, mse_loss

from conundrum.checks import finite_array, non_negative, positive, positive_integer, same_length
from conundrum.models.networks import to_tensor

RISE = 0.25  # share of the steps in which the learning rate rises


@dataclass(frozen=True)
class BatchHistory:
    """What happened while a network was trained on mini-batches.

    Attributes
    ----------
    loss : ndarray, shape (epochs,)
        Training loss in each epoch: the mean over its mini-batches, each before its step.
    watched : ndarray, shape (epochs,)
        What `watch` measured after each epoch; empty if nothing was watched.
    """

    loss: Float[np.ndarray, " epochs"]
    watched: Float[np.ndarray, " watched"]


def fit_batches(
    network: nn.Module,
    x: ArrayLike,
    y: ArrayLike,
    *,
    loss: Callable[..., Tensor],
    epochs: int,
    batch_size: int,
    learning_rate: float,
    seed: int,
    weight_decay: float = 0.0,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None = None,
    watch: Callable[[nn.Module], float] | None = None,
) -> BatchHistory:
    """Train a network, in place, on mini-batches; it is left in evaluation mode.

    In each epoch all samples are seen once, in random order, in batches of about equal size. A step
    is one of AdamW (Loshchilov and Hutter 2019). Its rate rises to `learning_rate` in the first
    quarter of the steps and falls to zero in the others, along half cosines (Smith and Topin 2019).
    Parameters that ask for no gradient are left alone.

    Parameters
    ----------
    network : Module
        Trained in the precision of its parameters, and on their device.
    x : array_like, shape (n, …)
        Inputs, such as images of shape (n, channels, height, width).
    y : array_like
        What the loss compares the outputs with; see `loss`.
    loss : callable
        One of three of `torch.nn.functional`: `cross_entropy`, for which `y` holds a label for each
        sample, integers from 0; `binary_cross_entropy_with_logits`, for which it holds
        probabilities, shape (n, outputs); `mse_loss`, for which it holds numbers, shape
        (n, outputs).
    epochs : int
    batch_size : int
        At most so many samples a batch.
    learning_rate : float
        The highest.
    seed : int
        Of the order of samples, and of the generator that `augment` draws from.
    weight_decay : float
        Share of each parameter, times the rate, that a step takes off.
    augment : callable, optional
        Takes the inputs of a batch and a `torch.Generator` of the CPU; returns changed inputs.
    watch : callable, optional
        Takes the network after each epoch, in evaluation mode; returns a number for the history.

    Returns
    -------
    BatchHistory

    Raises
    ------
    ValueError
        If an argument is not as described; the message says which, and what is allowed.
    FloatingPointError
        If the loss is no longer finite; the message says in which epoch.
    """
    x = finite_array("x", x, ndim=(2, 3, 4, 5))
    n = same_length(x=x, y=np.asarray(y))
    x = to_tensor(x, network)
    y = _targets(y, loss, network, x[:1])
    epochs = positive_integer("epochs", epochs)
    steps = ceil(n / positive_integer("batch_size", batch_size))
    optimiser = torch.optim.AdamW(
        [p for p in network.parameters() if p.requires_grad],
        lr=positive("learning_rate", learning_rate),
        weight_decay=non_negative("weight_decay", weight_decay),
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: one_cycle((step + 0.5) / (epochs * steps))
    )
    order = np.random.default_rng(seed)
    generator = torch.Generator().manual_seed(seed)
    losses, watched = [], []
    for epoch in range(1, epochs + 1):
        network.train()
        of_batches = []
        for batch in np.array_split(order.permutation(n), steps):
            inputs = x[batch] if augment is None else augment(x[batch], generator)
            present = loss(network(inputs), y[batch])
            if not present.isfinite():
                raise FloatingPointError(
                    f"the loss is {present.item()} in epoch {epoch}; "
                    f"try a smaller learning_rate, got {learning_rate}"
                )
            of_batches.append(present.item())
            optimiser.zero_grad()
            present.backward()
            optimiser.step()
            schedule.step()
        network.eval()
        losses.append(np.mean(of_batches))
        if watch is not None:
            watched.append(watch(network))
    return BatchHistory(np.array(losses), np.array(watched, dtype=float))


def one_cycle(progress: float) -> float:
    """Return the learning rate as a share of the highest, after a share of all steps."""
    if progress < RISE:
        return (1 - cos(pi * progress / RISE)) / 2
    return (1 + cos(pi * (progress - RISE) / (1 - RISE))) / 2


def _targets(y: ArrayLike, loss: Callable[..., Tensor], network: nn.Module, x: Tensor) -> Tensor:
    """Return what the loss compares outputs with; a `ValueError` says why it cannot."""
    if loss not in (cross_entropy, binary_cross_entropy_with_logits, mse_loss):
        raise ValueError(
            "loss must be cross_entropy, binary_cross_entropy_with_logits or mse_loss of "
            f"torch.nn.functional, got {loss!r}"
        )
    network.eval()  # batch normalisation has no variance of one image to divide by
    with torch.no_grad():
        outputs = network(x).shape[1]
    if loss is cross_entropy:
        return _labels(y, outputs).to(x.device)
    y = finite_array("y", y, ndim=2)
    if y.shape[1] != outputs:
        raise ValueError(f"y must have {outputs} column(s), as the network, got shape {y.shape}")
    if loss is binary_cross_entropy_with_logits and not ((y >= 0) & (y <= 1)).all():
        raise ValueError(f"y must hold probabilities, got {y.min()} to {y.max()}")
    return to_tensor(y, network)


def _labels(y: ArrayLike, classes: int) -> Tensor:
    labels = np.asarray(y)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(
            f"y must hold an integer label for each sample, got shape {labels.shape} of "
            f"{labels.dtype}"
        )
    if len(labels) and not (labels.min() >= 0 and labels.max() < classes):
        raise ValueError(
            f"y must hold labels from 0 to {classes - 1}, got {labels.min()} to {labels.max()}"
        )
    return torch.as_tensor(labels.astype(np.int64))
