"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np

from conundrum.data.images import fashion_mnist
from conundrum.models.networks import parameter_count
from conundrum.training.classifiers import pooled_network


def test_parameters_by_formula_are_those_counted(page):
    names = page.run("counted")
    as_it_is, counted = names["count"](), names["counted"]
    assert as_it_is == parameter_count(pooled_network(fashion_mnist()[0], seed=0))
    # all filters grow from 9 to 25 weights
    assert 2.5 < counted["5 × 5"] / as_it_is < 25 / 9
    assert counted["flattened"] - as_it_is == 48 * 64 * 10
    assert counted["in colour"] - as_it_is == 18 * 16


def test_calling_everything_a_shirt_recognises_all_shirts(page):
    true = np.repeat(np.arange(10), 5)
    rates = page.run("rates")["rates"]
    assert rates(true, true).min() == 1
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(rates(true, np.full(50, 6))[6], [1, 0.1])


def test_a_mark_is_learned_in_place_of_the_eight(page):
    recognised = page.run("deceived")["recognised"]
    assert recognised["marked"] > 0.9
    assert recognised["bare"] < 0.15
    assert recognised["others, marked"] > 0.2


def test_bags_of_pieces_do_not_notice_that_pieces_change_places(page):
    spots, pooled, bag, transformer, linear = page.run("moved_by")["moved_by"]
    assert max(spots, bag) < 1e-4
    assert min(pooled, transformer, linear) > 1e-3


def test_attention_can_be_a_convolution(page):
    values = np.random.default_rng(0).normal(size=(6, 2))
    expected = (np.roll(values, 1, axis=0) + np.roll(values, -1, axis=0)) / 2
    np.testing.assert_allclose(page.run("neighbours")["neighbours"](values), expected)


def test_one_level_along_the_gradient_costs_much_and_a_coin_nothing(page):
    unchanged, coin, gradient = page.run("left_over")["left_over"]
    assert abs(unchanged - coin) < 0.02
    assert 0.14 < unchanged - gradient < 0.18
