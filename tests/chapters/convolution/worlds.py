"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.convolution import experiments

NOISE = np.random.default_rng(0).normal(size=(200, 200))

WORLDS = {
    # Pixels of noise are no more alike beside each other than anywhere: a shuffle changes nothing.
    "shuffled_pixels_have_edges_everywhere": partial(
        experiments.concentrate, seed=1, pictures=[NOISE]
    ),
    # With a stride of one, every move is a move by whole strides.
    "with_a_stride_odd_moves_are_not": partial(experiments.move_noise, seed=1, stride=1),
    # In images blurred by four pixels, a move by one changes little.
    "pooling_does_not_remove_it": partial(
        experiments.pool_moved_clothes, seed=1, images=20, blur=4.0
    ),
    # Through two convolutions paths are few, and the rim has nearly as many as the middle.
    "most_of_the_field_hardly_counts": partial(experiments.grow_three, seed=1, depth=2),
}
