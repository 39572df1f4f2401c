"""Worlds in which the claims of the chapter are false."""

from functools import partial

from conundrum.chapters.losses import experiments

WORLDS = {
    # One start alone: there is nothing that could differ.
    "starts_differ_more_than_models": partial(experiments.reproduce_lab, seed=1, starts=1),
    # A single step with swapped labels: no network is sure and wrong, none is saturated.
    "squared_error_recovers_slowly": partial(
        experiments.swap_labels, seed=2, starts=4, swapped=1, right=60
    ),
    # Only a small step size may be chosen.
    "with_the_best_step_size_it_catches_up": partial(
        experiments.predict_digits, seed=1, rates=(0.03, 0.1)
    ),
    # Training ends before the network has learned what there is.
    "calibration_gets_lost": partial(experiments.overtrain, seed=1, checkpoints=(3, 5)),
}
