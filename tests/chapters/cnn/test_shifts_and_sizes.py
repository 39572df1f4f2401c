"""Models compared: on shifted images, on changed ones, and by the number of images."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from conundrum.chapters.cnn.experiments import (
    adversarial,
    exchange,
    playing,
    rivals,
    shifts,
    sizes,
    transformer,
)
from conundrum.data.images import Images, fashion_mnist, shift
from conundrum.evaluation.accuracy import accuracy
from conundrum.models.convnets import predict_images
from conundrum.models.packing import pack
from conundrum.seeds import seeds_from

TRAIN, TEST = fashion_mnist()


@pytest.fixture(scope="module")
def result(quick):
    return shifts.shift_own_images(TRAIN[:300], TEST[:100], seed=3, shifts=(0, 2))


def test_each_model_is_tested_as_it_is(result):
    for name, network in result.networks.items():
        named = predict_images(network, TEST[:100].pixels).argmax(axis=1)
        assert result.at(name, 0) == np.mean(named == TEST.labels[:100])
    by_hand = np.mean(
        [
            accuracy(
                result.networks["linear"],
                Images(shift(TEST[:100].pixels, down=d, right=r), TEST.labels[:100]),
            )
            for d, r in ((2, 0), (-2, 0), (0, 2), (0, -2))
        ]
    )
    assert result.at("linear", 2) == pytest.approx(by_hand)
    assert result.lost("linear", 2) == pytest.approx(result.at("linear", 0) - by_hand)
    assert result.answers.accuracy == result.at("pooled", 0)


def test_on_clothes_only_the_named_models_are_trained(quick):
    few = shifts.shift_test_images(seed=3, size=60, names=("pooled", "linear"), shifts=(0,))
    assert list(few.by_shift) == ["pooled", "linear"]
    assert few.networks["linear"] is rivals.trained("linear", 60, seed=3)
    assert len(few.test) == 1000


def test_a_shifted_image_is_shifted(result):
    moved = shifts.shift_image(result, 7, 3)
    np.testing.assert_array_equal(moved.picture[:, 3:], TEST.pixels[7, 0, :, :-3])
    assert all(0 <= p <= 1 for p in moved.probability.values())
    still = shifts.shift_image(result, 7, 0).probability["pooled"]
    assert still == pytest.approx(result.answers.probability[7, TEST.labels[7]], abs=1e-6)


def test_the_first_image_that_all_name_is_named_by_all(result):
    label = int(result.answers.predicted[result.answers.predicted == TEST.labels[:100]][0])
    alone = shifts.ShiftedAccuracy(
        {"pooled": result.networks["pooled"]}, result.test, result.outputs, result.shifts, {}
    )
    first = shifts.first_named_by_all(alone, label)
    named = result.answers.predicted == label
    assert first == np.flatnonzero(named & (result.test.labels == label))[0]


def test_sizes_are_compared_on_the_same_images(quick):
    names = ("linear", "transformer")
    result = sizes.compare_sizes(seed=3, draws=2, sizes=(50, 80), names=names)
    assert result.draws == 2
    second = seeds_from(3, 2)[1]
    network = rivals.trained("linear", 80, seed=second)
    assert result.accuracy["linear"][1, 1] == accuracy(network, TEST)
    assert result.at("linear", 80) == pytest.approx(result.accuracy["linear"][:, 1].mean())
    assert result.ahead(*names, 50) == pytest.approx(
        result.at("linear", 50) - result.at("transformer", 50)
    )
    ahead = result.accuracy["linear"][:, 0] > result.accuracy["transformer"][:, 0]
    assert result.wins(*names, 50) == ahead.sum()
    assert f"50 images {result.accuracy['linear'][:, 0].min():.2f}" in result.ranges("linear")


def test_a_transformer_cuts_images_into_patches():
    images = torch.as_tensor(TRAIN.pixels[:3])
    patches = transformer.patches_of(images)
    assert patches.shape == (3, 49, 16)
    assert torch.equal(patches[1, 8].reshape(4, 4), images[1, 0, 4:8, 4:8])


@pytest.mark.parametrize("places", [True, False])
def test_only_codes_of_places_tell_a_transformer_where_patches_are(places):
    network = transformer.VisionTransformer(10, blocks=1, places=places, seed=1).double()
    if places:
        torch.nn.init.normal_(network.places, generator=torch.Generator().manual_seed(1))
    images = torch.as_tensor(TRAIN.pixels[:3].astype(float))
    turned = torch.roll(images, 4, dims=3)  # by one patch
    with torch.no_grad():
        same = torch.allclose(network(images), network(turned), atol=1e-10)
    assert same is not places
    assert network.places.requires_grad is places


def test_squares_change_places_and_stay_whole():
    pixels = np.arange(2 * 28 * 28, dtype=float).reshape(2, 1, 28, 28)
    order = np.random.default_rng(3).permutation(49)
    mixed = exchange.exchange_squares(pixels, order)
    for image in range(2):
        row, column = divmod(int(order[9]), 7)  # the second of the second row, as there are seven
        square = pixels[image, 0, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
        np.testing.assert_array_equal(mixed[image, 0, 4:8, 8:12], square)
    np.testing.assert_array_equal(exchange.exchange_squares(mixed, np.argsort(order)), pixels)


def test_images_for_testing_are_exchanged_as_those_for_training(quick):
    result = exchange.exchange_patches(
        seed=3, draws=1, sizes=(60,), models=("pooled",), arrangements=("", "patches exchanged")
    )
    [each] = seeds_from(3, 1)
    network = rivals.trained("pooled", 60, seed=each)
    assert result.at("pooled", 60) == accuracy(network, TEST)
    order = np.random.default_rng(each).permutation(49)
    mixed, mixed_test = (
        Images(exchange.exchange_squares(images.pixels, order), images.labels)
        for images in (rivals.sample(60, seed=each), TEST)
    )
    expected = accuracy(rivals.train_model("pooled", mixed, seed=each), mixed_test)
    assert result.at("pooled, patches exchanged", 60) == expected


def test_a_transformer_follows_patches_with_their_codes_and_no_others(monkeypatch):
    assert exchange.exchange_codes(seed=2, count=5).difference < 1e-9
    monkeypatch.setattr(exchange, "exchange_squares", lambda pixels, order: pixels)
    assert exchange.exchange_codes(seed=2, count=5).difference > 1e-6


def test_an_adversarial_step_goes_up_the_loss(network):
    images = TEST[:60]
    signs = adversarial.loss_gradient_sign(network, images)
    assert set(np.unique(signs)) <= {-1, 0, 1}
    losses = []
    for levels in (0, 1):
        stepped = adversarial._step(images, signs, levels)
        assert np.abs(stepped.pixels - images.pixels).max() <= levels / 255 + 1e-6
        assert stepped.pixels.min() >= 0
        assert stepped.pixels.max() <= 1
        outputs = torch.as_tensor(predict_images(network, stepped.pixels))
        losses.append(float(cross_entropy(outputs, torch.as_tensor(images.labels))))
    assert losses[1] > losses[0]


def test_steps_are_measured_model_by_model(quick):
    steps = adversarial.step_along_gradients(
        seed=2, size=60, names=("linear",), count=50, levels=(0, 8)
    )
    assert steps.after("linear", 0) == steps.after_coin("linear", 0)
    assert steps.after("linear", 0) == accuracy(steps.networks["linear"], TEST[:50])
    assert steps.after("linear", 8) < steps.after("linear", 0)


def test_a_shoe_that_is_turned_is_a_shoe_and_turned(network):
    steps = adversarial.AdversarialSteps({"pooled": network}, TEST[:200], (0,), {}, {})
    turned = adversarial.turn_a_shoe(steps, 30)
    assert turned.named[0] in adversarial.SHOES
    assert turned.named[1] != turned.named[0]
    assert np.abs(turned.after - turned.before).max() == pytest.approx(30 / 255, abs=1e-6)
    with pytest.raises(ValueError, match="levels=0"):
        adversarial.turn_a_shoe(steps, 0)


def test_packed_networks_are_the_trained_ones_and_rounding_renames_few():
    packed = playing.pack_networks(seed=1, size=200, names=("pooled", "connected"))
    for name, renamed in packed.renamed.items():
        assert packed.networks[name] == pack(rivals.trained.__wrapped__(name, 200, seed=1))
        assert 0 <= renamed < 50
    assert len(packed.garments) == 10
    for label, garment in enumerate(packed.garments):
        first = TEST.pixels[TEST.labels == label][0, 0]
        np.testing.assert_array_equal(garment, first)
    assert packed.data["classes"][9] == "ankle boot"
