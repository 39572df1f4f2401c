"""The training loop: a small network learns a curve, from the first step to the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np
from jaxtyping import Float, Int
from torch.nn.utils import parameters_to_vector

from conundrum.data.curves import QUARTIC
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from
from conundrum.training.by_hand import (
    Vector,
    activations,
    gradient_descent,
    gradient_of,
    squared_error,
)

WIDTHS = (1, 20, 1)
SHOWN = (0, 1, 3, 10, 30, 100, 300, 1000, 3000)


@dataclass(frozen=True)
class TrainingMoment:
    """A network while it is trained.

    Attributes
    ----------
    x, y
        The observations it is trained on.
    grid, fit
        The function that the network is at this moment.
    steps, loss
        The steps taken up to now, and the train loss before the first of them and after each.
    """

    x: Float[np.ndarray, " n"]
    y: Float[np.ndarray, " n"]
    grid: Float[np.ndarray, " grid"]
    fit: Float[np.ndarray, " grid"]
    steps: Int[np.ndarray, " states"]
    loss: Float[np.ndarray, " states"]


@dataclass(frozen=True)
class TrainingRun:
    """The course of training of one network.

    Attributes
    ----------
    x, y
        The observations.
    grid
        Where the network's function is looked at.
    shown
        After how many steps.
    fits
        The function after each of these.
    loss
        The mean squared error on the observations before the first step and after each.
    """

    x: Float[np.ndarray, " n"]
    y: Float[np.ndarray, " n"]
    grid: Float[np.ndarray, " grid"]
    shown: tuple[int, ...]
    fits: Float[np.ndarray, "moments grid"]
    loss: Float[np.ndarray, " states"]

    @property
    def moments(self) -> list[TrainingMoment]:
        """What there is to see after each of the numbers of steps."""
        return [
            TrainingMoment(
                self.x, self.y, self.grid, fit, np.arange(step + 1), self.loss[: step + 1]
            )
            for step, fit in zip(self.shown, self.fits, strict=True)
        ]

    @property
    def share_of_steps_up(self) -> float:
        """The share of steps after which the loss is higher than before."""
        return float((np.diff(self.loss) > 0).mean())


@experiment
def train_on_cloud(*, seed: int, rate: float = 0.01, shown: Sequence[int] = SHOWN) -> TrainingRun:
    """Train 20 hidden units on 40 points of the quartic cloud by gradient descent on all of them.

    Parameters
    ----------
    rate : float
        The learning rate, the same in all steps.
    shown : sequence of int
        After how many steps the network is looked at, in increasing order.
    """
    drawn, started = seeds_from(seed, 2)
    sample = QUARTIC.sample_stratified(40, seed=drawn)
    x, y = sample.x[:, None], sample.y[:, None]
    start = parameters_to_vector(ReLUNetwork(WIDTHS, seed=started).double().parameters())

    def loss_and_gradient(theta: Vector) -> tuple[float, Vector]:
        return gradient_of(theta, WIDTHS, x, partial(squared_error, y=y))

    walk = gradient_descent(
        lambda theta: loss_and_gradient(theta)[1], start.detach().numpy(), rate=rate
    )
    path = list(islice(walk, shown[-1] + 1))
    grid = np.linspace(-1.6, 1.6, 161)
    return TrainingRun(
        x=sample.x,
        y=sample.y,
        grid=grid,
        shown=tuple(shown),
        fits=np.array([activations(path[s], WIDTHS, grid[:, None])[-1][:, 0] for s in shown]),
        loss=np.array([squared_error(activations(t, WIDTHS, x)[-1], y)[0] for t in path]),
    )
