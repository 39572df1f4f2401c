"""Mistakes, one at a time, and what they look like."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from jaxtyping import Float
from sklearn.datasets import load_diabetes
from torch.nn.functional import mse_loss

from conundrum.chapters.training.experiments.digits import (
    WIDTHS,
    LearningCurve,
    Task,
    digit_task,
    initial_network,
    losses_after,
    train,
    train_in_order,
)
from conundrum.experiment import experiment
from conundrum.models.linear import ridge
from conundrum.seeds import seeds_from
from conundrum.training.by_hand import Vector, cross_entropy, gradient_of, start_values
from conundrum.training.optimisers import SGD

DIABETES_RATES = tuple(float(f"1e{power}") for power in range(-7, 1))


@dataclass(frozen=True)
class Symptoms:
    """Symptoms, each produced by its cause.

    Attributes
    ----------
    works
        The same network, trained as it should be.
    too_small, too_large
        With a rate of 0.0001 and of 20.
    no_zero_grad
        With each gradient added to all earlier ones.
    shuffled_labels
        With training labels permuted, for 100 epochs.
    in_order, in_random_order
        For four epochs at a high rate, with training data sorted by label and shuffled.
    slowly_in_order, slowly_in_random_order
        The same at a rate of 0.01.
    raw, scaled
        A network of 16 units on the diabetes data, whose ten predictors have units from years to
        mg/dl, as they are and standardised, each at the best of eight rates.
    raw_narrowness, scaled_narrowness
        How many times as curved the mean squared error of a linear regression on these predictors
        is in its most curved direction as in its least curved one.
    """

    works: LearningCurve
    too_small: LearningCurve
    too_large: LearningCurve
    no_zero_grad: LearningCurve
    shuffled_labels: LearningCurve
    in_order: LearningCurve
    in_random_order: LearningCurve
    slowly_in_order: LearningCurve
    slowly_in_random_order: LearningCurve
    raw: LearningCurve
    scaled: LearningCurve
    raw_narrowness: float
    scaled_narrowness: float

    @property
    def cost_of_order(self) -> float:
        """Validation error after one epoch on sorted data, over that on shuffled data."""
        return float(self.in_order.validation_error[1] / self.in_random_order.validation_error[1])

    @property
    def cost_of_order_at_a_small_rate(self) -> float:
        """The same at a rate of 0.01, after four epochs."""
        return float(
            self.slowly_in_order.validation_error[4]
            / self.slowly_in_random_order.validation_error[4]
        )

    @property
    def share_without_number(self) -> float:
        """The share of epochs at the large rate in which the train loss is no number."""
        return float(np.mean(~np.isfinite(self.too_large.train)))


@experiment
def reproduce_symptoms(*, seed: int, high_rate: float = 0.5) -> Symptoms:
    """Do everything wrong that the checklist names, one at a time.

    Parameters
    ----------
    high_rate : float
        The rate of the networks that see sorted and shuffled data.
    """
    drawn, started, ordered, torn, people = seeds_from(seed, 5)
    task = digit_task(500, seed=drawn)
    permuted = np.random.default_rng(torn).permutation(task.y)
    by_label = np.argsort(task.labels, kind="stable")
    at = partial(initial_network, seed=started)
    go = partial(train, task, seed=ordered)
    works, too_small, too_large = go([at(WIDTHS) for _ in range(3)], [0.1, 0.0001, 20.0], epochs=30)
    # A sum of all gradients so far is momentum that never forgets.
    [no_zero_grad] = go([at(WIDTHS)], 0.1, epochs=30, optimiser=SGD(momentum=1.0))
    in_random_order, slowly_in_random_order = go(
        [at(WIDTHS), at(WIDTHS)], [high_rate, 0.01], epochs=4
    )
    in_order, slowly_in_order = (
        train_in_order(task, at(WIDTHS), by_label, rate=rate, epochs=4)
        for rate in (high_rate, 0.01)
    )
    [shuffled_labels] = train(
        replace(task, y=permuted), [at(WIDTHS)], 0.1, epochs=100, seed=ordered
    )
    raw, scaled = diabetes_tasks(seed=people)
    return Symptoms(
        works=works,
        too_small=too_small,
        too_large=too_large,
        no_zero_grad=no_zero_grad,
        shuffled_labels=shuffled_labels,
        in_order=in_order,
        in_random_order=in_random_order,
        slowly_in_order=slowly_in_order,
        slowly_in_random_order=slowly_in_random_order,
        raw=train_at_best_rate(raw, started=started, ordered=ordered),
        scaled=train_at_best_rate(scaled, started=started, ordered=ordered),
        raw_narrowness=narrowness(raw.x),
        scaled_narrowness=narrowness(scaled.x),
    )


def train_at_best_rate(task: Task, *, started: int, ordered: int) -> LearningCurve:
    """Train 16 hidden units for 80 epochs, at the one of eight rates that ends lowest."""
    widths, epochs, steps = (10, 16, 1), 80, 80 * len(task.x) // 25
    losses = losses_after(task, widths, DIABETES_RATES, start=started, steps=steps, seed=ordered)
    best = DIABETES_RATES[losses.argmin()]
    network = initial_network(widths, seed=started)
    return train(task, [network], best, epochs=epochs, seed=ordered)[0]


def narrowness(x: Float[np.ndarray, "n inputs"]) -> float:
    """Return the largest over the least curvature of a linear regression with an intercept."""
    columns = np.column_stack([np.ones(len(x)), x])
    return float(np.linalg.cond(columns) ** 2)


def diabetes_tasks(*, seed: int) -> tuple[Task, Task]:
    """Split scikit-learn's diabetes data, 300 people to train on; leave or scale the predictors.

    The outcome is standardised in both, so that predicting its mean has a train loss of 1.
    """
    data = load_diabetes(scaled=False)
    people = np.random.default_rng(seed).permutation(len(data.target))
    a, b = people[:300], people[300:]
    y = ((data.target - data.target[a].mean()) / data.target[a].std())[:, None]
    X = data.data
    Z = (X - X[a].mean(axis=0)) / X[a].std(axis=0)
    raw, scaled = (Task(M[a], y[a], M[b], y[b], mse_loss) for M in (X, Z))
    return raw, scaled


@dataclass(frozen=True)
class OneBatch:
    """Loss while a network is trained on the same 20 digits, step by step.

    Attributes
    ----------
    correct
        As it should be.
    labels_shuffled
        With labels permuted once.
    pairs_torn
        With labels permuted anew in each step.
    dead
        With all hidden units off.
    wrong_sign
        Steps that go uphill.
    """

    correct: Float[np.ndarray, " states"]
    labels_shuffled: Float[np.ndarray, " states"]
    pairs_torn: Float[np.ndarray, " states"]
    dead: Float[np.ndarray, " states"]
    wrong_sign: Float[np.ndarray, " states"]

    @property
    def best_of_broken(self) -> float:
        """Mean loss of the last 50 steps, of the broken program in which it is least."""
        broken = (self.pairs_torn, self.dead, self.wrong_sign)
        return min(float(np.nan_to_num(run[-50:], nan=np.inf).mean()) for run in broken)


@experiment
def overfit_one_batch(*, seed: int, steps: int = 200) -> OneBatch:
    """Try to fit 20 digits perfectly, with a program that is right and with four that are not."""
    drawn, started, torn = seeds_from(seed, 3)
    task = digit_task(500, seed=drawn)
    x, y = task.x[:20], task.labels[:20]
    rng = np.random.default_rng(started)
    at_start = start_values(WIDTHS, rng)
    off = start_values(WIDTHS, rng, bias=-20.0)

    def losses(theta: Vector, y_of_step: Callable[[], np.ndarray], rate: float) -> np.ndarray:
        found = []
        for _ in range(steps + 1):
            loss, gradient = gradient_of(theta, WIDTHS, x, partial(cross_entropy, y=y_of_step()))
            found.append(loss)
            theta = theta - rate * gradient
        return np.array(found)

    rng = np.random.default_rng(torn)
    shuffled_once = rng.permutation(y)
    with np.errstate(all="ignore"):
        return OneBatch(
            losses(at_start, lambda: y, 0.1),
            losses(at_start, lambda: shuffled_once, 0.1),
            losses(at_start, lambda: rng.permutation(y), 0.1),
            losses(off, lambda: y, 0.1),
            losses(at_start, lambda: y, -0.1),
        )


@dataclass(frozen=True)
class ScalingComparison:
    """Test error of ridge regression, with new data scaled in the right and in the wrong way.

    Attributes
    ----------
    by_training
        Mean and standard deviation of the training data scale both parts.
    by_itself
        The training data are scaled by their own, the test data by their own.
    shifted_by_training, shifted_by_itself
        The same when the test data come from another laboratory, whose readings are higher by one
        standard deviation.
    """

    by_training: float
    by_itself: float
    shifted_by_training: float
    shifted_by_itself: float

    @property
    def share_noticed(self) -> float:
        """The share of the error elsewhere that is measured when test data scale themselves."""
        return self.shifted_by_itself / self.shifted_by_training


@experiment
def compare_scaling(*, seed: int, draws: int = 200) -> ScalingComparison:
    """Draw 40 people to train on and 40 to test on, with 10 predictors of very different units.

    Errors are means of so many draws.
    """
    rng = np.random.default_rng(seed)
    units = 10.0 ** np.linspace(-2, 2, 10)
    errors = []
    for _ in range(draws):
        weights = rng.normal(size=10) / np.sqrt(10)
        X = rng.normal(size=(80, 10))
        y = X @ weights + rng.normal(scale=0.5, size=80)
        readings = X * units
        train, test = readings[:40], readings[40:]
        shifted = test + units
        coefficients = ridge(_scaled(train, train), y[:40] - y[:40].mean(), 2.0)
        predicted = [
            _scaled(part, by) @ coefficients + y[:40].mean()
            for part, by in ((test, train), (test, test), (shifted, train), (shifted, shifted))
        ]
        errors.append(np.square(predicted - y[40:]).mean(axis=1))
    return ScalingComparison(*(float(error) for error in np.mean(errors, axis=0)))


def _scaled(X: np.ndarray, by: np.ndarray) -> np.ndarray:
    return (X - by.mean(axis=0)) / by.std(axis=0)
