"""What the chapter *Transfer* computes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, radians

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor
from torch.nn.functional import affine_grid, cross_entropy, grid_sample
from torchvision.transforms import v2

from conundrum.data.images import Images, digits, fashion_mnist, shift
from conundrum.evaluation.accuracy import accuracy
from conundrum.experiment import experiment
from conundrum.models.convnets import ConvNet, GlobalAverage, fully_connected, predict_images
from conundrum.models.networks import parameter_count
from conundrum.models.pretrained import early_maps, late_layers, with_readout
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
Augment = Callable[[Tensor, torch.Generator], Tensor]


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
    """Return photographs of clothes: 1000 to draw labelled ones from, and the 1000 for testing."""
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

    per_class: tuple[int, ...]
    accuracy: dict[str, Float[np.ndarray, " m"]]

    def at(self, method: str, per_class: int) -> float:
        """Return the accuracy of a method with so many labelled images of each class."""
        return float(self.accuracy[method][self.per_class.index(per_class)])

    def gain(self, method: str, per_class: int, *, over: str) -> float:
        """Return by how many points one method is better than another, in percent."""
        return 100 * (self.at(method, per_class) - self.at(over, per_class))


@experiment
def compare_on_clothes(
    *,
    seed: int,
    per_class: Sequence[int] = PER_CLASS,
    methods: Sequence[str] = ("pixels", "scratch", "frozen", "fine-tuned"),
) -> Comparison:
    """Compare ways to learn from few photographs of clothes.

    Parameters
    ----------
    seed
        Decides which photographs are labelled, and where weights start.
    per_class
        How many of each class are labelled.
    methods
        Which ways; see `Comparison`.
    """
    return compare(*clothes(), methods, seed=seed, per_class=per_class)


@experiment
def compare_on_digits(
    *,
    seed: int,
    per_class: Sequence[int] = PER_CLASS,
    methods: Sequence[str] = ("pixels", "scratch", "frozen"),
) -> Comparison:
    """Compare ways to learn from few handwritten digits; see `compare_on_clothes`."""
    return compare(*handwriting(), methods, seed=seed, per_class=per_class)


def compare(
    pool: Seen,
    test: Seen,
    methods: Sequence[str],
    *,
    seed: int,
    per_class: Sequence[int],
) -> Comparison:
    """Compare ways to learn from few images of a pool."""
    fews = [pool.few(k, seed=seed) for k in per_class]
    return Comparison(
        tuple(per_class),
        {name: np.array([SCORES[name](few, test, seed) for few in fews]) for name in methods},
    )


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

    For eight passes, and fewer where that is more than 2000 images. They start at the maps of the
    early layers, which stay as they are and are computed once.
    """
    network = with_readout(CLASSES, seed=seed)
    fit_batches(
        network,
        few.maps,
        few.images.labels,
        loss=cross_entropy,
        epochs=min(8, 2000 // len(few.images)),
        batch_size=50,
        learning_rate=1e-3,
        weight_decay=0.01,
        seed=seed,
    )
    return network


def from_scratch(
    images: Images, *, seed: int, augment: Augment | None = None, steps: int = 200
) -> ConvNet:
    """Train the small convolutional network of *Networks that see* on these images alone.

    Parameters
    ----------
    images
        All that it sees.
    seed
        Of its weights and of the order of images.
    augment
        Changes the images of a mini-batch each time they are seen.
    steps
        So many mini-batches of 32 images, and at least eight passes, with the rate and weight decay
        of that chapter.
    """
    network = scratch_network(images.pixels.shape[1:], seed=seed)
    fit_batches(
        network,
        images.pixels,
        images.labels,
        loss=cross_entropy,
        epochs=max(8, ceil(steps / ceil(len(images) / 32))),
        batch_size=32,
        learning_rate=0.01,
        weight_decay=0.3,
        augment=augment,
        seed=seed,
    )
    return network


def scratch_network(shape: Sequence[int], *, seed: int) -> ConvNet:
    """Return a small convolutional network that has seen nothing."""
    return ConvNet(shape, (16, 32, 64, 64), GlobalAverage(), CLASSES, seed=seed)


def _flat(images: Images) -> Float[np.ndarray, "n pixels"]:
    return images.pixels.reshape(len(images), -1)


# --- What the features keep -----------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """How far images are from themselves, moved, and from the nearest photograph of another class.

    Attributes
    ----------
    pixels, features
        The first distance as a share of the second, for each image; above 1 where an image is
        nearer to a photograph of something else than to itself.
    """

    pixels: Float[np.ndarray, " n"]
    features: Float[np.ndarray, " n"]

    @property
    def strangers_in_pixels(self) -> float:
        """Share of images that are nearer to something else than to themselves, in pixels."""
        return float((self.pixels > 1).mean())

    @property
    def strangers_in_features(self) -> float:
        """Share of images that are nearer to something else than to themselves, in features."""
        return float((self.features > 1).mean())


@experiment
def move(*, seed: int, n: int = 200, by: int = 2) -> Moved:
    """Move some photographs, and measure in pixels and in features how far they went.

    Parameters
    ----------
    seed
        Decides which of the 1000 photographs.
    n
        How many.
    by
        How far they move to the right, in pixels.
    """
    pool, _ = clothes()
    chosen = np.random.default_rng(seed).permutation(POOL)[:n]
    images = pool.images[chosen]
    moved = see(Images(shift(images.pixels, down=0, right=by), images.labels))
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
        For each kind of change, on the test images as they are and moved.
    convolutional, moved_convolutional
        The same of a convolutional network, trained on the images as they are.
    """

    accuracy: dict[str, float]
    moved_accuracy: dict[str, float]
    convolutional: float
    moved_convolutional: float

    def gain(self, change: str) -> float:
        """By how many points a change lifts the accuracy on images as they are, in percent."""
        return 100 * (self.accuracy[change] - self.accuracy["nothing"])

    def moved_gain(self, change: str) -> float:
        """By how many points a change lifts the accuracy on moved images, in percent."""
        return 100 * (self.moved_accuracy[change] - self.moved_accuracy["nothing"])

    @property
    def lost_by_convolution(self) -> float:
        """How many points the convolutional network loses when images move, in percent."""
        return 100 * (self.convolutional - self.moved_convolutional)


@experiment
def augment(
    *,
    seed: int,
    per_class: int = 20,
    changes: Sequence[str] = tuple(CHANGES),
    moved_by: int = 3,
) -> Augmented:
    """Train networks on a few photographs of each class, changed at random each time.

    Parameters
    ----------
    seed
        Decides which photographs, where weights start, and how photographs are changed.
    per_class
        How many of each class.
    changes
        Kinds of change, ``"nothing"`` among them.
    moved_by
        How far test images are moved to the right, in pixels.
    """
    pool, (_, test) = labelled_clothes(), fashion_mnist()
    moved = Images(shift(test.pixels, down=0, right=moved_by), test.labels)
    few = pool[few_of_each(pool.labels, per_class, seed=seed)]
    networks = {
        change: from_pixels(few, seed=seed, transform=CHANGES[change]) for change in changes
    }
    convolutional = from_scratch(few, seed=seed)
    return Augmented(
        {change: accuracy(network, test) for change, network in networks.items()},
        {change: accuracy(network, moved) for change, network in networks.items()},
        accuracy(convolutional, test),
        accuracy(convolutional, moved),
    )


def from_pixels(images: Images, *, seed: int, transform: torch.nn.Module) -> torch.nn.Module:
    """Train a fully connected network on these images alone, as many parameters as the other."""
    shape = images.pixels.shape[1:]
    parameters = parameter_count(scratch_network(shape, seed=seed))
    network = fully_connected(shape, CLASSES, parameters=parameters, seed=seed)
    fit_batches(
        network,
        images.pixels,
        images.labels,
        loss=cross_entropy,
        epochs=40,
        batch_size=50,
        learning_rate=3e-3,
        weight_decay=0.05,
        augment=None if transform is UNCHANGED else each_image(transform),
        seed=seed,
    )
    return network


TURNS = {"upright": (0.0, 200), "turned": (180.0, 200), "turned for longer": (180.0, 800)}


@dataclass(frozen=True)
class Mistaken:
    """What turning handwritten digits teaches a network about upright ones.

    Attributes
    ----------
    angles, turned
        A six, turned by so many degrees.
    accuracy
        On upright test images, of networks trained on upright ones (``"upright"``), on images
        turned by any angle (``"turned"``), and on such for four times as many steps (``"turned for
        longer"``).
    swapped
        Share of sixes taken for a nine, or nines for a six.
    others_missed
        Share of the eight other digits that are missed.
    """

    angles: tuple[int, ...]
    turned: Float[np.ndarray, "angles height width"]
    accuracy: dict[str, float]
    swapped: dict[str, float]
    others_missed: dict[str, float]

    def excess_of_swaps(self, training: str) -> float:
        """Return how many times as often six and nine are swapped as other digits are confused.

        That is, as one of the eight other digits is taken for a given one of the nine others, on
        average.
        """
        return self.swapped[training] / (self.others_missed[training] / (CLASSES - 1))


@experiment
def turn_digits(
    *,
    seed: int,
    per_class: int = 50,
    training: Sequence[str] = tuple(TURNS),
    share_of_turn: float = 1.0,
) -> Mistaken:
    """Train on digits as they are, and on digits turned at random; test on upright ones.

    Parameters
    ----------
    seed
        Decides which digits, where weights start, and how digits are turned.
    per_class
        How many of each class are for training.
    training
        Names of `TURNS`: by how many degrees to either side, and for how many mini-batches.
    share_of_turn
        Of these degrees; with 1 a digit may be turned by any angle.
    """
    pool, test = digits().split(POOL, seed=0)
    few = pool[few_of_each(pool.labels, per_class, seed=seed)]
    either = np.isin(test.labels, (SIX, NINE))
    said = {}
    for name in training:
        degrees, steps = TURNS[name]
        network = from_scratch(
            few, seed=seed, augment=turn_each(share_of_turn * degrees), steps=steps
        )
        said[name] = predict_images(network, test.pixels).argmax(axis=1)
    six = torch.as_tensor(pool.pixels[np.flatnonzero(pool.labels == SIX)[0]])
    angles = (0, 60, 120, 180)
    return Mistaken(
        angles,
        torch.stack([v2.functional.rotate(six, angle) for angle in angles])[:, 0].numpy(),
        {name: float((names == test.labels).mean()) for name, names in said.items()},
        {
            name: float((names == SIX + NINE - test.labels)[either].mean())
            for name, names in said.items()
        },
        {name: float((names != test.labels)[~either].mean()) for name, names in said.items()},
    )


def turn_each(degrees: float) -> Augment:
    """Return what turns each image of a batch by an angle of its own, up to so many degrees."""

    def augment(x: Tensor, generator: torch.Generator) -> Tensor:
        angle = radians(degrees) * (2 * torch.rand(len(x), generator=generator) - 1)
        cosine, sine, zero = angle.cos(), angle.sin(), torch.zeros(len(x))
        turn = torch.stack([cosine, -sine, zero, sine, cosine, zero], dim=1).reshape(-1, 2, 3)
        grid = affine_grid(turn, list(x.shape), align_corners=False)
        return grid_sample(x, grid, align_corners=False)

    return augment
