"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.images import experiments
from conundrum.chapters.images.experiments import Arrangements
from conundrum.data.imagenet import CHALLENGE
from conundrum.data.images import Images, fashion_mnist, shift

NOISE = np.random.default_rng(0).normal(size=(200, 200))


def shuffled_beforehand() -> Arrangements:
    """Images whose pixels are in no order to begin with: one more shuffle costs nothing."""
    images, _ = fashion_mnist()
    places = np.random.default_rng(1).permutation(experiments.PIXELS)
    mixed = experiments.rearranged(images, places)
    return experiments.arrange(seed=7, repeats=1, n=300, epochs=4, shifts=(0,), images=mixed)


def moved_in_training() -> Arrangements:
    """Images that lie anywhere: who has seen garments at many places minds a move less."""
    images, _ = fashion_mnist()
    rights = np.random.default_rng(1).integers(-6, 7, len(images)).tolist()
    pixels = [shift(x, down=0, right=k) for x, k in zip(images.pixels, rights, strict=True)]
    moved = Images(np.array(pixels), images.labels)
    return experiments.arrange(seed=1, repeats=1, n=1000, epochs=6, shifts=(0, 4), images=moved)


WORLDS = {
    # As things stood after 2013, the step of 2012 was the largest in proportion too.
    "in_proportion_a_later_step_is_larger": partial(
        experiments.challenge, entries=[entry for entry in CHALLENGE if entry.year <= 2013]
    ),
    "a_shuffle_costs_the_convolutional_network": shuffled_beforehand,
    # In pictures of noise no pixel has to do with another.
    "correlations_know_where_pixels_were": partial(
        experiments.recover_places, seed=1, pictures=[NOISE]
    ),
    "convolution_alone_does_not_help": moved_in_training,
}
