"""What weight decay does to the function that a network computes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.risk import risk
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, linear_pieces, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet


@dataclass(frozen=True)
class DecayedCurves:
    """Networks of one input, trained on 20 points with different penalties.

    Attributes
    ----------
    samples
        One a draw.
    x, truth
        The grid, and the curve there.
    penalty
        λ of each fit.
    predictions
        On the grid.
    train_error, test_error
        Mean squared error on the points; expected squared error on a new observation.
    bend
        Sum of the absolute changes of slope at all kinks between the ends of the interval.
    """

    samples: list[Sample]
    x: Float[np.ndarray, " grid"]
    truth: Float[np.ndarray, " grid"]
    penalty: Float[np.ndarray, " m"]
    predictions: Float[np.ndarray, "draws m grid"]
    train_error: Float[np.ndarray, "draws m"]
    test_error: Float[np.ndarray, "draws m"]
    bend: Float[np.ndarray, "draws m"]

    @property
    def median_test_error(self) -> dict[float, float]:
        """The median over draws of the test error, by penalty."""
        return self._medians(self.test_error)

    @property
    def median_train_error(self) -> dict[float, float]:
        """The median over draws of the train error, by penalty."""
        return self._medians(self.train_error)

    @property
    def median_bend(self) -> dict[float, float]:
        """The median over draws of the total bend, by penalty."""
        return self._medians(self.bend)

    @property
    def best(self) -> float:
        """The penalty with the least median test error."""
        return min(self.median_test_error, key=self.median_test_error.get)

    @property
    def least_error(self) -> float:
        """The median test error with the best penalty."""
        return self.median_test_error[self.best]

    def only(self, penalty: float) -> "DecayedCurves":
        """Return the fits with one of the penalties."""
        kept = self.penalty == penalty
        return replace(
            self,
            penalty=self.penalty[kept],
            predictions=self.predictions[:, kept],
            train_error=self.train_error[:, kept],
            test_error=self.test_error[:, kept],
            bend=self.bend[:, kept],
        )

    def against_none(self, penalty: float) -> float:
        """Return the test error with a penalty over that without, in the median over draws."""
        [one], [none] = (np.flatnonzero(self.penalty == each) for each in (penalty, 0.0))
        return float(np.median(self.test_error[:, one] / self.test_error[:, none]))

    def quartiles(self, quantity: str) -> Float[np.ndarray, "3 m"]:
        """Return the quartiles over draws of a quantity, by its name."""
        return np.quantile(getattr(self, quantity), (0.25, 0.5, 0.75), axis=0)

    def _medians(self, values: Float[np.ndarray, "draws m"]) -> dict[float, float]:
        medians = np.median(values, axis=0)
        return {float(at): float(each) for at, each in zip(self.penalty, medians, strict=True)}


PENALTIES = (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 2e-2, 5e-2, 0.2)


@experiment
def decay_curves(
    *,
    seed: int,
    draws: int = 8,
    penalties: Sequence[float] = PENALTIES,
    steps: int = 3000,
) -> DecayedCurves:
    """Train networks of 128 hidden units on 20 points of the sine with different weight decays.

    Parameters
    ----------
    seed, draws : int
    penalties : sequence of float
        The λ of each fit.
    steps : int
        How long training lasts: Adam, with a rate of 0.01 that falls along half a cosine.
    """
    x = SINE.grid()
    seeds = seeds_from(seed, draws)
    samples = [SINE.sample_stratified(20, seed=s) for s in seeds]
    networks = [ReLUNetwork((1, 128, 1), seed=s) for s in seeds for _ in penalties]
    fit_fleet(
        networks,
        np.repeat([s.x[:, None] for s in samples], len(penalties), axis=0),
        np.repeat([s.y[:, None] for s in samples], len(penalties), axis=0),
        steps=steps,
        learning_rate=0.01,
        weight_decay=2 * np.tile(penalties, draws),
    )
    shape = draws, len(penalties)
    predictions = np.reshape([predict(f, x[:, None])[:, 0] for f in networks], (*shape, -1))
    fitted = np.reshape(
        [
            predict(networks[i * shape[1] + j], samples[i].x[:, None])[:, 0] - samples[i].y
            for i in range(draws)
            for j in range(shape[1])
        ],
        (*shape, -1),
    )
    slopes = [linear_pieces(f, SINE.low, SINE.high).slopes[:, 0] for f in networks]
    return DecayedCurves(
        samples,
        x,
        np.sin(x),
        np.array(penalties),
        predictions.astype(float),
        (fitted**2).mean(axis=-1),
        risk(predictions, np.sin(x), SINE.noise),
        np.reshape([np.abs(np.diff(slope)).sum() for slope in slopes], shape),
    )
