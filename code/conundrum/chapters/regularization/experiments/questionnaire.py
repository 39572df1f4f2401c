"""A questionnaire of 60 items that predicts an outcome: what a psychologist regularises."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.model_selection import KFold

from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

SCALES, ITEMS = 5, 12
LOADING, EXPLAINED = 0.6, 0.3
SHOWN = 100
TRAIT_WEIGHTS = (3.0, -2.0, 1.0, 0.0, 0.0)
LEAST_SQUARES, RIDGE, ONE_ERROR, SUMS = (
    "least squares",
    "ridge",
    "ridge, one-SE rule",
    "scale sums",
)


@dataclass(frozen=True)
class Questionnaire:
    """How well four ways to weigh items predict the outcome of new people.

    Attributes
    ----------
    people
        The sizes of the samples.
    penalty
        The λ that were tried, beside the mean squared error.
    explained
        The share of the outcome's variance that is explained among new people; negative where the
        mean would predict better.
    chosen
        The λ that was chosen, by way.
    possible
        The share that the best weights of these items would explain.
    folds, scores
        Of the first draw of the first sample with 100 people or more: the mean error of each
        λ over the folds, and its standard error.
    """

    people: Int[np.ndarray, " m"]
    penalty: Float[np.ndarray, " k"]
    explained: dict[str, Float[np.ndarray, "draws m"]]
    chosen: dict[str, Float[np.ndarray, "draws m"]]
    possible: float
    folds: Float[np.ndarray, " k"]
    standard_error: Float[np.ndarray, " k"]

    def median(self, way: str, people: int) -> float:
        """Return the median over draws of the explained share."""
        return float(np.median(self.explained[way][:, self._column(people)]))

    def quartiles(self, way: str) -> Float[np.ndarray, "3 m"]:
        """Return the quartiles over draws of the explained share, for each size."""
        return np.quantile(self.explained[way], (0.25, 0.5, 0.75), axis=0)

    def gain(self, way: str, other: str, people: int) -> float:
        """Return by how much more one way explains than another in the same draw, on average."""
        column = self._column(people)
        return float((self.explained[way] - self.explained[other])[:, column].mean())

    @property
    def lowest(self) -> int:
        """The place of the λ with the least error over the folds of the draw that is shown."""
        return int(self.folds.argmin())

    @property
    def largest_within(self) -> int:
        """The place of the largest λ whose error is within a standard error of the least."""
        return _one_standard_error(self.folds, self.standard_error)

    def _column(self, people: int) -> int:
        return self.people.tolist().index(people)


PENALTIES = tuple(np.geomspace(1e-2, 1000, 21))


@experiment
def predict_outcomes(
    *,
    seed: int,
    draws: int = 40,
    people: Sequence[int] = (50, 70, 100, 200, 400),
    misplaced: int = 0,
) -> Questionnaire:
    """Predict an outcome from 60 items, of which each five times twelve measure one trait.

    An item is 0.6 times its trait and noise, with variance 1; a share of 0.3 of the outcome's
    variance comes from the traits, with weights in proportion to 3, −2, 1, 0 and 0.

    Parameters
    ----------
    seed, draws : int
        Each draw has its own people.
    people : sequence of int
        The sizes of the samples.
    misplaced : int
        How many items the key deals out to the scales in turn, whatever they measure.
    """
    item_of = np.repeat(np.eye(SCALES), ITEMS, axis=1)
    key = item_of.copy()
    key[:, :misplaced] = np.tile(np.eye(SCALES), ITEMS)[:, :misplaced]
    covariance = LOADING**2 * item_of.T @ item_of + (1 - LOADING**2) * np.eye(SCALES * ITEMS)
    weight = np.array(TRAIT_WEIGHTS) * EXPLAINED**0.5 / np.linalg.norm(TRAIT_WEIGHTS)
    with_outcome = LOADING * weight @ item_of
    explained = {way: [] for way in (LEAST_SQUARES, RIDGE, ONE_ERROR, SUMS)}
    chosen = {RIDGE: [], ONE_ERROR: []}
    shown = None
    for draw in seeds_from(seed, draws):
        rng = np.random.default_rng(draw)
        traits = rng.normal(size=(max(people), SCALES))
        noise = rng.normal(size=(max(people), SCALES * ITEMS))
        items = LOADING * traits @ item_of + (1 - LOADING**2) ** 0.5 * noise
        y = traits @ weight + (1 - EXPLAINED) ** 0.5 * rng.normal(size=max(people))
        fits = [_fit(items[:n], y[:n], key, draw) for n in people]
        for way in explained:
            coefficients = np.array([fit[0][way] for fit in fits])
            misses = np.einsum("mp,pq,mq->m", coefficients, covariance, coefficients)
            explained[way].append(2 * coefficients @ with_outcome - misses)
        for way in chosen:
            chosen[way].append([fit[1][way] for fit in fits])
        if shown is None:
            shown = fits[int(np.argmax(np.array(people) >= SHOWN))][2:]
    best = np.linalg.solve(covariance, with_outcome)
    return Questionnaire(
        np.array(people),
        np.array(PENALTIES),
        {way: np.array(shares) for way, shares in explained.items()},
        {way: np.array(penalties) for way, penalties in chosen.items()},
        float(best @ with_outcome),
        *shown,
    )


def _fit(
    items: Float[np.ndarray, "n p"],
    y: Float[np.ndarray, " n"],
    key: Float[np.ndarray, "scales p"],
    seed: int,
) -> tuple[dict[str, np.ndarray], dict[str, float], np.ndarray, np.ndarray]:
    """Return the weight of each item by way, the λ chosen, and the errors over the folds."""
    errors = _held_out(items, y, seed)
    mean, deviation = errors.mean(axis=0), errors.std(axis=0, ddof=1) / len(errors) ** 0.5
    penalties = np.array(PENALTIES)
    places = {RIDGE: int(mean.argmin()), ONE_ERROR: _one_standard_error(mean, deviation)}
    path = _ridge_path(items, y, penalties)
    sums = items @ key.T
    coefficients = {way: path[place] for way, place in places.items()}
    coefficients[LEAST_SQUARES] = np.linalg.lstsq(items, y)[0]
    coefficients[SUMS] = np.linalg.lstsq(sums, y)[0] @ key
    chosen = {way: float(penalties[place]) for way, place in places.items()}
    return coefficients, chosen, mean, deviation


def _held_out(
    items: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], seed: int
) -> Float[np.ndarray, "folds k"]:
    """Return the mean squared error of each λ on each of ten folds."""
    folds = KFold(10, shuffle=True, random_state=seed % 2**32).split(items)
    return np.array(
        [
            np.mean(
                (_ridge_path(items[rest], y[rest], np.array(PENALTIES)) @ items[held].T - y[held])
                ** 2,
                axis=1,
            )
            for rest, held in folds
        ]
    )


def _ridge_path(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], penalties: Float[np.ndarray, " k"]
) -> Float[np.ndarray, "k p"]:
    """Return the coefficients of ridge at each λ, beside the mean squared error."""
    values, V = np.linalg.eigh(X.T @ X / len(y))
    return (V.T @ (X.T @ y / len(y)) / (values + penalties[:, None])) @ V.T


def _one_standard_error(mean: Float[np.ndarray, " k"], deviation: Float[np.ndarray, " k"]) -> int:
    """Return the place of the largest λ whose error is at most the least plus its error."""
    least = mean.argmin()
    return int(np.flatnonzero(mean <= mean[least] + deviation[least]).max())
