"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.conundrum import experiments

SHORT = (5, 6, 7, 8, 20, 21, 22, 40, 160)

WORLDS = {
    # no noise that a flexible spline could follow
    "too_many_degrees_of_freedom_double_the_error": partial(
        experiments.balance_splines, seed=1, draws=40, noise=0.01
    ),
    # noise that is much larger than the curve: there, narrow networks are better
    "a_wide_network_is_hardly_punished": partial(
        experiments.balance_networks, seed=1, draws=4, widths=(8, 16, 32, 1024), noise=3.0
    ),
    # no noise that the spline of 20 could blow up
    "most_draws_calm_down_from_20_to_42": partial(
        experiments.published_draws, seed=1, draws=40, noise=0.0
    ),
    # a ridge penalty in place of the least norm
    "the_peak_towers_over_the_first_minimum": partial(
        experiments.descend_in_slope, seed=1, draws=20, degrees_of_freedom=SHORT, penalty=1.0
    ),
    # the same: all sizes are as good as the best
    "the_end_stays_above_the_first_minimum": partial(
        experiments.descend_in_slope, seed=1, draws=20, degrees_of_freedom=SHORT, penalty=1.0
    ),
    # no noise that a badly seen direction could blow up
    "the_peak_stands_where_the_points_see_least": partial(
        experiments.descend_in_slope, seed=1, draws=20, degrees_of_freedom=SHORT, noise=0.0
    ),
    # started at weights that are four times as large
    "a_thousand_units_on_twenty_points_do_well": partial(
        experiments.fit_rivals, seed=1, draws=3, scale=4.0
    ),
}
