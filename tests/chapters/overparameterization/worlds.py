"""For each claim of the chapter, a world in which it is false."""

from dataclasses import replace
from functools import partial

import numpy as np

from conundrum.chapters.overparameterization.experiments import junk, kinks, least_norm, theory
from conundrum.evaluation.bases import compare_bases


def kinks_with_a_free_line():
    limits = kinks.add_kinks(seed=1, draws=2, kinks=(100, 64_000))
    return replace(limits, least_norm=limits.free_line)


def shrunk_by_a_third():
    shrunk = least_norm.shrink_high_degrees(seed=1, draws=10, scales=(1, 0.3))
    return replace(shrunk, scales=np.array([1, 1e-3]))


WORLDS = {
    # a ridge penalty in place of the least norm
    "powers_do_not_come_back_down": partial(
        compare_bases,
        seed=1,
        draws=10,
        names=("Legendre", "powers"),
        degrees_of_freedom=(20, 120),
        penalty=0.1,
    ),
    # high degrees are made smaller, but are still seen well
    "columns_that_are_hardly_seen_do_not_help": shrunk_by_a_third,
    "if_the_line_costs_more_kinks_lead_away_from_the_cubic": kinks_with_a_free_line,
    # nothing is left out
    "signal_that_is_left_out_makes_a_peak": partial(
        theory.use_first_features, seed=1, draws=3, repeats=3, share=1.0
    ),
    # too few junk columns to be alike in all directions
    "many_junk_columns_are_a_ridge_penalty": partial(
        junk.add_junk, seed=1, draws=5, numbers=(45, 60, 80)
    ),
    # hardly any noise
    "more_data_can_hurt": partial(
        theory.grow_samples, seed=1, draws=10, repeats=5, sizes=(50, 90), noise=0.05
    ),
}
