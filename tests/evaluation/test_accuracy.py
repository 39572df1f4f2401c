import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from conundrum.data.images import Images
from conundrum.evaluation.accuracy import accuracy
from conundrum.models.convnets import linear_network, predict_images


def test_accuracy_is_scikit_learns():
    rng = np.random.default_rng(1)
    images = Images(rng.random((40, 1, 5, 5), dtype=np.float32), rng.integers(0, 3, 40))
    network = linear_network((1, 5, 5), 3, seed=1)
    named = predict_images(network, images.pixels).argmax(axis=1)
    assert 0 < accuracy(network, images) < 1
    assert accuracy(network, images) == pytest.approx(accuracy_score(images.labels, named))
