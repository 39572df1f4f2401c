from functools import cache

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from conundrum.chapters.brains import experiments
from conundrum.chapters.brains.experiments import CONVOLUTIONAL, MODELS, RECIPES, RULE, SCANNERS
from conundrum.data.brains import draw_slices


@cache
def small_detection(seed=3):
    cohort = draw_slices(46, visits=2, seed=seed)
    return experiments.detect(cohort, seed=seed, participants=(20, 10, 16))


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
    intervals = experiments.intervals(detection, seed=1)
    for name, interval in intervals.items():
        assert interval.low <= interval.estimate <= interval.high
        assert interval.estimate == pytest.approx(detection.test_auc[name])


def test_at_the_threshold_mistakes_are_balanced():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 500)
    scores = rng.normal(size=1000) + 2 * labels
    threshold = experiments.balanced_threshold(labels, scores)
    assert threshold == pytest.approx(1, abs=0.2)
    missed = (scores[labels == 1] <= threshold).mean()
    alarms = (scores[labels == 0] > threshold).mean()
    assert missed == pytest.approx(alarms, abs=0.01)


def test_a_map_hits_where_its_largest_value_is():
    detection = small_detection()
    attention = experiments.look_inside(detection, seed=1)
    assert attention.hits(attention.lesions).all()
    assert (attention.maps != attention.random_maps).any()
    assert 0 < attention.area < 0.05


def test_thresholds_count_what_lies_above():
    detection = small_detection()
    low, high = experiments.set_thresholds(detection, [-1e6, 1e6], seed=1)
    np.testing.assert_array_equal([low.alarms, low.found], 1)
    np.testing.assert_array_equal([high.alarms, high.found], 0)
    assert low.healthy[0].sum() == (detection.test.patients == 0).sum()
    assert low.ill[0].sum() == (detection.test.patients == 1).sum()


@pytest.mark.slow
def test_all_recipes_see_all_scanners():
    moved = experiments.move(small_detection(), seed=2, participants=6)
    shape = len(SCANNERS), len(RECIPES)
    assert moved.auc.shape == moved.alarms.shape == moved.found.shape == shape
    assert len(moved.examples) == len(SCANNERS)
    np.testing.assert_allclose(moved.examples[1], 0.6 * moved.examples[0], rtol=1e-5)
    np.testing.assert_array_equal(moved.loss[0], small_detection().loss)
    assert moved.of("darker", RECIPES[2]) == (1, 2)


def test_a_coin_is_found_by_recognising_people():
    leak = experiments.toss_coins(seed=2, participants=20, misplacement=(0.0,), tosses=1)
    assert leak.recognised[0] > 0.9
    assert leak.by_slice[0, 0] > 0.8
    assert leak.by_participant.shape == (1, 2)


def test_intervals_are_judged_by_the_area_of_all_participants():
    coverage = experiments.cover(seed=2, participants=40, visits=2, studies=5, size=10)
    slices = draw_slices(40, visits=2, seed=2)
    brightest = slices.pixels.max(axis=(1, 2, 3))
    assert coverage.truth == pytest.approx(roc_auc_score(slices.patients, brightest))
    everything, nothing = np.array([[0.0, 1.0]] * 5), np.array([[0.0, 0.1]] * 5)
    assert (coverage.covers(everything), coverage.covers(nothing)) == (1, 0)


@pytest.mark.slow
def test_ventricles_are_measured_better_than_by_their_mean():
    result = experiments.measure_ventricles(seed=2, sizes=(100,), test=60)
    assert (result.registered > 0.3).all()
    assert len(result.truth) == len(result.by_ridge) == len(result.by_network) == 60


def test_steps_of_making_start_from_the_average():
    making = experiments.make_a_slice(seed=1)
    assert len(making.steps) == len(making.pixels) == 4
    left = making.pixels[0]
    np.testing.assert_allclose(left, left[:, ::-1], atol=0.4)  # nearly symmetric


def test_an_experiment_depends_on_its_seed_alone():
    first, again, other = (
        experiments.detect(draw_slices(20, seed=seed), seed=seed, participants=(8, 6, 6))
        for seed in (5, 5, 6)
    )
    scores = [some.test_scores[CONVOLUTIONAL] for some in (first, again, other)]
    np.testing.assert_array_equal(scores[0], scores[1])
    assert not np.array_equal(scores[0], scores[2])
