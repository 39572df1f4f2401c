from functools import cache

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from conundrum.chapters.scanners.experiments import shift, shortcut, sites
from conundrum.chapters.scanners.experiments.shift import DARKER, HOME, PLAIN, RECIPES, SCANNERS
from conundrum.data.brains import Scanner, draw_slices


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
    result = shortcut.confound_scanner(seed=1, shares=(0.5, 0.95), participants=(12, 40), gain=2.0)
    brightness = shortcut.BRIGHTNESS
    assert result.mean("confounded", brightness, 0.95) > 0.9
    assert result.mean("balanced", brightness, 0.95) < 0.75
    for results in (result.confounded, result.balanced):
        assert all(aucs.shape == (1, 2) for aucs in results.values())


def test_a_site_that_is_left_out_is_no_site_of_training(monkeypatch):
    trained = []

    def note(network, pixels, patients, *, seed):
        trained.append(len(pixels))

    monkeypatch.setattr(sites, "train_detector", note)
    bright = {"dim": Scanner(), "bright": Scanner(gain=2.0)}
    result = sites.leave_sites_out(seed=1, participants=8, sites=bright)
    assert trained == [16, 16, 16, 16]
    assert list(result.pooled) == list(result.left_out) == list(bright)
