import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import eval_legendre

from conundrum.models.linear import minimum_norm
from conundrum.models.polynomials import legendre_basis, monomial_basis

bases = pytest.mark.parametrize("basis", [legendre_basis, monomial_basis])


@given(st.integers(1, 40), st.floats(-50, 50), st.floats(0.1, 50))
def test_legendre_is_scipys_on_any_interval(d, low, length):
    t = np.linspace(-1, 1, 7)
    x = low + length * (t + 1) / 2
    expected = eval_legendre(np.arange(d), t[:, None])
    np.testing.assert_allclose(legendre_basis(x, d, low, low + length), expected, atol=1e-9)


def test_legendre_polynomials_are_orthogonal_with_the_mean_squares_stated():
    nodes, weights = np.polynomial.legendre.leggauss(40)
    features = legendre_basis(3 * nodes, 30, -3.0, 3.0)
    mean_products = features.T @ (weights[:, None] / 2 * features)
    np.testing.assert_allclose(mean_products, np.diag(1 / (2 * np.arange(30) + 1)), atol=1e-14)


def test_monomials_are_powers():
    features = monomial_basis([0.0, 5.0, 7.5, 10.0], 4, 0.0, 10.0)
    t = np.array([-1, 0, 0.5, 1])
    np.testing.assert_array_equal(features, np.stack([t**0, t, t**2, t**3], axis=1))


@bases
def test_a_polynomial_of_fitting_degree_is_found(basis):
    x = np.linspace(-2, 4, 9)
    y = 1 - x + 0.5 * x**3
    c = minimum_norm(basis(x, 4, -2.0, 4.0), y)
    new = np.linspace(-2, 4, 50)
    np.testing.assert_allclose(
        basis(new, 4, -2.0, 4.0) @ c, 1 - new + 0.5 * new**3, rtol=1e-10, atol=1e-10
    )


@bases
@given(d=st.integers(max_value=0))
def test_no_degrees_of_freedom_are_refused(basis, d):
    with pytest.raises(ValueError, match=f"degrees_of_freedom must be at least 1, got {d}"):
        basis([0.0], d, -1.0, 1.0)


@bases
@given(low=st.floats(-9, 9), fall=st.floats(0, 9))
def test_an_interval_that_does_not_rise_is_refused(basis, low, fall):
    with pytest.raises(ValueError, match=re.escape(f"low must be below high, got low={low}")):
        basis([0.0], 2, low, low - fall)


@bases
def test_bad_inputs_are_named(basis):
    with pytest.raises(ValueError, match="x must be finite, got nan"):
        basis([0.0, np.nan], 2, -1.0, 1.0)
    with pytest.raises(ValueError, match="x must have 1 dimension"):
        basis([[0.0]], 2, -1.0, 1.0)
