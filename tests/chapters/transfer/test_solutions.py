"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import pytest

pytestmark = pytest.mark.slow


def test_standardising_costs_where_labels_are_few(page):
    gain_of_raw = page.run("gain_of_raw")["gain_of_raw"]
    assert gain_of_raw[5].mean() > 2
    assert abs(gain_of_raw[50].mean()) < 2


def test_neighbours_are_better_in_features(page):
    neighbour = page.run("neighbour")["neighbour"]
    assert (neighbour["features"] > neighbour["pixels"]).mean() >= 0.9


def test_pieces_of_two_photographs_are_told_apart(page):
    assert page.run("own_accuracy")["own_accuracy"].mean() > 0.9


def test_copies_in_both_folds_predict_random_labels(page):
    leaked = page.run("leaked")["leaked"]
    assert leaked["folds among images"] > 0.9
    assert abs(leaked["folds among photographs"] - 0.5) < 0.15


def test_averaging_gains_little(page):
    averaging = page.run("averaging")["averaging"]
    assert abs(averaging.mean()) < 3
