"""What the chapter *The conundrum* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.conundrum import experiments
from conundrum.chapters.conundrum.experiments import (
    Balance,
    Calming,
    Descent,
    PublishedDraws,
    Rivals,
)
from conundrum.claims import checked, claim
from conundrum.evaluation.twenty_points import FEW


@checked(experiments.balance_splines, above=4, below=10, unit=" degrees of freedom")
def a_middle_spline_is_best(balance: Balance) -> float:
    """Of natural splines with 2 to 25 degrees of freedom, fitted to 30 points, one with 5 to 9 has
    the least expected test error.
    """
    return balance.best


@claim(experiments.balance_splines, above=1.8, unit=" times the least")
def too_many_degrees_of_freedom_double_the_error(balance: Balance) -> float:
    """With 25 degrees of freedom on 30 points, the expected test error of a spline, averaged over
    200 clouds, is more than 1.8 times that of the best size from 2 to 25.
    """
    return balance.cost_of_the_largest


@claim(
    partial(experiments.balance_networks, draws=10),
    below=1.25,
    unit=" times the least",
)
def a_wide_network_is_hardly_punished(balance: Balance) -> float:
    """After 2000 steps of Adam on 30 points, the expected test error of networks with 1024 hidden
    units is less than 1.25 times that of the best width from 1 to 1024.
    """
    return balance.cost_of_the_largest


@claim(experiments.published_draws, above=0.5, below=0.8)
def most_draws_calm_down_from_20_to_42(draws: PublishedDraws) -> float:
    """In the published recipe, the test error with 42 degrees of freedom is below that with 20 in
    more than half of 200 draws, but in fewer than four fifths of them (share of draws).
    """
    return draws.calmer


@checked(experiments.published_draws, above=0.85)
def most_draws_get_worse_again_from_42_to_80(draws: PublishedDraws) -> float:
    """In the published recipe, the test error rises again from 42 to 80 degrees of freedom in more
    than 85 of 100 draws (share of draws).
    """
    return draws.worse_again


@checked(experiments.published_draws, below=0.02)
def the_second_descent_never_beats_the_first(draws: PublishedDraws) -> float:
    """In the published recipe, the test error with 42 degrees of freedom is below the least of
    those with fewer than 20 in fewer than 2 of 100 draws (share of draws).
    """
    return draws.second_descent_wins


@checked(experiments.descend_in_slope, above=19.5, below=22.5, unit=" knots")
def the_peak_stands_at_21_knots(descent: Descent) -> float:
    """The median test error of least-slope splines through 20 points has its peak at 20 to 22
    knots, of 2 to 160.
    """
    return descent.peak


@claim(experiments.descend_in_slope, above=4, unit="×")
def the_peak_towers_over_the_first_minimum(descent: Descent) -> float:
    """At the peak the median test error is more than four times its first minimum."""
    return descent.risk.rise


@checked(experiments.descend_in_slope, below=1e-10)
def past_the_peak_every_observation_is_fitted(descent: Descent) -> float:
    """With more than 20 knots the train error on 20 points is zero, up to rounding, in every draw
    (the largest).
    """
    return descent.train_error[:, descent.degrees_of_freedom > FEW].max()


@claim(experiments.descend_in_slope, above=1.05, unit=" times the first minimum")
def the_end_stays_above_the_first_minimum(descent: Descent) -> float:
    """With 160 knots the median test error of least-slope splines through 20 points is still more
    than a twentieth above its first minimum: the second descent does not beat the first.
    """
    return descent.risk.end


@claim(experiments.descend_in_slope, above=-1.5, below=1.5, unit=" knots apart")
def the_peak_stands_where_the_points_see_least(descent: Descent) -> float:
    """The peak of the median test error stands at the number of knots where the median smallest
    singular value is least, give or take one knot.
    """
    return descent.peak - descent.worst_seen


@checked(experiments.calm_down, below=1e-6, digits=2)
def on_nested_knots_the_norm_never_rises(calming: Calming) -> float:
    """From 21 to 41, 81 and 161 knots the least norm falls, in every draw, for slope and for bend
    (the largest relative rise, negative for a fall).
    """
    return max(
        (norm[:, 1:] / norm[:, :-1]).max() - 1 for norm in (calming.slope_norm, calming.bend_norm)
    )


@checked(experiments.calm_down, below=0.02)
def least_slope_tends_to_connecting_the_dots(calming: Calming) -> float:
    """With 161 knots, the least-slope fit is within 0.02 of the straight lines that connect the
    observations (median over draws of the root mean squared distance).
    """
    return np.median(calming.slope_to_dots[:, -1])


@checked(experiments.calm_down, below=0.01)
def least_bend_tends_to_the_cubic_interpolant(calming: Calming) -> float:
    """With 161 knots, the least-bend fit is within 0.01 of the natural cubic spline through the
    observations (median over draws of the root mean squared distance).
    """
    return np.median(calming.bend_to_cubic[:, -1])


@claim(experiments.fit_rivals, below=0.2)
def a_thousand_units_on_twenty_points_do_well(rivals: Rivals) -> float:
    """After 2000 steps of Adam from the usual random start, networks with 1024 hidden units on 20
    observations have a median test error below 0.2 over ten draws; the noise alone is 0.09.
    """
    return rivals.median_error["network"]


@checked(experiments.fit_rivals, above=1e3, digits=2)
def a_polynomial_of_degree_19_fails(rivals: Rivals) -> float:
    """The median test error of a polynomial of degree 19 on the same observations is above a
    thousand.
    """
    return rivals.median_error["polynomial"]


@checked(experiments.fit_rivals, above=0.9)
def the_network_beats_the_spline_at_its_peak(rivals: Rivals) -> float:
    """The network has a smaller test error than a spline with 21 knots in more than nine of ten
    draws (share of draws).
    """
    return (rivals.test_error["network"] < rivals.test_error["spline"]).mean()
