"""Splines, theory, random features and families of models."""

import numpy as np
import pytest

from conundrum.chapters.overparameterization.experiments import families, features, splines
from conundrum.seeds import seeds_from


def test_bases_of_the_same_functions_agree_before_the_peak():
    bases = splines.compare_bases(seed=3, draws=4, degrees_of_freedom=(7, 12))
    np.testing.assert_allclose(
        bases.test_error["least slope"], bases.test_error["least bend"], rtol=1e-6
    )
    np.testing.assert_allclose(bases.test_error["Legendre"], bases.test_error["powers"], rtol=1e-4)


def test_panels_show_what_bases_measure():
    seed = seeds_from(5, 1)[0]
    bases = splines.compare_bases(seed=5, draws=1, degrees_of_freedom=splines.SHOWN)
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


def test_widening_counts_as_many_parameters_as_columns_until_n():
    widening = features.widen(seed=2, draws=1, widths=(50, 200, 400, 500))
    np.testing.assert_allclose(widening.effective_train, [[50, 200, 400, 400]], rtol=1e-6)
    # at the peak the best penalty is far better; without one, 50 features on 400 digits are fine
    assert (widening.ridge_error[0, 2] < widening.error[0, 2] / 3).all()
    np.testing.assert_allclose(widening.ridge_error[0, 0], widening.error[0, 0], atol=0.03)


def test_an_end_is_compared_with_the_first_minimum_of_its_own_draw():
    errors = np.array([[0.4, 0.2, 0.6, 0.3], [0.4, 0.3, 0.9, 0.1]])[..., None]
    flat = np.ones((2, 4))
    widening = features.Widening(
        np.array([50, 100, 400, 800]), np.array([0.1]), errors, errors / 2, flat, flat, flat
    )
    np.testing.assert_allclose(widening.ends(0.1), [1.5, 1 / 3])
    np.testing.assert_allclose(widening.ridge_ends(0.1), [0.75, 1 / 6])
    np.testing.assert_array_equal(widening.peaks, [400])


@pytest.mark.slow
def test_neighbours_trees_and_forests():
    result = families.grow(seed=3, draws=1)
    assert result.forest_train_error == 0
    assert result.forest_effective[0, 0] > result.forest_effective[0, -1] > 1
    assert (np.diff(result.tree_effective[0]) >= 0).all()
    assert result.misread_by_neighbours[1] == result.neighbour_error[0, -1]
