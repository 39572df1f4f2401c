"""Splines and polynomials, networks as splines, and regressions of any size."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from conundrum.chapters.overparameterization.experiments import (
    bases,
    junk,
    kinks,
    least_norm,
    theory,
)
from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.bases import compare_bases
from conundrum.evaluation.isotropic import exact_error
from conundrum.seeds import seeds_from


def test_bases_of_the_same_functions_agree_before_the_peak():
    fitted = compare_bases(seed=3, draws=4, degrees_of_freedom=(7, 12))
    np.testing.assert_allclose(
        fitted.test_error["least slope"], fitted.test_error["least bend"], rtol=1e-6
    )
    np.testing.assert_allclose(
        fitted.test_error["Legendre"], fitted.test_error["powers"], rtol=1e-4
    )


def test_panels_show_what_bases_measure():
    seed = seeds_from(5, 1)[0]
    fitted = compare_bases(seed=5, draws=1, degrees_of_freedom=bases.SHOWN)
    panels = bases.draw_panels(seed=seed)
    np.testing.assert_allclose(
        panels.slope.test_error, fitted.test_error["least slope"][0], rtol=1e-6
    )
    np.testing.assert_allclose(
        panels.bend.test_error, fitted.test_error["least bend"][0], rtol=1e-6
    )


def test_polynomials_are_what_they_are_called():
    drawn = bases.draw_polynomials(seed=1, degrees=(0, 2, 3))
    t = drawn.x / 5
    np.testing.assert_allclose(drawn.powers.curves, [t**0, t**2, t**3], atol=1e-12)
    np.testing.assert_allclose(drawn.legendre.curves[1], (3 * t**2 - 1) / 2, atol=1e-12)
    np.testing.assert_allclose(drawn.powers.at_observations[1], (drawn.observed / 5) ** 2)


def test_the_axes_of_the_ellipse_are_its_longest_and_shortest():
    ellipse = least_norm.squeeze_circle()
    lengths = np.linalg.norm(ellipse.predictions, axis=0)
    np.testing.assert_allclose([lengths.max(), lengths.min()], ellipse.singular_values, rtol=1e-2)
    np.testing.assert_allclose(np.linalg.norm(ellipse.seen, axis=0), ellipse.singular_values)


def test_columns_that_are_not_shrunk_are_those_of_the_comparison():
    shrunk = least_norm.shrink_high_degrees(seed=4, draws=3, scales=(1, 0.1))
    fitted = compare_bases(seed=4, draws=3, names=("Legendre",), degrees_of_freedom=(20, 161))
    np.testing.assert_allclose(shrunk.test_error[:, 0], fitted.test_error["Legendre"][:, 1])
    np.testing.assert_allclose(shrunk.without, fitted.test_error["Legendre"][:, 0])
    assert (shrunk.smallest_singular_value[:, 1] < shrunk.smallest_singular_value[:, 0]).all()


def test_if_all_directions_are_well_seen_nothing_is_left_out():
    left_out = least_norm.leave_out_badly_seen_powers(seed=2, draws=2, least=1e-12)
    np.testing.assert_allclose(left_out.well_seen, left_out.all_fitted, rtol=1e-3)


def test_gradient_descent_from_zero_is_the_pseudo_inverse():
    descents = least_norm.descend_gradients(seed=2)
    assert descents.distance[:, -1].max() < 1e-10
    assert descents.train_error[:, -1].max() < 1e-20
    assert descents.train_error_elsewhere[:, -1].max() < 1e-20
    assert descents.distance_elsewhere[:, -1].min() > 0.1


def test_the_least_total_bend_needs_no_more_than_the_dots():
    result = kinks.connect_by_kinks(seed=2, draws=3, kinks=(20, 60))
    np.testing.assert_allclose(
        result.total_bend, np.repeat(result.slope_change[:, None], 2, axis=1), rtol=1e-6
    )


@pytest.mark.parametrize(
    ("y", "cost"),
    [([0, 3, 6], 3), ([0, 1, 0], 2), ([0, 0, 2], 2), ([1, 1, 1], 0)],
    ids=["a line", "a roof", "a hinge", "level"],
)
def test_the_least_weights_can_be_found_by_hand(y, cost):
    sample = Sample(np.arange(3.0), np.array(y, float))
    assert kinks.least_cost(sample, sample.x, np.ones_like) == pytest.approx(cost)


def test_a_bend_goes_where_it_is_cheap():
    # level, then up by 1: a bend of 1 at the middle point, or a steeper one later
    sample = Sample(np.arange(3.0), np.array([0.0, 0.0, 1.0]))
    places = np.array([1.0, 1.5])
    assert kinks.least_cost(sample, places, np.ones_like) == pytest.approx(1)
    assert kinks.least_cost(sample, places, lambda t: 2.0 - t) == pytest.approx(1)
    assert kinks.least_cost(sample, places, lambda t: 1.0 / t**2) == pytest.approx(2 / 1.5**2)


def test_networks_of_many_kinks_are_measured_from_splines():
    limits = kinks.add_kinks(seed=1, draws=2, kinks=(30, 300))
    free = kinks.fix_kinks(SINE.sample_evenly(10, seed=seeds_from(1, 2)[0]), 300)
    assert limits.free_line[0, 1] == pytest.approx(free.distance_to_cubic, rel=0.1)
    assert limits.at(limits.free_line, 300) < limits.at(limits.free_line, 30)


def test_with_all_of_the_signal_inside_the_formula_is_that_of_the_package():
    p = np.array([20, 50, 200, 1000])
    np.testing.assert_allclose(theory.outside_error(p, 1.0, 0.5), exact_error(100, p, 0.5))


def test_signal_outside_is_noise_to_the_formula():
    inside = 0.8 + 0.2 * 30 / 2980
    noise = 0.5**2 + 1 - inside
    assert theory.outside_error(np.array([50]), 0.8, 0.5) == pytest.approx(noise * (1 + 50 / 49))


def test_a_penalty_is_chosen_as_by_leaving_each_out():
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(12, 100)), rng.normal(size=12)

    def left_out(penalty):
        rest = [np.arange(12) != i for i in range(12)]
        fits = [Ridge(alpha=penalty, fit_intercept=False).fit(X[r], y[r]) for r in rest]
        return np.mean([(y[i] - X[i] @ fit.coef_) ** 2 for i, fit in enumerate(fits)])

    best = min(theory.PENALTIES, key=left_out)
    expected = Ridge(alpha=best, fit_intercept=False).fit(X, y).coef_
    np.testing.assert_allclose(theory.ridge_by_leave_one_out(X, y), expected, rtol=1e-6)


def test_without_junk_there_is_nothing_to_penalise():
    added = junk.add_junk(seed=1, draws=3, numbers=(0, 45, 5000))
    np.testing.assert_allclose(added.least_norm[:, 0], added.ridge[:, 0])
    assert (added.train_error[:, 0] > 0.1).all()
    assert added.train_error[:, 1:].max() < 1e-10
    assert added.at(5000) / added.mean_ridge[-1] == pytest.approx(1, abs=0.2)
    assert added.distance_from_ridge(0) == 0
