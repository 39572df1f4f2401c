"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest


def test_the_hat_cut_off_has_the_kinks_found_by_hand(page):
    # x + 1 - 1/2 = 0 and 1 - x - 1/2 = 0 on either side of the top
    kinks = page.run("hat_cut_off")["hat_kinks"]
    np.testing.assert_allclose(kinks, [-0.5, 0, 0.5], atol=1e-12)


def test_a_budget_buys_more_neurons_in_one_layer(page):
    names = page.run("widest")
    # 10·64 + 64, 64·64 + 64, 64 + 1
    assert names["budget"] == 704 + 4160 + 65
    widest = names["widest"]
    assert widest[1] == (names["budget"] - 1) // 12
    assert widest[2] == 64
    assert widest[1] > 2 * max(2 * widest[2], 5 * widest[5])


def test_well_placed_kinks_gain_a_factor_at_the_same_rate(page):
    largest = page.run("largest")["largest"]
    for width in (16, 32, 64, 128):
        assert largest["even", width] > 3 * largest["placed", width]
    for name in ("even", "placed"):
        ratio = largest[name, 64] / largest[name, 128]
        assert ratio == pytest.approx(4, rel=0.05)
    # (∫√|f″|)² / 8W² with kinks at best places, max |f″| gap² / 8 with even ones
    x = np.linspace(-1.6, 1.6, 100_001)
    roots = np.sqrt(np.abs(12 * x**2 - 6))
    best = (roots.mean() * 3.2) ** 2 / 8 / 128**2
    assert largest["placed", 128] == pytest.approx(best, rel=0.05)


@pytest.mark.slow
def test_training_makes_no_pieces(page):
    pieces = page.run("pieces_by_shape")["pieces_by_shape"]
    befores, afters = zip(*pieces.values(), strict=True)
    assert befores[0] == pytest.approx(befores[1], rel=0.1)
    assert all(after < before for before, after in zip(befores, afters, strict=True))
    assert all(after > before / 2 for before, after in zip(befores, afters, strict=True))


@pytest.mark.slow
def test_training_finds_the_sawtooth_only_with_room(page):
    found = page.run("found")["found"]
    assert found[2].min() > 0.25
    assert found[8].min() < 0.001
    assert np.median(found[8]) > 0.2
