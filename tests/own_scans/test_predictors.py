"""Predictors learn from the people who train, and from nobody else."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.linear_model import LinearRegression

from conundrum.own_scans import predictors
from conundrum.own_scans.predictors import (
    BRIGHTEST,
    COVARIATES,
    LINEAR,
    NETWORK,
    RESIDUAL,
    OverSlices,
    average,
    design,
    largest,
)


def changed_held_out(scans, held_out):
    """Return the same scans with other outcomes, covariates and sites of people held out."""
    outcome = scans.outcome.copy()
    outcome[held_out] = 1 - outcome[held_out]
    age = scans.covariates["age"].copy()
    age[held_out] += 1000
    sites = scans.sites.copy()
    sites[held_out] = "Elsewhere"
    return replace(scans, outcome=outcome, covariates=scans.covariates | {"age": age}, sites=sites)


def test_who_is_held_out_changes_nothing_for_those_who_train(scans):
    held_out = scans.participants % 4 == 0
    other = changed_held_out(scans, held_out)
    train = np.flatnonzero(~held_out)
    known = predictors.predictors(scans)
    assert list(known)[:4] == [NETWORK, LINEAR, RESIDUAL, COVARIATES]
    for name, predict in known.items():
        before = predict(scans, scans.outcome, train, 1)
        after = predict(other, other.outcome, train, 1)
        np.testing.assert_allclose(after[train], before[train], err_msg=name)


def test_people_who_train_change_what_is_learned(scans):
    train = np.arange(len(scans) // 2)
    flipped = scans.outcome.copy()
    flipped[train] = 1 - flipped[train]
    for name, predict in predictors.predictors(scans).items():
        same = np.allclose(
            predict(scans, scans.outcome, train, 1), predict(scans, flipped, train, 1)
        )
        assert same == (name == BRIGHTEST)


def test_residuals_do_not_know_what_covariates_explain(scans):
    # Brightness grows with age and nothing else; the outcome is age.
    age = scans.covariates["age"]
    pixels = np.broadcast_to(age[:, None, None, None], scans.pixels.shape).astype(np.float32)
    old = (age > np.median(age)).astype(float)
    confounded = replace(scans, pixels=pixels / 80, outcome=old)
    train = np.arange(0, len(scans), 2)
    by_pixels = predictors.by_pixels(confounded, old, train, 1)
    by_residuals = predictors.by_residuals(confounded, old, train, 1)
    assert np.corrcoef(by_pixels, old)[0, 1] > 0.8
    assert by_residuals.std() < 1e-3


def test_the_design_spans_what_dummies_span(scans):
    train = np.arange(len(scans))
    found = design(scans, train)
    dummies = np.column_stack(
        [
            scans.covariates["age"],
            scans.covariates["sex"] == "M",
            scans.sites == "Bonn",
            scans.sites == "Köln",
        ]
    ).astype(float)
    assert found.shape == (len(scans), 5)
    target = np.random.default_rng(1).normal(size=len(scans))
    expected = LinearRegression().fit(dummies, target).predict(dummies)
    fitted = found @ np.linalg.lstsq(found, target, rcond=None)[0]
    np.testing.assert_allclose(fitted, expected)


@pytest.mark.parametrize(("summary", "expected"), [(largest, np.max), (average, np.mean)])
def test_a_person_has_one_score_for_all_slices(summary, expected):
    mean = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
    pixels = np.random.default_rng(1).normal(size=(4, 3, 6, 6)).astype(np.float32)
    found = OverSlices(mean, summary)(torch.as_tensor(pixels)).numpy()
    np.testing.assert_allclose(found[:, 0], expected(pixels.mean(axis=(2, 3)), axis=1), rtol=1e-5)


def test_there_is_no_network_where_a_slice_has_one_brightness(scans):
    pixels = scans.pixels.copy()
    pixels[3] = pixels[3] > 0.5
    assert NETWORK not in predictors.predictors(replace(scans, pixels=pixels))
