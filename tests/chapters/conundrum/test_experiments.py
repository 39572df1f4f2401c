import numpy as np
import pytest
from scipy.interpolate import CubicSpline, make_interp_spline

from conundrum.chapters.conundrum.experiments import (
    balance,
    cloud,
    cost,
    descent,
    one_input,
    published,
    starts,
)
from conundrum.data.curves import QUARTIC, SINE
from conundrum.evaluation.twenty_points import spline_basis
from conundrum.models.splines import bend_basis, cardinal_basis, fit_spline, uniform_knots
from conundrum.seeds import seeds_from

# --- One cloud, and its balance -------------------------------------------------------------------


@pytest.mark.slow
def test_the_cloud_is_fitted_by_what_is_drawn():
    fits = cloud.fit_cloud(seed=3)
    np.testing.assert_allclose(fits.network(fits.x)[:, 0], fits.predictions["network"], atol=1e-5)
    np.testing.assert_allclose(fits.spline.pieces(fits.x), fits.predictions["spline"], atol=1e-12)
    assert len(np.unique(fits.predictions["tree"])) == 8
    assert fits.kinks <= 12


def test_bias_variance_and_noise_are_the_error_on_new_observations():
    splines = balance.balance_splines(seed=5, draws=60)
    rng = np.random.default_rng(0)
    new = splines.truth + QUARTIC.noise * rng.standard_normal((60, 24, len(splines.x)))
    simulated = ((new - splines.predictions) ** 2).mean(axis=(0, 2))
    np.testing.assert_allclose(splines.expected_error, simulated, rtol=0.04)


def test_a_spline_of_a_balance_is_scipys_least_squares():
    splines = balance.balance_splines(seed=5, draws=1)
    [seed] = seeds_from(5, 1)
    sample = QUARTIC.sample_stratified(30, seed=seed)
    np.testing.assert_array_equal(splines.first.y, sample.y)
    basis = cardinal_basis(uniform_knots(-1.6, 1.6, 7))
    expected = basis(splines.x) @ np.linalg.lstsq(basis(sample.x), sample.y)[0]
    np.testing.assert_allclose(splines.predictions[0, 5], expected, atol=1e-8)


def test_the_largest_costs_what_it_has_more_than_the_best():
    splines = balance.balance_splines(seed=5, draws=30)
    errors = dict(zip(splines.capacity, splines.expected_error, strict=True))
    assert errors[splines.best] == min(errors.values()) == splines.least_error
    assert splines.cost_of_the_largest == pytest.approx(errors[25] / min(errors.values()))


def test_splines_of_few_knots_agree_with_those_that_were_simulated():
    exact = balance.grow_splines(seed=3, draws=200, knots=(4, 7, 13, 20))
    simulated = balance.balance_splines(seed=3, draws=200)
    columns = [list(simulated.capacity).index(d) for d in exact.parameters]
    expected = simulated.expected_error[columns]
    np.testing.assert_allclose(exact.expected_error.mean(axis=0), expected, rtol=0.05)


def test_networks_of_every_width_get_the_same_clouds():
    some = {"seed": 2, "draws": 3, "steps": (30,)}
    alone = balance.grow_networks(widths=(4,), **some)
    among = balance.grow_networks(widths=(2, 4), **some)
    np.testing.assert_allclose(alone.predictions[30][:, 0], among.predictions[30][:, 1], atol=1e-5)
    np.testing.assert_allclose(alone.train_error[30][:, 0], among.train_error[30][:, 1], rtol=1e-5)
    assert among.parameters.tolist() == [7, 13]
    assert among.train_error_at(13, 30) == among.train_error[30][:, 1].mean()


def test_what_networks_cost_is_told_for_each_number_of_steps():
    networks = balance.grow_networks(seed=2, draws=3, widths=(2, 4, 8), steps=(3, 300))
    for steps in (3, 300):
        errors = networks.test_error[steps].mean(axis=0)
        assert networks.widest_error[steps] == errors[2]
        assert networks.cost_of_the_widest[steps] == errors[2] / errors.min()
        spread = networks.predictions[steps][:, 2].var(axis=0).mean()
        assert networks.widest_variance[steps] == pytest.approx(spread)
    assert (networks.mean_train_error[300] < networks.mean_train_error[3]).all()


# --- The published recipe -------------------------------------------------------------------------


def test_published_panels_beyond_twenty_fit_every_observation():
    panels = published.published_panels(seed=154)
    assert panels.train_error[0] > 0.01
    assert (panels.train_error[1:] < 1e-20).all()


def test_a_draw_has_the_order_of_the_panels_or_not():
    draws = published.published_draws(seed=1, draws=8)
    panels = published.published_panels(seed=154)
    by_hand = np.mean(
        [draws.at(8)[i] < draws.at(42)[i] < draws.at(80)[i] < draws.at(20)[i] for i in range(8)]
    )
    assert draws.in_the_order_of(panels) == by_hand
    assert draws.calmer == np.mean([draws.at(42)[i] < draws.at(20)[i] for i in range(8)])


def test_the_unchanged_recipe_is_the_published_one():
    changed = published.change_recipe(seed=4, draws=3)
    draws = published.published_draws(seed=4, draws=3)
    for d in (8, 20, 42, 80):
        np.testing.assert_allclose(changed.at("as published", d), draws.at(d), rtol=1e-9)


def test_all_changes_together_are_the_recipe_that_holds_still():
    changed = published.change_recipe(seed=4, draws=3)
    slope = descent.descend_in_slope(seed=4, draws=3, degrees_of_freedom=(8, 20, 21, 42, 80))
    np.testing.assert_allclose(changed.test_error["all three"], slope.test_error, rtol=1e-6)


def test_up_to_the_number_of_points_a_norm_cannot_choose():
    changed = published.change_recipe(seed=4, draws=5)
    for d in (8, 20):
        np.testing.assert_allclose(
            changed.at("norm of the slope", d), changed.at("as published", d), rtol=1e-4
        )


# --- The peak -------------------------------------------------------------------------------------


def test_descent_is_the_same_as_one_fit_at_a_time():
    slope = descent.descend_in_slope(seed=4, draws=3, degrees_of_freedom=(7, 21, 42))
    for draw, seed in enumerate(seeds_from(4, 3)):
        panels = descent.robust_panels(seed=seed, degrees_of_freedom=(7, 21, 42))
        np.testing.assert_allclose(slope.test_error[draw], panels.test_error, rtol=1e-6)


def test_the_peak_stands_past_any_number_of_points():
    slope = descent.descend_in_slope(seed=4, draws=20, points=9, degrees_of_freedom=range(4, 15))
    assert slope.peak == 10
    assert (slope.train_error[:, slope.degrees_of_freedom > 9] < 1e-20).all()


def test_the_worst_seen_direction_is_seen_less_than_any_other():
    worst = descent.find_worst_seen(seed=4, degrees_of_freedom=(7, 21, 161))
    np.testing.assert_allclose(np.linalg.norm(worst.at_points, axis=1), SINE.noise)
    rng = np.random.default_rng(1)
    basis = spline_basis(descent.slope_basis, 7)
    for direction in rng.standard_normal((50, 7)):
        seen = np.linalg.norm(basis(worst.sample.x) @ direction) / np.linalg.norm(direction)
        assert seen >= worst.singular_value[0]
    assert worst.swing.tolist() == [np.abs(curve).max() for curve in worst.curve]


def test_with_nothing_left_out_all_is_fitted():
    left_out = descent.leave_out_badly_seen(
        seed=4, draws=3, degrees_of_freedom=(7, 21, 42), least=0.0
    )
    slope = descent.descend_in_slope(seed=4, draws=3, degrees_of_freedom=(7, 21, 42))
    np.testing.assert_allclose(left_out.test_error, slope.test_error, rtol=1e-6)
    np.testing.assert_array_equal(left_out.without_badly_seen_test_error, left_out.test_error)
    assert (left_out.without_worst_test_error[:, 1] < left_out.test_error[:, 1]).all()


def test_the_parts_of_the_peak_are_those_of_many_simulated_responses():
    parts = descent.split_peak(seed=4, draws=1, degrees_of_freedom=(7, 30))
    [seed] = seeds_from(4, 1)
    x = SINE.sample_stratified(20, seed=seed).x
    rng = np.random.default_rng(2)
    for column, d in enumerate((7, 30)):
        basis = spline_basis(descent.slope_basis, d)
        curve = np.sin(x) + np.sin(7 * x) / 2
        responses = curve[:, None] + SINE.noise * rng.standard_normal((20, 4000))
        fits = basis(SINE.grid()) @ np.linalg.lstsq(basis(x), responses)[0]
        truth = np.sin(SINE.grid()) + np.sin(7 * SINE.grid()) / 2
        squared_bias = ((fits.mean(axis=1) - truth) ** 2).mean()
        assert parts.squared_bias[descent.RICH][0, column] == pytest.approx(squared_bias, rel=0.02)
        assert parts.variance[0, column] == pytest.approx(fits.var(axis=1).mean(), rel=0.05)


# --- What a perfect fit costs ---------------------------------------------------------------------


def test_least_bend_is_near_scipys_natural_interpolant():
    seed = seeds_from(1, 1)[0]
    sample = SINE.sample_stratified(20, seed=seed)
    [panel] = cost.calm_down(seed=1, draws=1).bend_to_cubic
    x = np.linspace(sample.x[0], sample.x[-1], 401)
    natural = CubicSpline(sample.x, sample.y, bc_type="natural")(x)
    distance = fit_spline(spline_basis(bend_basis, 161), sample.x, sample.y)(x) - natural
    assert panel[-1] == pytest.approx(np.sqrt((distance**2).mean()), rel=1e-6)


def test_perfect_fits_are_perfect_and_dots_are_scipys_line():
    fits = cost.pay_for_perfect_fits(seed=3, draws=2, width=4, steps=(3,))
    assert all(
        (fits.train_error[name] < 1e-15).all() for name in (cost.DOTS, cost.SLOPE, cost.BEND)
    )
    [seed, _] = seeds_from(3, 2)
    sample, x = SINE.sample_stratified(20, seed=seed), SINE.grid()
    line = make_interp_spline(sample.x, sample.y, k=1)(np.clip(x, sample.x[0], sample.x[-1]))
    expected = ((line - np.sin(x)) ** 2).mean() + 0.09
    assert fits.test_error[cost.DOTS][0] == pytest.approx(expected)
    assert fits.formula == pytest.approx(0.15)
    assert fits.train_error[cost.network_after(3)].min() > 0.01


# --- Where training ends --------------------------------------------------------------------------


@pytest.mark.slow
def test_rivals_fit_what_they_are_said_to_fit():
    rivals = starts.fit_rivals(seed=2, draws=2)
    for draw, sample in enumerate(rivals.samples):
        polynomial = np.polynomial.Legendre.fit(sample.x, sample.y, 19, domain=[-5, 5])
        expected = polynomial(rivals.x)
        np.testing.assert_allclose(rivals.predictions["polynomial"][draw], expected, rtol=1e-4)
    assert (rivals.train_error["network"] < 0.09).all()
    assert (rivals.train_error["larger spline"] < 1e-20).all()
    assert rivals.parameters["network"] == 3 * 1024 + 1


def test_a_start_is_scaled():
    [usual] = one_input.start_networks(5, [3])
    [large] = one_input.start_networks(5, [3], scale=4.0)
    for one, other in zip(usual.parameters(), large.parameters(), strict=True):
        np.testing.assert_array_equal(4 * one.detach(), other.detach())


def test_rates_of_descent_shrink_with_the_curvature_of_a_large_start():
    assert starts.TRAINERS["Adam"].rate_at(4.0) == 0.01
    assert starts.TRAINERS["descent"].rate_at(4.0) == 0.001 / 16
    assert starts.TRAINERS["momentum"].rate_at(0.25) == 0.0003


def test_a_start_that_is_taken_away_begins_at_zero():
    sample = SINE.sample_stratified(20, seed=1)
    [run] = starts._begin(starts.Start(4.0, taken_away=True), [sample], [1], width=6)
    x = SINE.grid()
    np.testing.assert_allclose(run.predict(x), 0, atol=1e-12)
    untrained = one_input.predict_at(run.untrained, sample.x)
    np.testing.assert_allclose(run.target.y, sample.y + untrained)
    assert run.moved == 0


def test_every_optimiser_and_start_is_measured():
    trained = starts.train_from_starts(seed=2, draws=2, width=8, steps=(2, 100), large=1.0)
    assert len(trained.trained) == 12
    for optimiser in trained.optimisers:
        usual, large = (trained.trained[optimiser, s] for s in (starts.USUAL, starts.LARGE))
        np.testing.assert_allclose(usual.test_error, large.test_error, rtol=1e-4)
        assert (usual.train_error[1] < usual.train_error[0]).all()
        ratios = trained.ratio_after(100, starts.LARGE, starts.USUAL)
        assert ratios[optimiser] == pytest.approx(1, rel=1e-3)
