"""Which of many fits training ends at: it depends on where it starts, and on when it stops."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float, Int

from conundrum.chapters.conundrum.experiments.one_input import (
    Compared,
    compare,
    predict_at,
    start_networks,
    train_all,
)
from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.risk import risk
from conundrum.evaluation.twenty_points import FEW, NESTED, Grid, fit_polynomial, spline_basis
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, parameter_count, relative_distance
from conundrum.models.splines import fit_spline, slope_basis
from conundrum.seeds import seeds_from
from conundrum.training.optimisers import ADAM, SGD, Optimiser

# --- A thousand units on twenty points ------------------------------------------------------------


@dataclass(frozen=True)
class Rivals(Compared):
    """Models that can fit 20 points perfectly, on the same draws.

    Attributes
    ----------
    samples
        The draws.
    x, truth
        The grid, and the curve there.
    predictions
        Of ``"polynomial"``, ``"spline"``, ``"larger spline"`` and ``"network"`` fitted to each
        draw, on the grid.
    parameters
        The number of parameters of each model.
    """

    samples: list[Sample]
    x: Grid
    truth: Grid
    predictions: dict[str, Float[np.ndarray, "draws grid"]]
    parameters: dict[str, int]

    @property
    def median_miss(self) -> dict[str, float]:
        """How far off each model is at half of the interval, at most: the median over draws."""
        return {
            name: float(np.median(np.abs(fits - self.truth)))
            for name, fits in self.predictions.items()
        }


@experiment
def fit_rivals(*, seed: int, draws: int = 10, scale: float = 1.0) -> Rivals:
    """Fit 20 points by a polynomial of degree 19, by two splines and by a network of 1024 units.

    The splines have 21 and 161 knots and the least slope. The network takes 2000 steps of Adam, all
    points in each, with a rate of 0.01 that falls to zero along half a cosine.

    Parameters
    ----------
    seed, draws : int
    scale : float
        What all weights and biases of the network are multiplied by before training.
    """
    seeds = seeds_from(seed, draws)
    samples = [SINE.sample_stratified(FEW, seed=s) for s in seeds]
    networks = start_networks(1024, seeds, scale=scale)
    train_all(networks, samples, steps=2000)
    fits = {
        "polynomial": [fit_polynomial(sample) for sample in samples],
        "spline": [fit_spline(spline_basis(slope_basis, FEW + 1), s.x, s.y) for s in samples],
        "larger spline": [
            fit_spline(spline_basis(slope_basis, NESTED[-1]), s.x, s.y) for s in samples
        ],
        "network": [partial(predict_at, network) for network in networks],
    }
    x, found = SINE.grid(), compare(fits, samples, SINE)
    return Rivals(
        found.test_error,
        found.train_error,
        samples,
        x,
        SINE.function(x),
        {name: np.array([fit(x) for fit in each]) for name, each in fits.items()},
        {
            "polynomial": FEW,
            "spline": FEW + 1,
            "larger spline": NESTED[-1],
            "network": parameter_count(networks[0]),
        },
    )


# --- Start, steps and optimiser -------------------------------------------------------------------


@dataclass(frozen=True)
class Trainer:
    """An optimiser, and its learning rate for weights as they are usually drawn.

    Attributes
    ----------
    optimiser
        The rule by which parameters follow the gradient.
    rate
        The learning rate at the usual start.
    follows_curvature
        The power of the scale of the start by which the rate is divided. The curvature of the loss
        grows with the square of the scale, and plain descent diverges if its rate does not shrink
        as much; Adam's steps have one size, whatever the curvature.
    """

    optimiser: Optimiser
    rate: float
    follows_curvature: int

    def rate_at(self, scale: float) -> float:
        """Return the learning rate for weights drawn `scale` times as large as usual."""
        return self.rate / max(1.0, scale) ** self.follows_curvature


TRAINERS = {
    "descent": Trainer(SGD(), 1e-3, 2),
    "momentum": Trainer(SGD(0.9), 3e-4, 2),
    "Adam": Trainer(ADAM, 0.01, 0),
}


@dataclass(frozen=True)
class Start:
    """Where training starts.

    Attributes
    ----------
    scale
        What all weights and biases are multiplied by, after they were drawn as usual.
    taken_away
        Whether the untrained function is taken away from what the network predicts, before training
        and after, so that all that it predicts is learned.
    """

    scale: float
    taken_away: bool = False


SMALL, USUAL, LARGE, TAKEN_AWAY = "× ¼", "usual", "× 4", "× 4, start taken away"


@dataclass(frozen=True)
class Trained:
    """Networks trained by one optimiser from one start, on many draws of 20 points.

    Attributes
    ----------
    test_error
        Expected squared error on a new observation, after each number of steps.
    train_error
        Mean squared error on the 20 points.
    moved
        How far the weights and biases of the hidden units went, relative to their length at the
        start.
    """

    test_error: Float[np.ndarray, "times draws"]
    train_error: Float[np.ndarray, "times draws"]
    moved: Float[np.ndarray, "times draws"]

    @property
    def median_test_error(self) -> Float[np.ndarray, " times"]:
        """The median over draws of the test error."""
        return np.median(self.test_error, axis=1)

    @property
    def median_train_error(self) -> Float[np.ndarray, " times"]:
        """The median over draws of the train error."""
        return np.median(self.train_error, axis=1)

    @property
    def median_moved(self) -> Float[np.ndarray, " times"]:
        """The median over draws of how far hidden weights and biases went."""
        return np.median(self.moved, axis=1)


@dataclass(frozen=True)
class TrainedFromStarts:
    """Networks trained on the same draws of 20 points from different starts.

    Attributes
    ----------
    steps
        How long training lasts.
    noise_variance
        What no prediction can take away.
    trained
        By the names of optimiser and start.
    """

    steps: Int[np.ndarray, " times"]
    noise_variance: float
    trained: dict[tuple[str, str], Trained]

    @property
    def optimisers(self) -> list[str]:
        """The names of the optimisers."""
        return list(dict.fromkeys(optimiser for optimiser, _ in self.trained))

    def median_after(self, steps: int, optimiser: str, start: str) -> float:
        """Return the median test error after a number of steps."""
        return float(self.trained[optimiser, start].median_test_error[self.steps == steps].item())

    def medians_after(self, steps: int, start: str) -> dict[str, float]:
        """Return the median test error of each optimiser after a number of steps."""
        return {name: self.median_after(steps, name, start) for name in self.optimisers}

    def ratio_after(self, steps: int, start: str, other: str) -> dict[str, float]:
        """For each optimiser, the median test error from one start, relative to another's."""
        others = self.medians_after(steps, other)
        return {
            name: error / others[name] for name, error in self.medians_after(steps, start).items()
        }

    @property
    def worst_from_the_usual_start(self) -> float:
        """The largest median test error from the usual start, of all optimisers and steps."""
        return max(
            float(self.trained[name, USUAL].median_test_error.max()) for name in self.optimisers
        )


@dataclass(frozen=True)
class _Run:
    """One network on one sample, before or after training, and the same network untrained."""

    sample: Sample
    network: ReLUNetwork
    untrained: ReLUNetwork
    taken_away: bool

    @property
    def target(self) -> Sample:
        """What the network is trained on."""
        if not self.taken_away:
            return self.sample
        return Sample(self.sample.x, self.sample.y + predict_at(self.untrained, self.sample.x))

    def predict(self, x: Grid) -> Grid:
        """Return what is predicted."""
        learned = predict_at(self.network, x)
        return learned - predict_at(self.untrained, x) if self.taken_away else learned

    @property
    def moved(self) -> float:
        """How far the hidden weights and biases are from their start, relative to its length."""
        return relative_distance(self.network, self.untrained)


def _begin(start: Start, samples: Sequence[Sample], seeds: Sequence[int], width: int) -> list[_Run]:
    networks, untrained = (start_networks(width, seeds, scale=start.scale) for _ in range(2))
    return [_Run(*run, start.taken_away) for run in zip(samples, networks, untrained, strict=True)]


@experiment
def train_from_starts(
    *,
    seed: int,
    draws: int = 4,
    width: int = 128,
    steps: Sequence[int] = (500, 2000, 8000),
    large: float = 4.0,
) -> TrainedFromStarts:
    """Train networks of one hidden layer on 20 points, by three optimisers from four starts.

    All points in each step. Learning rates fall to zero along half a cosine, from 0.001 for plain
    descent, 0.0003 with a momentum of 0.9 and 0.01 for Adam; those of descent, with momentum and
    without, are divided by the squared scale of a start that is larger than usual.

    Parameters
    ----------
    seed, draws : int
    width : int
        The number of hidden units.
    steps : sequence of int
        How long training lasts; each training begins at the same weights.
    large : float
        How many times as large as usual the weights and biases of a large start are.
    """
    x, seeds = SINE.grid(), seeds_from(seed, draws)
    samples = [SINE.sample_stratified(FEW, seed=s) for s in seeds]
    starts = {
        SMALL: Start(0.25),
        USUAL: Start(1.0),
        LARGE: Start(large),
        TAKEN_AWAY: Start(large, taken_away=True),
    }
    trained = {}
    for name, trainer in TRAINERS.items():
        rates = [trainer.rate_at(start.scale) for start in starts.values() for _ in seeds]
        measured = []
        for count in steps:
            runs = [run for s in starts.values() for run in _begin(s, samples, seeds, width)]
            networks, targets = [r.network for r in runs], [r.target for r in runs]
            train_error = train_all(
                networks, targets, steps=count, optimiser=trainer.optimiser, learning_rate=rates
            )
            fits = np.array([run.predict(x) for run in runs])
            test_error = risk(fits, SINE.function(x), SINE.noise)
            measured.append([test_error, train_error, [run.moved for run in runs]])
        by_start = np.reshape(measured, (len(steps), 3, len(starts), draws))
        for place, start in enumerate(starts):
            trained[name, start] = Trained(*by_start[:, :, place].swapaxes(0, 1))
    return TrainedFromStarts(np.array(steps), SINE.noise**2, trained)
