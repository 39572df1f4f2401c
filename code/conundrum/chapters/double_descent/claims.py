"""What the chapter *Where the error comes back down* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.double_descent.experiments import (
    addition,
    epochs,
    families,
    memory,
    minima,
    people,
    starts,
    training,
    truths,
    widths,
)
from conundrum.claims import SAME_DATA, checked, claim
from conundrum.evaluation.random_features import TRAIN
from conundrum.evaluation.students import Students, learn_from_teachers
from conundrum.evaluation.widening import Widening, widen

NAKKIRAN = "nakkiran2021deep"
HECKEL = "heckel2021early"

FEWER_DIGITS = partial(widen, draws=2)
FEWER_FAMILIES = partial(families.grow, draws=2)
TWO_NOISES = partial(widths.sweep_widths_and_noise, draws=2, noises=(0.0, 0.2))
FEWER_STUDENTS = partial(learn_from_teachers, draws=4)
FEWER_COURSES = partial(epochs.train_on_two_scales, draws=4)
FEWER_MEMORIES = partial(memory.memorise, draws=2)
FEWER_TRUTHS = partial(truths.vary_truth_and_noise, draws=20)
FEWER_PATIENTS = partial(people.recruit_patients, draws=10)
FEWER_VOXELS = partial(people.add_voxels, draws=10)
ONE_OR_ALL = partial(minima.train_on_batches, draws=5, batch_sizes=(1, minima.OBSERVATIONS))
THREE_STARTS = partial(starts.scale_the_start, scales=(0.25, 1.0, 4.0))


# --- Random features on real digits ---------------------------------------------------------------


@checked(FEWER_DIGITS, below=1, unit=" features away", kind=SAME_DATA)
def random_features_peak_at_n(widening: Widening) -> float:
    """On 400 digits the error of least norm has its peak at exactly 400 random features, of 10 to
    2400 with 350 and 450 among them, in each draw and for each share of noise (the farthest from
    it).
    """
    return np.abs(widening.peaks - TRAIN).max()


@claim(FEWER_DIGITS, below=1, unit=" of the first minimum", kind=SAME_DATA)
def without_noise_the_second_descent_wins(widening: Widening) -> float:
    """With all labels of 400 training digits right, least norm with 2400 random features
    has a smaller test error than with any of nine numbers of features from 10 to 350, in
    each of two draws of digits and features (the largest ratio).
    """
    return widening.ends(widening.noises[0]).max()


@checked(FEWER_DIGITS, above=1, unit=" times the first minimum", kind=SAME_DATA)
def with_noise_it_does_not(widening: Widening) -> float:
    """With 15 % of labels redrawn, 2400 features have a larger test error than the first minimum,
    in each of two draws (the smallest ratio).
    """
    return widening.ends(0.15).min()


@checked(FEWER_DIGITS, below=0.75, unit=" of the first minimum", kind=SAME_DATA)
def the_best_penalty_beats_the_first_minimum(widening: Widening) -> float:
    """With 15 % of labels redrawn, 2400 features with the ridge penalty that is best on the test
    digits have less than three quarters of the error of the first minimum without a penalty, in
    each of two draws (the largest ratio).
    """
    return widening.ridge_ends(0.15).max()


@checked(FEWER_DIGITS, below=0, digits=2, kind=SAME_DATA)
def the_readout_shrinks_past_the_peak(widening: Widening) -> float:
    """From 400 features on, the squared norm of the readout falls from each number of features to
    the next, in every draw (the largest relative change).
    """
    norm = widening.squared_norm[:, widening.at_n :]
    return (norm[:, 1:] / norm[:, :-1] - 1).max()


# --- Trained networks -----------------------------------------------------------------------------


@claim(TWO_NOISES, above=1, unit=" points", kind=SAME_DATA, source=NAKKIRAN)
def with_corrupted_labels_there_is_a_peak(sweep: widths.NoisySweep) -> float:
    """With 20 % of the labels of 600 digits redrawn, after 400 steps of Adam on all of
    them, the test error of networks with one hidden layer (mean of two draws of digits)
    rises by more than one percentage point above its first minimum, among eight widths from
    3 to 80 units.
    """
    return 100 * sweep.rise(0.2)


@checked(TWO_NOISES, below=1.5, unit=" points", kind=SAME_DATA)
def without_corrupted_labels_there_is_no_peak(sweep: widths.NoisySweep) -> float:
    """With all labels right, no width has a median test error of more than one and a half
    percentage points above that of a narrower one.
    """
    return 100 * sweep.rise(0.0)


@checked(TWO_NOISES, above=7, below=30, unit=" units", kind=SAME_DATA)
def the_peak_stands_where_labels_can_just_be_fitted(sweep: widths.NoisySweep) -> float:
    """With 20 % of labels redrawn the peak stands at 9, 14 or 22 hidden units, of 3 to 80."""
    return sweep.peak(0.2)


@checked(TWO_NOISES, above=1, unit=" points", kind=SAME_DATA)
def past_the_peak_the_error_falls(sweep: widths.NoisySweep) -> float:
    """With 20 % of labels redrawn, 80 units have a median test error of at least one percentage
    point less than the peak.
    """
    risk = sweep.risk(0.2)
    return 100 * (risk.highest - risk.median[-1])


@checked(TWO_NOISES, below=0.005, kind=SAME_DATA)
def the_widest_networks_fit_corrupted_labels_too(sweep: widths.NoisySweep) -> float:
    """Networks of 80 units miss fewer than 5 in 1000 of the labels they were given, with all right
    and with a fifth redrawn (the larger median).
    """
    return max(sweep.train(noise).median[-1] for noise in sweep.noises)


@checked(TWO_NOISES, above=1.2, unit="×", kind=SAME_DATA)
def the_peak_moves_to_smaller_networks(sweep: widths.NoisySweep) -> float:
    """With 20 % of labels redrawn, the peak stands at more hidden units after 80 steps than after
    400.
    """
    return sweep.until(80).peak(0.2) / sweep.peak(0.2)


@checked(TWO_NOISES, below=0.75, unit=" of the least error at the end", kind=SAME_DATA)
def stopped_early_all_networks_are_better(sweep: widths.NoisySweep) -> float:
    """With 20 % of labels redrawn, the least test error of all widths and numbers of steps is below
    three quarters of the least error after 400 steps.
    """
    return sweep.least(0.2) / sweep.risk(0.2).median.min()


@checked(training.train_three_ways, above=1, unit=" points", kind=SAME_DATA, rate=0.8)
def all_three_optimisers_peak(ways: training.Ways) -> float:
    """After 1,600 steps, four times as many, with 20 % of labels redrawn, the test error of one
    draw rises by more than one percentage point to a peak with Adam, with momentum and by plain
    gradient descent (the smallest rise).
    """
    return 100 * min(ways.rises(training.LONG).values())


@checked(training.train_three_ways, above=0, unit=" points", kind=SAME_DATA, rate=0.9)
def adam_peaks_before_descent_does(ways: training.Ways) -> float:
    """After 400 steps the rise of one draw is larger with Adam than by plain gradient descent (the
    difference).
    """
    rises = ways.rises(training.SHORT)
    return 100 * (rises["Adam"] - rises["descent"])


@checked(training.train_three_ways, above=5, unit=" points", kind=SAME_DATA, rate=0.9)
def adam_falls_far_past_its_peak(ways: training.Ways) -> float:
    """After 1,600 steps of Adam, networks of 80 units have a test error of more than five
    percentage points less than those at the peak.
    """
    return 100 * ways.fall("Adam", training.LONG)


@checked(FEWER_STUDENTS, above=1.1, unit=" times the first minimum")
def students_get_worse_before_they_get_better(students: Students) -> float:
    """After 3000 steps of Adam, the median test error of students of four teachers rises from its
    first minimum by more than a tenth.
    """
    return students.risk.rise


@checked(FEWER_STUDENTS, above=11, below=36, unit=" units")
def students_peak_at_about_twenty_units(students: Students) -> float:
    """The peak stands between 12 and 35 hidden units, of 1 to 120."""
    return students.peak


@checked(FEWER_STUDENTS, below=1, unit=" of the first minimum", rate=0.9)
def the_widest_student_beats_the_first_minimum(students: Students) -> float:
    """With 120 hidden units the median test error is below the first minimum."""
    return students.risk.end


# --- Epochs ---------------------------------------------------------------------------------------


@checked(epochs.descend_on_two_scales, above=1.25, unit="×", source=HECKEL)
def the_linear_model_gets_worse_as_it_learns(course: epochs.TwoScales) -> float:
    """In the linear model, the median test error rises by more than a quarter after its first
    minimum, in the course of one training.
    """
    return course.risk.rise


@checked(epochs.descend_on_two_scales, below=0.2, unit=" of the first minimum", source=HECKEL)
def the_linear_model_then_learns_the_rest(course: epochs.TwoScales) -> float:
    """In the linear model, the median test error ends below a fifth of its first minimum."""
    return course.risk.end


@checked(partial(epochs.descend_on_two_scales, scales=(1.0, 1.0), last=20_000), below=0.15)
def at_one_speed_there_is_hardly_a_hump(course: epochs.TwoScales) -> float:
    """If both groups of features have one scale, the median test error rises by less than 0.15
    above an earlier one, where the noise alone has 0.01 and the signal 5.
    """
    return course.risk.highest - course.risk.lowest


@checked(FEWER_COURSES, above=1.25, unit="×")
def a_network_gets_worse_as_it_learns(course: epochs.Course) -> float:
    """In the small network too, the median test error rises by more than a quarter after its first
    minimum.
    """
    return course.risk.rise


@claim(FEWER_COURSES, below=0.5, unit=" of the first minimum")
def a_network_then_learns_the_rest(course: epochs.Course) -> float:
    """In a network of 6 hidden units on 400 observations of inputs of two scales, trained
    on all of them by 15,000 steps of descent with momentum and a falling rate, the median
    test error over four draws ends below half of its first minimum, which comes before its
    highest rise.
    """
    return course.risk.end


@checked(TWO_NOISES, above=2, unit=" points", kind=SAME_DATA)
def a_middling_network_is_worse_at_the_end(sweep: widths.NoisySweep) -> float:
    """With 22 units and 20 % of labels redrawn, the median test error after 400 steps is more than
    two percentage points above the least one on the way.
    """
    along = sweep.course(0.2, 22).median
    return 100 * (along[-1] - along.min())


@checked(TWO_NOISES, below=1, unit=" points", kind=SAME_DATA)
def it_does_not_come_down_again(sweep: widths.NoisySweep) -> float:
    """With 22 units and 20 % of labels redrawn, the median test error ends less than one percentage
    point below its highest value after the least one: there is no second descent in 400 steps.
    """
    along = sweep.course(0.2, 22).median
    return 100 * (along[along.argmin() :].max() - along[-1])


# --- Random labels --------------------------------------------------------------------------------


@claim(FEWER_MEMORIES, below=0.0005, kind=SAME_DATA, source="zhang2017understanding")
def random_labels_are_learned_by_heart(result: memory.Memorised) -> float:
    """After 200 steps of Adam on all of them, networks with 256 hidden units return all 400
    labels of their training digits, true or drawn at random, in each of two draws (the
    largest share missed).
    """
    return max(errors[:, -1].max() for errors in result.train_error.values())


@checked(FEWER_MEMORIES, below=0.08, kind=SAME_DATA)
def true_labels_are_understood(result: memory.Memorised) -> float:
    """Trained on true labels, the networks have a test error below 8 %, in each draw (the
    largest).
    """
    return result.test_error[memory.TRUE][:, -1].max()


@checked(FEWER_MEMORIES, above=0.84, below=0.95, kind=SAME_DATA)
def random_labels_teach_nothing(result: memory.Memorised) -> float:
    """Trained on random labels, the networks have a median test error of 84 to 95 %, as guessing
    has.
    """
    return result.test(memory.RANDOM).median[-1]


@checked(FEWER_MEMORIES, above=1, below=5, unit="×", kind=SAME_DATA)
def random_labels_take_a_few_times_longer(result: memory.Memorised) -> float:
    """Random labels take more steps than true ones, but fewer than five times as many (the median
    of draws).
    """
    return np.median(result.times_longer)


# --- Which models come back down ------------------------------------------------------------------


@checked(FEWER_FAMILIES, above=2, unit="×", kind=SAME_DATA)
def one_neighbour_is_worse_than_five(result: families.Families) -> float:
    """One nearest neighbour, which fits all labels, has more than twice the test error of five
    (ratio of medians).
    """
    return result.neighbour_risk.at(1) / result.neighbour_risk.at(5)


@checked(FEWER_FAMILIES, below=0.5, unit=" of one neighbour’s", kind=SAME_DATA)
def neighbours_weighted_by_distance_fit_and_predict(result: families.Families) -> float:
    """Seven neighbours that vote with the inverse of their distance fit all labels as one does, and
    have less than half its test error (ratio of medians).
    """
    return result.weighted_risk.at(7) / result.neighbour_risk.at(1)


@checked(FEWER_FAMILIES, below=0.01, kind=SAME_DATA)
def a_full_tree_stays_where_it_is(result: families.Families) -> float:
    """From 150 leaves allowed to 400, the error of a single tree changes by less than one
    percentage point, in every draw (the largest change, as a share of digits).
    """
    late = result.leaf_error[:, result.leaves >= 150]
    return np.ptp(late, axis=1).max()


@checked(FEWER_FAMILIES, above=1.05, unit=" times its best", kind=SAME_DATA)
def a_full_tree_is_past_its_best(result: families.Families) -> float:
    """A fully grown tree has a larger test error than the best size from 2 leaves on (ratio of
    medians).
    """
    return result.tree_risk.median[-1] / result.tree_risk.median.min()


@claim(FEWER_FAMILIES, below=0.5, unit=" of one tree’s", kind=SAME_DATA)
def a_forest_of_full_trees_halves_the_error(result: families.Families) -> float:
    """With 15 % of 400 labels redrawn, a forest of 100 fully grown trees on all digits,
    each cut chosen among the root of the number of pixels, has less than half the test
    error of its first tree alone, in each of two draws (the largest ratio).
    """
    return (result.forest_error[:, -1] / result.forest_error[:, 0]).max()


@checked(FEWER_FAMILIES, below=0.001, kind=SAME_DATA)
def the_forest_fits_every_label(result: families.Families) -> float:
    """A forest of 100 fully grown trees returns every label it was trained on, wrong ones included
    (share of training digits for which it does not, largest of draws).
    """
    return result.forest_train_error.max()


# --- When the second descent beats the first ------------------------------------------------------


@claim(FEWER_TRUTHS, below=1, unit=" of the first minimum")
def a_truth_too_rich_for_few_knots_is_better_off_with_many(result: truths.Truths) -> float:
    """With a square wave and noise of 0.1 or 0.3, splines of least slope with 161 knots
    through 20 points have a smaller median test error than the first minimum, with fewer
    knots than at the peak (the larger ratio; medians of 20 draws).
    """
    return max(result.end("square wave", noise) for noise in (0.1, 0.3))


@checked(FEWER_TRUTHS, above=1, unit=" times the first minimum")
def a_smooth_truth_is_not(result: truths.Truths) -> float:
    """With sin x, and noise from 0.1 to 1, 161 knots have a larger median test error than the first
    minimum (the smallest ratio).
    """
    return min(result.end("sin x", noise) for noise in result.noises)


@checked(FEWER_TRUTHS, above=1, unit=" times the first minimum")
def with_much_noise_no_truth_is(result: truths.Truths) -> float:
    """With noise of 1, 161 knots have a larger median test error than the first minimum, for each
    of the four curves (the smallest ratio).
    """
    return min(result.end(truth, 1.0) for truth in result.truths)


# --- As many predictors as people -----------------------------------------------------------------


@claim(FEWER_PATIENTS, above=10, unit="×", digits=2, kind=SAME_DATA)
def dropping_columns_stays_at_the_peak(result: people.Sizes) -> float:
    """With 64 predictors (ten measurements, their squares and products) of 30 diabetes
    patients, least squares on the first columns, as R's ``lm`` has it, has more than ten
    times the test error of the least-norm fit of all columns (ratio of medians over 10
    orders of the patients).
    """
    return result.at(people.FIRST_COLUMNS, 30) / result.at(people.LEAST_NORM, 30)


@checked(FEWER_PATIENTS, above=10, unit="×", digits=2, kind=SAME_DATA)
def more_patients_can_hurt(result: people.Sizes) -> float:
    """From 30 patients to 65 the median test error of the least-norm fit grows more than
    tenfold.
    """
    return result.at(people.LEAST_NORM, 65) / result.at(people.LEAST_NORM, 30)


@checked(FEWER_PATIENTS, below=1, unit=" of guessing the mean", kind=SAME_DATA)
def ridge_is_never_worse_than_the_mean(result: people.Sizes) -> float:
    """Ridge regression, with the penalty that leave-one-out cross-validation chooses, has a median
    test error below the variance of the outcome at each number of patients from 30 on (the
    largest).
    """
    return max(result.at(people.RIDGE, size) for size in result.sizes if size >= 30)


@checked(FEWER_VOXELS, above=1.15, unit="×")
def decoders_peak_at_as_many_voxels_as_trials(result: people.Sizes) -> float:
    """With 100 trials, a least-norm decoder has a larger median error with 98 voxels than with 40,
    by more than 15 %.
    """
    return result.at(people.LEAST_NORM, 98) / result.at(people.LEAST_NORM, 40)


@checked(FEWER_VOXELS, below=0.8, unit=" of least norm’s")
def a_penalised_decoder_does_not(result: people.Sizes) -> float:
    """With 98 voxels the ridge decoder has less than four fifths of the median error of the
    least-norm decoder.
    """
    return result.at(people.RIDGE, 98) / result.at(people.LEAST_NORM, 98)


# --- Other explanations you will hear -------------------------------------------------------------


@checked(minima.rescale_a_minimum, below=1e-9, digits=2, source="dinh2017sharp")
def rescaled_networks_are_one_function(result: minima.Rescaled) -> float:
    """Hidden weights and biases multiplied by a factor from 0.1 to 10, and the readout divided by
    it, leave the test error of a trained network as it is, up to rounding (the relative spread).
    """
    return result.spread_of_test_error


@checked(minima.rescale_a_minimum, above=100, unit="×", digits=2, source="dinh2017sharp")
def rescaling_changes_the_curvature_a_hundredfold(result: minima.Rescaled) -> float:
    """Among these factors, the largest curvature of the train error varies more than a
    hundredfold.
    """
    return result.spread_of_curvature


@checked(ONE_OR_ALL, below=0.97, unit=" of all at once")
def noisy_gradients_do_better(result: minima.GradientNoise) -> float:
    """Networks of 32 hidden units take 4000 steps, at a falling rate, on 128 answers with
    noise 0.3 of a teacher of 100 units, at the one of six rates that is best on other new
    inputs. With gradients of single observations the test error is below 0.97 times that
    with gradients of all (the median ratio of five draws).
    """
    return np.median(result.of_full)


@checked(ONE_OR_ALL, below=0.75, unit="×", rate=0.9)
def noisy_gradients_end_in_flatter_places(result: minima.GradientNoise) -> float:
    """At the same rate, 0.018, the largest curvature at the end is less than three quarters with
    single observations of what it is with all (ratio of medians).
    """
    single, together = (result.median_curvature[result.at(b, 0.018)] for b in result.extremes)
    return single / together


@checked(ONE_OR_ALL, above=0.95, below=1.05, unit="×")
def at_a_small_rate_noise_hardly_matters(result: minima.GradientNoise) -> float:
    """At the smallest of the rates, 0.0022, the test errors with single observations and with all
    are within 5 % of each other (ratio of medians).
    """
    single, together = (result.median_test_error[result.at(b, 0.0022)] for b in result.extremes)
    return single / together


@checked(FEWER_DIGITS, above=100, unit=" times n", digits=2, kind=SAME_DATA)
def effective_parameters_peak_at_n(widening: Widening) -> float:
    """With 400 features the effective parameters at test digits are more than a hundred times as
    many as training digits (median of draws).
    """
    return widening.effective[widening.at_n] / TRAIN


@checked(FEWER_DIGITS, below=2, unit=" times n", kind=SAME_DATA)
def effective_parameters_come_down(widening: Widening) -> float:
    """With 2400 features, the effective parameters at test digits are fewer than twice the number
    of training digits (the most of all draws).
    """
    return widening.effective_test[:, -1].max() / TRAIN


@checked(FEWER_FAMILIES, below=0.25, unit=" of one tree’s", kind=SAME_DATA)
def a_forest_has_few_effective_parameters(result: families.Families) -> float:
    """A forest of 100 trees has less than a quarter of the effective parameters of one tree of it
    (ratio of medians).
    """
    effective = np.median(result.forest_effective, axis=0)
    return effective[-1] / effective[0]


@claim(THREE_STARTS, below=0.5, unit=" of the tangent model’s", source="chizat2019lazy")
def networks_that_move_beat_their_tangent_model(result: starts.ScaledStarts) -> float:
    """Networks of 64 hidden units, what they say untrained taken away, learn from 200
    observations a response to one direction of 20 inputs, in 2000 steps of gradient
    descent. From a quarter of the usual weights and biases, their test error is below half
    of that of the tangent model of the usual start, after as many steps (the median ratio
    of four draws).
    """
    return np.median(result.of_tangent(0.25))


@checked(THREE_STARTS, above=0.9, below=1.1, unit="×", source="jacot2018neural")
def a_large_start_is_its_tangent_model(result: starts.ScaledStarts) -> float:
    """Started at four times the usual weights, their test error is within 10 % of that of the
    tangent model (the median ratio).
    """
    return np.median(result.of_tangent(4.0))


@checked(THREE_STARTS, below=0.03)
def hidden_units_hardly_move_from_a_large_start(result: starts.ScaledStarts) -> float:
    """From this start, hidden weights and biases go less than 3 % of their length (the median)."""
    return result.moved_from(4.0)


@checked(addition.learn_to_add, above=5, unit="×", kind=SAME_DATA, source="power2022grokking")
def generalisation_can_come_long_after_the_fit(result: addition.ModularAddition) -> float:
    """Networks of 64 hidden units are trained on 60 % of all sums modulo 19, by 3000 steps
    of Adam with weight decay. Within these, each of three draws of split and start gets 90
    % of the other sums right, after more than five times as many steps as it takes to get
    99 % of those trained on (the smallest ratio).
    """
    delays = result.delay(addition.DECAY)
    return delays.min() if np.isfinite(delays).all() else np.nan


@checked(addition.learn_to_add, below=0.2, kind=SAME_DATA)
def without_decay_it_does_not_come(result: addition.ModularAddition) -> float:
    """Without weight decay, less than a fifth of the other sums are right after 3000 steps (the
    largest share of three draws).
    """
    return result.test_accuracy[addition.NO_DECAY][:, -1].max()


@checked(addition.learn_to_add, below=1, unit="×", kind=SAME_DATA)
def from_a_smaller_start_it_comes_sooner(result: addition.ModularAddition) -> float:
    """From weights half as large, with the same decay, the other sums are learned in fewer steps
    (ratio of medians).
    """
    sooner, later = (
        np.median(result.until_general(learner))
        for learner in (addition.SMALL_START, addition.DECAY)
    )
    return sooner / later
