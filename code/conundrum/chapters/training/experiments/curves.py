"""Learning curves, and when to stop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from jaxtyping import Float

from conundrum.chapters.training.experiments.digits import (
    WIDTHS,
    LearningCurve,
    curve_of,
    digit_task,
    initial_network,
    states_while_training,
    train,
)
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

DEEP = (64, 32, 32, 32, 32, 10)


@dataclass(frozen=True)
class LearningCurves:
    """Six ways in which training can go, each called what it shows, and two to compare with.

    Attributes
    ----------
    works
        500 digits, 32 hidden units, gradient descent at a rate of 0.1.
    underfits
        The same with two hidden units.
    overfits
        A network of 100 hidden units on 200 digits, 30 % of whose labels were drawn anew.
    rate_too_high
        As `works`, at twenty times the rate.
    plateau
        Four hidden layers, whose initial weights are smaller than usual.
    dead
        As `works`, with all hidden units off at the start.
    more_data
        As `underfits`, with twice as many digits and as many steps.
    usual_gain
        As `plateau`, with initial weights of the usual size, for five epochs.
    """

    works: LearningCurve
    underfits: LearningCurve
    overfits: LearningCurve
    rate_too_high: LearningCurve
    plateau: LearningCurve
    dead: LearningCurve
    more_data: LearningCurve
    usual_gain: LearningCurve

    @property
    def largest_jump(self) -> float:
        """The largest rise of the train loss in an epoch at the high rate, over that at the start.

        Where it rises beyond all numbers, a billion.
        """
        train = self.rate_too_high.train
        rises = np.nan_to_num(np.diff(train), nan=np.inf, posinf=np.inf)
        return float(min(rises.max() / train[0], 1e9))

    @property
    def turn(self) -> int:
        """The epoch with the least validation loss of the network that overfits."""
        return int(self.overfits.validation.argmin())

    @property
    def end_of_plateau(self) -> int:
        """The first epoch in which the train loss on the plateau is below nine tenths of it."""
        below = np.flatnonzero(self.plateau.train < 0.9 * self.plateau.train[0])
        return int(below[0]) if below.size else len(self.plateau.train)


@experiment
def draw_learning_curves(*, seed: int, small_gain: float = 0.3) -> LearningCurves:
    """Train on digits: well, with two units, on few wrong labels, too fast, from bad starts.

    All by gradient descent on mini-batches of 25. The plateau comes from five layers whose initial
    weights are `small_gain` of the usual size, dead units from biases of −20.
    """
    drawn, started, ordered = seeds_from(seed, 3)
    task = digit_task(500, seed=drawn)
    few = digit_task(200, seed=drawn, label_noise=0.3)
    at = partial(initial_network, seed=started)
    works, underfits, rate_too_high, dead = train(
        task,
        [at(WIDTHS), at((64, 2, 10)), at(WIDTHS), at(WIDTHS, bias=-20.0)],
        [0.1, 0.1, 2.0, 0.1],
        epochs=30,
        seed=ordered,
    )
    [more_data] = train(
        digit_task(1000, seed=drawn), [at((64, 2, 10))], 0.1, epochs=15, seed=ordered
    )
    [overfits] = train(few, [at((64, 100, 10))], 0.2, epochs=80, seed=ordered)
    [plateau] = train(task, [at(DEEP, gain=small_gain)], 0.05, epochs=100, seed=ordered)
    [usual_gain] = train(task, [at(DEEP)], 0.05, epochs=5, seed=ordered)
    return LearningCurves(
        works=works,
        underfits=underfits,
        overfits=overfits,
        rate_too_high=rate_too_high,
        plateau=plateau,
        dead=dead,
        more_data=more_data,
        usual_gain=usual_gain,
    )


@dataclass(frozen=True)
class EarlyStopping:
    """One training, and where it would have been stopped with more or less patience.

    Attributes
    ----------
    train, validation, test
        Loss before training and after each epoch.
    test_error
        The share of test digits with a wrong label at the same times.
    patience
        The numbers of epochs without a new best validation loss after which training stops.
    """

    train: Float[np.ndarray, " epochs"]
    validation: Float[np.ndarray, " epochs"]
    test: Float[np.ndarray, " epochs"]
    test_error: Float[np.ndarray, " epochs"]
    patience: tuple[int, ...]

    def kept(self, patience: int) -> int:
        """Return the epoch whose network is kept: that with the best validation loss so far."""
        return stop_early(self.validation, patience)[0]

    def stopped(self, patience: int) -> int:
        """Return the epoch after which training stops."""
        return stop_early(self.validation, patience)[1]

    def saved(self, patience: int) -> float:
        """Return the share of wrong test labels at the end, minus that of the network kept."""
        return float(self.test_error[-1] - self.test_error[self.kept(patience)])


def stop_early(validation: Float[np.ndarray, " epochs"], patience: int) -> tuple[int, int]:
    """Return the epoch with the best validation loss so far, and that after which training stops.

    It stops when there has been no new best for `patience` epochs, or at the end.
    """
    best = 0
    for epoch, loss in enumerate(validation):
        if loss < validation[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(validation) - 1


@experiment
def stop_training_early(
    *, seed: int, patience: Sequence[int] = (1, 3, 10, 30), label_noise: float = 0.3
) -> EarlyStopping:
    """Train 100 units on 200 digits with wrong labels; validate on 100 others, test on 400.

    Gradient descent at a rate of 0.2, mini-batches of 25, 120 epochs.
    """
    drawn, started, ordered = seeds_from(seed, 3)
    task = digit_task(200, seed=drawn, label_noise=label_noise)
    network = initial_network((64, 100, 10), seed=started)
    [states] = states_while_training(task, [network], 0.2, epochs=120, seed=ordered)
    on_validation, on_test = (
        curve_of(replace(task, validation_x=x, validation_y=y), states)
        for x, y in (
            (task.validation_x[:100], task.validation_y[:100]),
            (task.validation_x[100:], task.validation_y[100:]),
        )
    )
    return EarlyStopping(
        train=on_validation.train,
        validation=on_validation.validation,
        test=on_test.validation,
        test_error=on_test.validation_error,
        patience=tuple(patience),
    )
