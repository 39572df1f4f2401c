"""Pairings of a last layer and a loss, and how networks are trained with them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from sklearn.preprocessing import StandardScaler
from torch import Tensor
from torch.nn.functional import mse_loss

from conundrum.models.networks import ReLUNetwork, predict
from conundrum.training.fleet import FleetHistory, fit_fleet
from conundrum.training.losses import Loss
from conundrum.training.optimisers import SGD, constant


@dataclass(frozen=True)
class Pairing:
    """A last layer and a loss.

    Attributes
    ----------
    name
        Both, in words.
    last_layer
        Makes predictions of the outputs of the network.
    loss
        Takes outputs (before the last layer) and targets; returns the mean over observations.
    """

    name: str
    last_layer: Callable[[Tensor], Tensor]
    loss: Loss


@dataclass(frozen=True)
class Part:
    """Some of the observations of a data set.

    Attributes
    ----------
    x
        Inputs of the network.
    y
        Targets of its outputs.
    """

    x: Float[np.ndarray, "n inputs"]
    y: Float[np.ndarray, "n outputs"]


def unchanged(outputs: Tensor) -> Tensor:
    """Return the outputs themselves: nothing is put on top of them."""
    return outputs


def squared_error(last_layer: Callable[[Tensor], Tensor]) -> Loss:
    """Return the squared error of what a last layer returns, summed over the outputs."""
    return lambda outputs, y: (last_layer(outputs) - y).square().sum(dim=-1).mean()


NOTHING_SQUARED = Pairing("nothing, squared error", unchanged, mse_loss)  # of one output


def descend(
    pairing: Pairing,
    networks: Sequence[ReLUNetwork],
    part: Part,
    rates: Float[np.ndarray, " networks"] | float,
    *,
    steps: int,
    snapshots: Collection[int] = (),
) -> FleetHistory:
    """Train networks, in place, by plain gradient descent on all observations of a part.

    The step size stays the same in all steps; where it is too large, the loss ends as no number.
    """
    return fit_fleet(
        networks,
        part.x,
        part.y,
        steps=steps,
        learning_rate=rates,
        loss=pairing.loss,
        optimiser=SGD(),
        schedule=constant,
        snapshots=snapshots,
        on_divergence="report",
    )


def outputs_of(
    networks: Sequence[ReLUNetwork], x: Float[np.ndarray, "n inputs"]
) -> Float[Tensor, "networks n outputs"]:
    """Return what networks put out before any last layer."""
    return torch.as_tensor(np.stack([predict(network, x) for network in networks]))


def predictions(
    pairing: Pairing, networks: Sequence[ReLUNetwork], x: Float[np.ndarray, "n inputs"]
) -> Float[np.ndarray, "networks n outputs"]:
    """Return what comes out of the last layer."""
    return pairing.last_layer(outputs_of(networks, x)).double().numpy()


@dataclass(frozen=True)
class RateSweep:
    """Networks with one pairing, trained with several step sizes.

    Attributes
    ----------
    networks
        By step size: one for each start.
    loss
        By step size: what the pairing minimises, on validation data after training; the mean over
        starts, and no number where training diverged.
    """

    networks: dict[float, list[ReLUNetwork]]
    loss: dict[float, float]

    @property
    def best(self) -> float:
        """The step size with the least loss on validation data."""
        return min(self.loss, key=lambda rate: np.nan_to_num(self.loss[rate], nan=np.inf))


def sweep_rates(
    pairing: Pairing,
    widths: tuple[int, ...],
    train: Part,
    validation: Part,
    *,
    starts: Sequence[int],
    steps: int,
    rates: Sequence[float],
) -> RateSweep:
    """Train networks from the same starts with each step size, all of them at once."""
    fleet = [ReLUNetwork(widths, seed=seed) for _ in rates for seed in starts]
    descend(pairing, fleet, train, np.repeat(rates, len(starts)), steps=steps)
    by_rate = {
        rate: fleet[place * len(starts) :][: len(starts)] for place, rate in enumerate(rates)
    }
    target = torch.as_tensor(validation.y, dtype=torch.float32)
    loss = {
        rate: float(np.mean([pairing.loss(z, target) for z in outputs_of(networks, validation.x)]))
        for rate, networks in by_rate.items()
    }
    return RateSweep(by_rate, loss)


def standardised(
    train: Float[np.ndarray, "n p"], *others: Float[np.ndarray, "_ p"]
) -> list[Float[np.ndarray, "_ p"]]:
    """Return predictors with the means and standard deviations of the training set taken out."""
    scaler = StandardScaler().fit(train)
    return [scaler.transform(part) for part in (train, *others)]
