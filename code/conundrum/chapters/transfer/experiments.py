"""What the chapter *Transfer* computes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch.nn.functional import cross_entropy
from torchvision.transforms import v2

from conundrum.data.images import Images, digits, fashion_mnist, shift
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet, GlobalAverage, fully_connected, predict_images
from conundrum.models.networks import parameter_count
from conundrum.models.pretrained import early_maps, late_layers, with_readout
from conundrum.seeds import seeds_from
from conundrum.training.augmentation import each_image
from conundrum.training.minibatches import fit_batches

POOL = 1000
PER_CLASS = (5, 10, 20, 50)
CLASSES = 10
SIX, NINE = 6, 9

UNCHANGED = v2.Identity()
CHANGES = {
    "nothing": UNCHANGED,
    "flips": v2.RandomHorizontalFlip(),
    "shifts": v2.RandomAffine(0, translate=(0.1, 0.1)),
    "rotations": v2.RandomRotation(15),
    "crops": v2.RandomResizedCrop(28, scale=(0.7, 1), ratio=(1, 1), antialias=True),
}
ANY_ROTATION = v2.RandomRotation(180)


@dataclass(frozen=True)
class Seen:
    """Images, and what the pretrained network makes of them.

    Attributes
    ----------
    images
        The images.
    maps
        What its early layers make of them.
    features
        What its late layers make of those.
    """

    images: Images
    maps: Float[np.ndarray, "n 112 h w"]
    features: Float[np.ndarray, "n 1280"]

    def few(self, per_class: int, *, seed: int) -> "Seen":
        """Draw so many images of each class."""
        chosen = few_of_each(self.images.labels, per_class, seed=seed)
        return Seen(self.images[chosen], self.maps[chosen], self.features[chosen])


def few_of_each(
    labels: Int[np.ndarray, " n"], per_class: int, *, seed: int
) -> Int[np.ndarray, " chosen"]:
    """Draw so many of each class; return where they stand."""
    rng = np.random.default_rng(seed)
    of_class = [np.flatnonzero(labels == c) for c in range(CLASSES)]
    return np.concatenate([rng.permutation(members)[:per_class] for members in of_class])


def see(images: Images) -> Seen:
    """Let the pretrained network look at images."""
    maps = early_maps(images.pixels)
    return Seen(images, maps, predict_images(late_layers(), maps))


def labelled_clothes() -> Images:
    """Return 100 of the photographs for training of each class."""
    train, _ = fashion_mnist()
    return train.split(POOL, seed=0)[0]


@cache
def clothes() -> tuple[Seen, Seen]:
    """Return photographs of clothes: 1000 to draw labelled ones from, and the 1500 for testing."""
    return see(labelled_clothes()), see(fashion_mnist()[1])


@cache
def handwriting() -> tuple[Seen, Seen]:
    """Return handwritten digits: 600 to draw labelled ones from, and 500 others for testing."""
    pool, rest = digits().split(600, seed=0)
    return see(pool), see(rest[:500])


# --- Pixels, scratch, frozen, fine-tuned ----------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """Accuracy on images of which no model has seen one, by number of labelled images.

    Attributes
    ----------
    per_class
        Labelled images of each class.
    accuracy
        Of ``"pixels"`` (ridge regression), ``"scratch"`` (a convolutional network trained on these
        images alone), ``"frozen"`` (ridge regression on the pretrained features) and
        ``"fine-tuned"`` (the pretrained network, its late layers trained on).
    """

    per_class: Int[np.ndarray, " m"]
    accuracy: dict[str, Float[np.ndarray, "draws m"]]

    def at(self, method: str, per_class: int) -> float:
        """Mean accuracy over draws."""
        [place] = np.flatnonzero(self.per_class == per_class)
        return float(self.accuracy[method][:, place].mean())

    def gain(self, method: str, per_class: int, *, over: str) -> float:
        """By how many points one method is better than another, in percent."""
        return 100 * (self.at(method, per_class) - self.at(over, per_class))


@experiment
def compare_on_clothes(
    *,
    seed: int,
    draws: int = 1,
    per_class: Sequence[int] = PER_CLASS,
    methods: Sequence[str] = ("pixels", "scratch", "frozen", "fine-tuned"),
) -> Comparison:
    """Compare ways to learn from few photographs of clothes."""
    return _compare(*clothes(), methods, seed=seed, draws=draws, per_class=per_class)


@experiment
def compare_on_digits(
    *, seed: int, draws: int = 1, per_class: Sequence[int] = PER_CLASS
) -> Comparison:
    """Compare three ways to learn from few handwritten digits."""
    methods = ("pixels", "scratch", "frozen")
    return _compare(*handwriting(), methods, seed=seed, draws=draws, per_class=per_class)


def _compare(
    pool: Seen,
    test: Seen,
    methods: Sequence[str],
    *,
    seed: int,
    draws: int,
    per_class: Sequence[int],
) -> Comparison:
    accuracy = {method: np.empty((draws, len(per_class))) for method in methods}
    for row, draw in enumerate(seeds_from(seed, draws)):
        for column, k in enumerate(per_class):
            few = pool.few(k, seed=draw)
            for method, scores in accuracy.items():
                scores[row, column] = SCORES[method](few, test, draw)
    return Comparison(np.array(per_class), accuracy)


def score_pixels(few: Seen, test: Seen, _: int) -> float:
    """Return the accuracy of a ridge regression of each class on the pixels."""
    model = RidgeClassifier(30).fit(_flat(few.images), few.images.labels)
    return float(model.score(_flat(test.images), test.images.labels))


def score_scratch(few: Seen, test: Seen, seed: int) -> float:
    """Return the accuracy of a small convolutional network that saw only these images."""
    return accuracy(from_scratch(few.images, seed=seed), test.images)


def score_features(few: Seen, test: Seen, _: int) -> float:
    """Return the accuracy of a ridge regression of each class on the standardised features."""
    model = make_pipeline(StandardScaler(), RidgeClassifier(1000))
    model.fit(few.features, few.images.labels)
    return float(model.score(test.features, test.images.labels))


def score_fine_tuned(few: Seen, test: Seen, seed: int) -> float:
    """Return the accuracy of the pretrained network, its late layers trained on these images."""
    outputs = predict_images(fine_tune(few, seed=seed), test.maps)
    return float((outputs.argmax(axis=1) == test.images.labels).mean())


SCORES: dict[str, Callable[[Seen, Seen, int], float]] = {
    "pixels": score_pixels,
    "scratch": score_scratch,
    "frozen": score_features,
    "fine-tuned": score_fine_tuned,
}


def fine_tune(few: Seen, *, seed: int) -> torch.nn.Sequential:
    """Train the late layers of the pretrained network, and a new last one, on a few images.

    For eight passes, and fewer where that is more than 3000 images. They start at the maps of the
    early layers, which stay as they are and are computed once.
    """
    network = with_readout(CLASSES, seed=seed)
    fit_batches(
        network,
        few.maps,
        few.images.labels,
        loss=cross_entropy,
        epochs=min(8, 3000 // len(few.images)),
        batch_size=50,
        learning_rate=1e-3,
        weight_decay=0.01,
        seed=seed,
    )
    return network


def from_scratch(
    images: Images, *, seed: int, transform: torch.nn.Module = UNCHANGED, steps: int = 60
) -> ConvNet:
    """Train a small convolutional network on these images alone.

    Parameters
    ----------
    transform
        Changes each image each time it is seen.
    steps
        So many mini-batches of 50 images, and at least 15 passes.
    """
    network = scratch_network(images.pixels.shape[1:], seed=seed)
    epochs = max(15, ceil(50 * steps / len(images)))
    _train(network, images, epochs=epochs, transform=transform, seed=seed)
    return network


def scratch_network(shape: Sequence[int], *, seed: int) -> ConvNet:
    """Return a small convolutional network that has seen nothing."""
    return ConvNet(shape, (16, 32, 64, 64), GlobalAverage(), CLASSES, seed=seed)


def _train(
    network: torch.nn.Module,
    images: Images,
    *,
    epochs: int,
    transform: torch.nn.Module,
    seed: int,
) -> None:
    fit_batches(
        network,
        images.pixels,
        images.labels,
        loss=cross_entropy,
        epochs=epochs,
        batch_size=50,
        learning_rate=3e-3,
        weight_decay=0.05,
        augment=each_image(transform),
        seed=seed,
    )


def _flat(images: Images) -> Float[np.ndarray, "n pixels"]:
    return images.pixels.reshape(len(images), -1)


# --- What the features keep -----------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """How far images are from themselves, moved by two pixels, and from the nearest stranger.

    Attributes
    ----------
    pixels, features
        The first distance as a share of the second, for each image; above 1 where an image is
        nearer to a photograph of something else than to itself.
    """

    pixels: Float[np.ndarray, " n"]
    features: Float[np.ndarray, " n"]


@experiment
def move(*, seed: int, n: int = 200) -> Moved:
    """Move some photographs by two pixels, and measure in pixels and in features."""
    pool, _ = clothes()
    chosen = np.random.default_rng(seed).permutation(POOL)[:n]
    images = pool.images[chosen]
    moved = see(Images(shift(images.pixels, down=0, right=2), images.labels))
    stranger = images.labels[:, None] != pool.images.labels
    pixels = _share(_flat(images), _flat(moved.images), _flat(pool.images), stranger)
    return Moved(pixels, _share(pool.features[chosen], moved.features, pool.features, stranger))


def _share(
    x: Float[np.ndarray, "n p"],
    moved: Float[np.ndarray, "n p"],
    others: Float[np.ndarray, "m p"],
    stranger: Bool[np.ndarray, "n m"],
) -> Float[np.ndarray, " n"]:
    to_itself = np.sqrt(((x - moved) ** 2).sum(axis=1))
    return to_itself / np.where(stranger, euclidean_distances(x, others), np.inf).min(axis=1)


# --- Images made from images ----------------------------------------------------------------------


@dataclass(frozen=True)
class Changed:
    """What each kind of change makes of a photograph.

    Attributes
    ----------
    pictures
        For each kind, the photograph and three changes of it.
    """

    pictures: dict[str, Float[np.ndarray, "4 height width"]]


@experiment
def change(*, seed: int, image: int = 0) -> Changed:
    """Change one photograph at random, in each way, three times."""
    train, _ = fashion_mnist()
    photograph = torch.as_tensor(train.pixels[image])
    pictures = {}
    for kind, transform in CHANGES.items():
        changed = each_image(transform)(
            photograph.expand(3, -1, -1, -1), torch.Generator().manual_seed(seed)
        )
        pictures[kind] = torch.cat([photograph[None], changed])[:, 0].numpy()
    del pictures["nothing"]
    return Changed(pictures)


@dataclass(frozen=True)
class Augmented:
    """Accuracy of fully connected networks whose training images were changed at random.

    Attributes
    ----------
    accuracy, moved_accuracy
        For each kind of change, on the test images as they are and moved by three pixels.
    convolutional, moved_convolutional
        The same of convolutional networks, trained on the images as they are.
    """

    accuracy: dict[str, Float[np.ndarray, " draws"]]
    moved_accuracy: dict[str, Float[np.ndarray, " draws"]]
    convolutional: Float[np.ndarray, " draws"]
    moved_convolutional: Float[np.ndarray, " draws"]

    def gain(self, change: str) -> float:
        """By how many points a change lifts the accuracy on images as they are, in percent."""
        return 100 * float((self.accuracy[change] - self.accuracy["nothing"]).mean())

    def moved_gain(self, change: str) -> float:
        """By how many points a change lifts the accuracy on moved images, in percent."""
        return 100 * float((self.moved_accuracy[change] - self.moved_accuracy["nothing"]).mean())


@experiment
def augment(*, seed: int, draws: int = 1, per_class: int = 20) -> Augmented:
    """Train networks on 20 photographs of each class, changed at random each time."""
    pool, (_, test) = labelled_clothes(), fashion_mnist()
    moved = Images(shift(test.pixels, down=0, right=3), test.labels)
    scores = {change: [] for change in (*CHANGES, "convolutional")}
    for draw in seeds_from(seed, draws):
        few = pool[few_of_each(pool.labels, per_class, seed=draw)]
        networks = {
            change: from_pixels(few, seed=draw, transform=t) for change, t in CHANGES.items()
        }
        networks["convolutional"] = from_scratch(few, seed=draw)
        for name, network in networks.items():
            scores[name].append((accuracy(network, test), accuracy(network, moved)))
    still, after = (
        {name: np.array(pairs)[:, column] for name, pairs in scores.items()} for column in (0, 1)
    )
    return Augmented(
        accuracy=still,
        moved_accuracy=after,
        convolutional=still.pop("convolutional"),
        moved_convolutional=after.pop("convolutional"),
    )


def from_pixels(images: Images, *, seed: int, transform: torch.nn.Module) -> torch.nn.Module:
    """Train a fully connected network on these images alone, as many parameters as the other."""
    shape = images.pixels.shape[1:]
    parameters = parameter_count(scratch_network(shape, seed=seed))
    network = fully_connected(shape, CLASSES, parameters=parameters, seed=seed)
    _train(network, images, epochs=40, transform=transform, seed=seed)
    return network


@dataclass(frozen=True)
class Mistaken:
    """What any rotation does to handwritten digits.

    Attributes
    ----------
    angles, turned
        A six, turned by so many degrees.
    accuracy
        On upright test images, of a network trained on upright ones (``"upright"``) and of one
        trained on images turned by any angle (``"turned"``).
    confusion
        Share of sixes taken for a nine, or nines for a six, of the same networks.
    """

    angles: tuple[int, ...]
    turned: Float[np.ndarray, "angles height width"]
    accuracy: dict[str, Float[np.ndarray, " draws"]]
    confusion: dict[str, Float[np.ndarray, " draws"]]


@experiment
def turn_digits(*, seed: int, draws: int = 1, per_class: int = 50) -> Mistaken:
    """Train on digits as they are, and on digits turned by any angle."""
    pool, test = digits().split(POOL, seed=0)
    six = torch.as_tensor(pool.pixels[np.flatnonzero(pool.labels == SIX)[0]])
    angles = (0, 60, 120, 180)
    accuracy, confusion = {}, {}
    for name, transform in (("upright", UNCHANGED), ("turned", ANY_ROTATION)):
        rates, mistakes = [], []
        for draw in seeds_from(seed, draws):
            few = pool[few_of_each(pool.labels, per_class, seed=draw)]
            network = from_scratch(few, seed=draw, transform=transform, steps=200)
            said = predict_images(network, test.pixels).argmax(axis=1)
            rates.append((said == test.labels).mean())
            either = np.isin(test.labels, (SIX, NINE))
            mistakes.append((said == SIX + NINE - test.labels)[either].mean())
        accuracy[name], confusion[name] = np.array(rates), np.array(mistakes)
    turned = torch.stack([v2.functional.rotate(six, angle) for angle in angles])
    return Mistaken(angles, turned[:, 0].numpy(), accuracy, confusion)
