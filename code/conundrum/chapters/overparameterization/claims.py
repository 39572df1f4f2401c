"""What the chapter *Overparameterization* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.overparameterization.experiments import (
    families,
    features,
    splines,
    theory,
    trained,
)
from conundrum.claims import SAME_DATA, checked, claim
from conundrum.evaluation.isotropic import Simulation
from conundrum.evaluation.random_features import TRAIN

HASTIE = "hastie2022surprises"
NAKKIRAN = "nakkiran2021deep"
HECKEL = "heckel2021early"

FEWER_DRAWS = partial(splines.compare_bases, draws=50)
BEND_AT_PEAK_AND_END = partial(
    splines.compare_bases, draws=1000, names=("least bend",), degrees_of_freedom=(21, 161)
)
FEWER_DIGITS = partial(features.widen, draws=3)
FEWER_FAMILIES = partial(families.grow, draws=3)
TWO_NOISES = partial(trained.sweep_widths_and_noise, noises=(0.0, 0.15))


# --- The peak again, and what the basis does to it ------------------------------------------------


@checked(FEWER_DRAWS, below=1e-10)
def past_the_peak_both_norms_fit_every_point(bases: splines.Bases) -> float:
    """With 21, 41 and 161 knots the train error of least slope and of least bend is zero, up to
    rounding, in every draw (the largest).
    """
    columns = [bases.at(d) for d in (21, 41, 161)]
    return max(bases.train_error[name][:, columns].max() for name in ("least slope", "least bend"))


@checked(FEWER_DRAWS, above=0.14, below=0.17)
def least_slope_ends_at_a_tempered_error(bases: splines.Bases) -> float:
    """With 161 knots, least slope has a median test error between 0.14 and 0.17."""
    return bases.median("least slope", 161)


@checked(FEWER_DRAWS, above=1.05, unit=" times the first minimum")
def no_norm_of_splines_beats_the_first_minimum(bases: splines.Bases) -> float:
    """Of the three norms of splines, none has a median test error at 161 knots that is within a
    twentieth of its first minimum (the smallest ratio).
    """
    return min(bases.risk(name).end for name in ("least slope", "least bend", "B-splines"))


@checked(FEWER_DRAWS, below=0.25)
def legendre_polynomials_come_back_down(bases: splines.Bases) -> float:
    """A least-norm sum of 120 Legendre polynomials has a median test error below 0.25."""
    return bases.median("Legendre", 120)


@claim(FEWER_DRAWS, above=1e6, unit="×", digits=2)
def powers_do_not_come_back_down(bases: splines.Bases) -> float:
    """On 20 points, a least-norm sum of 120 powers of x has more than a million times the median
    test error of a least-norm sum of 120 Legendre polynomials, which span the same functions.
    """
    return bases.median("powers", 120) / bases.median("Legendre", 120)


@checked(FEWER_DRAWS, above=0.999, below=1.001, unit="×")
def columns_that_are_never_used_change_nothing(bases: splines.Bases) -> float:
    """If only the first 20 Legendre polynomials are used, 161 have the median test error that 20
    have.
    """
    return bases.median("first 20", 161) / bases.median("first 20", 20)


# --- Why: the smallest of ever more fits ----------------------------------------------------------


@checked(FEWER_DRAWS, below=1e-6, digits=2)
def with_nested_functions_and_one_norm_it_never_rises(bases: splines.Bases) -> float:
    """From 21 to 41, 81 and 161 the least norm never rises, in any draw, for least slope, least
    bend, Legendre polynomials and powers (the largest relative rise, negative for a fall).
    """
    ratios = [
        bases.nested_norm(name)[:, 1:] / bases.nested_norm(name)[:, :-1]
        for name in ("least slope", "least bend", "Legendre", "powers")
    ]
    return np.max(ratios) - 1


@checked(BEND_AT_PEAK_AND_END, above=3, unit="×")
def at_the_peak_the_bend_is_three_times_as_large(bases: splines.Bases) -> float:
    """At 21 knots the least bend, the root of ∫ f″², is over three times that at 161 (ratio of
    medians over 1000 draws).
    """
    return bases.median_norm("least bend", 21) / bases.median_norm("least bend", 161)


@checked(FEWER_DRAWS, above=100, unit="×", digits=2)
def a_falling_norm_can_mean_a_rising_error(bases: splines.Bases) -> float:
    """From 21 to 161 powers the median test error of the least-norm fit grows more than a
    hundredfold.
    """
    return bases.growth("powers")


@checked(splines.descend_gradients, below=1e-10, digits=2)
def gradient_descent_from_zero_finds_the_least_norm(descents: splines.Descents) -> float:
    """After 1000 steps from zero, gradient descent on 20 observations of 60 features is at the
    least-norm fit, in each of five draws (the largest relative distance).
    """
    return descents.distance[:, -1].max()


@checked(splines.descend_gradients, above=1, unit=" times the least norm")
def gradient_descent_from_elsewhere_does_not(descents: splines.Descents) -> float:
    """Started at random coefficients, it ends farther from the least-norm fit than this is from
    zero, in each of five draws (the smallest relative distance).
    """
    return descents.distance_elsewhere[:, -1].min()


# --- Networks are splines, exactly ----------------------------------------------------------------


@claim(splines.connect_by_kinks, below=0.005)
def a_hundred_kinks_are_next_to_the_cubic_spline(kinks: splines.Kinks) -> float:
    """With 100 evenly spaced kinks and a line that costs nothing, the network of least squared
    bends through ten evenly spaced points is within 0.005 of the natural cubic spline through
    them, in each of 20 draws (the largest root mean squared distance).
    """
    return kinks.distance(100).max()


@checked(splines.connect_by_kinks, above=5, unit="×")
def five_times_the_kinks_come_much_closer(kinks: splines.Kinks) -> float:
    """From 20 to 100 kinks, the distance to the cubic spline shrinks to less than a fifth, in each
    of 20 draws (the smallest ratio).
    """
    return (kinks.distance(20) / kinks.distance(100)).min()


@checked(splines.connect_by_kinks, below=1e-6, digits=2, source="savarese2019infinite")
def the_least_total_bend_is_that_of_connected_dots(kinks: splines.Kinks) -> float:
    """The least total bend, found by linear programming, is that of straight lines from point to
    point, for each draw and number of kinks (the largest relative difference).
    """
    return np.abs(kinks.total_bend / kinks.slope_change[:, None] - 1).max()


# --- The peak, calculated -------------------------------------------------------------------------


@checked(theory.grow_features, below=0.05)
def simulations_meet_the_formula(simulation: Simulation) -> float:
    """At most 0.9 or at least 1.25 features per observation, the means of 2000 simulated test
    errors are within 5 % of the formula (the largest difference).
    """
    ratio = simulation.p / simulation.n
    return _misfit(simulation, (ratio <= 0.9) | (ratio >= 1.25))


@checked(theory.grow_features, below=0.1)
def near_the_peak_they_are_less_sure(simulation: Simulation) -> float:
    """With 190, 210 and 220 features on 200 observations, the means of 2000 simulated test errors
    are within 10 % of the formula (the largest difference).
    """
    return _misfit(simulation, np.isin(simulation.p, (190, 210, 220)))


@checked(theory.grow_features, below=0.03, source=HASTIE)
def simulated_ridge_meets_its_limit(simulation: Simulation) -> float:
    """With the best penalty, simulated test errors are within 3 % of the limit for large n, at
    every number of features (the largest difference).
    """
    return np.abs(simulation.ridge / simulation.exact_ridge - 1).max()


@checked(theory.grow_features, above=0)
def the_best_ridge_has_no_peak(simulation: Simulation) -> float:
    """With the best penalty, the simulated test error rises from each number of features, from 20
    to 800, to the next: there is no peak (the smallest step).
    """
    return np.diff(simulation.ridge).min()


@checked(theory.grow_features, below=1.01, unit=" of least norm")
def the_best_ridge_is_never_worse(simulation: Simulation) -> float:
    """At no number of features is the mean test error of the best ridge regression more than a
    hundredth above that of the least-norm fit (the largest ratio).
    """
    return (simulation.ridge / simulation.least_norm).max()


def _misfit(simulation: Simulation, chosen: np.ndarray) -> float:
    return np.abs(simulation.least_norm / simulation.exact - 1)[chosen].max()


# --- More data can hurt ---------------------------------------------------------------------------


@claim(theory.grow_samples, above=2.5, unit="×")
def more_data_can_hurt(simulation: Simulation) -> float:
    """With 100 Gaussian features that all matter, signal 1 and noise 0.5, least-norm regression on
    90 observations has more than 2.5 times the test error that it has on 50.
    """
    error = dict(zip(simulation.n, simulation.least_norm, strict=True))
    return error[90] / error[50]


@checked(theory.grow_samples, below=0)
def with_the_best_ridge_more_data_never_hurts(simulation: Simulation) -> float:
    """With the best penalty, the simulated test error falls with each step in the number of
    observations from 20 to 400 (the largest step).
    """
    return np.diff(simulation.ridge).max()


@checked(partial(features.collect_digits, draws=3), above=2, unit="×", kind=SAME_DATA)
def more_digits_can_hurt(more: features.MoreDigits) -> float:
    """With 400 random features and no noise, 400 training digits lead to more than twice the
    error of 200 (ratio of medians).
    """
    return more.risk(0.0).at(400) / more.risk(0.0).at(200)


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
