"""Where a network looks: attribution maps, and two tests of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.ndimage import uniform_filter
from scipy.special import softmax
from scipy.stats import spearmanr
from torch import Tensor, nn
from torch.nn.functional import interpolate

from conundrum.chapters.cnn.experiments.rivals import SIZE, sample, trained
from conundrum.data.images import Images
from conundrum.evaluation.attribution import gradient_times_input, occlusion
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet, predict_images
from conundrum.models.networks import to_tensor
from conundrum.seeds import seeds_from
from conundrum.training.classifiers import pooled_network

Pictures = Float[np.ndarray, "n height width"]

BLACK = 0.05  # what is darker than this counts as black
WINDOW = 7  # side of the square that occlusion covers, and of those it is compared with

GRADIENT, OCCLUSION, ACTIVATION = "gradient × input", "occlusion", "class activation"
RANDOM_WEIGHTS, RANDOM_SQUARES, RANDOM_PIXELS = "random weights", "blocks", "pixels"
GRADIENT_SQUARES, BRIGHT_SQUARES = "gradient × input, squares", "bright squares"
# What else can say which pieces of about that size count.
RIVALS_OF_OCCLUSION = (ACTIVATION, GRADIENT_SQUARES, BRIGHT_SQUARES, RANDOM_SQUARES)


# --- Class activation maps ------------------------------------------------------------------------


@dataclass(frozen=True)
class ClassActivation:
    """What each place of the last feature maps adds to one output of the pooled network.

    Attributes
    ----------
    picture
        The image.
    label
        The class whose output is taken apart.
    maps
        The last feature maps.
    weights
        The readout's weights from each map to the output.
    bias
        The readout's bias of this output.
    output
        The output itself, as the network computes it.
    """

    picture: Float[np.ndarray, "height width"]
    label: int
    maps: Float[np.ndarray, "units rows columns"]
    weights: Float[np.ndarray, " units"]
    bias: float
    output: float

    @property
    def map(self) -> Float[np.ndarray, "rows columns"]:
        """The class activation map: the weighted sum of the feature maps (Zhou et al. 2016)."""
        return np.tensordot(self.weights, self.maps, axes=1)

    @property
    def discrepancy(self) -> float:
        """How far the mean of the map, and the bias, are from the output."""
        return float(abs(self.map.mean() + self.bias - self.output))

    @property
    def contributions(self) -> Float[np.ndarray, " units"]:
        """What each feature map adds to the output: its weight times its mean."""
        return self.weights * self.maps.mean(axis=(1, 2))

    @property
    def strongest(self) -> Int[np.ndarray, " units"]:
        """The feature maps, those first that add most to the output."""
        return np.argsort(-self.contributions)

    @property
    def bright_map(self) -> Float[np.ndarray, "rows columns"]:
        """The class activation map from 0 to 1, what speaks against the class being 0."""
        return np.clip(self.map / self.map.max(), 0, 1)


def class_activation(
    network: ConvNet, picture: Float[np.ndarray, "channels height width"], label: int
) -> ClassActivation:
    """Take one output of the pooled network apart, by place and by feature map."""
    network.eval()
    with torch.no_grad():
        maps = network.stages(to_tensor(picture[None], network))[0]
        outputs = network(to_tensor(picture[None], network))[0]
        return ClassActivation(
            picture[0],
            label,
            maps.numpy(),
            network.readout.weight[label].numpy(),
            float(network.readout.bias[label]),
            float(outputs[label]),
        )


def class_activation_maps(
    network: ConvNet,
    pixels: Float[np.ndarray, "n channels height width"],
    labels: Int[np.ndarray, " n"],
) -> Pictures:
    """Return the class activation map of each image for its class, enlarged to its size."""
    network.eval()
    with torch.no_grad():
        maps = network.stages(to_tensor(pixels, network))
        weights: Tensor = network.readout.weight[torch.as_tensor(labels)]
        summed = (weights[:, :, None, None] * maps).sum(dim=1, keepdim=True)
        return interpolate(summed, size=pixels.shape[2:], mode="bilinear")[:, 0].numpy()


# --- Maps of a trained network and of random ones -------------------------------------------------


@dataclass(frozen=True)
class AttributionMaps:
    """Maps of a trained network and of networks with random weights, and what they are worth.

    Attributes
    ----------
    pictures
        The images, all of which the trained network classifies correctly.
    maps
        By method, ``"gradient × input"``, ``"occlusion"`` or ``"class activation"``: how much each
        pixel counts for the class.
    random_maps
        The same of each network with random weights, for the first two methods.
    deleted
        The shares of pixels that were blackened.
    probability
        The mean probability of the class after those pixels were blackened that matter most, by
        what says so: each method; ``"gradient × input, squares"``, its mean over the square of
        7 × 7 pixels around each; ``"bright squares"``, the mean brightness there, which knows
        nothing of the network; ``"random weights"``, occlusion of the networks with random weights;
        ``"blocks"``, random squares of 7 × 7 pixels on the garment; and ``"pixels"``, random pixels
        of the garment.
    """

    pictures: Pictures
    maps: Mapping[str, Pictures]
    random_maps: Mapping[str, Float[np.ndarray, "draws n height width"]]
    deleted: Float[np.ndarray, " shares"]
    probability: Mapping[str, Float[np.ndarray, " shares"]]

    def agreement(self, method: str) -> Float[np.ndarray, " draws"]:
        """Return the rank correlation of the trained map with each random one, on the garment.

        The mean over images; sizes are compared, without signs. Black pixels are left out: gradient
        × input is zero there whatever the network, so that maps agree without looking at anything.
        """
        return self._agreement(method, self.pictures > BLACK)

    def agreement_everywhere(self, method: str) -> Float[np.ndarray, " draws"]:
        """Return the same over all pixels."""
        return self._agreement(method, np.ones_like(self.pictures, dtype=bool))

    def left(self, by: str, share: float) -> float:
        """Return the mean probability left once that share of the pixels is black."""
        [place] = np.flatnonzero(self.deleted == share)
        return float(self.probability[by][place])

    def best_rival_of_occlusion(self, share: float) -> str:
        """Return which rival leaves the lowest probability once that share of the pixels is black.

        All of `RIVALS_OF_OCCLUSION` blacken pieces of about the same size.
        """
        return min(RIVALS_OF_OCCLUSION, key=lambda by: self.left(by, share))

    @property
    def bright_maps(self) -> dict[str, Pictures]:
        """The maps from 0 to 1: what speaks against a class is 0, the strongest pixels are 1."""
        return {method: _bright(maps) for method, maps in self.maps.items()}

    @property
    def bright_random_maps(self) -> dict[str, Pictures]:
        """The same of the first network with random weights."""
        return {method: _bright(maps[0]) for method, maps in self.random_maps.items()}

    def _agreement(self, method: str, where: np.ndarray) -> Float[np.ndarray, " draws"]:
        return np.array(
            [
                np.mean(
                    [
                        spearmanr(np.abs(ours[here]), np.abs(theirs[here])).statistic
                        for ours, theirs, here in zip(self.maps[method], maps, where, strict=True)
                    ]
                )
                for maps in self.random_maps[method]
            ]
        )


def _bright(maps: Pictures) -> Pictures:
    strongest = np.quantile(maps, 0.99, axis=(1, 2), keepdims=True)
    return np.clip(maps / np.maximum(strongest, 1e-9), 0, 1)


@experiment
def compare_attributions(
    *,
    seed: int,
    size: int = SIZE,
    count: int = 40,
    draws: int = 5,
    window: int = WINDOW,
    shares: Sequence[float] = (0, 0.02, 0.05, 0.1, 0.15, 0.2),
) -> AttributionMaps:
    """Train the pooled network, ask three methods where it looks, and test them against rivals.

    Parameters
    ----------
    seed
        Of the training, of the networks with random weights, and of what else is random.
    size
        How many images the network is trained on; those it looks at are among the first thousand.
    count
        How many images it looks at, all of which it classifies correctly.
    draws
        How many networks with random weights are looked at, and how often random blocks and pixels
        are drawn.
    window
        Side of the square that occlusion covers.
    shares
        Of pixels that are blackened.
    """
    network, images = trained("pooled", size, seed=seed), sample(size, seed=seed)[:1000]
    rng = np.random.default_rng(seed)
    named = predict_images(network, images.pixels).argmax(axis=1)
    right = rng.choice(np.flatnonzero(named == images.labels), size=count, replace=False)
    pixels, labels = images.pixels[right], images.labels[right]
    maps = {
        **_maps_of(network, pixels, labels, window),
        ACTIVATION: class_activation_maps(network, pixels, labels),
    }
    of_random = [
        _maps_of(random_network(images, seed=s), pixels, labels, window)
        for s in seeds_from(seed, draws)
    ]
    random_maps = {name: np.array([each[name] for each in of_random]) for name in of_random[0]}
    garment = pixels[:, 0] > BLACK
    orders = {
        **{name: [of_trained] for name, of_trained in maps.items()},
        GRADIENT_SQUARES: [over_squares(maps[GRADIENT])],
        BRIGHT_SQUARES: [over_squares(pixels[:, 0])],
        RANDOM_WEIGHTS: random_maps[OCCLUSION],
        RANDOM_SQUARES: [random_blocks(garment, rng) for _ in range(draws)],
        RANDOM_PIXELS: [rng.random(garment.shape) * garment for _ in range(draws)],
    }
    probability = {
        name: np.array(
            [np.mean([_left(network, pixels, labels, by, s) for by in each]) for s in shares]
        )
        for name, each in orders.items()
    }
    return AttributionMaps(pixels[:, 0], maps, random_maps, np.array(shares), probability)


def _maps_of(
    network: nn.Module, pixels: np.ndarray, labels: np.ndarray, window: int
) -> dict[str, Pictures]:
    return {
        GRADIENT: gradient_times_input(network, pixels, labels),
        OCCLUSION: occlusion(network, pixels, labels, window=window, stride=2),
    }


def random_network(images: Images, *, seed: int) -> ConvNet:
    """Return a pooled network that knows nothing: new weights, and statistics of images.

    Its batch normalisation has the means and variances that images have in this network, as that of
    a trained network has.
    """
    network = pooled_network(images, seed=seed)
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = None  # the mean of all batches
    network.train()
    with torch.no_grad():
        for batch in np.array_split(images.pixels[:500], 5):
            network(to_tensor(batch, network))
    return network.eval()


def over_squares(maps: Pictures) -> Pictures:
    """Return the mean of maps over the square of 7 × 7 pixels around each; zero beyond the edge."""
    return uniform_filter(maps, size=(1, WINDOW, WINDOW), mode="constant")


def random_blocks(garment: np.ndarray, rng: np.random.Generator) -> Pictures:
    """Return maps that name random squares on the garment, one after the other.

    The squares have their centres on pixels of the garment; the pixels of the first square have the
    largest numbers.

    Parameters
    ----------
    garment
        Which pixels of each image are not black.
    rng
        Draws the centres.
    """
    maps = np.zeros(garment.shape)
    half = WINDOW // 2
    for order, here in zip(maps, garment, strict=True):
        centres = rng.permutation(np.argwhere(here))
        for rank, (row, column) in enumerate(centres):
            block = np.s_[
                max(row - half, 0) : row + half + 1, max(column - half, 0) : column + half + 1
            ]
            order[block] = np.maximum(order[block], len(centres) - rank)
    return maps


def _left(
    network: nn.Module,
    pixels: Float[np.ndarray, "n 1 height width"],
    labels: Int[np.ndarray, " n"],
    importance: Pictures,
    share: float,
) -> float:
    """Return the mean probability of the class once a share of the pixels is black."""
    flat = importance.reshape(len(pixels), -1)
    most = np.argsort(-flat, axis=1, kind="stable")[:, : round(share * flat.shape[1])]
    left = pixels.reshape(len(pixels), -1).copy()
    np.put_along_axis(left, most, 0, axis=1)
    probability = softmax(predict_images(network, left.reshape(pixels.shape)), axis=1)
    return float(probability[np.arange(len(labels)), labels].mean())
