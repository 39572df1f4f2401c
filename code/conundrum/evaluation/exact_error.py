"""The expected error of least squares, calculated rather than simulated.

With or without more features than observations, a fit predicts weighted sums of the responses, and
its weights depend on the inputs alone. Given the inputs, bias and variance are then sums.
"""

from collections.abc import Sequence

import numpy as np

from conundrum.data.curves import Curve, Sample
from conundrum.evaluation.least_norm import Basis
from conundrum.evaluation.risk import BiasVariance
from conundrum.models.smoothers import LeastSquares


def exact_bias_variance(basis: Basis, curve: Curve, samples: Sequence[Sample]) -> BiasVariance:
    """Take the expected error of least-norm fits apart, over all noise there could be.

    A prediction is ``weights @ y``, and y is the curve plus noise of variance σ². So the mean
    prediction is ``weights @ curve``, and its variance is σ² times the sum of squared weights.

    Parameters
    ----------
    basis : callable
        Takes inputs; returns their features, a column each.
    curve : Curve
        The truth, its interval, and the standard deviation of the noise.
    samples : sequence of Sample
        Only their inputs are used.

    Returns
    -------
    BiasVariance
        Each part has the shape (samples, points), with `curve.grid` for points.

    Raises
    ------
    ValueError
        If a feature is not finite.
    """
    x = curve.grid()
    truth, features = curve.function(x), basis(x)
    weights = [LeastSquares.on(basis(sample.x)).weights(features) for sample in samples]
    means = [each @ curve.function(sample.x) for each, sample in zip(weights, samples, strict=True)]
    return BiasVariance(
        squared_bias=(np.array(means) - truth) ** 2,
        variance=curve.noise**2 * np.array([(each**2).sum(axis=1) for each in weights]),
        noise_variance=curve.noise**2,
    )
