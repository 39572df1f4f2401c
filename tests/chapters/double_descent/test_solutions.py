"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np


def test_a_good_choice_of_columns_comes_back_too(page):
    pivoted = page.run("pivoted")["pivoted"]
    assert pivoted[20] > 1e5
    assert 0.2 < pivoted[120] < 1


def test_neighbours_have_n_over_k(page):
    for (k, _), count in page.run("counted")["counted"].items():
        assert np.isclose(count, 400 / k)
