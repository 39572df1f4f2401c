"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.motivation.experiments import cloud, images, inputs, surface
from conundrum.data.curves import Curve

STAIRCASE = Curve(lambda x: 2 * np.floor(x), low=-1.6, high=1.6, noise=0.4)
LEVEL = Curve(lambda x: 0 * x, low=-1.6, high=1.6, noise=0.4)

WORLDS = {
    # the truth is a staircase
    "the_best_tree_is_worse_than_the_best_spline": partial(
        cloud.fit_cloud, seed=1, curve=STAIRCASE
    ),
    # the truth goes on as it was
    "outside_the_range_every_model_is_wrong": partial(
        cloud.leave_the_range, seed=1, draws=3, curve=LEVEL
    ),
    # inputs do not interact
    "a_sum_of_splines_is_stuck_at_its_floor": partial(surface.fit_surface, seed=1, interaction=0.0),
    # too few people for any model
    "with_sixteen_mixed_inputs_the_network_is_best": partial(
        inputs.add_inputs, seed=1, draws=1, inputs=(16,), n=150
    ),
    # the images stay where they are
    "a_moved_image_is_a_stranger_to_itself": partial(images.move_images, seed=1, right=0),
}
