import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from conundrum.data.curves import QUARTIC, SINE, Curve

ways = pytest.mark.parametrize("way", [Curve.sample, Curve.sample_stratified, Curve.sample_evenly])
seeds = st.integers(0, 2**32)


def test_the_curves_are_those_of_the_book():
    x = np.array([-1.6, -0.5, 0.0, 1.0, 1.6])
    np.testing.assert_allclose(SINE.function(x), np.sin(x))
    # Horner's scheme, for a formula written another way.
    np.testing.assert_allclose(QUARTIC.function(x), ((x * x - 3) * x - 1) * x + 4)
    assert (SINE.low, SINE.high, SINE.noise) == (-5, 5, 0.3)
    assert (QUARTIC.low, QUARTIC.high) == (-1.6, 1.6)


def test_the_noise_of_the_quartic_is_a_tenth_of_the_variance():
    sample = QUARTIC.sample(100_000, seed=0)
    assert 0.09 < QUARTIC.noise**2 / sample.y.var() < 0.11


def test_a_grid_spans_the_interval_in_equal_steps():
    np.testing.assert_allclose(SINE.grid(11), np.arange(-5, 6))
    assert len(QUARTIC.grid()) == 201
    with pytest.raises(ValueError, match="points"):
        SINE.grid(0)


@ways
@given(n=st.integers(1, 200), seed=seeds)
def test_a_sample_is_decided_by_its_seed(way, n, seed):
    first, again, other = (
        way(SINE, n, seed=seed),
        way(SINE, n, seed=seed),
        way(SINE, n, seed=seed + 1),
    )
    assert first.x.shape == first.y.shape == (n,)
    assert np.array_equal(first.x, again.x)
    assert np.array_equal(first.y, again.y)
    assert not np.array_equal(first.y, other.y)
    assert np.array_equal(first.x, other.x) == (way is Curve.sample_evenly)
    assert np.all((first.x >= SINE.low) & (first.x <= SINE.high))


@given(n=st.integers(1, 200), seed=seeds, low=st.floats(-10, 10), length=st.floats(0.1, 10))
def test_stratified_inputs_stand_one_in_each_part(n, seed, low, length):
    x = Curve(np.sin, low, low + length, 0.1).sample_stratified(n, seed=seed).x
    part = (x - low) / length * n
    assert np.all(part >= np.arange(n) - 1e-9)
    assert np.all(part <= np.arange(n) + 1 + 1e-9)


def test_even_inputs_stand_in_the_middle_of_each_part():
    sample = Curve(np.sin, 0, 2, 0.1).sample_evenly(4, seed=1)
    np.testing.assert_allclose(sample.x, [0.25, 0.75, 1.25, 1.75])


@ways
def test_inputs_are_uniform_and_noise_gaussian(way):
    sample = way(SINE, 20_000, seed=1)
    residuals = sample.y - np.sin(sample.x)
    assert stats.kstest(sample.x, stats.uniform(-5, 10).cdf).pvalue > 0.01
    assert stats.kstest(residuals, stats.norm(scale=0.3).cdf).pvalue > 0.01
    assert abs(np.corrcoef(sample.x, residuals)[0, 1]) < 0.03


@ways
def test_without_noise_the_response_is_the_curve(way):
    sample = way(Curve(np.cos, 0.0, 1.0, 0.0), 10, seed=0)
    np.testing.assert_array_equal(sample.y, np.cos(sample.x))


@ways
@given(n=st.integers(max_value=0))
def test_empty_samples_are_refused(way, n):
    with pytest.raises(ValueError, match=f"n must be at least 1, got {n}"):
        way(SINE, n, seed=0)


@given(st.floats(max_value=0, exclude_max=True) | st.just(np.nan) | st.just(np.inf))
def test_negative_noise_is_refused(noise):
    with pytest.raises(ValueError, match=rf"noise must be .*, got {re.escape(str(noise))}"):
        Curve(np.sin, 0.0, 1.0, noise)


@given(st.floats(-9, 9), st.floats(0, 9))
def test_an_interval_that_does_not_rise_is_refused(low, fall):
    with pytest.raises(ValueError, match=re.escape(f"low must be below high, got low={low}")):
        Curve(np.sin, low, low - fall, 0.1)


@ways
def test_a_function_that_does_not_fit_is_named(way):
    with pytest.raises(ValueError, match=r"function\(x\) must be finite, got inf"):
        way(Curve(lambda x: np.full_like(x, np.inf), 0.0, 1.0, 0.1), 5, seed=0)
    with pytest.raises(
        ValueError, match="x and truth must have the same length, got x: 5, truth: 4"
    ):
        way(Curve(lambda x: x[1:], 0.0, 1.0, 0.1), 5, seed=0)
