import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneOut,
    ShuffleSplit,
    cross_val_score,
)

from conundrum.evaluation.splits import (
    Bootstrap,
    corrected_t_test,
    held_out_errors,
    linear_coefficients,
    linear_errors,
    rows_used,
    split_groups,
)

SPLITTERS = [
    KFold(5),
    LeaveOneOut(),
    ShuffleSplit(4, test_size=0.2, random_state=1),
    Bootstrap(6, seed=3),
]


@pytest.fixture
def table():
    rng = np.random.default_rng(7)
    X = rng.normal(size=(40, 3))
    return X, 5 + X @ [1.0, -2.0, 0.5] + rng.normal(size=40)


@pytest.mark.parametrize("splitter", SPLITTERS, ids=lambda s: type(s).__name__)
def test_linear_errors_are_scikit_learns(splitter, table):
    X, y = table
    expected = -cross_val_score(
        LinearRegression(), X, y, cv=splitter, scoring="neg_mean_absolute_error"
    )
    errors = linear_errors(X, y, rows_used(splitter, 40))
    np.testing.assert_allclose(errors, expected, rtol=1e-10)


@given(n=st.integers(2, 60), seed=st.integers(0, 2**32))
def test_a_bootstrap_draws_n_and_holds_out_the_rest(n, seed):
    rows = rows_used(Bootstrap(3, seed=seed), n)
    np.testing.assert_array_equal(rows.trains.sum(axis=1), np.full(3, n))
    np.testing.assert_array_equal(rows.held_out, rows.trains == 0)
    again = rows_used(Bootstrap(3, seed=seed), n)
    np.testing.assert_array_equal(rows.trains, again.trains)


def test_a_bootstrap_misses_a_row_as_often_as_it_should():
    missed = rows_used(Bootstrap(400, seed=1), 50).held_out.mean()
    assert missed == pytest.approx((1 - 1 / 50) ** 50, abs=0.01)
    assert Bootstrap(400, seed=1).get_n_splits() == 400


@given(k=st.integers(2, 10), n=st.integers(10, 50))
def test_k_fold_holds_out_everybody_once(k, n):
    rows = rows_used(KFold(k, shuffle=True, random_state=1), n)
    np.testing.assert_array_equal(rows.held_out.sum(axis=0), np.ones(n))
    np.testing.assert_array_equal(rows.trains + rows.held_out, np.ones((k, n)))


def test_groups_reach_the_splitter():
    groups = np.arange(12) // 3
    for held_out in rows_used(GroupKFold(4), 12, groups=groups).held_out:
        assert len(set(groups[held_out])) == 1


def test_rows_drawn_twice_count_twice(table):
    X, y = table
    trains = np.ones((1, 40), dtype=int)
    trains[0, :5] = 2
    [fit] = linear_coefficients(X, y, trains)
    model = LinearRegression().fit(X, y, sample_weight=trains[0])
    np.testing.assert_allclose(fit, [model.intercept_, *model.coef_], rtol=1e-10)


def test_the_uncorrected_test_is_scipys():
    differences = np.random.default_rng(1).normal(0.3, size=(4, 12))
    expected = stats.ttest_1samp(differences, 0, axis=1).pvalue
    np.testing.assert_allclose(corrected_t_test(differences, 0.0), expected)


def test_the_correction_divides_t_by_what_it_adds_to_the_variance():
    differences = np.random.default_rng(2).normal(0.3, size=10)
    t = stats.ttest_1samp(differences, 0).statistic / np.sqrt(1 + 10 / 9)
    expected = 2 * stats.t.sf(abs(t), 9)
    assert corrected_t_test(differences, 1 / 9) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Bootstrap(0, seed=1), "n_splits must be at least 1, got 0"),
        (lambda: rows_used(KFold(2), 0), "n must be at least 1, got 0"),
        (lambda: linear_coefficients([[1.0]], [1.0, 2.0], [[1.0]]), "must have the same length"),
        (
            lambda: held_out_errors([[0.0, 1.0, 1.0]], [[1.0]], [1.0], [[True]]),
            "weights and predictors must have the same length",
        ),
        (lambda: held_out_errors([[0.0, 1.0]], [[1.0]], [1.0], [[False]]), "got none in split 0"),
        (lambda: corrected_t_test([0.1], 0.1), "splits must be at least 2, got 1"),
        (lambda: corrected_t_test([0.1, 0.2], -0.1), "held_out_share=-0.1 must be zero or more"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_groups_are_split_and_never_divided():
    groups = np.repeat(np.arange(20), 3)
    parts = split_groups(groups, (10, 4), seed=1)
    assert [len(part) for part in parts] == [30, 12]
    assert not set(groups[parts[0]]) & set(groups[parts[1]])
    assert not np.array_equal(parts[0], split_groups(groups, (10, 4), seed=2)[0])


def test_more_groups_than_there_are_cannot_be_had():
    with pytest.raises(ValueError, match="ask for 21 groups, there are 20"):
        split_groups(np.arange(20), (20, 1), seed=0)
