"""Answers on a scale with ordered steps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.special import expit
from torch import Tensor, nn
from torch.nn.functional import softplus

from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork
from conundrum.seeds import seeds_from
from conundrum.training.fit import descend

STEPS = 5
THRESHOLDS = np.array([-3.0, -1.5, -0.5, 0.5])


def answer_probabilities(
    z: Float[np.ndarray, " n"], thresholds: Float[np.ndarray, " thresholds"] = THRESHOLDS
) -> Float[np.ndarray, "n steps"]:
    """Return how probable each answer is, given the position of a person on the hidden scale."""
    below = expit(thresholds - z[:, None])
    return np.diff(below, axis=1, prepend=0, append=1)


@dataclass(frozen=True)
class HiddenScale:
    """A hidden scale that thresholds cut into answers.

    Attributes
    ----------
    position
        The middle of where a person may be.
    thresholds
        Where one answer ends and the next begins.
    grid
        Places on the scale.
    """

    position: float
    thresholds: Float[np.ndarray, " thresholds"]
    grid: Float[np.ndarray, " grid"]

    @property
    def density(self) -> Float[np.ndarray, " grid"]:
        """How probable each place is: a logistic distribution around the position."""
        below = expit(self.grid - self.position)
        return below * (1 - below)

    @property
    def probabilities(self) -> Float[np.ndarray, " steps"]:
        """Of each answer: the area between two thresholds."""
        return answer_probabilities(np.array([self.position]), self.thresholds)[0]


@experiment
def place_on_scale(position: float) -> HiddenScale:
    """Put a person on the hidden scale."""
    return HiddenScale(position, THRESHOLDS, np.linspace(-8, 8, 321))


def cross_entropy(log_probability: Float[Tensor, "n steps"], y: Int[Tensor, " n"]) -> Tensor:
    """Return minus the mean logarithm of the probability of what was answered."""
    return -log_probability.gather(1, y[:, None]).mean()


# --- Networks that give a probability to each answer ----------------------------------------------


class Cumulative(nn.Module):
    """One output, a position, and thresholds that are trained too (a cumulative logit model)."""

    def __init__(self, inputs: int, units: int, *, seed: int) -> None:
        super().__init__()
        self.network = ReLUNetwork((inputs, units, 1), seed=seed)
        self.first = nn.Parameter(torch.tensor([-1.5]))
        self.gaps = nn.Parameter(torch.full((STEPS - 2,), 0.5))

    def forward(self, x: Float[Tensor, "n inputs"]) -> Float[Tensor, "n steps"]:
        """Return the logarithm of the probability of each answer."""
        thresholds = torch.cat([self.first, softplus(self.gaps)]).cumsum(0)
        return _log_differences(torch.sigmoid(thresholds - self.network(x)))

    def loss(self, x: Float[Tensor, "n inputs"], y: Int[Tensor, " n"]) -> Tensor:
        """Return the cross-entropy of what was answered."""
        return cross_entropy(self(x), y)


class Softmax(nn.Module):
    """An output for each answer, without any order."""

    def __init__(self, inputs: int, units: int, *, seed: int) -> None:
        super().__init__()
        self.network = ReLUNetwork((inputs, units, STEPS), seed=seed)

    def forward(self, x: Float[Tensor, "n inputs"]) -> Float[Tensor, "n steps"]:
        """Return the logarithm of the probability of each answer."""
        return self.network(x).log_softmax(dim=1)

    def loss(self, x: Float[Tensor, "n inputs"], y: Int[Tensor, " n"]) -> Tensor:
        """Return the cross-entropy of what was answered."""
        return cross_entropy(self(x), y)


class Metric(nn.Module):
    """One output, the mean of answers that are taken for numbers with normal errors.

    An answer's probability is what the normal distribution has within half a step of it; all that
    lies beyond belongs to the outermost answers.
    """

    def __init__(self, inputs: int, units: int, *, seed: int) -> None:
        super().__init__()
        self.network = ReLUNetwork((inputs, units, 1), seed=seed)
        self.log_sd = nn.Parameter(torch.zeros(()))

    def forward(self, x: Float[Tensor, "n inputs"]) -> Float[Tensor, "n steps"]:
        """Return the logarithm of the probability of each answer."""
        borders = torch.arange(STEPS - 1) + 0.5
        below = torch.special.ndtr((borders - self.network(x)) / self.log_sd.exp())
        return _log_differences(below)

    def loss(self, x: Float[Tensor, "n inputs"], y: Int[Tensor, " n"]) -> Tensor:
        """Return minus the log-likelihood of normal errors, without its constant."""
        missed = (y - self.network(x)[:, 0]) / self.log_sd.exp()
        return (missed.square() / 2 + self.log_sd).mean()


def _log_differences(below: Float[Tensor, "n thresholds"]) -> Float[Tensor, "n steps"]:
    edge = torch.ones_like(below[:, :1])
    return torch.cat([0 * edge, below, edge], dim=1).diff(dim=1).clamp_min(1e-7).log()


# --- Simulated people -----------------------------------------------------------------------------

IN_ORDER = (0, 1, 2, 3, 4)
ENDINGS = {"cumulative": Cumulative, "softmax": Softmax, "squared error": Metric}


@dataclass(frozen=True)
class Answers:
    """People with three predictors and an answer.

    Attributes
    ----------
    x
        Predictors, standard normal.
    y
        The answer, counted from 0.
    probability
        Of each answer, as simulated.
    """

    x: Float[Tensor, "n 3"]
    y: Int[Tensor, " n"]
    probability: Float[np.ndarray, "n steps"]


def draw_answers(n: int, *, seed: int, order: Sequence[int] = IN_ORDER) -> Answers:
    """Draw people whose position bends with one predictor, and does not depend on another.

    Parameters
    ----------
    n, seed : int
    order : sequence of int
        In which the answers lie on the hidden scale.
    """
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, 3))
    p = answer_probabilities(1.5 * x[:, 0] + 1.5 * np.maximum(0, x[:, 1]) - 0.75)[:, order]
    y = (p[:, :-1].cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    return Answers(torch.tensor(x, dtype=torch.float32), torch.tensor(y), p)


def train_with_validation(
    model: nn.Module, train: Answers, validation: Answers, new: Answers, *, steps: int
) -> Float[np.ndarray, "people steps"]:
    """Train a model with Adam; return the probabilities that it gives to answers of new people.

    Of every twentieth step, the one with the least cross-entropy on validation data counts.
    """
    best, predicted = np.inf, None
    course = descend(
        lambda: model.loss(train.x, train.y), model.parameters(), steps=steps, learning_rate=0.02
    )
    for step, _ in enumerate(course):
        if step % 20 == 0:
            with torch.no_grad():
                judged = cross_entropy(model(validation.x), validation.y).item()
                if judged < best:
                    best, predicted = judged, model(new.x).exp().double().numpy()
    return predicted


@dataclass(frozen=True)
class AnswerPredictions:
    """Probabilities of the answers of new people; by ending.

    Attributes
    ----------
    probability
        As simulated, in each sample.
    predicted
        By each ending, in each sample.
    """

    probability: Float[np.ndarray, "samples people steps"]
    predicted: dict[str, Float[np.ndarray, "samples people steps"]]

    @property
    def divergence(self) -> dict[str, float]:
        """By how much the expected cross-entropy exceeds the least there can be; the mean."""
        p = self.probability
        return {
            ending: float((p * np.log(p / q)).sum(axis=2).mean())
            for ending, q in self.predicted.items()
        }

    @property
    def share(self) -> dict[str, Float[np.ndarray, " steps"]]:
        """The mean probability that each ending gives to each answer."""
        return {ending: q.mean(axis=(0, 1)) for ending, q in self.predicted.items()}

    @property
    def true_share(self) -> Float[np.ndarray, " steps"]:
        """The mean of the simulated probability of each answer."""
        return self.probability.mean(axis=(0, 1))


@experiment
def predict_answers(
    *,
    seed: int,
    samples: int = 3,
    n: int = 200,
    steps: int = 200,
    order: Sequence[int] = IN_ORDER,
) -> AnswerPredictions:
    """Train a network with 8 hidden units with each ending, on several samples of people.

    Parameters
    ----------
    seed : int
    samples : int
        How often people are drawn.
    n : int
        How many for training; half as many for validation, and 2000 to predict.
    steps : int
        Of Adam.
    order : sequence of int
        In which the answers lie on the hidden scale.
    """
    probability, predicted = [], {ending: [] for ending in ENDINGS}
    for sample in seeds_from(seed, samples):
        *draws, start = seeds_from(sample, 4)
        train, validation, new = (
            draw_answers(size, seed=draw, order=order)
            for size, draw in zip((n, n // 2, 2000), draws, strict=True)
        )
        probability.append(new.probability)
        for ending, make in ENDINGS.items():
            model = make(3, 8, seed=start)
            predicted[ending].append(
                train_with_validation(model, train, validation, new, steps=steps)
            )
    return AnswerPredictions(
        np.array(probability), {ending: np.array(each) for ending, each in predicted.items()}
    )
