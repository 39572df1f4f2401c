"""The four models that this chapter compares, and where trained ones are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from torch import nn

from conundrum.data.images import Images, fashion_mnist
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet, fully_connected, linear_network
from conundrum.models.networks import parameter_count
from conundrum.training.classifiers import (
    EPOCHS,
    LEARNING_RATE,
    number_of_classes,
    pooled_network,
    train_classifier,
)

# Chosen so that the flattened network has about as many parameters as the pooled one.
FLATTENED_CHANNELS = (16, 32, 64, 36)
# Passes and learning rate of each model, chosen on validation images.
RECIPES = {
    "pooled": {"epochs": EPOCHS, "learning_rate": LEARNING_RATE},
    "flattened": {"epochs": 5, "learning_rate": 0.005},
    "connected": {"epochs": 15, "learning_rate": 0.002},
    "linear": {"epochs": 15, "learning_rate": 0.002},
}
SIZE = 1600  # images for training, of the 5,000 that the book ships


def models(images: Images, *, seed: int) -> dict[str, nn.Module]:
    """Return the four models, untrained; all but the linear one have about equally many parameters.

    The channels of the flattened network make it so for images of 28 × 28.
    """
    shape, classes = images.pixels.shape[1:], number_of_classes(images)
    network = pooled_network(images, seed=seed)
    size = parameter_count(network)
    return {
        "pooled": network,
        "flattened": ConvNet(shape, FLATTENED_CHANNELS, nn.Flatten(), classes, seed=seed),
        "connected": fully_connected(shape, classes, parameters=size, seed=seed),
        "linear": linear_network(shape, classes, seed=seed),
    }


def sample(size: int, *, seed: int) -> Images:
    """Draw so many images of clothes from the 5,000 for training, each class in its share."""
    images, _ = fashion_mnist()
    return images.split(size, seed=seed)[0]


@cache
def trained(name: str, size: int, *, seed: int) -> nn.Module:
    """Return one of the four models, trained on a `sample` of clothes.

    Several sections look at the same network, and training it takes seconds. So each is trained
    once, and kept while the process lasts. Nobody may train it further or change its weights.
    """
    return train_model(name, sample(size, seed=seed), seed=seed)


def train_model(name: str, images: Images, *, seed: int) -> nn.Module:
    """Train one of the four models on images, by its recipe."""
    network = models(images, seed=seed)[name]
    train_classifier(network, images, seed=seed, **RECIPES[name])
    return network


@dataclass(frozen=True)
class ParameterCounts:
    """How many numbers training adjusts in each of the four models.

    Attributes
    ----------
    of
        The number, by name of the model.
    """

    of: Mapping[str, int]

    @property
    def discrepancy(self) -> float:
        """The largest difference of a rival of the pooled network from its count, as a share."""
        return max(
            abs(self.of[name] / self.of["pooled"] - 1) for name in ("flattened", "connected")
        )


@experiment
def count_parameters() -> ParameterCounts:
    """Count the parameters of the four models for images of clothes."""
    images, _ = fashion_mnist()
    return ParameterCounts(
        {name: parameter_count(model) for name, model in models(images, seed=0).items()}
    )
