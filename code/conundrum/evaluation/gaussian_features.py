"""What regression on independent, standard normal features costs, by formula.

The response is y = x·β + noise. Both functions return what multiplies the variance of the noise, or
of the signal, ‖β‖²; test errors are sums of such products.
"""

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

Factor = Float[np.ndarray, "*m"]


def least_norm_factors(n: ArrayLike, p: ArrayLike) -> tuple[Factor, Factor]:
    """Return what the least-norm fit of n observations leaves of the signal, and adds of the noise.

    Parameters
    ----------
    n, p : array_like
        Observations and features; broadcast against each other.

    Returns
    -------
    squared_bias, variance : ndarray
        The expected squared error on a new observation, without its own noise, is ‖β‖² times the
        first plus σ² times the second, for β in a random direction. The second is infinite for
        p = n − 1, n and n + 1.

    References
    ----------
    The mean of an inverse Wishart matrix gives the factors; Hastie, Montanari, Rosset, Tibshirani
    (2022), *Annals of Statistics* 50, have their limits for isotropic features.
    """
    n, p = np.broadcast_arrays(np.asarray(n, float), np.asarray(p, float))
    variance = np.full(n.shape, np.inf)
    few, many = p < n - 1, p > n + 1
    variance[few] = p[few] / (n - p - 1)[few]
    variance[many] = n[many] / (p - n - 1)[many]
    return np.asarray(np.maximum(0, 1 - n / p)), variance


def best_ridge_factor(n: ArrayLike, p: ArrayLike, noise: float, signal: float = 1.0) -> Factor:
    """Return the error of ridge regression with the best penalty, as a multiple of σ².

    The penalty is λ = p σ² / ‖β‖² on the sum of squared coefficients, beside the sum of squared
    errors. The expected squared error on a new observation, without its own noise, is σ² times what
    is returned, in the limit of large n and p.

    Parameters
    ----------
    n, p : array_like
        Observations and features.
    noise, signal : float
        σ and ‖β‖.

    References
    ----------
    Hastie, Montanari, Rosset, Tibshirani (2022), *Annals of Statistics* 50, on ridge regression.
    """
    ratio = np.asarray(p, float) / np.asarray(n, float)
    penalty = noise**2 * ratio / signal**2
    centre = 1 - ratio + penalty
    stieltjes = (np.sqrt(centre**2 + 4 * ratio * penalty) - centre) / (2 * ratio * penalty)
    return np.asarray(ratio * stieltjes)
