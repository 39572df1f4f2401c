from functools import cache

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from conundrum.chapters.brains.experiments import (
    age,
    attention,
    coverage,
    detection,
    leak,
    lesions,
    making,
    prevalence,
    reading,
    registration,
    segmentation,
)
from conundrum.chapters.brains.experiments.detection import CONVOLUTIONAL, MODELS, RULE
from conundrum.data.brains import draw_slices


@cache
def small_detection():
    return detection.train_four_models(seed=3, participants=(20, 10, 16))


def test_no_participant_is_on_two_sides():
    result = small_detection()
    sides = [result.train, result.validation, result.test]
    whose = [set(side.participants) for side in sides]
    assert [len(some) for some in whose] == [20, 10, 16]
    assert len(set.union(*whose)) == 46


def test_each_model_scores_each_slice_of_the_test():
    result = small_detection()
    assert tuple(result.test_scores) == MODELS
    test = result.test
    np.testing.assert_allclose(result.test_scores[RULE], test.pixels.max(axis=(1, 2, 3)))
    for name, scores in result.test_scores.items():
        assert result.test_auc[name] == roc_auc_score(test.patients, scores)
    for name, interval in result.intervals.items():
        assert interval.low <= interval.estimate <= interval.high
        assert interval.estimate == pytest.approx(result.test_auc[name])
    *others, convolutional = result.test_auc.values()
    assert result.lead == convolutional - max(others)


def test_the_threshold_lies_on_the_roc_curve():
    result = small_detection()
    curve = result.roc[CONVOLUTIONAL]
    assert curve.alarms[-1] == curve.found[-1] == 1
    distance = np.hypot(curve.alarms - result.false_alarms, curve.found - result.sensitivity)
    assert distance.min() < 1e-9
    assert np.trapezoid(curve.found, curve.alarms) == pytest.approx(result.test_auc[CONVOLUTIONAL])


def test_predictive_values_follow_from_counts():
    screening = prevalence.Screening(0.02, sensitivity=0.95, specificity=0.96)
    assert sum(screening.counts.values()) == pytest.approx(1000)
    assert screening.positive_predictive_value == pytest.approx(19 / (19 + 39.2))
    assert screening.negative_predictive_value == pytest.approx(940.8 / (940.8 + 1))
    values = prevalence.predictive_values(0.95, 0.96, prevalence=(0.02, 0.5))
    np.testing.assert_allclose(values.positive, [0.326, 0.960], atol=1e-3)


def test_a_map_hits_where_its_largest_value_is():
    masks = np.zeros((3, 64, 64), np.float32)
    masks[:, 10:13, 20:23] = 1
    maps = np.zeros_like(masks)
    maps[0, 11, 21] = -5  # in the lesion; of whichever sign
    maps[1, 13, 22] = 1  # next to it
    maps[2, 13, 23] = 1  # across its corner
    assert lesions.share_of_hits(masks, maps) == pytest.approx(2 / 3)
    assert lesions.widened(masks).mean() == (9 + 4 * 3) / 64**2
    assert lesions.surroundings(masks).sum() == 3 * 25


def test_networks_with_random_weights_look_elsewhere():
    result = small_detection().attention
    assert len(result.random_hits) == attention.RANDOM_NETWORKS
    assert result.random_hits[0] == lesions.share_of_hits(result.lesions, result.random_maps)
    assert len(set(result.random_hits)) > 1
    np.testing.assert_allclose(result.maps.max(axis=(1, 2)), 1)


def test_a_random_network_has_statistics_of_slices():
    slices = small_detection().train
    network = attention.random_detector(slices, seed=2)
    first, _, norm, _ = network.stages[0]
    pooled = network.stages[0][:2](torch.as_tensor(slices.pixels[:200]))
    torch.testing.assert_close(norm.running_mean, pooled.mean(dim=(0, 2, 3)), rtol=1e-3, atol=1e-4)
    assert not torch.equal(
        first.weight, attention.random_detector(slices, seed=3).stages[0][0].weight
    )


def test_dice_is_one_for_the_same_and_zero_for_nothing_in_common():
    truth = np.zeros((3, 64, 64), bool)
    truth[:, 10:13, 10:13] = True
    found = truth.copy()
    found[1] = np.roll(truth[1], 1, axis=1)
    found[2] = np.roll(truth[2], 20, axis=1)
    np.testing.assert_allclose(segmentation.dice(found, truth), [1, 2 / 3, 0])


def test_lesions_are_outlined_in_all_patients_of_the_test():
    result = small_detection().segmentation
    assert len(result.pixels) == (small_detection().test.patients == 1).sum()
    assert tuple(result.found) == segmentation.METHODS
    np.testing.assert_allclose(result.area, result.truth.sum(axis=(1, 2)) * 0.09)
    assert result.mean_dice[segmentation.BRIGHT] > 0.1


def test_a_coin_is_found_by_recognising_people():
    result = leak.predict_coin_tosses(seed=2, participants=20, misplacement=(0.0,), tosses=1)
    assert result.recognised[0] > 0.9
    assert result.by_slice["nearest neighbour"][0] > 0.8
    for aucs in result.by_participant.values():
        assert aucs[0] < 0.8


def test_intervals_are_judged_by_the_auc_of_all_participants():
    result = coverage.cover(seed=2, participants=40, visits=2, studies=5, size=10)
    slices = draw_slices(40, visits=2, seed=2)
    brightest = slices.pixels.max(axis=(1, 2, 3))
    assert result.truth == pytest.approx(roc_auc_score(slices.patients, brightest))
    assert result.high_truth == pytest.approx(0.98, abs=0.01)
    everything, nothing = np.array([[0.0, 1.0]] * 5), np.array([[0.0, 0.1]] * 5)
    assert (result.holds(everything).mean(), result.holds(nothing).mean()) == (1, 0)


def test_the_outcome_is_the_same_however_heads_lie(monkeypatch):
    learned = []

    def note(pixels, area, new, seed):
        learned.append(area)
        return np.zeros(len(new))

    monkeypatch.setattr(registration, "PREDICTORS", dict.fromkeys(registration.MODELS, note))
    result = registration.measure_ventricles(seed=1, participants=5, test=4)
    free, registered = (draw_slices(9, misplacement=amount, seed=1) for amount in (1.0, 0.0))
    np.testing.assert_allclose(result.outcome, free.ventricles[5:])
    for area in learned[:4]:
        np.testing.assert_allclose(area, free.ventricles[:5])
    shrunk = free.ventricles * registered.brains / free.brains
    for area in learned[4:]:
        np.testing.assert_allclose(area, shrunk[:5])


def test_what_is_usual_at_an_age_is_subtracted():
    years = np.array([30.0, 40, 60, 70])
    result = age.BrainAge(years, 25 + 0.5 * years, 50.0, 25.0, 0.5)
    assert result.difference == pytest.approx(-15)
    np.testing.assert_allclose(result.corrected, 0)
    assert (result.error, result.baseline) == (7.5, 15)


def test_age_is_learned_from_healthy_people():
    result = age.predict_age(seed=1, participants=60, test=40)
    assert len(result.age) == len(result.predicted) == 40
    assert result.error < result.baseline
    assert 0 < result.slope < 1


def test_steps_of_making_start_from_the_average():
    result = making.make_a_slice(seed=1)
    assert len(result.steps) == len(result.pixels) == 4
    left = result.pixels[0]
    np.testing.assert_allclose(left, left[:, ::-1], atol=0.4)  # nearly symmetric


def test_a_gallery_knows_who_is_ill():
    gallery = making.draw_gallery(seed=1, participants=4)
    for participant in range(4):
        pixels, around = gallery.of(participant)
        assert len(pixels) == 2
        assert bool(around.any()) == gallery.is_patient(participant)


def test_twenty_slices_to_read_are_of_twenty_participants_of_the_test():
    result = small_detection()
    test = reading.draw_reading_test(result, seed=1, each=3, gains=(0.5, 1.0))
    assert test.patients.sum() == 3
    assert len(test.patients) == 6
    own = result.test.pixels[:, 0]
    shown = test.greys * reading.WHITE / 255
    distance = np.abs(np.minimum(own, reading.WHITE)[None] - shown[:, None]).max(axis=(2, 3))
    rows = distance.argmin(axis=1)
    assert distance.min(axis=1).max() <= reading.WHITE / 510 + 1e-6
    assert len(set(result.test.participants[rows])) == 6
    np.testing.assert_array_equal(result.test.patients[rows], test.patients)
    np.testing.assert_array_equal(test.hits, lesions.widened(result.test.lesions[rows]))
    assert test.hits[test.patients == 0].sum() == 0


def test_what_the_network_makes_of_them_is_what_it_makes_of_all():
    result = small_detection()
    test = reading.draw_reading_test(result, seed=1, each=3, gains=(0.5, 1.0))
    assert test.auc[1] == pytest.approx(result.test_auc[CONVOLUTIONAL])
    assert test.found[1] == pytest.approx(result.sensitivity)
    assert test.alarms[1] == pytest.approx(result.false_alarms)
    exact = result.test_scores[CONVOLUTIONAL]
    off = [np.abs(exact - score).min() for score in test.scores[1]]
    assert max(off) < 0.2  # 256 greys are as good as all
    flat = test.greys.reshape(6, -1)
    np.testing.assert_array_equal(flat[np.arange(6), test.brightest], flat.max(axis=1))
