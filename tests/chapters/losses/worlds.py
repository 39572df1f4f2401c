"""Worlds in which the claims of the chapter are false."""

from functools import partial

from conundrum.chapters.losses.experiments import (
    amounts,
    binary,
    calibration,
    classes,
    lab,
    ordered,
)

WORLDS = {
    # Two steps of training: no ending has done anything yet.
    "centring_is_what_makes_a_relu_costly": partial(
        amounts.predict_salaries, seed=1, starts=4, steps=2
    ),
    # Lapses of a hundred tests: such large counts scatter little, in proportion.
    "log_counts_come_back_too_small": partial(amounts.count_lapses, seed=1, tests=100),
    # A single step with swapped labels: no network is sure and wrong, none is saturated.
    "squared_error_recovers_slowly": partial(
        binary.swap_labels, seed=2, starts=4, swapped=1, right=60
    ),
    # Only a small step size may be chosen.
    "with_the_best_step_size_it_catches_up": partial(
        classes.predict_digits,
        seed=1,
        rates={pairing.name: (0.03, 0.1) for pairing in classes.PAIRINGS},
    ),
    # The steps of the scale have another order than the ending takes them to have.
    "the_ordinal_ending_is_best_for_ordered_answers": partial(
        ordered.predict_answers, seed=1, samples=1, order=(2, 4, 0, 3, 1)
    ),
    # Training ends before the network has learned what there is.
    "calibration_gets_lost": partial(calibration.overtrain, seed=1, checkpoints=(3, 5)),
    # One start alone: there is nothing that could differ.
    "starts_differ_more_than_models": partial(lab.reproduce_lab, seed=1, starts=1),
}
