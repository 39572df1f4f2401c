"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import pytest


def test_parameters_by_formula_are_those_counted(page):
    counted = page.run("counted")["counted"]
    assert counted["as it is"] == counted["by counting"]
    # all filters grow from 9 to 25 weights
    assert 2.5 < counted["5 × 5"] / counted["as it is"] < 25 / 9
    assert counted["flattened"] - counted["as it is"] == 48 * 64 * 10


def test_only_the_pooled_network_takes_any_size(page):
    accepts = page.run("accepts")["accepts"]
    assert accepts.pop("pooled") == "accepts it, outputs are the same: False"
    assert set(accepts) == {"flattened", "connected", "linear"}
    assert set(accepts.values()) == {"refuses it"}


@pytest.mark.slow
def test_a_mark_is_learned_and_its_map_shows_it(page):
    names = page.run("deceived")
    assert names["recognised"]["marked"] > 0.95
    assert names["recognised"]["bare"] < 0.3
    assert names["corner_rank"] < 15


@pytest.mark.slow
def test_scrambling_costs_most_and_the_pooled_network_less(page):
    kept = page.run("kept")["kept"]
    for whole, scrambled in kept.values():
        assert scrambled < 0.7 * whole
    assert kept["pooled"][1] > kept["connected"][1]


def test_attention_can_be_a_mean_and_a_shift(page):
    names = page.run("identity")
    assert names["mean"].shape == names["right"].shape == (7, 3)
    assert abs(names["mean"] - names["values"].mean(axis=0)).max() < 1e-12
    assert abs(names["right"][:-1] - names["values"][1:]).max() < 1e-12
