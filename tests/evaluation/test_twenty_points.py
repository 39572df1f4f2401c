from itertools import pairwise

import numpy as np
import pytest

from conundrum.data.curves import SINE
from conundrum.evaluation.twenty_points import NESTED, draw_points, fit_even_panels, spline_basis
from conundrum.models.splines import bend_basis, slope_basis


def test_each_set_of_knots_holds_the_one_before():
    knots = [spline_basis(slope_basis, d).knots for d in NESTED]
    for few, many in pairwise(knots):
        assert all(np.isclose(many, knot).any() for knot in few)


def test_each_sample_has_a_point_in_each_twentieth():
    for sample in draw_points(seed=1, draws=3):
        np.testing.assert_array_equal(np.floor((sample.x + 5) * 2), np.arange(20))


@pytest.mark.parametrize("basis_on", [slope_basis, bend_basis])
def test_panels_are_least_squares_and_then_least_norm(basis_on):
    [sample] = draw_points(seed=2, draws=1)
    panels = fit_even_panels(sample, basis_on, (7, 41))
    for d, fit in zip((7, 41), panels.predictions, strict=True):
        basis = spline_basis(basis_on, d)
        expected = basis(panels.x) @ np.linalg.pinv(basis(sample.x)) @ sample.y
        np.testing.assert_allclose(fit, expected, atol=1e-6)
    assert panels.train_error[0] > 1e-3
    assert panels.train_error[1] < 1e-20
    error = np.mean((panels.predictions[1] - np.sin(panels.x)) ** 2) + SINE.noise**2
    assert panels.test_error[1] == pytest.approx(error)
