"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.cnn.experiments import (
    adversarial,
    depth,
    exchange,
    looking,
    shifts,
    units,
)
from conundrum.chapters.cnn.experiments.adversarial import AdversarialSteps
from conundrum.chapters.cnn.experiments.shifts import ShiftedAccuracy
from conundrum.chapters.cnn.experiments.sizes import SizeComparison
from conundrum.chapters.cnn.experiments.units import UnitResponses
from conundrum.data.images import Images, fashion_mnist, shift
from conundrum.evaluation.accuracy import accuracy
from conundrum.training.classifiers import pooled_network, train_classifier


def moved_in_training() -> ShiftedAccuracy:
    """Who has seen garments at many places survives a shift without pooling."""
    train, test = fashion_mnist()
    moves = np.random.default_rng(0).integers(-4, 5, (1000, 2)).tolist()
    pixels = [
        shift(x, down=down, right=right)
        for x, (down, right) in zip(train.pixels[:1000], moves, strict=True)
    ]
    moved = Images(np.array(pixels), train.labels[:1000])
    return shifts.shift_own_images(moved, test[:300], seed=1, shifts=(0, 4))


def white_or_black(images: Images) -> Images:
    """Make ankle boots white all over, and everything else black."""
    white = images.labels == 9
    pixels = np.ones_like(images.pixels) * white[:, None, None, None]
    return Images(pixels.astype(np.float32), 9 * white)


def unmistakable_images() -> AdversarialSteps:
    """Where one class is white and the other black, no small step misleads."""
    train, test = (white_or_black(part[:300]) for part in fashion_mnist())
    network = pooled_network(train, seed=1)
    train_classifier(network, train, seed=1)
    coin = np.random.default_rng(1).choice([-1.0, 1.0], size=test.pixels.shape)
    by_gradient, by_coin = (
        {"pooled": np.array([accuracy(network, adversarial._step(test, s, n)) for n in (0, 4)])}
        for s in (adversarial.loss_gradient_sign(network, test), coin)
    )
    return AdversarialSteps({"pooled": network}, test, (0, 4), by_gradient, by_coin)


def without_convolution() -> SizeComparison:
    """In place of the pooled network stands a fully connected one, which knows no neighbours."""
    found = exchange.exchange_patches(
        seed=1,
        draws=1,
        sizes=(400,),
        models=("connected",),
        arrangements=("", exchange.PIXELS_EXCHANGED),
    )
    accuracies = {
        name.replace("connected", exchange.POOLED): values
        for name, values in found.accuracy.items()
    }
    return SizeComparison(found.sizes, accuracies)


def before_training() -> UnitResponses:
    """Late units of a network with random weights see as much, and know no classes."""
    images, _ = fashion_mnist()
    network = looking.random_network(images[:500], seed=1)
    return units.find_responses(network, images[:300], seed=1, steps=1)


WORLDS = {
    "pooling_survives_a_shift": moved_in_training,
    "late_units_tell_classes_apart": before_training,
    # A square that covers the whole image says nothing about places.
    "occlusion_finds_pieces_that_count": partial(
        looking.compare_attributions,
        seed=1,
        size=300,
        count=20,
        draws=1,
        window=28,
        shares=(0, 0.1),
    ),
    "exchanged_pixels_cost_the_pooled_network": without_convolution,
    "small_steps_along_the_gradient_mislead": unmistakable_images,
    # With four layers, signals pass without help.
    "residual_connections_speed_up_training": partial(
        depth.deepen, seed=1, draws=1, blocks=(1,), images=128, epochs=6
    ),
}
