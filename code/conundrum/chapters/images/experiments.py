"""What the chapter *What an image is* computes.

How much neighbouring pixels have in common, what is left of it after their places are shuffled,
and which models notice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.spatial import procrustes
from scipy.stats import binom
from sklearn.manifold import Isomap
from torch import nn
from torch.nn.functional import cross_entropy

from conundrum.data.imagenet import CHALLENGE, TRAINED_PERSON, Entry
from conundrum.data.images import FASHION_CLASSES, Images, fashion_mnist, shift
from conundrum.data.photographs import grey, photograph, shrink
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet, fully_connected, linear_network, predict_images
from conundrum.seeds import seeds_from
from conundrum.training.minibatches import fit_batches

Picture = Float[np.ndarray, "height width"]
SHAPE = (1, 28, 28)  # of an image of clothes: channels, height, width
PIXELS = 28 * 28


# --- The challenge --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Challenge:
    """Errors of the challenge, as published.

    Attributes
    ----------
    entries
        In the order of their years; one of each year won.
    person
        Top-5 error of one trained person, in percent.
    person_interval
        In which, for 95 % of samples of as many images, the error of that person would lie.
    """

    entries: tuple[Entry, ...]
    person: float
    person_interval: tuple[float, float]

    @property
    def winners(self) -> dict[int, float]:
        """The error of the best entry, by year."""
        return {entry.year: entry.error for entry in self.entries if entry.won}

    @property
    def falls(self) -> dict[int, float]:
        """By how many points the best error fell from the year before, by year."""
        return {year: before - error for year, before, error in self._steps}

    @property
    def divisions(self) -> dict[int, float]:
        """How many times as large the best error of the year before was, by year."""
        return {year: before / error for year, before, error in self._steps}

    @property
    def _steps(self) -> list[tuple[int, float, float]]:
        best = list(self.winners.items())
        return [(year, before, error) for (_, before), (year, error) in pairwise(best)]


@experiment
def challenge(*, entries: Sequence[Entry] = CHALLENGE) -> Challenge:
    """Compare the published errors of some entries with those of one person.

    Parameters
    ----------
    entries
        In the order of their years.
    """
    images, error = TRAINED_PERSON.images, TRAINED_PERSON.person_error
    low, high = binom.ppf([0.025, 0.975], images, error / 100) * 100 / images
    return Challenge(tuple(entries), error, (float(low), float(high)))


# --- Colour ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planes:
    """A colour photograph and its three planes.

    Attributes
    ----------
    image
        Red, green and blue from 0 to 1.
    background, centre
        Mean red, green and blue of the left margin, and of a square in the middle of the flower.
    """

    image: Float[np.ndarray, "height width 3"]
    background: Float[np.ndarray, "3"]
    centre: Float[np.ndarray, "3"]


@experiment
def planes() -> Planes:
    """Take the photograph of a flower apart into colours."""
    image = photograph("flower")
    return Planes(
        shrink(image, 4),
        image[:, :100].mean(axis=(0, 1)),
        image[180:240, 280:340].mean(axis=(0, 1)),
    )


# --- Neighbours -----------------------------------------------------------------------------------

DISTANCES = (1, 2, 4, 8, 16, 32, 64, 128)


@dataclass(frozen=True)
class Neighbours:
    """How pixels correlate, by how far apart they are.

    Attributes
    ----------
    distances
        In pixels.
    ordered, shuffled
        For each photograph, the correlation over random pairs of its pixels; as it is, and after
        its pixels changed places at random.
    clothes_distances
        In pixels of the images of clothes.
    clothes, clothes_shuffled
        For those, the correlation of two pixels over all images, averaged over pairs of pixels; as
        they are, and after the pixels of all images changed places in the same way.
    """

    distances: Int[np.ndarray, " distances"]
    ordered: Mapping[str, Float[np.ndarray, " distances"]]
    shuffled: Mapping[str, Float[np.ndarray, " distances"]]
    clothes_distances: Int[np.ndarray, " clothes_distances"]
    clothes: Float[np.ndarray, " clothes_distances"]
    clothes_shuffled: Float[np.ndarray, " clothes_distances"]

    @property
    def clothes_level(self) -> float:
        """The mean over distances of what a shuffle leaves in clothes."""
        return float(self.clothes_shuffled.mean())


def correlation_at(
    image: Picture, distance: float, rng: np.random.Generator, *, pairs: int = 20_000
) -> float:
    """Correlate the brightness of random pairs of pixels that are so far apart, in any direction.

    Places between pixels are rounded to the nearest.
    """
    height, width = image.shape
    angle = rng.uniform(0, 2 * np.pi, pairs)
    down = np.rint(distance * np.sin(angle)).astype(int)
    right = np.rint(distance * np.cos(angle)).astype(int)
    row = rng.integers(np.maximum(0, -down), height - np.maximum(0, down))
    column = rng.integers(np.maximum(0, -right), width - np.maximum(0, right))
    return float(np.corrcoef(image[row, column], image[row + down, column + right])[0, 1])


@experiment
def neighbours(*, seed: int) -> Neighbours:
    """Correlate pixels with their neighbours near and far, before and after a shuffle."""
    rng = np.random.default_rng(seed)
    ordered, shuffled = {}, {}
    for name in ("pagoda", "flower"):
        image = grey(photograph(name))
        mixed = rng.permutation(image.ravel()).reshape(image.shape)
        ordered[name] = np.array([correlation_at(image, d, rng) for d in DISTANCES])
        shuffled[name] = np.array([correlation_at(mixed, d, rng) for d in DISTANCES])
    train, _ = fashion_mnist()
    images = train.pixels.reshape(-1, PIXELS)
    clothes = _correlations_of_pixels(images)
    places = rng.permutation(PIXELS)
    distances = np.arange(1, 21)
    return Neighbours(
        np.array(DISTANCES),
        ordered,
        shuffled,
        distances,
        _mean_by_distance(clothes, distances),
        _mean_by_distance(clothes[np.ix_(places, places)], distances),
    )


def _correlations_of_pixels(
    images: Float[np.ndarray, "n pixels"],
) -> Float[np.ndarray, "pixels pixels"]:
    """Correlate pixels over images; NaN for pixels that hardly ever differ."""
    with np.errstate(invalid="ignore", divide="ignore"):
        correlations = np.corrcoef(images, rowvar=False)
    constant = images.std(axis=0) < 0.02
    correlations[constant] = correlations[:, constant] = np.nan
    return correlations


def _mean_by_distance(
    correlations: Float[np.ndarray, "pixels pixels"], distances: Int[np.ndarray, " distances"]
) -> Float[np.ndarray, " distances"]:
    """Average correlations over pairs of pixels whose distance rounds to each of `distances`."""
    rows, columns = np.divmod(np.arange(PIXELS), 28)
    apart = np.rint(np.hypot(rows[:, None] - rows, columns[:, None] - columns)).astype(int)
    return np.array([np.nanmean(correlations[apart == d]) for d in distances])


@dataclass(frozen=True)
class Tiles:
    """A photograph cut into square tiles that changed places at random.

    Attributes
    ----------
    size
        Height and width of a tile in pixels.
    image
        Grey, from 0 to 1.
    correlation
        Of pixels that lie side by side.
    """

    size: int
    image: Picture
    correlation: float


@experiment
def shuffle_tiles(size: int, *, seed: int) -> Tiles:
    """Cut the photograph of a pagoda into tiles and shuffle them; `size` must divide 96 and 144."""
    image = shrink(grey(photograph("pagoda")), 4)[-96:, :144]
    rows, columns = 96 // size, 144 // size
    tiles = image.reshape(rows, size, columns, size).swapaxes(1, 2).reshape(-1, size, size)
    mixed = np.random.default_rng(seed).permutation(tiles) if len(tiles) > 1 else tiles
    image = mixed.reshape(rows, columns, size, size).swapaxes(1, 2).reshape(96, 144)
    side_by_side = np.corrcoef(image[:, 1:].ravel(), image[:, :-1].ravel())[0, 1]
    return Tiles(size, image, float(side_by_side))


# --- What a table does not know -------------------------------------------------------------------


@dataclass(frozen=True)
class Arrangements:
    """Classifiers of clothes, trained on images as they are and on shuffled ones.

    Models are ``"linear"``, ``"network"`` (fully connected) and ``"convolution"``.

    Attributes
    ----------
    ordered, shuffled
        Test accuracy of each model in each repeat; all images shuffled in one way, another in each
        repeat.
    shifts
        By how many pixels test images were moved to the right.
    shifted
        Accuracy of each model that was trained on images as they are, on moved test images.
    """

    ordered: Mapping[str, Float[np.ndarray, " repeats"]]
    shuffled: Mapping[str, Float[np.ndarray, " repeats"]]
    shifts: tuple[int, ...]
    shifted: Mapping[str, Float[np.ndarray, "repeats shifts"]]

    def cost_of_a_shuffle(self, model: str) -> float:
        """Return by how many points a shuffle lowers accuracy, the mean over repeats."""
        lost = 100 * np.mean(self.ordered[model] - self.shuffled[model])
        return float(lost.round(6)) + 0.0  # equal shares may differ by rounding, or give −0

    def at(self, model: str, shift: int) -> float:
        """Return the accuracy on images moved by so many pixels, the mean over repeats."""
        return float(self.shifted[model][:, self.shifts.index(shift)].mean())

    def kept(self, model: str, shift: int) -> float:
        """Return which share of its accuracy a model keeps when images move so far."""
        return self.at(model, shift) / self.at(model, 0)


@experiment
def arrange(
    *,
    seed: int,
    repeats: int = 2,
    n: int = 1000,
    epochs: int = 10,
    shifts: Sequence[int] = range(7),
    images: Images | None = None,
) -> Arrangements:
    """Train three kinds of classifier on some images, as they are and with pixels shuffled.

    Parameters
    ----------
    seed
        Decides which images are for training and which for testing, and where weights start.
    repeats
        How often all of it is done anew.
    n
        How many images are for training; 1,500 others are for testing.
    epochs
        How often each is seen.
    shifts
        By how many pixels test images are moved to the right.
    images
        Those to draw from: the photographs of clothes that are for training, unless given. (Steps
        and rates were chosen on others.)
    """
    every = fashion_mnist()[0] if images is None else images
    ordered, shuffled, shifted = ({model: [] for model in MODELS} for _ in range(3))
    for repeat in seeds_from(seed, repeats):
        chosen, others = every.split(n, seed=repeat)
        test, _ = others.split(1500, seed=repeat)
        places = np.random.default_rng(repeat).permutation(PIXELS)
        mixed, mixed_test = rearranged(chosen, places), rearranged(test, places)
        for name, make in MODELS.items():
            model = make(chosen, epochs, repeat)
            ordered[name].append(accuracy(model, test))
            shuffled[name].append(accuracy(make(mixed, epochs, repeat), mixed_test))
            shifted[name].append([accuracy(model, moved(test, k)) for k in shifts])
    return Arrangements(
        {name: np.array(accuracies) for name, accuracies in ordered.items()},
        {name: np.array(accuracies) for name, accuracies in shuffled.items()},
        tuple(shifts),
        {name: np.array(accuracies) for name, accuracies in shifted.items()},
    )


def rearranged(images: Images, places: Int[np.ndarray, " pixels"]) -> Images:
    """Return images whose pixels have changed places, in all of them in the same way."""
    pixels = images.pixels.reshape(len(images), -1)[:, places].reshape(images.pixels.shape)
    return Images(pixels, images.labels)


def moved(images: Images, right: int) -> Images:
    """Return images moved to the right by some pixels; what comes in on the left is black."""
    return Images(shift(images.pixels, down=0, right=right), images.labels)


def train_on(
    model: nn.Module, images: Images, *, epochs: int, learning_rate: float, seed: int
) -> nn.Module:
    """Train a classifier of images, in place; return it."""
    fit_batches(
        model,
        images.pixels,
        images.labels,
        loss=cross_entropy,
        epochs=epochs,
        batch_size=50,
        learning_rate=learning_rate,
        seed=seed,
    )
    return model


def train_linear(images: Images, epochs: int, seed: int) -> nn.Module:
    """Train a weight for each pixel and class."""
    return train_on(
        linear_network(SHAPE, 10, seed=seed), images, epochs=epochs, learning_rate=3e-3, seed=seed
    )


def train_network(images: Images, epochs: int, seed: int) -> nn.Module:
    """Train a fully connected network of about 50,000 parameters."""
    network = fully_connected(SHAPE, 10, parameters=50_000, seed=seed)
    return train_on(network, images, epochs=epochs, learning_rate=3e-3, seed=seed)


def train_convolution(images: Images, epochs: int, seed: int) -> nn.Module:
    """Train a convolutional network of about 21,000 parameters that flattens its feature maps."""
    network = ConvNet(SHAPE, (16, 32), nn.Flatten(), 10, seed=seed)
    return train_on(network, images, epochs=epochs, learning_rate=5e-3, seed=seed)


MODELS: dict[str, Callable[[Images, int, int], nn.Module]] = {
    "linear": train_linear,
    "network": train_network,
    "convolution": train_convolution,
}


@dataclass(frozen=True)
class Twins:
    """Two fully connected networks, one of them trained on shuffled images.

    The second starts with the weights of the first, each at the new place of its pixel.

    Attributes
    ----------
    outputs, twin_outputs
        For each test image and class, in the order of the images.
    accuracy
        Of the first.
    """

    outputs: Float[np.ndarray, "n classes"]
    twin_outputs: Float[np.ndarray, "n classes"]
    accuracy: float

    @property
    def difference(self) -> float:
        """The largest difference between their outputs."""
        return float(np.abs(self.outputs - self.twin_outputs).max())


@experiment
def train_twins(*, seed: int, n: int = 1000, epochs: int = 8) -> Twins:
    """Train a network, and its twin on shuffled images, both in double precision."""
    train, test = fashion_mnist()
    chosen, _ = train.split(n, seed=seed)
    places = np.random.default_rng(seed).permutation(PIXELS)
    first, twin = (
        fully_connected(SHAPE, 10, parameters=50_000, seed=seed).double() for _ in range(2)
    )
    weights = twin[1].layers[0].weight
    with torch.no_grad():
        weights.copy_(weights[:, places])
    recipe = {"epochs": epochs, "learning_rate": 3e-3, "seed": seed}
    train_on(first, chosen, **recipe)
    train_on(twin, rearranged(chosen, places), **recipe)
    return Twins(
        predict_images(first, test.pixels),
        predict_images(twin, rearranged(test, places).pixels),
        accuracy(first, test),
    )


@dataclass(frozen=True)
class Flattened:
    """One image of clothes, as it is, in a row, and shuffled.

    Attributes
    ----------
    images, shuffled
        Some images, and the same with pixels shuffled in one way.
    labels
        What they show, in words.
    """

    images: Float[np.ndarray, "n 28 28"]
    shuffled: Float[np.ndarray, "n 28 28"]
    labels: tuple[str, ...]


@experiment
def flatten(*, seed: int) -> Flattened:
    """Take the first training image of some classes, and shuffle the pixels of all."""
    train, _ = fashion_mnist()
    chosen = [int(np.flatnonzero(train.labels == label)[0]) for label in (1, 7, 8, 3)]
    places = np.random.default_rng(seed).permutation(PIXELS)
    images = train[np.array(chosen)]
    return Flattened(
        images.pixels[:, 0],
        rearranged(images, places).pixels[:, 0],
        tuple(FASHION_CLASSES[label] for label in images.labels),
    )


# --- Hidden, not lost -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Recovered:
    """The places of pixels, found from correlations alone.

    Attributes
    ----------
    places
        Row and column of each pixel, scaled to mean 0 and a total square of 1, in shuffled order.
    recovered
        Where the correlations put it, turned and scaled to fit.
    explained
        Share of the variance of places that the recovered ones explain.
    """

    places: Float[np.ndarray, "pixels 2"]
    recovered: Float[np.ndarray, "pixels 2"]
    explained: float


@experiment
def recover_places(
    *,
    seed: int,
    patches: int = 8000,
    side: int = 16,
    joined: int = 4,
    pictures: Sequence[Picture] | None = None,
) -> Recovered:
    """Cut patches from pictures, shuffle all in one way, and lay their pixels out again.

    Each pixel is joined to the few with which it correlates most; a pixel's distance to another
    is the number of joints between them, weighted by how much they differ; and the pixels are
    laid out on a plane so that distances match (Isomap: Tenenbaum, de Silva, Langford 2000).

    Parameters
    ----------
    seed
        Decides where patches are cut, and how they are shuffled.
    patches
        How many in all.
    side
        Their height and width in pixels.
    joined
        To how many others each pixel is joined.
    pictures
        What patches are cut from, grey; the two photographs unless given.
    """
    rng = np.random.default_rng(seed)
    if pictures is None:
        pictures = [grey(photograph(name)) for name in ("pagoda", "flower")]
    flat = []
    for image in pictures:
        windows = np.lib.stride_tricks.sliding_window_view(image, (side, side))
        rows, columns = (
            rng.integers(size, size=patches // len(pictures)) for size in windows.shape[:2]
        )
        flat.append(windows[rows, columns].reshape(-1, side * side))
    shuffled = rng.permutation(side * side)
    correlations = np.corrcoef(np.concatenate(flat)[:, shuffled], rowvar=False)
    differences = np.sqrt(np.maximum(0, 2 - 2 * correlations))
    layout = Isomap(n_neighbors=joined, metric="precomputed").fit_transform(differences)
    places = np.stack(np.divmod(shuffled, side), axis=1).astype(float)
    places, recovered, left_over = procrustes(places, layout)
    return Recovered(places, recovered, float(1 - left_over))


# --- The same pattern elsewhere -------------------------------------------------------------------


@dataclass(frozen=True)
class Shifted:
    """One test image moved to the right or left, and what a network makes of it.

    Attributes
    ----------
    right
        By how many pixels; negative for left.
    image
        The moved image.
    label
        What it shows, as an index of `FASHION_CLASSES`.
    probabilities
        The network's, for each class.
    """

    right: int
    image: Float[np.ndarray, "28 28"]
    label: int
    probabilities: Float[np.ndarray, " classes"]

    @property
    def answer(self) -> str:
        """The class that the network finds most probable."""
        return FASHION_CLASSES[int(self.probabilities.argmax())]


def follow_one_image(index: int, *, seed: int, rights: Sequence[int]) -> list[Shifted]:
    """Train a fully connected network on all images, and move one test image under its eyes."""
    train, test = fashion_mnist()
    model = fully_connected(SHAPE, 10, parameters=50_000, seed=seed)
    train_on(model, train, epochs=8, learning_rate=3e-3, seed=seed)
    one = test[index : index + 1]
    frames = []
    for right in rights:
        image = moved(one, right)
        outputs = torch.as_tensor(predict_images(model, image.pixels)[0])
        frames.append(
            Shifted(right, image.pixels[0, 0], int(one.labels[0]), outputs.softmax(0).numpy())
        )
    return frames
