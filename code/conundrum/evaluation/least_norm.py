"""Least-norm fits of one basis to many samples of a curve, and how well they do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float

from conundrum.data.curves import Curve, Sample
from conundrum.evaluation.risk import risk
from conundrum.models.linear import minimum_norm, ridge

Basis = Callable[[Float[np.ndarray, " n"]], Float[np.ndarray, "n d"]]


@dataclass(frozen=True)
class LeastNormFits:
    """The fit of least norm to each of several samples.

    Attributes
    ----------
    curve : Curve
        What the samples were drawn from.
    basis : callable
        Takes inputs; returns their features, a column each.
    samples : sequence of Sample
        All of one size, n.
    features : list of ndarray, shape (n, d)
        Of the observations of each sample.
    coefficients : ndarray, shape (draws, d)
        Of each fit.
    """

    curve: Curve
    basis: Basis
    samples: Sequence[Sample]
    features: list[Float[np.ndarray, "n d"]]
    coefficients: Float[np.ndarray, "draws d"]

    def predict(self, x: Float[np.ndarray, " m"]) -> Float[np.ndarray, "draws m"]:
        """Return what each fit predicts at `x`."""
        return self.coefficients @ self.basis(x).T

    @property
    def train_error(self) -> Float[np.ndarray, " draws"]:
        """Mean squared error on the sample that was fitted."""
        residuals = [
            features @ coefficients - sample.y
            for features, coefficients, sample in zip(
                self.features, self.coefficients, self.samples, strict=True
            )
        ]
        return np.mean(np.square(residuals), axis=1)

    @property
    def test_error(self) -> Float[np.ndarray, " draws"]:
        """Expected squared error on a new observation."""
        x = self.curve.grid()
        return risk(self.predict(x), self.curve.function(x), self.curve.noise)

    @property
    def squared_norm(self) -> Float[np.ndarray, " draws"]:
        """Squared norm of the coefficients."""
        return (self.coefficients**2).sum(axis=1)

    @property
    def smallest_singular_value(self) -> Float[np.ndarray, " draws"]:
        """How little the observations see of the direction that they see least."""
        return np.linalg.svd(np.array(self.features), compute_uv=False)[:, -1]


def fit_least_norm(
    basis: Basis, curve: Curve, samples: Sequence[Sample], *, penalty: float = 0.0
) -> LeastNormFits:
    """Fit a basis to each sample; of all fits with the least squared error, take the least norm.

    Parameters
    ----------
    basis : callable
        Takes inputs; returns their features, a column each. Its columns decide what the norm of the
        coefficients measures.
    curve : Curve
        What the samples were drawn from.
    samples : sequence of Sample
        All of one size.
    penalty : float
        The weight of the squared norm beside the sum of squared errors, as in ridge regression.
        The least norm is the limit at zero, which is taken if nothing is said.

    Raises
    ------
    ValueError
        If there is no sample, their sizes differ, or a feature or response is not finite.
    """
    sizes = {len(sample.x) for sample in samples}
    if len(sizes) != 1:
        raise ValueError(f"samples must be of one size, got sizes {sorted(sizes)}")
    features = [basis(sample.x) for sample in samples]
    fit = partial(ridge, penalty=penalty) if penalty else minimum_norm
    coefficients = [fit(f, sample.y) for f, sample in zip(features, samples, strict=True)]
    return LeastNormFits(curve, basis, samples, features, np.array(coefficients))
