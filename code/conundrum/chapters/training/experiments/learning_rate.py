"""Learning rates: one network, trained at many."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import cross_entropy

from conundrum.chapters.training.experiments.digits import (
    WIDTHS,
    Task,
    digit_task,
    initial_network,
)
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.losses import Loss
from conundrum.training.optimisers import SGD, constant

CRAWLS, SLOW, HALF, EXPLODES = 2.0**-10, 2.0**-5, 0.5, 8.0


@dataclass(frozen=True)
class RateSweep:
    """Gradient descent on all training data at many rates.

    Attributes
    ----------
    share
        The rates, as shares of 2 / the largest curvature at the start.
    curvature
        The largest second derivative of the loss in any direction, at the start.
    curvature_at_end
        The same after the last step, at the highest rate that works; NaN if none does.
    loss
        On the training data before the first step and after each; may overflow.
    """

    share: Float[np.ndarray, " rates"]
    curvature: float
    curvature_at_end: float
    loss: Float[np.ndarray, "rates states"]

    @property
    def final(self) -> Float[np.ndarray, " rates"]:
        """Loss at the end; infinite where it is no number."""
        return np.where(np.isfinite(self.loss[:, -1]), self.loss[:, -1], np.inf)

    @property
    def highest_working(self) -> float:
        """The highest rate that brings the loss below 0.1; 0 if none does."""
        return float(self.working.max(initial=0))

    @property
    def flattening(self) -> float:
        """The curvature after training at the highest working rate, over that at the start."""
        return self.curvature_at_end / self.curvature

    def course(self, share: float) -> Float[np.ndarray, " states"]:
        """Return the loss at one of the rates, step by step."""
        [at] = np.flatnonzero(self.share == share)
        return self.loss[at]

    @property
    def working(self) -> Float[np.ndarray, " working"]:
        """The rates that bring the loss below 0.1."""
        return self.share[self.final < 0.1]

    @property
    def best(self) -> float:
        """The rate with the least loss at the end."""
        return float(self.share[self.final.argmin()])


@experiment
def sweep_rates(
    *,
    seed: int,
    share: Sequence[float] = tuple(2.0 ** np.arange(-10, 5)),
    steps: int = 100,
    widths: Sequence[int] = WIDTHS,
    loss: Loss = cross_entropy,
) -> RateSweep:
    """Train one network on 500 digits, all of them in each step, from the same start.

    Parameters
    ----------
    share : sequence of float
        The rates, as shares of 2 / the largest curvature at the start.
    steps : int
        How many steps of plain gradient descent are taken.
    widths : sequence of int
        The widths of the network. One without hidden layers, with the loss `mse_loss`, has the same
        curvature everywhere.
    loss : callable
        `cross_entropy` or `mse_loss` of `torch.nn.functional`.
    """
    drawn, started, direction = seeds_from(seed, 3)
    task = replace(digit_task(500, seed=drawn), loss=loss)
    networks = [initial_network(widths, seed=started) for _ in share]
    curvature = largest_curvature(task, networks[0], seed=direction)
    history = fit_fleet(
        networks,
        task.x,
        task.y,
        steps=steps,
        learning_rate=2 * np.array(share) / curvature,
        loss=loss,
        optimiser=SGD(),
        schedule=constant,
        on_divergence="report",
    )
    sweep = RateSweep(np.array(share), curvature, float("nan"), history.loss)
    if not sweep.working.size:
        return sweep
    network = networks[list(share).index(sweep.highest_working)]
    return replace(sweep, curvature_at_end=largest_curvature(task, network, seed=direction))


def largest_curvature(task: Task, network: ReLUNetwork, *, seed: int, rounds: int = 30) -> float:
    """Return the largest second derivative of the loss in any direction, by power iteration.

    Each round takes the change of the gradient along a direction as the next direction.
    """
    parameters = list(network.parameters())
    loss = task.loss(network(torch.as_tensor(task.x)), torch.as_tensor(task.y))
    gradient = _flat(torch.autograd.grad(loss, parameters, create_graph=True))
    direction = torch.as_tensor(np.random.default_rng(seed).normal(size=len(gradient)))
    for _ in range(rounds):
        direction = direction / direction.norm()
        change = _flat(torch.autograd.grad(gradient, parameters, direction, retain_graph=True))
        curvature, direction = float(change @ direction), change
    return curvature


def _flat(parts: Sequence[Tensor]) -> Float[Tensor, " all"]:
    return torch.cat([part.ravel() for part in parts])
