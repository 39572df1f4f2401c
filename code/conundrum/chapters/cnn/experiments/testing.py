"""The test, once: the only place of the book that opens the reserved images."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.special import softmax
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix

from conundrum.chapters.cnn.experiments.rivals import SIZE, trained
from conundrum.data.images import Images, reserved_fashion_mnist
from conundrum.experiment import experiment
from conundrum.models.convnets import predict_images


@dataclass(frozen=True)
class Answers:
    """What a network says about images.

    Attributes
    ----------
    images
        The images.
    outputs
        The outputs of the network for each of them, before the softmax.
    """

    images: Images
    outputs: Float[np.ndarray, "n classes"]

    @property
    def predicted(self) -> Int[np.ndarray, " n"]:
        """The class with the largest output, for each image."""
        return self.outputs.argmax(axis=1)

    @property
    def probability(self) -> Float[np.ndarray, "n classes"]:
        """The probability that the network gives to each class, for each image."""
        return softmax(self.outputs, axis=1)

    @property
    def accuracy(self) -> float:
        """The share of the images that is classified correctly."""
        return float((self.predicted == self.images.labels).mean())

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval of the accuracy (Wilson 1927)."""
        right = int((self.predicted == self.images.labels).sum())
        interval = binomtest(right, len(self.images)).proportion_ci(method="wilson")
        return float(interval.low), float(interval.high)

    @property
    def confusion(self) -> Int[np.ndarray, "classes classes"]:
        """How many images of each class (row) were given each name (column)."""
        classes = np.arange(self.outputs.shape[1])
        return confusion_matrix(self.images.labels, self.predicted, labels=classes)

    @property
    def mistakes(self) -> Int[np.ndarray, "classes classes"]:
        """The confusion matrix without its diagonal."""
        counts = self.confusion
        return counts - np.diag(counts.diagonal())

    @property
    def strength(self) -> Float[np.ndarray, "classes classes"]:
        """How strongly each field of the confusion matrix is coloured: the root of its share."""
        return np.sqrt(self.confusion / self.confusion.sum(axis=1, keepdims=True))

    @property
    def recall(self) -> Float[np.ndarray, " classes"]:
        """The share of each class that is recognised."""
        return self.confusion.diagonal() / self.confusion.sum(axis=1)

    @property
    def most_frequent_mistake(self) -> tuple[int, int]:
        """The class of the image and the class named, of the most frequent mistake."""
        true, named = np.unravel_index(self.mistakes.argmax(), self.mistakes.shape)
        return int(true), int(named)

    @property
    def missed(self) -> Int[np.ndarray, " missed"]:
        """The images classified wrongly, those first where the network is surest."""
        wrong = np.flatnonzero(self.predicted != self.images.labels)
        return wrong[np.argsort(-self.probability.max(axis=1)[wrong])]


@experiment
def open_reserved_images(*, seed: int, size: int = SIZE) -> Answers:
    """Train the pooled network, and test it on the 500 images that nothing else looks at."""
    reserved = reserved_fashion_mnist()
    return Answers(reserved, predict_images(trained("pooled", size, seed=seed), reserved.pixels))
