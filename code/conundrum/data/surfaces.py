"""Outcomes that two traits decide together, seen through inputs that may mix the traits."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.stats import ortho_group

from conundrum.checks import finite_array, non_negative, positive_integer
from conundrum.data.tables import Table

#: Traits are uniform between minus and plus this.
REACH = 1.6


def interacting(
    u: Float[np.ndarray, "*n"], v: Float[np.ndarray, "*n"], interaction: float = 3.0
) -> Float[np.ndarray, "*n"]:
    """Return u⁴ − 3(uv)² − u + 4, or with another `interaction` than 3.

    What u does to the outcome depends on v, unless the interaction is zero.
    """
    return u**4 - interaction * (u * v) ** 2 - u + 4


def least_additive_error(noise: float) -> float:
    """Return the least test error of any sum of a function of u and a function of v.

    The traits are independent and uniform. What no sum can be is then −3 (u² − m)(v² − m), with m
    the mean of u². Its variance is nine times the squared variance of u², which is 4 a⁴ / 45 for u
    uniform between −a and a.

    Parameters
    ----------
    noise : float
        The standard deviation of what the traits do not tell.
    """
    return 9 * (4 * REACH**4 / 45) ** 2 + non_negative("noise", noise) ** 2


@dataclass(frozen=True)
class TwoTraits:
    """A population with p independent traits, of which the first two decide the outcome.

    What is observed are p inputs, each a mixture of all traits: the same people, described along
    other axes.

    Attributes
    ----------
    mixing : ndarray, shape (p, p)
        Orthogonal; inputs are ``traits @ mixing``. With the identity, inputs are traits.
    noise : float
        The standard deviation of what the traits do not tell, in units of the outcome.
    interaction : float
        The factor of (uv)² in the outcome; with 0 it depends on u alone.

    Raises
    ------
    ValueError
        If the mixing is not an orthogonal matrix of at least two rows, or the noise is negative.
    """

    mixing: Float[np.ndarray, "p p"]
    noise: float = 0.4
    interaction: float = 3.0

    def __post_init__(self) -> None:
        mixing = finite_array("mixing", self.mixing, ndim=2)
        if len(mixing) < 2 or not np.allclose(mixing @ mixing.T, np.eye(len(mixing))):
            raise ValueError(
                f"mixing must be orthogonal with two rows or more, got shape {mixing.shape}"
            )
        non_negative("noise", self.noise)

    def sample(self, n: int, *, seed: int) -> Table:
        """Draw `n` people.

        Raises
        ------
        ValueError
            If `n` is below 1.
        """
        rng = np.random.default_rng(seed)
        traits = rng.uniform(-REACH, REACH, size=(positive_integer("n", n), len(self.mixing)))
        noise = self.noise * rng.standard_normal(n)
        outcome = interacting(traits[:, 0], traits[:, 1], self.interaction)
        return Table(traits @ self.mixing, outcome + noise)

    def truth(self, X: Float[np.ndarray, "n p"]) -> Float[np.ndarray, " n"]:
        """Return the outcome without noise."""
        u, v = (finite_array("X", X, ndim=2) @ self.mixing.T)[:, :2].T
        return interacting(u, v, self.interaction)


def unmixed(inputs: int, interaction: float = 3.0) -> TwoTraits:
    """Return a population whose inputs are the traits themselves."""
    identity = np.eye(positive_integer("inputs", inputs, minimum=2))
    return TwoTraits(identity, interaction=interaction)


def mixed(inputs: int, *, seed: int) -> TwoTraits:
    """Return a population whose inputs are the traits turned at random, as `seed` has it."""
    return TwoTraits(
        ortho_group.rvs(positive_integer("inputs", inputs, minimum=2), random_state=seed)
    )
