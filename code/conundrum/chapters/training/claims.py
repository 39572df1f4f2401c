"""What the chapter *Training* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.training.experiments.backpropagation import (
    Agreement,
    compare_graph_with_autograd,
    compare_layers_with_autograd,
)
from conundrum.chapters.training.experiments.batch_size import (
    BatchSizeComparison,
    GradientNoise,
    compare_batch_sizes,
    measure_gradient_noise,
)
from conundrum.chapters.training.experiments.curves import (
    EarlyStopping,
    LearningCurves,
    draw_learning_curves,
    stop_training_early,
)
from conundrum.chapters.training.experiments.dead_units import FROZEN, Revival, kill_and_revive
from conundrum.chapters.training.experiments.digits import GUESSING
from conundrum.chapters.training.experiments.initialisation import (
    GainComparison,
    SymmetryComparison,
    break_symmetry,
    vary_gain,
)
from conundrum.chapters.training.experiments.learning_rate import (
    CRAWLS,
    EXPLODES,
    HALF,
    RateSweep,
    sweep_rates,
)
from conundrum.chapters.training.experiments.loop import TrainingRun, train_on_cloud
from conundrum.chapters.training.experiments.momentum import StepsNeeded, count_steps_in_valleys
from conundrum.chapters.training.experiments.parabola import ParabolaDescent, descend_parabola
from conundrum.chapters.training.experiments.schedule import (
    ScheduleComparison,
    compare_schedules,
)
from conundrum.chapters.training.experiments.surface import LossSlice, slice_loss_surface
from conundrum.chapters.training.experiments.symptoms import (
    OneBatch,
    ScalingComparison,
    Symptoms,
    compare_scaling,
    overfit_one_batch,
    reproduce_symptoms,
)
from conundrum.claims import EXACT, SAME_DATA, checked, claim

# --- One parameter, one optimum


@checked(partial(descend_parabola, 0.95, steps=200), below=1e-6, digits=2, kind=EXACT)
def below_the_limit_descent_converges(descent: ParabolaDescent) -> float:
    """At 0.95 times 2 / curvature, gradient descent converges (distance left after 200 steps)."""
    return descent.distance[-1]


@checked(
    partial(descend_parabola, 1.05, steps=200),
    above=1e6,
    unit=" times the start",
    digits=2,
    kind=EXACT,
)
def above_the_limit_descent_explodes(descent: ParabolaDescent) -> float:
    """At 1.05 times 2 / curvature, gradient descent explodes (distance after 200 steps)."""
    return descent.distance[-1]


# --- Many parameters, many optima


@checked(slice_loss_surface, above=2, unit="×")
def equal_optima_have_a_ridge_between_them(surface: LossSlice) -> float:
    """On the straight line from a trained network to the same network with its most influential
    unit and another one exchanged, the loss rises to more than twice its value at both ends.
    """
    return surface.ridge


@checked(slice_loss_surface, below=1e-9, digits=2)
def rescaling_a_unit_changes_nothing(surface: LossSlice) -> float:
    """While a unit is made up to ten times as large, and its readout as much smaller, the loss
    stays the same (largest relative change).
    """
    return surface.change_while_rescaling


# --- Backpropagation by hand


@checked(compare_graph_with_autograd, below=1e-10, digits=2)
def the_chain_rule_by_hand_is_autograd(agreement: Agreement) -> float:
    """At 100 random inputs, all eight derivatives worked out by hand are those of PyTorch's
    automatic differentiation (largest difference).
    """
    return agreement.largest_difference


@checked(compare_layers_with_autograd, below=1e-10, digits=2)
def the_backward_pass_is_autograd(agreement: Agreement) -> float:
    """For networks of one to five layers and random widths, the backward pass gives the gradient of
    PyTorch's automatic differentiation (largest difference).
    """
    return agreement.largest_difference


# --- The training loop


@checked(train_on_cloud, below=1, digits=2)
def the_loop_fits_the_cloud(run: TrainingRun) -> float:
    """Gradient descent at a rate of 0.01 on all 40 points brings the mean squared error of 20
    hidden units below 1 in 3,000 steps.
    """
    return run.loss[-1]


# --- Learning rates that crawl, work and explode


@checked(sweep_rates, above=0.8, unit=" of the loss", kind=SAME_DATA)
def a_small_rate_crawls(sweep: RateSweep) -> float:
    """At about a thousandth of the limit, more than 80 % of the loss is left after 100 steps."""
    crawling = sweep.course(CRAWLS)
    return crawling[-1] / crawling[0]


@checked(sweep_rates, below=0.1, digits=2, kind=SAME_DATA)
def half_the_limit_works(sweep: RateSweep) -> float:
    """At half the limit at the start, 100 steps bring the train loss below 0.1."""
    return sweep.course(HALF)[-1]


@claim(sweep_rates, above=1, unit=" times the limit", kind=SAME_DATA)
def rates_beyond_the_limit_still_work(sweep: RateSweep) -> float:
    """The limit at the start is no wall: the highest rate, of powers of two times the limit, at
    which 100 steps of gradient descent on 500 digits bring the train loss of 32 hidden units below
    0.1 lies above 2 / the largest curvature at the start.
    """
    return sweep.highest_working


@checked(sweep_rates, below=0.5, digits=2, unit=" of that at the start", kind=SAME_DATA)
def the_surface_is_flatter_where_training_ends(sweep: RateSweep) -> float:
    """After 100 steps at the highest rate that works, the largest curvature is less than half of
    what it was at the start.
    """
    return sweep.flattening


@checked(sweep_rates, above=10, unit=" digits", digits=2, kind=SAME_DATA)
def eight_times_the_limit_explodes(sweep: RateSweep) -> float:
    """At eight times the limit at the start, the loss explodes: the largest has more than ten
    digits before the point.
    """
    losses = sweep.course(EXPLODES)
    return np.log10(losses[np.isfinite(losses)].max())


# --- Batch size


@checked(measure_gradient_noise, above=-0.54, below=-0.46, kind=SAME_DATA)
def noise_falls_with_the_root_of_the_batch(noise: GradientNoise) -> float:
    """Before training, with batches drawn with replacement, the noise of the gradient falls like
    one over the root of the batch size (slope of log noise against log size).
    """
    return noise.exponent


@claim(compare_batch_sizes, above=10, unit="×", kind=SAME_DATA)
def small_batches_get_further_in_ten_epochs(batches: BatchSizeComparison) -> float:
    """After ten epochs of gradient descent on 500 digits, each at the best of eight rates, the
    train loss with full batches is more than ten times that with mini-batches of 20.
    """
    return batches.after_ten(500) / batches.after_ten(20)


@checked(compare_batch_sizes, below=1, unit="×", digits=2, kind=SAME_DATA)
def full_batches_get_further_step_by_step(batches: BatchSizeComparison) -> float:
    """After 250 steps each, at the best of eight rates, the train loss with full batches is below
    that with mini-batches of 20 (the first over the second).
    """
    return batches.full_batch_after_as_many_steps / batches.after_ten(20)


@checked(compare_batch_sizes, below=0.04, rate=0.9, digits=2, kind=SAME_DATA)
def batch_size_hardly_moves_the_validation_error(batches: BatchSizeComparison) -> float:
    """When the train loss first falls below 0.05, the validation errors of batches of 4, 20, 100
    and 500, each at its best rate, usually lie within 0.04 of each other (largest minus smallest).
    """
    return batches.spread_of_errors


# --- Narrow valleys: momentum and Adam


@claim(count_steps_in_valleys, above=2, unit="×")
def momentum_saves_steps_in_a_narrow_valley(needed: StepsNeeded) -> float:
    """In the valley of a regression on two predictors that correlate 0.99, gradient descent at the
    best of its rates needs more than twice as many steps as momentum (0.9) at the best of its own
    until a ten-thousandth of the excess error is left.
    """
    return needed.saving


@checked(count_steps_in_valleys, above=1, unit="×")
def momentum_costs_steps_in_a_round_valley(needed: StepsNeeded) -> float:
    """With predictors that correlate 0.5, momentum at the best of its rates needs more steps than
    gradient descent at the best of its own (the first over the second).
    """
    return needed.steps["momentum"][0] / needed.steps["gradient descent"][0]


# --- A schedule: half a cosine


@claim(compare_schedules, below=1, rate=0.95, unit="×", digits=2)
def the_half_cosine_removes_noise(schedules: ScheduleComparison) -> float:
    """Where each step of Adam looks at 5 of 40 points of the quartic cloud, 2,000 steps at a rate
    of 0.1 that falls along half a cosine nearly always bring 20 hidden units to a lower train loss
    than with the rate kept (median of five samples, the first over the second).
    """
    mini_batches = "mini-batches of 5"
    falling, kept = (
        schedules.median(mini_batches, name)[schedules.rates.index(0.1)]
        for name in ("half-cosine", "constant")
    )
    return falling / kept


@checked(compare_schedules, above=1, rate=0.9, unit="×", digits=3)
def at_a_small_rate_the_half_cosine_costs_distance(schedules: ScheduleComparison) -> float:
    """With all 40 points in each step of Adam and a rate of 0.01, the half-cosine usually ends at a
    higher train loss than the rate that is kept (medians of five samples, the first over the
    second).
    """
    falling, kept = (
        schedules.median("all 40", name)[schedules.rates.index(0.01)]
        for name in ("half-cosine", "constant")
    )
    return falling / kept


# --- Where to start


@checked(break_symmetry, above=10, unit="×", kind=SAME_DATA)
def equal_units_learn_little(symmetry: SymmetryComparison) -> float:
    """After 30 epochs from 32 hidden units that are equal at the start, the train loss is more than
    ten times that from random ones.
    """
    return symmetry.cost_of_equality


@checked(break_symmetry, below=0.001, digits=2, kind=SAME_DATA)
def equal_units_stay_equal(symmetry: SymmetryComparison) -> float:
    """Units that are equal at the start are as good as equal after 30 epochs (largest standard
    deviation over units of a weight into them).
    """
    return symmetry.apart


@checked(vary_gain, below=0.1, digits=2, kind=SAME_DATA)
def gradients_change_by_the_gain_in_each_layer(gains: GainComparison) -> float:
    """For each of seven gains from 0.5 to 2, the gradient is multiplied by nearly the gain per
    layer on its way through 30 random layers of ReLUs (geometric mean over layers; largest relative
    deviation from the gain).
    """
    return gains.deviation


@checked(vary_gain, above=0.2, below=0.45, unit="×", kind=SAME_DATA)
def sigmoids_make_gradients_vanish(gains: GainComparison) -> float:
    """With sigmoids at gain 1, a layer leaves between a fifth and 0.45 of the gradient (geometric
    mean over 30 layers).
    """
    return gains.sigmoid.backward_factor


@checked(vary_gain, above=1.5, unit="×", kind=SAME_DATA)
def steeper_sigmoids_leave_more(gains: GainComparison) -> float:
    """Sigmoids four times as steep leave per layer more than one and a half times as much of the
    gradient (ratio of the geometric means over 30 layers).
    """
    return gains.steep_sigmoid.backward_factor / gains.sigmoid.backward_factor


@checked(vary_gain, above=2.2, digits=3, kind=SAME_DATA)
def half_the_gain_does_not_train(gains: GainComparison) -> float:
    """Ten hidden layers started with weights half as large still have a train loss above 2.2 after
    40 epochs, where guessing has 2.30.
    """
    return gains.curves[0.5].final


@claim(vary_gain, above=2, rate=0.95, unit="×", kind=SAME_DATA)
def the_right_gain_trains(gains: GainComparison) -> float:
    """After 40 epochs of gradient descent on 500 digits, in mini-batches of 25 and at a rate of
    0.02, a network of ten hidden layers that was started with weights half as large nearly always
    has more than twice the train loss of one started at gain 1.
    """
    return gains.cost_of_half_the_gain


# --- Units that die


@claim(kill_and_revive, above=0, rate=0.85, unit=" of the dead units", digits=2, kind=SAME_DATA)
def dead_units_can_come_back_above_the_first_layer(revival: Revival) -> float:
    """In a network of three hidden layers, one step at a rate of 0.3 on 500 digits that were not
    centred leaves units zero for all of them. Of those in the second and third layer, some are
    usually on again after 300 steps of gradient descent at a rate of 0.01.
    """
    return revival.revived_above


@checked(kill_and_revive, below=0.5, unit=" units", kind=SAME_DATA)
def dead_units_of_the_first_layer_stay_dead(revival: Revival) -> float:
    """Of the dead units of the first hidden layer, none comes back in 300 steps of gradient
    descent, of gradient descent with weight decay, or of Adam (sum of the three).
    """
    return revival.revived_in_the_first


@checked(kill_and_revive, below=0.5, unit=" units", kind=SAME_DATA)
def above_a_frozen_layer_dead_units_stay_dead(revival: Revival) -> float:
    """With the first layer frozen, no dead unit of the second comes back in 300 steps."""
    return revival.revived[FROZEN][1]


# --- Reading learning curves


@checked(draw_learning_curves, above=5, unit="×", kind=SAME_DATA)
def two_units_underfit(curves: LearningCurves) -> float:
    """With two hidden units, the train loss after 30 epochs is more than five times as high as with
    32.
    """
    return curves.underfits.final / curves.works.final


@checked(draw_learning_curves, above=0.2, digits=2, kind=SAME_DATA)
def more_digits_do_not_help_two_units(curves: LearningCurves) -> float:
    """With two hidden units, more than 20 % of the validation labels are still wrong with 1,000
    digits in place of 500, for as many steps.
    """
    return curves.more_data.validation_error[-1]


@checked(draw_learning_curves, above=1.1, unit="×", kind=SAME_DATA)
def the_validation_loss_turns_up(curves: LearningCurves) -> float:
    """On 200 digits, 30 % of whose labels were drawn anew, the validation loss ends more than a
    tenth above its minimum.
    """
    return curves.overfits.validation[-1] / curves.overfits.validation.min()


@checked(
    draw_learning_curves,
    above=0.5,
    rate=0.6,
    unit=" times the loss at the start",
    kind=SAME_DATA,
)
def too_high_a_rate_jumps(curves: LearningCurves) -> float:
    """At twenty times the rate, the loss jumps more often than not: in some epoch it
    rises by more than half of what it was before training.
    """
    return curves.largest_jump


@checked(
    draw_learning_curves,
    above=0.9,
    below=1.1,
    unit=" times the loss of guessing",
    kind=SAME_DATA,
)
def a_plateau_looks_like_failure(curves: LearningCurves) -> float:
    """Five layers started with weights of 0.3 times the usual size have a train loss within a tenth
    of that of guessing after five epochs.
    """
    return curves.plateau.train[5] / GUESSING


@checked(draw_learning_curves, below=0.5, unit=" times the loss of guessing", kind=SAME_DATA)
def without_small_weights_there_is_no_plateau(curves: LearningCurves) -> float:
    """The same five layers, started with weights of the usual size, have a train loss below half of
    that of guessing after five epochs.
    """
    return curves.usual_gain.train[5] / GUESSING


@claim(draw_learning_curves, below=0.5, digits=2, kind=SAME_DATA)
def a_plateau_can_end(curves: LearningCurves) -> float:
    """Five layers (four of them hidden), started with weights of 0.3 times the usual size and still
    near the loss of guessing after five epochs, have a train loss below 0.5 after 100 epochs of
    gradient descent on 500 digits, in mini-batches of 25 and at a rate of 0.05.
    """
    return curves.plateau.final


@checked(
    draw_learning_curves,
    above=0.98,
    below=1.02,
    unit=" times the loss of guessing",
    kind=SAME_DATA,
)
def dead_units_learn_nothing(curves: LearningCurves) -> float:
    """With all hidden units dead, the train loss after 30 epochs is that of guessing."""
    return curves.dead.final / GUESSING


# --- When to stop


@checked(stop_training_early, above=0, rate=0.9, digits=2, kind=SAME_DATA)
def stopping_early_pays_where_labels_are_wrong(stopping: EarlyStopping) -> float:
    """With 30 % of 200 labels drawn anew, the network that a patience of ten epochs keeps usually
    gets fewer test labels wrong than that after 120 epochs (by this share).
    """
    return stopping.saved(10)


# --- A checklist, every symptom reproduced


@checked(reproduce_symptoms, above=0.85, below=1, unit=" of the loss", kind=SAME_DATA)
def too_small_a_rate_hardly_moves(symptoms: Symptoms) -> float:
    """At a thousandth of the rate, more than 85 % of the train loss is left after 30 epochs."""
    return symptoms.too_small.final / symptoms.too_small.train[0]


@checked(reproduce_symptoms, above=0.5, digits=3, unit=" of epochs", kind=SAME_DATA)
def too_large_a_rate_ends_in_nan(symptoms: Symptoms) -> float:
    """At 200 times the rate, the loss is NaN or infinite in more than half of the epochs."""
    return symptoms.share_without_number


@checked(reproduce_symptoms, above=100, unit="×", digits=2, kind=SAME_DATA)
def without_zero_grad_the_loss_explodes(symptoms: Symptoms) -> float:
    """When gradients are never set to zero, the largest train loss is more than a hundred times
    that before training.
    """
    return np.nanmax(symptoms.no_zero_grad.train) / symptoms.no_zero_grad.train[0]


@checked(reproduce_symptoms, below=0.5, unit=" of the start", digits=2, kind=SAME_DATA)
def shuffled_labels_are_memorised(symptoms: Symptoms) -> float:
    """With shuffled labels, the train loss falls below half of what it was."""
    return symptoms.shuffled_labels.final / symptoms.shuffled_labels.train[0]


@checked(reproduce_symptoms, above=1.3, unit=" times the loss of guessing", kind=SAME_DATA)
def shuffled_labels_predict_nothing(symptoms: Symptoms) -> float:
    """With shuffled labels, the validation loss ends more than 1.3 times as high as that of
    guessing.
    """
    return symptoms.shuffled_labels.validation[-1] / GUESSING


@claim(reproduce_symptoms, above=4, unit="×", kind=SAME_DATA)
def sorted_batches_unlearn(symptoms: Symptoms) -> float:
    """After one epoch of gradient descent over 500 digits sorted by label, in mini-batches of 25
    and at a rate of 0.5, the validation error is more than four times that after an epoch over
    shuffled ones.
    """
    return symptoms.cost_of_order


@checked(reproduce_symptoms, below=2, unit="×", kind=SAME_DATA)
def at_a_small_rate_order_matters_little(symptoms: Symptoms) -> float:
    """At a rate of 0.01, the validation error after four epochs over sorted digits is less than
    twice that after four epochs over shuffled ones.
    """
    return symptoms.cost_of_order_at_a_small_rate


@checked(reproduce_symptoms, above=0.2, digits=2, kind=SAME_DATA)
def raw_units_cost_the_fit(symptoms: Symptoms) -> float:
    """On 300 people of the diabetes data, with predictors in their raw units, the train loss after
    80 epochs, at the best of eight rates, is more than 0.2 above that with standardised predictors;
    predicting the mean has 1.
    """
    return symptoms.raw.final - symptoms.scaled.final


@checked(overfit_one_batch, below=0.05, digits=2, kind=SAME_DATA)
def a_correct_program_fits_one_batch(losses: OneBatch) -> float:
    """A correct program brings the loss on one batch of 20 below 0.05 in 200 steps."""
    return losses.correct[-1]


@checked(overfit_one_batch, above=1.0, digits=3, kind=SAME_DATA)
def three_broken_programs_do_not(losses: OneBatch) -> float:
    """With pairs torn apart in each step, dead units or the wrong sign, the mean loss of the last
    50 steps stays above 1 (the least of the three).
    """
    return losses.best_of_broken


@checked(overfit_one_batch, below=0.1, digits=2, kind=SAME_DATA)
def one_batch_does_not_notice_shuffled_labels(losses: OneBatch) -> float:
    """With labels shuffled once, the loss on one batch falls below 0.1 as well."""
    return losses.labels_shuffled[-1]


@checked(compare_scaling, below=0.5, unit="×")
def scaling_apart_hides_a_shift(scaling: ScalingComparison) -> float:
    """When test people come from another laboratory, whose readings are all one standard deviation
    higher, scaling them by their own mean and standard deviation measures less than half of the
    error that a single new person meets (mean of 200 simulated samples).
    """
    return scaling.share_noticed
