"""What the chapter *Networks that see* computes, on photographs of clothes.

Choices were made on validation images, split off those for training. In this chapter the images for
testing are used by `compare` and `compare_sizes` alone, and nothing was chosen on them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.special import softmax
from scipy.stats import spearmanr
from sklearn.metrics import confusion_matrix
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, interpolate, scaled_dot_product_attention

from conundrum.data.images import Images, fashion_mnist, shift
from conundrum.evaluation.accuracy import accuracy
from conundrum.evaluation.attribution import gradient_times_input, occlusion
from conundrum.experiment import experiment
from conundrum.models.convnets import (
    ConvNet,
    GlobalAverage,
    Residual,
    channels_last,
    conv_block,
    fully_connected,
    initialise,
    linear_network,
    predict_images,
)
from conundrum.models.networks import parameter_count, to_tensor
from conundrum.seeds import seeds_from
from conundrum.training.classifiers import (
    BATCH_SIZE,
    EPOCHS,
    LEARNING_RATE,
    number_of_classes,
    pooled_network,
    train_classifier,
)
from conundrum.training.minibatches import fit_batches

Pictures = Float[np.ndarray, "n height width"]

# Chosen on validation images, so that it has about as many parameters as the pooled network.
FLATTENED = (16, 32, 64, 36)
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


# --- The network ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One layer of a network, as an image passes through it.

    Attributes
    ----------
    name
        What it does.
    shape
        Of what comes out, without the axis of images.
    parameters
        How many numbers training adjusts in it.
    """

    name: str
    shape: tuple[int, ...]
    parameters: int


def architecture(network: ConvNet, shape: Sequence[int]) -> list[Step]:
    """Follow a black image through a network: what each stage makes of it, the input first."""
    maps = torch.zeros(1, *shape)
    steps = [Step("image", tuple(shape), 0)]
    layers = [*network.stages, network.summary, network.readout]
    names = [*("convolution" for _ in network.stages), type(network.summary).__name__, "readout"]
    network.eval()
    with torch.no_grad():
        for name, layer in zip(names, layers, strict=True):
            maps = layer(maps)
            steps.append(Step(name, tuple(maps.shape[1:]), parameter_count(layer)))
    return steps


@dataclass(frozen=True)
class LearningCurve:
    """A network while it is trained, watched on images held out.

    Attributes
    ----------
    loss
        Training loss in each epoch.
    accuracy
        On validation images, after each epoch.
    """

    loss: Float[np.ndarray, " epochs"]
    accuracy: Float[np.ndarray, " epochs"]

    @property
    def epochs(self) -> int:
        """How many there were."""
        return len(self.loss)


@experiment
def learning_curve(*, seed: int, size: int = 1000, validation: int = 500) -> LearningCurve:
    """Train the network of this chapter on some images, and watch it on others held out."""
    images, _ = fashion_mnist()
    held_out, others = images.split(validation, seed=seed)
    fitted, _ = others.split(size, seed=seed)
    history = train_classifier(
        pooled_network(images, seed=seed),
        fitted,
        seed=seed,
        watch=lambda network: accuracy(network, held_out),
    )
    return LearningCurve(history.loss, history.watched)


# --- Against models of equal size -----------------------------------------------------------------

# Each model's own, chosen on validation images.
TRAINING = {
    "pooled": {"epochs": EPOCHS, "learning_rate": LEARNING_RATE},
    "flattened": {"epochs": 5, "learning_rate": 0.005},
    "connected": {"epochs": 15, "learning_rate": 0.002},
    "linear": {"epochs": 15, "learning_rate": 0.002},
}
SIZE = 2500  # images for training, half of those that the book ships


def models(images: Images, *, seed: int) -> dict[str, nn.Module]:
    """Return the four models, untrained; all but the linear one have about equally many parameters.

    The widths of the flattened network make it so for images of 28 × 28.
    """
    shape, classes = images.pixels.shape[1:], number_of_classes(images)
    network = pooled_network(images, seed=seed)
    size = parameter_count(network)
    return {
        "pooled": network,
        "flattened": ConvNet(shape, FLATTENED, nn.Flatten(), classes, seed=seed),
        "connected": fully_connected(shape, classes, parameters=size, seed=seed),
        "linear": linear_network(shape, classes, seed=seed),
    }


def sample(size: int, *, seed: int) -> Images:
    """Draw so many images of clothes from those for training."""
    images, _ = fashion_mnist()
    return images.split(size, seed=seed)[0]


@lru_cache(maxsize=16)
def trained(name: str, size: int, *, seed: int) -> nn.Module:
    """Return one of the models, trained on a `sample` of clothes.

    It is kept, because several experiments look at the same network: do not train it further.
    """
    images = sample(size, seed=seed)
    network = models(images, seed=seed)[name]
    train_classifier(network, images, seed=seed, **TRAINING[name])
    return network


@dataclass(frozen=True)
class ParameterCounts:
    """How many numbers training adjusts in each of the four models.

    Attributes
    ----------
    of
        By name of the model.
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


@dataclass(frozen=True)
class Comparison:
    """Four models of images, trained on the same ones, tested once.

    Attributes
    ----------
    networks
        By name: ``"pooled"``, ``"flattened"`` (both convolutional), ``"connected"`` (fully
        connected), ``"linear"``.
    test
        The images for testing.
    outputs
        Of the pooled network, for each of these.
    shifts
        In pixels.
    by_shift
        Test accuracy of each model when the test images are shifted; mean of four directions.
    """

    networks: Mapping[str, nn.Module]
    test: Images
    outputs: Float[np.ndarray, "n classes"]
    shifts: Int[np.ndarray, " shifts"]
    by_shift: Mapping[str, Float[np.ndarray, " shifts"]]

    def at(self, name: str, by: int) -> float:
        """Return the test accuracy of a model when the test images are shifted by so much."""
        [place] = np.flatnonzero(self.shifts == by)
        return float(self.by_shift[name][place])

    @property
    def predicted(self) -> Int[np.ndarray, " n"]:
        """The class that the pooled network names, for each test image."""
        return self.outputs.argmax(axis=1)

    @property
    def missed(self) -> Int[np.ndarray, " missed"]:
        """The test images that the pooled network misses, those first where it is surest."""
        wrong = np.flatnonzero(self.predicted != self.test.labels)
        return wrong[np.argsort(-self.probability.max(axis=1)[wrong])]

    @property
    def accuracy(self) -> float:
        """Test accuracy of the pooled network, images where they are."""
        return float((self.predicted == self.test.labels).mean())

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """Its 95 % confidence interval, by the normal approximation."""
        share = self.accuracy
        margin = 1.96 * np.sqrt(share * (1 - share) / len(self.test))
        return float(share - margin), float(share + margin)

    @property
    def confusion(self) -> Int[np.ndarray, "classes classes"]:
        """How many test images of each class (row) were given each name (column)."""
        classes = np.arange(self.outputs.shape[1])
        return confusion_matrix(self.test.labels, self.predicted, labels=classes)

    @property
    def mistakes(self) -> Int[np.ndarray, "classes classes"]:
        """The confusion matrix without its diagonal."""
        counts = self.confusion
        return counts - np.diag(counts.diagonal())

    @property
    def recall(self) -> Float[np.ndarray, " classes"]:
        """The share of each class that is recognised."""
        return self.confusion.diagonal() / self.confusion.sum(axis=1)

    @property
    def worst(self) -> tuple[int, int]:
        """The most frequent mistake: the class of the image, and the class named."""
        true, named = np.unravel_index(self.mistakes.argmax(), self.mistakes.shape)
        return int(true), int(named)

    @property
    def probability(self) -> Float[np.ndarray, "n classes"]:
        """What the pooled network gives to each class."""
        return softmax(self.outputs, axis=1)

    def parameters(self, name: str) -> int:
        """Return how many numbers training adjusted in a model."""
        return parameter_count(self.networks[name])


@experiment
def compare(
    *,
    seed: int,
    size: int = SIZE,
    images: tuple[Images, Images] | None = None,
    shifts: Sequence[int] = (0, 1, 2, 4, 6),
    device: str = "cpu",
) -> Comparison:
    """Train the four models, and test them on shifted images.

    Parameters
    ----------
    seed
        Of weights, of the order of images, and of which images the models are trained on.
    size
        How many images of clothes the models are trained on.
    images
        For training, all of them, and for testing; those that the book ships unless given.
    shifts
        In pixels, 0 first.
    device
        Where networks are trained, if images are given.
    """
    if images is None:
        _, test = fashion_mnist()
        networks = {name: trained(name, size, seed=seed) for name in TRAINING}
    else:
        fitted, test = images
        networks = models(fitted, seed=seed)
        for name, network in networks.items():
            train_classifier(network.to(device), fitted, seed=seed, **TRAINING[name])
    return Comparison(
        networks,
        test,
        predict_images(networks["pooled"], test.pixels),
        np.array(shifts),
        {
            name: np.array([_shifted_accuracy(network, test, by) for by in shifts])
            for name, network in networks.items()
        },
    )


@dataclass(frozen=True)
class SizeComparison:
    """Test accuracy of three models, trained on few images and on many.

    Attributes
    ----------
    sizes
        Numbers of images for training.
    accuracy
        Of each model, by number of images: ``"pooled"``, ``"connected"``, ``"linear"``.
    """

    sizes: Int[np.ndarray, " sizes"]
    accuracy: Mapping[str, Float[np.ndarray, " sizes"]]

    def at(self, name: str, size: int) -> float:
        """Return the accuracy of a model that was trained on so many images."""
        [place] = np.flatnonzero(self.sizes == size)
        return float(self.accuracy[name][place])


@experiment
def compare_sizes(*, seed: int, sizes: Sequence[int] = (100, 500, SIZE)) -> SizeComparison:
    """Train three of the models on samples of the images for training, and test them."""
    _, test = fashion_mnist()
    return SizeComparison(
        np.array(sizes),
        {
            name: np.array([accuracy(trained(name, size, seed=seed), test) for size in sizes])
            for name in ("pooled", "connected", "linear")
        },
    )


def _shifted_accuracy(network: nn.Module, test: Images, by: int) -> float:
    directions = DIRECTIONS if by else DIRECTIONS[:1]
    return float(
        np.mean(
            [
                accuracy(
                    network, Images(shift(test.pixels, down=by * d, right=by * r), test.labels)
                )
                for d, r in directions
            ]
        )
    )


@dataclass(frozen=True)
class Moved:
    """One image, shifted to the right, and what two networks make of it.

    Attributes
    ----------
    picture
        The image, shifted.
    probability
        Of its true class, by name of the model.
    """

    picture: Float[np.ndarray, "height width"]
    probability: Mapping[str, float]


def move(comparison: Comparison, number: int, by: int) -> Moved:
    """Shift a test image and ask all models for the probability of its class."""
    moved = shift(comparison.test.pixels[number], down=0, right=by)
    label = comparison.test.labels[number]
    return Moved(
        moved[0],
        {
            name: float(softmax(predict_images(network, moved[None])[0])[label])
            for name, network in comparison.networks.items()
        },
    )


@dataclass(frozen=True)
class Filters:
    """The first convolution of a network, and what it makes of one image.

    Attributes
    ----------
    picture
        The image.
    weights
        Of each filter.
    maps
        Of each filter: the image convolved with it, normalised, without what is below zero; not
        pooled.
    """

    picture: Float[np.ndarray, "height width"]
    weights: Float[np.ndarray, "filters 3 3"]
    maps: Float[np.ndarray, "filters height width"]


def filters(network: ConvNet, picture: Float[np.ndarray, "height width"]) -> Filters:
    """Take the first convolution out of a trained network and apply it to an image."""
    convolution, _, norm, rectify = network.stages[0]
    network.eval()
    with torch.no_grad():
        [maps] = rectify(norm(convolution(to_tensor(picture[None, None], network))))
    return Filters(picture, convolution.weight.detach()[:, 0].numpy(), maps.numpy())


# --- What units respond to ------------------------------------------------------------------------

# The second, third and fourth convolution, and how many pixels a unit of each sees across: 10, 18
# or 26, from a place four pixels beside that of its neighbour.
STAGES = {"early": 1, "middle": 2, "late": 3}
REACH = {"early": 10, "middle": 18, "late": 26}
STRIDE = 4


@dataclass(frozen=True)
class Units:
    """What units of three stages respond to.

    A unit is a feature map; its response to an image is the map's maximum.

    Attributes
    ----------
    responses
        To each image, by stage, shape (n, units).
    selectivity
        Share of each unit's variance over images that is between classes, by stage.
    shown
        Numbers of the units that are shown, by stage.
    patches
        What each shown unit saw where it responded most, in its best images, by stage, shape
        (units, best, side, side); black beyond the edge.
    optimised
        What each shown unit sees of an input made to excite it, by stage, shape (units, side,
        side).
    optimised_response
        To these, by stage, shape (units,).
    """

    responses: Mapping[str, Float[np.ndarray, "n units"]]
    selectivity: Mapping[str, Float[np.ndarray, " units"]]
    shown: Mapping[str, Int[np.ndarray, " shown"]]
    patches: Mapping[str, Float[np.ndarray, "shown best side side"]]
    optimised: Mapping[str, Float[np.ndarray, "shown side side"]]
    optimised_response: Mapping[str, Float[np.ndarray, " shown"]]

    def gain(self, stage: str) -> Float[np.ndarray, " shown"]:
        """Return how many times the best image's response the optimised input reaches."""
        return self.optimised_response[stage] / self.responses[stage][:, self.shown[stage]].max(0)

    @property
    def median_gain(self) -> float:
        """The median gain of the shown units of the middle and the last stage."""
        return float(np.median(np.concatenate([self.gain(stage) for stage in ("middle", "late")])))

    def median_selectivity(self, stage: str) -> float:
        """Return the selectivity of the median unit of a stage."""
        return float(np.median(self.selectivity[stage]))


def respond(
    network: ConvNet, images: Images, *, seed: int, shown: int = 4, best: int = 4, steps: int = 60
) -> Units:
    """Look for what units respond to: among images, and by gradient ascent from noise.

    Shown are units at random among those that respond to at least a hundredth of the images.
    """
    rng = np.random.default_rng(seed)
    network.eval()
    found = {name: {} for name in ("responses", "selectivity", "shown", "patches", "optimised")}
    excited = {}
    for stage, last in STAGES.items():
        below = network.stages[: last + 1]
        maps = _maps(below, images.pixels)
        responses = maps.max(axis=(2, 3))
        alive = np.flatnonzero((responses > 0).mean(axis=0) > 0.01)
        chosen = np.sort(rng.choice(alive, size=min(shown, len(alive)), replace=False))
        found["responses"][stage] = responses
        found["selectivity"][stage] = between_classes(responses[:, alive], images.labels)
        found["shown"][stage] = chosen
        side = REACH[stage]
        found["patches"][stage] = np.array(
            [_best_patches(maps[:, u], images.pixels[:, 0], side, best) for u in chosen]
        )
        made, excited[stage] = _excite(network, stage, chosen, steps, seed)
        found["optimised"][stage] = made
    return Units(**found, optimised_response=excited)


@experiment
def excite_units(*, seed: int, size: int = SIZE, steps: int = 60) -> Units:
    """Train the pooled network, and look for what its units respond to, as `respond` does.

    Parameters
    ----------
    seed
        Of the training, of the units that are shown, and of the noise from which ascent starts.
    size
        How many images the network is trained on; the first thousand of them are looked at.
    steps
        Of gradient ascent.
    """
    network = trained("pooled", size, seed=seed)
    return respond(network, sample(size, seed=seed)[:1000], seed=seed, steps=steps)


def between_classes(
    responses: Float[np.ndarray, "n units"], labels: Int[np.ndarray, " n"]
) -> Float[np.ndarray, " units"]:
    """Return the share of each unit's variance that is between classes: η², of an ANOVA."""
    total = responses.var(axis=0)
    classes, of_image = np.unique(labels, return_inverse=True)
    means = np.stack([responses[labels == label].mean(axis=0) for label in classes])
    return means[of_image].var(axis=0) / np.maximum(total, np.finfo(np.float32).tiny)


def _maps(below: nn.Module, pixels: np.ndarray) -> Float[np.ndarray, "n units height width"]:
    with torch.no_grad():
        return np.concatenate(
            [below(to_tensor(part, below)).numpy() for part in np.array_split(pixels, 10)]
        )


def _best_patches(
    maps: Float[np.ndarray, "n rows columns"], pictures: Pictures, side: int, best: int
) -> Float[np.ndarray, "best side side"]:
    """Cut out what a unit saw where it responded most, in the images where it did most."""
    order = np.argsort(maps.max(axis=(1, 2)))[::-1][:best]
    patches = []
    for picture, response in zip(pictures[order], maps[order], strict=True):
        row, column = divmod(int(response.argmax()), response.shape[1])
        patches.append(_seen(picture, (row, column), side))
    return np.array(patches)


def _seen(
    picture: Float[np.ndarray, "height width"], place: tuple[int, int], side: int
) -> Float[np.ndarray, "side side"]:
    """Cut out what a unit at a place of its map sees; black beyond the edge."""
    before = (side - STRIDE) // 2
    padded = np.pad(picture, side)
    top, left = (side + STRIDE * at - before for at in place)
    return padded[top : top + side, left : left + side]


def _excite(
    network: ConvNet, stage: str, units: Int[np.ndarray, " units"], steps: int, seed: int
) -> tuple[Float[np.ndarray, "units side side"], Float[np.ndarray, " units"]]:
    """Make an input for each unit that excites it where its map has its centre.

    By gradient ascent on images with pixels from 0 to 1 that are smooth: drawn at half their size,
    and enlarged. The ReLU is left out, whose gradient is zero where a unit is silent.
    """
    last, side = STAGES[stage], REACH[stage]
    before_relu = [layer for layer in network.stages[last] if not isinstance(layer, nn.ReLU)]
    below = nn.Sequential(*network.stages[:last], *before_relu)
    generator = torch.Generator().manual_seed(seed)
    free = torch.randn((len(units), 1, 14, 14), generator=generator).mul_(0.1).requires_grad_()
    optimiser = torch.optim.Adam([free], lr=0.2)
    each, chosen = torch.arange(len(units)), torch.as_tensor(units)
    for _ in range(steps):
        image = interpolate(free, scale_factor=2, mode="bilinear").sigmoid()
        optimiser.zero_grad()
        (-below(image)[each, chosen, 3, 3].sum()).backward()
        optimiser.step()
    with torch.no_grad():
        image = interpolate(free, scale_factor=2, mode="bilinear").sigmoid()
        response = below(image)[each, chosen, 3, 3].relu().numpy()
    return np.array([_seen(made, (3, 3), side) for made in image[:, 0].numpy()]), response


# --- Where the network looks ----------------------------------------------------------------------


LIT = 0.05  # what is darker counts as black


@dataclass(frozen=True)
class Looks:
    """Where a network looks in images which it names rightly, and one with random weights.

    Attributes
    ----------
    pictures
        The images.
    maps
        By method, ``"gradient × input"`` or ``"occlusion"``: how much each pixel counts for the
        class that the trained network names.
    random_maps
        The same of the network with random weights.
    deleted
        Share of pixels blackened.
    probability
        Mean probability of the named class after those pixels were blackened that matter most,
        by what says so: ``"occlusion"``, ``"gradient × input"``, ``"random weights"`` (occlusion
        of the network with random weights) and ``"chance"``, random pixels that are not black.
    """

    pictures: Pictures
    maps: Mapping[str, Pictures]
    random_maps: Mapping[str, Pictures]
    deleted: Float[np.ndarray, " shares"]
    probability: Mapping[str, Float[np.ndarray, " shares"]]

    def agreement(self, method: str) -> float:
        """Return the mean rank correlation of trained and random maps where images are not black.

        Black pixels are left out: gradient × input is zero there whatever the network, so that
        maps agree without looking at anything.
        """
        return self._agreement(method, self.pictures > LIT)

    def agreement_everywhere(self, method: str) -> float:
        """Return the mean rank correlation of the size of trained and random maps, all pixels."""
        return self._agreement(method, np.ones_like(self.pictures, dtype=bool))

    def left(self, by: str, share: float) -> float:
        """Return the mean probability left once that share of the pixels is black."""
        [place] = np.flatnonzero(self.deleted == share)
        return float(self.probability[by][place])

    def _agreement(self, method: str, where: np.ndarray) -> float:
        pairs = zip(self.maps[method], self.random_maps[method], where, strict=True)
        return float(
            np.mean([spearmanr(np.abs(a[m]), np.abs(b[m])).statistic for a, b, m in pairs])
        )


@experiment
def look_where(
    *,
    seed: int,
    size: int = SIZE,
    count: int = 60,
    window: int = 7,
    shares: Sequence[float] = (0, 0.02, 0.05, 0.1, 0.15, 0.2),
) -> Looks:
    """Train the pooled network, and ask two methods where it looks, as `look` does.

    Parameters
    ----------
    seed
        Of the training, and of which images are looked at.
    size
        How many images the network is trained on; those it looks at are among the first thousand.
    count
        How many images it looks at, all of which it names rightly.
    window
        Side of the square that occlusion covers.
    shares
        Of pixels that are blackened.
    """
    return look(
        trained("pooled", size, seed=seed),
        sample(size, seed=seed)[:1000],
        seed=seed,
        count=count,
        window=window,
        shares=shares,
    )


def look(
    network: ConvNet,
    images: Images,
    *,
    seed: int,
    count: int,
    window: int = 7,
    shares: Sequence[float],
) -> Looks:
    """Ask two methods where a network looks, and the same of a network with random weights."""
    rng = np.random.default_rng(seed)
    named = predict_images(network, images.pixels).argmax(axis=1)
    right = rng.choice(np.flatnonzero(named == images.labels), size=count, replace=False)
    pixels, classes = images.pixels[right], images.labels[right]
    random = pooled_network(images, seed=seeds_from(seed, 1)[0])
    # Its batch normalisation gets the statistics of images, as that of a trained network has.
    random.train()
    with torch.no_grad():
        for _ in range(20):
            random(to_tensor(images.pixels[:200], random))
    random.eval()
    maps, random_maps = (
        {
            "gradient × input": gradient_times_input(f, pixels, classes),
            "occlusion": occlusion(f, pixels, classes, window=window, stride=2),
        }
        for f in (network, random)
    )
    order_by = {
        **maps,
        "random weights": random_maps["occlusion"],
        "chance": rng.random(pixels[:, 0].shape) * (pixels[:, 0] > LIT),
    }
    return Looks(
        pixels[:, 0],
        maps,
        random_maps,
        np.array(shares),
        {
            name: np.array([_after_deletion(network, pixels, classes, by, s) for s in shares])
            for name, by in order_by.items()
        },
    )


def _after_deletion(
    network: nn.Module,
    pixels: Float[np.ndarray, "n 1 height width"],
    classes: Int[np.ndarray, " n"],
    importance: Pictures,
    share: float,
) -> float:
    """Return the mean probability of the class once a share of the pixels is black."""
    flat = importance.reshape(len(pixels), -1)
    most = np.argsort(-flat, axis=1)[:, : round(share * flat.shape[1])]
    left = pixels.reshape(len(pixels), -1).copy()
    np.put_along_axis(left, most, 0, axis=1)
    probability = softmax(predict_images(network, left.reshape(pixels.shape)), axis=1)
    return float(probability[np.arange(len(classes)), classes].mean())


# --- What came after ------------------------------------------------------------------------------


class DeepNet(nn.Module):
    """Two stages with pooling, then blocks of two convolutions, each with or without its input.

    Parameters
    ----------
    blocks
        How many.
    wrap
        Makes a block of two convolutions: ``Residual`` adds the input, ``nn.Sequential`` does not.
    seed
        Of the initial weights.
    """

    def __init__(self, blocks: int, wrap: Callable[[nn.Module], nn.Module], *, seed: int) -> None:
        super().__init__()
        width = 16
        self.layers = nn.Sequential(
            conv_block(1, width, nn.MaxPool2d(2)),
            conv_block(width, width, nn.MaxPool2d(2)),
            *(
                wrap(nn.Sequential(conv_block(width, width), conv_block(width, width)))
                for _ in range(blocks)
            ),
            GlobalAverage(),
            nn.utils.skip_init(nn.Linear, width, 10),
        )
        initialise(self, seed=seed)

    def forward(self, x: Float[Tensor, "n 1 height width"]) -> Float[Tensor, "n 10"]:
        """Return the outputs for each image."""
        return self.layers(channels_last(x))


@dataclass(frozen=True)
class Depths:
    """Networks of growing depth, with and without residual connections.

    Attributes
    ----------
    layers
        Convolutions in each network.
    plain, residual
        Training loss in each epoch, by depth.
    """

    layers: Int[np.ndarray, " depths"]
    plain: Float[np.ndarray, "depths epochs"]
    residual: Float[np.ndarray, "depths epochs"]

    @property
    def plain_at_end(self) -> dict[int, float]:
        """Training loss of plain networks in the last epoch, by their number of layers."""
        return dict(zip(self.layers.tolist(), self.plain[:, -1].tolist(), strict=True))

    @property
    def residual_at_end(self) -> dict[int, float]:
        """Training loss of residual networks in the last epoch, by their number of layers."""
        return dict(zip(self.layers.tolist(), self.residual[:, -1].tolist(), strict=True))


@experiment
def deepen(
    *, seed: int, blocks: Sequence[int] = (1, 5, 12), images: int = 600, epochs: int = 6
) -> Depths:
    """Train networks of each depth with and without residual connections, from equal weights."""
    fitted, _ = fashion_mnist()
    sample, _ = fitted.split(images, seed=seed)
    losses = {
        wrap: np.array(
            [
                fit_batches(
                    DeepNet(count, wrap, seed=seed),
                    sample.pixels,
                    sample.labels,
                    loss=cross_entropy,
                    epochs=epochs,
                    batch_size=BATCH_SIZE,
                    learning_rate=0.005,
                    seed=seed,
                ).loss
                for count in blocks
            ]
        )
        for wrap in (nn.Sequential, Residual)
    }
    return Depths(2 * np.array(blocks) + 2, losses[nn.Sequential], losses[Residual])


@dataclass(frozen=True)
class Attention:
    """Attention between the patches of an image.

    Attributes
    ----------
    picture
        The image.
    weights
        How much each patch (row) takes from each other (column); rows add up to 1.
    mixed
        The patches after attention.
    by_torch
        The same, computed by torch.
    permuted
        After attention between the same patches in another order, put back in order.
    """

    picture: Float[np.ndarray, "height width"]
    weights: Float[np.ndarray, "patches patches"]
    mixed: Float[np.ndarray, "patches values"]
    by_torch: Float[np.ndarray, "patches values"]
    permuted: Float[np.ndarray, "patches values"]

    @property
    def from_torch(self) -> float:
        """The largest difference from what torch computes."""
        return float(np.abs(self.mixed - self.by_torch).max())

    @property
    def from_permuted(self) -> float:
        """The largest difference when patches come in another order."""
        return float(np.abs(self.permuted - self.mixed).max())


def attention(
    queries: Float[np.ndarray, "n d"],
    keys: Float[np.ndarray, "m d"],
    values: Float[np.ndarray, "m k"],
) -> tuple[Float[np.ndarray, "n k"], Float[np.ndarray, "n m"]]:
    """Return the weighted means of values for each query, and the weights.

    Weights are softmax(queries keysᵀ / √d), over keys (Vaswani et al. 2017, section 3.2.1).
    """
    weights = softmax(queries @ keys.T / np.sqrt(queries.shape[1]), axis=1)
    return weights @ values, weights


@experiment
def attend(*, seed: int, number: int | None = None, side: int = 4) -> Attention:
    """Let the patches of one image attend to each other, each its own query, key and value.

    For queries and keys the mean patch is subtracted, and patches are scaled, so that similar
    ones have large products. There is nothing trained here.
    """
    images, _ = fashion_mnist()
    rng = np.random.default_rng(seed)
    picture = images.pixels[rng.integers(len(images)) if number is None else number, 0]
    patches = _patches(picture, side)
    tokens = patches - patches.mean(axis=0)
    tokens = 1.5 * tokens / tokens.std()
    mixed, weights = attention(tokens, tokens, patches)
    torch_tokens, torch_patches = (torch.as_tensor(a) for a in (tokens, patches))
    by_torch = scaled_dot_product_attention(torch_tokens, torch_tokens, torch_patches).numpy()
    order = rng.permutation(len(patches))
    shuffled, _ = attention(tokens[order], tokens[order], patches[order])
    permuted = np.empty_like(shuffled)
    permuted[order] = shuffled
    return Attention(picture, weights, mixed, by_torch, permuted)


def _patches(
    picture: Float[np.ndarray, "height width"], side: int
) -> Float[np.ndarray, "patches values"]:
    """Cut an image into squares, one a row."""
    height, width = picture.shape
    squares = picture.reshape(height // side, side, width // side, side).swapaxes(1, 2)
    return squares.reshape(-1, side * side).astype(float)
