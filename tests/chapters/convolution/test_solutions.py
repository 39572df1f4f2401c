"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np


def test_the_row_by_hand(page):
    # −0 + 0 − 3; −0 + 6 − 3; −3 + 6 − 3; −3 + 6 − 0; −3 + 0 − 9; −0 + 18 − 0
    np.testing.assert_array_equal(page.run("answer")["answer"], [-3, 3, 0, 3, -12, 18])


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
    seen_by = page.run("seen_by")["seen_by"]
    assert seen_by[-1] > 2 * 224
    assert seen_by == sorted(seen_by)


def test_which_kernel_is_best_depends_on_what_else_there_is(page):
    found = page.run("hits")["found"]
    assert found["as it is", 0] > found["mean taken off", 0] > 60
    assert found["as it is", 1] < 50 < found["mean taken off", 1]
