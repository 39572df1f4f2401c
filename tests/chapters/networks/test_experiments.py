from fractions import Fraction

import numpy as np
import pytest

from conundrum.chapters.networks import experiments
from conundrum.data.curves import QUARTIC
from conundrum.models.networks import linear_pieces, predict
from conundrum.seeds import seeds_from


def test_the_first_composite_has_the_kinks_found_by_hand():
    composite = experiments.first_composite()
    # Inner neurons switch at −2x + 3 = 0 and 5x − 6 = 0. Above 3/2 the sum is −4(5x − 6) + 7.
    by_hand = [Fraction(6, 5), Fraction(3, 2), Fraction(4 * 6 + 7, 4 * 5)]
    assert composite.kinks == by_hand
    pieces = composite.pieces
    np.testing.assert_allclose(pieces.edges[1:-1], [float(kink) for kink in by_hand], rtol=1e-12)
    np.testing.assert_allclose(pieces.slopes[:, 0], [-2, -22, -20, 0], atol=1e-12)
    np.testing.assert_allclose(pieces.intercepts[:, 0], [10, 34, 31, 0], atol=1e-12)


def test_the_second_composite_is_one_hinge():
    composite = experiments.second_composite()
    # Below 2/3 the sum is 4(−3x + 2) − 1, which is zero at 7/12; from there on it is negative.
    assert composite.kinks == [Fraction(4 * 2 - 1, 4 * 3)]
    np.testing.assert_allclose(composite.pieces.slopes[:, 0], [-12, 0], atol=1e-12)
    before = composite.before_the_last_relu
    np.testing.assert_allclose(before.edges[1:-1], [2 / 3, 5 / 6], rtol=1e-12)
    np.testing.assert_allclose(before.slopes[:, 0], [-12, 0, -42], atol=1e-12)
    np.testing.assert_allclose(before.intercepts[:, 0], [7, -1, 34], atol=1e-12)


@pytest.mark.parametrize(("weight", "bias", "kink"), [(2, -1, 0.5), (-1, 1, 1), (0.5, 0, 0)])
def test_a_neuron_bends_where_its_sum_is_zero(weight, bias, kink):
    neuron = experiments.neuron(weight, bias)
    assert neuron.kink == kink
    assert neuron.pieces.edges[1] == pytest.approx(kink)
    x = np.linspace(-3, 3, 50)
    np.testing.assert_allclose(neuron.pieces(x)[:, 0], np.maximum(0, weight * x + bias), atol=1e-12)


def test_a_neuron_without_weight_has_no_kink():
    neuron = experiments.neuron(0, 1)
    assert np.isnan(neuron.kink)
    assert len(neuron.pieces.slopes) == 1


def test_a_plane_is_folded_where_its_sum_is_zero():
    fold = experiments.fold((1.0, 0.7), -0.5)
    first, second = np.meshgrid(fold.x, fold.x)
    np.testing.assert_allclose(fold.heights, np.maximum(0, first + 0.7 * second - 0.5), atol=1e-12)
    np.testing.assert_allclose(fold.ends @ fold.weight, 0.5, atol=1e-12)
    assert np.abs(fold.ends).max() == pytest.approx(2)


def test_sums_of_hinges_are_a_network():
    hat = experiments.sum_of_hinges((-1, 0, 1), (1, -2, 1))
    np.testing.assert_allclose(hat.values, np.maximum(0, 1 - np.abs(hat.x)), atol=1e-12)
    np.testing.assert_allclose(predict(hat.network, hat.x[:, None])[:, 0], hat.values, atol=1e-12)


def test_connected_dots_are_interpolation():
    network = experiments.connect_the_dots(np.sin, -2.0, 3.0, 7)
    x, dots = np.linspace(-2, 3, 99), np.linspace(-2, 3, 8)
    expected = np.interp(x, dots, np.sin(dots))
    np.testing.assert_allclose(predict(network, x[:, None])[:, 0], expected, atol=1e-12)


def test_the_error_of_connected_dots_is_the_one_in_theory():
    # Across a gap h the line misses by f″ t(h − t)/2, whose mean square is f″² h⁴ / 120.
    x = np.linspace(QUARTIC.low, QUARTIC.high, 10_001)
    roughness = np.sqrt(np.mean((12 * x**2 - 6) ** 2) / 120)
    for width in (64, 128):
        expected = roughness * (3.2 / width) ** 2
        assert experiments.connect_quartic(width).error == pytest.approx(expected, rel=0.01)


def test_curves_with_jumps_are_approached_more_slowly():
    def jumps(x):
        return np.sign(np.sin(x))

    # Beside a jump the error is as large as the jump, on a stretch as long as a gap: 1 / √W.
    rates = experiments.connect_random_curves(seed=3, curves=20, wave=jumps)
    assert rates.slope == pytest.approx(-1 / 2, abs=0.1)


def test_trained_networks_get_nearer_than_the_mean_does():
    approximation = experiments.approximate(seed=2, starts=2, widths=(16,), steps=300)
    spread = QUARTIC.function(np.linspace(-1.6, 1.6, 2001)).std()
    assert (approximation.trained[16] < spread).all()
    assert approximation.behind == pytest.approx(
        approximation.trained[16].mean() / experiments.connect_quartic(16).error  # of two starts
    )


def test_the_sawtooth_alternates_between_zero_and_one():
    pieces = experiments.sawtooth_pieces(7)
    np.testing.assert_allclose(pieces.edges, np.linspace(0, 1, 2**7 + 1), atol=1e-12)
    np.testing.assert_allclose(pieces(pieces.edges)[:, 0], np.arange(2**7 + 1) % 2, atol=1e-9)


def test_a_disturbed_network_is_near_the_one_it_was():
    exact, disturbed = (
        experiments.sawtooth(2),
        experiments.disturbed(experiments.sawtooth(2), 0.01, seed=1),
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
    counts = experiments.count_pieces(seed=6, draws=2)
    for draw, seed in enumerate(seeds_from(6, 2)):
        for size, n in enumerate(counts.neurons):
            hidden = experiments.ReLUNetwork((1, int(n), 1), seed=seed).layers[0]
            kinks = (-hidden.bias / hidden.weight[:, 0]).detach().numpy()
            assert counts.pieces[1][draw, size] == 1 + (np.abs(kinks) < 10).sum()


def test_regions_of_one_layer_are_at_most_those_of_lines_in_general_position():
    counts = experiments.count_regions(seed=1, draws=3)
    assert (counts.shallow <= 1 + 24 + 24 * 23 // 2).all()
