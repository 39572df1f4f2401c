import numpy as np
import pytest
import torch

from conundrum.evaluation.attribution import gradient_times_input, occlusion
from conundrum.models.convnets import ConvNet, GlobalAverage, linear_network, predict_images

rng = np.random.default_rng(0)
PIXELS = rng.random((5, 2, 8, 6))
CHOSEN = np.array([0, 1, 2, 1, 0])


def linear():
    return linear_network((2, 8, 6), 3, seed=1).double()


def contributions(network):
    weight = network[1].layers[0].weight.detach().numpy().reshape(3, 2, 8, 6)
    return (weight[CHOSEN] * PIXELS).sum(axis=1)


def test_of_a_linear_model_it_is_weight_times_pixel():
    network = linear()
    maps = gradient_times_input(network, PIXELS, CHOSEN)
    np.testing.assert_allclose(maps, contributions(network), atol=1e-12)


def test_covering_one_pixel_of_a_linear_model_takes_its_contribution():
    network = linear()
    maps = occlusion(network, PIXELS, CHOSEN, window=1, stride=1)
    np.testing.assert_allclose(maps, contributions(network), atol=1e-12)


def test_a_pixel_gets_the_mean_fall_of_the_squares_that_cover_it():
    network = ConvNet((2, 8, 6), (3, 4), GlobalAverage(), 3, seed=2).double()
    maps = occlusion(network, PIXELS, CHOSEN, window=6, stride=2)
    each = np.arange(5)
    start = predict_images(network, PIXELS)[each, CHOSEN]
    falls = []
    for top in (0, 2):
        covered = PIXELS.copy()
        covered[:, :, top : top + 6] = 0
        falls.append(start - predict_images(network, covered)[each, CHOSEN])
    np.testing.assert_allclose(maps[:, 0, 0], falls[0])
    np.testing.assert_allclose(maps[:, 4, 3], np.mean(falls, axis=0))
    np.testing.assert_allclose(maps[:, 7, 5], falls[1])


def test_the_derivative_is_that_of_finite_differences():
    network = ConvNet((2, 8, 6), (3, 4), GlobalAverage(), 3, seed=2).double()
    maps = gradient_times_input(network, PIXELS, CHOSEN)
    step = 1e-6
    along = np.zeros(2)
    for channel in range(2):
        up, down = PIXELS.copy(), PIXELS.copy()
        up[1, channel, 3, 4] += step
        down[1, channel, 3, 4] -= step
        change = (predict_images(network, up) - predict_images(network, down))[1, CHOSEN[1]]
        along[channel] = change / (2 * step) * PIXELS[1, channel, 3, 4]
    assert maps[1, 3, 4] == pytest.approx(along.sum(), abs=1e-6)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"pixels": PIXELS[0]}, r"pixels must have 4 dimension\(s\)"),
        ({"outputs": [0, 1]}, "pixels and outputs must have the same length"),
        ({"outputs": [0.5] * 5}, "outputs must hold an integer from 0 for each image"),
        ({"outputs": [-1] * 5}, "outputs must hold an integer from 0 for each image"),
        ({"window": 0}, "window must be at least 1, got 0"),
        ({"stride": 0}, "stride must be at least 1, got 0"),
        ({"window": 7}, "window must be at most 6, the shorter side of the images, got 7"),
    ],
)
def test_errors_name_the_argument(change, expected):
    arguments = {"pixels": PIXELS, "outputs": CHOSEN, "window": 2, "stride": 1} | change
    with pytest.raises(ValueError, match=expected):
        occlusion(linear(), **arguments)


def test_parameters_get_no_gradient():
    network = linear()
    gradient_times_input(network, PIXELS, CHOSEN)
    assert all(p.grad is None or not torch.any(p.grad) for p in network.parameters())
