"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.conundrum.experiments import balance, cost, descent, published, starts

SHORT = (5, 6, 7, 8, 20, 21, 22, 40, 161)

WORLDS = {
    # noise that is much larger than the curve: there, narrow networks are better
    "a_wide_network_is_hardly_punished": partial(
        balance.grow_networks, seed=1, draws=3, widths=(1, 3, 320), steps=(8000,), noise=3.0
    ),
    # no noise that the spline of 20 could blow up
    "most_draws_calm_down_from_20_to_42": partial(
        published.published_draws, seed=1, draws=40, noise=0.0
    ),
    # a ridge penalty in place of the least norm
    "the_peak_towers_over_the_first_minimum": partial(
        descent.descend_in_slope, seed=1, draws=20, degrees_of_freedom=SHORT, penalty=1.0
    ),
    # nothing counts as badly seen, so nothing is left out
    "without_badly_seen_directions_there_is_no_peak": partial(
        descent.leave_out_badly_seen, seed=1, draws=20, degrees_of_freedom=SHORT, least=0.0
    ),
    # waves so slow that the splines can follow them
    "without_noise_there_can_still_be_a_peak": partial(
        descent.split_peak, seed=1, draws=20, degrees_of_freedom=SHORT, waves=1.5
    ),
    # a network of one unit, which can connect nothing
    "a_network_trained_on_costs_what_connected_dots_cost": partial(
        cost.pay_for_perfect_fits, seed=1, draws=5, width=1, steps=(8000,)
    ),
    # a large start that is as large as the usual one
    "a_large_start_spoils_the_fit": partial(
        starts.train_from_starts, seed=1, draws=2, width=32, steps=(2000,), large=1.0
    ),
}
