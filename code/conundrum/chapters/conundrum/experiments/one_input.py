"""Networks of one input and one hidden layer, trained at once, and kinds of fits compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.data.curves import Curve, Sample
from conundrum.evaluation.risk import risk
from conundrum.models.networks import ReLUNetwork, predict, scaled
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import ADAM, Optimiser

Fit = Callable[[Float[np.ndarray, " n"]], Float[np.ndarray, " n"]]


def predict_at(network: ReLUNetwork, x: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """Return what a network of one input and one output predicts."""
    return predict(network, x[:, None])[:, 0].astype(float)


def start_networks(width: int, seeds: Sequence[int], *, scale: float = 1.0) -> list[ReLUNetwork]:
    """Make an untrained network for each seed; all weights and biases are multiplied by `scale`."""
    return [scaled(ReLUNetwork((1, width, 1), seed=seed), scale) for seed in seeds]


def train_all(
    networks: Sequence[ReLUNetwork],
    samples: Sequence[Sample],
    *,
    steps: int,
    optimiser: Optimiser = ADAM,
    learning_rate: float | Sequence[float] = 0.01,
) -> Float[np.ndarray, " networks"]:
    """Train each network on its own sample, all observations in each step; return the train errors.

    The learning rate falls to zero along half a cosine.
    """
    history = fit_fleet(
        networks,
        np.stack([sample.x[:, None] for sample in samples]),
        np.stack([sample.y[:, None] for sample in samples]),
        steps=steps,
        optimiser=optimiser,
        learning_rate=learning_rate,
    )
    return history.loss[:, -1]


def mean_squared_residuals(
    fits: Sequence[Fit], samples: Sequence[Sample]
) -> Float[np.ndarray, " fits"]:
    """Return the train error of each fit on its own sample."""
    residuals = [fit(sample.x) - sample.y for fit, sample in zip(fits, samples, strict=True)]
    return np.mean(np.square(residuals), axis=1)


@dataclass(frozen=True)
class Compared:
    """Errors of several kinds of fits to the same draws.

    Attributes
    ----------
    test_error
        For each kind: expected squared error of each draw's fit on a new observation.
    train_error
        For each kind: mean squared error on the observations.
    """

    test_error: dict[str, Float[np.ndarray, " draws"]]
    train_error: dict[str, Float[np.ndarray, " draws"]]

    @property
    def median_error(self) -> dict[str, float]:
        """The median over draws of each test error."""
        return {name: float(np.median(errors)) for name, errors in self.test_error.items()}

    @property
    def median_train_error(self) -> dict[str, float]:
        """The median over draws of each train error."""
        return {name: float(np.median(errors)) for name, errors in self.train_error.items()}


def compare(kinds: dict[str, Sequence[Fit]], samples: Sequence[Sample], curve: Curve) -> Compared:
    """Measure several kinds of fits, one for each sample of a curve."""
    x = curve.grid()
    predictions = {name: np.array([fit(x) for fit in fits]) for name, fits in kinds.items()}
    return Compared(
        {name: risk(each, curve.function(x), curve.noise) for name, each in predictions.items()},
        {name: mean_squared_residuals(fits, samples) for name, fits in kinds.items()},
    )
