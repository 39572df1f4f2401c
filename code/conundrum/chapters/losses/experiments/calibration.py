"""Whether probabilities mean what they say, and how training makes them too large."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from torch.nn.functional import cross_entropy

from conundrum.data.images import fashion_mnist
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, parameter_count, predict
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

CHECKPOINTS = (5, 10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 400)


@dataclass(frozen=True)
class Reliability:
    """How sure a network is, and how often it is right, in bins of its own certainty.

    Attributes
    ----------
    step
        Of training.
    confidence, accuracy
        Mean in each bin; NaN in an empty one.
    count
        Observations in each bin.
    cross_entropy
        On the same observations.
    """

    step: int
    confidence: Float[np.ndarray, " bins"]
    accuracy: Float[np.ndarray, " bins"]
    count: Int[np.ndarray, " bins"]
    cross_entropy: float

    @property
    def error(self) -> float:
        """Share of wrong answers."""
        return float(1 - np.nansum(self.accuracy * self.count) / self.count.sum())

    @property
    def sureness(self) -> float:
        """Mean probability of the class that is predicted."""
        return float(np.nansum(self.confidence * self.count) / self.count.sum())

    @property
    def calibration_error(self) -> float:
        """Mean distance between certainty and accuracy, weighted by observations (ECE)."""
        gap = np.abs(self.confidence - self.accuracy)
        return float(np.nansum(gap * self.count) / self.count.sum())


def reliability(
    probabilities: Float[np.ndarray, "n classes"],
    labels: Int[np.ndarray, " n"],
    *,
    step: int = 0,
    bins: int = 10,
) -> Reliability:
    """Sort predictions into bins of equal width by the probability of the predicted class."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    count = np.bincount(bin_of, minlength=bins)
    with np.errstate(invalid="ignore"):  # nothing in a bin has no mean
        mean = np.bincount(bin_of, confidence, bins) / count
        accuracy = np.bincount(bin_of, right, bins) / count
    chosen = probabilities[np.arange(len(labels)), labels]
    return Reliability(
        step, mean, accuracy, count, float(-np.log(np.maximum(chosen, 1e-30)).mean())
    )


@experiment
def simulate_forecasts(*, seed: int, temperature: float, n: int = 3000) -> Reliability:
    """Draw what happens with known probabilities; judge forecasts whose logits are divided.

    Parameters
    ----------
    seed : int
    temperature : float
        By which the true logits are divided: 1 is calibrated, more is not sure enough.
    n : int
        Forecasts of one of four classes.
    """
    rng = np.random.default_rng(seed)
    logits = 2 * rng.standard_normal((n, 4))
    happens = (softmax(logits, axis=1).cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    return reliability(softmax(logits / temperature, axis=1), np.minimum(happens, 3))


@dataclass(frozen=True)
class Overtraining:
    """A network that goes on training after it has learned what there is.

    Attributes
    ----------
    parameters
        How many it has.
    steps
        At which it was looked at.
    train_cross_entropy
        On the images it is trained on.
    validation_cross_entropy
        On other images.
    states
        Its reliability on images that are neither.
    temperature
        By which the logits of the last step have to be divided for the least cross-entropy on the
        validation images.
    cooled
        Reliability of the last step with that temperature, on the images of `states`.
    """

    parameters: int
    steps: Int[np.ndarray, " states"]
    train_cross_entropy: Float[np.ndarray, " states"]
    validation_cross_entropy: Float[np.ndarray, " states"]
    states: tuple[Reliability, ...]
    temperature: float
    cooled: Reliability

    def course(self, name: str) -> Float[np.ndarray, " states"]:
        """Return one property of the states, in the order of the steps."""
        return np.array([getattr(state, name) for state in self.states])

    @property
    def best(self) -> int:
        """Which state has the least cross-entropy on the validation images."""
        return int(self.validation_cross_entropy.argmin())

    @property
    def at_best(self) -> Reliability:
        """The state with the least cross-entropy on the validation images."""
        return self.states[self.best]

    @property
    def at_end(self) -> Reliability:
        """The state after the last step."""
        return self.states[-1]


def best_temperature(
    logits: Float[np.ndarray, "n classes"], labels: Int[np.ndarray, " n"]
) -> float:
    """Return by what to divide logits for the least cross-entropy, between 0.2 and 20."""
    targets = np.arange(len(labels)), labels

    def cross_entropy_at(log_temperature: float) -> float:
        return -log_softmax(logits / np.exp(log_temperature), axis=1)[targets].mean()

    found = minimize_scalar(cross_entropy_at, bounds=np.log([0.2, 20]), method="bounded")
    return float(np.exp(found.x))


@experiment
def overtrain(
    *, seed: int, n: int = 1000, checkpoints: Collection[int] = CHECKPOINTS
) -> Overtraining:
    """Train a network with 64 hidden units on photographs of clothes, with Adam.

    Parameters
    ----------
    n : int
        Photographs to train on, all of them in each step; of the other 6,000 − n, half are for
        validation, half for testing.
    checkpoints : collection of int
        Steps at which the network is looked at; the last ends training.
    """
    shuffle, start = seeds_from(seed, 2)
    both = fashion_mnist()
    pixels = np.concatenate([part.pixels.reshape(len(part), -1) for part in both])
    labels = np.concatenate([part.labels for part in both])
    order = np.random.default_rng(shuffle).permutation(len(labels))
    train_on, validate_on, test_on = np.split(order, [n, n + (len(order) - n) // 2])
    x = (pixels - pixels[train_on].mean()) / pixels[train_on].std()
    network = ReLUNetwork((x.shape[1], 64, 10), seed=start)
    history = fit_fleet(
        [network],
        x[train_on],
        np.eye(10)[labels[train_on]],
        steps=max(checkpoints),
        learning_rate=0.003,
        loss=cross_entropy,
        snapshots=checkpoints,
    )
    validation, states = [], []
    for step, [copy] in history.snapshots.items():
        logits = predict(copy, x).astype(float)
        p = softmax(logits, axis=1)
        validation.append(reliability(p[validate_on], labels[validate_on]).cross_entropy)
        states.append(reliability(p[test_on], labels[test_on], step=step))
    temperature = best_temperature(logits[validate_on], labels[validate_on])
    cooled = softmax(logits[test_on] / temperature, axis=1)
    steps = np.array(sorted(checkpoints))
    return Overtraining(
        parameter_count(network),
        steps,
        history.loss[0, steps],
        np.array(validation),
        tuple(states),
        temperature,
        reliability(cooled, labels[test_on], step=step),
    )
