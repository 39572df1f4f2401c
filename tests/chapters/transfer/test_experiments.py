"""The experiments compute what their names say."""

import numpy as np
import pytest
import torch

from conundrum.chapters.transfer.experiments import augmentation, few_labels, shifted, tasks, turned
from conundrum.chapters.transfer.experiments.few_labels import Comparison
from conundrum.chapters.transfer.experiments.tasks import Task
from conundrum.data.images import Images, fashion_mnist


def numbered(n=100, name="numbered"):
    """Images whose pixels, and features, are their number."""
    labels = np.arange(n) % tasks.CLASSES
    numbers = np.arange(n, dtype=np.float32)
    images = Images(numbers[:, None, None, None] + np.zeros((1, 1, 4, 4), np.float32), labels)
    features = numbers[:, None] + np.zeros((1, 1280), np.float32)
    return Task(name, images, images[:30], features, features[:30])


def test_images_to_learn_from_are_balanced_and_none_is_for_testing():
    pool, test = tasks.pool_and_test_of_clothes()
    np.testing.assert_array_equal(np.bincount(pool.labels), 100)
    train, _ = fashion_mnist()
    for_training = {image.tobytes() for image in train.pixels}
    for_testing = {image.tobytes() for image in test.pixels}
    assert {image.tobytes() for image in pool.pixels} <= for_training
    assert not for_training & for_testing
    assert [len(part) for part in tasks.pool_and_test_of_digits()] == [1000, 797]


def test_a_draw_has_so_many_of_each_class():
    task = numbered()
    chosen = task.draw(7, seed=1)
    np.testing.assert_array_equal(np.bincount(task.pool.labels[chosen]), 7)
    assert len(set(chosen)) == 70
    assert not np.array_equal(chosen, task.draw(7, seed=2))


def test_gains_are_differences_in_percent():
    result = Comparison(
        (5, 20),
        {
            "frozen": np.array([[0.6, 0.8], [0.7, 0.9]]),
            "pixels": np.array([[0.4, 0.65], [0.6, 0.8]]),
        },
    )
    assert result.at("frozen", 5) == pytest.approx(0.65)
    np.testing.assert_allclose(result.gains("frozen", 20, over="pixels"), [15, 10])
    assert result.gain("frozen", 20, over="pixels") == pytest.approx(12.5)
    np.testing.assert_allclose(result.lowest("frozen"), [0.6, 0.8])
    np.testing.assert_allclose(result.highest("pixels"), [0.6, 0.8])


def test_each_method_learns_from_as_many_images_and_with_each_seed(monkeypatch):
    def count(task, chosen, seed):
        seen.append((len(chosen), seed))
        return task.test.labels

    seen = []
    monkeypatch.setitem(few_labels.METHODS, "count", count)
    result = few_labels.compare(numbered(), ["count"], seed=3, draws=2, per_class=(1, 4))
    np.testing.assert_array_equal(result.accuracy["count"], np.ones((2, 2)))
    assert [n for n, _ in seen] == [10, 40, 10, 40]
    assert len({seed for _, seed in seen}) == 2


def test_shipped_answers_are_read_and_others_computed():
    def refuse(task, chosen, seed):
        raise AssertionError("should have been read")

    task = tasks.handwriting()
    shipped = tasks.precomputed()
    seed = int(shipped["seeds"][2])
    answers = tasks.answer(task, "scratch", refuse, 5, seed=seed)
    np.testing.assert_array_equal(answers, shipped["digits/scratch/5"][2])
    with pytest.raises(AssertionError, match="should have been read"):
        tasks.answer(task, "scratch", refuse, 5, seed=seed + 1)


def test_ridge_regression_names_what_is_easy():
    rng = np.random.default_rng(0)
    labels = np.arange(40) % 4
    x = np.eye(4)[labels] + 0.1 * rng.normal(size=(40, 4))
    np.testing.assert_array_equal(few_labels.ridge(x, labels, np.eye(4)), np.arange(4))


@pytest.mark.parametrize(("right", "expected"), [(0, 0), (1, 1.0)])
def test_distances_are_measured_relative_to_the_nearest_stranger(right, expected):
    """Of points on a line: the second is one step away, and of another class."""
    pool = np.array([[0.0], [1.0], [5.0]])
    of_another_class = np.array([[False, True, True]])
    ratio = shifted.ratio_of_distances(
        pool, np.array([0]), np.array([[float(right)]]), of_another_class
    )
    np.testing.assert_allclose(ratio, [expected])


def test_changes_are_of_the_photograph():
    changed = augmentation.change_a_photograph(seed=1)
    photograph = tasks.clothes().pool.pixels[2, 0]
    np.testing.assert_array_equal(changed.photograph, photograph)
    assert {pictures.shape for pictures in changed.pictures.values()} == {(3, 28, 28)}
    for flipped in changed.pictures["flips"]:
        assert np.array_equal(flipped, photograph) or np.array_equal(flipped, photograph[:, ::-1])


def test_test_images_stand_there_as_they_are_and_moved_in_four_directions():
    task = tasks.clothes()
    moved = augmentation.with_moved_test(task, 3).test
    assert len(moved) == 5 * len(task.test)
    as_they_are, up_or_down, *_ = np.split(moved.pixels, 5)
    np.testing.assert_array_equal(as_they_are, task.test.pixels)
    np.testing.assert_array_equal(up_or_down[:, :, 3:], task.test.pixels[:, :, :-3])
    np.testing.assert_array_equal(moved.labels, np.tile(task.test.labels, 5))


def test_errors_on_sixes_and_nines_are_told_apart(monkeypatch):
    labels = np.array([6, 9, 6, 9, 1, 2])
    named = np.array([9, 9, 1, 6, 1, 3])
    images = Images(np.zeros((6, 1, 4, 4), np.float32), labels)
    task = Task("six of them", images, images, np.zeros((6, 1280)), np.zeros((6, 1280)))
    monkeypatch.setitem(turned.TRAINING, "given", lambda task, chosen, seed: named)
    result = turned.tell_errors_apart(task, ["given"], seed=1, draws=1)
    assert result.mean_swapped("given") == 0.5
    assert result.mean_missed_otherwise("given") == 0.25
    assert result.mean_others_missed("given") == 0.5
    assert result.excess_of_swaps("given") == 0.5 / (0.5 / 9)


def test_a_six_turned_by_half_a_turn_is_turned_twice_over():
    six = turned.turn_a_six()
    np.testing.assert_allclose(six.pictures[3], six.pictures[0][::-1, ::-1], atol=1e-5)
    assert six.pictures.shape == (4, 64, 64)


@pytest.mark.parametrize("labelled", [10, 200])
def test_fine_tuning_makes_160_steps(labelled, monkeypatch):
    monkeypatch.setattr(
        few_labels,
        "with_readout",
        lambda n, seed: torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(192, n)),
    )
    steps = []
    fit_batches = few_labels.fit_batches

    def counted(network, maps, labels, **options):
        history = fit_batches(network, maps, labels, **options)
        steps.append(len(history.loss) * -(-len(labels) // options["batch_size"]))

    monkeypatch.setattr(few_labels, "fit_batches", counted)
    few_labels.fine_tune(
        np.random.default_rng(0).normal(size=(labelled, 192, 1, 1)),
        np.arange(labelled) % 10,
        seed=1,
    )
    assert steps == [160]
