import re

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from conundrum.models.networks import ReLUNetwork, predict
from conundrum.training.fit import fit
from conundrum.training.fleet import fit_fleet

rng = np.random.default_rng(0)
X = rng.uniform(-2, 2, size=(4, 20, 2))
Y = np.sin(2 * X) + 0.2 * rng.normal(size=X.shape)


def networks(widths=(2, 16, 2)):
    return [ReLUNetwork(widths, seed=seed).double() for seed in range(4)]


@pytest.mark.parametrize("widths", [(2, 2), (2, 16, 2), (2, 8, 8, 8, 2)])
def test_each_member_is_trained_as_if_alone(widths):
    fleet, alone = networks(widths), networks(widths)
    history = fit_fleet(fleet, X, Y, steps=200, learning_rate=0.01)
    for i, network in enumerate(alone):
        single = fit(network, X[i], Y[i], steps=200, learning_rate=0.01)
        np.testing.assert_allclose(history.loss[i], single.loss, rtol=1e-9)
        np.testing.assert_allclose(predict(fleet[i], X[i]), predict(network, X[i]), rtol=1e-7)
    assert history.diverged == {}


def test_single_precision_stays_single():
    fleet = [network.float() for network in networks()]
    fit_fleet(fleet, X, Y, steps=2, learning_rate=0.01)
    assert {p.dtype for network in fleet for p in network.parameters()} == {torch.float32}


@pytest.mark.parametrize("factor", [np.inf, 1e200])
def test_a_member_that_diverges_is_named_and_spoils_no_other(factor):
    fleet, sound = networks(), networks()
    with torch.no_grad():
        fleet[2].layers[0].weight.mul_(factor)
    history = fit_fleet(fleet, X, Y, steps=50, learning_rate=0.01)
    expected = fit_fleet(sound, X, Y, steps=50, learning_rate=0.01)
    assert history.diverged == {2: 0}
    assert expected.diverged == {}
    others = [0, 1, 3]
    np.testing.assert_array_equal(history.loss[others], expected.loss[others])
    for i in others:
        np.testing.assert_array_equal(predict(fleet[i], X[i]), predict(sound[i], X[i]))


def test_a_member_that_diverges_later_says_when():
    fleet = [network.float() for network in networks()]
    history = fit_fleet(fleet, X, Y, steps=5, learning_rate=1e30)
    assert history.diverged == {0: 1, 1: 1, 2: 1, 3: 1}
    assert np.isfinite(history.loss[:, 0]).all()


def test_training_draws_nothing():
    state = torch.get_rng_state()
    fit_fleet(networks(), X, Y, steps=2, learning_rate=0.01)
    assert torch.equal(torch.get_rng_state(), state)


@given(st.integers(1, 6), st.integers(1, 6))
def test_members_share_one_shape(one, other):
    assume(one != other)
    odd = [ReLUNetwork((2, width, 2), seed=0) for width in (one, one, other)]
    expected = rf"must have one shape, got .*\({one}, 2\).* and .*\({other}, 2\).* at index 2"
    with pytest.raises(ValueError, match=expected):
        fit_fleet(odd, X[:3], Y[:3], steps=1, learning_rate=0.1)


def test_an_empty_fleet_is_refused():
    with pytest.raises(ValueError, match=r"networks must hold at least one network, got \[\]"):
        fit_fleet([], X, Y, steps=1, learning_rate=0.1)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_each_member_has_data_of_its_own(members, with_x, with_y):
    assume(not members == with_x == with_y)
    expected = f"networks, x and y must .* same length, got {members}, {with_x} and {with_y}"
    with pytest.raises(ValueError, match=expected):
        fit_fleet(networks()[:members], X[:with_x], Y[:with_y], steps=1, learning_rate=0.1)


@given(st.integers(1, 9), st.integers(1, 9))
def test_samples_of_inputs_and_targets_must_be_as_many(n, m):
    assume(n != m)
    with pytest.raises(ValueError, match=f"x and y .* same length, got x: {n}, y: {m}"):
        fit_fleet(networks(), X[:, :n], Y[:, :m], steps=1, learning_rate=0.1)


def test_targets_must_have_a_column_for_each_output():
    with pytest.raises(ValueError, match=r"y must have 2 column\(s\), .* got \(20, 1\)"):
        fit_fleet(networks(), X, Y[:, :, :1], steps=1, learning_rate=0.1)


@pytest.mark.parametrize("name", ["x", "y"])
def test_inputs_and_targets_are_tables_one_for_each_member(name):
    flat = {"x": X, "y": Y, name: X[0]}
    with pytest.raises(ValueError, match=rf"{name} must have 3 dimension\(s\), got shape \(20, 2"):
        fit_fleet(networks(), **flat, steps=1, learning_rate=0.1)


@given(st.integers(max_value=0), st.floats(max_value=0) | st.just(np.nan))
def test_steps_and_the_learning_rate_are_positive(steps, rate):
    with pytest.raises(ValueError, match=f"steps must be at least 1, got {steps}"):
        fit_fleet(networks(), X, Y, steps=steps, learning_rate=0.1)
    with pytest.raises(ValueError, match=f"learning_rate must be .*, got {re.escape(str(rate))}"):
        fit_fleet(networks(), X, Y, steps=1, learning_rate=rate)
