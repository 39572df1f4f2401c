"""Dropout: what hidden units contribute with it and without, and what it does to predictions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int

from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.risk import risk
from conundrum.evaluation.students import draw_lessons
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from
from conundrum.training.fit import descend
from conundrum.training.fleet import fit_fleet


@dataclass(frozen=True)
class Units:
    """What each hidden unit of trained networks contributes, and what its loss would cost.

    Attributes
    ----------
    sample, x, truth
        Of the first draw: 50 points of the sine; the grid; the curve.
    contributions
        Of each unit of the network of the first draw, on the grid: output weight times activation.
    offset
        The constant of that network.
    cancelled
        Mean over the grid of Σ|contribution|, relative to that of |Σ contribution|: 1 if units
        never oppose each other.
    share
        Of units that are removed at random after training, the others scaled up.
    error_without
        Expected squared error on a new observation, without that share of units; a median of 20
        random removals.
    """

    sample: Sample
    x: Float[np.ndarray, " grid"]
    truth: Float[np.ndarray, " grid"]
    contributions: Float[np.ndarray, "grid units"]
    offset: float
    cancelled: Float[np.ndarray, " draws"]
    share: Float[np.ndarray, " shares"]
    error_without: Float[np.ndarray, "draws shares"]

    @property
    def median_cancelled(self) -> float:
        """The median over draws of how much the units cancel."""
        return float(np.median(self.cancelled))

    @property
    def network(self) -> Float[np.ndarray, " grid"]:
        """What the network of the first draw computes: the sum of all contributions, and more."""
        return self.contributions.sum(axis=1) + self.offset

    @property
    def largest(self) -> float:
        """The largest contribution of a unit, in the first draw."""
        return float(np.abs(self.contributions).max())

    @property
    def whole(self) -> float:
        """The median test error with all units."""
        return self._error_without(0)

    @property
    def damaged(self) -> float:
        """The median test error without a tenth of the units."""
        return self._error_without(0.1)

    @property
    def damage(self) -> float:
        """By what factor removing a tenth of the units makes the median test error larger."""
        return self.damaged / self.whole

    @property
    def quartiles(self) -> Float[np.ndarray, "3 shares"]:
        """The quartiles over draws of the test error, by the share of units removed."""
        return np.quantile(self.error_without, (0.25, 0.5, 0.75), axis=0)

    def _error_without(self, share: float) -> float:
        return float(np.median(self.error_without[:, self.share == share]))


@dataclass(frozen=True)
class Conspiracy:
    """The units of networks that were trained on the same draws from the same starts.

    Attributes
    ----------
    plain
        Without any remedy.
    dropout, decay
        With dropout; with weight decay.
    penalty
        Without dropout, but with the penalty on squared contributions that dropout amounts to.
    """

    plain: Units
    dropout: Units
    decay: Units
    penalty: Units


@experiment
def take_units_apart(
    *, seed: int, draws: int = 5, dropout: float = 0.2, steps: int = 3000
) -> Conspiracy:
    """Train networks of 100 units on 50 points of the sine, with and without remedies.

    Adam with a rate of 0.01 that falls along half a cosine: plain, with dropout,
    with weight decay of λ = 0.0015, and with the penalty r/(1 − r) Σ (contribution)² that dropout
    with a rate of r adds to the error on average.

    Parameters
    ----------
    seed, draws : int
    dropout : float
        The rate of dropout, of the networks that have it.
    steps : int
    """
    seeds = seeds_from(seed, draws)
    samples = [SINE.sample_stratified(50, seed=s) for s in seeds]
    x, y = (np.stack([getattr(s, name)[:, None] for s in samples]) for name in "xy")
    settings = ({}, {"dropout": dropout}, {"weight_decay": 0.003})
    trained = []
    for options in settings:
        networks = [ReLUNetwork((1, 100, 1), seed=s) for s in seeds]
        fit_fleet(networks, x, y, steps=steps, learning_rate=0.01, seeds=seeds, **options)
        trained.append(networks)
    networks = [ReLUNetwork((1, 100, 1), seed=s) for s in seeds]
    penalise_contributions(networks, x, y, dropout / (1 - dropout), steps)
    trained.append(networks)
    return Conspiracy(*(_units(networks, samples, seeds) for networks in trained))


def penalise_contributions(
    networks: Sequence[ReLUNetwork],
    x: Float[np.ndarray, "draws n 1"],
    y: Float[np.ndarray, "draws n 1"],
    penalty: float,
    steps: int,
) -> None:
    """Train networks of one hidden layer in place, with a penalty on squared contributions.

    The sum over units of the squared contribution, a mean over observations, times `penalty`, is
    added to the mean squared error.

    Parameters
    ----------
    networks : sequence of ReLUNetwork
        One for each table.
    x, y : ndarray, shape (draws, n, 1)
    penalty : float
    steps : int
        Of Adam, with a rate of 0.01 that falls along half a cosine.
    """
    layers = [network.layers for network in networks]
    hidden, bias, readout, offset = (
        torch.stack([parameters(each).detach() for each in layers]).requires_grad_()
        for parameters in (
            lambda each: each[0].weight.T,
            lambda each: each[0].bias,
            lambda each: each[1].weight,
            lambda each: each[1].bias,
        )
    )
    inputs, targets = (torch.as_tensor(data, dtype=hidden.dtype) for data in (x, y[..., 0]))

    def loss() -> Float[torch.Tensor, ""]:
        activations = torch.relu(torch.baddbmm(bias[:, None], inputs, hidden))
        contributions = activations * readout
        missed = contributions.sum(dim=2) + offset - targets
        squares = missed.square() + penalty * contributions.square().sum(dim=2)
        return squares.mean(dim=1).sum()

    for _ in descend(loss, [hidden, bias, readout, offset], steps=steps, learning_rate=0.01):
        pass
    with torch.no_grad():
        for i, each in enumerate(layers):
            each[0].weight.copy_(hidden[i].T)
            each[0].bias.copy_(bias[i])
            each[1].weight.copy_(readout[i])
            each[1].bias.copy_(offset[i])


def _units(networks: Sequence[ReLUNetwork], samples: list[Sample], seeds: Sequence[int]) -> Units:
    grid, share = SINE.grid(), np.array([0, 0.02, 0.05, 0.1, 0.2, 0.3])
    contributions = np.array([_contributions(network, grid[:, None]) for network in networks])
    offsets = np.array([network.layers[1].bias.item() for network in networks])
    opposed = np.abs(contributions).sum(axis=2).mean(axis=1)
    cancelled = opposed / np.abs(contributions.sum(axis=2)).mean(axis=1)
    errors = [
        [np.median(_removed(each, offset, removed, np.random.default_rng(s))) for removed in share]
        for each, offset, s in zip(contributions, offsets, seeds, strict=True)
    ]
    return Units(
        samples[0],
        grid,
        np.sin(grid),
        contributions[0],
        float(offsets[0]),
        cancelled,
        share,
        np.array(errors),
    )


def _contributions(
    network: ReLUNetwork, x: Float[np.ndarray, "n inputs"]
) -> Float[np.ndarray, "n units"]:
    hidden, readout = (layer.weight.detach().double().numpy() for layer in network.layers)
    bias = network.layers[0].bias.detach().double().numpy()
    return np.maximum(0, x @ hidden.T + bias) * readout[0]


def _removed(
    contributions: Float[np.ndarray, "grid units"],
    offset: float,
    share: float,
    rng: np.random.Generator,
) -> Float[np.ndarray, " repeats"]:
    """Return test errors after removing a share of the units at random, 20 times."""
    units = contributions.shape[1]
    kept = rng.random((20, units)).argsort(axis=1) >= round(share * units)
    x = SINE.grid(len(contributions))
    return risk(kept @ contributions.T / (1 - share) + offset, np.sin(x), SINE.noise)


# --- Rates, and dropout left on -------------------------------------------------------------------


@dataclass(frozen=True)
class DropoutRates:
    """Test error against the rate of dropout in training, with all units and with dropout left on.

    Attributes
    ----------
    rate
        Probability with which a hidden unit is left out of a step.
    width
        Hidden units.
    test_error
        Expected squared error on a new observation, of the whole network.
    left_on
        The same if dropout is left on in prediction, one mask for each new observation.
    calculated
        What `left_on` must be on average: the error of the whole network, and the variance that
        the masks add.
    """

    rate: Float[np.ndarray, " m"]
    width: Int[np.ndarray, " widths"]
    test_error: Float[np.ndarray, "draws widths m"]
    left_on: Float[np.ndarray, "draws widths m"]
    calculated: Float[np.ndarray, "draws widths m"]

    def median(self, width: int) -> dict[float, float]:
        """Return the median over draws of the test error of one width, by rate."""
        return self._medians(self.test_error, width)

    def median_left_on(self, width: int) -> dict[float, float]:
        """Return the median over draws of the test error with dropout left on, by rate."""
        return self._medians(self.left_on, width)

    def quartiles(self, quantity: str, width: int) -> Float[np.ndarray, "3 m"]:
        """Return the quartiles over draws of a quantity, by its name, for one width."""
        return np.quantile(getattr(self, quantity)[:, self._column(width)], (0.25, 0.5, 0.75), 0)

    def ratio(self, width: int, rate: float) -> float:
        """Return the test error with a rate over that without dropout, the median over draws."""
        [place] = np.flatnonzero(np.isclose(self.rate, rate))
        errors = self.test_error[:, self._column(width)]
        return float(np.median(errors[:, place] / errors[:, 0]))

    def cost_of_leaving_on(self, width: int, rate: float) -> float:
        """Return the error with dropout left on over that without, the median over draws."""
        [place] = np.flatnonzero(np.isclose(self.rate, rate))
        column = self._column(width)
        return float(np.median((self.left_on / self.test_error)[:, column, place]))

    @property
    def misfit(self) -> float:
        """The largest relative difference, of all widths and rates, of the means over draws."""
        found, expected = self.left_on.mean(axis=0), self.calculated.mean(axis=0)
        return float(np.abs(found / expected - 1).max())

    def _column(self, width: int) -> int:
        return self.width.tolist().index(width)

    def _medians(
        self, errors: Float[np.ndarray, "draws widths m"], width: int
    ) -> dict[float, float]:
        medians = np.median(errors[:, self._column(width)], axis=0)
        return {float(rate): float(error) for rate, error in zip(self.rate, medians, strict=True)}


@experiment
def try_dropout(
    *,
    seed: int,
    draws: int = 5,
    widths: Sequence[int] = (10, 50),
    rates: Sequence[float] = (0, 0.2, 0.4, 0.6),
) -> DropoutRates:
    """Train networks with different rates of dropout on 200 observations of 20 inputs.

    1500 steps of Adam on mini-batches of 50, with a rate of 0.01 that falls along half a cosine;
    the tables are made by teachers, with a noise of 0.3.

    Parameters
    ----------
    seed, draws : int
        Each draw has a teacher and a table of its own.
    widths : sequence of int
        The numbers of hidden units.
    rates : sequence of float
        The rates of dropout; the first is 0.
    """
    lessons = draw_lessons(seed=seed, draws=draws, n=200, inputs=20)
    starts = lessons.starts
    measured = np.empty((3, draws, len(widths), len(rates)))
    for i, width in enumerate(widths):
        for j, rate in enumerate(rates):
            networks = lessons.networks(width)
            fit_fleet(
                networks,
                lessons.x,
                lessons.y,
                steps=1500,
                learning_rate=0.01,
                batch_size=50,
                dropout=rate,
                seeds=starts,
            )
            whole = lessons.test_errors(networks)
            tested = list(zip(networks, lessons.test_x, lessons.truth, starts, strict=True))
            left_on = [_error_left_on(*each, rate, lessons.noise) for each in tested]
            added = [_variance_of_masks(network, x, rate) for network, x, _, _ in tested]
            measured[:, :, i, j] = whole, left_on, whole + added
    return DropoutRates(np.array(rates, float), np.array(widths), *measured)


def _error_left_on(
    network: ReLUNetwork,
    x: Float[np.ndarray, "m inputs"],
    truth: Float[np.ndarray, " m"],
    seed: int,
    rate: float,
    noise: float,
) -> float:
    """Return the error of predictions for each of which other units are left out."""
    contributions = _contributions(network, x)
    kept = np.random.default_rng(seed).random(contributions.shape) >= rate
    predictions = (contributions * kept).sum(axis=1) / (1 - rate) + network.layers[1].bias.item()
    return float(risk(predictions[None], truth, noise)[0])


def _variance_of_masks(
    network: ReLUNetwork, x: Float[np.ndarray, "m inputs"], rate: float
) -> float:
    """Return r/(1 − r) Σ (contribution)², a mean over inputs."""
    return float(rate / (1 - rate) * (_contributions(network, x) ** 2).sum(axis=1).mean())
