"""What the chapter *The conundrum* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.conundrum import experiments
from conundrum.chapters.conundrum.experiments import (
    FEW,
    Balance,
    Calming,
    Descent,
    PublishedDraws,
    Rivals,
)
from conundrum.claims import claim

ISLR = "james2021introduction"


@claim(experiments.balance_splines, above=4, below=10, unit=" degrees of freedom")
def a_middle_spline_is_best(balance: Balance) -> float:
    """The expected test error of a spline is least in the middle: neither with the fewest nor with
    the most degrees of freedom.
    """
    return float(balance.capacity[balance.expected_error.argmin()])


@claim(experiments.balance_splines, above=1.8, unit=" times the least")
def too_many_degrees_of_freedom_double_the_error(balance: Balance) -> float:
    """With 25 degrees of freedom, the expected test error is about twice that of the best spline,
    or more.
    """
    return balance.expected_error[-1] / balance.expected_error.min()


@claim(
    partial(experiments.balance_networks, draws=10, widths=(8, 32, 1024)),
    below=1.25,
    unit=" times the least",
)
def a_wide_network_is_hardly_punished(balance: Balance) -> float:
    """With 1024 hidden units, the expected test error of a network is at most a quarter above that
    of the best width tried.
    """
    return balance.expected_error[-1] / balance.expected_error.min()


@claim(experiments.published_draws, above=0.5, below=0.8, source=ISLR)
def most_draws_calm_down_from_20_to_42(draws: PublishedDraws) -> float:
    """In the published recipe, a spline with 42 degrees of freedom has a smaller test error than
    one with 20 in most draws, though by no means in all (as a share of draws).
    """
    return (draws.at(42) < draws.at(20)).mean()


@claim(experiments.published_draws, above=0.85, source=ISLR)
def most_draws_get_worse_again_from_42_to_80(draws: PublishedDraws) -> float:
    """In the published recipe, the test error rises again from 42 to 80 degrees of freedom in
    nearly all draws (as a share of draws).
    """
    return (draws.at(80) > draws.at(42)).mean()


@claim(experiments.published_draws, below=0.02)
def the_second_descent_never_beats_the_first(draws: PublishedDraws) -> float:
    """In the published recipe, a spline with 42 degrees of freedom beats the best of those with
    fewer knots than observations in practically no draw (as a share of draws).
    """
    return (draws.at(42) < draws.classical_minimum).mean()


@claim(experiments.descend_in_slope, above=19.5, below=22.5, unit=" knots")
def the_peak_stands_at_21_knots(descent: Descent) -> float:
    """The median test error has its peak where the spline has one knot more than there are
    observations, give or take one.
    """
    return float(descent.degrees_of_freedom[descent.risk.peak])


@claim(experiments.descend_in_slope, above=4, unit="×")
def the_peak_towers_over_the_first_minimum(descent: Descent) -> float:
    """At the peak the median test error is more than four times its first minimum."""
    risk = descent.risk
    return risk.median[risk.peak] / risk.median[risk.first_minimum]


@claim(experiments.descend_in_slope, below=1e-10)
def past_the_peak_every_observation_is_fitted(descent: Descent) -> float:
    """With more knots than observations, the train error is zero, up to rounding, in every draw
    (the largest).
    """
    return descent.train_error[:, descent.degrees_of_freedom > FEW].max()


@claim(experiments.descend_in_slope, above=1.05, unit=" times the first minimum")
def the_end_stays_above_the_first_minimum(descent: Descent) -> float:
    """With 160 knots the median test error is still above the first minimum: the second descent
    does not beat the first.
    """
    risk = descent.risk
    return risk.median[-1] / risk.median[risk.first_minimum]


@claim(experiments.descend_in_slope, above=-1.5, below=1.5, unit=" knots apart")
def the_peak_stands_where_the_points_see_least(descent: Descent) -> float:
    """The peak of the test error stands where the smallest singular value is least, give or take
    one knot.
    """
    smallest = np.median(descent.smallest_singular_value, axis=0)
    degrees_of_freedom = descent.degrees_of_freedom
    return float(degrees_of_freedom[descent.risk.peak] - degrees_of_freedom[smallest.argmin()])


@claim(experiments.calm_down, below=1e-6, digits=2)
def on_nested_knots_the_norm_never_rises(calming: Calming) -> float:
    """From each set of nested knots to the next, the norm falls, in every draw and for both norms
    (the largest relative rise, negative for a fall).
    """
    return max(
        (norm[:, 1:] / norm[:, :-1]).max() - 1 for norm in (calming.slope_norm, calming.bend_norm)
    )


@claim(experiments.calm_down, below=0.02)
def least_slope_tends_to_connecting_the_dots(calming: Calming) -> float:
    """With 161 knots, the least-slope fit is next to the straight lines that connect the
    observations (median over draws of the root mean squared distance).
    """
    return np.median(calming.slope_to_dots[:, -1])


@claim(experiments.calm_down, below=0.01)
def least_bend_tends_to_the_cubic_interpolant(calming: Calming) -> float:
    """With 161 knots, the least-bend fit is next to the natural cubic spline through the
    observations (median over draws of the root mean squared distance).
    """
    return np.median(calming.bend_to_cubic[:, -1])


@claim(experiments.fit_rivals, above=0.12, below=0.19)
def a_thousand_units_on_twenty_points_do_well(rivals: Rivals) -> float:
    """The median test error of a network with 1024 hidden units on 20 observations stays below
    0.19, where no model at all could go below 0.09, the variance of the noise.
    """
    return np.median(rivals.test_error["network"])


@claim(experiments.fit_rivals, above=1e3, digits=2)
def a_polynomial_of_degree_19_fails(rivals: Rivals) -> float:
    """The median test error of a polynomial of degree 19 on the same observations is above a
    thousand.
    """
    return np.median(rivals.test_error["polynomial"])


@claim(experiments.fit_rivals, above=0.9)
def the_network_beats_the_spline_at_its_peak(rivals: Rivals) -> float:
    """The network has a smaller test error than a spline with 21 knots in practically every draw
    (as a share of draws).
    """
    return (rivals.test_error["network"] < rivals.test_error["spline"]).mean()
