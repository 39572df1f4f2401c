"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.overparameterization.experiments import splines, theory
from conundrum.evaluation.bases import compare_bases

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
    # more points than a hundred kinks can follow closely
    "a_hundred_kinks_are_next_to_the_cubic_spline": partial(
        splines.connect_by_kinks, seed=1, draws=2, kinks=(100,), points=50
    ),
    # hardly any noise
    "more_data_can_hurt": partial(
        theory.grow_samples, seed=1, draws=10, repeats=5, sizes=(50, 90), noise=0.05
    ),
}
