"""Gradient descent on least squares in closed form: where any number of steps leads, none taken."""

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import ArrayLike

from conundrum.checks import finite_array, non_negative, positive, same_length


def least_squares_path(
    X: ArrayLike,
    y: ArrayLike,
    *,
    rate: float,
    steps: Int[np.ndarray, " times"],
    start: ArrayLike | None = None,
    penalty: float = 0.0,
) -> Float[np.ndarray, "times d"]:
    """Return the coefficients of a linear model after some numbers of gradient steps.

    Descent is on the mean squared error plus penalty · Σ c². Along the right singular vector of X
    with the singular value σ the curvature is h = σ²/n + penalty, and each step leaves a share
    1 − 2 · rate · h of the distance to the minimum. Where nothing pulls, h = 0, the coefficients
    stay as they were at the start.

    Parameters
    ----------
    X : array_like, shape (n, d)
        The features of each observation.
    y : array_like, shape (n,)
        The responses.
    rate : float
        Above zero, and below 1 / h for the largest h: otherwise descent does not converge.
    steps : ndarray of int, shape (times,)
        After how many steps the coefficients are wanted.
    start : array_like, shape (d,), optional
        The coefficients before the first step; all zero, if nothing is said.
    penalty : float
        The weight of the penalty, zero or more.

    Raises
    ------
    ValueError
        If an array is not finite or of another shape, the penalty is negative, or the rate is not
        positive or so large that descent does not converge.

    References
    ----------
    Ali, Kolter, Tibshirani (2019), section 2; Heckel and Yilmaz (2021), section 2.
    """
    X, y = finite_array("X", X, ndim=2), finite_array("y", y, ndim=1)
    n, d = same_length(X=X, y=y), X.shape[1]
    start = np.zeros(d) if start is None else finite_array("start", start, ndim=1)
    same_length(start=start, features=X.T)
    rate, penalty = positive("rate", rate), non_negative("penalty", penalty)
    U, singular, Vt = np.linalg.svd(X, full_matrices=False)
    curvature = singular**2 / n + penalty
    if rate * curvature.max() >= 1:
        raise ValueError(f"rate={rate} must be below {1 / curvature.max():.3g} to converge")
    pull = singular * (U.T @ y) / n
    minimum = np.divide(pull, curvature, out=np.zeros_like(pull), where=curvature > 0)
    seen = Vt @ start
    left = (1 - 2 * rate * curvature) ** steps[:, None]
    unseen = start - Vt.T @ seen  # only the penalty pulls on it
    return (minimum + left * (seen - minimum)) @ Vt + np.outer(
        (1 - 2 * rate * penalty) ** steps, unseen
    )
