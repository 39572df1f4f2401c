"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.double_descent.experiments import (
    epochs,
    families,
    memory,
    people,
    starts,
    truths,
    widths,
)
from conundrum.evaluation.widening import widen

WORLDS = {
    # some labels are wrong
    "without_noise_the_second_descent_wins": partial(
        widen, seed=1, draws=1, widths=(50, 100, 200, 400, 2400), noises=(0.3,)
    ),
    # training ends before the corrupted labels are learned
    "with_corrupted_labels_there_is_a_peak": partial(
        widths.sweep_widths_and_noise,
        seed=1,
        draws=1,
        noises=(0.2,),
        widths=(3, 9, 22, 80),
        steps=(10, 20),
    ),
    # inputs of one scale
    "a_network_then_learns_the_rest": partial(
        epochs.train_on_two_scales, seed=1, draws=2, scales=(1.0, 1.0), steps=3000
    ),
    # a network that is too small
    "random_labels_are_learned_by_heart": partial(memory.memorise, seed=1, draws=1, units=4),
    # every split chooses among all pixels, so that trees are alike
    "a_forest_of_full_trees_halves_the_error": partial(families.grow, seed=1, draws=1, pixels=None),
    # the largest spline is hardly past the peak
    "a_truth_too_rich_for_few_knots_is_better_off_with_many": partial(
        truths.vary_truth_and_noise,
        seed=1,
        draws=10,
        truths=("square wave",),
        knots=(6, 8, 10, 14, 18, 21, 22),
    ),
    # fewer predictors than patients, so that no column is dropped
    "dropping_columns_stays_at_the_peak": partial(
        people.recruit_patients, seed=1, draws=5, sizes=(30, 300), predictors=20
    ),
    # a response to a hundred directions, for which no hidden unit need turn
    "networks_that_move_beat_their_tangent_model": partial(
        starts.scale_the_start, seed=1, draws=2, scales=(0.25,), directions=100
    ),
}
