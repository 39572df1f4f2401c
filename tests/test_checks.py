import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from conundrum import checks

finite_floats = st.floats(-1e6, 1e6)
shapes = hnp.array_shapes(min_dims=1, max_dims=3)
arrays = hnp.arrays(float, shapes, elements=finite_floats)


@given(arrays)
def test_finite_array_returns_the_numbers_it_was_given(array):
    np.testing.assert_array_equal(checks.finite_array("x", array.tolist(), array.ndim), array)


def test_finite_array_turns_integers_into_floats():
    assert checks.finite_array("x", [1, 2], ndim=1).dtype == np.float64
    assert checks.finite_array("x", np.float32([1, 2]), ndim=1).dtype == np.float64


@given(arrays, st.sampled_from([np.nan, np.inf, -np.inf]), st.data())
def test_finite_array_names_the_first_entry_that_is_not_finite(array, bad, data):
    where = data.draw(st.tuples(*(st.integers(0, size - 1) for size in array.shape)))
    array[where] = bad
    with pytest.raises(
        ValueError, match=re.escape(f"x must be finite, got {bad} at index {where}")
    ):
        checks.finite_array("x", array, array.ndim)


@given(arrays, st.integers(0, 4))
def test_finite_array_names_the_shape_it_cannot_take(array, ndim):
    if ndim == array.ndim:
        return
    with pytest.raises(
        ValueError, match=rf"x must have {ndim} dimension.*{re.escape(str(array.shape))}"
    ):
        checks.finite_array("x", array, ndim)


def test_finite_array_takes_any_of_several_numbers_of_dimensions():
    assert checks.finite_array("y", [1.0], ndim=(1, 2)).shape == (1,)
    assert checks.finite_array("y", [[1.0]], ndim=(1, 2)).shape == (1, 1)
    with pytest.raises(ValueError, match=r"y must have 1 or 2 dimension\(s\), got shape \(\)"):
        checks.finite_array("y", 1.0, ndim=(1, 2))


@pytest.mark.parametrize(
    "value", [["a"], [True], [1j], [None], [[1.0], [1.0, 2.0]], {"a": 1}, object()]
)
def test_finite_array_takes_real_numbers_only(value):
    with pytest.raises(ValueError, match=r"^x must (hold real|be an array of) numbers, got "):
        checks.finite_array("x", value, ndim=1)


def test_finite_array_refuses_an_empty_array():
    with pytest.raises(ValueError, match=r"x must not be empty, got shape \(0,\)"):
        checks.finite_array("x", np.empty(0), ndim=1)


@given(st.sets(finite_floats, min_size=1, max_size=20))
def test_increasing_takes_what_is_sorted_without_repeats(values):
    np.testing.assert_array_equal(checks.increasing("knots", sorted(values)), sorted(values))


@given(st.sets(finite_floats, min_size=2, max_size=20), st.data())
def test_increasing_names_the_pair_out_of_order(values, data):
    values = sorted(values)
    i = data.draw(st.integers(1, len(values) - 1))
    repeated = [*values[:i], values[i - 1], *values[i:]]
    for wrong in (repeated, values[::-1]):
        with pytest.raises(ValueError, match=r"knots must strictly increase, got .* before"):
            checks.increasing("knots", wrong)


@given(finite_floats, finite_floats)
def test_interval_runs_from_low_to_high(low, high):
    if low < high:
        assert checks.interval(low, high) == (low, high)
    else:
        with pytest.raises(ValueError, match=re.escape(f"got low={low} and high={high}")):
            checks.interval(low, high)


@pytest.mark.parametrize("check", [checks.finite, checks.non_negative, checks.positive])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, [1.0], "1", None, True])
def test_a_number_is_one_finite_real_number(check, value):
    with pytest.raises(ValueError, match=r"^noise must .*, got "):
        check("noise", value)


@given(finite_floats)
def test_signs_of_numbers(value):
    assert checks.finite("noise", value) == value
    for check, allowed in [(checks.non_negative, value >= 0), (checks.positive, value > 0)]:
        if allowed:
            assert check("noise", value) == value
        else:
            with pytest.raises(
                ValueError, match=rf"noise must be .*zero.*, got {re.escape(str(value))}"
            ):
                check("noise", value)


@given(st.integers(-100, 100), st.integers(1, 5))
def test_positive_integer_holds_its_minimum(value, minimum):
    for given_value in (value, np.int64(value)):
        if value >= minimum:
            assert checks.positive_integer("n", given_value, minimum) == value
        else:
            with pytest.raises(ValueError, match=f"n must be at least {minimum}, got .*{value}"):
                checks.positive_integer("n", given_value, minimum)


@pytest.mark.parametrize("value", [2.0, np.float64(2), "2", None, True, np.True_, [2]])
def test_positive_integer_takes_integers_only(value):
    with pytest.raises(ValueError, match=r"n must be an integer of at least 1, got "):
        checks.positive_integer("n", value)


@given(st.integers(1, 9), st.integers(1, 9))
def test_same_length_names_both_arrays(n, m):
    x, y = np.zeros(n), np.zeros((m, 2))
    if n == m:
        assert checks.same_length(x=x, y=y) == n
    else:
        with pytest.raises(
            ValueError, match=f"x and y must have the same length, got x: {n}, y: {m}"
        ):
            checks.same_length(x=x, y=y)
