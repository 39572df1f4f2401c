from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conundrum.models.networks import ReLUNetwork, network_of, predict
from conundrum.models.regions import activation_regions

shapes_of_two_inputs = st.lists(st.integers(1, 6), min_size=1, max_size=3).map(lambda w: (2, *w, 1))
seeds = st.integers(0, 10_000)


def area(corners):
    x, y = corners.T
    return abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def active_units(network, x):
    """Which units are on, by running the network layer by layer."""
    on = []
    for layer in list(network.layers)[:-1]:
        z = x @ layer.weight.detach().numpy().T + layer.bias.detach().numpy()
        on.append(z > 0)
        x = np.maximum(z, 0)
    return np.concatenate(on, axis=-1)


def inside(corners):
    """Random points of a convex polygon."""
    shares = np.random.default_rng(0).dirichlet(np.ones(len(corners)), size=8)
    return shares @ corners


@given(shapes_of_two_inputs, seeds)
def test_regions_fill_the_square(widths, seed):
    regions = activation_regions(ReLUNetwork(widths, seed=seed), -2.0, 3.0).regions
    assert sum(area(region.corners) for region in regions) == pytest.approx(25, rel=1e-9)


@given(shapes_of_two_inputs, seeds)
def test_inside_a_region_the_same_units_are_active(widths, seed):
    network = ReLUNetwork(widths, seed=seed).double()
    for region in activation_regions(network, -2.0, 2.0).regions:
        if area(region.corners) > 1e-9:
            on = active_units(network, inside(region.corners))
            np.testing.assert_array_equal(on, np.broadcast_to(region.active, on.shape))


@given(shapes_of_two_inputs, seeds)
def test_inside_a_region_the_network_is_a_plane(widths, seed):
    network = ReLUNetwork(widths, seed=seed).double()
    for region in activation_regions(network, -2.0, 2.0).regions:
        points = inside(region.corners)
        values = predict(network, points)[:, 0]
        if area(region.corners) > 1e-6:
            plane = np.column_stack([points, np.ones(len(points))])
            fitted = plane @ np.linalg.lstsq(plane, values)[0]
            np.testing.assert_allclose(fitted, values, atol=1e-8 * max(1, abs(values).max()))


@given(st.integers(1, 15), seeds)
def test_one_layer_divides_like_lines_in_general_position(width, seed):
    # Each line adds a region, and one more for each crossing with an earlier line in the square.
    network = ReLUNetwork((2, width, 1), seed=seed).double()
    weight = network.layers[0].weight.detach().numpy()
    bias = network.layers[0].bias.detach().numpy()
    corners = np.array([[-2, -2], [-2, 2], [2, -2], [2, 2]])
    heights = corners @ weight.T + bias
    lines = np.flatnonzero((heights.min(axis=0) < 0) & (heights.max(axis=0) > 0))
    crossings = [np.linalg.solve(weight[[i, j]], -bias[[i, j]]) for i, j in combinations(lines, 2)]
    met = sum(np.abs(crossing).max() < 2 for crossing in crossings)
    assert len(activation_regions(network, -2.0, 2.0)) == 1 + len(lines) + met


def test_regions_are_seen_on_a_grid():
    network = ReLUNetwork((2, 5, 5, 1), seed=3).double()
    x = np.linspace(-2, 2, 601)
    points = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    on_grid = {tuple(on) for on in active_units(network, points)}
    found = [tuple(region.active) for region in activation_regions(network, -2.0, 2.0).regions]
    large = {
        tuple(region.active)
        for region in activation_regions(network, -2.0, 2.0).regions
        if area(region.corners) > 0.01
    }
    assert len(found) == len(set(found))
    assert large <= on_grid <= set(found)


def test_neighbours_differ_in_one_unit():
    regions = activation_regions(ReLUNetwork((2, 6, 6, 1), seed=4).double(), -2.0, 2.0).regions
    by_border = {}
    for region in regions:
        for end, other in zip(region.corners, np.roll(region.corners, -1, axis=0), strict=True):
            border = frozenset([tuple(end.round(9)), tuple(other.round(9))])
            by_border.setdefault(border, []).append(region.active)
    shared = [pair for pair in by_border.values() if len(pair) == 2]
    assert len(shared) > 20
    assert all((one != other).sum() == 1 for one, other in shared)


def test_a_fold_is_where_its_unit_is_zero():
    [[segment]] = activation_regions(network_of(([[1, 1]], [-1]), ([[1]], [0])), 0, 2).folds
    np.testing.assert_allclose(sorted(segment.tolist()), [[0, 1], [1, 0]], atol=1e-12)


@given(st.integers(3, 5))
def test_two_inputs_are_needed(inputs):
    with pytest.raises(
        ValueError, match=rf"network must have two inputs, got widths \({inputs}, 4"
    ):
        activation_regions(ReLUNetwork((inputs, 4, 1), seed=0), -1.0, 1.0)


def test_a_square_has_a_side():
    with pytest.raises(ValueError, match="low must be below high"):
        activation_regions(ReLUNetwork((2, 4, 1), seed=0), 1.0, 1.0)
