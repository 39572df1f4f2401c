"""Two classes: cross-entropy as a likelihood, its slope, and what wrong pairings do to tumours."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from scipy.special import expit, softmax
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from conundrum.chapters.losses.experiments.pairings import (
    NOTHING_SQUARED,
    Pairing,
    Part,
    descend,
    outputs_of,
    predictions,
    squared_error,
    standardised,
    sweep_rates,
)
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from

UNITS = 16
LEAST = 1e-7  # where a probability of zero would cost infinitely much, it is taken to be this


# --- A loss is a likelihood -----------------------------------------------------------------------


@dataclass(frozen=True)
class Coin:
    """What some flips of a coin say about the probability of heads.

    Attributes
    ----------
    heads, flips
        What was seen.
    p
        Probabilities of heads, above 0 and below 1.
    """

    heads: int
    flips: int
    p: Float[np.ndarray, " grid"]

    @property
    def likelihood(self) -> Float[np.ndarray, " grid"]:
        """Probability of this very sequence of flips if heads have probability p."""
        return np.exp(-self.flips * self.cross_entropy)

    @property
    def cross_entropy(self) -> Float[np.ndarray, " grid"]:
        """Minus the logarithm of the likelihood, for each flip."""
        tails = self.flips - self.heads
        return -(self.heads * np.log(self.p) + tails * np.log(1 - self.p)) / self.flips

    @property
    def best(self) -> float:
        """The probability with the largest likelihood."""
        return self.heads / self.flips

    @property
    def least(self) -> float:
        """The smallest cross-entropy there can be: at the share of heads."""
        share = np.array([self.best, 1 - self.best])
        return float(-(share * np.log(np.where(share > 0, share, 1))).sum())


@experiment
def flip_coin(heads: int, flips: int = 10) -> Coin:
    """Compute the likelihood of so many heads, on a grid of probabilities."""
    return Coin(heads, flips, np.linspace(0.001, 0.999, 999))


# --- One logit, three losses ----------------------------------------------------------------------


@dataclass(frozen=True)
class LogitLosses:
    """What an output costs when the outcome is 1, and how steeply.

    Attributes
    ----------
    z
        Outputs of the network before its last layer.
    chosen
        The one that a slider points at.
    """

    z: Float[np.ndarray, " grid"]
    chosen: float

    @staticmethod
    def loss(z: Float[np.ndarray, "*n"]) -> dict[str, Float[np.ndarray, "*n"]]:
        """Return the loss of each pairing."""
        return {
            "sigmoid, cross-entropy": np.logaddexp(0, -z),
            "sigmoid, squared error": (expit(z) - 1) ** 2,
            "nothing, squared error": (z - 1) ** 2,
        }

    @staticmethod
    def slope(z: Float[np.ndarray, "*n"]) -> dict[str, Float[np.ndarray, "*n"]]:
        """Return the derivative of each loss with respect to the output."""
        p = expit(z)
        return {
            "sigmoid, cross-entropy": p - 1,
            "sigmoid, squared error": 2 * (p - 1) * p * (1 - p),
            "nothing, squared error": 2 * (z - 1),
        }


@experiment
def losses_of_a_logit(chosen: float = 0.0) -> LogitLosses:
    """Compute the losses for outputs between −8 and 8."""
    return LogitLosses(np.linspace(-8, 8, 321), chosen)


@dataclass(frozen=True)
class Gradients:
    """Gradients of cross-entropy at random outputs, by automatic differentiation.

    Attributes
    ----------
    binary, several
        Gradients for two classes, one output, and for ten.
    binary_error, several_error
        Prediction minus outcome.
    """

    binary: Float[np.ndarray, " n"]
    binary_error: Float[np.ndarray, " n"]
    several: Float[np.ndarray, "n classes"]
    several_error: Float[np.ndarray, "n classes"]

    @property
    def largest_difference(self) -> float:
        """Between gradient and error."""
        differences = self.binary - self.binary_error, self.several - self.several_error
        return float(max(np.abs(difference).max() for difference in differences))


@experiment
def gradients_at_random(*, seed: int, n: int = 500) -> Gradients:
    """Differentiate cross-entropy with respect to outputs of standard deviation 3."""
    rng = np.random.default_rng(seed)
    z, labels = 3 * rng.standard_normal(n), rng.integers(0, 2, n).astype(float)
    zs, one_hot = 3 * rng.standard_normal((n, 10)), np.eye(10)[rng.integers(0, 10, n)]
    output, outputs = (torch.tensor(array, requires_grad=True) for array in (z, zs))
    binary_cross_entropy_with_logits(output, torch.tensor(labels), reduction="sum").backward()
    cross_entropy(outputs, torch.tensor(one_hot), reduction="sum").backward()
    return Gradients(
        output.grad.numpy(),
        expit(z) - labels,
        outputs.grad.numpy(),
        softmax(zs, axis=1) - one_hot,
    )


# --- Tumours --------------------------------------------------------------------------------------


def _clipped(outputs: Tensor) -> Tensor:
    return outputs.clamp(LEAST, 1 - LEAST)


def _clipped_cross_entropy(outputs: Tensor, y: Tensor) -> Tensor:
    p = _clipped(outputs)
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


SIGMOID_ENTROPY = Pairing("sigmoid, cross-entropy", torch.sigmoid, binary_cross_entropy_with_logits)
SIGMOID_SQUARED = Pairing("sigmoid, squared error", torch.sigmoid, squared_error(torch.sigmoid))
NOTHING_ENTROPY = Pairing("nothing (clipped), cross-entropy", _clipped, _clipped_cross_entropy)
SIGMOID_TWICE = Pairing(
    "sigmoid twice, cross-entropy",
    lambda outputs: outputs.sigmoid().sigmoid(),
    lambda outputs, y: binary_cross_entropy_with_logits(outputs.sigmoid(), y),
)
PAIRINGS = (SIGMOID_ENTROPY, SIGMOID_SQUARED, NOTHING_SQUARED, NOTHING_ENTROPY, SIGMOID_TWICE)

# Step sizes to choose from, around the best of each pairing.
RATES = {
    SIGMOID_ENTROPY.name: (0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    SIGMOID_SQUARED.name: (0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    NOTHING_SQUARED.name: (0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
    NOTHING_ENTROPY.name: (0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
    SIGMOID_TWICE.name: (0.3, 1.0, 3.0, 10.0, 30.0, 100.0),
}


@dataclass(frozen=True)
class Tumours:
    """The breast cancer data in three parts, with standardised predictors; 1 is malignant."""

    train: Part
    validation: Part
    test: Part

    @property
    def malignant(self) -> Bool[np.ndarray, " tumours"]:
        """Which tumours of the test set are."""
        return self.test.y[:, 0] == 1


def split_tumours(seed: int) -> Tumours:
    """Draw 285 tumours for training, 142 for validation and 142 for testing."""
    X, benign = load_breast_cancer(return_X_y=True)  # scikit-learn codes 1 for benign
    y = 1.0 - benign
    X, X_others, y, y_others = train_test_split(X, y, test_size=284, stratify=y, random_state=seed)
    X_validation, X_test, y_validation, y_test = train_test_split(
        X_others, y_others, test_size=142, stratify=y_others, random_state=seed
    )
    x, x_validation, x_test = standardised(X, X_validation, X_test)
    return Tumours(
        Part(x, y[:, None]),
        Part(x_validation, y_validation[:, None]),
        Part(x_test, y_test[:, None]),
    )


@dataclass(frozen=True)
class TumourPredictions:
    """Predictions for held-out tumours, 1 for malignant, from several starts; by pairing.

    Attributes
    ----------
    malignant
        The outcome.
    predicted
        What comes out of the last layer of each pairing.
    rates
        The step size of each pairing: the one with the least loss on validation data.
    silent
        Share of the training set whose output lies outside 0 to 1 before training, where clipping
        leaves no gradient.
    """

    malignant: Bool[np.ndarray, " tumours"]
    predicted: dict[str, Float[np.ndarray, "starts tumours"]]
    rates: dict[str, float]
    silent: float

    bin_width = 0.1

    @property
    def bins(self) -> Float[np.ndarray, " bins"]:
        """The middles of the bins of the histograms, from −1 to 2."""
        return np.linspace(-1, 2, 31)

    @property
    def histograms(self) -> dict[str, dict[str, Int[np.ndarray, " bins"]]]:
        """By pairing and outcome: how many predictions of the first start lie in each bin.

        What lies further out is counted in the last bin on its side.
        """
        edges = np.append(self.bins - self.bin_width / 2, np.inf)
        edges[0] = -np.inf
        outcomes = {"benign": ~self.malignant, "malignant": self.malignant}
        return {
            pairing: {
                outcome: np.histogram(predicted[0][chosen], edges)[0]
                for outcome, chosen in outcomes.items()
            }
            for pairing, predicted in self.predicted.items()
        }

    def accuracy(self, name: str) -> float:
        """Return the share of tumours on the right side of one half, the median of starts."""
        return float(np.median(((self.predicted[name] > 0.5) == self.malignant).mean(axis=1)))

    def cross_entropy(self, name: str) -> float:
        """Return that on the test set, the median of starts.

        Predictions are clipped to between 10⁻⁷ and 1 − 10⁻⁷.
        """
        p = np.clip(self.predicted[name], LEAST, 1 - LEAST)
        return float(np.median(-np.log(np.where(self.malignant, p, 1 - p)).mean(axis=1)))

    def outside(self, name: str) -> float:
        """Return the share of predictions below 0 or above 1."""
        return float(((self.predicted[name] < 0) | (self.predicted[name] > 1)).mean())

    def lowest(self, name: str) -> float:
        """Return the smallest prediction."""
        return float(self.predicted[name].min())

    def highest(self, name: str) -> float:
        """Return the largest prediction."""
        return float(self.predicted[name].max())


@experiment
def predict_tumours(*, seed: int, starts: int = 3, steps: int = 200) -> TumourPredictions:
    """Train networks with 16 hidden units on half of the breast cancer data.

    By gradient descent, with each of six step sizes.
    """
    split, *seeds = seeds_from(seed, starts + 1)
    tumours = split_tumours(split)
    widths = (tumours.train.x.shape[1], UNITS, 1)
    untrained = outputs_of([ReLUNetwork(widths, seed=s) for s in seeds], tumours.train.x)
    predicted, rates = {}, {}
    for pairing in PAIRINGS:
        sweep = sweep_rates(
            pairing,
            widths,
            tumours.train,
            tumours.validation,
            starts=seeds,
            steps=steps,
            rates=RATES[pairing.name],
        )
        rates[pairing.name] = sweep.best
        best = sweep.networks[sweep.best]
        predicted[pairing.name] = predictions(pairing, best, tumours.test.x)[..., 0]
    silent = ((untrained < 0) | (untrained > 1)).float().mean()
    return TumourPredictions(tumours.malignant, predicted, rates, float(silent))


# --- Labels that were swapped ---------------------------------------------------------------------


@dataclass(frozen=True)
class Recovery:
    """Training with the right labels, after some steps with swapped ones and without any.

    Attributes
    ----------
    steps
        With the right labels, after which networks were looked at.
    accuracy
        By pairing: on the training set, of networks that had swapped labels first.
    untrained
        By pairing: the same of networks that had no other training.
    """

    steps: tuple[int, ...]
    accuracy: dict[str, Float[np.ndarray, "starts states"]]
    untrained: dict[str, Float[np.ndarray, "starts states"]]

    def steps_needed(self, pairing: str) -> float:
        """Return after how many steps nine tenths are right, the median of starts."""
        return self._median_steps(self.accuracy[pairing])

    def steps_from_untrained(self, pairing: str) -> float:
        """Return the same for networks that had no other training."""
        return self._median_steps(self.untrained[pairing])

    def _median_steps(self, accuracy: Float[np.ndarray, "starts states"]) -> float:
        right = accuracy >= 0.9
        first = np.where(right.any(axis=1), right.argmax(axis=1), right.shape[1] - 1)
        return float(np.median(np.array(self.steps)[first]))


@experiment
def swap_labels(*, seed: int, starts: int = 5, swapped: int = 500, right: int = 200) -> Recovery:
    """Train on labels that were swapped by mistake, then on the right ones.

    So many steps of gradient descent each, with a step size of 0.1; looked at every fourth step.
    """
    split, *seeds = seeds_from(seed, starts + 1)
    train = split_tumours(split).train
    widths = (train.x.shape[1], UNITS, 1)
    steps = tuple(range(0, right + 1, 4))
    accuracy, untrained = {}, {}
    for pairing in (SIGMOID_ENTROPY, SIGMOID_SQUARED):
        wrong, fresh = ([ReLUNetwork(widths, seed=s) for s in seeds] for _ in range(2))
        descend(pairing, wrong, Part(train.x, 1 - train.y), 0.1, steps=swapped)
        history = descend(pairing, [*wrong, *fresh], train, 0.1, steps=right, snapshots=steps)
        found = [
            ((outputs_of(copies, train.x).numpy() > 0) == train.y).mean(axis=(1, 2))
            for copies in history.snapshots.values()
        ]
        accuracy[pairing.name], untrained[pairing.name] = np.split(np.transpose(found), 2)
    return Recovery(steps, accuracy, untrained)
