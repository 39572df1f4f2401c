"""The four models when the images they are tested on are shifted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.special import softmax
from torch import nn

from conundrum.chapters.cnn.experiments.rivals import RECIPES, SIZE, models, trained
from conundrum.chapters.cnn.experiments.testing import Answers
from conundrum.data.images import Images, fashion_mnist, shift
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.models.convnets import predict_images
from conundrum.models.networks import parameter_count
from conundrum.training.classifiers import train_classifier

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


@dataclass(frozen=True)
class ShiftedAccuracy:
    """Models of images, trained on the same ones, and their accuracy on shifted ones.

    Attributes
    ----------
    networks
        The models, by name: ``"pooled"``, ``"flattened"`` (both convolutional), ``"connected"``
        (fully connected), ``"linear"``.
    test
        The images they are tested on, before they are shifted.
    outputs
        The outputs of the pooled network for each of these.
    shifts
        How far images are shifted, in pixels.
    by_shift
        The accuracy of each model on shifted images, mean of four directions.
    """

    networks: Mapping[str, nn.Module]
    test: Images
    outputs: Float[np.ndarray, "n classes"]
    shifts: Int[np.ndarray, " shifts"]
    by_shift: Mapping[str, Float[np.ndarray, " shifts"]]

    def at(self, name: str, by: int) -> float:
        """Return the accuracy of a model when images are shifted by so many pixels."""
        [place] = np.flatnonzero(self.shifts == by)
        return float(self.by_shift[name][place])

    def lost(self, name: str, by: int) -> float:
        """Return how much accuracy a model loses when images are shifted by so many pixels."""
        return self.at(name, 0) - self.at(name, by)

    @property
    def answers(self) -> Answers:
        """What the pooled network says about the images where they are."""
        return Answers(self.test, self.outputs)

    def parameters(self, name: str) -> int:
        """Return how many numbers training adjusted in a model."""
        return parameter_count(self.networks[name])


@experiment
def shift_test_images(
    *,
    seed: int,
    size: int = SIZE,
    names: Sequence[str] = tuple(RECIPES),
    shifts: Sequence[int] = (0, 1, 2, 3, 4, 5, 6),
) -> ShiftedAccuracy:
    """Train models on images of clothes, and test them on 1,000 others that are shifted.

    Parameters
    ----------
    seed
        Of initial weights, of the order of images, and of which images the models are trained on.
    size
        How many images they are trained on.
    names
        Which of the four models, the pooled network among them.
    shifts
        How far images are shifted, in pixels.
    """
    _, test = fashion_mnist()
    return _shifted_accuracy({name: trained(name, size, seed=seed) for name in names}, test, shifts)


@experiment
def shift_own_images(
    images: Images, test: Images, *, seed: int, shifts: Sequence[int], device: str = "cpu"
) -> ShiftedAccuracy:
    """Train the four models on any images, and test them on others that are shifted.

    Parameters
    ----------
    images, test
        For training, all of them, and for testing.
    seed
        Of initial weights and of the order of images.
    shifts
        How far images are shifted, in pixels.
    device
        Where the models are trained.
    """
    networks = models(images, seed=seed)
    for name, network in networks.items():
        train_classifier(network.to(device), images, seed=seed, **RECIPES[name])
    return _shifted_accuracy(networks, test, shifts)


def _shifted_accuracy(
    networks: Mapping[str, nn.Module], test: Images, shifts: Sequence[int]
) -> ShiftedAccuracy:
    return ShiftedAccuracy(
        networks,
        test,
        predict_images(networks["pooled"], test.pixels),
        np.array(shifts),
        {
            name: np.array([_mean_of_directions(network, test, by) for by in shifts])
            for name, network in networks.items()
        },
    )


def _mean_of_directions(network: nn.Module, test: Images, by: int) -> float:
    directions = DIRECTIONS if by else DIRECTIONS[:1]
    shifted = [shift(test.pixels, down=by * down, right=by * right) for down, right in directions]
    return float(np.mean([accuracy(network, Images(pixels, test.labels)) for pixels in shifted]))


@dataclass(frozen=True)
class ShiftedImage:
    """One image, shifted to the right, and what the models make of it.

    Attributes
    ----------
    picture
        The image, shifted.
    probability
        The probability that each model gives to its true class, by name of the model.
    """

    picture: Float[np.ndarray, "height width"]
    probability: Mapping[str, float]


def shift_image(result: ShiftedAccuracy, number: int, by: int) -> ShiftedImage:
    """Shift a test image and ask all models for the probability of its class."""
    moved = shift(result.test.pixels[number], down=0, right=by)
    label = result.test.labels[number]
    return ShiftedImage(
        moved[0],
        {
            name: float(softmax(predict_images(network, moved[None])[0])[label])
            for name, network in result.networks.items()
        },
    )


def first_named_by_all(result: ShiftedAccuracy, label: int) -> int:
    """Return the first image of a class that all models classify correctly."""
    of_class = np.flatnonzero(result.test.labels == label)
    named = [
        predict_images(f, result.test.pixels[of_class]).argmax(axis=1)
        for f in result.networks.values()
    ]
    return int(of_class[np.flatnonzero(np.all(np.array(named) == label, axis=0))[0]])
