"""How good the best of many scores looks by luck alone."""

import numpy as np
from scipy import integrate, special

from conundrum.checks import positive_integer


def expected_maximum(count: int) -> float:
    """Return the expected value of the largest of independent standard normal numbers.

    The density of the largest of m numbers is m φ(x) Φ(x)ᵐ⁻¹.

    Parameters
    ----------
    count : int
        How many numbers.

    Raises
    ------
    ValueError
        If `count` is below 1.

    References
    ----------
    David, Nagaraja (2003), *Order Statistics*, third edition, section 3.1.
    """
    m = positive_integer("count", count)

    def weighted(x: float) -> float:
        density = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
        return x * m * density * special.ndtr(x) ** (m - 1)

    value, _ = integrate.quad(weighted, -np.inf, np.inf)
    return float(value)
