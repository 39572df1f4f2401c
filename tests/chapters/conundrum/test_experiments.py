import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from conundrum.chapters.conundrum import experiments
from conundrum.data.curves import QUARTIC, SINE
from conundrum.evaluation.twenty_points import spline_basis
from conundrum.models.splines import bend_basis, fit_spline
from conundrum.seeds import seeds_from


@pytest.mark.slow
def test_the_cloud_is_fitted_by_what_is_drawn():
    fits = experiments.fit_cloud(seed=3)
    np.testing.assert_allclose(fits.network(fits.x)[:, 0], fits.predictions["network"], atol=1e-5)
    np.testing.assert_allclose(fits.spline.pieces(fits.x), fits.predictions["spline"], atol=1e-12)
    assert len(np.unique(fits.predictions["tree"])) == 8
    assert fits.kinks <= 12


def test_bias_variance_and_noise_are_the_error_on_new_observations():
    balance = experiments.balance_splines(seed=5, draws=60)
    rng = np.random.default_rng(0)
    new = balance.truth + QUARTIC.noise * rng.standard_normal((60, 24, len(balance.x)))
    simulated = ((new - balance.predictions) ** 2).mean(axis=(0, 2))
    np.testing.assert_allclose(balance.expected_error, simulated, rtol=0.04)


def test_a_spline_of_a_balance_is_scipys_least_squares():
    balance = experiments.balance_splines(seed=5, draws=1)
    [seed] = seeds_from(5, 1)
    cloud = QUARTIC.sample_stratified(30, seed=seed)
    basis = experiments.cardinal_basis(experiments.uniform_knots(-1.6, 1.6, 7))
    expected = basis(balance.x) @ np.linalg.lstsq(basis(cloud.x), cloud.y)[0]
    np.testing.assert_allclose(balance.predictions[0, 5], expected, atol=1e-8)


def test_the_largest_costs_what_it_has_more_than_the_best():
    balance = experiments.balance_splines(seed=5, draws=30)
    errors = dict(zip(balance.capacity, balance.expected_error, strict=True))
    assert errors[balance.best] == min(errors.values()) == balance.least_error
    assert balance.cost_of_the_largest == pytest.approx(errors[25] / min(errors.values()))


@pytest.mark.slow
def test_networks_of_every_width_get_the_same_clouds():
    alone = experiments.balance_networks(seed=2, draws=3, widths=(4,))
    among = experiments.balance_networks(seed=2, draws=3, widths=(2, 4))
    np.testing.assert_array_equal(alone.predictions[:, 0], among.predictions[:, 1])


def test_published_panels_beyond_twenty_fit_every_observation():
    panels = experiments.published_panels(seed=154)
    assert panels.train_error[0] > 0.01
    assert (panels.train_error[1:] < 1e-20).all()


def test_a_draw_has_the_order_of_the_panels_or_not():
    draws = experiments.published_draws(seed=1, draws=8)
    panels = experiments.published_panels(seed=154)
    by_hand = np.mean(
        [draws.at(8)[i] < draws.at(42)[i] < draws.at(80)[i] < draws.at(20)[i] for i in range(8)]
    )
    assert draws.in_the_order_of(panels) == by_hand
    assert draws.calmer == np.mean([draws.at(42)[i] < draws.at(20)[i] for i in range(8)])


def test_descent_is_the_same_as_one_fit_at_a_time():
    descent = experiments.descend_in_slope(seed=4, draws=3, degrees_of_freedom=(7, 21, 42))
    for draw, seed in enumerate(seeds_from(4, 3)):
        panels = experiments.robust_panels(seed=seed, degrees_of_freedom=(7, 21, 42))
        np.testing.assert_allclose(descent.test_error[draw], panels.test_error, rtol=1e-6)


def test_least_bend_is_near_scipys_natural_interpolant():
    seed = seeds_from(1, 1)[0]
    sample = SINE.sample_stratified(20, seed=seed)
    [panel] = experiments.calm_down(seed=1, draws=1).bend_to_cubic
    x = np.linspace(sample.x[0], sample.x[-1], 401)
    natural = CubicSpline(sample.x, sample.y, bc_type="natural")(x)
    distance = fit_spline(spline_basis(bend_basis, 161), sample.x, sample.y)(x) - natural
    assert panel[-1] == pytest.approx(np.sqrt((distance**2).mean()), rel=1e-6)


@pytest.mark.slow
def test_rivals_fit_what_they_are_said_to_fit():
    rivals = experiments.fit_rivals(seed=2, draws=2)
    for draw, sample in enumerate(rivals.samples):
        polynomial = np.polynomial.Legendre.fit(sample.x, sample.y, 19, domain=[-5, 5])
        expected = polynomial(rivals.x)
        np.testing.assert_allclose(rivals.predictions["polynomial"][draw], expected, rtol=1e-4)
    assert (rivals.network_train_error < 0.09).all()
