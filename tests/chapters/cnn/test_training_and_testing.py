"""The network step by step, its training, and its one test."""

from pathlib import Path

import numpy as np
import pytest

import conundrum
from conundrum.chapters.cnn.experiments import architecture, learning, rivals, testing
from conundrum.chapters.cnn.experiments.rivals import ParameterCounts
from conundrum.data.images import Images, fashion_mnist
from conundrum.models.networks import parameter_count

TRAIN, TEST = fashion_mnist()
ROOT = Path(conundrum.__file__).parents[2]


def test_the_architecture_is_the_networks(network):
    steps = architecture.architecture(network, TRAIN.pixels[3])
    assert [step.shape for step in steps] == [
        (1, 28, 28),
        (16, 14, 14),
        (32, 7, 7),
        (64, 7, 7),
        (64, 7, 7),
        (64,),
        (10,),
    ]
    assert sum(step.parameters for step in steps) == parameter_count(network)
    np.testing.assert_allclose(steps[5].values, steps[4].values.mean(axis=(1, 2)), rtol=1e-4)
    assert [step.shown.shape for step in steps[4:]] == [(4, 7, 7), (1, 4, 16), (1, 1, 10)]
    assert steps[-1].largest == steps[-1].values.argmax()
    for step in steps:
        assert step.shown.min() >= 0
        assert step.shown.max() <= 1


def test_the_learning_curve_never_trains_on_what_it_is_held_out_for(quick, monkeypatch):
    trained_on, watched_on = [], []
    train, accuracy = learning.train_classifier, learning.accuracy

    def note_training(network, images, **options):
        trained_on.append(images)
        return train(network, images, **options)

    def note_watching(network, images):
        watched_on.append(images)
        return accuracy(network, images)

    monkeypatch.setattr(learning, "train_classifier", note_training)
    monkeypatch.setattr(learning, "accuracy", note_watching)
    curve = learning.watch_training(seed=1, size=50, validation=100)
    assert len(curve.validation_accuracy) == curve.epochs == len(watched_on) / 2
    [fitted] = trained_on
    assert all(images is fitted for images in watched_on[::2])
    seen, held = ({p.tobytes() for p in part.pixels} for part in (fitted, watched_on[1]))
    assert (len(seen), len(held)) == (50, 100)
    assert not seen & held


def test_models_of_a_size_are_trained_on_so_many_and_kept(quick):
    network = rivals.trained("linear", 80, seed=3)
    assert network is rivals.trained("linear", 80, seed=3)
    assert network is not rivals.trained("linear", 80, seed=4)
    assert len(rivals.sample(80, seed=3)) == 80


def test_the_discrepancy_is_that_of_the_rival_that_differs_most():
    counts = ParameterCounts({"pooled": 100, "flattened": 98, "connected": 103})
    assert counts.discrepancy == pytest.approx(0.03)


def test_the_confusion_matrix_counts_every_image():
    rng = np.random.default_rng(0)
    labels = rng.permutation(np.repeat(np.arange(10), 10))
    outputs = rng.normal(size=(100, 10)) + 2 * np.eye(10)[labels]
    answers = testing.Answers(Images(TRAIN.pixels[:100], labels), outputs)
    counts = answers.confusion
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(labels, minlength=10))
    assert np.trace(counts) / 100 == answers.accuracy
    np.testing.assert_allclose(answers.recall, np.diag(counts) / 10)
    true, named = answers.most_frequent_mistake
    assert true != named
    assert answers.mistakes[true, named] == max(
        counts[i, j] for i in range(10) for j in range(10) if i != j
    )
    low, high = answers.interval
    assert low < answers.accuracy < high
    sure = answers.probability.max(axis=1)[answers.missed]
    assert len(sure) == 100 - np.trace(counts)
    assert (np.diff(sure) <= 0).all()


def test_the_reserved_images_are_opened_in_one_place_only():
    """No module and no page but the one of this chapter's test names what opens them."""
    word = "reserved_fashion_mnist"
    files = [
        *(ROOT / "code").rglob("*.py"),
        *(ROOT / "book").glob("*.md"),
        *(ROOT / "benchmarks").glob("*.py"),
    ]
    naming = {
        file.relative_to(ROOT).as_posix() for file in files if word in file.read_text("utf-8")
    }
    home = "code/conundrum/chapters/cnn/experiments/testing.py"
    assert naming == {"code/conundrum/data/images.py", home}
    opening = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if "open_reserved_images" in file.read_text("utf-8")
    }
    assert opening == {home, "book/cnn.md"}
    assert (ROOT / "book" / "cnn.md").read_text("utf-8").count("open_reserved_images(") == 1


def test_the_test_is_of_the_reserved_images(quick):
    answers = testing.open_reserved_images(seed=1, size=60)
    assert len(answers.images) == len(answers.outputs) == 500
    others = {pixels.tobytes() for part in fashion_mnist() for pixels in part.pixels}
    assert not {pixels.tobytes() for pixels in answers.images.pixels} & others
