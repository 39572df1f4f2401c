"""Early stopping: in closed form for a linear model, and with a validation set for networks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.students import Lessons, draw_lessons
from conundrum.experiment import experiment
from conundrum.models.linear import ridge
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import constant
from conundrum.training.paths import least_squares_path
from conundrum.training.patience import stop_with_patience


@dataclass(frozen=True)
class StoppedPaths:
    """Gradient descent on a linear model, stopped after each step, beside ridge.

    The penalty that corresponds to step t is λ = 1 / (2 η t).

    Attributes
    ----------
    steps
        After which descent is stopped.
    curvature
        The eigenvalues of XᵀX/n of the first draw.
    stopped_share, ridge_share
        By how much of the least-squares coefficient each direction is taken, in the first draw.
    stopped_error, ridge_error
        The excess test error of both, a row a draw.
    """

    steps: Int[np.ndarray, " m"]
    curvature: Float[np.ndarray, " p"]
    stopped_share: Float[np.ndarray, "m p"]
    ridge_share: Float[np.ndarray, "m p"]
    stopped_error: Float[np.ndarray, "draws m"]
    ridge_error: Float[np.ndarray, "draws m"]

    @property
    def stopped_quartiles(self) -> Float[np.ndarray, "3 m"]:
        """The quartiles over draws of the excess test error after each step."""
        return np.quantile(self.stopped_error, (0.25, 0.5, 0.75), axis=0)

    @property
    def ridge_quartiles(self) -> Float[np.ndarray, "3 m"]:
        """The quartiles over draws of the excess test error with each penalty."""
        return np.quantile(self.ridge_error, (0.25, 0.5, 0.75), axis=0)

    @property
    def best_stop(self) -> float:
        """The median over draws of the excess test error at the best step."""
        return float(np.median(self.stopped_error.min(axis=1)))

    @property
    def best_ridge(self) -> float:
        """The median over draws of the excess test error with the best penalty."""
        return float(np.median(self.ridge_error.min(axis=1)))

    @property
    def paired(self) -> float:
        """The best stop's error relative to the best ridge's in the same draw, in the median."""
        return float(np.median(self.stopped_error.min(axis=1) / self.ridge_error.min(axis=1)))

    @property
    def farthest(self) -> float:
        """The largest ratio along the path of the mean errors of stopping and of ridge."""
        return float((self.stopped_error.mean(axis=0) / self.ridge_error.mean(axis=0)).max())


@experiment
def stop_linear_model(
    *, seed: int, draws: int = 100, n: int = 60, p: int = 40, last: int = 5000
) -> StoppedPaths:
    """Descend on linear models whose predictors vary in size, and stop after each of many steps.

    Parameters
    ----------
    seed, draws : int
    n, p : int
        The numbers of observations and of predictors.
    last : int
        The last step at which descent may be stopped.
    """
    rate, noise = 0.1, 1.0
    steps = np.unique(np.geomspace(1, last, 40).astype(int))
    penalties = 1 / (2 * rate * steps)
    scales = np.linspace(1, 0.1, p)
    tables = [_scaled_table(s, n, scales, noise) for s in seeds_from(seed, draws)]
    stopped_error, ridge_error = [], []
    for X, y, truth in tables:
        stopped = least_squares_path(X, y, rate=rate, steps=steps)
        shrunk = np.array([ridge(X, y, n * penalty) for penalty in penalties])
        for errors, found in ((stopped_error, stopped), (ridge_error, shrunk)):
            errors.append(((found - truth) ** 2 * scales**2).sum(axis=1))
    curvature = np.linalg.svd(tables[0][0], compute_uv=False) ** 2 / n
    return StoppedPaths(
        steps,
        curvature,
        1 - (1 - 2 * rate * curvature) ** steps[:, None],
        curvature / (curvature + penalties[:, None]),
        np.array(stopped_error),
        np.array(ridge_error),
    )


def _scaled_table(
    seed: int, n: int, scales: Float[np.ndarray, " p"], noise: float
) -> tuple[Float[np.ndarray, "n p"], Float[np.ndarray, " n"], Float[np.ndarray, " p"]]:
    """Return predictors of different sizes, responses to them, and the true coefficients."""
    rng = np.random.default_rng(seed)
    X, truth = rng.normal(size=(n, len(scales))) * scales, rng.normal(size=len(scales)) * 0.4
    return X, X @ truth + noise * rng.normal(size=n), truth


# --- With a validation set ------------------------------------------------------------------------

OBSERVATIONS, INPUTS, HELD_OUT = 200, 10, 40
EVERY = 25
PATIENCE = 8
TO_THE_END, PATIENT, RETRAINED, ORACLE = (
    "to the end",
    "stopped",
    "stopped, then retrained",
    "best step of all",
)


@dataclass(frozen=True)
class ValidationStops:
    """Networks whose training is watched on a validation set.

    Attributes
    ----------
    steps
        After which the network was looked at.
    patience
        In steps.
    train_error, validation_error
        On the observations that trained, and on those held out.
    test_error
        Expected squared error on a new observation, of the network that the rest has trained.
    test_error_of_all
        The same of a network from the same start that all observations have trained.
    kept, last
        The step whose network is kept, and the one at which patience ends.
    """

    steps: Int[np.ndarray, " states"]
    patience: int
    train_error: Float[np.ndarray, "draws states"]
    validation_error: Float[np.ndarray, "draws states"]
    test_error: Float[np.ndarray, "draws states"]
    test_error_of_all: Float[np.ndarray, "draws states"]
    kept: Int[np.ndarray, " draws"]
    last: Int[np.ndarray, " draws"]

    @property
    def by_way(self) -> dict[str, Float[np.ndarray, " draws"]]:
        """The test error of each draw: trained to the end on all data, stopped, and so on.

        "best step of all" knows the test error at each step: nobody can do that.
        """
        draws = np.arange(len(self.kept))
        at = np.searchsorted(self.steps, self.kept)
        return {
            TO_THE_END: self.test_error_of_all[:, -1],
            PATIENT: self.test_error[draws, at],
            RETRAINED: self.test_error_of_all[draws, at],
            ORACLE: self.test_error_of_all.min(axis=1),
        }

    @property
    def medians(self) -> dict[str, float]:
        """The median over draws of the test error, by way."""
        return {way: float(np.median(errors)) for way, errors in self.by_way.items()}

    @property
    def quartiles(self) -> dict[str, Float[np.ndarray, " 2"]]:
        """The quartiles over draws of the test error, by way."""
        return {way: np.quantile(errors, (0.25, 0.75)) for way, errors in self.by_way.items()}

    @property
    def optimism(self) -> float:
        """By how much the validation error of the kept networks is below their test error."""
        at = np.searchsorted(self.steps, self.kept)
        draws = np.arange(len(at))
        return float(
            (self.test_error[draws, at] - self.validation_error[draws, at]).mean()
            / self.test_error[draws, at].mean()
        )

    def ratio(self, way: str, other: str) -> float:
        """Return the test error of one way over that of another, the median of the same draws."""
        return float(np.median(self.by_way[way] / self.by_way[other]))


@experiment
def stop_on_validation(
    *,
    seed: int,
    draws: int = 10,
    n: int = OBSERVATIONS,
    held_out: int = HELD_OUT,
    width: int = 60,
    steps: int = 1500,
) -> ValidationStops:
    """Train networks on tables made by teachers, hold out some rows, and stop on them.

    Adam with a constant rate of 0.005; networks are looked at after each 25 steps, and training
    ends when the validation error has had no new minimum for 200.

    Parameters
    ----------
    seed, draws : int
        Each draw has a teacher of 10 inputs and a table of its own.
    n, held_out : int
        The observations, and how many of them are the validation set.
    width : int
        The hidden units of each network.
    steps : int
        How long training lasts, if nothing stops it.
    """
    lessons = draw_lessons(seed=seed, draws=draws, n=n, inputs=INPUTS)
    rest, validation = lessons.hold_out(held_out)
    states = train_and_look(rest, width, steps)
    of_all = train_and_look(lessons, width, steps)
    train_error, validation_error = (
        np.array([part.table_errors(networks) for networks in states.values()]).T
        for part in (rest, validation)
    )
    test_error, test_error_of_all = (
        np.array([lessons.test_errors(networks) for networks in each.values()]).T
        for each in (states, of_all)
    )
    looked_at = np.array(list(states))
    stops = np.array([stop_with_patience(errors, PATIENCE) for errors in validation_error])
    return ValidationStops(
        looked_at,
        EVERY * PATIENCE,
        train_error,
        validation_error,
        test_error,
        test_error_of_all,
        *looked_at[stops].T,
    )


def train_and_look(lessons: Lessons, width: int, steps: int) -> dict[int, Sequence[ReLUNetwork]]:
    """Train a network of so many hidden units on each table; return them all each 25 steps."""
    history = fit_fleet(
        lessons.networks(width),
        lessons.x,
        lessons.y,
        steps=steps,
        learning_rate=0.005,
        schedule=constant,
        snapshots=range(0, steps + 1, EVERY),
    )
    return dict(history.snapshots)
