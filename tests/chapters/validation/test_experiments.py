import numpy as np
import pytest
from scipy.stats import multivariate_hypergeom
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import (
    KFold,
    LeaveOneOut,
    RepeatedKFold,
    ShuffleSplit,
    cross_val_score,
)

from conundrum.chapters.validation import experiments
from conundrum.data.tables import LinearPeople
from conundrum.evaluation.splits import Bootstrap, linear_errors, rows_used
from conundrum.seeds import seeds_from


def test_repeats_are_scikit_learns():
    X, y = load_diabetes(return_X_y=True)
    repeats = experiments.repeat(seed=4, splits=5, shuffles=2, k=3)
    for errors, splitter in (
        (repeats.single, ShuffleSplit(5, test_size=0.2, random_state=4)),
        (repeats.folds.ravel(), RepeatedKFold(n_splits=3, n_repeats=2, random_state=4)),
    ):
        expected = -cross_val_score(LinearRegression(), X, y, cv=splitter, scoring=experiments.MAE)
        np.testing.assert_allclose(errors, expected, rtol=1e-8)


def test_one_split_is_the_first_of_many():
    first = experiments.repeat(seed=6, splits=1, shuffles=1).single[0]
    assert experiments.split_once(seed=6).error == pytest.approx(first, rel=1e-8)


def test_each_procedure_holds_out_whom_it_says():
    result = experiments.hold_out(seed=5)
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
    stratification = experiments.stratify(seed=1, shuffles=300)
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
    coefficients = experiments.best_predictor_coefficients(X, y, rows.trains)
    for fit, trains in zip(coefficients, rows.trains > 0, strict=True):
        correlations = np.corrcoef(X[trains].T, y[trains])[-1, :-1]
        best = np.abs(correlations).argmax()
        slope, intercept = np.polyfit(X[trains, best], y[trains], 1)
        assert np.flatnonzero(fit[1:]).tolist() == [best]
        np.testing.assert_allclose(fit[[0, best + 1]], [intercept, slope], rtol=1e-8)


@pytest.mark.slow
def test_leave_one_out_is_nearly_the_error_with_one_person_less():
    result = experiments.judge_procedures(seed=3, draws=300)
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
    result = experiments.judge_procedures(seed=4, draws=1)
    splitters = {
        "one split": ShuffleSplit(1, test_size=0.2, random_state=seed),
        "5-fold": KFold(5),
        "10-fold": KFold(10),
        "leave-one-out": LeaveOneOut(),
        "bootstrap": Bootstrap(50, seed=seed),
    }
    assert set(result.estimates) == set(splitters)
    for name, splitter in splitters.items():
        scores = cross_val_score(
            LinearRegression(), table.X, table.y, cv=splitter, scoring=experiments.MAE
        )
        assert result.estimates[name][0] == pytest.approx(-scores.mean(), rel=1e-8)


def test_the_distance_from_the_truth_is_its_root_mean_square():
    result = experiments.Procedures(
        {"5-fold": np.array([3.0, 5.0])}, np.array([1.0, 1.0]), np.array([2.0, 2.0])
    )
    # off by 1 and by 3, and the truth is 2
    assert result.typical_error["5-fold"] == pytest.approx(np.sqrt(5) / 2)
    assert result.bias["5-fold"] == pytest.approx(1)


def test_errors_of_absolute_normal_errors():
    rng = np.random.default_rng(1)
    errors = np.abs(rng.normal(size=(20_000, 25)))
    spread = errors.mean(axis=1).std() / errors.mean()
    assert experiments.Sizes.expected(np.array([25]))[0] == pytest.approx(spread, rel=0.03)


def test_subsets_are_fitted_by_least_squares():
    table = experiments.MANY_PREDICTORS.sample(50, seed=1)
    subsets = np.array([[0, 7, 3, 20, 39], [1, 2, 3, 4, 5]])
    intercepts, weights = experiments._fit_subsets(table.X, table.y, subsets)
    for subset, intercept, weight in zip(subsets, intercepts, weights, strict=True):
        model = LinearRegression().fit(table.X[:, subset], table.y)
        assert intercept == pytest.approx(model.intercept_)
        np.testing.assert_allclose(weight[subset], model.coef_)
        assert np.count_nonzero(weight) == 5


def test_selecting_among_one_model_is_cross_validating_it():
    nesting = experiments.nest(seed=2, draws=3, models=1)
    np.testing.assert_allclose(nesting.best_score, nesting.nested)


def test_the_real_order_is_cross_validated_as_by_scikit_learn():
    X, y = load_diabetes(return_X_y=True)
    chosen = np.random.default_rng(3).permutation(442)[:60]
    permutations = experiments.permute(seed=3, n=60, permutations=5)
    expected = linear_errors(X[chosen], y[chosen], rows_used(KFold(5), 60)).mean()
    assert permutations.error == pytest.approx(expected)
    assert 0 < permutations.p_value <= 1


def test_the_p_value_counts_the_real_order_among_the_shuffles():
    result = experiments.Permutations(10, 0.0, np.arange(-30.0, 69.0))
    assert result.p_value == pytest.approx(32 / 100)  # -30 to 0, and the real order
