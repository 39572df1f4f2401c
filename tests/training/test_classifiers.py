"""The recipe of the book's image classifiers: as many steps as it promises, and their network."""

from itertools import pairwise

import numpy as np
import pytest

from conundrum.data.images import Images, digits
from conundrum.models.convnets import linear_network
from conundrum.models.networks import parameter_count
from conundrum.training.classifiers import number_of_classes, pooled_network, train_classifier


@pytest.mark.parametrize(("images", "passes"), [(100, 50), (1600, 8)])
def test_few_images_are_seen_for_200_steps(images, passes):
    """Of batches of 25 and of 32; many images are seen in eight passes."""
    history = train_classifier(linear_network((1, 8, 8), 10, seed=1), digits()[:images], seed=0)
    assert len(history.loss) == passes


def test_the_pooled_network_fits_its_images():
    """Nine weights a pair of maps, two numbers a map of batch normalisation, and the readout."""
    channels = (1, 16, 32, 64, 64)
    expected = sum(9 * before * after + 2 * after for before, after in pairwise(channels))
    assert parameter_count(pooled_network(digits(), seed=0)) == expected + 65 * 10


def test_classes_are_counted():
    three = Images(np.zeros((4, 1, 2, 2), dtype=np.float32), np.array([0, 2, 1, 2]))
    assert number_of_classes(three) == 3
