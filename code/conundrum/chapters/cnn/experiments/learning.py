"""The network while it is trained, watched on images held out."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.data.images import fashion_mnist
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.training.classifiers import pooled_network, train_classifier


@dataclass(frozen=True)
class LearningCurve:
    """Accuracy of a network after each epoch of its training.

    Attributes
    ----------
    train_accuracy
        Share of the images it is trained on that it classifies correctly.
    validation_accuracy
        The same share of images held out.
    """

    train_accuracy: Float[np.ndarray, " epochs"]
    validation_accuracy: Float[np.ndarray, " epochs"]

    @property
    def epochs(self) -> int:
        """The number of epochs."""
        return len(self.train_accuracy)


@experiment
def watch_training(*, seed: int, size: int = 1000, validation: int = 500) -> LearningCurve:
    """Train the pooled network on some images, and watch it on these and on others held out."""
    images, _ = fashion_mnist()
    held_out, others = images.split(validation, seed=seed)
    fitted, _ = others.split(size, seed=seed)
    watched = []

    def watch(network) -> float:
        watched.append((accuracy(network, fitted), accuracy(network, held_out)))
        return watched[-1][1]

    train_classifier(pooled_network(images, seed=seed), fitted, seed=seed, watch=watch)
    return LearningCurve(*np.array(watched).T)
