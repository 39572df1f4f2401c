"""Infinitely many random features, by formula."""

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike

from conundrum.checks import finite_array, non_negative, same_length


def relu_kernel(x: ArrayLike, z: ArrayLike, *, bias: float) -> Float[np.ndarray, "n m"]:
    """Return the mean product of a random ReLU unit's values at two inputs.

    With p inputs, a unit has normal weights of variance 1 / p and a normal bias. The inner product
    of many such features, divided by how many they are, comes to this mean.

    Parameters
    ----------
    x : array_like, shape (n, p)
    z : array_like, shape (m, p)
    bias : float
        The standard deviation of the bias.

    Raises
    ------
    ValueError
        If an array is not finite with two dimensions, they differ in p, or the bias is negative.

    References
    ----------
    Cho, Saul (2009), *Advances in Neural Information Processing Systems* 22, equations 3 to 6.
    """
    x, z = finite_array("x", x, ndim=2), finite_array("z", z, ndim=2)
    p = same_length(x=x.T, z=z.T)
    shared = x @ z.T / p + non_negative("bias", bias) ** 2
    x_size, z_size = (np.sqrt((each**2).mean(axis=1) + bias**2) for each in (x, z))
    sizes = np.outer(x_size, z_size)
    angle = np.arccos(np.clip(shared / np.where(sizes > 0, sizes, 1), -1, 1))
    return sizes * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / (2 * np.pi)
