"""Averages of several networks: what is left of their variance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.teachers import Teacher
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet


@dataclass(frozen=True)
class Ensembles:
    """Averages of networks that differ in their start alone, on many tables of one teacher.

    Attributes
    ----------
    members
        How many are averaged.
    width
        Hidden units of each.
    variance
        Of the average: how far it is from its mean over tables, squared, a mean over new inputs.
    variance_apart
        The same if each member has a table of its own.
    test_error
        Of the average, in each draw: expected squared error on a new observation.
    member_variance
        s², the variance of one member over tables and starts.
    correlation
        ρ, of two members that were trained on the same table.
    single, spread
        In each draw, the mean test error of all members, and the mean squared distance of their
        predictions from the average.
    """

    members: Int[np.ndarray, " m"]
    width: Int[np.ndarray, " widths"]
    variance: Float[np.ndarray, "widths m"]
    variance_apart: Float[np.ndarray, "widths m"]
    test_error: Float[np.ndarray, "draws widths m"]
    member_variance: Float[np.ndarray, " widths"]
    correlation: Float[np.ndarray, " widths"]
    single: Float[np.ndarray, "draws widths"]
    spread: Float[np.ndarray, "draws widths"]

    @property
    def calculated(self) -> Float[np.ndarray, "widths m"]:
        """ρ s² + (1 − ρ) s² / m."""
        rho, s2 = self.correlation[:, None], self.member_variance[:, None]
        return rho * s2 + (1 - rho) * s2 / self.members

    @property
    def calculated_apart(self) -> Float[np.ndarray, "widths m"]:
        """s² / m."""
        return self.member_variance[:, None] / self.members

    @property
    def misfit(self) -> float:
        """The largest relative difference of a variance from the formula, same table."""
        return float(np.abs(self.variance / self.calculated - 1).max())

    def median(self, width: int) -> dict[int, float]:
        """Return the median over draws of the test error, by the number of members averaged."""
        medians = np.median(self.test_error[:, self._column(width)], axis=0)
        return {int(m): float(error) for m, error in zip(self.members, medians, strict=True)}

    def quartiles(self, width: int) -> Float[np.ndarray, "3 m"]:
        """Return the quartiles over draws of the test error, by the number of members averaged."""
        return np.quantile(self.test_error[:, self._column(width)], (0.25, 0.5, 0.75), axis=0)

    def gain(self, width: int) -> float:
        """Return the mean error of the largest ensemble, relative to that of its members."""
        column = self._column(width)
        return float(self.test_error[:, column, -1].mean() / self.single[:, column].mean())

    def rho(self, width: int) -> float:
        """Return the correlation of two members of one width on the same table."""
        return float(self.correlation[self._column(width)])

    def _column(self, width: int) -> int:
        return self.width.tolist().index(width)


@experiment
def average_networks(
    *,
    seed: int,
    draws: int = 24,
    widths: Sequence[int] = (5, 40),
    members: int = 8,
    different: int = 8,
) -> Ensembles:
    """Train many networks on each of many tables, and average them.

    Each table has 100 observations of one teacher with 10 inputs and a noise of 0.3; 600 steps of
    Adam, with a rate of 0.01 that falls along half a cosine.

    Parameters
    ----------
    seed, draws : int
        Of one teacher, so many tables.
    widths : sequence of int
        The numbers of hidden units.
    members : int
        How many networks are trained on each table.
    different : int
        So many different starts; with one, all members are the same.
    """
    teacher_seed, test_seed, *table_seeds = seeds_from(seed, 2 + draws)
    teacher = Teacher(10, noise=0.3, seed=teacher_seed)
    tables = [teacher.sample(100, seed=s) for s in table_seeds]
    new = np.random.default_rng(test_seed).normal(size=(500, 10))
    truth = teacher(new)[:, 0]
    x, y = (np.repeat([getattr(t, name) for t in tables], members, axis=0) for name in "xy")
    counts = np.array([m for m in (1, 2, 4, 8, 16, 32) if m <= members])
    parts = []
    for width in widths:
        starts = [s + k % different for s in table_seeds for k in range(members)]
        networks = [ReLUNetwork((10, width, 1), seed=start) for start in starts]
        fit_fleet(networks, x, y, steps=600, learning_rate=0.01)
        predictions = np.array([predict(network, new)[:, 0] for network in networks], float)
        parts.append(_measure(predictions.reshape(draws, members, -1), truth, 0.3, counts))
    variance, apart, errors, s2, rho, single, spread = map(np.array, zip(*parts, strict=True))
    return Ensembles(
        counts,
        np.array(widths),
        variance,
        apart,
        np.swapaxes(errors, 0, 1),
        s2,
        rho,
        single.T,
        spread.T,
    )


def _measure(
    predictions: Float[np.ndarray, "draws members new"],
    truth: Float[np.ndarray, " new"],
    noise: float,
    counts: Int[np.ndarray, " m"],
) -> tuple:
    draws, members, _ = predictions.shape
    averages = [predictions.reshape(draws, members // m, m, -1).mean(axis=2) for m in counts]
    variance = [_variance(average) for average in averages]
    shuffled = np.stack([np.roll(predictions[:, k], k, axis=0) for k in range(members)], axis=1)
    apart = [_variance(shuffled.reshape(draws, members // m, m, -1).mean(axis=2)) for m in counts]
    errors = [((each[:, 0] - truth) ** 2).mean(axis=1) + noise**2 for each in averages]
    centred = predictions - predictions.mean(axis=0)
    together = centred.sum(axis=1)
    own = (centred**2).sum(axis=1)
    covariance = ((together**2 - own) / (members * (members - 1))).sum(axis=0) / (draws - 1)
    s2 = variance[0]
    return (
        variance,
        apart,
        np.transpose(errors),
        s2,
        covariance.mean() / s2,
        (((predictions - truth) ** 2).mean(axis=2) + noise**2).mean(axis=1),
        predictions.var(axis=1).mean(axis=1),
    )


def _variance(averages: Float[np.ndarray, "draws groups new"]) -> float:
    """Return the variance over draws, a mean over groups of members and over new inputs."""
    return float(averages.var(axis=0, ddof=1).mean())
