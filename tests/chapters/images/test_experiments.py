import numpy as np
import pytest

from conundrum.chapters.images import experiments
from conundrum.data.images import FASHION_CLASSES, Images, digits, fashion_mnist
from conundrum.data.photographs import grey, photograph


def test_errors_drawn_again_scatter_as_shares_do():
    drawn = np.array([experiments.challenge(seed=seed).redrawn for seed in range(200)])
    entries = experiments.challenge(seed=0).entries
    published = np.array([entry.error for entry in entries])
    images = np.array([entry.images for entry in entries])
    spread = 100 * np.sqrt(published / 100 * (1 - published / 100) / images)
    np.testing.assert_allclose(drawn.mean(axis=0), published, atol=4 * spread.max() / 200**0.5)
    np.testing.assert_allclose(drawn.std(axis=0), spread, rtol=0.25)


def test_the_persons_interval_covers_what_is_drawn_again():
    results = [experiments.challenge(seed=seed) for seed in range(400)]
    low, high = results[0].person_interval
    inside = np.mean([low <= result.person_redrawn <= high for result in results])
    assert 0.92 < inside < 0.99
    assert len(results[0].winners) == 8


def test_planes_are_means_of_the_photograph():
    result = experiments.planes()
    image = photograph("flower")
    assert result.image.shape == (106, 160, 3)
    np.testing.assert_allclose(result.image[3, 5], image[12:16, 20:24].mean(axis=(0, 1)))
    assert result.centre[0] > result.centre[1] > result.centre[2]


def test_correlation_of_random_pairs_is_that_of_all_pairs():
    image = grey(photograph("pagoda"))
    rows = np.corrcoef(image[:, 8:].ravel(), image[:, :-8].ravel())[0, 1]
    columns = np.corrcoef(image[8:].ravel(), image[:-8].ravel())[0, 1]
    drawn = experiments.correlation_at(image, 8, np.random.default_rng(0))
    assert drawn == pytest.approx((rows + columns) / 2, abs=0.03)


def test_a_gradient_correlates_perfectly_along_itself():
    image = np.add.outer(np.arange(40.0), np.zeros(40))
    assert experiments.correlation_at(image, 0, np.random.default_rng(0)) == pytest.approx(1)


def test_clothes_correlate_as_the_mean_over_pairs():
    result = experiments.neighbours(seed=2)
    train, _ = fashion_mnist()
    images = train.pixels[:, 0].astype(float)
    inner = images[:, 8:20, 8:20]
    z = (inner - inner.mean(0)) / inner.std(0)
    side_by_side = (z[:, :, 1:] * z[:, :, :-1]).mean(0)
    assert result.clothes[0] == pytest.approx(side_by_side.mean(), abs=0.15)
    assert np.ptp(result.clothes_shuffled) < 0.03


@pytest.mark.parametrize("size", [1, 4, 48])
def test_tiles_change_places_and_nothing_else(size):
    whole, cut = experiments.shuffle_tiles(48, seed=0), experiments.shuffle_tiles(size, seed=1)
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
    mixed = experiments.rearranged(images, places)
    np.testing.assert_array_equal(
        mixed.pixels.reshape(-1, 64)[:, 5], images.pixels.reshape(-1, 64)[:, places[5]]
    )
    np.testing.assert_array_equal(mixed.labels, images.labels)


def test_moving_keeps_labels():
    images = Images(np.ones((2, 1, 4, 4), np.float32), np.array([3, 1]))
    moved = experiments.moved(images, 3)
    np.testing.assert_array_equal(moved.pixels[0, 0, 0], [0, 0, 0, 1])
    np.testing.assert_array_equal(moved.labels, [3, 1])


def test_a_twin_in_single_steps_stays_a_twin():
    twins = experiments.train_twins(seed=3, n=100, epochs=1)
    np.testing.assert_allclose(twins.outputs, twins.twin_outputs, atol=1e-10)
    assert twins.accuracy > 0.2


def test_places_are_found_for_other_patches_too():
    result = experiments.recover_places(seed=5, patches=4000, side=8)
    assert result.explained > 0.9
    distance = np.square(result.places - result.recovered).sum()
    assert 1 - distance == pytest.approx(result.explained)


@pytest.mark.slow
def test_arrangements_have_an_accuracy_for_each_model():
    result = experiments.arrange(seed=1, repeats=1, n=300, epochs=2, shifts=(0, 3))
    assert result.ordered.shape == result.shuffled.shape == (1, 3)
    np.testing.assert_array_equal(result.shifted[:, :, 0], result.ordered)
    assert (result.shifted[:, :, 1] < result.ordered).all()
    assert result.of("network") == 1


@pytest.mark.slow
def test_one_image_is_followed():
    at_place, away = experiments.follow_one_image(16, seed=1, rights=(0, -9))
    _, test = fashion_mnist()
    np.testing.assert_array_equal(at_place.image, test.pixels[16, 0])
    assert at_place.probabilities.sum() == pytest.approx(1)
    assert at_place.answer == FASHION_CLASSES[test.labels[16]] != away.answer


@pytest.mark.parametrize(
    "experiment",
    [
        lambda seed: experiments.challenge(seed=seed).redrawn,
        lambda seed: experiments.neighbours(seed=seed).ordered["pagoda"],
        lambda seed: experiments.shuffle_tiles(8, seed=seed).image,
        lambda seed: experiments.flatten(seed=seed).shuffled,
        lambda seed: experiments.train_twins(seed=seed, n=50, epochs=1).outputs,
        lambda seed: experiments.recover_places(seed=seed, patches=1000, side=8).recovered,
    ],
)
def test_an_experiment_depends_on_its_seed_alone(experiment):
    np.testing.assert_array_equal(experiment(7), experiment(7))
    assert not np.array_equal(experiment(7), experiment(8))
