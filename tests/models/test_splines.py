import statistics
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.integrate import simpson
from scipy.interpolate import CubicSpline, make_interp_spline

from conundrum.data.curves import SINE
from conundrum.evaluation.risk import risk, risk_curve
from conundrum.models.linear import minimum_norm, ridge
from conundrum.models.splines import (
    NaturalSpline,
    b_spline_basis,
    bend_basis,
    cardinal_basis,
    fit_spline,
    quantile_knots,
    slope_basis,
    uniform_knots,
)

BASES = [cardinal_basis, slope_basis, bend_basis, b_spline_basis]
every_basis = pytest.mark.parametrize("make_basis", BASES)
smooth_bases = pytest.mark.parametrize("make_basis", [slope_basis, bend_basis])


@st.composite
def knot_sequences(draw):
    """Knots whose distances differ up to tenfold, anywhere."""
    gaps = draw(st.lists(st.floats(0.1, 1), min_size=1, max_size=11))
    return draw(st.floats(-10, 10)) + np.cumsum([0, *gaps])


@st.composite
def knots_and_values(draw):
    knots = draw(knot_sequences())
    return knots, draw(hnp.arrays(float, len(knots), elements=st.floats(-10, 10)))


def truncated_powers(x, knots):
    """Hastie, Tibshirani, Friedman (2009), equations 5.4 and 5.5."""

    def d(k):
        cubes = np.maximum(x - knots[k], 0) ** 3 - np.maximum(x - knots[-1], 0) ** 3
        return cubes / (knots[-1] - knots[k])

    bends = [d(k) - d(len(knots) - 2) for k in range(len(knots) - 2)]
    return np.stack([np.ones_like(x), x, *bends], axis=1)


# --- What a natural spline is ---------------------------------------------------------------------


@given(knot_sequences())
def test_cardinal_splines_are_the_textbooks_natural_splines_at_every_x(knots):
    x = np.linspace(knots[0] - 2, knots[-1] + 2, 101)
    expected = truncated_powers(x, knots) @ np.linalg.inv(truncated_powers(knots, knots))
    np.testing.assert_allclose(cardinal_basis(knots)(x), expected, atol=1e-8)


@every_basis
@given(st.integers(3, 30), st.integers(0, 2**32))
def test_with_a_knot_at_every_observation_the_fit_is_the_natural_interpolant(make_basis, n, seed):
    sample = SINE.sample_stratified(n, seed=seed)
    spaced = sample.x + np.arange(n)
    basis = make_basis(spaced)
    fitted = fit_spline(basis, spaced, sample.y)
    x = np.linspace(spaced[0], spaced[-1], 200)
    cubic = CubicSpline(spaced, sample.y, bc_type="natural")(x)
    b_spline = make_interp_spline(spaced, sample.y, bc_type="natural")(x)
    np.testing.assert_allclose(fitted(x), cubic, atol=1e-8)
    np.testing.assert_allclose(fitted(x), b_spline, atol=1e-8)


@given(knots_and_values())
def test_a_spline_has_its_values_and_is_straight_outside(arrays):
    spline = NaturalSpline(*arrays)
    low, high = spline.knots[[0, -1]]
    np.testing.assert_allclose(spline(spline.knots), spline.values, atol=1e-10)
    for outside in (low - np.linspace(0, 9, 10), high + np.linspace(0, 9, 10)):
        np.testing.assert_allclose(np.diff(spline(outside), 2), 0, atol=1e-8)


@given(knots_and_values())
def test_pieces_are_the_polynomials_and_join_smoothly(arrays):
    spline = NaturalSpline(*arrays)
    starts, coefficients = spline.pieces.x, spline.pieces.c
    d = len(spline.knots)
    assert coefficients.shape == (4, d + 1)
    np.testing.assert_array_equal(starts[1:-1], spline.knots)
    np.testing.assert_array_equal(coefficients[:2, [0, -1]], 0)
    for i in range(d + 1):
        x = np.linspace(starts[i], starts[i + 1], 7)
        np.testing.assert_allclose(
            np.polyval(coefficients[:, i], x - starts[i]), spline(x), atol=1e-8
        )
    for i in range(d):
        left, right = np.poly1d(coefficients[:, i]), np.poly1d(coefficients[:, i + 1])
        end = starts[i + 1] - starts[i]
        for order in range(3):
            scale = 1 + abs(right.deriv(order)(0))
            assert abs(left.deriv(order)(end) - right.deriv(order)(0)) < 1e-8 * scale


@every_basis
@given(knot_sequences(), st.integers(0, 2**32))
def test_a_basis_times_coefficients_is_the_weighted_sum(make_basis, knots, seed):
    basis = make_basis(knots)
    c = np.random.default_rng(seed).standard_normal(len(knots))
    x = np.linspace(knots[0] - 1, knots[-1] + 1, 40)
    assert basis(x).shape == (40, len(knots))
    np.testing.assert_allclose((basis @ c)(x), basis(x) @ c, rtol=1e-9, atol=1e-9)


# --- What the norm measures -----------------------------------------------------------------------


@pytest.mark.parametrize(("make_basis", "order"), [(slope_basis, 1), (bend_basis, 2)])
@given(knot_sequences(), st.integers(0, 2**32))
def test_the_squared_norm_is_the_integral_stated(make_basis, order, knots, seed):
    basis = make_basis(knots)
    c = np.random.default_rng(seed).standard_normal(len(knots))
    spline = basis @ c
    integral = 0
    for low, high in pairwise(knots):
        x = np.linspace(low, high, 101)
        rough = spline.pieces(x, order, extrapolate=False)
        integral += simpson(rough**2 + 1e-3 * spline(x) ** 2, x=x)
    np.testing.assert_allclose(c @ c, integral, rtol=1e-6)


@pytest.mark.parametrize(("make_basis", "slope_costs"), [(slope_basis, 1), (bend_basis, 0)])
@given(knot_sequences(), st.floats(-3, 3), st.floats(-3, 3))
def test_the_norm_of_a_straight_line_in_closed_form(make_basis, slope_costs, knots, a, b):
    low, high = knots[[0, -1]]
    basis = make_basis(knots)
    c = np.linalg.solve(basis.values, a + b * knots)
    size = a**2 * (high - low) + a * b * (high**2 - low**2) + b**2 * (high**3 - low**3) / 3
    expected = slope_costs * b**2 * (high - low) + 1e-3 * size
    np.testing.assert_allclose(c @ c, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("d", "fitted", "norm"),
    [
        (4, [1.30424090916, -0.54571194960, -0.09273983747, 0.73079966377, -1.64157523707],
         3.09633125559),
        (7, [1.35164398399, -0.79179655879, -0.00127063243, 0.98055360266, -1.04150073419],
         2.92967326409),
        (10, [1.28074738059, -0.87042686240, -0.00181789259, 0.98362859199, -1.01940493209],
         3.02401705909),
        (25, [2.09469927904, -0.13329652230, 0.10700468861, 0.34994810344, -1.90531371244],
         2.95240553980),
    ],
)  # fmt: skip
def test_b_spline_basis_is_that_of_r(d, fitted, norm):
    # R 4.2.2: B <- ns(x, df = d, intercept = TRUE); s <- svd(B);
    # c <- s$v %*% ((t(s$u) %*% sin(x)) / s$d); predict(B, c(-5, -2, 0, 1.5, 5)) %*% c;
    # sqrt(sum(c^2))
    x = np.array([-4.5, -3.1, -2.9, -1, 0.2, 0.9, 2.2, 3.7, 4.1, 4.8])
    basis = b_spline_basis(quantile_knots(x, d))
    c = minimum_norm(basis(x), np.sin(x))
    np.testing.assert_allclose((basis @ c)([-5, -2, 0, 1.5, 5]), fitted, atol=1e-10)
    np.testing.assert_allclose(np.linalg.norm(c), norm, atol=1e-10)


# --- Where knots stand ----------------------------------------------------------------------------


@given(st.floats(-10, 10), st.floats(0.1, 10), st.integers(2, 200))
def test_uniform_knots_are_equally_far_apart(low, length, d):
    knots = uniform_knots(low, low + length, d)
    assert (knots[0], knots[-1], len(knots)) == (low, low + length, d)
    np.testing.assert_allclose(np.diff(knots), length / (d - 1))


@given(st.sets(st.integers(-1000, 1000), min_size=2, max_size=30), st.integers(2, 200))
def test_quantile_knots_are_the_inclusive_quantiles(x, d):
    knots = quantile_knots(list(x), d)
    inner = statistics.quantiles(x, n=d - 1, method="inclusive") if d > 2 else []
    np.testing.assert_allclose(knots, [min(x), *inner, max(x)], atol=1e-9)


# --- Fits with more degrees of freedom than observations ------------------------------------------

FEW = 20
DEGREES_OF_FREEDOM = [*range(2, 31), *range(32, 43, 2), 46, 50, 60, 70, 80, 100, 120, 140, 160]
GRID = np.linspace(SINE.low, SINE.high, 201)


def interpolating_norms(make_basis, degrees_of_freedom, seeds):
    norms = np.empty((len(seeds), len(degrees_of_freedom)))
    for j, d in enumerate(degrees_of_freedom):
        basis = make_basis(uniform_knots(SINE.low, SINE.high, d))
        for i, seed in enumerate(seeds):
            sample = SINE.sample_stratified(FEW, seed=seed)
            c = minimum_norm(basis(sample.x), sample.y)
            np.testing.assert_allclose(basis(sample.x) @ c, sample.y, atol=1e-5)
            norms[i, j] = np.linalg.norm(c)
    return norms


@smooth_bases
def test_among_nested_perfect_fits_the_norm_never_rises(make_basis):
    norms = interpolating_norms(make_basis, [21, 41, 81, 161], range(50))
    assert np.all(norms[:, 1:] <= norms[:, :-1] * (1 + 1e-6))


def natural_interpolant(sample):
    return CubicSpline(sample.x, sample.y, bc_type="natural")


def connect_the_dots(sample):
    return partial(np.interp, xp=sample.x, fp=sample.y)


def median_distance(make_basis, limit, d, seeds):
    """Root mean square between a perfect fit and its limit, between the outer observations.

    Medians over samples: where two observations nearly share an x, even 161 knots are too few.
    """
    basis = make_basis(uniform_knots(SINE.low, SINE.high, d))
    distances = []
    for seed in seeds:
        sample = SINE.sample_stratified(FEW, seed=seed)
        fitted = fit_spline(basis, sample.x, sample.y)
        x = np.linspace(sample.x[0], sample.x[-1], 401)
        distances.append(np.sqrt(np.mean((fitted(x) - limit(sample)(x)) ** 2)))
    return np.median(distances)


@pytest.mark.parametrize(
    ("make_basis", "limit", "at_161"),
    [(bend_basis, natural_interpolant, 5e-4), (slope_basis, connect_the_dots, 0.013)],
)
def test_with_many_knots_the_fit_tends_to_its_limit(make_basis, limit, at_161):
    coarse, fine, finer = (median_distance(make_basis, limit, d, range(30)) for d in (41, 161, 401))
    assert fine < at_161
    assert 2 * finer < fine < coarse / 4


def curve_of_medians(make_basis, solve, seeds):
    """The robust recipe: stratified inputs, uniform knots, a basis that measures roughness."""
    samples = [SINE.sample_stratified(FEW, seed=seed) for seed in seeds]
    errors = np.empty((len(samples), len(DEGREES_OF_FREEDOM)))
    for j, d in enumerate(DEGREES_OF_FREEDOM):
        basis = make_basis(uniform_knots(SINE.low, SINE.high, d))
        coefficients = np.array([solve(basis(sample.x), sample.y) for sample in samples])
        errors[:, j] = risk(coefficients @ basis(GRID).T, SINE.function(GRID), SINE.noise)
    return risk_curve(DEGREES_OF_FREEDOM, errors)


# Bounds are the ranges seen in 40 blocks of 50 seeds, a little widened.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("make_basis", "lowest_end", "highest_end"),
    [(slope_basis, 0.14, 0.165), (bend_basis, 0.18, 0.24)],
)
@pytest.mark.parametrize("block", range(2))
def test_test_error_falls_peaks_and_falls_again(make_basis, lowest_end, highest_end, block):
    seeds = range(50 * block, 50 * (block + 1))
    curve = curve_of_medians(make_basis, minimum_norm, seeds)
    assert 20 <= curve.capacity[curve.peak] <= 22
    assert 0.6 < curve.median[curve.peak] < 2.2
    assert 6 <= curve.capacity[curve.first_minimum] <= 8
    assert 0.115 < curve.median[curve.first_minimum] < 0.132
    assert lowest_end < curve.median[-1] < highest_end


def test_with_ridge_the_number_of_knots_hardly_matters():
    curve = curve_of_medians(bend_basis, partial(ridge, penalty=0.1), range(50))
    enough = curve.median[curve.capacity >= 6]
    assert enough.max() < 1.08 * enough.min()


def published_error(sample, d):
    basis = b_spline_basis(quantile_knots(sample.x, d))
    fitted = fit_spline(basis, sample.x, sample.y)
    return risk(fitted(GRID)[None], SINE.function(GRID), SINE.noise)[0]


@pytest.mark.slow
def test_the_published_recipe_calms_down_less_often_than_its_figure_suggests():
    # James, Witten, Hastie, Tibshirani (2021), section 10.8: one draw is printed; here are 200.
    errors = {
        d: np.array([published_error(SINE.sample(FEW, seed=seed), d) for seed in range(200)])
        for d in (6, 8, 20, 42, 80)
    }
    assert 0.55 < np.mean(errors[42] < errors[20]) < 0.78
    assert 0.87 < np.mean(errors[80] > errors[42]) < 0.98
    assert np.mean(errors[42] < np.minimum(errors[6], errors[8])) < 0.02


# --- Bad input ------------------------------------------------------------------------------------


@given(st.integers(max_value=1))
def test_fewer_than_two_degrees_of_freedom_are_refused(d):
    message = f"degrees_of_freedom must be at least 2, got {d}"
    with pytest.raises(ValueError, match=message):
        uniform_knots(0.0, 1.0, d)
    with pytest.raises(ValueError, match=message):
        quantile_knots([0.0, 1.0], d)


@every_basis
@given(knot_sequences(), st.data())
def test_knots_out_of_order_are_named(make_basis, knots, data):
    i = data.draw(st.integers(0, len(knots) - 1))
    for wrong in (np.insert(knots, i, knots[i]), knots[::-1]):
        with pytest.raises(ValueError, match=r"knots must strictly increase, got .* before"):
            make_basis(wrong)
    with pytest.raises(ValueError, match=r"knots must be at least two, got \["):
        make_basis(knots[:1])
    bad = data.draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    knots[i] = bad
    with pytest.raises(ValueError, match=rf"knots must be finite, got {bad} at index \({i},\)"):
        make_basis(knots)


@given(st.integers(2, 30), st.floats(-5, 5))
def test_quantiles_that_coincide_are_named(n, x):
    with pytest.raises(ValueError, match=r"knots must strictly increase, got .* before"):
        quantile_knots(np.full(n, x), 4)


@given(knots_and_values())
def test_inputs_that_are_no_numbers_are_named(arrays):
    spline = NaturalSpline(*arrays)
    with pytest.raises(ValueError, match="x must be finite, got nan at index"):
        spline([0.0, np.nan])
    with pytest.raises(ValueError, match="x must have 1 dimension"):
        spline([[0.0]])


@given(knot_sequences())
def test_shapes_that_do_not_fit_are_named(knots):
    d = len(knots)
    with pytest.raises(ValueError, match=f"same length, got knots: {d}, values: {d + 1}"):
        NaturalSpline(knots, np.zeros(d + 1))
    with pytest.raises(ValueError, match="values must have 1 or 2 dimension"):
        NaturalSpline(knots, np.zeros((d, 1, 1)))
    with pytest.raises(ValueError, match=f"same length, got basis: {d}, coefficients: {d + 1}"):
        cardinal_basis(knots) @ np.ones(d + 1)
    with pytest.raises(ValueError, match="basis must have 2 dimension"):
        NaturalSpline(knots, np.zeros(d)) @ np.ones(d)


@given(st.floats(-9, 9), st.floats(0, 9))
def test_an_interval_that_does_not_rise_is_refused(low, fall):
    with pytest.raises(ValueError, match="low must be below high, got low="):
        uniform_knots(low, low - fall, 3)
