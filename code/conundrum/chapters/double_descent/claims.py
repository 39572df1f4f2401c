"""What the chapter *Where the error comes back down* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.double_descent.experiments import (
    addition,
    families,
    features,
    minima,
    starts,
    trained,
)
from conundrum.claims import SAME_DATA, checked, claim
from conundrum.evaluation.random_features import TRAIN

NAKKIRAN = "nakkiran2021deep"
HECKEL = "heckel2021early"

FEWER_DIGITS = partial(features.widen, draws=3)
FEWER_FAMILIES = partial(families.grow, draws=3)
ONE_OR_ALL = partial(minima.train_on_batches, draws=5, batch_sizes=(1, minima.OBSERVATIONS))
THREE_STARTS = partial(starts.scale_the_start, scales=(0.25, 1.0, 4.0))
TWO_NOISES = partial(trained.sweep_widths_and_noise, noises=(0.0, 0.15))


# --- Random features on real digits ---------------------------------------------------------------


@checked(FEWER_DIGITS, below=10, unit=" features away", kind=SAME_DATA)
def random_features_peak_at_n(widening: features.Widening) -> float:
    """On 400 digits the median error of least norm has its peak at exactly 400 random features, of
    10 to 2400, for each share of noise (the farthest from it).
    """
    return np.abs(widening.peaks - TRAIN).max()


@claim(FEWER_DIGITS, below=1, unit=" of the first minimum", kind=SAME_DATA)
def without_noise_the_second_descent_wins(widening: features.Widening) -> float:
    """With all labels of 400 training digits right, least norm with 2400 random features misreads
    fewer test digits than at its first minimum (medians over draws of digits and features).
    """
    return widening.cleanest.end


@checked(FEWER_DIGITS, above=1, unit=" times the first minimum", kind=SAME_DATA)
def with_noise_it_does_not(widening: features.Widening) -> float:
    """With 15 % of labels redrawn, 2400 features misread more digits than at the first minimum
    (ratio of medians).
    """
    return widening.risk(0.15).end


@checked(FEWER_DIGITS, below=0, digits=2, kind=SAME_DATA)
def the_readout_shrinks_past_the_peak(widening: features.Widening) -> float:
    """From 400 features on, the squared norm of the readout falls from each number of features to
    the next, in every draw (the largest relative change).
    """
    norm = widening.squared_norm[:, widening.at_n :]
    return (norm[:, 1:] / norm[:, :-1] - 1).max()


@checked(partial(features.collect_digits, draws=3), above=2, unit="×", kind=SAME_DATA)
def more_digits_can_hurt(more: features.MoreDigits) -> float:
    """With 400 random features and no noise, 400 training digits lead to more than twice the
    error of 200 (ratio of medians).
    """
    return more.risk(0.0).at(400) / more.risk(0.0).at(200)


# --- Trained networks -----------------------------------------------------------------------------


@checked(TWO_NOISES, below=4, unit=" points", rate=0.8)
def without_wrong_labels_there_is_no_peak(sweep: trained.NoisySweep) -> float:
    """With all labels as they are, no width from 8 to 140 has a test error more than four
    percentage points above that of a smaller width.
    """
    return 100 * sweep.rise(0.0)


@claim(TWO_NOISES, above=2, unit=" points", rate=0.9, source=NAKKIRAN)
def with_wrong_labels_there_is_a_peak(sweep: trained.NoisySweep) -> float:
    """With 15 % of the labels of 3000 signals redrawn, after 100 epochs of stochastic gradient
    descent, the test error rises by more than two percentage points from its first minimum to a
    peak as networks grow from 8 to 140 units a layer.
    """
    return 100 * sweep.rise(0.15)


@checked(TWO_NOISES, above=0, unit=" points", rate=0.75)
def wrong_labels_make_a_higher_peak(sweep: trained.NoisySweep) -> float:
    """The rise to the peak is higher with 15 % of labels redrawn than with none (the difference in
    percentage points).
    """
    return 100 * (sweep.rise(0.15) - sweep.rise(0.0))


@checked(TWO_NOISES, above=15, below=60, unit=" units", rate=0.9)
def the_peak_stands_where_labels_can_just_be_fitted(sweep: trained.NoisySweep) -> float:
    """With 15 % of labels redrawn, the peak stands between 18 and 55 units a layer, of 8 to 140."""
    return sweep.peak(0.15)


@checked(TWO_NOISES, below=0.005)
def the_widest_networks_fit_wrong_labels_too(sweep: trained.NoisySweep) -> float:
    """Networks with 140 units a layer miss fewer than 5 in 1000 of the labels given, with each
    share of wrong ones (the largest share missed).
    """
    return sweep.fitted[:, -1].max()


@checked(TWO_NOISES, below=0, unit=" points", rate=0.5)
def with_few_wrong_labels_the_second_descent_wins(sweep: trained.NoisySweep) -> float:
    """With 15 % of labels redrawn, 140 units miss fewer labels than those at the first minimum (the
    difference in percentage points).
    """
    risk = sweep.risk(0.15)
    return 100 * (risk.at(140) - risk.lowest)


@checked(TWO_NOISES, below=0, unit=" points", rate=0.75)
def stopped_early_the_peak_is_lower(sweep: trained.NoisySweep) -> float:
    """With 15 % of labels redrawn, the rise to the peak is smaller after 10 epochs than after 100
    (the difference in percentage points).
    """
    return 100 * (sweep.until(10).rise(0.15) - sweep.rise(0.15))


@checked(trained.learn_from_teachers, above=1.2, unit=" times the first minimum")
def students_get_worse_before_they_get_better(students: trained.Students) -> float:
    """The median test error of students rises from its first minimum by more than a fifth."""
    return students.risk.rise


@checked(trained.learn_from_teachers, above=11, below=36, unit=" units")
def students_peak_at_twenty_units(students: trained.Students) -> float:
    """The peak stands between 12 and 35 hidden units, of 1 to 120."""
    return students.peak


@checked(trained.learn_from_teachers, below=1, unit=" of the first minimum", rate=0.9)
def the_widest_student_beats_the_first_minimum(students: trained.Students) -> float:
    """With 120 hidden units the median test error is below the first minimum."""
    return students.risk.end


# --- Epochs ---------------------------------------------------------------------------------------


@checked(trained.descend_on_two_scales, above=1.25, unit="×", source=HECKEL)
def the_linear_model_gets_worse_as_it_learns(course: trained.TwoScales) -> float:
    """In the linear model, the median test error rises by more than a quarter after its first
    minimum, in the course of one training.
    """
    return course.risk.rise


@checked(trained.descend_on_two_scales, below=0.2, unit=" of the first minimum", source=HECKEL)
def the_linear_model_then_learns_the_rest(course: trained.TwoScales) -> float:
    """In the linear model, the median test error ends below a fifth of its first minimum."""
    return course.risk.end


@checked(trained.descend_on_two_scales, below=1e-6, digits=2)
def the_train_error_never_rises_on_the_way(course: trained.TwoScales) -> float:
    """In the linear model, the train error falls from each step looked at to the next, in every
    draw (the largest change).
    """
    return np.diff(course.train_error, axis=1).max()


@checked(trained.train_on_two_scales, above=1.25, unit="×")
def a_network_gets_worse_as_it_learns(course: trained.Course) -> float:
    """In the small network too, the median test error rises by more than a quarter after its first
    minimum.
    """
    return course.risk.rise


@claim(trained.train_on_two_scales, below=0.5, unit=" of the first minimum")
def a_network_then_learns_the_rest(course: trained.Course) -> float:
    """In a network of 6 hidden units on inputs of two scales, trained for 15,000 steps with
    momentum, the median test error over six draws falls, rises to a peak, and ends below half of
    its first minimum.
    """
    return course.risk.end


@checked(TWO_NOISES, above=0.5, unit=" points", rate=0.9)
def a_middling_network_is_worse_at_the_end(sweep: trained.NoisySweep) -> float:
    """With 38 units a layer and 15 % of labels redrawn, the test error after 100 epochs is more
    than half a percentage point above the least one on the way.
    """
    along = sweep.along(0.15, 38)
    return 100 * (along[-1] - along.min())


@checked(TWO_NOISES, below=1, unit=" points", rate=0.9)
def it_does_not_come_down_again(sweep: trained.NoisySweep) -> float:
    """With 38 units a layer and 15 % of labels redrawn, test error ends less than one percentage
    point below its highest value after the least one: there is no second descent in 100 epochs.
    """
    along = sweep.along(0.15, 38)
    return 100 * (along[along.argmin() :].max() - along[-1])


# --- Random labels --------------------------------------------------------------------------------


@claim(trained.memorise, below=0.0005, kind=SAME_DATA, source="zhang2017understanding")
def random_labels_are_learned_by_heart(result: trained.Memorised) -> float:
    """After 300 steps of Adam, a network with 512 hidden units returns all 1000 labels of its
    training digits, true or drawn at random (the larger share missed).
    """
    return max(errors[-1] for errors in result.train_error.values())


@checked(trained.memorise, below=0.05, kind=SAME_DATA)
def true_labels_are_understood(result: trained.Memorised) -> float:
    """Trained on true labels, the network misses fewer than 5 % of test digits."""
    return result.test_error[trained.TRUE]


@checked(trained.memorise, above=0.85, below=0.95, kind=SAME_DATA)
def random_labels_teach_nothing(result: trained.Memorised) -> float:
    """Trained on random labels, the network misses 85 to 95 % of test digits, as many as
    guessing.
    """
    return result.test_error[trained.RANDOM]


@checked(trained.memorise, above=1, below=4, unit="×", kind=SAME_DATA)
def random_labels_take_a_few_times_longer(result: trained.Memorised) -> float:
    """Random labels take more steps than true ones, but fewer than four times as many."""
    return result.times_longer


# --- Which models come back down ------------------------------------------------------------------


@checked(FEWER_FAMILIES, above=2, unit="×", kind=SAME_DATA)
def one_neighbour_is_worse_than_five(result: families.Families) -> float:
    """One nearest neighbour, which fits all labels, misreads more than twice as many digits as
    five (ratio of medians).
    """
    return result.misread_by_neighbours[1] / result.misread_by_neighbours[5]


@checked(FEWER_FAMILIES, below=0.01, kind=SAME_DATA)
def a_full_tree_stays_where_it_is(result: families.Families) -> float:
    """From 150 leaves allowed to 400, the error of a single tree changes by less than one
    percentage point, in every draw (the largest change, as a share of digits).
    """
    late = result.leaf_error[:, result.leaves >= 150]
    return np.ptp(late, axis=1).max()


@checked(FEWER_FAMILIES, above=1.05, unit=" times its best", kind=SAME_DATA)
def a_full_tree_is_past_its_best(result: families.Families) -> float:
    """A fully grown tree misreads more digits than the best size from 2 leaves on (ratio of
    medians).
    """
    return result.tree_risk.median[-1] / result.tree_risk.median.min()


@claim(FEWER_FAMILIES, below=0.5, unit=" of one tree’s", kind=SAME_DATA)
def a_forest_of_full_trees_halves_the_error(result: families.Families) -> float:
    """A forest of 200 fully grown trees, each of which returns every wrong label it was given,
    misreads less than half as many test digits as one such tree, in every draw (the largest
    ratio).
    """
    return (result.forest_error[:, -1] / result.forest_error[:, 0]).max()


@checked(FEWER_FAMILIES, below=0.001, kind=SAME_DATA)
def the_forest_fits_every_label(result: families.Families) -> float:
    """A forest of 200 fully grown trees returns every label it was trained on, wrong ones included
    (share of training digits for which it does not, largest of draws).
    """
    return result.forest_train_error.max()


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


@claim(ONE_OR_ALL, below=0.97, unit=" of all at once")
def noisy_gradients_do_better(result: minima.GradientNoise) -> float:
    """Networks of 32 hidden units take 4000 steps of gradient descent on 128 noisy answers of a
    teacher, at the one of six learning rates that is best on new answers. With gradients of single
    observations, the test error is below 0.97 times that with gradients of all (the median ratio
    of five draws).
    """
    return np.median(result.of_full)


@checked(ONE_OR_ALL, below=0.75, unit="×")
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
def effective_parameters_peak_at_n(widening: features.Widening) -> float:
    """With 400 features the effective parameters at test digits are more than a hundred times as
    many as training digits (median of draws).
    """
    return widening.effective[widening.at_n] / TRAIN


@checked(FEWER_DIGITS, below=2, unit=" times n", kind=SAME_DATA)
def effective_parameters_come_down(widening: features.Widening) -> float:
    """With 2400 features, the effective parameters at test digits are fewer than twice the number
    of training digits (the most of all draws).
    """
    return widening.effective_test[:, -1].max() / TRAIN


@checked(FEWER_FAMILIES, below=0.25, unit=" of one tree’s", kind=SAME_DATA)
def a_forest_has_few_effective_parameters(result: families.Families) -> float:
    """A forest of 200 trees has less than a quarter of the effective parameters of one tree of it
    (ratio of medians).
    """
    effective = np.median(result.forest_effective, axis=0)
    return effective[-1] / effective[0]


@claim(THREE_STARTS, below=0.5, unit=" of the tangent model’s", source="chizat2019lazy")
def networks_that_move_beat_their_tangent_model(result: starts.ScaledStarts) -> float:
    """Networks of 64 hidden units learn from 200 observations a response to one direction of 20
    inputs, in 2000 steps of gradient descent. Started at a quarter of the usual weights, their
    test error is below half of that of the tangent model of the usual start, after as many steps
    (the median ratio of four draws).
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


@claim(addition.learn_to_add, above=5, unit="×", source="power2022grokking")
def generalisation_can_come_long_after_the_fit(result: addition.ModularAddition) -> float:
    """Networks of 64 hidden units are trained on 60 % of all sums modulo 19, by Adam with weight
    decay. To get 90 % of the other sums right takes more than five times as many steps as to get
    99 % of those trained on, in each of three draws (the smallest ratio).
    """
    return result.delay(addition.DECAY).min()


@checked(addition.learn_to_add, below=0.2)
def without_decay_it_does_not_come(result: addition.ModularAddition) -> float:
    """Without weight decay, less than a fifth of the other sums are right after 3000 steps (the
    largest share of three draws).
    """
    return result.test_accuracy[addition.NO_DECAY][:, -1].max()


@checked(addition.learn_to_add, below=1, unit="×")
def from_a_smaller_start_it_comes_sooner(result: addition.ModularAddition) -> float:
    """From weights half as large, with the same decay, the other sums are learned in fewer steps
    (ratio of medians).
    """
    sooner, later = (
        np.median(result.until_general(learner))
        for learner in (addition.SMALL_START, addition.DECAY)
    )
    return sooner / later
