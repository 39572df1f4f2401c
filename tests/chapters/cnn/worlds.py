"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.cnn import experiments
from conundrum.chapters.cnn.experiments import Comparison
from conundrum.data.images import Images, fashion_mnist, shift


def shuffled_images() -> Comparison:
    """Images whose pixels are in no order have no pattern that a convolution could find."""
    places = np.random.default_rng(0).permutation(28 * 28)
    train, test = (
        Images(part.pixels.reshape(-1, 28 * 28)[:, places].reshape(-1, 1, 28, 28), part.labels)
        for part in fashion_mnist()
    )
    return experiments.compare(seed=1, images=(train[:400], test[:300]), shifts=(0,))


def moved_in_training() -> Comparison:
    """Who has seen garments at many places survives a shift without pooling."""
    train, test = fashion_mnist()
    moves = np.random.default_rng(0).integers(-4, 5, (1000, 2)).tolist()
    pixels = [
        shift(x, down=down, right=right)
        for x, (down, right) in zip(train.pixels[:1000], moves, strict=True)
    ]
    moved = Images(np.array(pixels), train.labels[:1000])
    return experiments.compare(seed=1, images=(moved, test[:300]), shifts=(0, 4))


WORLDS = {
    "it_beats_a_fully_connected_network_of_its_size": shuffled_images,
    "pooling_survives_a_shift": moved_in_training,
    # One step of ascent is not enough to leave the noise.
    "made_inputs_excite_more_than_any_image": partial(
        experiments.excite_units, seed=1, size=300, steps=1
    ),
    # A square that covers the whole image says nothing about places.
    "what_occlusion_finds_is_used": partial(
        experiments.look_where, seed=1, size=300, count=20, window=28, shares=(0, 0.1)
    ),
    # With four layers, signals pass without help.
    "residual_connections_let_depth_train": partial(
        experiments.deepen, seed=1, blocks=(1,), images=128
    ),
}
