"""The lines of code that the chapter shows do what the libraries do."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import RidgeClassifier


@pytest.mark.parametrize(("n", "p"), [(30, 80), (60, 12)])
def test_the_readout_is_scikit_learns(page, n, p):
    rng = np.random.default_rng(0)
    x, new, labels = rng.normal(size=(n, p)), rng.normal(size=(200, p)), np.arange(n) % 4
    x[:, 0] = 1  # a feature that never varies
    predicted = page.function("fit_readout")(x, labels, 3.0)(new)
    library = RidgeClassifier(3.0).fit(x, labels)
    np.testing.assert_array_equal(predicted, library.predict(new))


def test_the_predictions_are_scikit_learns_to_rounding(page):
    rng = np.random.default_rng(1)
    x, labels = rng.normal(size=(40, 90)), np.arange(40) % 3
    chosen = page.function("fit_readout")(x, labels, 2.0)
    closure = dict(
        zip(chosen.__code__.co_freevars, (c.cell_contents for c in chosen.__closure__), strict=True)
    )
    library = RidgeClassifier(2.0).fit(x, labels)
    np.testing.assert_allclose(closure["weights"], library.coef_.T, atol=1e-8)


def test_the_page_changes_each_image(page):
    augment = page.run("augment")["augment"]
    torch.manual_seed(0)
    images = torch.rand(6, 1, 28, 28)
    changed = augment(images)
    assert changed.shape == images.shape
    assert all(not torch.equal(a, b) for a, b in zip(changed, images, strict=True))
