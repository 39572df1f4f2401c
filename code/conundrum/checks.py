"""Checks of arguments: each returns the value in its working form or raises a `ValueError`.

Every message names the argument, what is allowed and what was given.
"""

from operator import index

import numpy as np
from jaxtyping import Float, Shaped
from numpy.typing import NDArray


def finite_array(name: str, value: object, ndim: int | tuple[int, ...]) -> Float[np.ndarray, "..."]:
    """Return `value` as an array of finite floats with `ndim` dimensions.

    Parameters
    ----------
    name : str
        The argument, as the message names it.
    value : array_like
        What the caller passed: real numbers, at least one of them.
    ndim : int or tuple of int
        How many dimensions are allowed, or which numbers of them.

    Returns
    -------
    ndarray of float64
        The same numbers; no copy where none is needed.

    Raises
    ------
    ValueError
        If `value` is no array of real numbers, is empty, has another number of dimensions, or
        holds NaN or an infinity.
    """
    array = _numeric(name, value)
    allowed = ndim if isinstance(ndim, tuple) else (ndim,)
    if array.ndim not in allowed:
        counts = " or ".join(map(str, allowed))
        raise ValueError(f"{name} must have {counts} dimension(s), got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} must be finite, got {array[where]} at index {where}")
    return array.astype(np.float64, copy=False)


def increasing(name: str, value: object) -> Float[np.ndarray, " n"]:
    """Return `value` as a one-dimensional array whose entries strictly increase.

    Raises
    ------
    ValueError
        If `value` is not a finite one-dimensional array, is unsorted or repeats an entry.
    """
    array = finite_array(name, value, ndim=1)
    falls = np.flatnonzero(np.diff(array) <= 0)
    if falls.size:
        i = int(falls[0])
        raise ValueError(
            f"{name} must strictly increase, got {array[i]} before {array[i + 1]} at index {i}"
        )
    return array


def interval(low: object, high: object) -> tuple[float, float]:
    """Return the ends of an interval, `low` below `high`, both finite.

    Raises
    ------
    ValueError
        If an end is not a finite number, or `low` is not below `high`.
    """
    low, high = finite("low", low), finite("high", high)
    if low >= high:
        raise ValueError(f"low must be below high, got low={low} and high={high}")
    return low, high


def finite(name: str, value: object) -> float:
    """Return `value` as a finite float.

    Raises
    ------
    ValueError
        If `value` is not a single real number, or is NaN or infinite.
    """
    array = _numeric(name, value)
    if array.ndim != 0 or not np.isfinite(array):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    return float(array)


def non_negative(name: str, value: object) -> float:
    """Return `value` as a finite float that is zero or more.

    Raises
    ------
    ValueError
        If `value` is not a finite number or is below zero.
    """
    number = finite(name, value)
    if number < 0:
        raise ValueError(f"{name} must be zero or more, got {value!r}")
    return number


def positive(name: str, value: object) -> float:
    """Return `value` as a finite float above zero.

    Raises
    ------
    ValueError
        If `value` is not a finite number or is not above zero.
    """
    number = finite(name, value)
    if number <= 0:
        raise ValueError(f"{name} must be above zero, got {value!r}")
    return number


def positive_integer(name: str, value: object, minimum: int = 1) -> int:
    """Return `value` as an integer of at least `minimum`.

    Raises
    ------
    ValueError
        If `value` is not an integer (a float or a truth value is not) or is below `minimum`.
    """
    if isinstance(value, bool | np.bool_) or not hasattr(value, "__index__"):
        raise ValueError(f"{name} must be an integer of at least {minimum}, got {value!r}")
    if index(value) < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value!r}")
    return index(value)


def same_length(**arrays: Shaped[np.ndarray, "..."]) -> int:
    """Return the length that all of the arrays, named by keyword, share along their first axis.

    Raises
    ------
    ValueError
        If two lengths differ.
    """
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) != 1:
        given = ", ".join(f"{name}: {length}" for name, length in lengths.items())
        raise ValueError(f"{' and '.join(lengths)} must have the same length, got {given}")
    return next(iter(lengths.values()))


def _numeric(name: str, value: object) -> NDArray:
    """Return `value` as an array of real numbers, whatever its shape."""
    try:
        array = np.asarray(value)
    except ValueError as ragged:
        raise ValueError(f"{name} must be an array of numbers, got {value!r}") from ragged
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must hold real numbers, got {value!r} ({array.dtype})")
    return array
