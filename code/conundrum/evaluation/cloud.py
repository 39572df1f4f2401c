"""A spline and a tree fitted to a cloud of points around a curve, as two chapters do."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from sklearn.tree import DecisionTreeRegressor

from conundrum.data.curves import Curve, Sample
from conundrum.models.splines import NaturalSpline, cardinal_basis, fit_spline, uniform_knots

Prediction = Callable[[Float[np.ndarray, " m"]], Float[np.ndarray, " m"]]


def fit_even_spline(curve: Curve, sample: Sample, degrees_of_freedom: int) -> NaturalSpline:
    """Fit a natural cubic spline with evenly spaced knots by least squares.

    Parameters
    ----------
    curve
        What the sample was drawn from; the outer knots are the ends of its interval.
    sample
        The points.
    degrees_of_freedom
        The number of knots.
    """
    basis = cardinal_basis(uniform_knots(curve.low, curve.high, degrees_of_freedom))
    return fit_spline(basis, sample.x, sample.y)


def fit_small_tree(sample: Sample, leaves: int, *, seed: int) -> Prediction:
    """Fit a regression tree with so many leaves at most, and return what predicts with it."""
    tree = DecisionTreeRegressor(max_leaf_nodes=leaves, random_state=seed)
    tree.fit(sample.x[:, None], sample.y)
    return lambda x: tree.predict(x[:, None])
