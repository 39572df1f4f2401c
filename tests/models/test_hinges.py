import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from conundrum.data.curves import SINE
from conundrum.models.hinges import HingeSum, least_squared_bends, least_total_bend


@pytest.fixture
def sample():
    return SINE.sample_stratified(10, seed=4)


def test_a_sum_of_hinges_is_a_line_with_bends():
    fit = HingeSum(np.array([0.0, 1.0]), np.array([2.0, -3.0]), 0.5, 1.0)
    np.testing.assert_allclose(fit([-1, 0, 1, 2]), [-0.5, 0.5, 3.5, 3.5], atol=1e-12)
    assert fit.total_bend == 5


@pytest.mark.parametrize("fit_of", [least_squared_bends, least_total_bend])
def test_it_passes_through_every_observation(sample, fit_of):
    fit = fit_of(sample.x, sample.y, np.union1d(np.linspace(-5, 5, 40), sample.x))
    np.testing.assert_allclose(fit(sample.x), sample.y, atol=1e-8)


def test_squared_bends_are_the_least_of_all_fits(sample):
    kinks = np.linspace(-5, 5, 40)
    fit = least_squared_bends(sample.x, sample.y, kinks)
    features = np.concatenate(
        [np.stack([np.ones(10), sample.x], axis=1), np.maximum(0, sample.x[:, None] - kinks)],
        axis=1,
    )
    unseen = np.linalg.svd(features)[2][10:]  # may be added to any fit
    np.testing.assert_allclose(unseen[:, 2:] @ fit.bends, 0, atol=1e-8)


def test_many_kinks_are_next_to_scipys_natural_cubic(sample):
    x = np.linspace(sample.x[0], sample.x[-1], 101)
    fit = least_squared_bends(sample.x, sample.y, np.linspace(-5, 5, 800))
    natural = CubicSpline(sample.x, sample.y, bc_type="natural")(x)
    np.testing.assert_allclose(fit(x), natural, atol=0.005)


@pytest.mark.parametrize("seed", range(5))
def test_the_least_total_bend_is_the_slope_change_of_connected_dots(seed):
    sample = SINE.sample_stratified(10, seed=seed)
    change = np.abs(np.diff(np.diff(sample.y) / np.diff(sample.x))).sum()
    for even in (20, 100):
        fit = least_total_bend(sample.x, sample.y, np.union1d(np.linspace(-5, 5, even), sample.x))
        assert fit.total_bend == pytest.approx(change, rel=1e-6)


@pytest.mark.parametrize("fit_of", [least_squared_bends, least_total_bend])
def test_too_few_kinks_are_refused(sample, fit_of):
    with pytest.raises(ValueError, match="must allow a function through every"):
        fit_of(sample.x, sample.y, [0.0, 1.0])


@pytest.mark.parametrize(
    ("x", "y", "kinks", "message"),
    [
        ([0, 0, 1], [0, 1, 2], [0], "x must strictly increase"),
        ([0, 1, 2], [0, 1], [0], "x and y must have the same length"),
        ([0, 1, 2], [0, np.nan, 2], [0], "y must be finite"),
        ([0, 1, 2], [0, 1, 2], [1, 0], "kinks must strictly increase"),
    ],
)
def test_bad_arguments_are_named(x, y, kinks, message):
    with pytest.raises(ValueError, match=message):
        least_squared_bends(x, y, kinks)
