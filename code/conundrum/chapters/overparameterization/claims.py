"""What the chapter *Why the error comes back down* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.overparameterization.experiments import junk, kinks, least_norm, theory
from conundrum.claims import checked, claim
from conundrum.evaluation.bases import Bases, compare_bases
from conundrum.evaluation.isotropic import Simulation

HASTIE = "hastie2022surprises"

FEWER_DRAWS = partial(compare_bases, draws=50)
FAR_BEYOND = partial(compare_bases, draws=25, degrees_of_freedom=(41, 81, 161, 1000))
BEND_AT_PEAK_AND_END = partial(
    compare_bases, draws=1000, names=("least bend",), degrees_of_freedom=(21, 161)
)
FEWER_JUNK = partial(junk.add_junk, numbers=(0, 45, 1000, 3000, 10_000))


# --- The peak again, and what the basis does to it ------------------------------------------------


@checked(FEWER_DRAWS, below=1e-10)
def past_the_peak_both_norms_fit_every_point(bases: Bases) -> float:
    """With 21, 41 and 161 knots the train error of least slope and of least bend is zero, up to
    rounding, in every draw (the largest).
    """
    columns = [bases.at(d) for d in (21, 41, 161)]
    return max(bases.train_error[name][:, columns].max() for name in ("least slope", "least bend"))


@checked(FEWER_DRAWS, above=0.14, below=0.17)
def least_slope_ends_at_a_tempered_error(bases: Bases) -> float:
    """With 161 knots, least slope has a median test error between 0.14 and 0.17."""
    return bases.median("least slope", 161)


@checked(FEWER_DRAWS, above=1.05, unit=" times the first minimum")
def no_norm_of_splines_beats_the_first_minimum(bases: Bases) -> float:
    """Of the three norms of splines, none has a median test error at 161 knots that is within a
    twentieth of its first minimum (the smallest ratio).
    """
    return min(bases.risk(name).end for name in ("least slope", "least bend", "B-splines"))


@checked(FEWER_DRAWS, below=0.25)
def legendre_polynomials_come_back_down(bases: Bases) -> float:
    """A least-norm sum of 120 Legendre polynomials has a median test error below 0.25."""
    return bases.median("Legendre", 120)


@checked(FAR_BEYOND, above=1.1, unit="×")
def far_beyond_the_peak_legendre_polynomials_rise_again(bases: Bases) -> float:
    """With 1000 Legendre polynomials, the median test error of the least-norm fit is over a tenth
    above that with 81.
    """
    return bases.median("Legendre", 1000) / bases.median("Legendre", 81)


@checked(FAR_BEYOND, above=1.1, unit="×")
def far_beyond_the_peak_b_splines_go_on_rising(bases: Bases) -> float:
    """With 1000 B-splines, the median test error of the least-norm fit is over a tenth above that
    with 161.
    """
    return bases.median("B-splines", 1000) / bases.median("B-splines", 161)


@checked(FAR_BEYOND, below=0.02)
def far_beyond_the_peak_least_slope_and_least_bend_stay(bases: Bases) -> float:
    """From 161 to 1000 knots the median test errors of least slope and of least bend change by less
    than 0.02 (the larger change).
    """
    return max(
        abs(bases.median(name, 1000) - bases.median(name, 161))
        for name in ("least slope", "least bend")
    )


@claim(FEWER_DRAWS, above=1e6, unit="×", digits=2)
def powers_do_not_come_back_down(bases: Bases) -> float:
    """On 20 points, with x moved to [−1, 1], a least-norm sum of its first 120 powers has
    more than a million times the median test error of a least-norm sum of 120 Legendre
    polynomials, which span the same functions (medians of 50 draws).
    """
    return bases.median("powers", 120) / bases.median("Legendre", 120)


@checked(FEWER_DRAWS, above=0.999, below=1.001, unit="×")
def columns_that_are_never_used_change_nothing(bases: Bases) -> float:
    """If only the first 20 Legendre polynomials are used, 161 have the median test error that 20
    have.
    """
    return bases.median("first 20", 161) / bases.median("first 20", 20)


# --- Why: what new columns let the observations see -----------------------------------------------


@checked(FEWER_DRAWS, below=1e-6, digits=2)
def with_nested_functions_and_one_norm_it_never_rises(bases: Bases) -> float:
    """From 21 to 41, 81 and 161 the least norm never rises, in any draw, for least slope, least
    bend, Legendre polynomials and powers (the largest relative rise, negative for a fall).
    """
    ratios = [
        bases.nested_norm(name)[:, 1:] / bases.nested_norm(name)[:, :-1]
        for name in ("least slope", "least bend", "Legendre", "powers")
    ]
    return np.max(ratios) - 1


@checked(BEND_AT_PEAK_AND_END, above=3, unit="×")
def at_the_peak_the_bend_is_three_times_as_large(bases: Bases) -> float:
    """At 21 knots the least bend, the root of ∫ f″², is over three times that at 161 (ratio of
    medians over 1000 draws).
    """
    return bases.median_norm("least bend", 21) / bases.median_norm("least bend", 161)


@checked(FEWER_DRAWS, above=100, unit="×", digits=2)
def a_falling_norm_can_mean_a_rising_error(bases: Bases) -> float:
    """From 21 to 161 powers the median test error of the least-norm fit grows more than a
    hundredfold.
    """
    return bases.growth("powers")


@checked(FEWER_DRAWS, above=1e3, unit="×", digits=2)
def new_legendre_polynomials_are_seen(bases: Bases) -> float:
    """From 20 to 161 Legendre polynomials, the smallest singular value of the features of 20 points
    grows more than a thousandfold (ratio of medians).
    """
    return bases.least_seen("Legendre", 161) / bases.least_seen("Legendre", 20)


@checked(FEWER_DRAWS, below=1e-6, digits=2)
def new_powers_are_not_seen(bases: Bases) -> float:
    """With 161 powers the smallest singular value is still below a millionth (median)."""
    return bases.least_seen("powers", 161)


@claim(least_norm.shrink_high_degrees, above=100, unit="×", digits=2)
def columns_that_are_hardly_seen_do_not_help(shrunk: least_norm.Shrunk) -> float:
    """The least-norm fit of 161 Legendre polynomials to 20 points has more than a hundred
    times its median test error if those of degree 20 to 160 are first made a thousand times
    smaller, which leaves their sums the same functions (ratio of medians of 50 draws).
    """
    return shrunk.at(1e-3) / shrunk.at(1)


@checked(least_norm.leave_out_badly_seen_powers, above=1e6, unit="×", digits=2)
def without_badly_seen_directions_powers_are_tame(left_out: least_norm.LeftOut) -> float:
    """With directions of singular values below 0.15 left at zero, the median test error of 161
    powers on 20 points is less than a millionth of that with all directions fitted.
    """
    all_fitted, well_seen = left_out.medians
    return all_fitted / well_seen


@checked(least_norm.descend_gradients, below=1e-10, digits=2)
def gradient_descent_from_zero_finds_the_least_norm(descents: least_norm.Descents) -> float:
    """After 1000 steps from zero, gradient descent on 20 observations of 60 features is at the
    least-norm fit, in each of five draws (the largest relative distance).
    """
    return descents.distance[:, -1].max()


@checked(least_norm.descend_gradients, below=1e-10, digits=2)
def gradient_descent_from_elsewhere_fits_as_well(descents: least_norm.Descents) -> float:
    """Started at random coefficients, it fits every observation too (the largest train error)."""
    return descents.train_error_elsewhere[:, -1].max()


@checked(least_norm.descend_gradients, above=1, unit=" times the least norm")
def gradient_descent_from_elsewhere_ends_elsewhere(descents: least_norm.Descents) -> float:
    """Started at random coefficients, descent ends farther from the least-norm fit than this fit
    is from zero, in each of five draws (the smallest relative distance).
    """
    return descents.distance_elsewhere[:, -1].min()


# --- Networks are splines -------------------------------------------------------------------------


@checked(kinks.connect_by_kinks, below=0.005)
def a_hundred_kinks_are_next_to_the_cubic_spline(result: kinks.Kinks) -> float:
    """With 100 evenly spaced kinks and a line that costs nothing, the network of least squared
    bends through ten evenly spaced points is within 0.005 of the natural cubic spline through
    them, in each of 20 draws (the largest root mean squared distance).
    """
    return result.distance(100).max()


@checked(kinks.connect_by_kinks, above=5, unit="×")
def five_times_the_kinks_come_much_closer(result: kinks.Kinks) -> float:
    """From 20 to 100 kinks, the distance to the cubic spline shrinks to less than a fifth, in each
    of 20 draws (the smallest ratio).
    """
    return (result.distance(20) / result.distance(100)).min()


@checked(kinks.connect_by_kinks, below=1e-6, digits=2, source="savarese2019infinite")
def the_least_total_bend_is_that_of_connected_dots(result: kinks.Kinks) -> float:
    """With the points among the kinks, the least total bend, found by linear programming, is that
    of straight lines from point to point, for each draw and number of kinks (the largest relative
    difference).
    """
    return np.abs(result.total_bend / result.slope_change[:, None] - 1).max()


@claim(kinks.add_kinks, above=3, unit="×")
def if_the_line_costs_more_kinks_lead_away_from_the_cubic(limits: kinks.Limits) -> float:
    """If height and slope count in the norm as bends do, the least-norm sum of a line and
    hinges at 64,000 fixed, evenly spaced kinks through ten points is more than three times
    as far from the natural cubic spline (root mean square) as with 100 kinks (medians of
    ten draws).
    """
    return limits.at(limits.least_norm, 64_000) / limits.at(limits.least_norm, 100)


@checked(kinks.add_kinks, above=3, unit="×")
def if_the_line_costs_another_cubic_is_the_limit(limits: kinks.Limits) -> float:
    """If height and slope count in the norm as bends do, the distance of the least-norm sum from
    the cubic spline that starts level at zero, where the kinks begin, shrinks from 1000 to 64,000
    kinks to less than a third (ratio of medians).
    """
    return limits.at(limits.clamped, 1000) / limits.at(limits.clamped, 64_000)


@checked(kinks.add_kinks, below=0.01)
def with_hinges_to_both_sides_networks_stay_near_the_natural_cubic(limits: kinks.Limits) -> float:
    """With 64,000 random kinks and hinges that open to either side, the least-norm network is
    within 0.01 of the natural cubic spline (median root mean squared distance).
    """
    return limits.at(limits.both_sides, 64_000)


@checked(kinks.connect_by_kinks, below=1e-6, digits=2, source="savarese2019infinite")
def on_the_sine_the_line_costs_nothing_more(result: kinks.Kinks) -> float:
    """For ten points of a sine, the least Σ |v| without a free line is the same total bend (the
    largest relative difference).
    """
    return np.abs(result.weight_cost / result.slope_change - 1).max()


@checked(kinks.connect_by_kinks, above=2.999, below=3.001, source="savarese2019infinite")
def a_straight_line_costs_its_slope(result: kinks.Kinks) -> float:
    """For points on a straight line of slope 3, which has no bend, the least Σ |v| is 3."""
    return result.line_cost


@checked(kinks.connect_by_kinks, above=1.0005, below=1.05, source="boursier2023penalising")
def if_biases_cost_connected_dots_are_not_least(result: kinks.Kinks) -> float:
    """If weight decay counts the biases of hidden units too, straight lines from point to point
    cost a network more than the least that will do, though less than 5 % more (median of draws).
    """
    return np.median(result.dots_if_biases_cost)


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


@checked(theory.use_first_features, below=0.1)
def simulations_meet_the_formula_with_signal_outside(outside: theory.Outside) -> float:
    """Where 80 % of the signal lie in the first 20 of 3000 features, and there is no noise, the
    means of 400 simulated test errors are within 10 % of the formula, for at most 70 or at least
    130 features on 100 observations (the largest difference).
    """
    far = np.abs(outside.p / theory.OBSERVED - 1) >= 0.3
    return np.abs(outside.simulated / outside.exact - 1)[far].max()


@claim(theory.use_first_features, above=1)
def signal_that_is_left_out_makes_a_peak(outside: theory.Outside) -> float:
    """Without any noise, where the first 20 of 3000 features hold 80 % of a signal of
    variance 1, the least-norm fit to 100 observations has with 108 features a mean test
    error more than 1 above the least at ten numbers from 1 to 92.
    """
    return outside.at(108) - outside.lowest_before


def _misfit(simulation: Simulation, chosen: np.ndarray) -> float:
    return np.abs(simulation.least_norm / simulation.exact - 1)[chosen].max()


# --- Junk columns are a penalty -------------------------------------------------------------------


@claim(FEWER_JUNK, below=0.12)
def many_junk_columns_are_a_ridge_penalty(result: junk.Junk) -> float:
    """With 1000, 3000 and 10,000 junk columns of standard deviation 0.1 beside ten real
    predictors, and 50 observations of signal 1 and noise 1, the least-norm coefficients of
    the ten differ from those of ridge regression on the ten alone, with the penalty p · 0.1²,
    by less than 0.12 of the length of these (the largest of three medians of 50 draws).
    """
    return max(result.distance_from_ridge(int(p)) for p in result.p[-3:])


@checked(FEWER_JUNK, below=1, unit=" times as far")
def with_another_penalty_they_are_not(result: junk.Junk) -> float:
    """At each of these numbers they are nearer to ridge regression with this penalty than with half
    of it or twice as much (the largest ratio of medians).
    """
    return max(
        result.distance_from_ridge(int(p)) / result.distance_from_ridge(int(p), other)
        for p in result.p[-3:]
        for other in (0.5, 2.0)
    )


@checked(FEWER_JUNK, below=0.5, unit="×")
def the_more_junk_the_closer_to_ridge(result: junk.Junk) -> float:
    """With 10,000 junk columns this distance is less than half of what it is with 1000."""
    return result.distance_from_ridge(10_000) / result.distance_from_ridge(1000)


@checked(FEWER_JUNK, above=3, unit="×", digits=2)
def a_few_junk_columns_do_harm(result: junk.Junk) -> float:
    """With 45 junk columns the mean test error is more than three times that with none."""
    return result.at(45) / result.at(0)


@checked(FEWER_JUNK, below=1e-10, digits=2)
def with_many_junk_columns_every_observation_is_fitted(result: junk.Junk) -> float:
    """From 45 junk columns on, every observation is fitted in every draw (the largest train
    error).
    """
    return result.train_error[:, result.p >= 45].max()


# --- More data can hurt ---------------------------------------------------------------------------


@claim(theory.grow_samples, above=2.5, unit="×")
def more_data_can_hurt(simulation: Simulation) -> float:
    """With 100 Gaussian features that all matter, signal 1 and noise 0.5, least-norm
    regression on 90 observations has more than 2.5 times the mean test error that it has on
    50 (2000 simulations of each).
    """
    error = dict(zip(simulation.n, simulation.least_norm, strict=True))
    return error[90] / error[50]


@checked(theory.grow_samples, below=0)
def with_the_best_ridge_more_data_never_hurts(simulation: Simulation) -> float:
    """With the best penalty, the simulated test error falls with each step in the number of
    observations from 20 to 400 (the largest step).
    """
    return np.diff(simulation.ridge).max()


@checked(theory.choose_penalties, below=0.03)
def with_a_chosen_penalty_more_data_hardly_hurt(chosen: theory.Chosen) -> float:
    """With a penalty chosen by leaving one out, no step in the number of observations raises the
    mean test error by more than 0.03 (the largest step).
    """
    return np.diff(chosen.error).max()
