"""The models of the chapter, each fitted to a table of people."""

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV
from sklearn.tree import DecisionTreeRegressor

from conundrum.data.surfaces import REACH
from conundrum.data.tables import Table
from conundrum.models.linear import minimum_norm
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.models.splines import NaturalSpline, bend_basis, cardinal_basis, uniform_knots
from conundrum.models.tensor_splines import fit_pairwise_spline, fit_tensor_spline
from conundrum.training.fleet import fit_fleet

Fitted = Callable[[Float[np.ndarray, "n p"]], Float[np.ndarray, " n"]]

LEAVES = (4, 8, 16, 32, 64, 128)


def fit_linear(sample: Table) -> Fitted:
    """Fit a linear regression."""
    return LinearRegression().fit(sample.X, sample.y).predict


def fit_additive_spline(sample: Table) -> Fitted:
    """Fit a spline of each input, added up, by least squares."""
    basis = cardinal_basis(uniform_knots(-REACH, REACH, 8))

    def features(X: Float[np.ndarray, "n 2"]) -> Float[np.ndarray, "n 16"]:
        return np.concatenate([basis(x) for x in X.T], axis=1)

    coefficients = minimum_norm(features(sample.X), sample.y)
    return lambda X: features(X) @ coefficients


def fit_spline_of_pairs(sample: Table) -> Fitted:
    """Fit a spline with the interactions of pairs; leaving out one chooses its penalty."""
    return fit_pairwise_spline(_basis(sample), sample.X, sample.y)


def fit_spline_of_all(sample: Table) -> Fitted:
    """Fit a spline with all interactions; leaving out one chooses its penalty."""
    return fit_tensor_spline(_basis(sample), sample.X, sample.y)


def _basis(sample: Table) -> NaturalSpline:
    reach = max(REACH, np.abs(sample.X).max())
    return bend_basis(uniform_knots(-reach, reach, 8))


def fit_tree(sample: Table, *, seed: int) -> Fitted:
    """Fit a tree; 5-fold cross-validation chooses its number of leaves."""
    tree = DecisionTreeRegressor(random_state=seed)
    return GridSearchCV(tree, {"max_leaf_nodes": LEAVES}, cv=5).fit(sample.X, sample.y).predict


def boosted_trees(*, seed: int) -> HistGradientBoostingRegressor:
    """Return a sum of 100 trees of 15 leaves, each to be fitted to what those before it left over.

    Inputs are sorted into 32 bins. On other draws than those of the book, scikit-learn's own
    settings, with larger trees and finer bins, were not better, and 300 trees at half the learning
    rate hardly were.
    """
    return HistGradientBoostingRegressor(max_leaf_nodes=15, max_bins=32, random_state=seed)


def fit_boosted_trees(sample: Table, *, seed: int) -> Fitted:
    """Fit `boosted_trees`."""
    return boosted_trees(seed=seed).fit(sample.X, sample.y).predict


def fit_networks(samples: Sequence[Table], seeds: Sequence[int]) -> list[Fitted]:
    """Train a network with three hidden layers of 32 units by Adam on each of some samples.

    The 1,500 steps see 100 people each. Layers, steps and weight decay were chosen on other draws
    than those of the book, as the best of a few for 16 and for 32 inputs.
    """
    inputs = samples[0].X.shape[1]
    networks = [ReLUNetwork((inputs, 32, 32, 32, 1), seed=seed) for seed in seeds]
    fit_fleet(
        networks,
        np.array([sample.X for sample in samples]),
        np.array([sample.y[:, None] for sample in samples]),
        steps=1500,
        learning_rate=0.01,
        weight_decay=0.1,
        batch_size=min(100, len(samples[0].y)),
        seeds=list(seeds),
    )
    return [_prediction(network) for network in networks]


def _prediction(network: ReLUNetwork) -> Fitted:
    return lambda X: predict(network, X)[:, 0].astype(float)
