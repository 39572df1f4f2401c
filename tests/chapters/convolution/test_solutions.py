"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import torch
from torch import nn

from conundrum.models.receptive import receptive_fields


def test_the_row_by_hand(page):
    # −0 + 0 − 3; −0 + 6 − 3; −3 + 6 − 3; −3 + 6 − 0; −3 + 0 − 9; −0 + 18 − 0
    np.testing.assert_array_equal(page.run("answer")["answer"], [-3, 3, 0, 3, -12, 18])


def test_parameters_are_those_of_torch(page):
    names = page.run("with_pooling")
    layers = nn.Sequential(
        nn.Conv3d(1, 16, 3, stride=2, padding=1), nn.Conv3d(16, 32, 3, stride=2, padding=1)
    )
    maps = layers(torch.zeros(1, 1, 96, 96, 96))
    for inputs, counted in (
        (32, names["with_pooling"]),
        (maps.numel(), names["with_flattening"]),
    ):
        readout = nn.Linear(inputs, 2)
        assert counted == sum(p.numel() for part in (layers, readout) for p in part.parameters())


def test_stride_and_padding_are_torchs(page):
    strided = page.run("strided")["strided"]
    rng = np.random.default_rng(0)
    image, kernel = rng.normal(size=(9, 12)), rng.normal(size=(2, 5))
    expected = nn.functional.conv2d(
        torch.tensor(image)[None, None], torch.tensor(kernel)[None, None], stride=3, padding=2
    )
    np.testing.assert_allclose(strided(image, kernel, 3, 2), expected[0, 0], atol=1e-12)


def test_two_linear_layers_are_one(page):
    without, with_relu = page.run("gaps")["gaps"]
    assert without < 1e-10
    assert with_relu > 1


def test_blurring_helps_strided_maps_to_follow(page):
    discrepancies = page.run("discrepancies")["discrepancies"]
    for plain, smooth in discrepancies.values():
        assert smooth < plain / 2
    assert discrepancies["pagoda"][0] < discrepancies["noise"][0] / 3


def test_a_real_network_sees_more_than_the_image(page):
    names = page.run("seen_by")
    seen_by = names["seen_by"]
    assert seen_by == [field.size for field in receptive_fields(names["network"])]
    assert seen_by[-1] > 2 * 224
    assert seen_by == sorted(seen_by)


def test_which_kernel_is_best_depends_on_what_else_there_is(page):
    found = page.run("hits")["hits_of"]
    assert found["as it is", 0] > found["mean taken off", 0] > 60
    assert found["as it is", 1] < 50 < found["mean taken off", 1]


def test_each_disease_has_its_pooling(page):
    areas = page.run("swapped")["swapped"]
    assert areas["lesion", "max"] > 0.9 > 0.75 > areas["lesion", "mean"]
    assert areas["haze", "mean"] > 0.9 > 0.75 > areas["haze", "max"]
