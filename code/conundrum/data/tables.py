"""Simulated people: a row each, some predictors, one outcome, and a truth that is known."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import ArrayLike
from scipy.special import erf

from conundrum.checks import finite_array, non_negative, positive_integer, same_length


@dataclass(frozen=True)
class Table:
    """People with predictors and an outcome.

    Attributes
    ----------
    X : ndarray, shape (n, p)
        The predictors.
    y : ndarray, shape (n,)
        The outcome.
    """

    X: Float[np.ndarray, "n p"]
    y: Float[np.ndarray, " n"]


@dataclass(frozen=True)
class LinearPeople:
    """A population in which the outcome is a weighted sum of independent predictors, plus noise.

    Predictors are standard normal, so that the error of any linear model on new people has a
    closed form.

    Attributes
    ----------
    weights : ndarray, shape (p,)
        What each predictor contributes.
    noise : float
        The standard deviation of what the predictors do not tell, in units of the outcome.

    Raises
    ------
    ValueError
        If the weights are not a finite vector, or the noise is negative.
    """

    weights: Float[np.ndarray, " p"]
    noise: float = 1.0

    def __post_init__(self) -> None:
        finite_array("weights", self.weights, ndim=1)
        non_negative("noise", self.noise)

    def sample(self, n: int, *, seed: int) -> Table:
        """Draw `n` people.

        Raises
        ------
        ValueError
            If `n` is below 1.
        """
        rng = np.random.default_rng(seed)
        X = rng.standard_normal((positive_integer("n", n), len(self.weights)))
        return Table(X, X @ self.weights + self.noise * rng.standard_normal(n))

    def mean_absolute_error(
        self, weights: ArrayLike, intercept: ArrayLike = 0.0
    ) -> Float[np.ndarray, "*models"] | float:
        """Return the expected absolute error of linear models on a new person.

        The error is normal, with a standard deviation s that grows with the distance of the
        weights from the true ones, and minus the intercept as its mean; its absolute value is
        folded normal.

        Parameters
        ----------
        weights : array_like, shape (..., p)
            Of one model or of several.
        intercept : array_like, shape (...)
            Of the same models.

        Raises
        ------
        ValueError
            If there is not one weight for each predictor, or a number is not finite.

        References
        ----------
        Leone, Nelson, Nottingham (1961), The folded normal distribution, *Technometrics* 3.
        """
        weights = finite_array("weights", weights, ndim=tuple(range(1, 5)))
        intercept = finite_array("intercept", intercept, ndim=tuple(range(4)))
        same_length(predictors=self.weights, weights=np.moveaxis(weights, -1, 0))
        s = np.sqrt(self.noise**2 + ((weights - self.weights) ** 2).sum(axis=-1))
        centred = s * np.sqrt(2 / np.pi) * np.exp(-(intercept**2) / (2 * s**2))
        return centred + intercept * erf(intercept / (s * np.sqrt(2)))


@dataclass(frozen=True)
class Sessions:
    """People measured several times.

    Attributes
    ----------
    X : ndarray, shape (n, p)
        The predictors, a row a session.
    y : ndarray, shape (n,)
        The outcome at that session.
    person : ndarray, shape (n,)
        Whose session it is.
    """

    X: Float[np.ndarray, "n p"]
    y: Float[np.ndarray, " n"]
    person: Int[np.ndarray, " n"]


def unrelated_sessions(people: int, sessions: int, predictors: int, *, seed: int) -> Sessions:
    """Measure people several times, with predictors that say who it is and nothing else.

    Each person has a profile of predictors and a level of the outcome, drawn independently of
    each other. Sessions scatter around both with half the standard deviation that people have.
    No model can predict the outcome of a person it has not met.

    Raises
    ------
    ValueError
        If `people`, `sessions` or `predictors` is below 1.
    """
    people = positive_integer("people", people)
    sessions = positive_integer("sessions", sessions)
    predictors = positive_integer("predictors", predictors)
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), sessions)
    profile, level = rng.standard_normal((people, predictors)), rng.standard_normal(people)
    return Sessions(
        profile[person] + rng.normal(scale=0.5, size=(len(person), predictors)),
        level[person] + rng.normal(scale=0.5, size=len(person)),
        person,
    )
