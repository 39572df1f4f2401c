"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.regularization.experiments import (
    bends,
    choosing,
    decay,
    dropout,
    ladder,
    questionnaire,
    stopping,
    widths,
)

SCRAMBLED = tuple(np.random.default_rng(1).permutation(40).tolist())

WORLDS = {
    # training that has hardly begun: the coefficients are still near zero
    "adamw_without_noise_does_not_shrink": partial(
        decay.compare_optimisers, seed=1, draws=2, weight_decays=(0.1,), steps=10
    ),
    # training that has hardly begun: decay has not had its time
    "decay_takes_the_bends_out": partial(
        bends.decay_curves, seed=1, draws=4, penalties=(0.0, 3e-3), steps=30
    ),
    # penalties next to none
    "a_chosen_ridge_has_no_peak": partial(
        choosing.penalise_digits,
        seed=1,
        draws=1,
        numbers=(40, 80, 200, 400),
        penalties=(1e-12, 1e-11),
    ),
    # the key takes no notice of the traits
    "scale_sums_beat_a_ridge_of_items": partial(
        questionnaire.predict_outcomes, seed=1, draws=10, people=(100,), misplaced=60
    ),
    # training that ends before it could be too long
    "stopping_and_retraining_pays": partial(stopping.stop_on_validation, seed=1, draws=4, steps=50),
    # no weight decay
    "weight_decay_removes_the_peak": partial(
        widths.sweep_widths, seed=1, draws=6, widths=(8, 20), penalty=0.0
    ),
    # no dropout
    "units_conspire_without_dropout": partial(
        dropout.take_units_apart, seed=1, draws=2, dropout=0.0
    ),
    # places in another order: signals that are moved are none of the digit
    "shifts_lead": partial(ladder.compare_remedies, seed=1, draws=1, members=2, places=SCRAMBLED),
}
