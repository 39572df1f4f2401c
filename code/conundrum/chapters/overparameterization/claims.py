"""What the chapter *Why the error comes back down* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.overparameterization.experiments import splines, theory
from conundrum.claims import checked, claim
from conundrum.evaluation.bases import Bases, compare_bases
from conundrum.evaluation.isotropic import Simulation

HASTIE = "hastie2022surprises"

FEWER_DRAWS = partial(compare_bases, draws=50)
BEND_AT_PEAK_AND_END = partial(
    compare_bases, draws=1000, names=("least bend",), degrees_of_freedom=(21, 161)
)


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


@claim(FEWER_DRAWS, above=1e6, unit="×", digits=2)
def powers_do_not_come_back_down(bases: Bases) -> float:
    """On 20 points, a least-norm sum of 120 powers of x has more than a million times the median
    test error of a least-norm sum of 120 Legendre polynomials, which span the same functions.
    """
    return bases.median("powers", 120) / bases.median("Legendre", 120)


@checked(FEWER_DRAWS, above=0.999, below=1.001, unit="×")
def columns_that_are_never_used_change_nothing(bases: Bases) -> float:
    """If only the first 20 Legendre polynomials are used, 161 have the median test error that 20
    have.
    """
    return bases.median("first 20", 161) / bases.median("first 20", 20)


# --- Why: the smallest of ever more fits ----------------------------------------------------------


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
