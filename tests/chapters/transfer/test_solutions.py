"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest

pytestmark = pytest.mark.slow


def test_penalties_hardly_matter(page):
    names = page.run("penalties")
    assert max(names["on_test"]) - min(names["on_test"]) < 0.06
    assert names["on_test"][names["best_penalty"]] > max(names["on_test"]) - 0.03


def test_neighbours_are_as_good_in_pixels(page):
    neighbour = page.run("neighbour")["neighbour"]
    assert abs(neighbour["pixels"] - neighbour["features"]) < 0.05
    assert min(neighbour.values()) > 0.6


def test_larger_images_help(page):
    by_side = page.run("by_side")["by_side"]
    assert by_side[84] > by_side[42] + 0.05


def test_averaging_does_not_matter(page):
    averaged = page.run("averaged")["averaged"]
    assert max(averaged.values()) - min(averaged.values()) < 0.06
    assert averaged["plain"] == pytest.approx(averaged["averaged"], abs=0.03)
    assert np.isfinite(list(averaged.values())).all()


def test_moving_every_layer_changes_little(page):
    tuned = page.run("tuned")["tuned"]
    assert min(tuned.values()) > 0.5
    assert abs(tuned["all layers"] - tuned["late layers"]) < 0.1
