"""One input: a spline and a tree on a noisy cloud, and beyond its ends."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.curves import QUARTIC, Curve, Sample
from conundrum.evaluation.cloud import fit_even_spline, fit_small_tree
from conundrum.evaluation.risk import risk
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

Grid = Float[np.ndarray, " grid"]

CLOUD_SIZE = 100
PIECES = tuple(range(2, 17))


@dataclass(frozen=True)
class CloudFits:
    """Splines and trees of growing size, fitted to the same cloud.

    Attributes
    ----------
    sample
        The cloud.
    x, truth
        The grid, and the curve behind the cloud, there.
    pieces
        Degrees of freedom of the spline, leaves of the tree.
    spline, tree
        Predictions on the grid. The spline of two degrees of freedom is a straight line.
    noise
        The standard deviation of the outcome around the curve.
    """

    sample: Sample
    x: Grid
    truth: Grid
    pieces: Int[np.ndarray, " m"]
    spline: Float[np.ndarray, "m grid"]
    tree: Float[np.ndarray, "m grid"]
    noise: float

    @property
    def spline_error(self) -> Float[np.ndarray, " m"]:
        """Expected squared error on a new observation."""
        return risk(self.spline, self.truth, self.noise)

    @property
    def tree_error(self) -> Float[np.ndarray, " m"]:
        """Expected squared error on a new observation."""
        return risk(self.tree, self.truth, self.noise)

    @property
    def line_error(self) -> float:
        """The test error of the straight line."""
        return float(self.spline_error[0])

    @property
    def best_spline_size(self) -> int:
        """Degrees of freedom of the spline with the least test error."""
        return int(self.pieces[self.spline_error.argmin()])

    @property
    def best_tree_size(self) -> int:
        """Leaves of the tree with the least test error."""
        return int(self.pieces[self.tree_error.argmin()])


@dataclass(frozen=True)
class CloudFit:
    """One position of the slider: a spline and a tree of the same size."""

    fits: CloudFits
    chosen: int


@experiment
def fit_cloud(*, seed: int, curve: Curve = QUARTIC) -> CloudFits:
    """Fit splines of 2 to 16 degrees of freedom and trees of 2 to 16 leaves to one cloud.

    The cloud are `CLOUD_SIZE` observations of the curve.
    """
    sample = curve.sample(CLOUD_SIZE, seed=seed)
    x = curve.grid(321)
    splines = [fit_even_spline(curve, sample, pieces)(x) for pieces in PIECES]
    trees = [fit_small_tree(sample, pieces, seed=seed)(x) for pieces in PIECES]
    return CloudFits(
        sample,
        x,
        curve.function(x),
        np.array(PIECES),
        np.array(splines),
        np.array(trees),
        curve.noise,
    )


@dataclass(frozen=True)
class TreeFreedom:
    """What a leaf costs, in the currency of linear regression.

    Attributes
    ----------
    degrees_of_freedom
        By the number of leaves: the covariance of outcomes with their own predictions, summed over
        the observations, in units of the noise's variance (Efron 1986). For a linear model it is
        the number of coefficients.
    """

    degrees_of_freedom: dict[int, float]


@experiment
def count_degrees_of_freedom(
    *, seed: int, leaves: tuple[int, ...] = (8,), redraws: int = 300
) -> TreeFreedom:
    """Fit trees to outcomes drawn again and again around the same 100 points of the curve."""
    x = QUARTIC.sample(CLOUD_SIZE, seed=seed).x
    noise = np.random.default_rng(seed).normal(scale=QUARTIC.noise, size=(redraws, CLOUD_SIZE))
    clouds = [Sample(x, QUARTIC.function(x) + each) for each in noise]
    freedom = {}
    for size in leaves:
        fitted = np.array([fit_small_tree(cloud, size, seed=seed)(x) for cloud in clouds])
        covariance = (noise * (fitted - fitted.mean(axis=0))).sum(axis=1).mean()
        freedom[size] = float(covariance / QUARTIC.noise**2)
    return TreeFreedom(freedom)


# --- Outside the range of the data ----------------------------------------------------------------

KNOTS = (-0.96, -0.32, 0.32, 0.96)


@dataclass(frozen=True)
class Extrapolations:
    """What models say inside the range of their data and beyond it.

    Attributes
    ----------
    x, truth
        A grid that reaches beyond the data on either side, and the curve there.
    low, high
        Between which the data lie.
    predictions
        By the name of the model, a row for each sample.
    """

    x: Grid
    truth: Grid
    low: float
    high: float
    predictions: dict[str, Float[np.ndarray, "draws grid"]]

    def error(self, model: str, start: float, end: float) -> float:
        """Return a model's root mean squared distance from the truth, so far beyond the data.

        Parameters
        ----------
        model
            Its name.
        start, end
            Distances from the nearer end of the range; negative inside.
        """
        beyond = np.maximum(self.low - self.x, self.x - self.high)
        there = (start <= beyond) & (beyond <= end)
        distance = self.predictions[model][:, there] - self.truth[there]
        return float(np.sqrt((distance**2).mean()))

    @property
    def inside(self) -> dict[str, float]:
        """The error of each model inside the range."""
        return {model: self.error(model, -np.inf, 0) for model in self.predictions}

    @property
    def outside(self) -> dict[str, float]:
        """The error of each model between a half and one beyond the range."""
        return {model: self.error(model, 0.5, 1) for model in self.predictions}

    @property
    def least_growth(self) -> float:
        """How many times as large the error outside is as inside, for the best of the models."""
        return min(self.outside[model] / self.inside[model] for model in self.predictions)


@experiment
def leave_the_range(*, seed: int, draws: int = 10, curve: Curve = QUARTIC) -> Extrapolations:
    """Fit models to clouds of 100 observations, and let them predict up to 1 beyond the range.

    The cubic spline has the four `KNOTS`, the natural one seven degrees of freedom, the tree nine
    leaves; the network has two hidden layers of 16 units and is trained by 1,000 steps of Adam.
    """
    clouds = [curve.sample(CLOUD_SIZE, seed=s) for s in seeds_from(seed, draws)]
    x = np.linspace(curve.low - 1, curve.high + 1, 261)
    return Extrapolations(
        x,
        curve.function(x),
        curve.low,
        curve.high,
        {
            "cubic spline": np.array([_fit_cubic_spline(cloud, x) for cloud in clouds]),
            "natural spline": np.array([fit_even_spline(curve, cloud, 7)(x) for cloud in clouds]),
            "tree": np.array([fit_small_tree(cloud, 9, seed=seed)(x) for cloud in clouds]),
            "network": _fit_networks(clouds, x, seed=seed),
        },
    )


def _fit_cubic_spline(cloud: Sample, x: Grid) -> Grid:
    def features(x: Grid) -> Float[np.ndarray, "n 8"]:
        return np.column_stack(
            [x**power for power in range(4)] + [np.maximum(0, x - knot) ** 3 for knot in KNOTS]
        )

    return features(x) @ minimum_norm(features(cloud.x), cloud.y)


def _fit_networks(clouds: list[Sample], x: Grid, *, seed: int) -> Float[np.ndarray, "draws grid"]:
    networks = [ReLUNetwork((1, 16, 16, 1), seed=s) for s in seeds_from(seed, len(clouds))]
    fit_fleet(
        networks,
        np.array([cloud.x[:, None] for cloud in clouds]),
        np.array([cloud.y[:, None] for cloud in clouds]),
        steps=1000,
        learning_rate=0.01,
    )
    return np.array([predict(network, x[:, None])[:, 0] for network in networks], dtype=float)
