import re

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from conundrum.models.networks import ReLUNetwork, predict
from conundrum.training.fit import descend, fit

rng = np.random.default_rng(0)
X = rng.normal(size=(30, 2))
Y = X @ [[1.0], [-2.0]] + 0.5 + 0.1 * rng.normal(size=(30, 1))


def mean_squared_error(network):
    return np.mean((predict(network, X) - Y) ** 2)


def adam_by_hand(X, Y, coefficients, steps, learning_rate):
    """Adam with cosine decay for a linear model, its gradient in closed form."""
    design = np.column_stack([X, np.ones(len(X))])
    m = v = np.zeros_like(coefficients)
    for step in range(steps):
        gradient = 2 * design.T @ (design @ coefficients - Y) / len(X)
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        first, second = m / (1 - 0.9 ** (step + 1)), v / (1 - 0.999 ** (step + 1))
        rate = learning_rate * (1 + np.cos(np.pi * step / steps)) / 2
        coefficients = coefficients - rate * first / (np.sqrt(second) + 1e-8)
    return coefficients


def coefficients_of(network):
    weight, bias = (p.detach().numpy() for p in network.parameters())
    return np.vstack([weight.T, bias])


def test_steps_are_those_of_adam_with_cosine_decay():
    network = ReLUNetwork((2, 1), seed=1).double()
    expected = adam_by_hand(X, Y, coefficients_of(network), steps=60, learning_rate=0.1)
    fit(network, X, Y, steps=60, learning_rate=0.1)
    np.testing.assert_allclose(coefficients_of(network), expected, rtol=1e-10)


def test_a_linear_network_finds_least_squares():
    network = ReLUNetwork((2, 1), seed=1).double()
    fit(network, X, Y, steps=3000, learning_rate=0.03)
    design = np.column_stack([X, np.ones(len(X))])
    expected, *_ = np.linalg.lstsq(design, Y)
    np.testing.assert_allclose(coefficients_of(network), expected, atol=1e-6)


def test_loss_is_measured_before_the_first_step_and_after_each():
    network = ReLUNetwork((2, 8, 1), seed=1).double()
    start = mean_squared_error(network)
    history = fit(network, X, Y, steps=20, learning_rate=0.01, snapshots=[7])
    assert history.loss.shape == (21,)
    assert history.loss[0] == pytest.approx(start)
    assert history.loss[7] == pytest.approx(mean_squared_error(history.snapshots[7]))
    assert history.loss[20] == pytest.approx(mean_squared_error(network))


def test_snapshots_are_copies_that_stay():
    network = ReLUNetwork((2, 8, 1), seed=1)
    start, untrained = predict(network, X), ReLUNetwork((2, 8, 1), seed=1)
    history = fit(network, X, Y, steps=10, learning_rate=0.1, snapshots=(0, 10))
    assert list(history.snapshots) == [0, 10]
    np.testing.assert_array_equal(predict(history.snapshots[0], X), start)
    np.testing.assert_array_equal(predict(history.snapshots[10], X), predict(network, X))
    fit(network, X, Y, steps=1, learning_rate=0.1)
    assert not np.array_equal(predict(history.snapshots[10], X), predict(network, X))
    np.testing.assert_array_equal(predict(untrained, X), start)


def test_training_draws_nothing_and_leaves_torch_as_it_was():
    state = torch.get_rng_state(), torch.get_default_dtype(), torch.get_num_threads()
    losses = [
        fit(ReLUNetwork((2, 8, 1), seed=1), X, Y, steps=10, learning_rate=0.1).loss for _ in "ab"
    ]
    np.testing.assert_array_equal(*losses)
    assert torch.equal(torch.get_rng_state(), state[0])
    assert (torch.get_default_dtype(), torch.get_num_threads()) == state[1:]


def test_a_run_that_diverges_says_when():
    with pytest.raises(FloatingPointError, match=r"loss is (inf|nan) after step 1; .* got 1e\+30"):
        fit(ReLUNetwork((2, 8, 1), seed=1), X, Y, steps=10, learning_rate=1e30)
    with pytest.raises(FloatingPointError, match="loss is inf after step 0"):
        fit(ReLUNetwork((2, 8, 1), seed=1), X, Y * 1e30, steps=10, learning_rate=0.1)


@given(st.integers(1, 5), st.integers(1, 5))
def test_samples_of_inputs_and_targets_must_be_as_many(n, m):
    assume(n != m)
    with pytest.raises(ValueError, match=f"x and y .* same length, got x: {n}, y: {m}"):
        fit(ReLUNetwork((2, 1), seed=0), X[:n], Y[:m], steps=1, learning_rate=0.1)


@given(st.integers(1, 4), st.integers(1, 4))
def test_targets_must_have_a_column_for_each_output(outputs, columns):
    assume(outputs != columns)
    with pytest.raises(
        ValueError, match=rf"y must have {outputs} column\(s\), .* got \(30, {columns}\)"
    ):
        fit(
            ReLUNetwork((2, outputs), seed=0),
            X,
            np.tile(Y, columns),
            steps=1,
            learning_rate=0.1,
        )


@pytest.mark.parametrize(("name", "x", "y"), [("x", X[:, 0], Y), ("y", X, Y[:, 0])])
def test_inputs_and_targets_are_tables(name, x, y):
    with pytest.raises(ValueError, match=rf"{name} must have 2 dimension\(s\), got shape \(30,\)"):
        fit(ReLUNetwork((2, 1), seed=0), x, y, steps=1, learning_rate=0.1)


@given(st.integers(0, 29), st.sampled_from([np.nan, np.inf, -np.inf]))
def test_inputs_and_targets_are_finite(row, bad):
    for name, array in {"x": X, "y": Y}.items():
        spoilt = {"x": X, "y": Y, name: array.copy()}
        spoilt[name][row, 0] = bad
        with pytest.raises(ValueError, match=rf"{name} must be finite, got {bad} at .*\({row}, 0"):
            fit(ReLUNetwork((2, 1), seed=0), **spoilt, steps=1, learning_rate=0.1)


@given(st.integers(max_value=0))
def test_steps_are_positive(steps):
    with pytest.raises(ValueError, match=f"steps must be at least 1, got {steps}"):
        fit(ReLUNetwork((2, 1), seed=0), X, Y, steps=steps, learning_rate=0.1)
    with pytest.raises(ValueError, match=f"steps must be at least 1, got {steps}"):
        next(descend(torch.zeros, [], steps=steps, learning_rate=0.1))


@given(st.floats(max_value=0) | st.sampled_from([np.nan, np.inf]))
def test_the_learning_rate_is_positive(rate):
    with pytest.raises(ValueError, match=f"learning_rate must be .*, got {re.escape(str(rate))}"):
        fit(ReLUNetwork((2, 1), seed=0), X, Y, steps=1, learning_rate=rate)


@given(st.integers(1, 9), st.integers(1, 9))
def test_snapshots_are_steps_of_the_run(steps, beyond):
    network = ReLUNetwork((2, 1), seed=0)
    for wrong, allowed in [(steps + beyond, f"steps from 0 to {steps}"), (-beyond, "at least 0")]:
        with pytest.raises(ValueError, match=f"snapshots must be {allowed}, got {wrong}"):
            fit(network, X, Y, steps=steps, learning_rate=0.1, snapshots=[0, wrong])
