"""Models trained on few images and on many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from torch import nn

from conundrum.chapters.cnn.experiments.rivals import RECIPES, sample, trained
from conundrum.chapters.cnn.experiments.transformer import train_transformer
from conundrum.data.images import fashion_mnist
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.seeds import seeds_from

TRANSFORMER, WITHOUT_PLACES = "transformer", "transformer without places"


@dataclass(frozen=True)
class SizeComparison:
    """Accuracy of models that were trained on few images and on many, over draws.

    Attributes
    ----------
    sizes
        Numbers of images for training.
    accuracy
        The accuracy of each model on images for testing, by its name: for each draw of images for
        training and of initial weights, and for each size.
    """

    sizes: Int[np.ndarray, " sizes"]
    accuracy: Mapping[str, Float[np.ndarray, "draws sizes"]]

    @property
    def draws(self) -> int:
        """How often images and initial weights were drawn."""
        return len(next(iter(self.accuracy.values())))

    @property
    def mean(self) -> dict[str, Float[np.ndarray, " sizes"]]:
        """The mean accuracy of each model over draws."""
        return {name: values.mean(axis=0) for name, values in self.accuracy.items()}

    def at(self, name: str, size: int) -> float:
        """Return the mean accuracy of a model that was trained on so many images."""
        [place] = np.flatnonzero(self.sizes == size)
        return float(self.mean[name][place])

    def ahead(self, name: str, other: str, size: int) -> float:
        """Return how far a model is ahead of another, trained on the same images; mean of draws."""
        return self.at(name, size) - self.at(other, size)

    def wins(self, name: str, other: str, size: int) -> int:
        """Return in how many draws a model is ahead of another."""
        [place] = np.flatnonzero(self.sizes == size)
        return int((self.accuracy[name] > self.accuracy[other])[:, place].sum())

    def ranges(self, name: str) -> str:
        """Say in words from where to where the accuracies of a model go, for each size."""
        accuracy = self.accuracy[name]
        ranges = zip(self.sizes, accuracy.min(axis=0), accuracy.max(axis=0), strict=True)
        return ", ".join(f"{size:,} images {low:.2f} to {high:.2f}" for size, low, high in ranges)


@experiment
def compare_sizes(
    *,
    seed: int,
    draws: int = 5,
    sizes: Sequence[int] = (100, 400, 1600),
    names: Sequence[str] = ("pooled", "connected", "linear", TRANSFORMER, WITHOUT_PLACES),
) -> SizeComparison:
    """Train models on samples of the images for training, and test them on 1,000 others.

    Parameters
    ----------
    seed, draws
        Of the images for training, of initial weights, and of the order of images.
    sizes
        How many images models are trained on.
    names
        Which models.
    """
    _, test = fashion_mnist()
    return SizeComparison(
        np.array(sizes),
        {
            name: np.array(
                [
                    [accuracy(_trained(name, size, seed=s), test) for size in sizes]
                    for s in seeds_from(seed, draws)
                ]
            )
            for name in names
        },
    )


def _trained(name: str, size: int, *, seed: int) -> nn.Module:
    if name in RECIPES:
        return trained(name, size, seed=seed)
    return train_transformer(sample(size, seed=seed), seed=seed, places=name == TRANSFORMER)
