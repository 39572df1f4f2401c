"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest
from scipy.stats import binom


def test_two_people_differ_from_the_network_in_opposite_directions(page):
    comparisons = page.run("comparisons")["comparisons"]
    person, network, p = comparisons["trained"]
    assert person < network
    assert p == pytest.approx(2 * binom.cdf(46, 46 + 72, 0.5))
    assert p < 0.05
    person, network, p = comparisons["other"]
    assert person > network
    assert p < 0.05


def test_files_live_on_neighbours(page):
    shares = page.run("shares")["shares"]
    assert shares["differences"] < shares["as it is"] < shares["shuffled"]
    assert shares["shuffled"] > 0.85


def test_neighbours_predict_a_pixel_and_others_do_not(page):
    explained = page.run("explained")["explained"]
    assert explained["neighbours"] > 0.9
    assert explained["anywhere"] < 0


def test_nearest_neighbours_do_not_notice(page):
    names = page.run("nearest")
    assert np.sum(names["answers"] != names["answers_shuffled"]) <= 1
    assert names["right"] > 0.7


@pytest.mark.slow
def test_moved_copies_help_where_images_move(page):
    plain, copies, longer = page.run("moved_accuracy")["moved_accuracy"].values()
    for k in (3, 4):
        assert copies[k] > 1.5 * plain[k]
    assert copies[4] > 2 * plain[4]
    assert plain[0] - 0.1 < copies[0] < plain[0]
    assert copies[0] < longer[0] < plain[0] + 0.005
