"""The experiments compute what their names say."""

import numpy as np
import pytest

from conundrum.chapters.transfer import experiments
from conundrum.chapters.transfer.experiments import Comparison
from conundrum.data.images import Images, fashion_mnist


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


def seen(n):
    labels = np.arange(n) % experiments.CLASSES
    numbers = np.arange(n, dtype=np.float32)
    return experiments.Seen(
        Images(numbers[:, None, None, None] + np.zeros((1, 1, 4, 4), np.float32), labels),
        numbers[:, None, None, None] + np.zeros((1, 112, 1, 1), np.float32),
        numbers[:, None] + np.zeros((1, 1280), np.float32),
    )


def test_images_their_maps_and_their_features_are_drawn_together():
    few = seen(100).few(3, seed=1)
    np.testing.assert_array_equal(few.maps[:, 0, 0, 0], few.images.pixels[:, 0, 0, 0])
    np.testing.assert_array_equal(few.features[:, 0], few.images.pixels[:, 0, 0, 0])


def test_each_method_gets_so_many_images_of_each_class(monkeypatch):
    monkeypatch.setattr(experiments, "clothes", lambda: (seen(500), seen(50)))
    count = {"pixels": lambda few, test, _: len(few.images) / len(test.images)}
    monkeypatch.setattr(experiments, "SCORES", count)
    result = experiments.compare_on_clothes(seed=1, draws=2, per_class=(5, 20), methods=("pixels",))
    np.testing.assert_allclose(result.accuracy["pixels"], [[1, 4], [1, 4]])


def test_fine_tuning_makes_eight_passes_or_sees_3000_images(monkeypatch):
    epochs = []
    monkeypatch.setattr(
        experiments, "fit_batches", lambda *_, **options: epochs.append(options["epochs"])
    )
    for n in (50, 200, 500):
        experiments.fine_tune(seen(n), seed=1)
    assert epochs == [8, 8, 6]
