"""Networks of one input whose kinks are fixed: a line plus hinges, and which of many fits to take.

With kinks fixed, a network with one hidden layer is linear in what is left, and a bend, the change
of slope at a kink, is the weight of a unit. Which of the many fits is taken depends on how bends
are counted: squared, or by their size.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from conundrum.checks import finite_array, increasing, same_length


@dataclass(frozen=True)
class HingeSum:
    """The function ``intercept + slope x + Σ bends[j] max(0, x − kinks[j])``.

    Attributes
    ----------
    kinks : ndarray, shape (k,)
        Where the slope may change.
    bends : ndarray, shape (k,)
        By how much it changes there.
    intercept, slope : float
        Of the line that the hinges are added to.
    """

    kinks: Float[np.ndarray, " k"]
    bends: Float[np.ndarray, " k"]
    intercept: float
    slope: float

    def __call__(self, x: ArrayLike) -> Float[np.ndarray, " n"]:
        """Return the function at `x`, shape (n,)."""
        x = finite_array("x", x, ndim=1)
        return _line(x) @ [self.intercept, self.slope] + _hinges(x, self.kinks) @ self.bends

    @property
    def total_bend(self) -> float:
        """The total change of slope, Σ |bends|."""
        return float(np.abs(self.bends).sum())


def least_squared_bends(x: ArrayLike, y: ArrayLike, kinks: ArrayLike) -> HingeSum:
    """Of all fits through every observation, return the one with the least sum of squared bends.

    As evenly spaced kinks become many, it tends to the natural cubic spline with a knot at every
    observation (Heiss, Teichmann, Wutte 2019).

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The observations, `x` increasing.
    kinks : array_like, shape (k,)
        Increasing.

    Raises
    ------
    ValueError
        If an array is not finite, is unsorted, or lengths differ, or if no function with these
        kinks passes through every observation.
    """
    x, y, kinks = _interpolation(x, y, kinks)
    hinges, line = _hinges(x, kinks), _line(x)
    n = len(x)
    system = np.block([[hinges @ hinges.T, line], [line.T, np.zeros((2, 2))]])
    solution = np.linalg.lstsq(system, np.concatenate([y, [0, 0]]))[0]
    fit = HingeSum(kinks, hinges.T @ solution[:n], *map(float, solution[n:]))
    if not np.allclose(fit(x), y, atol=1e-6 * max(1, np.abs(y).max())):
        raise ValueError(f"kinks={kinks} must allow a function through every observation")
    return fit


def least_total_bend(x: ArrayLike, y: ArrayLike, kinks: ArrayLike) -> HingeSum:
    """Of all fits through every observation, return one with the least total change of slope.

    Found by linear programming. If every observation but the first and the last is a kink, the
    least total is that of straight lines from observation to observation (Savarese, Evron, Soudry,
    Srebro 2019); other functions may reach the same total.

    Parameters and errors are those of `least_squared_bends`.
    """
    x, y, kinks = _interpolation(x, y, kinks)
    hinges, k = _hinges(x, kinks), len(kinks)
    # bends = up − down with up, down ≥ 0: their sum is Σ |bends| where the program ends
    program = linprog(
        np.concatenate([[0, 0], np.ones(2 * k)]),
        A_eq=np.concatenate([_line(x), hinges, -hinges], axis=1),
        b_eq=y,
        bounds=[(None, None)] * 2 + [(0, None)] * (2 * k),
        method="highs",
    )
    if not program.success:
        raise ValueError(f"kinks={kinks} must allow a function through every observation")
    intercept, slope, *bends = program.x
    return HingeSum(kinks, np.subtract(bends[:k], bends[k:]), float(intercept), float(slope))


def _hinges(x: Float[np.ndarray, " n"], kinks: Float[np.ndarray, " k"]) -> Float[np.ndarray, "n k"]:
    return np.maximum(0, np.subtract.outer(x, kinks))


def _line(x: Float[np.ndarray, " n"]) -> Float[np.ndarray, "n 2"]:
    return np.stack([np.ones_like(x), x], axis=1)


def _interpolation(
    x: ArrayLike, y: ArrayLike, kinks: ArrayLike
) -> tuple[Float[np.ndarray, " n"], Float[np.ndarray, " n"], Float[np.ndarray, " k"]]:
    x, y = increasing("x", x), finite_array("y", y, ndim=1)
    same_length(x=x, y=y)
    return x, y, increasing("kinks", kinks)
