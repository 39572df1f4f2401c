"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from captum.attr import InputXGradient
from sklearn.metrics import roc_auc_score, roc_curve
from torch import nn

from conundrum.chapters.brains.experiments import segmentation
from conundrum.chapters.brains.experiments.age import BrainAge
from conundrum.chapters.brains.experiments.prevalence import Screening
from conundrum.data.brains import draw_slices
from conundrum.models.convnets import ConvNet, GlobalMaximum, predict_images

rng = np.random.default_rng(0)
GROUPS = np.repeat(np.arange(20), 2)
LABELS = np.repeat(np.arange(20) % 2, 2)
SCORES = np.round(rng.normal(size=40) + LABELS, 1)


def test_the_auc_is_scikit_learns(page):
    auc = page.function("auc")
    assert auc(LABELS, SCORES) == pytest.approx(roc_auc_score(LABELS, SCORES), abs=1e-12)


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
    bootstrap.__globals__["auc"] = page.function("auc")
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


def test_the_roc_curve_is_scikit_learns(page):
    alarms, found = page.function("roc")(LABELS, SCORES)
    expected_alarms, expected_found, _ = roc_curve(LABELS, SCORES, drop_intermediate=False)
    expected = set(zip(expected_alarms, expected_found, strict=True)) - {(0, 0)}
    assert {*zip(alarms, found, strict=True)} == expected


def test_the_positive_predictive_value_is_that_of_the_package(page):
    value = page.function("positive_predictive_value")(0.02, 0.95, 0.96)
    assert value == pytest.approx(Screening(0.02, 0.95, 0.96).positive_predictive_value)


def test_dice_is_that_of_the_package(page):
    found, truth = rng.random((2, 64, 64)) > 0.5
    assert page.function("dice")(found, truth) == pytest.approx(
        segmentation.dice(found[None], truth[None])[0]
    )


def test_the_correction_is_that_of_the_package(page):
    known_age, years = rng.uniform(20, 80, 40), rng.uniform(20, 80, 10)
    known, predicted = 20 + 0.6 * known_age, 22 + 0.6 * years
    found = page.function("correct")(predicted, years, known, known_age)
    result = BrainAge(years, predicted, 50.0, 20.0, 0.6)
    np.testing.assert_allclose(found, result.corrected, atol=1e-8)
