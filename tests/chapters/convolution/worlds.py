"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.convolution.experiments import (
    edges,
    moving,
    pooling,
    receptive,
    volumes,
)

NOISE = np.random.default_rng(0).normal(size=(200, 200))

WORLDS = {
    # What is one slice thick does not extend along the third axis.
    "a_third_axis_finds_what_extends_along_it": partial(
        volumes.find_cubes, seed=1, thickness=1, contrasts=(1.0,)
    ),
    # Pixels of noise are no more alike beside each other than anywhere: a shuffle changes nothing.
    "shuffled_pixels_have_edges_everywhere": partial(
        edges.measure_edge_concentration, seed=1, pictures=[NOISE]
    ),
    # With a stride of one, every move is a move by whole strides.
    "with_a_stride_odd_moves_are_not": partial(moving.shift_noise, seed=1, stride=1),
    # In images blurred by four pixels, a move by one changes little.
    "pooling_does_not_remove_it": partial(
        pooling.pool_shifted_clothes, seed=1, images=20, blur=4.0
    ),
    # Through two convolutions paths are few, and the rim has nearly as many as the middle.
    "most_of_the_field_hardly_counts": partial(receptive.measure_receptive_fields, seed=1, depth=2),
}
