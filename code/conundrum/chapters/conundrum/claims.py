"""What the chapter *The conundrum* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.conundrum.experiments import balance, cost, descent, published, starts
from conundrum.chapters.conundrum.experiments.balance import Balance, NetworkWidths, SplineSizes
from conundrum.chapters.conundrum.experiments.cost import (
    DOTS,
    SLOPE,
    Calming,
    PerfectFits,
    network_after,
)
from conundrum.chapters.conundrum.experiments.descent import (
    RICH,
    SMOOTH,
    Descent,
    LeftOut,
    PeakParts,
)
from conundrum.chapters.conundrum.experiments.published import ChangedRecipes, PublishedDraws
from conundrum.chapters.conundrum.experiments.starts import (
    LARGE,
    TAKEN_AWAY,
    USUAL,
    Rivals,
    TrainedFromStarts,
)
from conundrum.claims import checked, claim
from conundrum.evaluation.twenty_points import FEW

FEWER_NETWORKS = partial(balance.grow_networks, draws=4)


# --- A spline must be balanced with care ----------------------------------------------------------


@checked(balance.balance_splines, above=4, below=10, unit=" degrees of freedom")
def a_middle_spline_is_best(splines: Balance) -> float:
    """Of natural splines with 2 to 25 degrees of freedom, fitted to 30 points, one with 5 to 9 has
    the least expected test error, averaged over 200 clouds.
    """
    return splines.best


@checked(balance.balance_splines, above=1.8, unit=" times the least")
def too_many_degrees_of_freedom_double_the_error(splines: Balance) -> float:
    """With 25 degrees of freedom on 30 points, the expected test error of a spline, averaged over
    200 clouds, is more than 1.8 times that of the best size from 2 to 25.
    """
    return splines.cost_of_the_largest


# --- Nobody balances a network --------------------------------------------------------------------


@checked(balance.grow_splines, above=30.5, below=31.5, unit=" knots")
def splines_of_30_points_peak_at_31_knots(splines: SplineSizes) -> float:
    """The median expected test error of least-slope splines on 30 points has its peak at 31 knots,
    of 2 to 961.
    """
    return splines.peak


@checked(balance.grow_splines, below=2, unit=" times the least")
def a_thousand_knots_are_no_disaster(splines: SplineSizes) -> float:
    """With 961 knots on 30 points, the median expected test error of least-slope splines is less
    than twice its first minimum.
    """
    return splines.risk.end


@claim(FEWER_NETWORKS, below=1.5, unit=" times the least")
def a_wide_network_is_hardly_punished(networks: NetworkWidths) -> float:
    """Whether Adam takes 500, 2000 or 8000 steps, the mean test error over four clouds of networks
    with 320 hidden units on 30 points is less than 1.5 times that of the best of eight widths from
    1 to 320 (the largest of the three ratios).
    """
    return max(networks.cost_of_the_widest.values())


@checked(FEWER_NETWORKS, above=1.05, unit="×")
def wide_networks_get_worse_when_trained_longer(networks: NetworkWidths) -> float:
    """The mean test error over four clouds of networks with 320 hidden units on 30 points is more
    than a twentieth larger after 8000 steps of Adam than after 500.
    """
    return networks.widest_error[8000] / networks.widest_error[500]


# --- Past the point where every observation is fitted ---------------------------------------------


@claim(published.published_draws, above=0.5, below=0.8)
def most_draws_calm_down_from_20_to_42(draws: PublishedDraws) -> float:
    """In our reading of the published recipe, the test error with 42 degrees of freedom is below
    that with 20 in more than half of 200 draws, but in fewer than four fifths of them (share of
    draws).
    """
    return draws.calmer


@checked(published.published_draws, above=0.85)
def most_draws_get_worse_again_from_42_to_80(draws: PublishedDraws) -> float:
    """In our reading of the published recipe, the test error rises again from 42 to 80 degrees of
    freedom in more than 85 of 100 draws (share of draws).
    """
    return draws.worse_again


@checked(published.published_draws, below=0.02)
def the_second_descent_never_beats_the_first(draws: PublishedDraws) -> float:
    """In our reading of the published recipe, the test error with 42 degrees of freedom is below
    the least of 14 sizes from 3 to 19 in fewer than 2 of 100 draws (share of draws).
    """
    return draws.second_descent_wins


@checked(published.change_recipe, below=0.4, unit="×")
def spreading_x_tames_the_peak(recipes: ChangedRecipes) -> float:
    """With one x in each twentieth of the interval, and nothing else changed, the median test error
    at 20 degrees of freedom is less than 0.4 times that of the published recipe.
    """
    return recipes.median("x spread out", 20) / recipes.median("as published", 20)


@checked(published.change_recipe, below=0.4, unit="×")
def a_norm_of_slope_tames_the_end(recipes: ChangedRecipes) -> float:
    """With the least slope, and nothing else changed, the median test error at 80 degrees of
    freedom is less than 0.4 times that of the published recipe.
    """
    return recipes.median("norm of the slope", 80) / recipes.median("as published", 80)


@checked(published.change_recipe, above=10, unit="×", digits=2)
def even_knots_alone_make_the_peak_worse(recipes: ChangedRecipes) -> float:
    """With evenly spaced knots, and nothing else changed, the median test error at 20 degrees of
    freedom is more than ten times that of the published recipe.
    """
    return recipes.median("knots even", 20) / recipes.median("as published", 20)


# --- A recipe that holds still --------------------------------------------------------------------


@checked(descent.descend_in_slope, above=19.5, below=22.5, unit=" knots")
def the_peak_stands_at_21_knots(slope: Descent) -> float:
    """The median test error of least-slope splines through 20 points has its peak at 20 to 22
    knots, of 2 to 161.
    """
    return slope.peak


@claim(descent.descend_in_slope, above=4, unit="×")
def the_peak_towers_over_the_first_minimum(slope: Descent) -> float:
    """At the peak, the median test error of least-slope splines on 20 points, over 50 draws, is
    more than four times its first minimum.
    """
    return slope.risk.rise


@checked(descent.descend_in_slope, below=1e-10)
def past_the_peak_every_observation_is_fitted(slope: Descent) -> float:
    """With more than 20 knots the train error on 20 points is zero, up to rounding, in every draw
    (the largest).
    """
    return slope.train_error[:, slope.degrees_of_freedom > FEW].max()


# --- Where the peak stands, and why ---------------------------------------------------------------


@checked(descent.descend_in_slope, above=-1.5, below=1.5, unit=" knots apart")
def the_peak_stands_where_the_points_see_least(slope: Descent) -> float:
    """The peak of the median test error stands at the number of knots where the median smallest
    singular value is least, give or take one knot.
    """
    return slope.peak - slope.worst_seen


@checked(descent.leave_out_badly_seen, below=0.5, unit="×")
def one_direction_makes_most_of_the_peak(left_out: LeftOut) -> float:
    """Leave at zero the one direction that 20 points see least, and the median test error of
    least-slope splines with 21 knots falls to less than half.
    """
    return left_out.without_the_worst.at(21) / left_out.all_fitted.at(21)


@claim(descent.leave_out_badly_seen, below=2, unit=" times the least")
def without_badly_seen_directions_there_is_no_peak(left_out: LeftOut) -> float:
    """Leave at zero every direction whose singular value is below 0.15, and the median test error
    of least-slope splines of 7 to 161 knots on 20 points stays below twice its least (the largest).
    """
    errors = left_out.without_badly_seen.median[left_out.degrees_of_freedom >= 7]
    return errors.max() / errors.min()


# --- What the peak is made of ---------------------------------------------------------------------


@checked(descent.split_peak, above=0.99)
def where_splines_can_follow_the_curve_the_peak_is_variance(parts: PeakParts) -> float:
    """On sin x, at 21 knots, more than 99 % of squared bias and variance together is variance (the
    median share).
    """
    return _share_of_variance(parts, SMOOTH)


@claim(descent.split_peak, above=4, unit="×")
def without_noise_there_can_still_be_a_peak(parts: PeakParts) -> float:
    """On sin x + ½ sin 7x without any noise, the median test error of least-slope splines with 21
    knots on 20 points, over 50 draws of these, is more than four times its least with 2 to 19
    knots.
    """
    errors = parts.without_noise(RICH)
    return errors.at(21) / errors.median[parts.degrees_of_freedom < FEW].min()


def _share_of_variance(parts: PeakParts, curve: str) -> float:
    column = parts.degrees_of_freedom == FEW + 1
    variance, squared_bias = parts.variance[:, column], parts.squared_bias[curve][:, column]
    return np.median(variance / (variance + squared_bias))


# --- What a perfect fit costs ---------------------------------------------------------------------


@checked(cost.calm_down, below=1e-6, digits=2)
def on_nested_knots_the_norm_never_rises(calming: Calming) -> float:
    """From 21 to 41, 81 and 161 knots the least norm does not rise, up to rounding, in any draw,
    for slope or for bend (the largest relative rise, negative for a fall).
    """
    return max(
        (norm[:, 1:] / norm[:, :-1]).max() - 1 for norm in (calming.slope_norm, calming.bend_norm)
    )


@checked(cost.calm_down, below=0.02)
def least_slope_tends_to_connecting_the_dots(calming: Calming) -> float:
    """With 161 knots, the least-slope fit is within 0.02 of the straight lines that connect the
    observations (median over draws of the root mean squared distance).
    """
    return np.median(calming.slope_to_dots[:, -1])


@checked(cost.calm_down, below=0.01)
def least_bend_tends_to_the_cubic_interpolant(calming: Calming) -> float:
    """With 161 knots, the least-bend fit is within 0.01 of the natural cubic spline through the
    observations (median over draws of the root mean squared distance).
    """
    return np.median(calming.bend_to_cubic[:, -1])


@checked(cost.pay_for_perfect_fits, above=0.85, below=1.15, unit=" times the formula")
def connected_dots_cost_what_the_formula_says(fits: PerfectFits) -> float:
    """The median test error of straight lines between 20 noisy points of a sine is within 15 % of
    5/3 of the variance of the noise.
    """
    return fits.median_error[DOTS] / fits.formula


@checked(cost.pay_for_perfect_fits, above=0.95, below=1.2, unit=" times connected dots")
def least_slope_costs_what_connected_dots_cost(fits: PerfectFits) -> float:
    """With 161 knots, the median test error of least slope is between 0.95 and 1.2 times that of
    straight lines between the points.
    """
    return fits.median_error[SLOPE] / fits.median_error[DOTS]


@claim(cost.pay_for_perfect_fits, above=0.92, below=1.25, unit=" times connected dots")
def a_network_trained_on_costs_what_connected_dots_cost(fits: PerfectFits) -> float:
    """After 8000 steps of Adam, the median test error of networks with 128 hidden units on 20 draws
    of 20 points is between 0.92 and 1.25 times that of straight lines between the points.
    """
    return fits.median_error[network_after(8000)] / fits.median_error[DOTS]


# --- When more does not pay -----------------------------------------------------------------------


@checked(descent.descend_in_slope, above=1.05, unit=" times the first minimum")
def the_end_stays_above_the_first_minimum(slope: Descent) -> float:
    """With 161 knots the median test error of least-slope splines through 20 points is still more
    than a twentieth above its first minimum.
    """
    return slope.risk.end


# --- Which fit training ends at -------------------------------------------------------------------


@checked(starts.fit_rivals, below=0.2)
def a_thousand_units_on_twenty_points_do_well(rivals: Rivals) -> float:
    """After 2000 steps of Adam from the usual random start, networks with 1024 hidden units on 20
    observations have a median test error below 0.2 over ten draws; the noise alone is 0.09.
    """
    return rivals.median_error["network"]


@checked(starts.fit_rivals, above=1e3, digits=2)
def a_polynomial_of_degree_19_fails(rivals: Rivals) -> float:
    """The median test error of a polynomial of degree 19 on the same observations is above a
    thousand.
    """
    return rivals.median_error["polynomial"]


@checked(starts.train_from_starts, below=0.3)
def no_optimiser_goes_wild_from_the_usual_start(trained: TrainedFromStarts) -> float:
    """From the usual random start, the median test error of networks with 128 hidden units on 20
    points is below 0.3 after 500, 2000 and 8000 steps of plain descent, momentum and Adam (the
    largest of nine).
    """
    return trained.worst_from_the_usual_start


@claim(starts.train_from_starts, above=1.4, unit="×")
def a_large_start_spoils_the_fit(trained: TrainedFromStarts) -> float:
    """Started at weights four times as large as usual, networks with 128 hidden units on 20 points
    have, after 2000 steps, more than 1.4 times the median test error, with plain descent and
    momentum, both at a sixteenth of their rate, and with Adam (the smallest of the three ratios;
    medians of four draws).
    """
    return min(trained.ratio_after(2000, LARGE, USUAL).values())


@checked(starts.train_from_starts, above=1, rate=0.9, unit="×")
def four_times_the_training_does_not_undo_a_large_start(trained: TrainedFromStarts) -> float:
    """After 8000 steps the median test error from weights four times as large as usual is usually
    still above that from the usual start, with each of the three optimisers (the smallest ratio).
    """
    return min(trained.ratio_after(8000, LARGE, USUAL).values())


@checked(starts.train_from_starts, below=1.3, unit="×")
def a_large_start_taken_away_does_no_harm(trained: TrainedFromStarts) -> float:
    """If the untrained function is taken away from what such networks predict, in training and
    after, their median test error after 2000 and after 8000 steps is less than 1.3 times that from
    the usual start (the largest of six ratios).
    """
    return max(
        max(trained.ratio_after(steps, TAKEN_AWAY, USUAL).values()) for steps in (2000, 8000)
    )
