"""Other explanations: gradient noise, rescaled minima, starts of several sizes, sums."""

import numpy as np
import pytest

from conundrum.chapters.double_descent.experiments import addition, minima, starts


@pytest.fixture(scope="module")
def noise():
    return minima.train_on_batches(
        seed=2, draws=2, batch_sizes=(1, 128), learning_rates=(1e-9, 0.005, 5.0), steps=40
    )


def test_training_that_diverged_is_never_chosen(noise):
    assert np.isinf(noise.test_error[..., 2]).all()
    assert np.isnan(noise.median_test_error[:, 2]).all()
    np.testing.assert_array_equal(noise.chosen, noise.test_error[..., 1])
    np.testing.assert_allclose(noise.of_full, noise.chosen[:, 0] / noise.chosen[:, 1])


def test_all_batch_sizes_start_at_the_same_weights(noise):
    # a rate of next to nothing leaves them there
    untrained = noise.test_error[..., 0]
    np.testing.assert_allclose(untrained[:, 0], untrained[:, 1], rtol=1e-5)
    assert untrained[0, 0] != pytest.approx(untrained[1, 0], rel=1e-3)


def test_a_minimum_in_other_weights_has_its_error_and_another_curvature():
    result = minima.rescale_a_minimum(seed=1, factors=(1.0, 4.0), steps=1500)
    assert result.test_error[1] == pytest.approx(result.test_error[0], rel=1e-9)
    assert result.relative_curvature[1] == pytest.approx(result.curvature[1] / result.curvature[0])
    assert result.spread_of_curvature == pytest.approx(max(result.relative_curvature[1], 1))


def test_a_huge_start_is_the_tangent_model():
    result = starts.scale_the_start(
        seed=4, draws=4, scales=(1.0, 30.0), inputs=5, n=40, units=16, steps=300
    )
    # up to the constant of the readout, which learns at the smaller rate from the larger start
    assert np.median(result.of_tangent(30.0)) == pytest.approx(1, abs=0.02)
    trained = result.train_error[:, 1] / result.tangent_train_error
    assert np.median(trained) == pytest.approx(1, abs=0.02)
    assert result.moved_from(30.0) < result.moved_from(1.0) / 100


def test_sums_are_trained_on_or_asked_for():
    result = addition.learn_to_add(seed=1, draws=2, modulus=5, units=32, share=0.8, steps=200)
    assert result.trained_on == 20
    assert set(result.train_accuracy) == set(addition.LEARNERS)
    for learner in addition.LEARNERS:
        assert result.train_accuracy[learner].shape == (2, len(result.steps))
        assert (result.train_accuracy[learner][:, -1] == 1).all()
        assert set(np.unique(result.test_accuracy[learner])) <= set(np.arange(6) / 5)


def test_the_delay_is_a_ratio_of_first_steps():
    steps = np.array([1, 2, 4, 8])
    train = {"a": np.array([[0.5, 0.99, 0.9, 1], [1, 1, 1, 1]])}
    test = {"a": np.array([[0, 0.1, 0.5, 0.9], [0, 0, 0, 0.8]])}
    result = addition.ModularAddition(steps, train, test, 5, 20)
    np.testing.assert_array_equal(result.until_fitted("a"), [2, 1])
    np.testing.assert_array_equal(result.delay("a"), [4, np.inf])
