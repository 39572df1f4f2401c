"""The experiments compute what their names say."""

import numpy as np
import pytest
import torch
from torchvision.transforms import v2

from conundrum.chapters.transfer import experiments
from conundrum.chapters.transfer.experiments import Comparison
from conundrum.data.images import Images, fashion_mnist


def test_labelled_images_are_for_training_and_balanced():
    pool = experiments.labelled_clothes()
    np.testing.assert_array_equal(np.bincount(pool.labels), 100)
    test = {image.tobytes() for image in fashion_mnist()[1].pixels}
    assert not test & {image.tobytes() for image in pool.pixels}


def test_gains_are_differences_in_percent():
    result = Comparison((5, 20), {"frozen": np.array([0.6, 0.8]), "pixels": np.array([0.4, 0.65])})
    assert result.at("frozen", 5) == 0.6
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
    mistaken = experiments.turn_digits(seed=1, per_class=5, training=("upright",))
    np.testing.assert_allclose(mistaken.turned[3], mistaken.turned[0][::-1, ::-1], atol=1e-6)
    assert mistaken.accuracy["upright"] > 0.5
    assert mistaken.swapped["upright"] < mistaken.others_missed["upright"]


@pytest.mark.parametrize(("degrees", "turns"), [(0, {0}), (180, {0, 1, 2, 3})])
def test_each_image_is_turned_by_an_angle_of_its_own(degrees, turns):
    """Seen at the corner of four that is brightest: at most a few of 60 stay where they were."""
    images = torch.zeros(60, 1, 8, 8)
    images[..., 1:4, 1:4] = 1
    turned = experiments.turn_each(degrees)(images, torch.Generator().manual_seed(1))
    assert turned.shape == images.shape
    quarters = turned.reshape(60, 2, 4, 2, 4).sum(dim=(2, 4)).flatten(1)
    assert set(quarters.argmax(dim=1).tolist()) == turns
    if not degrees:
        torch.testing.assert_close(turned, images)


def test_a_batch_is_turned_as_torchvision_turns_an_image(monkeypatch):
    image = torch.rand(1, 1, 9, 9, generator=torch.Generator().manual_seed(0))
    monkeypatch.setattr(torch, "rand", lambda n, generator: torch.full((n,), 0.75))
    by_half_of_it = experiments.turn_each(60)(image, torch.Generator())
    inside = np.s_[0, 0, 2:7, 2:7]
    either = [
        v2.functional.rotate(image, angle, v2.InterpolationMode.BILINEAR)[inside]
        for angle in (30, -30)
    ]
    assert any(torch.allclose(by_half_of_it[inside], e, atol=1e-5) for e in either)


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
    count = {"pixels": lambda few, test, _: len(few.images) / len(test.images)}
    monkeypatch.setattr(experiments, "SCORES", count)
    result = experiments.compare(seen(500), seen(50), ("pixels",), seed=1, per_class=(5, 20))
    np.testing.assert_allclose(result.accuracy["pixels"], [1, 4])


@pytest.mark.parametrize(("images", "passes"), [(10, 20), (64, 8)])
def test_from_scratch_few_images_are_seen_for_as_many_steps(images, passes, monkeypatch):
    """Of batches of 10 and of 32: 20 and 16 mini-batches, eight passes at least."""
    histories = []
    fit_batches = experiments.fit_batches

    def note(*arguments, **options):
        histories.append(fit_batches(*arguments, **options))

    monkeypatch.setattr(experiments, "fit_batches", note)
    experiments.from_scratch(experiments.digits()[:images], seed=1, steps=16 if images > 32 else 20)
    assert [len(history.loss) for history in histories] == [passes]
