"""What the chapter *Training* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.training import experiments
from conundrum.chapters.training.experiments import (
    GUESSING,
    Agreement,
    BatchSizes,
    Checklist,
    Depths,
    Descent,
    LearningCurves,
    Noise,
    OneBatch,
    Scaling,
    Sweep,
    Valley,
)
from conundrum.claims import EXACT, SAME_DATA, checked, claim

# --- One parameter, one optimum


@checked(partial(experiments.descend, 0.95, steps=200), below=1e-6, digits=2, kind=EXACT)
def below_the_limit_descent_converges(descent: Descent) -> float:
    """At 0.95 times 2 / curvature, gradient descent converges (distance left after 200 steps)."""
    return descent.distance[-1]


@checked(
    partial(experiments.descend, 1.05, steps=200),
    above=1e6,
    unit=" times the start",
    digits=2,
    kind=EXACT,
)
def above_the_limit_descent_explodes(descent: Descent) -> float:
    """At 1.05 times 2 / curvature, gradient descent explodes (distance after 200 steps)."""
    return descent.distance[-1]


# --- Many parameters: a surface


@checked(experiments.walk_in_the_valley, above=2, unit="×")
def equal_optima_have_a_ridge_between_them(valley: Valley) -> float:
    """On the straight line from a trained network to the same network with two units exchanged,
    the loss rises to more than twice its value at both ends.
    """
    return valley.ridge


@checked(experiments.walk_in_the_valley, below=0.5, unit="×", digits=2)
def momentum_is_ahead_at_a_small_rate(valley: Valley) -> float:
    """At the same small rate, momentum ends less than half as far above the bottom of the valley
    as gradient descent does.
    """
    return valley.excess("momentum") / valley.excess("gradient descent")


@claim(experiments.walk_in_the_valley, below=0.02, unit=" of the start", digits=2)
def gradient_descent_catches_up_at_its_best_rate(valley: Valley) -> float:
    """Where two of the ten parameters of a trained network are trained again, on 40 observations,
    plain gradient descent too reaches the bottom of the valley in 60 steps, at the best of eleven
    rates: less than two per cent of the excess loss is left.
    """
    return valley.best_excess("gradient descent")


# --- Backpropagation by hand


@checked(experiments.compare_with_autograd, below=1e-10, digits=2)
def the_chain_rule_by_hand_is_autograd(agreement: Agreement) -> float:
    """At 100 random inputs, all eight derivatives worked out by hand are those of PyTorch's
    automatic differentiation (largest difference).
    """
    return agreement.largest_difference


@checked(experiments.compare_layers_with_autograd, below=1e-10, digits=2)
def the_backward_pass_is_autograd(agreement: Agreement) -> float:
    """For networks of one to five layers and random widths, the backward pass gives the gradient of
    PyTorch's automatic differentiation (largest difference).
    """
    return agreement.largest_difference


# --- Learning rates that crawl, work and explode


@checked(experiments.sweep_rates, above=0.8, unit=" of the loss", kind=SAME_DATA)
def a_small_rate_crawls(sweep: Sweep) -> float:
    """At about a thousandth of the limit, more than 80 % of the loss is left after 100 steps."""
    crawling = sweep.course(2**-10)
    return crawling[-1] / crawling[0]


@checked(experiments.sweep_rates, below=0.1, digits=2, kind=SAME_DATA)
def half_the_limit_works(sweep: Sweep) -> float:
    """At half the limit at the start, 100 steps bring the train loss below 0.1."""
    return sweep.course(0.5)[-1]


@claim(experiments.sweep_rates, above=1, unit=" times the limit", kind=SAME_DATA)
def rates_beyond_the_limit_still_work(sweep: Sweep) -> float:
    """The limit at the start is no wall: the highest rate, of powers of two times the limit, at
    which 100 steps of gradient descent on 500 digits bring the train loss of 32 hidden units below
    0.1 lies above 2 / the largest curvature at the start.
    """
    return sweep.working.max(initial=0)


@checked(experiments.sweep_rates, above=10, unit=" digits", digits=2, kind=SAME_DATA)
def eight_times_the_limit_explodes(sweep: Sweep) -> float:
    """At eight times the limit at the start, the loss explodes: the largest has more than ten
    digits before the point.
    """
    losses = sweep.course(8)
    return np.log10(losses[np.isfinite(losses)].max())


# --- Batch size


@checked(experiments.measure_noise, above=-0.54, below=-0.46, kind=SAME_DATA)
def noise_falls_with_the_root_of_the_batch(noise: Noise) -> float:
    """The noise of the gradient falls like one over the root of the batch size (slope of log noise
    against log size).
    """
    return noise.exponent


@claim(experiments.compare_batch_sizes, above=10, unit="×", kind=SAME_DATA)
def small_batches_get_further_in_ten_epochs(batches: BatchSizes) -> float:
    """After ten epochs of gradient descent on 500 digits, each at the best of nine rates, the train
    loss with full batches is more than ten times that with mini-batches of 20.
    """
    return batches.after_ten(500) / batches.after_ten(20)


@checked(experiments.compare_batch_sizes, below=0.04, rate=0.9, digits=2, kind=SAME_DATA)
def batch_size_hardly_moves_the_validation_error(batches: BatchSizes) -> float:
    """When the train loss first falls below 0.05, the validation errors of batches of 4, 20, 100
    and 500 mostly lie within 0.04 of each other (largest minus smallest).
    """
    return batches.spread_of_errors


# --- Initialisation and vanishing gradients


@checked(experiments.vary_gain, below=0.1, digits=2, kind=SAME_DATA)
def gradients_change_by_the_gain_in_each_layer(depths: Depths) -> float:
    """For all gains, the size of the gradient is multiplied by nearly the gain in each layer, from
    the last of 30 to the first (largest relative deviation of the factor from the gain).
    """
    return depths.deviation


@checked(experiments.vary_gain, above=0.2, below=0.45, unit="×", kind=SAME_DATA)
def sigmoids_make_gradients_vanish(depths: Depths) -> float:
    """With sigmoids, each layer leaves less than half of the gradient (factor per layer)."""
    return depths.sigmoid.backward_factor


@checked(experiments.vary_gain, above=2.2, digits=3, kind=SAME_DATA)
def half_the_gain_does_not_train(depths: Depths) -> float:
    """Ten hidden layers started with half the weights have learned nothing after 20 epochs: the
    train loss is that of guessing, 2.30.
    """
    return depths.curves[0.5].final


@claim(experiments.vary_gain, above=2, unit="×", kind=SAME_DATA)
def the_right_gain_trains(depths: Depths) -> float:
    """After 20 epochs of gradient descent on 500 digits, in mini-batches of 25 and at a rate of
    0.02, a network of ten hidden layers that was started with half the weights has more than twice
    the train loss of one started at gain 1.
    """
    return depths.cost_of_half_the_gain


# --- Reading learning curves


@checked(experiments.draw_learning_curves, above=5, unit="×", kind=SAME_DATA)
def two_units_underfit(curves: LearningCurves) -> float:
    """With two hidden units, the train loss after 30 epochs is more than five times as high as with
    32.
    """
    return curves.underfits.final / curves.works.final


@checked(experiments.draw_learning_curves, above=1.1, unit="×", kind=SAME_DATA)
def the_validation_loss_turns_up(curves: LearningCurves) -> float:
    """On few observations with wrong labels, the validation loss ends more than a tenth above its
    minimum, while the train loss falls.
    """
    return curves.overfits.validation[-1] / curves.overfits.validation.min()


@checked(
    experiments.draw_learning_curves,
    above=0.5,
    rate=0.6,
    unit=" times the loss at the start",
    kind=SAME_DATA,
)
def too_high_a_rate_jumps(curves: LearningCurves) -> float:
    """At twenty times the rate, the loss mostly jumps: in some epoch it rises by more than half of
    what it was before training.
    """
    return curves.largest_jump


@checked(
    experiments.draw_learning_curves,
    above=0.9,
    below=1.1,
    unit=" times the loss of guessing",
    kind=SAME_DATA,
)
def a_plateau_looks_like_failure(curves: LearningCurves) -> float:
    """Five layers started with weights of 0.3 times the size have learned nothing after five
    epochs.
    """
    return curves.plateau.train[5] / GUESSING


@claim(experiments.draw_learning_curves, below=0.5, digits=2, kind=SAME_DATA)
def a_plateau_can_end(curves: LearningCurves) -> float:
    """Five layers started with weights of 0.3 times the usual size, which stand still at the loss
    of guessing for five epochs and more, have left their plateau after 100 epochs of gradient
    descent at a rate of 0.05 (train loss).
    """
    return curves.plateau.final


@checked(
    experiments.draw_learning_curves,
    above=0.98,
    below=1.02,
    unit=" times the loss of guessing",
    kind=SAME_DATA,
)
def dead_units_learn_nothing(curves: LearningCurves) -> float:
    """With all hidden units dead, the train loss after 30 epochs is that of guessing."""
    return curves.dead.final / GUESSING


# --- A checklist, every symptom reproduced


@checked(experiments.reproduce_symptoms, above=0.85, below=1, unit=" of the loss", kind=SAME_DATA)
def too_small_a_rate_hardly_moves(checklist: Checklist) -> float:
    """At a thousandth of the rate, more than 85 % of the train loss is left after 30 epochs."""
    return checklist.too_small.final / checklist.too_small.train[0]


@checked(experiments.reproduce_symptoms, above=0.5, digits=3, unit=" of epochs", kind=SAME_DATA)
def too_large_a_rate_ends_in_nan(checklist: Checklist) -> float:
    """At 200 times the rate, the loss is no number (NaN) in more than half of the epochs."""
    return checklist.share_without_number


@checked(experiments.reproduce_symptoms, above=100, unit="×", digits=2, kind=SAME_DATA)
def without_zero_grad_the_loss_explodes(checklist: Checklist) -> float:
    """When gradients are never set to zero, the largest train loss is more than a hundred times
    that before training.
    """
    return np.nanmax(checklist.no_zero_grad.train) / checklist.no_zero_grad.train[0]


@checked(experiments.reproduce_symptoms, below=0.5, unit=" of the start", digits=2, kind=SAME_DATA)
def shuffled_labels_are_memorised(checklist: Checklist) -> float:
    """With shuffled labels, the train loss falls below half of what it was."""
    return checklist.shuffled_labels.final / checklist.shuffled_labels.train[0]


@checked(
    experiments.reproduce_symptoms, above=1.3, unit=" times the loss of guessing", kind=SAME_DATA
)
def shuffled_labels_predict_nothing(checklist: Checklist) -> float:
    """With shuffled labels, the validation loss ends far above that of guessing."""
    return checklist.shuffled_labels.validation[-1] / GUESSING


@claim(experiments.reproduce_symptoms, above=4, unit="×", kind=SAME_DATA)
def sorted_batches_unlearn(checklist: Checklist) -> float:
    """After one epoch of gradient descent over 500 digits sorted by label, in mini-batches of 25
    and at a rate of 0.5, the validation error is more than four times that after an epoch over
    shuffled ones.
    """
    return checklist.cost_of_order


@checked(experiments.reproduce_symptoms, above=0.2, digits=2, kind=SAME_DATA)
def raw_units_cost_the_fit(checklist: Checklist) -> float:
    """With predictors in their raw units, the train loss at the best of seven rates is more than
    0.2 above that with standardised predictors (of a variance of 1).
    """
    return checklist.raw.final - checklist.scaled.final


@checked(experiments.overfit_one_batch, below=0.05, digits=2, kind=SAME_DATA)
def a_correct_program_fits_one_batch(losses: OneBatch) -> float:
    """A correct program brings the loss on one batch of 20 below 0.05 in 200 steps."""
    return losses.correct[-1]


@checked(experiments.overfit_one_batch, above=1.0, digits=3, kind=SAME_DATA)
def three_broken_programs_do_not(losses: OneBatch) -> float:
    """With pairs torn apart in each step, dead units or the wrong sign, the mean loss of the last
    50 steps stays above 1 (the least of the three).
    """
    return losses.best_of_broken


@checked(experiments.overfit_one_batch, below=0.1, digits=2, kind=SAME_DATA)
def one_batch_does_not_notice_shuffled_labels(losses: OneBatch) -> float:
    """With labels shuffled once, the loss on one batch falls below 0.1 as well."""
    return losses.labels_shuffled[-1]


@checked(experiments.compare_scaling, above=-0.01, below=0.01, unit=" of the error", digits=2)
def scaling_together_hardly_flatters(scaling: Scaling) -> float:
    """Scaling training and test data together, by the mean and standard deviation of all, makes the
    measured error of ridge regression smaller by less than a hundredth (mean of 200 samples).
    """
    return scaling.gain_of_leak


@checked(experiments.compare_scaling, below=0.5, unit="×")
def scaling_apart_hides_a_shift(scaling: Scaling) -> float:
    """When test people come from another laboratory, scaling them by their own mean and standard
    deviation measures less than half of the error that a single new person meets.
    """
    return scaling.share_noticed
