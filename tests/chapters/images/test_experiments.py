import numpy as np
import pytest

from conundrum.chapters.images.experiments import (
    arrangement,
    challenge,
    layout,
    neighbours,
    pixels,
    shifts,
)
from conundrum.chapters.images.experiments.arrangement import ArrangementAccuracy
from conundrum.chapters.images.shipped import RESULTS
from conundrum.data.images import FASHION_CLASSES, Images, digits, fashion_mnist
from conundrum.data.photographs import grey, photograph


def test_steps_are_those_of_the_winners():
    result = challenge.compare_with_person()
    assert list(result.winners) == list(range(2010, 2018))
    assert result.winners[2014] == 6.7  # GoogLeNet's, not VGG's
    assert result.falls[2012] == pytest.approx(25.8 - 16.4)
    assert result.divisions[2015] == pytest.approx(6.7 / 3.57)


def test_the_persons_interval_covers_95_percent_of_samples():
    low, high = challenge.compare_with_person().person_interval
    errors = np.random.default_rng(0).binomial(1500, 0.0507, 20_000) / 15
    assert np.mean((low <= errors) & (errors <= high)) == pytest.approx(0.955, abs=0.01)


def test_planes_are_means_of_the_photograph():
    result = pixels.separate_planes()
    image = photograph("flower")
    assert result.image.shape == (106, 160, 3)
    np.testing.assert_allclose(result.image[3, 5], image[12:16, 20:24].mean(axis=(0, 1)))
    assert result.centre[0] > result.centre[1] > result.centre[2]


def test_numbers_are_those_of_the_photograph():
    values = pixels.read_pixel_values(row=3, column=5, side=4)
    block = photograph("flower")[8 * 4 : 8 * 5, 8 * 6 : 8 * 7]
    assert values.part.shape == (4, 4, 3)
    np.testing.assert_allclose(values.part[1, 1], 255 * block.mean(axis=(0, 1)), atol=0.5)
    np.testing.assert_array_equal(values.plane("blue"), values.part[:, :, 2])


def test_correlation_of_random_pairs_is_that_of_all_pairs():
    image = grey(photograph("pagoda"))
    rows = np.corrcoef(image[:, 8:].ravel(), image[:, :-8].ravel())[0, 1]
    columns = np.corrcoef(image[8:].ravel(), image[:-8].ravel())[0, 1]
    drawn = neighbours.correlation_at(image, 8, np.random.default_rng(0))
    assert drawn == pytest.approx((rows + columns) / 2, abs=0.03)


def test_clothes_correlate_as_the_mean_over_pairs():
    result = neighbours.correlate_pixels(seed=2)
    train, _ = fashion_mnist()
    images = train.pixels[:, 0].astype(float)
    inner = images[:, 8:20, 8:20]
    z = (inner - inner.mean(0)) / inner.std(0)
    side_by_side = (z[:, :, 1:] * z[:, :, :-1]).mean(0)
    assert result.clothes[0] == pytest.approx(side_by_side.mean(), abs=0.15)
    assert np.ptp(result.clothes_shuffled) < 0.03


@pytest.mark.parametrize("size", [1, 4, 48])
def test_tiles_change_places_and_nothing_else(size):
    whole, cut = neighbours.shuffle_tiles(48, seed=0), neighbours.shuffle_tiles(size, seed=1)
    np.testing.assert_array_equal(np.sort(whole.image.ravel()), np.sort(cut.image.ravel()))
    blocks = {
        whole.image[i : i + size, j : j + size].tobytes()
        for i in range(0, 96, size)
        for j in range(0, 144, size)
    }
    assert cut.image[:size, :size].tobytes() in blocks


def test_rearranging_moves_pixels_of_all_images_alike():
    images = digits()
    places = np.random.default_rng(0).permutation(64)
    mixed = arrangement.rearranged(images, places)
    np.testing.assert_array_equal(
        mixed.pixels.reshape(-1, 64)[:, 5], images.pixels.reshape(-1, 64)[:, places[5]]
    )
    np.testing.assert_array_equal(mixed.labels, images.labels)


def test_moving_keeps_labels():
    images = Images(np.ones((2, 1, 4, 4), np.float32), np.array([3, 1]))
    moved = arrangement.shifted_right(images, 3)
    np.testing.assert_array_equal(moved.pixels[0, 0, 0], [0, 0, 0, 1])
    np.testing.assert_array_equal(moved.labels, [3, 1])


def test_a_twin_in_single_steps_stays_a_twin():
    twins = arrangement.train_twins(seed=3, n=100, epochs=1)
    np.testing.assert_allclose(twins.outputs, twins.twin_outputs, atol=1e-10)
    assert twins.accuracy > 0.2


def test_places_are_found_for_other_patches_too():
    result = layout.recover_layout(seed=5, patches=4000, side=8)
    assert result.explained > 0.9
    distance = np.square(result.places - result.recovered).sum()
    assert 1 - distance == pytest.approx(result.explained)


def test_rows_and_columns_of_the_layout_are_true_ones():
    result = layout.recover_layout(seed=5, patches=400, side=4)
    for line in result.grid_lines[:4]:
        assert len(set(result.places[line, 0].round(6))) == 1
    for line in result.grid_lines[4:]:
        assert len(set(result.places[line, 1].round(6))) == 1
    np.testing.assert_array_equal(np.sort(result.order), np.arange(16))


def test_no_image_for_choosing_is_trained_or_tested_on():
    train, _ = fashion_mnist()
    chosen_on, _ = train.split(arrangement.FOR_CHOOSING, seed=0)
    others = {image.tobytes() for image in arrangement.images_not_chosen_on().pixels}
    assert len(others & {image.tobytes() for image in chosen_on.pixels}) == 0


def test_what_a_shuffle_costs_and_a_move_leaves_is_the_mean_over_repeats():
    result = ArrangementAccuracy(
        ordered={"linear": np.array([0.8, 0.7])},
        shuffled={"linear": np.array([0.7, 0.7])},
        shifts=(0, 4),
        shifted={"linear": np.array([[0.8, 0.5], [0.7, 0.4]])},
    )
    assert result.cost_of_a_shuffle("linear") == 5
    assert result.at("linear", 4) == pytest.approx(0.45)
    assert result.kept("linear", 4) == pytest.approx(0.45 / 0.75)
    np.testing.assert_array_equal(result.pairs["linear"], [[0.8, 0.7], [0.7, 0.7]])


def test_a_lead_is_a_difference_of_accuracies():
    accuracies = {"network": np.array([0.8, 0.7]), "convolution": np.array([0.9, 0.7])}
    result = ArrangementAccuracy(accuracies, accuracies, shifts=(), shifted={})
    assert result.lead(result.ordered) == pytest.approx(5)


@pytest.mark.slow
def test_arrangements_have_an_accuracy_for_each_model():
    result = arrangement.train_on_arrangements(seed=1, repeats=1, n=300, shifts=(0, 3))
    assert list(result.ordered) == list(result.shuffled)
    assert list(result.shifted) == [*result.ordered, arrangement.AVERAGED]
    for model, accuracies in result.ordered.items():
        np.testing.assert_array_equal(result.shifted[model][:, 0], accuracies)
        assert result.shifted[model][0, 1] < accuracies[0]


@pytest.mark.slow
def test_a_part_of_what_is_shipped_comes_out_again():
    """The first draw of two models; rounding may differ between processors."""
    stored = RESULTS.of(arrangement.train_on_arrangements)
    models = (arrangement.LINEAR, arrangement.NETWORK)
    again = arrangement.train_on_arrangements(seed=1, repeats=1, models=models, only_moved=())
    assert stored.shifts == again.shifts
    assert all(len(accuracies) == 3 for accuracies in stored.ordered.values())
    for model in models:
        assert again.ordered[model][0] == pytest.approx(stored.ordered[model][0], abs=0.01)
        assert again.shuffled[model][0] == pytest.approx(stored.shuffled[model][0], abs=0.01)
        np.testing.assert_allclose(again.shifted[model][0], stored.shifted[model][0], atol=0.02)


def test_what_flattened_maps_save_is_a_share_of_what_averages_save():
    kept = {"network": 0.2, "convolution": 0.4, "convolution, averaged": 0.7}
    shifted = {model: np.array([[0.5, 0.5 * share]]) for model, share in kept.items()}
    result = ArrangementAccuracy({}, {}, (0, 4), shifted)
    assert result.saved_by_flattened_maps(4) == pytest.approx(2 / 5)


@pytest.mark.slow
def test_one_image_is_followed():
    at_place, away = shifts.predict_shifted_image(4, seed=1, rights=(0, -4))
    _, others = fashion_mnist()[0].split(4000, seed=1)
    np.testing.assert_array_equal(at_place.image, others.pixels[4, 0])
    assert at_place.probabilities.sum() == pytest.approx(1)
    assert at_place.answer == FASHION_CLASSES[others.labels[4]] != away.answer
