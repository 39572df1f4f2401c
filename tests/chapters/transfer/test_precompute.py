"""What is shipped can be computed again: features of some images, answers of some networks."""

from importlib.resources import files

import numpy as np
import pytest

from conundrum.chapters.transfer import precompute
from conundrum.chapters.transfer.experiments import few_labels, tasks, turned
from conundrum.chapters.transfer.experiments.tasks import Task
from conundrum.models.pretrained import pretrained_features

# Training adds up tiny differences between processors; of answers, few may change.
SAME_ANSWERS = 0.9


def test_each_network_of_a_figure_is_there():
    arrays = tasks.precomputed()
    assert arrays["seeds"].tolist() == precompute.SEEDS
    names = [
        f"{task}/{name}/{k}"
        for task, methods in (("clothes", few_labels.METHODS), ("digits", few_labels.OF_DIGITS))
        for name in methods
        if name not in few_labels.QUICK
        for k in few_labels.PER_CLASS
    ]
    names += [f"digits/{name}/{turned.PER_CLASS}" for name in turned.TRAINING]
    assert set(names) <= set(arrays)


def test_the_file_is_small_and_has_features_of_every_image():
    arrays = tasks.precomputed()
    for name, n in (
        ("clothes/pool", 1000),
        ("clothes/test", 1000),
        ("digits/pool", 1000),
        ("digits/test", 797),
    ):
        assert arrays[name].shape == (n, 1280)
        assert arrays[name].dtype == np.float16
        assert np.isfinite(arrays[name]).all()
    assert (files("conundrum") / "data" / "files" / tasks.SHIPPED_FILE).stat().st_size < 8e6


@pytest.mark.parametrize("task", [tasks.clothes, tasks.handwriting])
def test_features_of_ten_images_are_those_shipped(task):
    task = task()
    computed = pretrained_features(task.test.pixels[:10])
    np.testing.assert_allclose(computed, task.test_features[:10], rtol=2e-3, atol=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "name"), [("digits", "connected"), ("digits", "scratch"), ("clothes", "scratch")]
)
def test_networks_answer_as_those_shipped(task, name):
    task = {"clothes": tasks.clothes, "digits": tasks.handwriting}[task]()
    [(key, [answers, *_])] = precompute.answers(
        task, {name: few_labels.METHODS[name]}, (5,), precompute.SEEDS[:1]
    ).items()
    assert (answers == tasks.precomputed()[key][0]).mean() > SAME_ANSWERS


@pytest.mark.slow
def test_a_fine_tuned_network_answers_as_the_one_shipped():
    """On 50 test images; early maps of all images would take long."""
    whole, seed = tasks.clothes(), precompute.SEEDS[0]
    chosen = whole.draw(5, seed=seed)
    part = Task(
        "part",
        whole.pool[chosen],
        whole.test[:50],
        whole.pool_features[chosen],
        whole.test_features[:50],
    )
    answers = few_labels.name_fine_tuned(part, np.arange(50), seed)
    assert (answers == tasks.precomputed()["clothes/fine-tuned/5"][0, :50]).mean() > SAME_ANSWERS
