"""Two descents in the course of one training, where features are learned at two speeds."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import SGD, Optimiser
from conundrum.training.paths import least_squares_path


@dataclass(frozen=True)
class Course:
    """Errors in the course of training.

    Attributes
    ----------
    steps : ndarray of int, shape (steps,)
        Increasing.
    train_error, test_error : ndarray, shape (draws, steps)
        Mean squared error after so many steps.
    """

    steps: Int[np.ndarray, " steps"]
    train_error: Float[np.ndarray, "draws steps"]
    test_error: Float[np.ndarray, "draws steps"]

    @property
    def risk(self) -> RiskCurve:
        """Test error against steps, over draws."""
        return risk_curve(self.steps, self.test_error)

    @property
    def train(self) -> RiskCurve:
        """Train error against steps, over draws."""
        return risk_curve(self.steps, self.train_error)

    @property
    def step_of_first_minimum(self) -> int:
        """The step at the first minimum of the median test error."""
        return int(self.steps[self.risk.first_minimum])

    @property
    def step_of_peak(self) -> int:
        """The step at the peak of the median test error."""
        return int(self.steps[self.risk.peak])


@dataclass(frozen=True)
class TwoScales(Course):
    """Errors in the course of fitting features of two scales.

    Attributes
    ----------
    large, small : ndarray, shape (draws, steps)
        What the features of the large scale and those of the small scale contribute to the test
        error; the noise is the rest.
    noise : float
        Standard deviation of the noise.
    """

    large: Float[np.ndarray, "draws steps"]
    small: Float[np.ndarray, "draws steps"]
    noise: float

    def part(self, name: str) -> RiskCurve:
        """Return what the ``"large"`` or the ``"small"`` features contribute, over draws."""
        return risk_curve(self.steps, getattr(self, name))


@experiment
def descend_on_two_scales(
    *,
    seed: int,
    draws: int = 40,
    n: int = 100,
    features: tuple[int, int] = (70, 25),
    scales: tuple[float, float] = (1.0, 0.03),
    signals: tuple[float, float] = (2.0, 1.0),
    noise: float = 0.1,
    rate: float = 0.15,
    last: int = 800_000,
) -> TwoScales:
    """Follow gradient descent from zero on a linear model, without taking its steps.

    Some features have a large scale and some a small one, which is learned more slowly (Heckel and
    Yilmaz 2021).

    Parameters
    ----------
    seed, draws, n : int
    features : pair of int
        How many are of the large scale and of the small one.
    scales : pair of float
        Their standard deviations.
    signals : pair of float
        Standard deviation of what either group contributes to the response.
    noise : float
        Standard deviation of the noise.
    rate : float
        The learning rate, for the mean squared error.
    last : int
        The last step looked at.
    """
    steps = _log_spaced(last, 60)
    scale = np.repeat(scales, features)
    train, parts = [], []
    for draw_seed in seeds_from(seed, draws):
        rng = np.random.default_rng(draw_seed)
        theta = np.concatenate(
            [_vector_of_norm(rng, p, s) for p, s in zip(features, signals, strict=True)]
        )
        theta /= scale
        X = rng.normal(size=(n, len(scale))) * scale
        y = X @ theta + noise * rng.normal(size=n)
        estimates = least_squares_path(X, y, rate=rate, steps=steps)
        train.append(((y - estimates @ X.T) ** 2).mean(axis=1))
        squares = (scale * (estimates - theta)) ** 2
        parts.append([part.sum(axis=1) for part in np.split(squares, features[:1], axis=1)])
    large, small = np.moveaxis(parts, 1, 0)
    return TwoScales(
        steps, np.array(train), large + small + noise**2, large=large, small=small, noise=noise
    )


@experiment
def train_on_two_scales(
    *,
    seed: int,
    draws: int = 6,
    units: int = 6,
    n: int = 400,
    inputs: tuple[int, int] = (40, 10),
    scales: tuple[float, float] = (1.0, 0.03),
    signals: tuple[float, float] = (2.25, 1.5),
    noise: float = 0.1,
    steps: int = 15_000,
    optimiser: Optimiser = SGD(momentum=0.9),  # noqa: B008
    learning_rate: float = 0.02,
) -> Course:
    """Train small ReLU networks on inputs of two scales, each with a linear signal.

    All observations are in each step, and the learning rate falls along half a cosine.

    Parameters
    ----------
    seed, draws : int
    units : int
        Hidden units.
    n : int
    inputs : pair of int
        How many inputs are of the large scale and of the small one.
    scales, signals : pair of float
        As for `descend_on_two_scales`.
    noise : float
        Standard deviation of the noise.
    steps : int
        How long training lasts.
    optimiser : Optimiser
    learning_rate : float
        At the start.
    """
    looked_at = _log_spaced(steps, 50)
    scale = np.repeat(scales, inputs)
    networks, xs, ys, tests = [], [], [], []
    for draw_seed in seeds_from(seed, draws):
        rng = np.random.default_rng(draw_seed)
        theta = np.concatenate(
            [_vector_of_norm(rng, p, s) for p, s in zip(inputs, signals, strict=True)]
        )
        standard = rng.normal(size=(n + 2000, len(scale)))
        response, x = standard @ theta, standard * scale
        xs.append(x[:n])
        ys.append(response[:n, None] + noise * rng.normal(size=(n, 1)))
        tests.append((x[n:], response[n:]))
        networks.append(ReLUNetwork((len(scale), units, 1), seed=draw_seed))
    history = fit_fleet(
        networks,
        np.stack(xs),
        np.stack(ys),
        steps=steps,
        learning_rate=learning_rate,
        optimiser=optimiser,
        snapshots=looked_at,
    )
    test_error = [
        [
            np.mean((predict(network, x)[:, 0] - truth) ** 2) + noise**2
            for network, (x, truth) in zip(history.snapshots[step], tests, strict=True)
        ]
        for step in looked_at
    ]
    return Course(looked_at, history.loss[:, looked_at], np.transpose(test_error))


def _vector_of_norm(rng: np.random.Generator, size: int, norm: float) -> Float[np.ndarray, " size"]:
    direction = rng.normal(size=size)
    return norm * direction / np.linalg.norm(direction)


def _log_spaced(last: int, count: int) -> Int[np.ndarray, " steps"]:
    """Return steps from 1 to the last, evenly spread on a logarithmic axis."""
    return np.unique(np.geomspace(1, last, count).round().astype(int))
