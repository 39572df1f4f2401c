import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from conundrum.data.tables import LinearPeople, unrelated_sessions

PEOPLE = LinearPeople(np.array([0.5, -0.3, 0.0]), noise=0.8)


@given(n=st.integers(1, 100), seed=st.integers(0, 2**32))
def test_a_sample_is_decided_by_its_seed(n, seed):
    first, again, other = (PEOPLE.sample(n, seed=s) for s in (seed, seed, seed + 1))
    assert first.X.shape == (n, 3)
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.y, other.y)


def test_the_outcome_is_the_weighted_sum_plus_normal_noise():
    table = PEOPLE.sample(20_000, seed=1)
    residuals = table.y - table.X @ PEOPLE.weights
    assert stats.kstest(residuals, stats.norm(scale=0.8).cdf).pvalue > 0.01
    np.testing.assert_allclose(table.X.T @ table.X / 20_000, np.eye(3), atol=0.04)


@pytest.mark.parametrize("intercept", [0.0, 0.4, -2.0])
def test_the_true_error_is_that_on_very_many_people(intercept):
    weights = np.array([0.1, 0.2, -0.4])
    many = PEOPLE.sample(400_000, seed=2)
    simulated = np.abs(many.y - intercept - many.X @ weights).mean()
    error = PEOPLE.mean_absolute_error(weights, intercept)
    assert error == pytest.approx(simulated, rel=0.005)


def test_it_is_scipys_folded_normal():
    weights, intercepts = np.array([[0.5, -0.3, 1.0], [0.0, 0.0, 0.0]]), np.array([0.7, -1.2])
    scale = np.sqrt(0.8**2 + np.array([1.0, 0.5**2 + 0.3**2]))
    expected = stats.foldnorm(np.abs(intercepts) / scale, scale=scale).mean()
    np.testing.assert_allclose(PEOPLE.mean_absolute_error(weights, intercepts), expected)


def test_nobody_predicts_better_than_the_true_weights():
    best = PEOPLE.mean_absolute_error(PEOPLE.weights)
    assert best == pytest.approx(0.8 * np.sqrt(2 / np.pi))
    assert PEOPLE.mean_absolute_error(PEOPLE.weights + 0.1) > best
    assert PEOPLE.mean_absolute_error(PEOPLE.weights, 0.1) > best


def test_sessions_say_who_it_is_and_nothing_else():
    drawn = unrelated_sessions(2000, 3, 4, seed=3)
    assert drawn.X.shape == (6000, 4)
    np.testing.assert_array_equal(np.bincount(drawn.person), np.full(2000, 3))
    level = drawn.y.reshape(2000, 3).mean(axis=1)
    profile = drawn.X.reshape(2000, 3, 4).mean(axis=1)
    correlations = np.corrcoef(profile.T, level)[-1, :-1]
    assert np.abs(correlations).max() < 4 / np.sqrt(2000)
    within = drawn.X.reshape(2000, 3, 4).var(axis=1, ddof=1).mean()
    assert within == pytest.approx(0.25, rel=0.03)
    assert drawn.y.var() == pytest.approx(1.25, rel=0.1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LinearPeople(np.array([np.nan])), "weights must be finite"),
        (lambda: LinearPeople(np.ones(2), noise=-1.0), "noise must be zero or more, got -1.0"),
        (lambda: PEOPLE.sample(0, seed=1), "n must be at least 1, got 0"),
        (lambda: PEOPLE.mean_absolute_error([1.0, 2.0]), "must have the same length"),
        (lambda: unrelated_sessions(0, 1, 1, seed=1), "people must be at least 1, got 0"),
        (lambda: unrelated_sessions(1, 0, 1, seed=1), "sessions must be at least 1, got 0"),
        (lambda: unrelated_sessions(1, 1, 0, seed=1), "predictors must be at least 1, got 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
