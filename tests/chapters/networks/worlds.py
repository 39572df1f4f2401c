"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np
import torch

from conundrum.chapters.networks import experiments
from conundrum.models.networks import ReLUNetwork


def without_biases(widths, *, seed):
    """Start with biases at zero, as He et al. (2015) do."""
    network = ReLUNetwork(widths, seed=seed)
    with torch.no_grad():
        for layer in network.layers:
            layer.bias.zero_()
    return network


def jumps(x):
    """Return a wave that is nowhere smooth where it moves."""
    return np.sign(np.sin(x))


WORLDS = {
    # curves that jump
    "the_error_falls_with_the_square_of_the_width": partial(
        experiments.connect_random_curves, seed=1, wave=jumps
    ),
    # so few units that good places for kinks are easy to find
    "training_stays_behind_what_is_possible": partial(
        experiments.approximate, seed=1, starts=5, widths=(4,)
    ),
    # all kinks at zero
    "depth_adds_no_pieces_at_random": partial(
        experiments.count_pieces, seed=1, draws=2, start=without_biases
    ),
    # the deep networks have three times as many neurons
    "depth_adds_no_regions_at_random": partial(
        experiments.count_regions, seed=1, draws=2, deep=(2, 24, 24, 24, 1)
    ),
}
