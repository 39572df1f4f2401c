"""The experiments compute what their names say."""

import numpy as np
import pytest

from conundrum.chapters.transfer import experiments
from conundrum.chapters.transfer.experiments import Comparison
from conundrum.data.images import fashion_mnist


def test_labelled_images_are_for_training_and_balanced():
    pool = experiments.labelled_clothes()
    np.testing.assert_array_equal(np.bincount(pool.labels), 100)
    test = {image.tobytes() for image in fashion_mnist()[1].pixels}
    assert not test & {image.tobytes() for image in pool.pixels}


def test_gains_are_differences_in_percent():
    result = Comparison(
        np.array([5, 20]),
        {
            "frozen": np.array([[0.5, 0.8], [0.7, 0.8]]),
            "pixels": np.array([[0.4, 0.7], [0.5, 0.6]]),
        },
    )
    assert result.at("frozen", 5) == pytest.approx(0.6)
    assert result.gain("frozen", 20, over="pixels") == pytest.approx(15)


def test_a_draw_has_so_many_of_each_class():
    labels = experiments.labelled_clothes().labels
    few = experiments.few_of_each(labels, 7, seed=1)
    np.testing.assert_array_equal(np.bincount(labels[few]), 7)
    assert len(set(few)) == 70
    assert not np.array_equal(few, experiments.few_of_each(labels, 7, seed=2))


def test_changes_are_of_the_photograph():
    changed = experiments.change(seed=1)
    photograph = fashion_mnist()[0].pixels[0, 0]
    for pictures in changed.pictures.values():
        np.testing.assert_array_equal(pictures[0], photograph)
        assert pictures.shape == (4, 28, 28)
    for flipped in changed.pictures["flips"][1:]:
        assert np.array_equal(flipped, photograph) or np.array_equal(flipped, photograph[:, ::-1])


@pytest.mark.slow
def test_a_six_turned_by_half_a_turn_is_turned_twice_over():
    mistaken = experiments.turn_digits(seed=1, draws=1, per_class=5)
    np.testing.assert_allclose(mistaken.turned[3], mistaken.turned[0][::-1, ::-1], atol=1e-6)
    assert set(mistaken.accuracy) == set(mistaken.confusion) == {"upright", "turned"}
