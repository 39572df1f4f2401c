from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from conundrum.models.networks import (
    ReLUNetwork,
    breakpoints,
    linear_pieces,
    network_of,
    parameter_count,
    predict,
    relative_distance,
    scaled,
)
from conundrum.training.fit import fit

shapes_of_one_input = st.lists(st.integers(1, 12), max_size=4).map(lambda w: (1, *w, 1))
seeds = st.integers(0, 10_000)


def trained(widths):
    x = np.linspace(-2.0, 2.0, 40)[:, None]
    network = ReLUNetwork(widths, seed=3).double()
    fit(network, x, np.sin(3 * x), steps=300, learning_rate=0.01)
    return network


@given(shapes_of_one_input, seeds)
def test_forward_is_affine_maps_with_rectifiers_between(widths, seed):
    network = ReLUNetwork(widths, seed=seed).double()
    x = np.linspace(-3.0, 3.0, 7)[:, None]
    *hidden, (weight, bias) = [
        (layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in network.layers
    ]
    units = x
    for w, b in hidden:
        units = np.maximum(units @ w.T + b, 0)
    np.testing.assert_allclose(predict(network, x), units @ weight.T + bias, rtol=1e-12, atol=1e-12)


def test_chosen_parameters_are_used():
    network = network_of(([[1, -2], [0, 3]], [0, 1]), ([[2, -1]], [0.5]))
    assert network.widths == (2, 2, 1)
    # 2 max(0, 3 - 2) - max(0, 3 + 1) + 0.5
    np.testing.assert_array_equal(predict(network, [[3.0, 1.0]]), [[-1.5]])


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ((), "layers must hold the readout at least"),
        ((([1.0], [0.0]),), r"weight must have 2 dimension\(s\), got shape \(1,\)"),
        ((([[1.0]], [np.nan]),), "bias must be finite"),
        ((([[1.0]], [0.0, 1.0]),), r"weight must have shape \(2, 1\) .*, got \(1, 1\)"),
        (
            (([[1.0], [1.0]], [0, 1]), ([[1.0]], [0])),
            r"weight must have shape \(1, 2\) .*\(1, 2, 1\), got \(1, 1\)",
        ),
    ],
)
def test_chosen_parameters_must_fit(layers, expected):
    with pytest.raises(ValueError, match=expected):
        network_of(*layers)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_parameter_count_is_weights_and_biases(widths):
    expected = sum((m + 1) * k for m, k in pairwise(widths))
    assert parameter_count(ReLUNetwork(widths, seed=0)) == expected


def test_the_seed_alone_decides_the_parameters():
    torch.manual_seed(1)
    global_state = torch.get_rng_state()
    one, same, other = (ReLUNetwork((2, 5, 1), seed=seed) for seed in (4, 4, 5))
    assert torch.equal(torch.get_rng_state(), global_state)
    for a, b, c in zip(one.parameters(), same.parameters(), other.parameters(), strict=True):
        assert torch.equal(a, b)
        assert not torch.equal(a, c)


def test_signals_keep_their_size_through_many_layers():
    x = np.random.default_rng(0).normal(size=(50, 100))
    shallow = predict(ReLUNetwork((100, 400), seed=1), x)
    deep = predict(ReLUNetwork((100, *[400] * 8), seed=1), x)
    assert 0.5 < deep.std() / shallow.std() < 2


@pytest.mark.parametrize("widths", [(1, 30, 1), (1, 9, 9, 9, 1)])
@pytest.mark.parametrize("make", [lambda w: ReLUNetwork(w, seed=2).double(), trained])
def test_breakpoints_are_where_second_differences_do_not_vanish(widths, make):
    network = make(widths)
    low, high, cells = -4.0, 4.0, 400_000
    grid = np.linspace(low, high, cells + 1)
    step = (high - low) / cells
    bends = np.abs(np.diff(predict(network, grid[:, None])[:, 0], n=2)) / step
    kinks = breakpoints(network, low, high)
    bent = np.zeros(cells - 1, dtype=bool)
    for kink in kinks:
        cell = int((kink - low) / step)  # between grid[cell] and grid[cell + 1]
        bent[max(cell - 1, 0) : cell + 1] = True
    assert len(kinks) > 5
    assert bends[~bent].max() < 1e-8
    separate = np.diff(kinks, prepend=low, append=high) > 3 * step
    for kink in kinks[separate[:-1] & separate[1:]]:
        cell = int((kink - low) / step)
        assert bends[max(cell - 1, 0) : cell + 1].max() > 1e-8


@given(shapes_of_one_input, seeds, st.floats(-9, 9), st.floats(0.1, 9))
def test_pieces_are_the_function_of_the_network(widths, seed, low, length):
    network = ReLUNetwork(widths, seed=seed).double()
    pieces = linear_pieces(network, low, low + length)
    x = np.linspace(low, low + length, 101)
    output = predict(network, x[:, None])
    scale = np.abs(output).max()
    np.testing.assert_allclose(pieces(x), output, rtol=0, atol=1e-10 * scale)
    left, right = pieces.slopes[:-1], pieces.slopes[1:]
    joints = pieces.edges[1:-1, None]
    np.testing.assert_allclose(
        left * joints + pieces.intercepts[:-1],
        right * joints + pieces.intercepts[1:],
        rtol=0,
        atol=1e-10 * scale,
    )
    assert np.all(left != right)
    assert pieces.edges[[0, -1]].tolist() == [low, low + length]
    assert np.all(np.diff(pieces.edges) > 0)


@given(shapes_of_one_input, seeds, st.floats(-4, 4))
def test_parts_of_an_interval_have_the_breakpoints_of_the_whole(widths, seed, middle):
    network = ReLUNetwork(widths, seed=seed)
    whole = breakpoints(network, -5.0, 5.0)
    assume(np.all(np.abs(whole - middle) > 1e-9))
    parts = [breakpoints(network, -5.0, middle), breakpoints(network, middle, 5.0)]
    np.testing.assert_allclose(np.concatenate(parts), whole, rtol=0, atol=1e-11)


@given(st.integers(1, 40), seeds)
def test_one_hidden_layer_bends_once_for_each_unit(width, seed):
    network = ReLUNetwork((1, width, 1), seed=seed)
    hidden = network.layers[0]
    kinks = np.sort((-hidden.bias / hidden.weight[:, 0]).detach().double().numpy())
    kinks = kinks[np.abs(kinks) < 3]
    np.testing.assert_allclose(breakpoints(network, -3.0, 3.0), kinks, rtol=1e-6, atol=1e-6)


def test_a_sawtooth_doubles_its_pieces_with_each_layer():
    # Telgarsky (2016): the tent map, composed with itself, has 2^depth pieces.
    rise, fall = [[2.0, -4.0]], [0.0]
    first = ([[1.0], [1.0]], [0.0, -0.5])
    again = ([[2.0, -4.0], [2.0, -4.0]], [0.0, -0.5])
    for depth in range(1, 8):
        network = network_of(first, *[again] * (depth - 1), (rise, fall))
        pieces = linear_pieces(network, 0.0, 1.0)
        np.testing.assert_array_equal(pieces.edges, np.linspace(0, 1, 2**depth + 1))
        np.testing.assert_array_equal(np.abs(pieces.slopes), 2.0**depth)


def test_kinks_that_rounding_parts_are_one():
    units = ([[1.0], [-3.0], [0.7]], [-0.3, 0.9, -0.21])  # all three bend at 0.3
    kinks = breakpoints(network_of(units, ([[1.0, 1.0, 1.0]], [0.0])), 0.0, 1.0)
    np.testing.assert_allclose(kinks, [0.3], rtol=1e-12)


def test_kinks_that_cancel_are_none():
    units = ([[0.7], [-0.1]], [-0.21, 0.03])  # both bend at 0.3
    straight = network_of(units, ([[1.0, -7.0]], [0.0]))  # with slope 0.7 on either side
    assert breakpoints(straight, 0.0, 1.0).size == 0


def test_a_kink_that_no_later_unit_passes_on_is_none():
    silent = network_of(([[1.0]], [-0.5]), ([[-1.0]], [0.0]), ([[2.0]], [0.0]))
    assert breakpoints(silent, 0.0, 1.0).size == 0


def test_an_affine_map_is_one_piece():
    pieces = linear_pieces(network_of(([[2.0], [-1.0]], [0.5, 3.0])), -1.0, 1.0)
    np.testing.assert_array_equal(pieces.edges, [-1.0, 1.0])
    np.testing.assert_array_equal(pieces.slopes, [[2.0, -1.0]])
    np.testing.assert_array_equal(pieces.intercepts, [[0.5, 3.0]])


def test_each_output_has_its_slopes():
    network = ReLUNetwork((1, 8, 3), seed=0).double()
    x = np.linspace(-2.0, 2.0, 33)
    np.testing.assert_allclose(
        linear_pieces(network, -2.0, 2.0)(x), predict(network, x[:, None]), atol=1e-12
    )


@given(st.lists(st.integers(1, 5), max_size=4), st.integers(max_value=0), st.data())
def test_widths_are_positive(widths, wrong, data):
    widths.insert(data.draw(st.integers(0, len(widths))), wrong)
    with pytest.raises(ValueError, match=f"widths must be at least 1, got {wrong}"):
        ReLUNetwork(widths, seed=0)


@pytest.mark.parametrize("widths", [(), (3,)])
def test_inputs_and_outputs_are_needed(widths):
    with pytest.raises(ValueError, match=r"widths must name inputs and outputs .*, got \("):
        ReLUNetwork(widths, seed=0)


@given(st.integers(1, 4), st.integers(1, 4))
def test_inputs_must_be_as_many_as_the_network_has(inputs, columns):
    assume(inputs != columns)
    network = ReLUNetwork((inputs, 2, 1), seed=0)
    expected = rf"x must have {inputs} column\(s\), got shape \(5, {columns}\)"
    with pytest.raises(ValueError, match=expected):
        predict(network, np.zeros((5, columns)))


@given(st.integers(0, 4), st.sampled_from([np.nan, np.inf, -np.inf]))
def test_inputs_must_be_finite(row, bad):
    x = np.zeros((5, 1))
    x[row] = bad
    with pytest.raises(ValueError, match=rf"x must be finite, got {bad} at index \({row}, 0\)"):
        predict(ReLUNetwork((1, 1), seed=0), x)


@given(st.floats(-9, 9), st.floats(0, 9))
def test_an_interval_that_does_not_rise_is_refused(low, fall):
    with pytest.raises(ValueError, match=f"low must be below high, got low={low}"):
        breakpoints(ReLUNetwork((1, 3, 1), seed=0), low, low - fall)


@given(st.integers(2, 5))
def test_breakpoints_need_one_input(inputs):
    with pytest.raises(ValueError, match=rf"network must have one input, got widths \({inputs}, 3"):
        breakpoints(ReLUNetwork((inputs, 3, 1), seed=0), -1.0, 1.0)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_breakpoints_need_a_network_that_did_not_diverge(bad):
    network = network_of(([[1.0], [2.0]], [0.0, 0.0]), ([[1.0, 1.0]], [0.0]))
    with torch.no_grad():
        network.layers[0].weight[1] = bad
    expected = rf"network must have finite parameters, got {bad} in layers\.0\.weight"
    with pytest.raises(ValueError, match=expected):
        breakpoints(network, -1.0, 1.0)


def test_scaled_networks_are_scaled_in_all_parameters():
    network, usual = (ReLUNetwork((2, 3, 1), seed=1) for _ in range(2))
    for ours, other in zip(scaled(network, 3).parameters(), usual.parameters(), strict=True):
        np.testing.assert_allclose(ours.detach(), 3 * other.detach())


def test_a_network_of_another_size_has_gone_the_difference_and_its_readout_does_not_count():
    network, start = (ReLUNetwork((2, 3, 1), seed=1) for _ in range(2))
    assert relative_distance(network, start) == 0
    scaled(network.layers[1], 5)
    assert relative_distance(network, start) == 0
    scaled(network.layers[0], 1.5)
    assert relative_distance(network, start) == pytest.approx(0.5, rel=1e-5)
