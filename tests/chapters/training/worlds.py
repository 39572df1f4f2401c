"""Worlds in which the claims of the chapter are false."""

from functools import partial

from torch.nn.functional import mse_loss

from conundrum.chapters.training.experiments.batch_size import compare_batch_sizes
from conundrum.chapters.training.experiments.curves import draw_learning_curves
from conundrum.chapters.training.experiments.dead_units import kill_and_revive
from conundrum.chapters.training.experiments.initialisation import vary_gain
from conundrum.chapters.training.experiments.learning_rate import sweep_rates
from conundrum.chapters.training.experiments.momentum import count_steps_in_valleys
from conundrum.chapters.training.experiments.schedule import compare_schedules
from conundrum.chapters.training.experiments.symptoms import reproduce_symptoms

WORLDS = {
    # Linear regression: the curvature is the same everywhere, and the limit is a wall.
    "rates_beyond_the_limit_still_work": partial(
        sweep_rates, seed=1, widths=(64, 10), loss=mse_loss
    ),
    # At a rate this small, it matters little how many steps there are.
    "small_batches_get_further_in_ten_epochs": partial(
        compare_batch_sizes, seed=1, epochs=10, rates=(0.0001,)
    ),
    # The predictors do not correlate, so that the valley is round.
    "momentum_saves_steps_in_a_narrow_valley": partial(
        count_steps_in_valleys, seed=1, correlations=(0.0, 0.1)
    ),
    # A few steps: far from the bottom, noise does not matter yet and distance does.
    "the_half_cosine_removes_noise": partial(compare_schedules, seed=1, steps=8),
    # One hidden layer instead of ten: the gain is applied once.
    "the_right_gain_trains": partial(vary_gain, seed=1, hidden_layers=1),
    # A step so large that units are too far off to come back.
    "dead_units_can_come_back_above_the_first_layer": partial(
        kill_and_revive, seed=1, large_rate=100.0
    ),
    # Weights so small that 100 epochs are not enough.
    "a_plateau_can_end": partial(draw_learning_curves, seed=1, small_gain=0.05),
    # At a small rate the order averages out.
    "sorted_batches_unlearn": partial(reproduce_symptoms, seed=1, high_rate=0.01),
}
