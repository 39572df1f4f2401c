"""More and more inputs, of which two traits decide the outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.optimize import nnls
from sklearn.datasets import load_diabetes
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.model_selection import KFold, cross_val_predict

from conundrum.chapters.motivation.experiments.fits import (
    Fitted,
    boosted_trees,
    fit_boosted_trees,
    fit_linear,
    fit_networks,
    fit_spline_of_all,
    fit_spline_of_pairs,
)
from conundrum.data.surfaces import TwoTraits, mixed, unmixed
from conundrum.data.tables import Table
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

INPUTS = (2, 8, 16, 32, 64)
MODELS = ("linear regression", "spline of pairs", "boosted trees", "network")


# --- Nobody has a neighbour -----------------------------------------------------------------------


@dataclass(frozen=True)
class Neighbours:
    """How lonely people become as inputs are added.

    Attributes
    ----------
    nearest
        By the number of inputs: the median distance to the nearest other person, as a share of the
        median distance to any other.
    outside
        By the number of inputs: the share of new people who lie outside the cloud of the others,
        which is to say are no weighted mean of them.
    """

    nearest: dict[int, float]
    outside: dict[int, float]


@experiment
def measure_neighbours(
    *, seed: int, inputs: tuple[int, ...] = (2, 4, 8, 16), n: int = 1000, new: int = 500
) -> Neighbours:
    """Draw `n` people with uniform inputs, and `new` ones, and measure how far apart they are."""
    nearest, outside = {}, {}
    for p in inputs:
        rng = np.random.default_rng([seed, p])
        people, newcomers = rng.uniform(size=(n, p)), rng.uniform(size=(new, p))
        distance = euclidean_distances(newcomers, people)
        nearest[p] = float(np.median(distance.min(axis=1)) / np.median(distance))
        outside[p] = float(np.mean([not is_weighted_mean(each, people) for each in newcomers]))
    return Neighbours(nearest, outside)


def is_weighted_mean(point: Float[np.ndarray, " p"], others: Float[np.ndarray, "n p"]) -> bool:
    """Tell whether weights from 0 to 1 that add up to 1 make a point of others.

    The point then lies in their convex hull.
    """
    _, distance = nnls(np.column_stack([others, np.ones(len(others))]).T, np.append(point, 1))
    return bool(distance < 1e-8)


# --- More inputs ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class MoreInputs:
    """Test error as inputs are added, while the same two traits decide the outcome.

    Attributes
    ----------
    inputs
        How many there are.
    unmixed, mixed
        For each model, its squared distance from the truth as a share of the variance of the
        truth: 0 is perfect, 1 is as good as the mean. Inputs are traits, or mixtures of them.
    """

    inputs: Int[np.ndarray, " p"]
    unmixed: dict[str, Float[np.ndarray, "draws p"]]
    mixed: dict[str, Float[np.ndarray, "draws p"]]

    def left_unmixed(self, inputs: int) -> dict[str, float]:
        """Return what each model leaves unexplained where so many inputs are traits."""
        return self._at(inputs, self.unmixed)

    def left_mixed(self, inputs: int) -> dict[str, float]:
        """Return what each model leaves unexplained where so many inputs mix traits."""
        return self._at(inputs, self.mixed)

    def _at(self, inputs: int, shares: dict[str, np.ndarray]) -> dict[str, float]:
        """Take the medians over draws at a number of inputs."""
        [at] = np.flatnonzero(self.inputs == inputs)
        return {model: float(np.median(share[:, at])) for model, share in shares.items()}


@experiment
def add_inputs(
    *,
    seed: int,
    draws: int = 3,
    inputs: tuple[int, ...] = INPUTS,
    n: int = 1000,
    models: tuple[str, ...] = MODELS,
) -> MoreInputs:
    """Fit models to `n` people with more and more inputs, as they are and mixed.

    Parameters
    ----------
    seed
        Of the people, of how traits are mixed, and of the starts of networks.
    draws
        How often all of that is drawn.
    inputs
        How many there are.
    n
        People a model is fitted to.
    models
        Some of `MODELS`, or ``"spline of all"``.
    """
    draw_seeds = seeds_from(seed, draws)
    by_size = []
    for p in inputs:
        plain, turned = [unmixed(p)] * draws, [mixed(p, seed=s) for s in draw_seeds]
        by_size.append(_left_by_each(plain + turned, n, draw_seeds * 2, models))
    left = {model: np.array([shares[model] for shares in by_size]).T for model in models}
    return MoreInputs(
        np.array(inputs),
        unmixed={model: shares[:draws] for model, shares in left.items()},
        mixed={model: shares[draws:] for model, shares in left.items()},
    )


def _left_by_each(
    populations: list[TwoTraits], n: int, draw_seeds: list[int], models: tuple[str, ...]
) -> dict[str, list[float]]:
    """Return what each model leaves unexplained of a sample of each population."""
    sample_seeds, new_seeds, fit_seeds = zip(*(seeds_from(s, 3) for s in draw_seeds), strict=True)
    samples = [each.sample(n, seed=s) for each, s in zip(populations, sample_seeds, strict=True)]
    news = [each.sample(500, seed=s).X for each, s in zip(populations, new_seeds, strict=True)]
    left = {}
    for model in models:
        left[model] = []
        for population, fitted, new in zip(
            populations, FITTING[model](samples, fit_seeds), news, strict=True
        ):
            truth = population.truth(new)
            left[model].append(float(((fitted(new) - truth) ** 2).mean() / truth.var()))
    return left


FITTING: dict[str, Callable[[list[Table], Sequence[int]], list[Fitted]]] = {
    "linear regression": lambda samples, _: [fit_linear(sample) for sample in samples],
    "spline of pairs": lambda samples, _: [fit_spline_of_pairs(sample) for sample in samples],
    "spline of all": lambda samples, _: [fit_spline_of_all(sample) for sample in samples],
    "boosted trees": lambda samples, seeds: [
        fit_boosted_trees(sample, seed=s) for sample, s in zip(samples, seeds, strict=True)
    ],
    "network": fit_networks,
}


# --- Where trees cut ------------------------------------------------------------------------------


@dataclass(frozen=True)
class TreeCuts:
    """The cuts of boosted trees whose inputs are traits, of which the first two are useful.

    Attributes
    ----------
    tree
        In which tree each cut is, counted from 0.
    useless
        Whether it asks about an input that has nothing to do with the outcome.
    gain
        By how much it brings the error on the observations down.
    """

    tree: Int[np.ndarray, " cuts"]
    useless: Bool[np.ndarray, " cuts"]
    gain: Float[np.ndarray, " cuts"]

    def useless_cuts(self, first: int, end: int) -> float:
        """Return the share of cuts at useless inputs in the trees from `first` up to `end`."""
        return float(self.useless[(first <= self.tree) & (self.tree < end)].mean())

    @property
    def useless_gain(self) -> float:
        """The share of all gain that comes from cuts at useless inputs."""
        return float(self.gain[self.useless].sum() / self.gain.sum())


@experiment
def follow_cuts(*, seed: int, inputs: int = 64, n: int = 1000) -> TreeCuts:
    """Fit boosted trees to `n` people whose inputs are traits, and list all cuts."""
    sample_seed, fit_seed = seeds_from(seed, 2)
    sample = unmixed(inputs).sample(n, seed=sample_seed)
    boosted = boosted_trees(seed=fit_seed).fit(sample.X, sample.y)
    # scikit-learn has no public list of the trees
    nodes = [tree.nodes for [tree] in boosted._predictors]
    cuts = [each[each["is_leaf"] == 0] for each in nodes]
    return TreeCuts(
        np.repeat(np.arange(len(cuts)), [len(each) for each in cuts]),
        np.concatenate([each["feature_idx"] for each in cuts]) > 1,
        np.concatenate([each["gain"] for each in cuts]).astype(float),
    )


# --- A table of patients --------------------------------------------------------------------------


@dataclass(frozen=True)
class DiabetesErrors:
    """How well three models predict the progression of diabetes, by 10-fold cross-validation.

    Attributes
    ----------
    explained
        Share of the variance that is explained, by the name of the model: one less the mean
        squared error over all held-out patients, over the variance.
    """

    explained: dict[str, float]


@experiment
def predict_diabetes(*, seed: int) -> DiabetesErrors:
    """Predict the 442 patients of scikit-learn's table of diabetes from ten variables."""
    X, y = load_diabetes(return_X_y=True)
    folds = KFold(10, shuffle=True, random_state=seed)
    models = {
        "linear regression": LinearRegression(),
        "boosted trees": boosted_trees(seed=seed),
        "smaller and slower trees": HistGradientBoostingRegressor(
            max_iter=150, max_depth=2, learning_rate=0.05, random_state=seed
        ),
    }
    return DiabetesErrors(
        {
            name: float(1 - ((cross_val_predict(model, X, y, cv=folds) - y) ** 2).mean() / y.var())
            for name, model in models.items()
        }
    )
