"""Deep networks, with and without residual connections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from conundrum.chapters.cnn.experiments.rivals import sample
from conundrum.data.images import fashion_mnist
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.models.convnets import (
    GlobalAverage,
    Residual,
    channels_last,
    conv_block,
    initialise,
)
from conundrum.seeds import seeds_from
from conundrum.training.classifiers import BATCH_SIZE
from conundrum.training.minibatches import fit_batches

CHANNELS = 16
LEARNING_RATE = 0.005
PLAIN, RESIDUAL, USUAL_START = "plain", "residual", "residual, usual start"


def two_convolutions() -> nn.Sequential:
    """Return two convolutions with batch normalisation, and a ReLU between them."""
    *second, _ = conv_block(CHANNELS, CHANNELS)
    return nn.Sequential(*conv_block(CHANNELS, CHANNELS), *second)


def plain_block() -> nn.Sequential:
    """Return two convolutions and a ReLU."""
    return nn.Sequential(two_convolutions(), nn.ReLU())


def residual_block_from_one() -> nn.Sequential:
    """Return two convolutions to whose output the input is added, and a ReLU after the sum.

    The scales of batch normalisation start at one, as usual.

    References
    ----------
    He, Zhang, Ren, Sun (2016), *Deep residual learning for image recognition*, section 3.2.
    """
    return nn.Sequential(Residual(two_convolutions()), nn.ReLU())


def residual_block() -> nn.Sequential:
    """Return the same, but the scale of the last batch normalisation starts at zero.

    So the block starts as one that passes its input on.

    References
    ----------
    Goyal et al. (2017), *Accurate, large minibatch SGD: training ImageNet in 1 hour*, section 5.1.
    """
    block = residual_block_from_one()
    nn.init.zeros_(block[0].body[-1].weight)
    return block


BLOCKS = {
    PLAIN: plain_block,
    RESIDUAL: residual_block,
    USUAL_START: residual_block_from_one,
}


class DeepNet(nn.Module):
    """Two stages with pooling, then blocks of two convolutions, the mean of maps, and a readout.

    Parameters
    ----------
    blocks
        How many.
    block
        Makes one: a value of `BLOCKS`.
    seed
        Of the initial weights.
    """

    def __init__(self, blocks: int, block: Callable[[], nn.Module], *, seed: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            conv_block(1, CHANNELS, nn.MaxPool2d(2)),
            conv_block(CHANNELS, CHANNELS, nn.MaxPool2d(2)),
            *(block() for _ in range(blocks)),
            GlobalAverage(),
            nn.utils.skip_init(nn.Linear, CHANNELS, 10),
        )
        initialise(self, seed=seed)

    def forward(self, x: Float[Tensor, "n 1 height width"]) -> Float[Tensor, "n 10"]:
        """Return the outputs for each image."""
        return self.layers(channels_last(x))


@dataclass(frozen=True)
class DepthComparison:
    """Training loss of plain and of residual networks of several depths, over draws.

    Attributes
    ----------
    loss
        The training loss in each epoch, by kind and number of layers.
    accuracy
        The accuracy on images for testing at the end, by kind and number of layers.
    """

    loss: Mapping[str, Mapping[int, Float[np.ndarray, "draws epochs"]]]
    accuracy: Mapping[str, Mapping[int, Float[np.ndarray, " draws"]]]

    @property
    def epochs(self) -> int:
        """How often each network saw each image."""
        return next(iter(self.loss[PLAIN].values())).shape[1]

    @property
    def median(self) -> dict[str, dict[int, Float[np.ndarray, " epochs"]]]:
        """The median loss over draws in each epoch."""
        return {
            kind: {layers: np.median(losses, axis=0) for layers, losses in by_depth.items()}
            for kind, by_depth in self.loss.items()
        }

    def at_end(self, kind: str, layers: int) -> float:
        """Return the median loss in the last epoch."""
        return float(self.median[kind][layers][-1])

    def epochs_until(self, loss: float, kind: str, layers: int) -> float:
        """Return in which epoch the loss is first below a value, median of draws.

        The last epoch and one more stand for never.
        """
        below = self.loss[kind][layers] < loss
        first = np.where(below.any(axis=1), below.argmax(axis=1), self.epochs) + 1
        return float(np.median(first))

    def mean_accuracy(self, kind: str, layers: int) -> float:
        """Return the accuracy on images for testing at the end, mean of draws."""
        return float(self.accuracy[kind][layers].mean())


@experiment
def deepen(
    *,
    seed: int,
    draws: int = 5,
    blocks: Sequence[int] = (5, 12),
    kinds: Sequence[str] = tuple(BLOCKS),
    images: int = 600,
    epochs: int = 100,
) -> DepthComparison:
    """Train networks of each depth with and without residual connections.

    Parameters
    ----------
    seed, draws
        Of the images for training, of their order, and of the initial weights, which are the same
        for both kinds of a depth.
    blocks
        How many blocks of two convolutions follow the first two convolutions.
    kinds
        Which blocks, of those in `BLOCKS`.
    images
        How many images the networks are trained on.
    epochs
        How often they see each of them.
    """
    loss, found = {kind: {} for kind in kinds}, {kind: {} for kind in kinds}
    for kind in kinds:
        for count in blocks:
            runs = [_train(count, kind, images, epochs, s) for s in seeds_from(seed, draws)]
            losses, accuracies = zip(*runs, strict=True)
            loss[kind][2 * count + 2] = np.array(losses)
            found[kind][2 * count + 2] = np.array(accuracies)
    return DepthComparison(loss, found)


def _train(
    blocks: int, kind: str, images: int, epochs: int, seed: int
) -> tuple[Float[np.ndarray, " epochs"], float]:
    """Return the training loss in each epoch, and the accuracy on images for testing."""
    _, test = fashion_mnist()
    network, fitted = DeepNet(blocks, BLOCKS[kind], seed=seed), sample(images, seed=seed)
    history = fit_batches(
        network,
        fitted.pixels,
        fitted.labels,
        loss=cross_entropy,
        epochs=epochs,
        batch_size=BATCH_SIZE,
        learning_rate=LEARNING_RATE,
        seed=seed,
    )
    return history.loss, accuracy(network, test)
