"""The test keeps the book's own rules."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, mean_absolute_error, roc_auc_score

from conundrum.own_scans import honest
from conundrum.own_scans.honest import AUC, FOLDS, MAE, R2, honest_test
from conundrum.own_scans.predictors import BRIGHTEST, COVARIATES, FILE, LINEAR, NETWORK


def test_no_participant_is_in_two_folds_and_folds_are_balanced(scans, aged):
    for study in (scans, aged):
        folds = honest.divide(study, study.outcome, seed=1)
        assert all(len(set(folds[study.participants == who])) == 1 for who in study.participants)
    folds = honest.divide(scans, scans.outcome, seed=1)
    people = [len(set(scans.participants[folds == fold])) for fold in range(FOLDS)]
    assert max(people) - min(people) <= 1
    shares = [scans.outcome[folds == fold].mean() for fold in range(FOLDS)]
    assert max(shares) - min(shares) < 0.25
    folds = honest.divide(aged, aged.outcome, seed=1)
    means = [aged.outcome[folds == fold].mean() for fold in range(FOLDS)]
    assert max(means) - min(means) < 20


def test_scores_and_intervals_are_of_people_held_out(scans, tested):
    found, said = tested
    assert found.model == NETWORK
    assert list(found.leads) == [COVARIATES, FILE, BRIGHTEST]
    for name, prediction in found.predictions.items():
        expected = roc_auc_score(scans.outcome, prediction.scores)
        assert prediction.measures[AUC].estimate == pytest.approx(expected), name
        if name in found.leads:
            lead = found.predictions[NETWORK].main.estimate - expected
            assert found.leads[name].estimate == pytest.approx(lead)
    fold = found.folds == 2
    train = np.flatnonzero(~fold)
    again = honest.predictors(scans)[NETWORK](scans, scans.outcome, train, 1)
    np.testing.assert_allclose(found.predictions[NETWORK].scores[fold], again[fold], rtol=1e-5)
    assert len(said) == 1
    # Six predictors and two permutations in five folds, three sites, without the six timed ones.
    assert said[0].startswith("37 more trainings: about ")


def test_a_site_is_scored_by_people_of_other_sites(scans, tested):
    found, _ = tested
    assert list(found.sites) == ["Aachen", "Bonn", "Köln"]
    here = scans.sites == "Bonn"
    network = honest.predictors(scans)[NETWORK]
    scores = network(scans, scans.outcome, np.flatnonzero(~here), 1)
    expected = roc_auc_score(scans.outcome[here], scores[here])
    assert found.sites["Bonn"].left_out.estimate == pytest.approx(expected)
    assert sum(site.participants for site in found.sites.values()) == len(scans.names)


def test_p_values_count_the_real_result_as_one(tested):
    found, _ = tested
    chance = replace(found, by_chance=np.array([0.0, 0.2, 1.0]))
    assert chance.p_value == pytest.approx(2 / 4)
    assert replace(found, by_chance=np.empty(0)).p_value == 1


def test_probabilities_of_a_fold_come_from_the_other_folds(scans, tested):
    found, _ = tested
    fold = found.folds == 0
    other = scans.outcome.copy()
    other[fold] = 1 - other[fold]
    scores = found.predictions[NETWORK].scores
    again = honest.probabilities(other, scores, found.folds)
    np.testing.assert_allclose(again[fold], found.probabilities[fold])
    mistake, without = honest.brier(scans, found)
    assert mistake == pytest.approx(brier_score_loss(scans.outcome, found.probabilities))
    assert without == pytest.approx(scans.outcome.var())


def test_a_predictor_that_is_wrong_is_not_turned_round():
    outcome, folds = np.tile([0.0, 1.0], 20), np.arange(40) // 2 % FOLDS
    right = honest.probabilities(outcome, outcome, folds)
    assert right[outcome == 1].min() > 0.8 > 0.2 > right[outcome == 0].max()
    wrong = honest.probabilities(outcome, -outcome, folds)
    np.testing.assert_allclose(wrong, 0.5)


def test_permutations_deal_out_outcomes_of_people_within_sites(scans):
    dealt = honest.permute(scans, seed=3)
    assert (dealt != scans.outcome).any()
    for who in range(len(scans.names)):
        assert len(set(dealt[scans.participants == who])) == 1
    for site in set(scans.sites):
        here = scans.sites == site
        assert dealt[here].sum() == scans.outcome[here].sum()


def test_a_number_is_compared_with_the_mean(aged):
    found = honest_test(aged, seed=1, permutations=1)
    assert (found.model, found.measure) == (LINEAR, MAE)
    scores = found.predictions[LINEAR].scores
    expected = mean_absolute_error(aged.outcome, scores)
    assert found.predictions[LINEAR].measures[MAE].estimate == pytest.approx(expected)
    means = np.array([aged.outcome[found.folds != fold].mean() for fold in range(FOLDS)])
    left = ((aged.outcome - scores) ** 2).sum()
    whole = ((aged.outcome - means[found.folds]) ** 2).sum()
    r2 = found.predictions[LINEAR].measures[R2]
    assert r2.estimate == pytest.approx(1 - left / whole)
    assert r2.low < r2.estimate < r2.high
    assert BRIGHTEST not in found.predictions
    assert found.probabilities.size == 0


def test_an_age_in_the_images_is_found(aged):
    brightness = (aged.outcome / 80).astype(np.float32)[:, None, None, None]
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.05, aged.pixels.shape).astype(np.float32)
    found = honest_test(replace(aged, pixels=brightness + noise), seed=1, permutations=0)
    assert found.predictions[LINEAR].measures[R2].estimate > 0.9
    assert found.leads[COVARIATES].low > 0


def without_sites(scans):
    return replace(scans, sites=np.full(len(scans), "", dtype=object))


def test_a_study_without_sites_and_covariates_has_neither(scans):
    bare = replace(without_sites(scans), covariates={})
    found = honest_test(bare, seed=1, model=LINEAR, permutations=0)
    assert list(found.predictions) == [NETWORK, LINEAR, FILE, BRIGHTEST]
    assert found.sites == {}


def test_a_site_with_one_category_has_no_area(scans):
    few = np.unique(scans.participants[scans.outcome == 1])[:4]
    sites = np.where(np.isin(scans.participants, few), "Alone", scans.sites).astype(object)
    found = honest_test(replace(scans, sites=sites), seed=1, model=LINEAR, permutations=0)
    assert found.sites["Alone"].left_out is None
    assert found.sites["Köln"].left_out is not None


def test_the_same_numbers_come_from_one_process_and_from_two(scans):
    pixels = scans.pixels.copy()
    pixels[0] = 1  # without features, so that no network is trained
    flat = replace(scans, pixels=pixels)
    one, two = (honest_test(flat, seed=1, permutations=1, jobs=jobs) for jobs in (1, 2))
    assert one.model == LINEAR
    np.testing.assert_array_equal(two.by_chance, one.by_chance)
    for name, prediction in one.predictions.items():
        np.testing.assert_array_equal(two.predictions[name].scores, prediction.scores)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: {"outcome": np.minimum(s.outcome, s.participants < 8)}, "'patient', and there"),
        (lambda s: {"outcome": np.arange(len(s)) % 2.0}, "sub-000 must be one category, got both"),
        (lambda s: {"pixels": s.pixels[[*range(len(s) - 1), 0]]}, "show the same slices, under"),
        (lambda s: {"categories": (), "outcome": np.ones(len(s))}, "group is 1 for all"),
    ],
)
def test_what_cannot_be_tested_is_said(scans, change, message):
    with pytest.raises(ValueError, match=message):
        honest_test(replace(scans, **change(scans)), seed=1)


def test_another_model_is_refused(scans):
    with pytest.raises(ValueError, match="model='forest' must be one of network, linear model"):
        honest_test(scans, seed=1, model="forest")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 seconds"), (80, "80 seconds"), (700, "12 minutes"), (9000, "2.5 hours")],
)
def test_times_are_spelled_as_one_says_them(seconds, said):
    assert honest.spell(seconds) == said
