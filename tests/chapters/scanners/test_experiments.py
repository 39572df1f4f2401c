from functools import cache

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from conundrum.chapters.scanners.experiments import shift, shortcut, sites
from conundrum.chapters.scanners.experiments.shift import (
    BOTH,
    DARKER,
    HOME,
    PLAIN,
    RECIPES,
    SCANNERS,
)
from conundrum.chapters.scanners.shipped import RESULTS
from conundrum.data.brains import Scanner, draw_slices
from conundrum.experiment import origin_of
from conundrum.seeds import seeds_from


@cache
def small_shifts():
    return shift.repeat_change_of_scanner(
        seed=4, draws=2, participants=(8, 6), test=6, recipes=(PLAIN, BOTH)
    )


@cache
def small_shift():
    return shift.change_scanner(seed=3, participants=(20, 10), test=8)


def test_all_recipes_see_all_scanners():
    result = small_shift()
    for shares in (result.auc, result.alarms, result.found, result.right, result.sureness):
        assert list(shares) == list(SCANNERS)
        assert all(tuple(row) == RECIPES for row in shares.values())
    np.testing.assert_allclose(result.examples[DARKER], 0.6 * result.examples[HOME], rtol=1e-5)
    for recipe in RECIPES[1:]:  # once heads are standardised, gain does not matter
        assert result.auc[DARKER][recipe] == pytest.approx(result.auc["brighter"][recipe], abs=0.02)


def test_shares_are_counted_at_the_threshold_of_home():
    result = small_shift()
    scores, ill = result.scores[HOME][PLAIN], result.patients == 1
    called = scores > result.thresholds[PLAIN]
    assert result.found[HOME][PLAIN] == called[ill].mean()
    assert result.alarms[HOME][PLAIN] == called[~ill].mean()
    assert result.auc[HOME][PLAIN] == roc_auc_score(result.patients, scores)


def test_draws_are_those_of_their_seeds():
    second = shift.change_scanner(
        seed=seeds_from(4, 2)[1], participants=(8, 6), test=6, recipes=(PLAIN, BOTH)
    )
    drawn = small_shifts()
    assert drawn.draws == 2
    for scanner, recipe in ((DARKER, PLAIN), ("uneven field", BOTH)):
        assert drawn.auc[scanner][recipe][1] == second.auc[scanner][recipe]
        assert drawn.found[scanner][recipe][1] == second.found[scanner][recipe]
        assert drawn.alarms[scanner][recipe][1] == second.alarms[scanner][recipe]
        surer = drawn.overconfidence[scanner][recipe][1]
        assert surer == pytest.approx(second.overconfidence(scanner, recipe))


def test_draws_are_compared_one_by_one():
    def of(values):
        return {HOME: {PLAIN: np.array(values[0]), BOTH: np.array(values[1])}}

    aucs = of([(0.5, 0.9, 0.7), (0.6, 0.8, 0.8)])
    drawn = shift.ScannerShifts(aucs, aucs, aucs, aucs, aucs)
    assert drawn.higher(BOTH, PLAIN, HOME) == 2
    assert drawn.never_learned(PLAIN) == 1
    assert drawn.median("auc", HOME, PLAIN) == 0.7
    assert drawn.ends("auc", HOME, BOTH) == (0.6, 0.8)


def test_thresholds_count_what_lies_above():
    low, high = shift.count_above(small_shift(), [-1e6, 1e6])
    np.testing.assert_array_equal([low.alarms, low.found], 1)
    np.testing.assert_array_equal([high.alarms, high.found], 0)
    assert low.healthy[0].sum() == (small_shift().patients == 0).sum()
    assert low.ill[0].sum() == (small_shift().patients == 1).sum()


def test_a_temperature_undoes_what_was_too_sure():
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, 4000)
    patients = (rng.random(4000) < 1 / (1 + np.exp(-logits))).astype(int)
    assert shift.best_temperature(patients, 3 * logits) == pytest.approx(3, rel=0.1)


def test_the_scanner_goes_with_the_diagnosis_by_participant():
    slices = draw_slices(40, visits=2, seed=1)
    for share in (0.5, 0.8, 0.95):
        gain = shortcut.scan(slices, share, 2.0, seed=1) / slices.pixels
        brighter = np.nanmedian(gain.reshape(80, -1), axis=1) > 1.5
        assert (brighter[::2] == brighter[1::2]).all()
        assert brighter[slices.patients == 1].mean() == round(share * 20) / 20
        assert brighter[slices.patients == 0].mean() == round((1 - share) * 20) / 20


def test_the_confound_is_seen_in_the_brightness_alone():
    result = shortcut.confound_scanner(
        seed=1, draws=1, shares=(0.5, 0.95), participants=(12, 40), gain=2.0
    )
    brightness = shortcut.BRIGHTNESS
    assert result.median("confounded", brightness, 0.95) > 0.9
    assert result.median("balanced", brightness, 0.95) < 0.75
    for results in (result.confounded, result.balanced):
        assert all(aucs.shape == (1, 2) for aucs in results.values())


def test_draws_in_which_a_network_never_learned_are_counted():
    aucs = {"network": np.array([[0.5, 0.8], [0.9, 0.7], [0.6, 0.9]])}
    confounded = {"network": np.full((3, 2), 0.85)}
    result = shortcut.Shortcut(np.array([0.5, 0.95]), confounded, aucs)
    assert result.never_learned == 2
    assert result.hidden_in == 2
    assert result.hidden_loss == pytest.approx(0.05)


def test_a_site_that_is_left_out_is_no_site_of_training(monkeypatch):
    trained = []

    def note(network, pixels, patients, *, seed):
        trained.append(len(pixels))

    monkeypatch.setattr(sites, "train_detector", note)
    bright = {"dim": Scanner(), "bright": Scanner(gain=2.0)}
    result = sites.leave_sites_out(seed=1, draws=2, participants=8, sites=bright)
    assert trained == 2 * [16, 16, 16, 16]
    assert list(result.pooled) == list(result.left_out) == list(bright)
    assert result.draws == 2


def test_sites_are_summed_up_draw_by_draw():
    pooled = {"a": np.array([0.9, 0.8]), "b": np.array([0.7, 0.8])}
    left_out = {"a": np.array([0.6, 0.8]), "b": np.array([0.7, 0.4])}
    result = sites.Sites(pooled, left_out)
    np.testing.assert_allclose(result.losses, [0.15, 0.2])
    assert result.hardly_learned == 2


# --- What is shipped ------------------------------------------------------------------------------


def test_shipped_results_say_which_experiment_made_them():
    for computed in RESULTS.experiments:
        origin = origin_of(RESULTS.of(computed))
        assert origin.experiment.endswith(computed.__qualname__)
        assert origin.arguments["draws"] == 20
    assert RESULTS.of(shift.repeat_change_of_scanner).draws == 20
    assert RESULTS.of(sites.leave_sites_out).draws == 20
    confounded = RESULTS.of(shortcut.confound_scanner).confounded
    assert all(aucs.shape == (20, 3) for aucs in confounded.values())


@pytest.mark.slow
def test_a_part_of_what_is_shipped_comes_out_again():
    """The first draw, as far as it takes seconds; rounding may differ between processors."""
    again = shift.repeat_change_of_scanner(seed=1, draws=1, recipes=(PLAIN,))
    stored = RESULTS.of(shift.repeat_change_of_scanner)
    for scanner, row in again.auc.items():
        assert row[PLAIN][0] == pytest.approx(stored.auc[scanner][PLAIN][0], abs=0.05)
    again = sites.leave_sites_out(seed=1, draws=1)
    stored = RESULTS.of(sites.leave_sites_out)
    for site, aucs in again.left_out.items():
        assert aucs[0] == pytest.approx(stored.left_out[site][0], abs=0.05)
