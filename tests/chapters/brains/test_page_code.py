"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from captum.attr import InputXGradient
from sklearn.metrics import roc_auc_score
from torch import nn

from conundrum.data.brains import draw_slices
from conundrum.models.convnets import ConvNet, GlobalMaximum, predict_images
from conundrum.models.intensities import StandardiseHead

rng = np.random.default_rng(0)
GROUPS = np.repeat(np.arange(20), 2)
LABELS = np.repeat(np.arange(20) % 2, 2)
SCORES = np.round(rng.normal(size=40) + LABELS, 1)


def test_the_area_is_scikit_learns(page):
    area = page.function("area")
    assert area(LABELS, SCORES) == pytest.approx(roc_auc_score(LABELS, SCORES), abs=1e-12)


def test_the_split_divides_no_participant(page):
    parts = page.function("split_by_participant")(GROUPS, (10, 6), seed=1)
    assert [len(part) for part in parts] == [20, 12]
    assert not set(GROUPS[parts[0]]) & set(GROUPS[parts[1]])


def test_the_layers_are_the_network_of_the_package(page):
    anywhere = page.run("anywhere")["anywhere"]()
    network = ConvNet((1, 64, 64), (8, 16, 32), GlobalMaximum(), 1, seed=1)
    anywhere.load_state_dict(
        dict(zip(anywhere.state_dict(), network.state_dict().values(), strict=True))
    )
    pixels = draw_slices(3, seed=1).pixels
    expected = predict_images(network, pixels)
    with torch.no_grad():
        found = anywhere.eval()(torch.as_tensor(pixels)).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_bootstrap_draws_participants_with_all_their_slices(page):
    bootstrap = page.function("bootstrap_participants")
    bootstrap.__globals__["area"] = page.function("area")
    found = bootstrap(LABELS, SCORES, GROUPS, draws=200, seed=3)
    draws, areas = np.random.default_rng(3), []
    for _ in range(200):
        rows = []
        for label in (0, 1):
            for group in draws.choice(np.unique(GROUPS[label == LABELS]), 10):
                rows += [2 * group, 2 * group + 1]
        areas.append(roc_auc_score(LABELS[rows], SCORES[rows]))
    np.testing.assert_allclose(found, np.quantile(areas, [0.025, 0.975]), atol=1e-8)


def test_gradient_times_input_is_captums(page):
    function = page.function("gradient_times_input")
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 5), nn.ReLU(), nn.Linear(5, 1)).double()
    pixels = rng.random((4, 1, 8, 8))
    inputs = torch.as_tensor(pixels).requires_grad_()
    expected = InputXGradient(network).attribute(inputs).detach().numpy()
    np.testing.assert_allclose(function(network, pixels), expected, atol=1e-8)


def test_standardising_is_the_packages(page):
    standardise_head = page.function("standardise_head")
    pixels = draw_slices(4, seed=0).pixels
    expected = StandardiseHead()(torch.as_tensor(pixels)).numpy()
    np.testing.assert_allclose(standardise_head(pixels), expected, atol=1e-4)
