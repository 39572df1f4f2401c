"""Weight decay in a linear model: ridge regression, or not, as the optimiser has it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import lsq_linear

from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm, ridge
from conundrum.seeds import seeds_from
from conundrum.training.optimisers import EPSILON, FIRST_DECAY, SECOND_DECAY, half_cosine
from conundrum.training.paths import least_squares_path

Table = tuple[Float[np.ndarray, "n p"], Float[np.ndarray, " n"]]


@dataclass(frozen=True)
class Paths:
    """Coefficients of a linear model at many penalties, found in two ways.

    Attributes
    ----------
    penalty
        λ in (mean squared error) + λ Σ c².
    descended
        By gradient descent with weight decay, from zero.
    ridge
        By the formula of ridge regression.
    """

    penalty: Float[np.ndarray, " m"]
    descended: Float[np.ndarray, "m p"]
    ridge: Float[np.ndarray, "m p"]

    @property
    def difference(self) -> float:
        """The largest difference between the two ways, over penalties and coefficients."""
        return float(np.abs(self.descended - self.ridge).max())


@experiment
def decay_linear_model(*, seed: int, n: int = 50, p: int = 8, steps: int = 20_000) -> Paths:
    """Fit a linear model by gradient descent with weight decay, and by ridge regression."""
    X, y = _correlated_table(seed, n, np.ones(p))
    penalty = np.geomspace(1e-3, 10, 17)
    curvature = np.linalg.norm(X, 2) ** 2 / n
    ends = [
        least_squares_path(
            X, y, rate=0.45 / (curvature + each), steps=np.array([steps]), penalty=each
        )[0]
        for each in penalty
    ]
    return Paths(penalty, np.array(ends), np.array([ridge(X, y, n * each) for each in penalty]))


def _correlated_table(seed: int, n: int, scales: Float[np.ndarray, " p"]) -> Table:
    """Return predictors of which neighbours are correlated, and a response to all of them."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, len(scales))) * scales
    X[:, 1::2] = 0.7 * X[:, ::2] + 0.5 * X[:, 1::2]
    return X, X @ rng.normal(size=len(scales)) + rng.normal(size=n)


# --- Three optimisers -----------------------------------------------------------------------------

SGD, ADAM, ADAMW, NOISY_ADAMW = "SGD", "Adam", "AdamW", "AdamW, mini-batches"


@dataclass(frozen=True)
class OptimiserEnds:
    """Where three optimisers end on the same linear models, with the same setting of weight decay.

    Attributes
    ----------
    weight_decay
        PyTorch's setting w; where it is a penalty, it is w/2 · Σ c², so that λ = w/2.
    ends
        The coefficients after the last step, by optimiser.
    ridge, least_squares
        The coefficients of ridge regression with λ = w/2, and without a penalty.
    bounded
        The least squares of which no coefficient is farther than 1/w from zero.
    balanced
        Where the mean gradient of mini-batches is −w √(its mean square) c, for each coefficient c.
    """

    weight_decay: Float[np.ndarray, " m"]
    ends: dict[str, Float[np.ndarray, "draws m p"]]
    ridge: Float[np.ndarray, "draws m p"]
    least_squares: Float[np.ndarray, "draws p"]
    bounded: Float[np.ndarray, "draws m p"]
    balanced: Float[np.ndarray, "draws m p"]

    @property
    def from_ridge(self) -> dict[str, float]:
        """How far each ends from ridge: the largest of all distances, relative to least squares."""
        return {name: self._farthest(ends, self.ridge) for name, ends in self.ends.items()}

    @property
    def from_bounded(self) -> dict[str, float]:
        """The same distance from bounded least squares."""
        return {name: self._farthest(ends, self.bounded) for name, ends in self.ends.items()}

    @property
    def from_balance(self) -> float:
        """The same distance of AdamW on mini-batches from where gradient and decay balance."""
        return self._farthest(self.ends[NOISY_ADAMW], self.balanced)

    def shrinkage(self, name: str, weight_decay: float) -> float:
        """Return the length of the coefficients relative to least squares, a median over draws."""
        [column] = np.flatnonzero(np.isclose(self.weight_decay, weight_decay))
        lengths = np.linalg.norm(self.ends[name][:, column], axis=1)
        return float(np.median(lengths / np.linalg.norm(self.least_squares, axis=1)))

    def _farthest(
        self, ends: Float[np.ndarray, "draws m p"], others: Float[np.ndarray, "draws m p"]
    ) -> float:
        distance = np.linalg.norm(ends - others, axis=2)
        return float((distance / np.linalg.norm(self.least_squares, axis=1)[:, None]).max())


BATCH = 10
WEIGHT_DECAYS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)


@experiment
def compare_optimisers(
    *,
    seed: int,
    draws: int = 5,
    weight_decays: Sequence[float] = WEIGHT_DECAYS,
    steps: int = 20_000,
) -> OptimiserEnds:
    """Fit linear models with SGD, Adam and AdamW, each with the same settings of weight decay.

    50 observations of six predictors of different sizes; the first step has a rate of 0.03, which
    falls along half a cosine. All observations make a step, and for AdamW in a last run ten of
    them, drawn at random.

    Parameters
    ----------
    seed, draws : int
    weight_decays : sequence of float
        The settings w, as `torch.optim` has them.
    steps : int
    """
    settings = np.array(weight_decays)
    tables = [
        _correlated_table(s, 50, np.array([2, 2, 1, 1, 0.5, 0.5])) for s in seeds_from(seed, draws)
    ]
    X, y = (np.stack(parts) for parts in zip(*tables, strict=True))
    n = X.shape[1]
    whole = [slice(None)] * steps
    batches = list(np.random.default_rng(seed).integers(n, size=(steps, BATCH)))
    ends = {name: _descend(name, X, y, settings, whole) for name in (SGD, ADAM, ADAMW)}
    ends[NOISY_ADAMW] = _descend(ADAMW, X, y, settings, batches)
    return OptimiserEnds(
        settings,
        ends,
        np.array([[ridge(A, b, n * w / 2) for w in settings] for A, b in tables]),
        np.array([minimum_norm(A, b) for A, b in tables]),
        np.array(
            [[lsq_linear(A, b, bounds=(-1 / w, 1 / w)).x for w in settings] for A, b in tables]
        ),
        np.array([[_balance(A, b, w, BATCH) for w in settings] for A, b in tables]),
    )


def _descend(
    optimiser: str,
    X: Float[np.ndarray, "draws n p"],
    y: Float[np.ndarray, "draws n"],
    weight_decay: Float[np.ndarray, " m"],
    rows: Sequence[slice | np.ndarray],
) -> Float[np.ndarray, "draws m p"]:
    """Take a step from zero on for each choice of rows, for each table and each weight decay."""
    w = weight_decay[:, None]
    c = np.zeros((len(X), len(weight_decay), X.shape[2]))
    first, second = np.zeros_like(c), np.zeros_like(c)
    for step, some in enumerate(rows):
        A, b = X[:, some], y[:, None, some]
        gradient = 2 / A.shape[1] * (c @ A.transpose(0, 2, 1) - b) @ A
        rate = 0.03 * half_cosine(step, len(rows))
        if optimiser == ADAMW:
            c = c - rate * w * c
        else:
            gradient = gradient + w * c
        if optimiser == SGD:
            c = c - rate * gradient
            continue
        first += (1 - FIRST_DECAY) * (gradient - first)
        second += (1 - SECOND_DECAY) * (gradient**2 - second)
        unbiased = first / (1 - FIRST_DECAY ** (step + 1))
        size = np.sqrt(second / (1 - SECOND_DECAY ** (step + 1)))
        c = c - rate * unbiased / (size + EPSILON)
    return c


def _balance(
    X: Float[np.ndarray, "n p"], y: Float[np.ndarray, " n"], w: float, batch: int
) -> Float[np.ndarray, " p"]:
    """Return where g = −w √(g² + variance of g over batches) c, found by repeated ridge."""
    curvature, pull = 2 * X.T @ X / len(y), 2 * X.T @ y / len(y)
    c = minimum_norm(X, y)
    for _ in range(200):
        each = 2 * X * (X @ c - y)[:, None]
        size = np.sqrt(each.mean(axis=0) ** 2 + each.var(axis=0) / batch)
        c = (c + np.linalg.solve(curvature + w * np.diag(size), pull)) / 2
    return c
