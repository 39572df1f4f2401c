"""Splines, and networks as splines."""

import numpy as np

from conundrum.chapters.overparameterization.experiments import splines
from conundrum.evaluation.bases import compare_bases
from conundrum.seeds import seeds_from


def test_bases_of_the_same_functions_agree_before_the_peak():
    bases = compare_bases(seed=3, draws=4, degrees_of_freedom=(7, 12))
    np.testing.assert_allclose(
        bases.test_error["least slope"], bases.test_error["least bend"], rtol=1e-6
    )
    np.testing.assert_allclose(bases.test_error["Legendre"], bases.test_error["powers"], rtol=1e-4)


def test_panels_show_what_bases_measure():
    seed = seeds_from(5, 1)[0]
    bases = compare_bases(seed=5, draws=1, degrees_of_freedom=splines.SHOWN)
    panels = splines.draw_panels(seed=seed)
    np.testing.assert_allclose(
        panels.slope.test_error, bases.test_error["least slope"][0], rtol=1e-6
    )
    np.testing.assert_allclose(panels.bend.test_error, bases.test_error["least bend"][0], rtol=1e-6)


def test_gradient_descent_from_zero_is_the_pseudo_inverse():
    descents = splines.descend_gradients(seed=2)
    assert descents.distance[:, -1].max() < 1e-10
    assert descents.train_error[:, -1].max() < 1e-20


def test_the_least_total_bend_needs_no_more_than_the_dots():
    kinks = splines.connect_by_kinks(seed=2, draws=3, kinks=(20, 60))
    np.testing.assert_allclose(
        kinks.total_bend, np.repeat(kinks.slope_change[:, None], 2, axis=1), rtol=1e-6
    )
