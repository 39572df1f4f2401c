"""Experiments on few images and few steps: what they return is what they say."""

import numpy as np
import pytest
import torch
from scipy.stats import f_oneway
from torch import nn

from conundrum.chapters.cnn import experiments
from conundrum.data.images import Images, fashion_mnist, shift
from conundrum.models.convnets import Residual, predict_images
from conundrum.models.networks import parameter_count
from conundrum.training import classifiers
from conundrum.training.classifiers import pooled_network, train_classifier

TRAIN, TEST = fashion_mnist()


@pytest.fixture(scope="module")
def quick():
    """Two steps are enough to see that everything is where it belongs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classifiers, "FEWEST_STEPS", 2)
        yield


@pytest.fixture(scope="module")
def comparison(quick):
    return experiments.compare(seed=3, images=(TRAIN[:300], TEST[:100]), shifts=(0, 2))


@pytest.fixture(scope="module")
def network():
    """Trained briefly, so that its batch normalisation has statistics."""
    untrained = pooled_network(TRAIN, seed=5)
    train_classifier(untrained, TRAIN[:600], seed=5, epochs=2)
    return untrained


def test_the_architecture_is_the_networks(network):
    steps = experiments.architecture(network, (1, 28, 28))
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


def test_the_learning_curve_never_trains_on_what_it_is_watched_on(quick, monkeypatch):
    trained_on, watched_on = [], []
    train, accuracy = experiments.train_classifier, experiments.accuracy

    def note_training(network, images, **options):
        trained_on.append(images)
        return train(network, images, **options)

    def note_watching(network, images):
        watched_on.append(images)
        return accuracy(network, images)

    monkeypatch.setattr(experiments, "train_classifier", note_training)
    monkeypatch.setattr(experiments, "accuracy", note_watching)
    curve = experiments.learning_curve(seed=1, size=50, validation=100)
    assert len(curve.accuracy) == curve.epochs == len(watched_on)
    seen, held = ({p.tobytes() for p in part[0].pixels} for part in (trained_on, watched_on))
    assert (len(seen), len(held)) == (50, 100)
    assert not seen & held


def test_a_comparison_tests_each_model_as_it_is(comparison):
    for name, network in comparison.networks.items():
        named = predict_images(network, TEST[:100].pixels).argmax(axis=1)
        assert comparison.by_shift[name][0] == np.mean(named == TEST.labels[:100])
    by_hand = np.mean(
        [
            experiments.accuracy(
                comparison.networks["linear"],
                Images(shift(TEST[:100].pixels, down=d, right=r), TEST.labels[:100]),
            )
            for d, r in ((2, 0), (-2, 0), (0, 2), (0, -2))
        ]
    )
    assert comparison.at("linear", 2) == pytest.approx(by_hand)


def test_models_of_a_size_are_trained_on_so_many_and_kept(quick):
    result = experiments.compare_sizes(seed=3, sizes=(50, 80))
    for name, accuracies in result.accuracy.items():
        network = experiments.trained(name, 80, seed=3)
        assert network is experiments.trained(name, 80, seed=3)
        named = predict_images(network, TEST.pixels).argmax(axis=1)
        assert accuracies[1] == result.at(name, 80) == np.mean(named == TEST.labels)
    assert len(experiments.sample(80, seed=3)) == 80


def test_the_confusion_matrix_counts_every_image(comparison):
    counts = comparison.confusion
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(TEST.labels[:100], minlength=10))
    assert np.trace(counts) / 100 == comparison.accuracy == comparison.by_shift["pooled"][0]
    true, named = comparison.worst
    assert true != named
    assert comparison.mistakes[true, named] == max(
        counts[i, j] for i in range(10) for j in range(10) if i != j
    )
    low, high = comparison.accuracy_interval
    assert (low + high) / 2 == pytest.approx(comparison.accuracy)
    sure = comparison.probability.max(axis=1)[comparison.missed]
    assert len(sure) == 100 - np.trace(counts)
    assert (np.diff(sure) <= 0).all()


def test_the_discrepancy_is_that_of_the_rival_that_differs_most():
    counts = experiments.ParameterCounts({"pooled": 100, "flattened": 98, "connected": 103})
    assert counts.discrepancy == pytest.approx(0.03)


def test_a_moved_image_is_the_shifted_one(comparison):
    moved = experiments.move(comparison, 7, 3)
    np.testing.assert_array_equal(moved.picture[:, 3:], TEST.pixels[7, 0, :, :-3])
    assert all(0 <= p <= 1 for p in moved.probability.values())
    still = experiments.move(comparison, 7, 0).probability["pooled"]
    assert still == pytest.approx(comparison.probability[7, TEST.labels[7]], abs=1e-6)


def test_between_classes_is_the_share_of_an_analysis_of_variance():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], [10, 20, 30])
    responses = rng.normal(size=(60, 2)) + labels[:, None] * [0.0, 1.0]
    share = experiments.between_classes(responses, labels)
    for unit in (0, 1):
        f = f_oneway(*(responses[labels == k, unit] for k in range(3))).statistic
        assert share[unit] == pytest.approx(2 * f / (2 * f + 57))


def test_patches_are_what_the_unit_saw(network):
    """A unit's response does not change when everything outside its patch does."""
    units = experiments.respond(network, TRAIN[:100], seed=2, shown=3, best=2, steps=5)
    for stage, last in experiments.STAGES.items():
        side = experiments.REACH[stage]
        below = network.stages[: last + 1]
        assert units.patches[stage].shape == (len(units.shown[stage]), 2, side, side)
        for unit in units.shown[stage]:
            responses = units.responses[stage][:, unit]
            image = TRAIN.pixels[responses.argmax(), 0]
            with torch.no_grad():
                maps = below(torch.as_tensor(image[None, None]))[0, unit].numpy()
            row, column = np.unravel_index(maps.argmax(), maps.shape)
            before = (side - 4) // 2
            top, left = 4 * row - before, 4 * column - before
            changed = np.ones_like(image)
            inside = np.s_[max(top, 0) : top + side, max(left, 0) : left + side]
            changed[inside] = image[inside]
            with torch.no_grad():
                again = below(torch.as_tensor(changed[None, None]))[0, unit].numpy()
            assert again[row, column] == pytest.approx(responses.max(), rel=1e-4)


def test_climbing_excites_more_than_starting(network):
    few, many = (
        experiments.respond(network, TRAIN[:100], seed=2, steps=steps) for steps in (1, 40)
    )
    for stage in experiments.STAGES:
        assert np.median(many.optimised_response[stage]) > np.median(few.optimised_response[stage])
        assert many.optimised[stage].min() >= 0
        assert many.optimised[stage].max() <= 1


def test_looks_are_at_images_named_rightly_and_deletion_starts_whole(network):
    looks = experiments.look(network, TRAIN[:300], seed=1, count=8, shares=(0, 0.1, 1))
    assert looks.pictures.shape == (8, 28, 28)
    starts = [probability[0] for probability in looks.probability.values()]
    assert np.ptp(starts) == 0
    assert starts[0] > 1 / 10
    ends = [probability[-1] for probability in looks.probability.values()]
    assert np.ptp(ends) == pytest.approx(0, abs=1e-6)
    black = looks.pictures == 0
    assert (looks.maps["gradient × input"][black] == 0).all()
    for by, probability in looks.probability.items():
        assert looks.left(by, 0.1) == probability[1]


def test_depth_is_counted_and_the_skip_is_the_only_difference():
    for blocks in (1, 3):
        plain, residual = (
            experiments.DeepNet(blocks, wrap, seed=4) for wrap in (nn.Sequential, Residual)
        )
        convolutions = [m for m in plain.modules() if isinstance(m, nn.Conv2d)]
        assert len(convolutions) == 2 * blocks + 2
        for a, b in zip(plain.parameters(), residual.parameters(), strict=True):
            assert torch.equal(a, b)
    depths = experiments.deepen(seed=1, blocks=(1,), images=64, epochs=1)
    assert depths.layers.tolist() == [4]
    assert depths.plain_at_end == {4: depths.plain[0, -1]}
    assert depths.residual_at_end == {4: depths.residual[0, -1]}


def test_attention_weights_are_shares_and_patches_are_of_the_image():
    attended = experiments.attend(seed=3)
    np.testing.assert_allclose(attended.weights.sum(axis=1), 1)
    assert attended.weights.shape == (49, 49)
    patches = experiments._patches(attended.picture, 4)
    np.testing.assert_array_equal(patches[8], attended.picture[4:8, 4:8].ravel())
    np.testing.assert_allclose(attended.weights @ patches, attended.mixed)
