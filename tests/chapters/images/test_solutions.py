"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest
from scipy.stats import binom

from conundrum.data.imagenet import OTHER_PERSON, TRAINED_PERSON


def test_two_people_differ_from_the_network_in_opposite_directions(page):
    names = page.run("person_p")
    alone, p = names["alone"], names["person_p"]
    for name, pair in (("practised", TRAINED_PERSON), ("other", OTHER_PERSON)):
        assert alone[name] == (pair.person_only, pair.network_only)
        assert p[name] < 0.05
    assert p["practised"] == pytest.approx(2 * binom.cdf(46, 46 + 72, 0.5))
    assert alone["practised"][0] > alone["practised"][1]
    assert alone["other"][0] < alone["other"][1]


def test_a_pixel_goes_where_numpy_puts_it(page):
    names = page.run("planes")
    image = np.zeros((120, 160, 3))
    image[10, 20, 1] = 1
    assert image.ravel().argmax() == names["green"]
    assert np.moveaxis(image, 2, 0).ravel().argmax() == names["planes"]


def test_files_live_on_neighbours(page):
    names = page.run("bits")
    bits = names["bits"]
    assert bits["as it is"] == pytest.approx(bits["shuffled"])
    assert bits["differences"] < bits["shuffled"] - 2
    size = {name: names["zipped"](array) for name, array in names["rows"].items()}
    assert size["differences"] < size["as it is"] < size["shuffled"] - 1


def test_neighbours_predict_a_pixel_and_others_do_not(page):
    names = page.run("explained")
    explained = names["explained"]
    assert explained["neighbours"] > 0.9
    assert explained["anywhere"] < 0
    assert explained["anywhere"] == pytest.approx(-names["brighter"], abs=0.02)


def test_nearest_neighbours_do_not_notice_one_shuffle(page):
    right = page.run("noticed")["noticed"]
    assert right["as they are"] == pytest.approx(0.96, abs=0.005)
    assert right["alike"] == pytest.approx(right["as they are"], abs=0.002)
    assert right["apart"] < 0.15 < right["in order"] < 0.3


def test_a_mark_helps_where_it_was_learned_and_harms_elsewhere(page):
    names = page.run("mark_shares")
    as_learned, no_marks, other_way_round = names["mark_shares"]
    assert other_way_round < no_marks < names["without"] < as_learned


def test_moved_copies_help_where_images_move(page):
    shares = page.run("moved_shares")["moved_shares"]
    for name in ("linear", "nearest"):
        assert shares[name, 3][1] > shares[name, 1][1] + 0.4
    assert shares["linear", 3][0] < shares["linear", 1][0] - 0.02
    assert shares["nearest", 3][0] >= shares["nearest", 1][0]
