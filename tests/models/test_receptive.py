"""What a unit sees by formula is what it depends on, for chains of any layers."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from conundrum.models.convnets import ConvNet, GlobalAverage, initialise
from conundrum.models.receptive import (
    layers_up_to,
    measured_size,
    middle_gradients,
    receptive_fields,
    total_gradient,
)

CONVOLUTION = st.builds(
    lambda kernel, stride, dilation: ("conv", kernel, stride, dilation),
    st.integers(1, 4),
    st.integers(1, 2),
    st.integers(1, 2),
)
POOLING = st.builds(
    lambda kind, kernel: (kind, kernel, kernel, 1), st.sampled_from(["max", "average"]), st.just(2)
)


def chain(layers):
    modules, channels = [], 1
    for kind, kernel, stride, dilation in layers:
        if kind == "conv":
            modules += [nn.Conv2d(channels, 6, kernel, stride=stride, dilation=dilation), nn.ReLU()]
            channels = 6
        else:
            modules.append((nn.MaxPool2d if kind == "max" else nn.AvgPool2d)(kernel))
    network = nn.Sequential(*modules)
    initialise(network, seed=1)
    return network


@settings(max_examples=25)
@given(CONVOLUTION, st.lists(CONVOLUTION | POOLING, max_size=3))
def test_the_formula_is_what_gradients_measure(first, others):
    network = chain([first, *others])
    for field in receptive_fields(network):
        part = layers_up_to(network, field.layer)
        gradients = middle_gradients(part, side=2 * field.size + 16, seed=2, draws=150)
        assert measured_size(gradients) == field.size


def test_a_convnet_by_hand():
    network = ConvNet((1, 28, 28), (4, 4, 4, 4), GlobalAverage(), 10, seed=0)
    fields = receptive_fields(network)
    # conv, pool, conv, pool, conv, conv
    assert [field.size for field in fields] == [3, 4, 8, 10, 18, 26]
    assert [field.step for field in fields] == [1, 2, 2, 4, 4, 4]


def test_gradients_are_those_of_the_weights_for_one_linear_layer():
    network = nn.Sequential(nn.Conv2d(2, 1, 3, bias=False))
    gradients = middle_gradients(network, side=9, seed=0, draws=5)
    weight = network[0].weight.detach().numpy()[0, 0]
    inside = gradients[:, 3:6, 3:6]
    scale = inside[:, 0, 0] / weight[0, 0]
    np.testing.assert_allclose(inside, scale[:, None, None] * weight, rtol=1e-4)
    assert np.count_nonzero(gradients) == 5 * 9
    expected = np.abs(weight) * np.sqrt(np.mean(scale**2))
    np.testing.assert_allclose(total_gradient(gradients)[3:6, 3:6], expected, rtol=1e-4)


def test_measuring_draws_nothing_from_torchs_global_seed():
    network = nn.Sequential(nn.Conv2d(1, 1, 3))
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    middle_gradients(network, side=8, seed=0)
    assert torch.rand(1) == expected


def test_bad_arguments_are_named():
    network = nn.Sequential(nn.Conv2d(1, 1, (3, 5)))
    with pytest.raises(ValueError, match="kernel_size must be the same for height and width"):
        receptive_fields(network)
    with pytest.raises(ValueError, match="side must be at least 1"):
        middle_gradients(network, side=0, seed=0)
    with pytest.raises(ValueError, match="layer must be in the network"):
        layers_up_to(network, nn.ReLU())
