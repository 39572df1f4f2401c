from functools import cache

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from conundrum.chapters.brains import experiments
from conundrum.chapters.brains.experiments import MODELS, RECIPES, RULE, SCANNERS
from conundrum.data.brains import draw_slices


@cache
def small_detection(seed=3):
    return experiments.detect(seed=seed, participants=(20, 10, 16))


def test_no_participant_is_on_two_sides():
    detection = small_detection()
    sides = [detection.train, detection.validation, detection.test]
    whose = [set(side.participants) for side in sides]
    assert [len(some) for some in whose] == [20, 10, 16]
    assert len(set.union(*whose)) == 46


def test_each_model_scores_each_slice_of_the_test():
    detection = small_detection()
    assert tuple(detection.test_scores) == MODELS
    test = detection.test
    np.testing.assert_allclose(detection.test_scores[RULE], test.pixels.max(axis=(1, 2, 3)))
    for name, scores in detection.test_scores.items():
        assert detection.test_auc[name] == roc_auc_score(test.patients, scores)
    for name, interval in detection.intervals.items():
        assert interval.low <= interval.estimate <= interval.high
        assert interval.estimate == pytest.approx(detection.test_auc[name])
    *others, convolutional = detection.test_auc.values()
    assert detection.lead == convolutional - max(others)


def test_at_the_threshold_mistakes_are_balanced():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 500)
    scores = rng.normal(size=1000) + 2 * labels
    threshold = experiments.balanced_threshold(labels, scores)
    assert threshold == pytest.approx(1, abs=0.2)
    missed = (scores[labels == 1] <= threshold).mean()
    alarms = (scores[labels == 0] > threshold).mean()
    assert missed == pytest.approx(alarms, abs=0.01)


def test_separable_scores_are_separated():
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    scores = np.array([0.0, 1, 2, 3, 10, 11, 12, 13])
    threshold = experiments.balanced_threshold(labels, scores)
    np.testing.assert_array_equal(scores > threshold, labels == 1)
    assert threshold == 6.5


def test_a_map_hits_where_its_largest_value_is():
    lesions = np.zeros((3, 64, 64), np.float32)
    lesions[:, 10:13, 20:23] = 1
    maps = np.zeros_like(lesions)
    maps[0, 11, 21] = -5  # in the lesion; of whichever sign
    maps[1, 13, 22] = 1  # next to it
    maps[2, 13, 23] = 1  # across its corner
    attention = experiments.Attention(maps, lesions, maps, maps, np.zeros(1))
    assert attention.trained_hits == pytest.approx(2 / 3)
    assert attention.area == (9 + 4 * 3) / 64**2


def test_networks_with_random_weights_are_as_many_and_look_elsewhere():
    attention = small_detection().attention
    assert len(attention.random_hits) == experiments.RANDOM_NETWORKS
    assert attention.random_hits[0] == attention.hits(attention.random_maps)
    assert len(set(attention.random_hits)) > 1


def test_a_random_network_has_statistics_of_slices():
    slices = small_detection().train
    network = experiments.random_detector(slices, seed=2)
    first, _, norm, _ = network.stages[0]
    pooled = network.stages[0][:2](torch.as_tensor(slices.pixels[:200]))
    torch.testing.assert_close(norm.running_mean, pooled.mean(dim=(0, 2, 3)), rtol=1e-3, atol=1e-4)
    assert not torch.equal(
        first.weight, experiments.random_detector(slices, seed=3).stages[0][0].weight
    )


def test_thresholds_count_what_lies_above():
    detection = small_detection()
    low, high = experiments.set_thresholds(detection, [-1e6, 1e6])
    np.testing.assert_array_equal([low.alarms, low.found], 1)
    np.testing.assert_array_equal([high.alarms, high.found], 0)
    assert low.healthy[0].sum() == (detection.test.patients == 0).sum()
    assert low.ill[0].sum() == (detection.test.patients == 1).sum()


@pytest.mark.slow
def test_all_recipes_see_all_scanners():
    moved = experiments.move(small_detection(), participants=6)
    for shares in (moved.auc, moved.alarms, moved.found):
        assert list(shares) == list(SCANNERS)
        assert all(tuple(row) == RECIPES for row in shares.values())
    np.testing.assert_allclose(moved.examples["darker"], 0.6 * moved.examples["its own"], rtol=1e-5)
    np.testing.assert_array_equal(moved.loss[RECIPES[0]], small_detection().loss)
    for recipe in RECIPES[1::2]:  # with normalised images, gain does not matter
        assert moved.auc["darker"][recipe] == pytest.approx(moved.auc["brighter"][recipe], abs=0.01)


def test_elsewhere_is_the_same_network_on_new_participants():
    detection = small_detection()
    slices, scores = detection.elsewhere(SCANNERS["darker"])
    assert len(slices) == len(scores) == 200
    auc = roc_auc_score(slices.patients, scores)
    assert detection.auc_on(SCANNERS["darker"]) == pytest.approx(auc)
    own, _ = detection.elsewhere(SCANNERS["its own"])
    np.testing.assert_allclose(slices.pixels, 0.6 * own.pixels, rtol=1e-5)


def test_a_coin_is_found_by_recognising_people():
    leak = experiments.toss_coins(seed=2, participants=20, misplacement=(0.0,), tosses=1)
    assert leak.recognised[0] > 0.9
    assert leak.by_slice["nearest neighbour"][0] > 0.8
    for areas in leak.by_participant.values():
        assert areas[0] < 0.8


def test_intervals_are_judged_by_the_area_of_all_participants():
    coverage = experiments.cover(seed=2, participants=40, visits=2, studies=5, size=10)
    slices = draw_slices(40, visits=2, seed=2)
    brightest = slices.pixels.max(axis=(1, 2, 3))
    assert coverage.truth == pytest.approx(roc_auc_score(slices.patients, brightest))
    everything, nothing = np.array([[0.0, 1.0]] * 5), np.array([[0.0, 0.1]] * 5)
    assert (coverage.covers(everything), coverage.covers(nothing)) == (1, 0)
    assert coverage.slices_cover == coverage.covers(coverage.by_slice)


@pytest.mark.slow
def test_ventricles_are_measured_better_than_by_their_mean():
    result = experiments.measure_ventricles(seed=2, sizes=(100,), test=60)
    assert result.at("registered", "ridge", 100) > 0.3
    assert result.at("registered", "network", 100) > 0.3


def test_the_outcome_is_the_same_however_heads_lie(monkeypatch):
    outcomes = []

    def note(pixels, area, new, seed):
        outcomes.append(area)
        return np.zeros(len(new))

    monkeypatch.setattr(experiments, "_by_ridge", note)
    monkeypatch.setattr(experiments, "_by_network", note)
    experiments.measure_ventricles(seed=1, sizes=(5,), test=4)
    registered = draw_slices(9, misplacement=0.0, seed=1).ventricles[:5]
    assert len(outcomes) == 4
    for area in outcomes:
        np.testing.assert_allclose(area, registered)


def test_steps_of_making_start_from_the_average():
    making = experiments.make_a_slice(seed=1)
    assert len(making.steps) == len(making.pixels) == 4
    left = making.pixels[0]
    np.testing.assert_allclose(left, left[:, ::-1], atol=0.4)  # nearly symmetric
