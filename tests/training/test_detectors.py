"""The recipe that finds lesions is trained on slices and their labels."""

import numpy as np

from conundrum.data.brains import draw_slices
from conundrum.training.detectors import (
    detector,
    scores_of,
    standardising_detector,
    train_detector,
)


def test_training_lowers_the_loss_and_makes_a_score_for_each_slice():
    slices = draw_slices(10, visits=2, seed=1)
    network = detector(seed=1)
    loss = train_detector(network, slices.pixels, slices.patients, seed=1, epochs=6)
    assert len(loss) == 6
    assert loss[-1] < loss[0]
    assert scores_of(network, slices.pixels).shape == (20,)


def test_a_standardising_detector_does_not_see_gain():
    pixels = draw_slices(3, seed=1).pixels
    network = standardising_detector(seed=1)
    np.testing.assert_allclose(
        scores_of(network, 3 * pixels), scores_of(network, pixels), atol=1e-3
    )
