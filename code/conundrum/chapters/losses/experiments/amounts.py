"""Outcomes that are amounts: salaries, which are positive, and counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from sklearn.model_selection import train_test_split
from torch import Tensor
from torch.nn.functional import mse_loss, softplus

from conundrum.chapters.losses.experiments.pairings import (
    outputs_of,
    squared_error,
    standardised,
    unchanged,
)
from conundrum.data.hitters import hitters
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.losses import Loss

UNITS = 16

Amounts = Float[np.ndarray, "*n"]


def as_it_is(amounts: Amounts) -> Amounts:
    """Return amounts on the scale on which they came."""
    return amounts


@dataclass(frozen=True)
class Ending:
    """How a network ends whose outcome is an amount.

    Attributes
    ----------
    loss
        Takes outputs and targets.
    last_layer
        Makes predictions of outputs, on the scale of the targets.
    to_target, from_target
        From the outcome to the scale on which the network is trained, and back.
    """

    loss: Loss
    last_layer: Callable[[Tensor], Tensor] = unchanged
    to_target: Callable[[Amounts], Amounts] = as_it_is
    from_target: Callable[[Amounts], Amounts] = as_it_is


def poisson_loss(outputs: Tensor, y: Tensor) -> Tensor:
    """Return minus the log-likelihood of counts with mean exp(output), without its constant."""
    return (outputs.exp() - y * outputs).mean()


def gamma_loss(outputs: Tensor, y: Tensor) -> Tensor:
    """Return minus the log-likelihood of positive amounts with mean exp(output).

    For a gamma distribution, over its shape and without its constant.
    """
    return (outputs + y * (-outputs).exp()).mean()


def fit_and_predict(
    ending: Ending,
    starts: Sequence[int],
    x: Float[np.ndarray, "n inputs"],
    y: Float[np.ndarray, " n"],
    new: Float[np.ndarray, "m inputs"],
    *,
    steps: int,
) -> Float[np.ndarray, "starts m"]:
    """Train networks with 16 hidden units with Adam; return their predictions for new inputs."""
    networks = [ReLUNetwork((x.shape[1], UNITS, 1), seed=seed) for seed in starts]
    target = ending.to_target(y)[:, None]
    fit_fleet(networks, x, target, steps=steps, learning_rate=0.01, loss=ending.loss)
    predicted = ending.last_layer(outputs_of(networks, new))[..., 0]
    return ending.from_target(predicted.double().numpy())


# --- Salaries ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SalaryPredictions:
    """Salaries of held-out players, and what networks with different endings predict.

    Attributes
    ----------
    salary
        In thousands of dollars.
    mean
        Of the training set, where the standardised salary is zero.
    predicted
        For each ending, by its name.
    silent
        Share of the training set for which an untrained ReLU gives zero, and so has no gradient.
    """

    salary: Float[np.ndarray, " players"]
    mean: float
    predicted: dict[str, Float[np.ndarray, "starts players"]]
    silent: float

    def error(self, name: str) -> float:
        """Return the mean absolute error, the median of the starts."""
        return float(np.median(np.abs(self.predicted[name] - self.salary).mean(axis=1)))

    def lowest(self, name: str) -> float:
        """Return the lowest prediction for any player from any start."""
        return float(self.predicted[name].min())

    @property
    def below_mean(self) -> float:
        """Share of the held-out players who earn less than the mean of the training set."""
        return float((self.salary < self.mean).mean())


def salary_endings(salary: Float[np.ndarray, " n"]) -> dict[str, Ending]:
    """Return endings for networks that learn from these salaries."""
    mean, sd = salary.mean(), salary.std()
    log_mean, log_sd = np.log(salary).mean(), np.log(salary).std()
    centred = {"to_target": lambda y: (y - mean) / sd, "from_target": lambda t: mean + sd * t}
    divided = {"to_target": lambda y: y / sd, "from_target": lambda t: sd * t}
    logarithm = {
        "to_target": lambda y: (np.log(y) - log_mean) / log_sd,
        "from_target": lambda t: np.exp(log_mean + log_sd * t),
    }
    relu, plus = torch.relu, softplus
    return {
        "nothing, centred": Ending(mse_loss, **centred),
        "ReLU, centred": Ending(squared_error(relu), relu, **centred),
        "ReLU": Ending(squared_error(relu), relu, **divided),
        "softplus": Ending(squared_error(plus), plus, **divided),
        "exp, gamma": Ending(gamma_loss, torch.exp, **divided),
        "nothing, on the logarithm": Ending(mse_loss, **logarithm),
    }


@experiment
def predict_salaries(*, seed: int, starts: int = 10, steps: int = 300) -> SalaryPredictions:
    """Train networks on two thirds of the players, with each ending, from the same starts."""
    split, *seeds = seeds_from(seed, starts + 1)
    players = hitters()
    X, X_test, y, y_test = train_test_split(
        players.X, players.y, test_size=1 / 3, random_state=split
    )
    x, x_test = standardised(X, X_test)
    untrained = [ReLUNetwork((x.shape[1], UNITS, 1), seed=s) for s in seeds]
    return SalaryPredictions(
        y_test,
        float(y.mean()),
        {
            name: fit_and_predict(ending, seeds, x, y, x_test, steps=steps)
            for name, ending in salary_endings(y).items()
        },
        float((outputs_of(untrained, x) <= 0).float().mean()),
    )


# --- Counts --------------------------------------------------------------------------------------

SHORTEST, LONGEST = 4.0, 10.0  # hours of sleep


def expected_lapses(hours: Amounts) -> Amounts:
    """Return how many lapses of attention people have on average who slept so long."""
    return 0.3 + 8 * np.exp(-0.8 * (hours - SHORTEST))


COUNT_ENDINGS = {
    "nothing": Ending(mse_loss),
    "log(count + 1)": Ending(mse_loss, to_target=np.log1p, from_target=np.expm1),
    "exp, Poisson": Ending(poisson_loss, torch.exp),
}


@dataclass(frozen=True)
class CountPredictions:
    """Counts of simulated people, and what networks with different endings predict.

    Attributes
    ----------
    hours, count
        Of the people they were trained on: hours of sleep, lapses of attention.
    grid
        Hours of sleep for which they predict.
    truth
        The expected count there.
    predicted
        For each ending, by its name.
    """

    hours: Float[np.ndarray, " n"]
    count: Int[np.ndarray, " n"]
    grid: Float[np.ndarray, " grid"]
    truth: Float[np.ndarray, " grid"]
    predicted: dict[str, Float[np.ndarray, " grid"]]

    @property
    def relative(self) -> dict[str, Float[np.ndarray, " grid"]]:
        """By ending: the prediction over the truth."""
        return {name: curve / self.truth for name, curve in self.predicted.items()}

    def ratio(self, name: str) -> float:
        """Return the prediction over the truth, on average over the hours of sleep."""
        return float(self.relative[name].mean())

    def at(self, name: str, hours: float) -> float:
        """Return the prediction for some hours of sleep."""
        return float(np.interp(hours, self.grid, self.predicted[name]))


@experiment
def count_lapses(*, seed: int, n: int = 500, tests: int = 1, steps: int = 600) -> CountPredictions:
    """Draw people and counts with a Poisson distribution; train one network with each ending.

    Parameters
    ----------
    seed, n : int
    tests : int
        The number of tests over which a person's lapses are counted.
    steps : int
        How long training lasts.
    """
    draw, start = seeds_from(seed, 2)
    rng = np.random.default_rng(draw)
    hours = rng.uniform(SHORTEST, LONGEST, n)
    count = rng.poisson(tests * expected_lapses(hours))
    grid = np.linspace(SHORTEST, LONGEST, 121)
    x, new = standardised(hours[:, None], grid[:, None])
    predicted = {
        name: fit_and_predict(ending, [start], x, count.astype(float), new, steps=steps)[0]
        for name, ending in COUNT_ENDINGS.items()
    }
    return CountPredictions(hours, count, grid, tests * expected_lapses(grid), predicted)
