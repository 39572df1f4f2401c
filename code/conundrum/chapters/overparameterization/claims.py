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
from conundrum.claims import claim

# --- Linear models: splines, theory, random features, families of models --------------------------

HASTIE = "hastie2022surprises"
FEWER_SIZES = partial(
    splines.compare_bases, degrees_of_freedom=(5, 6, 7, 8, 19, 20, 21, 22, 41, 81, 120, 161)
)
PEAK_AND_END = partial(
    splines.compare_bases, draws=1000, names=("least bend",), degrees_of_freedom=(21, 161)
)
FEWER_WIDTHS = partial(
    features.widen,
    draws=3,
    widths=(60, 80, 100, 120, 150, 200, 350, 380, 400, 420, 450, 800, 2400),
)
FEWER_DIGITS = partial(features.collect_digits, draws=3, sizes=(200, 400, 1200))
FEWER_FAMILIES = partial(families.grow, draws=3)


@claim(FEWER_SIZES, below=1e-10)
def past_the_peak_both_norms_fit_every_point(bases: splines.Bases) -> float:
    """With 21, 41 and 161 knots the train error of least slope and of least bend is zero, up to
    rounding, in every draw (the largest).
    """
    columns = [bases.at(d) for d in (21, 41, 161)]
    return max(bases.train_error[name][:, columns].max() for name in ("least slope", "least bend"))


@claim(PEAK_AND_END, above=3, unit="×")
def at_the_peak_the_bend_is_three_times_as_large(bases: splines.Bases) -> float:
    """At 21 knots the least bend, the root of ∫ f″², is over three times that at 161 (ratio of
    medians over 1000 draws).
    """
    norm = np.median(np.sqrt(bases.squared_norm["least bend"]), axis=0)
    return norm[bases.at(21)] / norm[bases.at(161)]


@claim(FEWER_SIZES, above=0.14, below=0.17)
def least_slope_ends_at_a_tempered_error(bases: splines.Bases) -> float:
    """With 161 knots, least slope ends at a test error between 0.14 and 0.17 (median of draws)."""
    return bases.median("least slope", 161)


@claim(FEWER_SIZES, above=1.05, unit=" times the first minimum")
def no_norm_of_splines_beats_the_first_minimum(bases: splines.Bases) -> float:
    """Of the three norms of splines, none brings the median test error at 161 knots below its
    first minimum (the best of them).
    """
    return min(
        bases.median(name, 161) / bases.risk(name).median[: bases.past].min()
        for name in ("least slope", "least bend", "B-splines")
    )


@claim(FEWER_SIZES, below=0.25)
def legendre_polynomials_come_back_down(bases: splines.Bases) -> float:
    """A least-norm sum of 120 Legendre polynomials has a median test error below 0.25."""
    return bases.median("Legendre", 120)


@claim(FEWER_SIZES, above=1e6, digits=2)
def powers_do_not_come_back_down(bases: splines.Bases) -> float:
    """A least-norm sum of 120 powers of x has a median test error above a million."""
    return bases.median("powers", 120)


@claim(FEWER_SIZES, above=0.999, below=1.001, unit="×")
def columns_that_are_never_used_change_nothing(bases: splines.Bases) -> float:
    """If only the first 20 Legendre polynomials are used, 161 have the median test error that 20
    have.
    """
    return bases.median("first 20", 161) / bases.median("first 20", 20)


@claim(FEWER_SIZES, below=1e-6, digits=2)
def with_nested_functions_and_one_norm_it_never_rises(bases: splines.Bases) -> float:
    """From 21 to 41, 81 and 161 the least norm never rises, in any draw, for least slope, least
    bend, Legendre polynomials and powers (the largest relative rise, negative for a fall).
    """
    ratios = [
        bases.nested_norm(name)[:, 1:] / bases.nested_norm(name)[:, :-1]
        for name in ("least slope", "least bend", "Legendre", "powers")
    ]
    return np.max(ratios) - 1


@claim(FEWER_SIZES, above=100, unit="×", digits=2)
def a_falling_norm_can_mean_a_rising_error(bases: splines.Bases) -> float:
    """From 21 to 161 powers, while the norm falls in every draw, the median test error grows more
    than a hundredfold.
    """
    return bases.median("powers", 161) / bases.median("powers", 21)


@claim(splines.descend_gradients, below=1e-10, digits=2)
def gradient_descent_from_zero_finds_the_least_norm(descents: splines.Descents) -> float:
    """After 1000 steps from zero, gradient descent is at the least-norm fit (largest relative
    distance of draws).
    """
    return descents.distance[:, -1].max()


@claim(splines.descend_gradients, above=1, unit=" times the least norm")
def gradient_descent_from_elsewhere_does_not(descents: splines.Descents) -> float:
    """Started at random coefficients, gradient descent fits as perfectly and ends farther from the
    least-norm fit than this is from zero (least relative distance of draws).
    """
    return descents.distance_elsewhere[:, -1].min()


@claim(splines.connect_by_kinks, below=0.005)
def a_hundred_kinks_are_next_to_the_cubic_spline(kinks: splines.Kinks) -> float:
    """With 100 kinks, the network of least squared bends is next to the natural cubic spline
    through the points, in every draw (the largest root mean squared distance).
    """
    return kinks.distance_to_cubic[:, list(kinks.kinks).index(100)].max()


@claim(splines.connect_by_kinks, above=5, unit="×")
def five_times_the_kinks_come_much_closer(kinks: splines.Kinks) -> float:
    """From 20 to 100 kinks, the distance to the cubic spline shrinks to less than a fifth, in every
    draw (the smallest ratio).
    """
    twenty, _, hundred, _ = kinks.distance_to_cubic.T
    return (twenty / hundred).min()


@claim(splines.connect_by_kinks, below=1e-6, digits=2, source="savarese2019infinite")
def the_least_total_bend_is_that_of_connected_dots(kinks: splines.Kinks) -> float:
    """The least total bend, found by linear programming, is that of straight lines from point to
    point, for each draw and number of kinks (largest relative difference).
    """
    return np.abs(kinks.total_bend / kinks.slope_change[:, None] - 1).max()


def _misses(simulation: theory.Simulation, share: float, measured: str, exact: str) -> float:
    """Return the largest relative difference where p / n is outside (share, 1.25)."""
    ratio = simulation.p / simulation.n
    away = (ratio <= share) | (ratio >= 1.25)
    values, formula = getattr(simulation, measured), getattr(simulation, exact)
    return np.abs(values / formula - 1)[away].max()


@claim(theory.grow_features, below=0.05, source=HASTIE)
def simulations_meet_the_formula(simulation: theory.Simulation) -> float:
    """Away from the peak (at most 0.9 or at least 1.25 features per observation), simulated test
    errors are within 5 % of the formula (the largest difference).
    """
    return _misses(simulation, 0.9, "least_norm", "exact")


@claim(theory.grow_features, below=0.1, source=HASTIE)
def near_the_peak_they_are_less_sure(simulation: theory.Simulation) -> float:
    """Nearer to the peak, from 0.9 to 1.25 features per observation, simulated test errors are
    within 10 % of the formula (the largest difference).
    """
    return np.abs(simulation.least_norm / simulation.exact - 1).max()


@claim(theory.grow_features, below=0.03, source=HASTIE)
def simulated_ridge_meets_its_limit(simulation: theory.Simulation) -> float:
    """With the best penalty, simulated test errors are within 3 % of the limit for large n, at
    every number of features (the largest difference).
    """
    return np.abs(simulation.ridge / simulation.exact_ridge - 1).max()


@claim(theory.grow_features, above=0)
def the_best_ridge_has_no_peak(simulation: theory.Simulation) -> float:
    """With the best penalty, the test error rises from each number of features to the next and
    never falls: there is no peak (the smallest step).
    """
    return np.diff(simulation.ridge).min()


@claim(theory.grow_features, below=1.01, unit=" of least norm")
def the_best_ridge_is_never_worse(simulation: theory.Simulation) -> float:
    """At no number of features is the best ridge regression worse than the least-norm fit (the
    largest ratio of test errors, with a hundredth for chance).
    """
    return (simulation.ridge / simulation.least_norm).max()


@claim(theory.grow_samples, above=2.5, unit="×", source="nakkiran2021deep")
def more_data_can_hurt(simulation: theory.Simulation) -> float:
    """With 100 features, 90 observations give a test error more than 2.5 times that of 50."""
    error = dict(zip(simulation.n, simulation.least_norm, strict=True))
    return error[90] / error[50]


@claim(theory.grow_samples, below=0)
def with_the_best_ridge_more_data_never_hurts(simulation: theory.Simulation) -> float:
    """With the best penalty, the test error falls with each step in the number of observations
    (the largest step).
    """
    return np.diff(simulation.ridge).max()


@claim(FEWER_DIGITS, above=2, unit="×")
def more_digits_can_hurt(more: features.MoreDigits) -> float:
    """With 400 random features and no noise, 400 training digits lead to more than twice the
    error of 200 (ratio of medians).
    """
    error = dict(zip(more.sizes, np.median(more.error[..., 0], axis=0), strict=True))
    return error[400] / error[200]


@claim(FEWER_WIDTHS, above=-0.5, below=0.5, unit=" columns away")
def random_features_peak_at_n(widening: features.Widening) -> float:
    """On the digits, in every draw and for each share of noise, the error past the first minimum
    is greatest with exactly as many features as training digits (the most distant).
    """
    first = list(widening.widths).index(150)
    peaks = first + widening.error[:, first:].argmax(axis=1)
    return float(np.abs(peaks - widening.at_n).max())


@claim(FEWER_WIDTHS, below=1, unit=" of the first minimum")
def without_noise_the_second_descent_wins(widening: features.Widening) -> float:
    """Without label noise, 2400 features misread fewer digits than any number below 400 (the
    largest ratio of draws).
    """
    return (widening.error[:, -1, 0] / widening.first_minimum[:, 0]).max()


@claim(FEWER_WIDTHS, above=1, unit=" times the first minimum")
def with_noise_it_does_not(widening: features.Widening) -> float:
    """With 15 % of labels redrawn, 2400 features misread more digits than the best number below
    400 does (ratio of medians).
    """
    return np.median(widening.error[:, -1, 2]) / np.median(widening.first_minimum[:, 2])


@claim(FEWER_WIDTHS, below=0, digits=2)
def the_readout_shrinks_past_the_peak(widening: features.Widening) -> float:
    """From 400 features on, the squared norm of the readout falls from each number of features to
    the next, in every draw (the largest relative change).
    """
    norm = widening.squared_norm[:, widening.at_n :]
    return (norm[:, 1:] / norm[:, :-1] - 1).max()


@claim(FEWER_WIDTHS, below=0.5, unit=" of the first minimum + 4 points")
def a_ridge_removes_the_peak_on_digits(widening: features.Widening) -> float:
    """With the best penalty, at 400 features and 15 % of labels redrawn, the error is less than
    half of the first minimum without penalty plus four percentage points (ratio of medians).
    """
    first = np.median(widening.first_minimum[:, 2])
    return widening.best_ridge[widening.at_n] / (first + 0.04)


@claim(FEWER_WIDTHS, above=100, unit=" times n", digits=2)
def effective_parameters_peak_at_n(widening: features.Widening) -> float:
    """With 400 features the effective parameters at test digits are more than a hundred times as
    many as training digits, more than at any other number of features (median of draws).
    """
    effective = np.median(widening.effective_test, axis=0)
    return effective[widening.at_n] / features.TRAIN * (effective.argmax() == widening.at_n)


@claim(FEWER_WIDTHS, below=2, unit=" times n")
def effective_parameters_come_down(widening: features.Widening) -> float:
    """With 2400 features, the effective parameters at test digits are fewer than twice the number
    of training digits (the most of all draws).
    """
    return widening.effective_test[:, -1].max() / features.TRAIN


@claim(FEWER_FAMILIES, above=2, unit="×")
def one_neighbour_is_worse_than_five(result: families.Families) -> float:
    """One nearest neighbour, which fits all labels, misreads more than twice as many digits as
    five (ratio of medians).
    """
    error = dict(zip(result.neighbours, np.median(result.neighbour_error, axis=0), strict=True))
    return error[1] / error[5]


@claim(FEWER_FAMILIES, below=0.01)
def a_full_tree_stays_where_it_is(result: families.Families) -> float:
    """From 150 leaves allowed to 400, the error of a single tree changes by less than one
    percentage point, as it has no more leaves to grow (as a share of digits).
    """
    late = result.leaf_error[:, result.leaves >= 150]
    return np.ptp(late, axis=1).max()


@claim(FEWER_FAMILIES, above=1.05, unit=" times its best")
def a_full_tree_is_past_its_best(result: families.Families) -> float:
    """A fully grown tree misreads more digits than a smaller one (ratio of medians, the best number
    of leaves against all of them).
    """
    median = np.median(result.leaf_error, axis=0)
    return median[-1] / median.min()


@claim(FEWER_FAMILIES, below=0.5, unit=" of one tree's")
def a_forest_of_full_trees_halves_the_error(result: families.Families) -> float:
    """A forest of 200 fully grown trees misreads less than half as many digits as one such tree,
    in every draw (the largest ratio).
    """
    return (result.forest_error[:, -1] / result.forest_error[:, 0]).max()


@claim(FEWER_FAMILIES, below=0.001)
def the_forest_fits_every_label(result: families.Families) -> float:
    """A forest of 200 fully grown trees returns every label it was trained on, wrong ones included
    (share of training digits for which it does not, largest of draws).
    """
    return result.forest_train_error.max()


@claim(FEWER_FAMILIES, below=0.25, unit=" of one tree's")
def a_forest_has_few_effective_parameters(result: families.Families) -> float:
    """A forest of 200 trees has less than a quarter of the effective parameters of one tree of it
    (ratio of medians).
    """
    effective = np.median(result.forest_effective, axis=0)
    return effective[-1] / effective[0]


# --- Trained networks: width, epochs, random labels -----------------------------------------------

NAKKIRAN = "nakkiran2021deep"
HECKEL = "heckel2021early"
FEWER_NOISES = partial(
    trained.sweep_widths_and_noise,
    noises=(0.0, 0.1, 0.15, 0.2),
    widths=(13, 20, 28, 38, 50, 70, 230),
    epochs=(10, 20, 30, 50, 80, 130, 200),
)
FEWER_STUDENTS = partial(trained.learn_from_teachers, draws=20, widths=(6, 8, 16, 20, 25, 250))


@claim(FEWER_NOISES, below=3, unit=" points", rate=0.9, source=NAKKIRAN)
def without_wrong_labels_there_is_no_peak(sweep: trained.NoisySweep) -> float:
    """With all labels as they are, no width has a test error more than three percentage points
    above that of a smaller width: there is no peak.
    """
    return 100 * sweep.rise(0.0)


@claim(FEWER_NOISES, above=3, unit=" points", rate=0.9, source=NAKKIRAN)
def with_wrong_labels_there_is_a_peak(sweep: trained.NoisySweep) -> float:
    """With 15 % of labels redrawn, the test error rises by more than three percentage points from
    its first minimum to a peak.
    """
    return 100 * sweep.rise(0.15)


@claim(FEWER_NOISES, above=0, unit=" points", rate=0.9, source=NAKKIRAN)
def more_wrong_labels_make_a_higher_peak(sweep: trained.NoisySweep) -> float:
    """The rise to the peak is higher with 20 % of labels redrawn than with 10 % (the difference in
    percentage points).
    """
    return 100 * (sweep.rise(0.2) - sweep.rise(0.1))


@claim(FEWER_NOISES, above=36, below=80, unit=" units", rate=0.9)
def the_peak_stands_where_labels_can_just_be_fitted(sweep: trained.NoisySweep) -> float:
    """With 15 % of labels redrawn, the peak stands between 36 and 80 units a layer."""
    return float(sweep.widths[sweep.peak(0.15)])


@claim(FEWER_NOISES, below=0.005)
def the_widest_networks_fit_wrong_labels_too(sweep: trained.NoisySweep) -> float:
    """Networks with 230 units a layer fit practically every label given, with each share of wrong
    ones (largest share of labels missed).
    """
    return sweep.fitted[:, -1].max()


@claim(FEWER_NOISES, below=0, unit=" points", rate=0.9)
def with_few_wrong_labels_the_second_descent_wins(sweep: trained.NoisySweep) -> float:
    """With 15 % of labels redrawn, 230 units miss fewer labels than those at the first minimum (the
    difference in percentage points).
    """
    error = sweep.at(0.15)
    return 100 * (error[-1] - error[sweep.first_minimum(0.15)])


@claim(FEWER_NOISES, above=4, unit=" points", rate=0.9)
def a_middling_network_is_worse_at_the_end(sweep: trained.NoisySweep) -> float:
    """With 50 units a layer and 20 % of labels redrawn, the test error at the end of training is
    more than four percentage points above the least one on the way.
    """
    along = sweep.along(0.2, 50)
    return 100 * (along[-1] - along.min())


@claim(FEWER_NOISES, below=1, unit=" points")
def it_does_not_come_down_again(sweep: trained.NoisySweep) -> float:
    """With 50 units a layer and 20 % of labels redrawn, test error ends less than one percentage
    point below its highest value after the least one: there is no second descent over epochs.
    """
    along = sweep.along(0.2, 50)
    return 100 * (along[along.argmin() :].max() - along[-1])


@claim(FEWER_NOISES, below=0, unit=" points", rate=0.9)
def stopped_early_the_peak_is_lower(sweep: trained.NoisySweep) -> float:
    """With 20 % of labels redrawn, the rise to the peak is smaller after 10 epochs than after 200
    (the difference in percentage points).
    """
    return 100 * (sweep.until(10).rise(0.2) - sweep.rise(0.2))


@claim(FEWER_STUDENTS, above=1.4, unit=" times the first minimum")
def students_get_worse_before_they_get_better(students: trained.Students) -> float:
    """The median test error of students rises from its first minimum by two fifths or more."""
    risk = students.risk
    return risk.median[risk.peak] / risk.median[risk.first_minimum]


@claim(FEWER_STUDENTS, above=15, below=26, unit=" units")
def students_peak_at_twenty_units(students: trained.Students) -> float:
    """The peak stands between 16 and 25 hidden units, where parameters are about as many as
    observations.
    """
    return float(students.widths[students.risk.peak])


@claim(FEWER_STUDENTS, below=0.9, unit=" of the first minimum")
def the_widest_student_beats_the_first_minimum(students: trained.Students) -> float:
    """With 250 hidden units the median test error is below nine tenths of the first minimum."""
    risk = students.risk
    return risk.median[-1] / risk.median[risk.first_minimum]


@claim(trained.descend_on_two_scales, above=1.25, unit="×", source=HECKEL)
def the_linear_model_gets_worse_as_it_learns(course: trained.TwoScales) -> float:
    """In the linear model, the median test error rises by more than a quarter after its first
    minimum, in the course of one training.
    """
    risk = course.risk
    return risk.median[risk.peak] / risk.median[risk.first_minimum]


@claim(trained.descend_on_two_scales, below=0.2, unit=" of the first minimum", source=HECKEL)
def the_linear_model_then_learns_the_rest(course: trained.TwoScales) -> float:
    """In the linear model, the median test error ends below a fifth of its first minimum."""
    risk = course.risk
    return risk.median[-1] / risk.median[risk.first_minimum]


@claim(trained.descend_on_two_scales, below=1e-6, digits=2)
def the_train_error_never_rises_on_the_way(course: trained.TwoScales) -> float:
    """In the linear model, the train error falls from each step looked at to the next, in every
    draw (the largest change).
    """
    return np.diff(course.train_error, axis=1).max()


@claim(
    trained.train_on_two_scales,
    above=1.25,
    unit="×",
)
def a_network_gets_worse_as_it_learns(course: trained.Course) -> float:
    """In the small network too, the median test error rises by more than a quarter after its first
    minimum.
    """
    risk = course.risk
    return risk.median[risk.peak] / risk.median[risk.first_minimum]


@claim(trained.train_on_two_scales, below=0.4, unit=" of the first minimum")
def a_network_then_learns_the_rest(course: trained.Course) -> float:
    """In the small network, the median test error ends below four tenths of its first minimum."""
    risk = course.risk
    return risk.median[-1] / risk.median[risk.first_minimum]


@claim(trained.memorise, below=0.0005, source="zhang2017understanding")
def random_labels_are_learned_by_heart(result: trained.Memorised) -> float:
    """At the end of training the networks return all labels they were given, true or random
    (largest share missed).
    """
    return result.train_error[:, -1].max()


@claim(trained.memorise, below=0.05)
def true_labels_are_understood(result: trained.Memorised) -> float:
    """Trained on true labels, the network misses fewer than 5 % of test digits."""
    return result.test_error[0]


@claim(trained.memorise, above=0.85, below=0.94)
def random_labels_teach_nothing(result: trained.Memorised) -> float:
    """Trained on random labels, the network misses as many test digits as guessing does, about 90
    %.
    """
    return result.test_error[1]


@claim(trained.memorise, above=1, below=4, unit="×")
def random_labels_take_a_few_times_longer(result: trained.Memorised) -> float:
    """Random labels take more steps than true ones, but fewer than four times as many."""
    true, random = result.until_fitted
    return random / true
