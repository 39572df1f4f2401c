"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.regularization import experiments

SCRAMBLED = tuple(np.random.default_rng(1).permutation(40).tolist())

WORLDS = {
    # training that has hardly begun: decay has not had its time
    "decay_takes_the_bends_out": partial(
        experiments.decay_curves, seed=1, draws=4, penalties=(0.0, 3e-3), steps=30
    ),
    # penalties next to none
    "a_ridge_removes_the_peak_on_digits": partial(
        experiments.penalise_digits,
        seed=1,
        draws=1,
        numbers=(40, 80, 200, 400),
        penalties=(1e-12, 1e-11),
    ),
    # stopped after ten steps at the latest, with penalties to match: ridge shrinks far more
    "the_best_stop_is_as_good_as_the_best_ridge": partial(
        experiments.stop_linear_model, seed=1, draws=10, last=10
    ),
    # no weight decay
    "weight_decay_removes_the_peak": partial(
        experiments.sweep_widths, seed=1, draws=4, widths=(4, 16, 25), penalty=0.0
    ),
    # no dropout
    "units_conspire_without_dropout": partial(
        experiments.take_units_apart, seed=1, draws=2, dropout=0.0
    ),
    # places in another order: signals that are moved are none of the digit
    "shifts_help_the_fully_connected_network": partial(
        experiments.move_signals, seed=1, draws=1, reach=(0, 5), cnn_reach=(0,), places=SCRAMBLED
    ),
    # the same
    "shifts_climb_highest": partial(
        experiments.climb_ladder, seed=1, draws=1, members=2, places=SCRAMBLED
    ),
}
