"""Networks that learn labels drawn at random by heart."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from torch.nn.functional import cross_entropy

from conundrum.chapters.double_descent.experiments.widths import error_rate, one_hot
from conundrum.evaluation.random_features import CLASSES, TRAIN, draw_digits
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, parameter_count
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import ADAM, Optimiser

TRUE, RANDOM = "true", "random"


@dataclass(frozen=True)
class Memorised:
    """Pairs of networks that start alike: one trained on true labels, one on random labels.

    Attributes
    ----------
    steps : ndarray of int, shape (steps,)
        After which errors were counted.
    train_error, test_error : dict of ndarray, shape (draws, steps)
        For ``"true"`` and ``"random"`` labels: the share of the labels given that are missed, and
        the share of true labels of other images.
    parameters : int
        The number of parameters of each network.
    """

    steps: Int[np.ndarray, " steps"]
    train_error: dict[str, Float[np.ndarray, "draws steps"]]
    test_error: dict[str, Float[np.ndarray, "draws steps"]]
    parameters: int

    def train(self, labels: str) -> RiskCurve:
        """Train error against steps, over draws."""
        return risk_curve(self.steps, self.train_error[labels])

    def test(self, labels: str) -> RiskCurve:
        """Test error against steps, over draws."""
        return risk_curve(self.steps, self.test_error[labels])

    def fitted_from(self, labels: str) -> Int[np.ndarray, " draws"]:
        """Return the first step looked at from which on no training label is missed, in each draw.

        One beyond the last if some label is missed at the end.
        """
        beyond = np.append(self.steps, self.steps[-1] + 1)
        missed = self.train_error[labels] > 0
        last = [np.max(np.flatnonzero(draw), initial=-1) for draw in missed]
        return beyond[np.array(last) + 1]

    @property
    def times_longer(self) -> Float[np.ndarray, " draws"]:
        """By what factor random labels take more steps than true ones, in each draw."""
        return self.fitted_from(RANDOM) / self.fitted_from(TRUE)


@experiment
def memorise(
    *,
    seed: int,
    draws: int = 5,
    n: int = TRAIN,
    units: int = 256,
    steps: int = 200,
    optimiser: Optimiser = ADAM,
    learning_rate: float = 0.007,
) -> Memorised:
    """Train networks on digits, and their twins on the same digits with labels drawn at random.

    After Zhang et al. (2017). All images are in each step, and the learning rate falls along half a
    cosine. Each draw chooses other digits, other labels and other networks at the start.

    Parameters
    ----------
    seed, draws : int
    n : int
        Training images.
    units : int
        In the hidden layer.
    steps : int
    optimiser : Optimiser
    learning_rate : float
        At the start.
    """
    kinds = (TRUE, RANDOM)
    tasks, networks = [], []
    for draw_seed in seeds_from(seed, draws):
        task_seed, start_seed = seeds_from(draw_seed, 2)
        tasks.append(draw_digits(seed=task_seed, size=n, noises=(0.0, 1.0)))
        shape = (tasks[-1].train.shape[1], units, CLASSES)
        networks += [ReLUNetwork(shape, seed=start_seed) for _ in kinds]
    looked_at = np.arange(0, steps + 1, 4)
    history = fit_fleet(
        networks,
        np.repeat([task.train for task in tasks], 2, axis=0),
        np.stack([one_hot(labels) for task in tasks for labels in task.labels]),
        steps=steps,
        learning_rate=learning_rate,
        loss=cross_entropy,
        optimiser=optimiser,
        snapshots=looked_at,
    )
    train, test = np.empty((2, draws, 2, len(looked_at)))
    for at, step in enumerate(looked_at):
        for i, network in enumerate(history.snapshots[int(step)]):
            draw, kind = divmod(i, 2)
            task = tasks[draw]
            train[draw, kind, at] = error_rate(network, task.train, task.labels[kind])
            test[draw, kind, at] = error_rate(network, task.test, task.truth)
    return Memorised(
        looked_at,
        dict(zip(kinds, np.moveaxis(train, 1, 0), strict=True)),
        dict(zip(kinds, np.moveaxis(test, 1, 0), strict=True)),
        parameter_count(networks[0]),
    )
