"""Generalisation long after the train error is zero: networks that learn to add."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict, scaled
from conundrum.seeds import seeds_from
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import ADAM, constant

DECAY, NO_DECAY, SMALL_START = "weight decay", "no weight decay", "smaller start"
LEARNERS = {DECAY: (1e-4, 1.0), NO_DECAY: (0.0, 1.0), SMALL_START: (1e-4, 0.5)}


@dataclass(frozen=True)
class ModularAddition:
    """Networks that learn to add modulo some number from some of all sums.

    Attributes
    ----------
    steps
        After which the networks were asked.
    train_accuracy, test_accuracy
        For each way of training: the share of sums that are right, of those trained on and of the
        others.
    modulus, trained_on
        How many numbers there are, and how many of their sums were trained on.
    """

    steps: Int[np.ndarray, " times"]
    train_accuracy: dict[str, Float[np.ndarray, "draws times"]]
    test_accuracy: dict[str, Float[np.ndarray, "draws times"]]
    modulus: int
    trained_on: int

    def median_train(self, learner: str) -> Float[np.ndarray, " times"]:
        """Return the median over draws of the accuracy on sums trained on."""
        return np.median(self.train_accuracy[learner], axis=0)

    def median_test(self, learner: str) -> Float[np.ndarray, " times"]:
        """Return the median over draws of the accuracy on the other sums."""
        return np.median(self.test_accuracy[learner], axis=0)

    def until_fitted(self, learner: str) -> Float[np.ndarray, " draws"]:
        """Return after how many steps 99 % of the sums trained on are right, in each draw."""
        return self._first(self.train_accuracy[learner], 0.99)

    def until_general(self, learner: str) -> Float[np.ndarray, " draws"]:
        """Return after how many steps 90 % of the other sums are right; infinity if never."""
        return self._first(self.test_accuracy[learner], 0.9)

    def delay(self, learner: str) -> Float[np.ndarray, " draws"]:
        """Return how many times as many steps the second takes as the first."""
        return self.until_general(learner) / self.until_fitted(learner)

    def _first(
        self, accuracy: Float[np.ndarray, "draws times"], share: float
    ) -> Float[np.ndarray, " draws"]:
        reached = accuracy >= share
        return np.where(reached.any(axis=1), self.steps[reached.argmax(axis=1)], np.inf)


@experiment
def learn_to_add(
    *,
    seed: int,
    draws: int = 3,
    learners: dict[str, tuple[float, float]] = LEARNERS,
    modulus: int = 19,
    share: float = 0.6,
    units: int = 64,
    steps: int = 3000,
) -> ModularAddition:
    """Train networks of one hidden layer to add two numbers modulo 19, on 60 % of all sums.

    As Power et al. (2022) did with transformers. Both numbers are one-hot, and so is the sum; the
    loss is the mean squared error. Full batch, Adam with a constant rate of 0.01.

    Parameters
    ----------
    seed, draws : int
        Each draw trains on other sums, and starts at other weights.
    learners : dict of str to pair of float
        Weight decay, and what all weights and biases are multiplied by at the start.
    modulus : int
    share : float
        Of all sums: those that are trained on.
    units, steps : int
    """
    first, second = np.divmod(np.arange(modulus**2), modulus)
    one_hot = np.eye(modulus, dtype=np.float32)
    x, sums = np.hstack([one_hot[first], one_hot[second]]), (first + second) % modulus
    count = int(share * len(sums))
    looked_at = np.unique(np.geomspace(10, steps, 40).round().astype(int))
    seeds = seeds_from(seed, draws)
    orders = [np.random.default_rng(s).permutation(len(sums)) for s in seeds]
    networks = [
        scaled(ReLUNetwork((2 * modulus, units, modulus), seed=s), scale)
        for _, scale in learners.values()
        for s in seeds
    ]
    history = fit_fleet(
        networks,
        np.stack([x[order[:count]] for order in orders] * len(learners)),
        np.stack([one_hot[sums[order[:count]]] for order in orders] * len(learners)),
        steps=steps,
        learning_rate=0.01,
        weight_decay=np.repeat([decay for decay, _ in learners.values()], draws),
        optimiser=ADAM,
        schedule=constant,
        snapshots=looked_at,
    )
    right = np.array(
        [
            [predict(network, x).argmax(axis=1) == sums for network in history.snapshots[step]]
            for step in looked_at
        ]
    ).reshape(len(looked_at), len(learners), draws, len(sums))
    accuracy = [
        {
            name: np.array(
                [right[:, i, d, order[part]].mean(axis=1) for d, order in enumerate(orders)]
            )
            for i, name in enumerate(learners)
        }
        for part in (slice(count), slice(count, None))
    ]
    return ModularAddition(looked_at, *accuracy, modulus, count)
