"""Images changed on purpose, by a step too small to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy.special import softmax
from torch import nn
from torch.nn.functional import cross_entropy

from conundrum.chapters.cnn.experiments.rivals import RECIPES, SIZE, trained
from conundrum.data.images import FASHION_CLASSES, Images, fashion_mnist
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.models.convnets import predict_images
from conundrum.models.networks import to_tensor

Pixels = Float[np.ndarray, "n channels height width"]

SHOES = [FASHION_CLASSES.index(name) for name in ("sandal", "sneaker", "ankle boot")]


@dataclass(frozen=True)
class AdversarialSteps:
    """Models of images, and their accuracy when every pixel is changed a little.

    Attributes
    ----------
    networks
        The models, by name.
    images
        The images, before they are changed.
    levels
        By how many of the 255 grey levels each pixel is changed.
    by_gradient
        The accuracy of each model when each pixel is changed in the direction that increases this
        model's loss.
    by_coin
        The same when a coin decides about the direction, for each pixel.
    """

    networks: Mapping[str, nn.Module]
    images: Images
    levels: tuple[int, ...]
    by_gradient: Mapping[str, Float[np.ndarray, " levels"]]
    by_coin: Mapping[str, Float[np.ndarray, " levels"]]

    def after(self, name: str, levels: int) -> float:
        """Return the accuracy of a model after a step by so many levels along the gradient."""
        return float(self.by_gradient[name][self.levels.index(levels)])

    def after_coin(self, name: str, levels: int) -> float:
        """Return the accuracy of a model after a step of that size in random directions."""
        return float(self.by_coin[name][self.levels.index(levels)])


@experiment
def step_along_gradients(
    *,
    seed: int,
    size: int = SIZE,
    names: Sequence[str] = tuple(RECIPES),
    count: int = 500,
    levels: Sequence[int] = (0, 1, 2, 4, 8, 16),
) -> AdversarialSteps:
    """Train models on images of clothes, and change other images against each of them.

    Parameters
    ----------
    seed
        Of the training, and of the random directions.
    size
        How many images the models are trained on.
    names
        Which of the four models.
    count
        How many images are changed, the first of the 1,000 for testing.
    levels
        How many of the 255 grey levels a pixel is changed by, the same for all.
    """
    _, test = fashion_mnist()
    images = test[:count]
    networks = {name: trained(name, size, seed=seed) for name in names}
    coin = np.random.default_rng(seed).choice([-1.0, 1.0], size=images.pixels.shape)
    by_gradient, by_coin = {}, {}
    for name, network in networks.items():
        signs = loss_gradient_sign(network, images)
        by_gradient[name], by_coin[name] = (
            np.array([accuracy(network, _step(images, each, level)) for level in levels])
            for each in (signs, coin)
        )
    return AdversarialSteps(networks, images, tuple(levels), by_gradient, by_coin)


def loss_gradient_sign(network: nn.Module, images: Images) -> Pixels:
    """Return for each pixel in which direction the loss rises: 1, −1, or 0 where it does not.

    The fast gradient sign method of Goodfellow, Shlens and Szegedy (2015), section 4.
    """
    network.eval()
    pixels = to_tensor(images.pixels, network).requires_grad_()
    cross_entropy(network(pixels), torch.as_tensor(images.labels)).backward()
    return pixels.grad.sign().numpy()


def _step(images: Images, signs: Pixels, levels: int) -> Images:
    """Change each pixel by so many grey levels; none leaves the range from black to white."""
    return Images(
        np.clip(images.pixels + levels / 255 * signs, 0, 1).astype(np.float32), images.labels
    )


@dataclass(frozen=True)
class ChangedImage:
    """One image before and after an adversarial step.

    Attributes
    ----------
    before, after
        The image.
    signs
        Whether each pixel was made brighter (1), darker (−1) or neither (0).
    levels
        By how many of the 255 grey levels.
    named
        The class with the largest output, before and after.
    probability
        The probability that the network gives to it, before and after.
    """

    before: Float[np.ndarray, "height width"]
    after: Float[np.ndarray, "height width"]
    signs: Float[np.ndarray, "height width"]
    levels: int
    named: tuple[int, int]
    probability: tuple[float, float]

    @property
    def change(self) -> Float[np.ndarray, "height width"]:
        """What was added, as greys: 0.5 for nothing, 1 for brighter and 0 for darker."""
        return 0.5 + 0.5 * self.signs


def turn_a_shoe(steps: AdversarialSteps, levels: int) -> ChangedImage:
    """Return the shoe that the pooled network names most surely and no longer after such a step.

    Raises
    ------
    ValueError
        When no shoe changes its name.
    """
    network, images = steps.networks["pooled"], steps.images
    signs = loss_gradient_sign(network, images)
    changed = _step(images, signs, levels)
    before, after = (
        softmax(predict_images(network, each.pixels), axis=1) for each in (images, changed)
    )
    turned = (before.argmax(axis=1) == images.labels) & (after.argmax(axis=1) != images.labels)
    turned &= np.isin(images.labels, SHOES)
    if not turned.any():
        raise ValueError(f"levels={levels} must be enough to change the name of a shoe")
    number = int(np.argmax(np.where(turned, before.max(axis=1), 0)))
    return ChangedImage(
        images.pixels[number, 0],
        changed.pixels[number, 0],
        signs[number, 0],
        levels,
        (int(before[number].argmax()), int(after[number].argmax())),
        (float(before[number].max()), float(after[number].max())),
    )
