import numpy as np
import pytest
from scipy import stats
from scipy.stats import multivariate_hypergeom
from sklearn import metrics
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import (
    KFold,
    LeaveOneOut,
    RepeatedKFold,
    ShuffleSplit,
    cross_val_predict,
    cross_val_score,
)

from conundrum.chapters.validation.experiments import (
    classifying,
    comparing,
    estimating,
    leaking,
    reporting,
    selecting,
    splitting,
)
from conundrum.data.tables import LinearPeople, unrelated_sessions
from conundrum.evaluation.splits import Bootstrap, linear_errors, rows_used
from conundrum.seeds import seeds_from


def test_repeats_are_scikit_learns():
    X, y = load_diabetes(return_X_y=True)
    repeats = splitting.repeat(seed=4, splits=5, shuffles=2, k=3)
    for errors, splitter in (
        (repeats.single, ShuffleSplit(5, test_size=0.2, random_state=4)),
        (repeats.folds.ravel(), RepeatedKFold(n_splits=3, n_repeats=2, random_state=4)),
    ):
        expected = -cross_val_score(LinearRegression(), X, y, cv=splitter, scoring=comparing.MAE)
        np.testing.assert_allclose(errors, expected, rtol=1e-8)


def test_one_split_is_the_first_of_many():
    first = splitting.repeat(seed=6, splits=1, shuffles=1).single[0]
    assert splitting.split_once(seed=6).error == pytest.approx(first, rel=1e-8)


def test_each_procedure_holds_out_whom_it_says():
    result = splitting.hold_out(seed=5)
    rows = result.rows
    assert rows["one split"].held_out.sum() == 4
    np.testing.assert_array_equal(rows["leave-one-out"].held_out, np.eye(20, dtype=bool))
    for name in ("5-fold", "stratified 5-fold", "grouped 5-fold"):
        np.testing.assert_array_equal(rows[name].held_out.sum(axis=0), np.ones(20))
    assert (rows["stratified 5-fold"].held_out[:, result.patient].sum(axis=1) == 1).all()
    for held_out in rows["grouped 5-fold"].held_out:
        assert len(set(result.family[held_out])) == 1
    np.testing.assert_array_equal(rows["bootstrap"].trains.sum(axis=1), np.full(5, 20))


def test_chance_deals_patients_as_it_should():
    stratification = splitting.stratify(seed=1, shuffles=300)
    np.testing.assert_array_equal(stratification.plain.sum(axis=1), np.full(300, 10))
    # drawn from urns, a way that knows no folds
    dealt = multivariate_hypergeom([20] * 5, 10).rvs(20_000, random_state=1)
    expected = (dealt.min(axis=1) == 0).mean()
    assert stratification.without_patients == pytest.approx(expected, abs=0.09)
    np.testing.assert_array_equal(stratification.stratified, np.full((300, 5), 2))


def test_the_best_predictor_is_the_most_correlated():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(30, 6)), rng.normal(size=30)
    rows = rows_used(KFold(5), 30)
    coefficients = estimating.best_predictor_coefficients(X, y, rows.trains)
    for fit, trains in zip(coefficients, rows.trains > 0, strict=True):
        correlations = np.corrcoef(X[trains].T, y[trains])[-1, :-1]
        best = np.abs(correlations).argmax()
        slope, intercept = np.polyfit(X[trains, best], y[trains], 1)
        assert np.flatnonzero(fit[1:]).tolist() == [best]
        np.testing.assert_allclose(fit[[0, best + 1]], [intercept, slope], rtol=1e-8)


@pytest.mark.slow
def test_leave_one_out_is_nearly_the_error_with_one_person_less():
    result = estimating.judge_procedures(seed=3, draws=300)
    people = LinearPeople(np.full(10, 0.3))
    fresh = []
    for seed in range(300):
        table = people.sample(59, seed=seed)
        model = LinearRegression().fit(table.X, table.y)
        fresh.append(people.mean_absolute_error(model.coef_, model.intercept_))
    assert result.estimates["leave-one-out"].mean() == pytest.approx(np.mean(fresh), rel=0.03)


def test_procedures_are_scikit_learns():
    [seed] = seeds_from(4, 1)
    table = LinearPeople(np.full(10, 0.3)).sample(60, seed=seed)
    result = estimating.judge_procedures(seed=4, draws=1)
    splitters = {
        "one split": ShuffleSplit(1, test_size=0.2, random_state=seed),
        "5-fold": KFold(5),
        "10-fold": KFold(10),
        "leave-one-out": LeaveOneOut(),
        "out-of-bag": Bootstrap(50, seed=seed),
    }
    assert set(result.estimates) == set(splitters)
    for name, splitter in splitters.items():
        scores = cross_val_score(
            LinearRegression(), table.X, table.y, cv=splitter, scoring=comparing.MAE
        )
        assert result.estimates[name][0] == pytest.approx(-scores.mean(), rel=1e-8)


def test_the_distance_from_the_truth_is_its_root_mean_square():
    result = estimating.Procedures(
        {"5-fold": np.array([3.0, 5.0])}, np.array([2.0, 2.0]), {"5-fold": np.array([2.5, 2.5])}
    )
    # off by 1 and by 3, and the truth is 2
    assert result.typical_error["5-fold"] == pytest.approx(np.sqrt(5) / 2)
    assert result.bias["5-fold"] == pytest.approx(1)
    assert result.bias_of_training_sets["5-fold"] == pytest.approx(0.25)
    np.testing.assert_allclose(result.deviation["5-fold"], [0.5, 1.5])


def test_errors_of_absolute_normal_errors():
    rng = np.random.default_rng(1)
    errors = np.abs(rng.normal(size=(20_000, 25)))
    spread = errors.mean(axis=1).std() / errors.mean()
    assert estimating.Sizes.expected(np.array([25]))[0] == pytest.approx(spread, rel=0.03)


def test_subsets_are_fitted_by_least_squares():
    table = selecting.MANY_PREDICTORS.sample(50, seed=1)
    subsets = np.array([[0, 7, 3, 20, 39], [1, 2, 3, 4, 5]])
    intercepts, weights = selecting._fit_subsets(table.X, table.y, subsets)
    for subset, intercept, weight in zip(subsets, intercepts, weights, strict=True):
        model = LinearRegression().fit(table.X[:, subset], table.y)
        assert intercept == pytest.approx(model.intercept_)
        np.testing.assert_allclose(weight[subset], model.coef_)
        assert np.count_nonzero(weight) == 5


def test_selecting_among_one_model_is_cross_validating_it():
    nesting = selecting.nest(seed=2, draws=3, models=1)
    np.testing.assert_allclose(nesting.best_score, nesting.nested)


def test_the_real_order_is_cross_validated_as_by_scikit_learn():
    X, y = load_diabetes(return_X_y=True)
    chosen = np.random.default_rng(3).permutation(442)[:60]
    permutations = comparing.permute(seed=3, n=60, permutations=5)
    expected = linear_errors(X[chosen], y[chosen], rows_used(KFold(5), 60)).mean()
    assert permutations.error == pytest.approx(expected)
    assert 0 < permutations.p_value <= 1


def test_the_p_value_counts_the_real_order_among_the_shuffles():
    result = comparing.Permutations(10, 0.0, np.arange(-30.0, 69.0))
    assert result.p_value == pytest.approx(32 / 100)  # -30 to 0, and the real order


def test_half_as_many_people_make_the_models_of_a_procedure_truly_worse():
    """Least squares on n people with p standard normal predictors: noise times 1 + p / (n - p - 2).

    This holds for squared errors without an intercept, and up to a few per cent here.
    """
    result = estimating.judge_procedures(seed=5, draws=200)

    def error(n):
        return np.sqrt(1 + 11 / (n - 12))

    for name, n in (("5-fold", 48), ("10-fold", 54), ("leave-one-out", 59)):
        expected = error(n) / error(60) - 1
        assert result.bias_of_training_sets[name] == pytest.approx(expected, abs=0.01)


def test_person_errors_are_scikit_learns():
    X, y = load_diabetes(return_X_y=True)
    folds = KFold(10, shuffle=True, random_state=2)
    residuals = reporting.held_out_residuals(X, y, rows_used(folds, len(y)))
    expected = y - cross_val_predict(LinearRegression(), X, y, cv=folds)
    np.testing.assert_allclose(residuals, expected, atol=1e-7)


def test_intervals_over_new_people_hold_what_they_promise():
    intervals = reporting.cover(seed=3, draws=600, sizes=(200,))
    # between the promise and the noise of 600 samples
    assert intervals.coverage_of_new[200] == pytest.approx(0.95, abs=0.03)
    error = intervals.over_people[200].mean()
    # 0.76 of the mean absolute error, which is at least that of the noise, over the root of n
    assert error == pytest.approx(
        0.76 * np.sqrt(2 / np.pi) * np.sqrt(1.06) / np.sqrt(200), rel=0.05
    )


def test_a_report_counts_people_and_not_shuffles():
    once = reporting.report(seed=1, shuffles=1, permutations=20)
    often = reporting.report(seed=1, shuffles=20, permutations=20)
    assert often.standard_error == pytest.approx(once.standard_error, rel=0.05)
    assert once.standard_error == pytest.approx(1.5, abs=0.1)
    assert once.p_value == pytest.approx(1 / 21)
    y = load_diabetes(return_X_y=True)[1]
    # whoever knows nothing misses by the mean distance from the mean
    assert once.shuffled_error == pytest.approx(np.abs(y - y.mean()).mean(), rel=0.03)
    assert once.error < once.rival_error < once.shuffled_error


def test_measures_of_a_decision_are_scikit_learns():
    decision = classifying.classify(seed=2, n=300).at(0.15)
    patient, called = decision.patient, decision.called
    assert decision.accuracy == pytest.approx(metrics.accuracy_score(patient, called))
    assert decision.sensitivity == pytest.approx(metrics.recall_score(patient, called))
    assert decision.specificity == pytest.approx(metrics.recall_score(~patient, ~called))
    assert decision.predictive_value == pytest.approx(metrics.precision_score(patient, called))
    balanced = metrics.balanced_accuracy_score(patient, called)
    assert decision.balanced_accuracy == pytest.approx(balanced)


def test_nobody_called_a_patient_has_no_predictive_value():
    decision = classifying.classify(seed=2, n=100).at(1.0)
    assert np.isnan(decision.predictive_value)
    assert (decision.sensitivity, decision.specificity) == (0, 1)


def test_the_area_is_that_of_two_normal_distributions():
    # the best weighting of five differences of 0.6 sets patients 0.6 √5 apart
    expected = stats.norm.cdf(0.6 * np.sqrt(5) / np.sqrt(2))
    for share in (0.1, 0.5):
        result = classifying.classify(seed=1, n=8000, share=share)
        assert result.auc == pytest.approx(expected, abs=0.02)


def test_optimism_is_worked_out_from_luck():
    selection = selecting.select(seed=3, draws=100)
    for m in (10, 100):
        assert selection.expected_optimism[m] == pytest.approx(selection.optimism[m], rel=0.2)
    assert selection.expected_optimism[1] == pytest.approx(0)


def test_whom_the_outer_split_holds_out_the_inner_ones_do_not_see():
    folds = selecting.nest_folds(n=20, outer=5, inner=4)
    np.testing.assert_array_equal(folds.outer.held_out.sum(axis=0), np.ones(20))
    for outside, inner in zip(folds.outer.held_out, folds.inner, strict=True):
        assert not inner.trains[:, outside].any()
        assert not inner.held_out[:, outside].any()
        np.testing.assert_array_equal(inner.held_out[:, ~outside].sum(axis=0), np.ones(16))
        np.testing.assert_array_equal(inner.trains[:, ~outside] + inner.held_out[:, ~outside], 1)


def test_picking_all_predictors_is_no_pick():
    result = leaking.predict_from_noise(seed=1, predictors=10)
    np.testing.assert_allclose(result.before, result.inside)


def test_the_mean_of_a_training_set_is_slightly_worse_than_that_of_everybody():
    result = leaking.leak(seed=1, draws=200, predictors=(10,))
    # the means of 20 and of 80 people differ, with the variance 1/20 + 1/80: 1/80 + 1/100 more
    assert result.of_the_mean.mean() == pytest.approx(-1 / 80 - 1 / 100, abs=0.006)


def test_with_one_session_sessions_are_persons():
    result = comparing.permute_sessions(seed=2, sessions=1, permutations=300)
    assert result.mean["sessions"] == pytest.approx(result.mean["persons"], abs=0.05)


def test_sessions_of_a_person_stand_together():
    drawn = unrelated_sessions(40, 3, 20, seed=4)
    np.testing.assert_array_equal(drawn.person, np.repeat(np.arange(40), 3))


def test_a_kept_pick_has_no_skill_for_shuffled_outcomes():
    result = comparing.permute_picks(seed=3, permutations=60, predictors=300)
    assert result.mean["picked once"] < 0 < result.mean["picked anew"]
    # by luck alone the real outcome is one of the shuffled ones
    assert result.p_value["picked anew"] > 0.05


def test_tests_on_other_people_keep_their_promise():
    alarms = comparing.raise_alarms(seed=2, draws=200, repeats=(1, 4))
    np.testing.assert_array_equal(alarms.other_people[0], alarms.plain[0])
    assert alarms.other_people_rate[4] < 0.12
    assert alarms.plain_rate[4] > 0.25


def test_true_errors_of_halves_are_those_of_the_fits():
    people = LinearPeople(np.full(4, 0.5))
    table = people.sample(50, seed=1)
    errors = comparing._true_errors_of_halves(people, table)
    new = people.sample(200_000, seed=2)
    for error, chosen in zip(errors, ([0, 1], [2, 3]), strict=True):
        model = LinearRegression().fit(table.X[:, chosen], table.y)
        measured = np.abs(model.predict(new.X[:, chosen]) - new.y).mean()
        assert error == pytest.approx(measured, rel=0.01)
