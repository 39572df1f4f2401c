"""What the chapter *Training* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.training import experiments
from conundrum.chapters.training.experiments import (
    Agreement,
    BatchSizes,
    Checklist,
    Depths,
    LearningCurves,
    Limit,
    Noise,
    OneBatch,
    Scaling,
    Sweep,
    Valley,
)
from conundrum.claims import claim

GUESSING = np.log(10)  # cross-entropy of ten classes, all equally probable
FEWER_RATES = partial(experiments.sweep_rates, share=(2**-10, 0.5, 2.0, 8.0))
FEWER_BATCHES = partial(experiments.compare_batch_sizes, rates=(0.2, 0.5, 1.0, 2.0), epochs=30)


@claim(experiments.find_limit, below=1e-10, digits=2)
def descent_finds_the_closed_form(limit: Limit) -> float:
    """At a quarter of the limit, 200 steps of gradient descent end at the slope of the closed form
    (distance left, as a share of the distance at the start).
    """
    return limit[0.25].distance[-1]


@claim(experiments.find_limit, below=1e-6, digits=2)
def distance_shrinks_by_a_constant_factor(limit: Limit) -> float:
    """At three quarters of the limit, each of the first 20 steps halves the distance to the
    optimum (largest deviation of the factor from 1/2).
    """
    distance = limit[0.75].distance[:21]
    return np.abs(distance[1:] / distance[:-1] - 0.5).max()


@claim(experiments.find_limit, below=1e-6, digits=2)
def below_the_limit_descent_converges(limit: Limit) -> float:
    """At 0.95 times 2 / curvature, gradient descent converges (distance left after 200 steps)."""
    return limit[0.95].distance[-1]


@claim(experiments.find_limit, above=1e6, unit=" times the start", digits=2)
def above_the_limit_descent_explodes(limit: Limit) -> float:
    """At 1.05 times 2 / curvature, gradient descent explodes (distance after 200 steps)."""
    return limit[1.05].distance[-1]


@claim(experiments.walk_in_the_valley, above=2, unit="×")
def equal_optima_have_a_ridge_between_them(valley: Valley) -> float:
    """On the straight line from a trained network to the same network with two units exchanged,
    the loss rises to more than twice its value at both ends.
    """
    _, loss = valley.between()
    return loss.max() / loss[0]


@claim(experiments.walk_in_the_valley, below=0.5, unit="×", digits=2)
def momentum_is_ahead_at_a_small_rate(valley: Valley) -> float:
    """At the same small rate, momentum ends less than half as far above the bottom of the valley
    as gradient descent does.
    """
    return valley.excess("momentum") / valley.excess("gradient descent")


@claim(experiments.walk_in_the_valley, below=0.02, unit=" of the start", digits=2)
def gradient_descent_catches_up_at_its_best_rate(valley: Valley) -> float:
    """At the best of eleven rates, gradient descent too reaches the bottom in 60 steps: less than
    two per cent of the excess loss is left.
    """
    return valley.best_excess("gradient descent")


@claim(experiments.walk_in_the_valley, below=1e-12, digits=2)
def a_unit_that_is_off_stays_off(valley: Valley) -> float:
    """From a place where the unit is zero for all observations, 60 steps of gradient descent move
    its weight and bias not at all (largest change).
    """
    path = valley.paths["off"]
    return np.abs(path - path[0]).max()


@claim(experiments.compare_with_autograd, below=1e-10, digits=2)
def the_chain_rule_by_hand_is_autograd(agreement: Agreement) -> float:
    """At 100 random inputs, all eight derivatives worked out by hand are those of PyTorch's
    automatic differentiation (largest difference).
    """
    return agreement.largest_difference


@claim(experiments.compare_layers_with_autograd, below=1e-10, digits=2)
def the_backward_pass_is_autograd(agreement: Agreement) -> float:
    """For networks of one to five layers and random widths, the backward pass gives the gradient of
    PyTorch's automatic differentiation (largest difference).
    """
    return agreement.largest_difference


@claim(FEWER_RATES, above=0.8, unit=" of the loss")
def a_small_rate_crawls(sweep: Sweep) -> float:
    """At about a thousandth of the limit, more than 80 % of the loss is left after 100 steps."""
    return sweep.final[0] / sweep.loss[0, 0]


@claim(FEWER_RATES, below=0.1, digits=2)
def half_the_limit_works(sweep: Sweep) -> float:
    """At half the limit at the start, 100 steps bring the train loss below 0.1."""
    return sweep.final[np.flatnonzero(sweep.share == 0.5)[0]]


@claim(FEWER_RATES, below=0.1, rate=0.8, digits=2)
def twice_the_limit_still_works(sweep: Sweep) -> float:
    """At twice the limit at the start, 100 steps mostly still bring the train loss below 0.1."""
    return sweep.final[np.flatnonzero(sweep.share == 2)[0]]


@claim(FEWER_RATES, above=10, unit=" digits", digits=2)
def eight_times_the_limit_explodes(sweep: Sweep) -> float:
    """At eight times the limit at the start, the loss explodes: the largest has more than ten
    digits before the point.
    """
    losses = sweep.loss[np.flatnonzero(sweep.share == 8)[0]]
    return np.log10(np.nanmax(losses[np.isfinite(losses)]))


@claim(experiments.measure_noise, above=-0.54, below=-0.46)
def noise_falls_with_the_root_of_the_batch(noise: Noise) -> float:
    """The noise of the gradient falls like one over the root of the batch size (slope of log noise
    against log size).
    """
    return np.polyfit(np.log(noise.sizes), np.log(noise.noise), 1)[0]


@claim(FEWER_BATCHES, above=5, unit="×")
def small_batches_get_further_in_ten_epochs(batches: BatchSizes) -> float:
    """After ten epochs, each at its best rate, the train loss with full batches is more than five
    times that with mini-batches of 20.
    """
    return batches.best(500, 10).train[10] / batches.best(20, 10).train[10]


@claim(FEWER_BATCHES, below=0.04, rate=0.9, digits=2)
def batch_size_hardly_moves_the_validation_error(batches: BatchSizes) -> float:
    """When the train loss first falls below 0.05, the validation errors of batches of 4, 20, 100
    and 500 lie within 0.04 of each other (largest minus smallest).
    """
    errors = [batches.validation_error(size) for size in batches.sizes]
    return max(errors) - min(errors)


@claim(experiments.go_deep, below=0.1, digits=2)
def gradients_change_by_the_gain_in_each_layer(depths: Depths) -> float:
    """For all gains, the size of the gradient is multiplied by nearly the gain in each layer
    (largest relative deviation of the factor from the gain).
    """
    return max(abs(s.backward_factor / gain - 1) for gain, s in depths.relu.items())


@claim(experiments.go_deep, above=0.2, below=0.45, unit="×")
def sigmoids_make_gradients_vanish(depths: Depths) -> float:
    """With sigmoids, each layer leaves less than half of the gradient (factor per layer)."""
    return depths.sigmoid.backward_factor


@claim(experiments.go_deep, above=2.2, digits=3)
def half_the_gain_does_not_train(depths: Depths) -> float:
    """Ten hidden layers started with half the weights have learned nothing after 20 epochs: the
    train loss is that of guessing, 2.30.
    """
    return depths.curves[0].train[-1]


@claim(experiments.go_deep, below=1.0, digits=2, rate=0.9)
def the_right_gain_trains(depths: Depths) -> float:
    """From the usual start, ten hidden layers have learned most after 20 epochs (train loss)."""
    return depths.curves[1].train[-1]


@claim(experiments.learn, above=5, unit="×")
def two_units_underfit(curves: LearningCurves) -> float:
    """With two hidden units, the train loss stays more than five times as high as with 32."""
    return curves.underfits.train[-1] / curves.works.train[-1]


@claim(experiments.learn, above=1.1, unit="×")
def the_validation_loss_turns_up(curves: LearningCurves) -> float:
    """On few observations with wrong labels, the validation loss ends more than a tenth above its
    minimum, while the train loss falls.
    """
    return curves.overfits.validation[-1] / curves.overfits.validation.min()


@claim(experiments.learn, above=0.5, unit=" of the start")
def too_high_a_rate_jumps(curves: LearningCurves) -> float:
    """At twenty times the rate, the loss jumps: in some epoch it rises by more than half of what it
    was before training.
    """
    train = curves.rate_too_high.train
    rises = np.nan_to_num(np.diff(train), nan=np.inf, posinf=np.inf)
    return min(rises.max() / train[0], 1e9)


@claim(experiments.learn, above=0.9, below=1.1, unit=" of the loss of guessing")
def a_plateau_looks_like_failure(curves: LearningCurves) -> float:
    """Five layers started with weights of 0.3 times the size have learned nothing after five
    epochs.
    """
    return curves.plateau.train[5] / GUESSING


@claim(experiments.learn, below=0.5, rate=0.95, digits=2)
def a_plateau_can_end(curves: LearningCurves) -> float:
    """After 100 epochs the same network has left its plateau (train loss)."""
    return curves.plateau.train[-1]


@claim(experiments.learn, above=0.98, below=1.02, unit=" of the loss of guessing")
def dead_units_learn_nothing(curves: LearningCurves) -> float:
    """With all hidden units dead, the train loss after 30 epochs is that of guessing."""
    return curves.dead.train[-1] / GUESSING


@claim(experiments.reproduce, above=0.85, below=1, unit=" of the loss")
def too_small_a_rate_hardly_moves(checklist: Checklist) -> float:
    """At a thousandth of the rate, more than 85 % of the train loss is left after 30 epochs."""
    return checklist.too_small.train[-1] / checklist.too_small.train[0]


@claim(experiments.reproduce, above=0.5, digits=3, unit=" of epochs")
def too_large_a_rate_ends_in_nan(checklist: Checklist) -> float:
    """At 200 times the rate, the loss is no number (NaN) in more than half of the epochs."""
    return np.mean(~np.isfinite(checklist.too_large.train))


@claim(experiments.reproduce, above=100, unit="×", digits=2)
def without_zero_grad_the_loss_explodes(checklist: Checklist) -> float:
    """When gradients are never set to zero, the largest train loss is more than a hundred times
    that before training.
    """
    return np.nanmax(checklist.no_zero_grad.train) / checklist.no_zero_grad.train[0]


@claim(experiments.reproduce, below=0.5, unit=" of the start", digits=2)
def shuffled_labels_are_memorised(checklist: Checklist) -> float:
    """With shuffled labels, the train loss falls below half of what it was."""
    return checklist.shuffled_labels.train[-1] / checklist.shuffled_labels.train[0]


@claim(experiments.reproduce, above=1.3, unit="× guessing")
def shuffled_labels_predict_nothing(checklist: Checklist) -> float:
    """With shuffled labels, the validation loss ends far above that of guessing."""
    return checklist.shuffled_labels.validation[-1] / GUESSING


@claim(experiments.reproduce, above=4, unit="×")
def sorted_batches_unlearn(checklist: Checklist) -> float:
    """After one epoch over data sorted by label, the validation error is more than four times that
    after an epoch over shuffled data.
    """
    return checklist.in_order.validation_error[1] / checklist.in_random_order.validation_error[1]


@claim(experiments.reproduce, above=0.2, digits=2)
def raw_units_cost_the_fit(checklist: Checklist) -> float:
    """With predictors in their raw units, the train loss at the best of seven rates is more than
    0.2 above that with standardised predictors (of a variance of 1).
    """
    return checklist.raw.train[-1] - checklist.scaled.train[-1]


@claim(experiments.overfit_one_batch, below=0.05, digits=2)
def a_correct_program_fits_one_batch(losses: OneBatch) -> float:
    """A correct program brings the loss on one batch of 20 below 0.05 in 200 steps."""
    return losses.correct[-1]


@claim(experiments.overfit_one_batch, above=1.0, digits=3)
def three_broken_programs_do_not(losses: OneBatch) -> float:
    """With pairs torn apart in each step, dead units or the wrong sign, the mean loss of the last
    50 steps stays above 1 (the least of the three).
    """
    ends = [
        np.nan_to_num(run[-50:], nan=np.inf).mean()
        for run in (losses.pairs_torn, losses.dead, losses.wrong_sign)
    ]
    return min(ends)


@claim(experiments.overfit_one_batch, below=0.1, digits=2)
def one_batch_does_not_notice_shuffled_labels(losses: OneBatch) -> float:
    """With labels shuffled once, the loss on one batch falls below 0.1 as well."""
    return losses.labels_shuffled[-1]


@claim(experiments.scale_with_leak, above=1.0, below=1.15, unit="×")
def scaling_together_is_no_gain(scaling: Scaling) -> float:
    """Scaling training and test data together, while the model was fitted on training data scaled
    alone, makes the measured error no smaller (mean error, relative to scaling by training data).
    """
    return scaling.together.mean() / scaling.honest.mean()


@claim(experiments.scale_with_leak, below=0.5, unit="×")
def scaling_apart_hides_a_shift(scaling: Scaling) -> float:
    """When test people come from another laboratory, scaling them by their own mean and standard
    deviation measures less than half of the error that a single new person meets.
    """
    return scaling.elsewhere_apart.mean() / scaling.elsewhere.mean()
