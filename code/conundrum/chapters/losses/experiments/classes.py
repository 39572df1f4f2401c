"""Several classes: softmax, what wrong pairings do to digits, and labels that go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy.special import expit
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from conundrum.chapters.losses.experiments.pairings import (
    NOTHING_SQUARED,
    Pairing,
    Part,
    outputs_of,
    predictions,
    squared_error,
    sweep_rates,
    unchanged,
)
from conundrum.data.images import digits
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet

# --- Softmax, drawn -------------------------------------------------------------------------------


@dataclass(frozen=True)
class SoftmaxSteps:
    """How outputs become probabilities.

    Attributes
    ----------
    outputs
        One for each class.
    """

    outputs: Float[np.ndarray, " classes"]

    @property
    def exponentials(self) -> Float[np.ndarray, " classes"]:
        """Of the outputs: all are positive."""
        return np.exp(self.outputs)

    @property
    def shares(self) -> Float[np.ndarray, " classes"]:
        """Of each exponential in their sum: they add up to one."""
        return self.exponentials / self.exponentials.sum()


@experiment
def take_softmax(outputs: Sequence[float]) -> SoftmaxSteps:
    """Keep outputs, to make probabilities of them step by step."""
    return SoftmaxSteps(np.array(outputs, float))


# --- Digits ---------------------------------------------------------------------------------------


def _softmax(outputs: Tensor) -> Tensor:
    return outputs.softmax(dim=-1)


SOFTMAX_ENTROPY = Pairing("softmax, cross-entropy", _softmax, cross_entropy)
SOFTMAX_SQUARED = Pairing("softmax, squared error", _softmax, squared_error(_softmax))
SCORES_SQUARED = Pairing("nothing, squared error", unchanged, squared_error(unchanged))
SOFTMAX_TWICE = Pairing(
    "softmax twice, cross-entropy",
    lambda outputs: _softmax(_softmax(outputs)),
    lambda outputs, y: cross_entropy(_softmax(outputs), y),
)
PAIRINGS = (SOFTMAX_ENTROPY, SOFTMAX_SQUARED, SCORES_SQUARED, SOFTMAX_TWICE)
# Step sizes to choose from, around the best of each pairing.
RATES = {
    SOFTMAX_ENTROPY.name: (0.1, 0.3, 1.0, 3.0),
    SOFTMAX_SQUARED.name: (0.1, 0.3, 1.0, 3.0),
    SCORES_SQUARED.name: (0.01, 0.03, 0.1, 0.3),
    SOFTMAX_TWICE.name: (0.1, 3.0, 10.0, 30.0),
}
RATES_OF_NUMBERS = (0.001, 0.003, 0.01, 0.03, 0.1)


@dataclass(frozen=True)
class DigitErrors:
    """Errors on test digits, by pairing and step size; means of starts.

    Attributes
    ----------
    rates
        By pairing: the step sizes that were tried.
    error
        By pairing: share of wrong digits with each of them.
    best_rate
        By pairing: the step size with the least loss on validation data.
    as_numbers
        Share of wrong digits when one output predicts the digit as a number, and is rounded.
    """

    rates: dict[str, tuple[float, ...]]
    error: dict[str, Float[np.ndarray, " rates"]]
    best_rate: dict[str, float]
    as_numbers: float

    def at(self, pairing: str, rate: float) -> float:
        """Return the share of wrong digits at one of the step sizes."""
        return float(self.error[pairing][self.rates[pairing].index(rate)])

    def at_best(self, pairing: str) -> float:
        """Return the share of wrong digits at the step size that is best on validation data."""
        return self.at(pairing, self.best_rate[pairing])


@experiment
def predict_digits(
    *, seed: int, starts: int = 2, steps: int = 200, rates: Mapping[str, tuple[float, ...]] = RATES
) -> DigitErrors:
    """Train networks with 32 hidden units on 300 digits, by gradient descent at each step size.

    300 other digits are for validation, the remaining 1197 for testing.
    """
    split, *seeds = seeds_from(seed, starts + 1)
    train, others = digits().split(300, seed=split)
    validation, test = others[:300], others[300:]
    x, x_validation, x_test = (d.pixels.reshape(len(d), -1) for d in (train, validation, test))
    classes = Part(x, np.eye(10)[train.labels]), Part(x_validation, np.eye(10)[validation.labels])
    error, best_rate = {}, {}
    for pairing in PAIRINGS:
        sweep = sweep_rates(
            pairing, (64, 32, 10), *classes, starts=seeds, steps=steps, rates=rates[pairing.name]
        )
        best_rate[pairing.name] = sweep.best
        error[pairing.name] = np.array(
            [
                (predictions(pairing, networks, x_test).argmax(axis=2) != test.labels).mean()
                for networks in sweep.networks.values()
            ]
        )
    numbers = (
        Part(x, train.labels[:, None].astype(float)),
        Part(x_validation, validation.labels[:, None].astype(float)),
    )
    sweep = sweep_rates(
        NOTHING_SQUARED,
        (64, 32, 1),
        *numbers,
        starts=seeds,
        steps=steps,
        rates=RATES_OF_NUMBERS,
    )
    rounded = predictions(NOTHING_SQUARED, sweep.networks[sweep.best], x_test)[..., 0].round()
    return DigitErrors(dict(rates), error, best_rate, float((rounded != test.labels).mean()))


# --- Labels that go together ----------------------------------------------------------------------

LABELS = ("depression", "anxiety", "insomnia")
INTERCEPTS = np.array([-0.8, -0.5, -0.3])
WEIGHTS = np.array([[1.8, 1.3, 0.8], [0.4, 1.2, 1.5]])  # of two scores, for each label


def label_probabilities(scores: Float[np.ndarray, "n 2"]) -> Float[np.ndarray, "n labels"]:
    """Return how probable each label is, given two scores; labels are independent given these."""
    return expit(INTERCEPTS + scores @ WEIGHTS)


@dataclass(frozen=True)
class LabelProbabilities:
    """Probabilities of three labels for new people, of whom each can have none, one or several.

    Attributes
    ----------
    truth
        As they were simulated.
    predicted
        By last layer.
    """

    truth: Float[np.ndarray, "people labels"]
    predicted: dict[str, Float[np.ndarray, "people labels"]]

    def distance(self, last_layer: str) -> float:
        """Return the mean absolute distance of predicted probabilities from the true ones."""
        return float(np.abs(self.predicted[last_layer] - self.truth).mean())

    @property
    def expected_labels(self) -> Float[np.ndarray, " people"]:
        """How many labels a person has on average, given the scores."""
        return self.truth.sum(axis=1)


@experiment
def predict_labels(*, seed: int, n: int = 600, steps: int = 200) -> LabelProbabilities:
    """Train a network on people with three labels, with a sigmoid each and with one softmax.

    With the softmax, people without any label are left out, and the others' labels share one.
    """
    draw, start = seeds_from(seed, 2)
    rng = np.random.default_rng(draw)
    scores, new = rng.standard_normal((n, 2)), rng.standard_normal((300, 2))
    labels = (rng.random((n, 3)) < label_probabilities(scores)).astype(float)
    some = labels.any(axis=1)
    shared = labels[some] / labels[some].sum(axis=1, keepdims=True)
    endings = {
        "three sigmoids": (torch.sigmoid, binary_cross_entropy_with_logits, scores, labels),
        "one softmax": (_softmax, cross_entropy, scores[some], shared),
    }
    predicted = {}
    for name, (last_layer, loss, x, y) in endings.items():
        network = ReLUNetwork((2, 16, 3), seed=start)
        fit_fleet([network], x, y, steps=steps, learning_rate=0.01, loss=loss)
        predicted[name] = last_layer(outputs_of([network], new))[0].double().numpy()
    return LabelProbabilities(label_probabilities(new), predicted)
