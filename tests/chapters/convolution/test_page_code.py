"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d
from torch import nn
from torch.nn import functional

from conundrum.models.receptive import receptive_fields

PAIR = st.tuples(st.integers(1, 3), st.integers(1, 3))


@pytest.fixture(scope="module")
def conv2d(page):
    return page.run("conv2d")["conv2d"]


def test_sliding_is_scipys(page):
    rng = np.random.default_rng(0)
    image, kernel = rng.random((9, 7)), rng.standard_normal((2, 4))
    expected = correlate2d(image, kernel, mode="valid")
    np.testing.assert_allclose(page.function("slide")(image, kernel), expected, atol=1e-12)


@settings(max_examples=400)
@given(
    n=st.integers(1, 3),
    channels=st.integers(1, 4),
    maps=st.integers(1, 4),
    kernel=PAIR,
    stride=PAIR,
    padding=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    dilation=PAIR,
    room=st.tuples(st.integers(0, 8), st.integers(0, 8)),
    seed=st.integers(0, 10**6),
)
def test_the_convolution_is_torchs(
    conv2d, n, channels, maps, kernel, stride, padding, dilation, room, seed
):
    rng = np.random.default_rng(seed)
    # the smallest image in which a window fits, and some room
    sides = [
        max(1, d * (k - 1) + 1 - 2 * p) + r
        for k, d, p, r in zip(kernel, dilation, padding, room, strict=True)
    ]
    x = rng.standard_normal((n, channels, *sides))
    weight, bias = rng.standard_normal((maps, channels, *kernel)), rng.standard_normal(maps)
    ours = conv2d(x, weight, bias, stride=stride, padding=padding, dilation=dilation)
    theirs = functional.conv2d(
        *map(torch.as_tensor, (x, weight, bias)), stride=stride, padding=padding, dilation=dilation
    )
    np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-6, rtol=0)
    formula = tuple(
        (side + 2 * p - d * (k - 1) - 1) // s + 1
        for side, p, d, k, s in zip(sides, padding, dilation, kernel, stride, strict=True)
    )
    assert ours.shape == (n, maps, *formula)


def test_the_difference_that_the_page_prints_is_rounding(page):
    names = page.run("conv2d", "theirs")
    assert names["difference"].max() < 1e-8


def test_it_is_a_correlation_and_a_convolution_when_turned(page):
    names = page.run("slide", "same_as_correlation")
    assert names["same_as_correlation"]
    assert names["same_when_turned"]


def test_the_edges_are_those_of_the_figure(page):
    names = page.run("slide", "sobel")
    expected = names["experiments"].edges.find_edges_of_pagoda().strength
    np.testing.assert_allclose(names["strength"], expected, atol=1e-12)


@pytest.mark.parametrize(("size", "shape"), [(2, (6, 8)), (3, (7, 11)), (1, (3, 4))])
def test_pooling_is_torchs(page, size, shape):
    pool = page.function("pool")
    feature_map = np.random.default_rng(0).standard_normal(shape)
    tensor = torch.as_tensor(feature_map)[None, None]
    np.testing.assert_allclose(
        pool(feature_map, size, np.max), functional.max_pool2d(tensor, size)[0, 0], atol=1e-12
    )
    np.testing.assert_allclose(
        pool(feature_map, size, np.mean), functional.avg_pool2d(tensor, size)[0, 0], atol=1e-12
    )


@given(st.lists(st.tuples(*[st.integers(1, 4)] * 3), min_size=1, max_size=6))
def test_the_receptive_field_is_the_packages(page, layers):
    receptive_field = page.function("receptive_field")
    network = nn.Sequential(
        *(nn.Conv2d(1, 1, kernel, stride, dilation=dilation) for kernel, stride, dilation in layers)
    )
    assert receptive_field(layers) == receptive_fields(network)[-1].size


def test_parameters_are_those_of_the_layers(page):
    shared, connected = page.function("parameters")(3, 10, 12, maps=5)
    conv, linear = nn.Conv2d(3, 5, 3, padding=1), nn.Linear(360, 600)
    assert shared == sum(p.numel() for p in conv.parameters())
    assert connected == sum(p.numel() for p in linear.parameters())
