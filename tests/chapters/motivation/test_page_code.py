"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
from scipy.interpolate import make_lsq_spline
from sklearn.tree import DecisionTreeRegressor

from conundrum.data.curves import QUARTIC


@pytest.mark.parametrize("knots", [[], [0.3], [-1.0, -0.2, 0.5, 1.1]])
def test_the_spline_is_scipys(page, knots):
    cloud = QUARTIC.sample_stratified(60, seed=5)
    spline = page.run("fit_spline")["fit_spline"](cloud.x, cloud.y, knots)
    clamped = [-1.6] * 4 + knots + [1.6] * 4
    expected = make_lsq_spline(cloud.x, cloud.y, clamped, k=3)
    x = np.linspace(-1.6, 1.6, 200)
    np.testing.assert_allclose(spline(x), expected(x), atol=1e-8)


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_the_tree_is_scikit_learns(page, depth):
    cloud = QUARTIC.sample(80, seed=6)
    tree = page.run("grow")["grow"](cloud.x, cloud.y, depth)
    library = DecisionTreeRegressor(max_depth=depth).fit(cloud.x[:, None], cloud.y)
    x = np.linspace(-1.6, 1.6, 500)
    np.testing.assert_allclose(tree(x), library.predict(x[:, None]), atol=1e-8)


def test_columns_are_counted(page):
    columns = page.function("columns")
    # 1, then 7 of each input without the constant, then 7 · 7 for each pair
    assert columns(2, 8, 2) == 1 + 14 + 49
    assert columns(5, 3, 5) == 3**5
    assert columns(4, 8, 1) == 1 + 4 * 7


def test_sentences_lose_their_order(page):
    names = page.run("one", "later")
    assert names["Counter"](names["one"].split()) == names["Counter"](names["other"].split())
    assert not any(
        a == b for a, b in zip(names["one"].split(), names["later"].split(), strict=False)
    )
