import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from conundrum.evaluation.risk import bias_variance, risk, risk_curve

shapes = hnp.array_shapes(min_dims=2, max_dims=3, max_side=6)
numbers = st.floats(-10, 10)
predictions_of_draws = hnp.arrays(float, shapes, elements=numbers)


@given(predictions_of_draws, st.floats(0, 3), st.data())
def test_bias_variance_and_noise_add_up_to_the_mean_risk(predictions, noise, data):
    truth = data.draw(hnp.arrays(float, predictions.shape[-1], elements=numbers))
    parts = bias_variance(predictions, truth, noise)
    assert parts.squared_bias.shape == parts.variance.shape == predictions.shape[1:]
    np.testing.assert_allclose(
        parts.expected_error.mean(axis=-1),
        risk(predictions, truth, noise).mean(axis=0),
        rtol=1e-9,
        atol=1e-9,
    )


@given(predictions_of_draws)
def test_what_all_draws_share_is_bias_and_what_cancels_is_variance(predictions):
    points = np.zeros(predictions.shape[-1])
    same = np.broadcast_to(predictions[:1], predictions.shape)
    np.testing.assert_allclose(bias_variance(same, points, 0.0).variance, 0, atol=1e-12)
    cancelling = np.concatenate([predictions, -predictions])
    parts = bias_variance(cancelling, points, 0.0)
    np.testing.assert_allclose(parts.squared_bias, 0, atol=1e-12)
    np.testing.assert_allclose(parts.variance, (predictions**2).mean(axis=0), atol=1e-9)


def test_bias_and_variance_of_a_shrunken_mean_in_closed_form():
    # a times the mean of n observations of m: bias (a − 1) m, variance a² σ² / n.
    a, n, m, sigma = 0.8, 4, 2.0, 0.5
    rng = np.random.default_rng(0)
    means = rng.normal(m, sigma, (200_000, n)).mean(axis=1)
    parts = bias_variance(a * means[:, None], [m], sigma)
    np.testing.assert_allclose(parts.squared_bias, ((a - 1) * m) ** 2, rtol=0.01)
    np.testing.assert_allclose(parts.variance, a**2 * sigma**2 / n, rtol=0.01)
    assert parts.noise_variance == sigma**2


def test_risk_is_the_error_on_many_new_observations():
    rng = np.random.default_rng(1)
    points = np.linspace(0, 1, 400)
    prediction = np.stack([points**2, 0 * points])
    observed = np.sin(points) + rng.normal(0, 0.3, (2000, 400))
    measured = [((observed - p) ** 2).mean() for p in prediction]
    np.testing.assert_allclose(risk(prediction, np.sin(points), 0.3), measured, rtol=0.01)


@given(
    hnp.arrays(float, hnp.array_shapes(min_dims=2, max_dims=2), elements=numbers),
    st.floats(0, 0.5),
    st.floats(0.5, 1),
)
def test_a_risk_curve_lies_between_its_quantiles(errors, lower, upper):
    capacity = np.arange(errors.shape[1]) * 2
    curve = risk_curve(capacity, errors, quantiles=(lower, upper))
    np.testing.assert_array_equal(curve.capacity, capacity)
    np.testing.assert_allclose(curve.median, np.median(errors, axis=0))
    rounding = 1e-12 * np.abs(errors).max()
    assert np.all(curve.lower <= curve.median + rounding)
    assert np.all(curve.median <= curve.upper + rounding)
    assert curve.median[curve.first_minimum] == min(curve.median[: curve.peak + 1])


def test_a_risk_curve_of_one_to_five_has_its_quartiles_at_two_and_four():
    curve = risk_curve([7], np.array([[3.0], [5.0], [1.0], [4.0], [2.0]]))
    assert (curve.lower, curve.median, curve.upper) == (2, 3, 4)


def test_peak_and_first_minimum_of_a_double_descent():
    curve = risk_curve([1, 2, 4, 8, 16], [[3.0, 1.0, 2.0, 9.0, 0.5]])
    assert (curve.peak, curve.first_minimum) == (3, 1)
    low_peak = risk_curve([1, 2, 4, 8, 16], [[3.0, 1.0, 2.0, 1.5, 0.5]])
    assert (low_peak.peak, low_peak.first_minimum) == (2, 1)
    assert (curve.highest, curve.lowest, curve.rise, curve.end) == (9, 1, 9, 0.5)
    assert curve.at(4) == 2


def test_a_curve_that_only_falls_ends_at_its_first_minimum():
    falling = risk_curve([1, 2, 4], [[3.0, 2.0, 1.0]])
    assert (falling.peak, falling.first_minimum) == (2, 2)
    assert falling.rise == falling.end == 1


def test_a_capacity_that_is_not_on_the_curve_is_named():
    with pytest.raises(ValueError, match=r"capacity=3 must be one of \[1.0, 2.0\]"):
        risk_curve([1, 2], [[1.0, 1.0]]).at(3)


@pytest.mark.parametrize("take_apart", [bias_variance, risk])
@given(predictions=predictions_of_draws, bad=st.sampled_from([np.nan, np.inf]))
def test_bad_predictions_are_named(take_apart, predictions, bad):
    truth = np.zeros(predictions.shape[-1])
    with pytest.raises(ValueError, match=r"truth and predictions must have the same length, got"):
        take_apart(predictions, np.append(truth, 0), 0.1)
    with pytest.raises(ValueError, match="predictions must have 2 or 3 dimension"):
        take_apart(predictions[..., None, None], truth, 0.1)
    with pytest.raises(ValueError, match=f"predictions must be finite, got {bad}"):
        take_apart(np.full_like(predictions, bad), truth, 0.1)
    with pytest.raises(ValueError, match=f"truth must be finite, got {bad}"):
        take_apart(predictions, truth + bad, 0.1)
    with pytest.raises(ValueError, match=r"noise must be zero or more, got -0.1"):
        take_apart(predictions, truth, -0.1)


@given(st.floats(), st.floats())
def test_quantiles_out_of_order_are_named(lower, upper):
    if 0 <= lower <= upper <= 1:
        return
    with pytest.raises(ValueError, match=r"quantiles must be in order between 0 and 1, got \("):
        risk_curve([1], [[1.0]], quantiles=(lower, upper))


def test_bad_risk_curves_are_named():
    with pytest.raises(ValueError, match="capacity must strictly increase"):
        risk_curve([2, 2], [[1.0, 1.0]])
    with pytest.raises(ValueError, match="capacity and errors must have the same length, got capa"):
        risk_curve([1, 2], [[1.0], [1.0]])
