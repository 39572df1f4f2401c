"""Worlds in which the claims of the chapter are false."""

from functools import partial

from torch.nn.functional import mse_loss

from conundrum.chapters.training import experiments

WORLDS = {
    # Only rates that are too small for 60 steps are tried.
    "gradient_descent_catches_up_at_its_best_rate": partial(
        experiments.walk_in_the_valley, seed=1, rates=(2**-8, 2**-7)
    ),
    # Linear regression: the curvature is the same everywhere, and the limit is a wall.
    "rates_beyond_the_limit_still_work": partial(
        experiments.sweep_rates, seed=1, widths=(64, 10), loss=mse_loss
    ),
    # At a rate this small, it matters little how many steps there are.
    "small_batches_get_further_in_ten_epochs": partial(
        experiments.compare_batch_sizes, seed=1, epochs=10, rates=(0.0001,)
    ),
    # One hidden layer instead of ten: the gain is applied once.
    "the_right_gain_trains": partial(experiments.vary_gain, seed=1, hidden_layers=1),
    # Weights so small that 100 epochs are not enough.
    "a_plateau_can_end": partial(experiments.draw_learning_curves, seed=1, small_gain=0.05),
    # At a small rate the order averages out.
    "sorted_batches_unlearn": partial(experiments.reproduce_symptoms, seed=1, high_rate=0.01),
}
