import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.linalg import null_space
from sklearn.linear_model import Ridge

from conundrum.models.linear import minimum_norm, ridge


@st.composite
def regressions(draw):
    """Gaussian features, of less than full rank now and then, and one response or three."""
    n, d = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    rank = draw(st.integers(1, min(n, d)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    features = rng.standard_normal((n, rank)) @ rng.standard_normal((rank, d))
    return features, rng.standard_normal(draw(st.sampled_from([(n,), (n, 3)])))


@given(regressions())
def test_minimum_norm_is_numpys(regression):
    features, y = regression
    expected, _, rank, s = np.linalg.lstsq(features, y)
    assume(s[rank - 1] > 1e-6 * s[0])
    np.testing.assert_allclose(minimum_norm(features, y), expected, rtol=1e-7, atol=1e-7)


@given(regressions())
def test_minimum_norm_has_no_part_that_features_cannot_see(regression):
    features, y = regression
    unseen = null_space(features, rcond=1e-10).T @ minimum_norm(features, y)
    np.testing.assert_allclose(unseen, 0, atol=1e-6)


@given(regressions())
def test_residuals_are_orthogonal_to_the_features(regression):
    features, y = regression
    residuals = y - features @ minimum_norm(features, y)
    np.testing.assert_allclose(features.T @ residuals, 0, atol=1e-8)


def test_minimum_norm_in_closed_form():
    # The point of the line a + 2b = 5 nearest to zero.
    np.testing.assert_allclose(minimum_norm([[1, 2]], [5]), [1, 2])
    np.testing.assert_array_equal(minimum_norm([[0, 0]], [5]), [0, 0])


@given(regressions(), st.floats(1e-3, 1e3))
def test_ridge_is_scikit_learns(regression, penalty):
    features, y = regression
    expected = Ridge(alpha=penalty, fit_intercept=False, solver="lsqr", tol=1e-14)
    expected.fit(features, y)
    np.testing.assert_allclose(ridge(features, y, penalty), expected.coef_.T, rtol=1e-4, atol=1e-6)


@given(regressions(), st.floats(1e-3, 1e3))
def test_ridge_sets_the_gradient_of_its_loss_to_zero(regression, penalty):
    features, y = regression
    c = ridge(features, y, penalty)
    np.testing.assert_allclose(features.T @ (features @ c - y) + penalty * c, 0, atol=1e-8)


def test_ridge_without_much_penalty_is_minimum_norm():
    rng = np.random.default_rng(0)
    for shape in [(20, 5), (20, 20), (20, 60)]:
        features, y = rng.standard_normal(shape), rng.standard_normal(20)
        np.testing.assert_allclose(
            ridge(features, y, 1e-12), minimum_norm(features, y), rtol=1e-6, atol=1e-8
        )


@pytest.mark.parametrize("solve", [minimum_norm, lambda features, y: ridge(features, y, 1.0)])
@given(data=st.data())
def test_bad_regressions_are_named(solve, data):
    features, y = data.draw(regressions())
    with pytest.raises(ValueError, match=rf"same length, got features: {len(y)}, y: {len(y) + 1}"):
        solve(features, np.concatenate([y, y[:1]]))
    with pytest.raises(ValueError, match="features must have 2 dimension"):
        solve(features[0], y)
    with pytest.raises(ValueError, match="y must have 1 or 2 dimension"):
        solve(features, data.draw(hnp.arrays(float, (len(y), 1, 1), elements=st.floats(0, 1))))
    bad = data.draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    with pytest.raises(ValueError, match=f"features must be finite, got {bad}"):
        solve(np.full_like(features, bad), y)
    with pytest.raises(ValueError, match=f"y must be finite, got {bad}"):
        solve(features, np.full_like(y, bad))


@given(st.floats(max_value=0) | st.just(np.nan) | st.just(np.inf))
def test_a_penalty_that_is_not_above_zero_is_named(penalty):
    with pytest.raises(ValueError, match=rf"penalty must be .*, got {re.escape(str(penalty))}"):
        ridge([[1.0]], [1.0], penalty)
