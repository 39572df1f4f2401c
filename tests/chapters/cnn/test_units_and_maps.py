"""What units respond to, and where networks look."""

import numpy as np
import pytest
import torch
from scipy.stats import f_oneway, spearmanr

from conundrum.chapters.cnn.experiments import looking, units
from conundrum.data.images import fashion_mnist
from conundrum.models.convnets import predict_images

TRAIN, TEST = fashion_mnist()


def test_between_classes_is_the_share_of_an_analysis_of_variance():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], [10, 20, 30])
    responses = rng.normal(size=(60, 2)) + labels[:, None] * [0.0, 1.0]
    share = units.between_classes(responses, labels)
    for unit in (0, 1):
        f = f_oneway(*(responses[labels == k, unit] for k in range(3))).statistic
        assert share[unit] == pytest.approx(2 * f / (2 * f + 57))


def test_patches_are_what_the_unit_saw(network):
    """A unit's response does not change when everything outside its patch does."""
    found = units.find_responses(network, TRAIN[:100], seed=2, shown=3, best=2, steps=5)
    for stage, last in units.STAGES.items():
        side = units.RECEPTIVE_FIELD[stage]
        below = network.stages[: last + 1]
        assert found.patches[stage].shape == (len(found.shown[stage]), 2, side, side)
        for unit in found.shown[stage]:
            responses = found.responses[stage][:, unit]
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


def test_images_compete_in_the_contrast_that_suits_a_unit(network):
    found = units.find_responses(network, TRAIN[:50], seed=2, steps=2)
    for stage, last in units.STAGES.items():
        below = network.stages[: last + 1]
        with torch.no_grad():
            negative = below(torch.as_tensor(1 - TRAIN.pixels[:50])).amax(dim=(0, 2, 3)).numpy()
        shown = found.shown[stage]
        best = found.contrast_response[stage]
        assert (best >= found.responses[stage][:, shown].max(axis=0) * (1 - 1e-5)).all()
        assert (best >= negative[shown] * (1 - 1e-5)).all()
    assert found.median_gain_over_contrasts <= found.median_gain


def test_ascent_excites_more_than_its_start(network):
    few, many = (
        units.find_responses(network, TRAIN[:100], seed=2, steps=steps) for steps in (1, 40)
    )
    for stage in units.STAGES:
        assert np.median(many.maximised_response[stage]) > np.median(few.maximised_response[stage])
        assert many.maximising[stage].min() >= 0
        assert many.maximising[stage].max() <= 1


def test_a_class_activation_map_adds_up_to_the_output(network):
    pixels, labels = TEST.pixels[:4], TEST.labels[:4]
    large = looking.class_activation_maps(network, pixels, labels)
    assert large.shape == (4, 28, 28)
    for picture, label, enlarged in zip(pixels, labels, large, strict=True):
        found = looking.class_activation(network, picture, int(label))
        assert found.output == pytest.approx(predict_images(network, picture[None])[0, label])
        assert found.discrepancy < 1e-5
        total = found.contributions.sum() + found.bias
        assert total == pytest.approx(found.output, abs=1e-5)
        assert (np.diff(found.contributions[found.strongest]) <= 0).all()
        # Bilinear enlargement by four keeps the mean inside, but for the edge.
        assert spearmanr(enlarged[2::4, 2::4].ravel(), found.map.ravel()).statistic > 0.9


def test_maps_are_of_images_named_rightly_and_deletion_starts_whole():
    maps = looking.compare_attributions(seed=1, size=60, count=6, draws=2, shares=(0, 0.1, 1))
    assert maps.pictures.shape == (6, 28, 28)
    assert maps.random_maps["occlusion"].shape == (2, 6, 28, 28)
    assert maps.agreement("occlusion").shape == (2,)
    starts = [probability[0] for probability in maps.probability.values()]
    assert np.ptp(starts) == pytest.approx(0)
    assert starts[0] > 1 / 10
    ends = [probability[-1] for probability in maps.probability.values()]
    assert np.ptp(ends) == pytest.approx(0, abs=1e-6)
    black = maps.pictures == 0
    assert (maps.maps["gradient × input"][black] == 0).all()
    for by, probability in maps.probability.items():
        assert maps.left(by, 0.1) == probability[1]
    for bright in (*maps.bright_maps.values(), *maps.bright_random_maps.values()):
        assert bright.min() >= 0
        assert bright.max() <= 1


def test_networks_with_random_weights_have_their_own_statistics(network):
    one, other = (looking.random_network(TRAIN, seed=seed) for seed in (1, 2))
    for a, b, trained in zip(one.stages, other.stages, network.stages, strict=True):
        for name in ("running_mean", "running_var"):
            statistics = [
                next(m for m in stage if isinstance(m, torch.nn.BatchNorm2d)).get_buffer(name)
                for stage in (a, b, trained)
            ]
            assert not torch.allclose(statistics[0], statistics[1])
            assert not torch.allclose(statistics[0], statistics[2])
    with torch.no_grad():
        maps = one.stages[0][:3](torch.as_tensor(TRAIN.pixels[:500]))
    torch.testing.assert_close(maps.mean(dim=(0, 2, 3)), torch.zeros(16), atol=0.05, rtol=0)


def test_a_map_over_squares_is_the_mean_around_each_pixel():
    maps = np.random.default_rng(1).random((2, 28, 28))
    squares = looking.over_squares(maps)
    assert squares[1, 10, 12] == pytest.approx(maps[1, 7:14, 9:16].mean())
    assert squares[0, 0, 0] == pytest.approx(maps[0, :4, :4].sum() / 49)


def test_the_best_rival_of_occlusion_leaves_least():
    left = {"class activation": 0.5, "gradient × input, squares": 0.4, "bright squares": 0.3}
    probability = {by: np.array([1, p]) for by, p in (left | {"blocks": 0.6}).items()}
    probability["pixels"] = np.array([1, 0.1])  # no rival: these are no squares
    maps = looking.AttributionMaps(np.ones((1, 28, 28)), {}, {}, np.array([0, 0.1]), probability)
    assert maps.best_rival_of_occlusion(0.1) == "bright squares"


def test_random_blocks_are_squares_on_the_garment():
    garment = np.zeros((2, 28, 28), dtype=bool)
    garment[:, 10:20, 10:20] = True
    maps = looking.random_blocks(garment, np.random.default_rng(1))
    first = maps == maps.max(axis=(1, 2), keepdims=True)
    assert first.sum(axis=(1, 2)).tolist() == [49, 49]
    for block in first:
        rows, columns = np.nonzero(block)
        assert np.ptp(rows) == np.ptp(columns) == 6
        assert garment[0, rows.min() + 3, columns.min() + 3]
    assert (maps > 0).sum() == 2 * 16 * 16  # the garment, and three pixels around it
