"""All remedies on one task, each with a strength that was chosen on validation signals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import nn

from conundrum.chapters.regularization.experiments.augmentation import (
    STEPS,
    draw_signals,
    error,
    train_on_signals,
)
from conundrum.data.mnist1d import Signals
from conundrum.experiment import experiment
from conundrum.models.networks import predict
from conundrum.seeds import seeds_from

NOTHING, STOPPED, BY_ERROR, DECAY, DROPOUT, SHIFTS, ENSEMBLE, ALL = (
    "no remedy",
    "early stopping",
    "stopping by error",
    "weight decay",
    "dropout",
    "shifts",
    "ensemble",
    "shifts + ensemble",
)
SINGLE = (STOPPED, BY_ERROR, DECAY, DROPOUT, SHIFTS, ENSEMBLE)
#: By remedy, the option of `train_on_signals` and the strengths that are tried.
STRENGTHS = {
    DECAY: ("weight_decay", (0.005, 0.01, 0.02, 0.04)),
    DROPOUT: ("dropout", (0.2, 0.4, 0.6)),
    SHIFTS: ("reach", (3, 6, 10, 15)),
}
HELD_OUT = 200
EVERY = 25
TUNED = 2


@dataclass(frozen=True)
class Ladder:
    """Remedies on the same task: 1000 signals of MNIST-1D, a fully connected network.

    Attributes
    ----------
    strengths
        By remedy, the strengths that were tried.
    validation_error
        By remedy, the mean over draws of the share of validation signals that are misclassified, at
        each strength.
    stopped_at
        The step at which early stopping kept the network of each draw.
    test_error
        By remedy, the share of test signals that are misclassified, for each draw.
    test_loss
        By remedy, the cross-entropy on test signals: mean of −log(probability of the true class).
    """

    strengths: dict[str, tuple[float, ...]]
    validation_error: dict[str, Float[np.ndarray, " strengths"]]
    stopped_at: Float[np.ndarray, " draws"]
    test_error: dict[str, Float[np.ndarray, " draws"]]
    test_loss: dict[str, Float[np.ndarray, " draws"]]

    @property
    def chosen(self) -> dict[str, float]:
        """By remedy, the strength with the least validation error."""
        return {
            name: self.strengths[name][int(errors.argmin())]
            for name, errors in self.validation_error.items()
        }

    @property
    def mean_error(self) -> dict[str, float]:
        """The mean over draws of the test error, by remedy."""
        return {name: float(values.mean()) for name, values in self.test_error.items()}

    @property
    def mean_loss(self) -> dict[str, float]:
        """The mean over draws of the cross-entropy on test signals, by remedy."""
        return {name: float(values.mean()) for name, values in self.test_loss.items()}

    @property
    def standard_error(self) -> dict[str, float]:
        """The standard error of each mean test error, by remedy."""
        return {name: _standard_error(values) for name, values in self.test_error.items()}

    @property
    def loss_standard_error(self) -> dict[str, float]:
        """The standard error of each mean cross-entropy, by remedy."""
        return {name: _standard_error(values) for name, values in self.test_loss.items()}

    @property
    def order(self) -> list[str]:
        """The remedies, the one with the largest mean test error first."""
        return sorted(self.mean_error, key=self.mean_error.get, reverse=True)

    def gain(self, remedy: str) -> float:
        """Return by how much the mean test error is smaller with a remedy than with none."""
        return float((self.test_error[NOTHING] - self.test_error[remedy]).mean())

    @property
    def lead_of_shifts(self) -> float:
        """By how much shifts gain more than the best other single remedy."""
        return self.gain(SHIFTS) - max(self.gain(other) for other in SINGLE if other != SHIFTS)


def _standard_error(values: Float[np.ndarray, " draws"]) -> float:
    return float(values.std(ddof=1) / len(values) ** 0.5) if len(values) > 1 else 0.0


@experiment
def compare_remedies(
    *, seed: int, draws: int = 4, members: int = 3, places: Sequence[int] | None = None
) -> Ladder:
    """Choose the strength of each remedy on validation signals, then train with it on all signals.

    Of the 1000 signals of each draw 200 are held out. For weight decay, dropout and shifts the
    strength is taken that misclassifies the fewest of them, a mean over the first two draws, and
    networks are trained anew on all 1000. Early stopping keeps, in each draw, the network that
    trained on 800 as it was at the step with the least cross-entropy on the 200, and "stopping by
    error" the one with the least share of misclassified. Ensembles average
    probabilities. Training is that of `train_on_signals`; the 2000 test signals are looked at in
    the end.

    Parameters
    ----------
    seed, draws : int
    members : int
        How many networks are averaged.
    places : sequence of int, optional
        The order in which the 40 places of all signals are put; as they are, if nothing is said.
    """
    trains, test = draw_signals(seed=seed, draws=draws, places=places)
    seeds = seeds_from(seed, draws * members)
    first = seeds[::members]
    rest = [train[HELD_OUT:] for train in trains]
    held_out = [train[:HELD_OUT] for train in trains]
    validation = {
        name: np.array(
            [
                _mean_error(
                    train_on_signals(rest[:TUNED], first[:TUNED], **{option: strength})[0],
                    held_out[:TUNED],
                )
                for strength in strengths
            ]
        )
        for name, (option, strengths) in STRENGTHS.items()
    }
    options = {
        name: {option: strengths[int(validation[name].argmin())]}
        for name, (option, strengths) in STRENGTHS.items()
    }
    _, states = train_on_signals(rest, first, snapshots=range(EVERY, STEPS + 1, EVERY))
    stopped_at = _best_steps(states, held_out, _loss)
    by_error = _best_steps(states, held_out, error)
    repeated = [train for train in trains for _ in range(members)]
    plain = _by_draw(train_on_signals(repeated, seeds)[0], members)
    moved = _by_draw(train_on_signals(repeated, seeds, **options[SHIFTS])[0], members)
    ensembles = {
        NOTHING: [networks[:1] for networks in plain],
        STOPPED: [[states[step][draw]] for draw, step in enumerate(stopped_at)],
        BY_ERROR: [[states[step][draw]] for draw, step in enumerate(by_error)],
        DECAY: [[network] for network in train_on_signals(trains, first, **options[DECAY])[0]],
        DROPOUT: [[network] for network in train_on_signals(trains, first, **options[DROPOUT])[0]],
        SHIFTS: [networks[:1] for networks in moved],
        ENSEMBLE: plain,
        ALL: moved,
    }
    scores = {
        name: [_log_probabilities(networks, test) for networks in each]
        for name, each in ensembles.items()
    }
    rows = np.arange(len(test))
    return Ladder(
        {name: strengths for name, (_, strengths) in STRENGTHS.items()},
        validation,
        np.array(stopped_at, float),
        {
            name: np.array([np.mean(draw.argmax(axis=1) != test.labels) for draw in each])
            for name, each in scores.items()
        },
        {
            name: np.array([-draw[rows, test.labels].mean() for draw in each])
            for name, each in scores.items()
        },
    )


def _best_steps(
    states: Mapping[int, Sequence[nn.Module]],
    held_out: Sequence[Signals],
    measure: Callable[[nn.Module, Signals], float],
) -> list[int]:
    """Return, for each draw, the step whose network is best on the signals held out."""
    return [
        min(states, key=lambda step: measure(states[step][draw], signals))
        for draw, signals in enumerate(held_out)
    ]


def _mean_error(networks: Sequence[nn.Module], held_out: Sequence[Signals]) -> float:
    return float(
        np.mean([error(n, signals) for n, signals in zip(networks, held_out, strict=True)])
    )


def _loss(network: nn.Module, signals: Signals) -> float:
    """Return the cross-entropy: the mean of −log(probability of the true class)."""
    chances = _log_probabilities([network], signals)
    return float(-chances[np.arange(len(signals)), signals.labels].mean())


def _by_draw(networks: Sequence[nn.Module], members: int) -> list[Sequence[nn.Module]]:
    return [networks[i : i + members] for i in range(0, len(networks), members)]


def _log_probabilities(
    networks: Sequence[nn.Module], test: Signals
) -> Float[np.ndarray, "n classes"]:
    """Return the logarithm of the mean probability that networks give each class."""
    scores = [torch.as_tensor(predict(network, test.x)).double() for network in networks]
    return torch.stack([each.softmax(dim=1) for each in scores]).mean(dim=0).log().numpy()
