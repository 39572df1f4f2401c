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


def test_a_late_unit_sees_26_pixels_each_way(page):
    assert page.run("sees")["sees"] == (26, 26)


@pytest.mark.slow
def test_shifted_training_gains_on_shifted_images_and_costs_on_others(page):
    gained = page.run("gained")["gained"]
    plain, shifted = gained["as they are"], gained["shifted"]
    assert shifted[1] > plain[1] + 0.15
    assert shifted[0] < plain[0] - 0.02


def test_attention_can_be_a_mean_and_a_shift(page):
    names = page.run("identity")
    assert names["mean"].shape == names["right"].shape == (7, 3)
    assert abs(names["mean"] - names["values"].mean(axis=0)).max() < 1e-12
    assert abs(names["right"][:-1] - names["values"][1:]).max() < 1e-12
