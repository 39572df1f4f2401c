from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import nn

from conundrum.chapters.networks.experiments import (
    cloud,
    columns,
    curves,
    layers,
    neurons,
    pieces,
    plane,
)
from conundrum.data.curves import QUARTIC
from conundrum.data.surfaces import REACH, interacting
from conundrum.models.networks import ReLUNetwork, linear_pieces, predict
from conundrum.seeds import seeds_from


def test_the_first_composite_has_the_kinks_found_by_hand():
    composite = layers.compose_first()
    # Inner neurons switch at −2x + 3 = 0 and 5x − 6 = 0. Above 3/2 the sum is −4(5x − 6) + 7.
    by_hand = [Fraction(6, 5), Fraction(3, 2), Fraction(4 * 6 + 7, 4 * 5)]
    assert composite.kinks == by_hand
    found = composite.pieces
    np.testing.assert_allclose(found.edges[1:-1], [float(kink) for kink in by_hand], rtol=1e-12)
    np.testing.assert_allclose(found.slopes[:, 0], [-2, -22, -20, 0], atol=1e-12)
    np.testing.assert_allclose(found.intercepts[:, 0], [10, 34, 31, 0], atol=1e-12)


def test_the_second_composite_is_one_hinge():
    composite = layers.compose_second()
    # Below 2/3 the sum is 4(−3x + 2) − 1, which is zero at 7/12; from there on it is negative.
    assert composite.kinks == [Fraction(4 * 2 - 1, 4 * 3)]
    np.testing.assert_allclose(composite.pieces.slopes[:, 0], [-12, 0], atol=1e-12)
    before = composite.before_the_last_relu
    np.testing.assert_allclose(before.edges[1:-1], [2 / 3, 5 / 6], rtol=1e-12)
    np.testing.assert_allclose(before.slopes[:, 0], [-12, 0, -42], atol=1e-12)
    np.testing.assert_allclose(before.intercepts[:, 0], [7, -1, 34], atol=1e-12)


@pytest.mark.parametrize(("weight", "bias", "kink"), [(2, -1, 0.5), (-1, 1, 1), (0.5, 0, 0)])
def test_a_neuron_bends_where_its_sum_is_zero(weight, bias, kink):
    neuron = neurons.compute_neuron(weight, bias)
    assert neuron.kink == kink
    assert neuron.pieces.edges[1] == pytest.approx(kink)
    x = np.linspace(-3, 3, 50)
    np.testing.assert_allclose(neuron.pieces(x)[:, 0], np.maximum(0, weight * x + bias), atol=1e-12)


def test_a_neuron_without_weight_has_no_kink():
    neuron = neurons.compute_neuron(0, 1)
    assert np.isnan(neuron.kink)
    assert len(neuron.pieces.slopes) == 1


def test_a_plane_is_folded_where_its_sum_is_zero():
    fold = neurons.fold_plane((1.0, 0.7), -0.5)
    first, second = np.meshgrid(fold.x, fold.x)
    np.testing.assert_allclose(fold.heights, np.maximum(0, first + 0.7 * second - 0.5), atol=1e-12)
    np.testing.assert_allclose(fold.ends @ fold.weight, 0.5, atol=1e-12)
    assert np.abs(fold.ends).max() == pytest.approx(2)


def test_sums_of_hinges_are_a_network():
    hat = neurons.add_hinges((-1, 0, 1), (1, -2, 1))
    np.testing.assert_allclose(hat.values, np.maximum(0, 1 - np.abs(hat.x)), atol=1e-12)
    np.testing.assert_allclose(predict(hat.network, hat.x[:, None])[:, 0], hat.values, atol=1e-12)


def test_connected_dots_are_interpolation():
    network = curves.connect_the_dots(np.sin, -2.0, 3.0, 7)
    x, dots = np.linspace(-2, 3, 99), np.linspace(-2, 3, 8)
    expected = np.interp(x, dots, np.sin(dots))
    np.testing.assert_allclose(predict(network, x[:, None])[:, 0], expected, atol=1e-12)


def test_the_error_of_connected_dots_is_the_one_in_theory():
    # Across a gap h the line misses by f″ t(h − t)/2, whose mean square is f″² h⁴ / 120.
    x = np.linspace(QUARTIC.low, QUARTIC.high, 10_001)
    roughness = np.sqrt(np.mean((12 * x**2 - 6) ** 2) / 120)
    for width in (64, 128):
        expected = roughness * (3.2 / width) ** 2
        assert curves.connect_quartic(width).error == pytest.approx(expected, rel=0.01)


def test_curves_with_jumps_are_approached_more_slowly():
    def jumps(x):
        return np.sign(np.sin(x))

    # Beside a jump the error is as large as the jump, on a stretch as long as a gap: 1 / √W.
    rates = curves.connect_random_curves(seed=3, curves=20, wave=jumps)
    assert rates.slope == pytest.approx(-1 / 2, abs=0.1)


def test_trained_networks_get_nearer_than_the_mean_does():
    approximation = curves.approximate(seed=2, starts=2, widths=(16,), steps=300)
    spread = QUARTIC.function(np.linspace(-1.6, 1.6, 2001)).std()
    assert (approximation.trained[16] < spread).all()
    assert approximation.behind == pytest.approx(
        approximation.trained[16].mean() / curves.connect_quartic(16).error  # of two starts
    )


def test_the_sawtooth_alternates_between_zero_and_one():
    teeth = pieces.sawtooth_pieces(7)
    np.testing.assert_allclose(teeth.edges, np.linspace(0, 1, 2**7 + 1), atol=1e-12)
    np.testing.assert_allclose(teeth(teeth.edges)[:, 0], np.arange(2**7 + 1) % 2, atol=1e-9)


def test_a_disturbed_network_is_near_the_one_it_was():
    exact, disturbed = (
        pieces.sawtooth(2),
        pieces.disturbed(pieces.sawtooth(2), 0.01, seed=1),
    )
    changes = [
        (other / one - 1)[one != 0].detach().numpy()
        for one, other in zip(exact.parameters(), disturbed.parameters(), strict=True)
    ]
    assert 0.003 < np.concatenate(changes).std() < 0.03
    x = np.linspace(0, 1, 101)
    distance = linear_pieces(exact, 0, 1)(x) - linear_pieces(disturbed, 0, 1)(x)
    assert 0 < np.abs(distance).max() < 0.3


def test_pieces_of_one_layer_are_units_whose_kinks_are_in_sight():
    counts = pieces.count_pieces(seed=6, draws=2, neurons=48)
    for name, start in pieces.STARTS.items():
        for draw, seed in enumerate(seeds_from(6, 2)):
            hidden = start((1, 48, 1), seed=seed).layers[0]
            kinks = (-hidden.bias / hidden.weight[:, 0]).detach().numpy()
            expected = 1 + (
                len(np.unique(kinks))
                if name in ("Keras", "He et al.")
                else (np.abs(kinks) < 10).sum()
            )
            assert counts.pieces[name][1][draw] == min(expected, 49)


def test_starts_are_those_of_the_libraries():
    torch.manual_seed(1)
    layer = nn.Linear(50, 4000)  # PyTorch's own default
    ours = pieces.start_as_torch((50, 4000, 1), seed=1).layers[0]
    for one, other in ((layer.weight, ours.weight), (layer.bias, ours.bias)):
        assert one.std().item() == pytest.approx(other.std().item(), rel=0.05)
        assert one.abs().max().item() == pytest.approx(other.abs().max().item(), rel=0.01)
    # Glorot and Bengio: variance 2 / (m + k); He et al.: variance 2 / m; no biases
    for start, variance in ((pieces.start_as_keras, 2 / 250), (pieces.start_as_he, 2 / 50)):
        hidden = start((50, 200, 1), seed=1).layers[0]
        assert hidden.weight.var().item() == pytest.approx(variance, rel=0.05)
        assert not hidden.bias.any()


def test_regions_of_one_layer_are_at_most_those_of_lines_in_general_position():
    counts = plane.count_regions(seed=1, draws=3)
    assert (counts.shallow <= 1 + 24 + 24 * 23 // 2).all()


def test_three_units_add_up_to_the_formula():
    units = neurons.build_from_three_lines()
    x = units.x
    by_hand = (
        3.6
        + np.maximum(0, -2 * x - 2) / 2
        - 0.75 * np.maximum(0, 4 * x - 1)
        + 2 * np.maximum(0, 3 * x - 4)
    )
    np.testing.assert_allclose(units.output, by_hand, atol=1e-12)
    np.testing.assert_allclose(predict(units.network, x[:, None])[:, 0], by_hand, atol=1e-12)
    np.testing.assert_allclose(units.pieces.edges[1:-1], [-1, 1 / 4, 4 / 3], atol=1e-12)
    np.testing.assert_allclose(units.pieces.slopes[:, 0], [-1, 0, -3, 3], atol=1e-12)
    assert [np.flatnonzero(on).tolist() for on in units.active] == [[0], [], [1], [1, 2]]


def test_without_the_cut_training_ends_at_least_squares():
    removed = cloud.remove_the_cut(seed=5, layers=2)
    slope, intercept = np.polyfit(removed.sample.x, removed.sample.y, 1)
    np.testing.assert_allclose(removed.regression, slope * removed.x + intercept, atol=1e-9)
    np.testing.assert_allclose(removed.linear, removed.regression, atol=1e-3)


def test_a_network_that_has_not_been_trained_is_its_own_regression():
    hidden = columns.regress_on_hidden_units(seed=4, n=200, steps=1)
    assert hidden.start == pytest.approx(hidden.refitted, rel=0.1)
    assert hidden.network > 1.5 * hidden.refitted  # its readout is still random


def test_hidden_units_are_what_the_readout_reads():
    network = ReLUNetwork((3, 7, 5, 1), seed=2)
    X = np.random.default_rng(1).normal(size=(20, 3))
    units = columns.hidden_units(network, X)
    readout = network.layers[-1]
    expected = units @ readout.weight.detach().numpy()[0] + readout.bias.item()
    np.testing.assert_allclose(predict(network, X)[:, 0], expected, rtol=1e-4, atol=1e-4)


def test_four_planes_are_the_smaller_input_with_the_sign_of_the_product():
    planes = plane.fold_four_planes()
    u, v = np.meshgrid(planes.x, planes.x)
    expected = np.sign(u * v) * np.minimum(np.abs(u), np.abs(v))
    np.testing.assert_allclose(planes.heights, expected, atol=1e-12)
    assert len(planes.regions) == 4
    np.testing.assert_allclose(planes.slices[-1], -planes.slices[1], atol=1e-12)


def test_units_that_see_one_input_each_make_a_sum():
    network = plane.OneInputEach(8, seed=3)
    x = np.linspace(-1, 1, 5)
    heights = plane.on_grid(network, x)
    np.testing.assert_allclose(heights, heights[:1] + heights[:, :1] - heights[0, 0], atol=1e-5)


def test_on_the_middles_of_cells_the_best_sum_is_at_the_floor():
    learned = plane.learn_interaction(seed=1, n=50, units=4, steps=5)
    truth = interacting(*plane.all_pairs(plane.middles(100)).T).reshape(100, 100)
    # what rows and columns cannot say
    left = truth - truth.mean(axis=0) - truth.mean(axis=1, keepdims=True) + truth.mean()
    assert (left**2).mean() + 0.4**2 == pytest.approx(learned.floor, rel=0.001)


def test_the_truth_is_drawn_the_right_way_round():
    learned = plane.learn_interaction(seed=1, n=50, units=4, steps=5)
    # the second input goes up the rows, the first along them
    corner = interacting(np.array([REACH]), np.array([-REACH]))
    assert learned.truth[0, -1] == pytest.approx(corner[0])
    assert learned.truth[0, 0] - learned.truth[0, -1] == pytest.approx(2 * REACH)
