import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import batch_norm, conv2d, max_pool2d

from conundrum.models.convnets import (
    ConvNet,
    GlobalAverage,
    GlobalMaximum,
    Residual,
    conv_block,
    fully_connected,
    initialise,
    linear_network,
    predict_images,
)
from conundrum.models.networks import parameter_count

SUMMARIES = [GlobalAverage(), GlobalMaximum(), nn.Flatten()]
rng = np.random.default_rng(0)
PIXELS = rng.random((6, 3, 12, 8))


def convnet(summary, seed=0, shape=(3, 12, 8), outputs=4):
    return ConvNet(shape, (5, 6, 7), summary, outputs, seed=seed)


@given(
    st.sampled_from(SUMMARIES),
    st.integers(1, 4),
    st.integers(4, 11),
    st.integers(4, 11),
    st.integers(1, 5),
)
def test_any_number_of_channels_pixels_and_outputs(summary, channels, height, width, outputs):
    network = convnet(summary, shape=(channels, height, width), outputs=outputs)
    pixels = np.zeros((2, channels, height, width))
    assert predict_images(network, pixels).shape == (2, outputs)


def test_forward_is_convolutions_norms_rectifiers_and_pools():
    network = convnet(GlobalAverage()).double().eval()
    maps = torch.as_tensor(PIXELS)
    for number, (convolution, *_, norm, _) in enumerate(network.stages):
        maps = conv2d(maps, convolution.weight, padding=1)
        maps = max_pool2d(maps, 2) if number < 2 else maps
        maps = torch.relu(batch_norm(maps, norm.running_mean, norm.running_var))
    readout = network.readout
    expected = maps.mean((2, 3)) @ readout.weight.T + readout.bias
    np.testing.assert_allclose(
        predict_images(network, PIXELS), expected.detach().numpy(), rtol=1e-4, atol=1e-4
    )


def test_global_pooling_sees_no_place_and_any_size():
    maps = torch.as_tensor(PIXELS)
    elsewhere = maps.roll((3, 2), dims=(2, 3))
    for pool in (GlobalAverage(), GlobalMaximum()):
        torch.testing.assert_close(pool(maps), pool(elsewhere))
        assert predict_images(convnet(pool), rng.random((2, 3, 17, 40))).shape == (2, 4)


def test_the_seed_alone_decides_the_weights():
    before = torch.get_rng_state()
    one, same, other = (convnet(GlobalAverage(), seed=seed) for seed in (4, 4, 5))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(one.readout.weight, same.readout.weight)
    assert torch.equal(one.stages[0][0].weight, same.stages[0][0].weight)
    assert not torch.equal(one.stages[0][0].weight, other.stages[0][0].weight)


def test_weights_have_the_variance_that_keeps_signals_their_size():
    block = conv_block(40, 50)
    initialise(block, seed=1)
    assert block[0].weight.var().item() == pytest.approx(2 / (40 * 9), rel=0.05)


def test_a_residual_adds_its_input():
    body = nn.Sequential(conv_block(3, 3))
    initialise(body, seed=2)
    body.eval()
    x = torch.as_tensor(PIXELS, dtype=torch.float32)
    torch.testing.assert_close(Residual(body)(x), x + body(x))


@given(st.integers(1000, 80_000))
def test_a_fully_connected_network_has_about_so_many_parameters(parameters):
    network = fully_connected((1, 10, 10), 10, parameters=parameters, seed=0)
    assert abs(parameter_count(network) - parameters) <= (100 + 1 + 10) / 2


def test_a_linear_network_is_one_weight_a_pixel_and_output():
    network = linear_network((3, 12, 8), 4, seed=0).double()
    weight, bias = (p.detach().numpy() for p in network.parameters())
    expected = PIXELS.reshape(6, -1) @ weight.T + bias
    np.testing.assert_allclose(predict_images(network, PIXELS), expected)


def test_batches_of_prediction_do_not_change_it_nor_the_mode():
    network = convnet(GlobalAverage()).double().train()
    np.testing.assert_allclose(
        predict_images(network, PIXELS, batch_size=4), predict_images(network, PIXELS), rtol=1e-12
    )
    assert network.training


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: convnet(nn.Flatten(), shape=(3, 12)), "shape must be channels, height and width"),
        (lambda: convnet(nn.Flatten(), shape=(1, 3, 12)), "shape must be at least 4, got 3"),
        (lambda: convnet(nn.Flatten(), shape=(0, 4, 12)), "shape must be at least 1, got 0"),
        (lambda: convnet(nn.Flatten(), outputs=0), "outputs must be at least 1, got 0"),
        (
            lambda: ConvNet((1, 8, 8), (4,), GlobalAverage(), 2, seed=0),
            "widths must name 2 stages at least",
        ),
        (
            lambda: fully_connected((1, 8, 8), 10, parameters=84, seed=0),
            "parameters must be at least 85, got 84",
        ),
        (lambda: predict_images(convnet(GlobalAverage()), PIXELS[0]), "pixels must have 4"),
        (
            lambda: predict_images(convnet(GlobalAverage()), PIXELS, batch_size=0),
            "batch_size must be at least 1",
        ),
    ],
)
def test_errors_name_the_argument(make, expected):
    with pytest.raises(ValueError, match=expected):
        make()
