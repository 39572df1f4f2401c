import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter, sobel
from scipy.signal import correlate2d
from torch import nn
from torch.nn.functional import conv2d

from conundrum.chapters.convolution.experiments import (
    bench,
    channels,
    counting,
    edges,
    geometry,
    moving,
    pooling,
    receptive,
    sliding,
    volumes,
)
from conundrum.data.images import fashion_mnist
from conundrum.data.photographs import grey, photograph
from conundrum.models.networks import parameter_count


@pytest.mark.parametrize("stride", [1, 2])
def test_sliding_is_scipys_correlation(stride):
    rng = np.random.default_rng(0)
    images, patterns = rng.random((2, 9, 11)), rng.standard_normal((3, 3, 4))
    maps = sliding.feature_maps(images, patterns, stride=stride)
    expected = correlate2d(images[1], patterns[2], mode="valid")[::stride, ::stride]
    np.testing.assert_allclose(maps[1, 2], expected, atol=1e-12)


def test_steps_visit_each_place_once_in_reading_order():
    steps = sliding.slide_over_digit()
    assert [(step.row, step.column) for step in steps] == [
        (i, j) for i in range(6) for j in range(6)
    ]
    step = steps[20]
    window = step.image[step.row : step.row + 3, step.column : step.column + 3]
    for name, kernel in step.kernels.items():
        assert step.sums[name] == pytest.approx(np.sum(window * kernel))
        assert step.products[name].sum() == step.sums[name]
    assert step.largest == max(abs(each.sums[name]) for each in steps for name in step.kernels)


def test_pixels_and_sums_are_whole_numbers():
    for step in sliding.slide_over_digit():
        assert set(np.unique(step.image)) <= set(range(17))
        assert all(total == round(total) for total in step.sums.values())


def test_kernels_ignore_what_is_even():
    for kernel in sliding.KERNELS.values():
        assert kernel.sum() == pytest.approx(0)


def test_a_convolution_is_its_matrix():
    rng = np.random.default_rng(1)
    image, pattern = rng.random((7, 9)), rng.standard_normal((3, 3))
    matrix = sliding.convolution_matrix(pattern, 7, 9)
    expected = correlate2d(image, pattern, mode="valid").ravel()
    np.testing.assert_allclose(matrix @ image.ravel(), expected, atol=1e-12)
    assert np.count_nonzero(matrix) == 5 * 7 * 9


@pytest.mark.parametrize(("kernel", "stride", "padding", "dilation"), [(3, 1, 0, 1), (2, 3, 2, 2)])
def test_windows_are_those_of_a_convolution(kernel, stride, padding, dilation):
    layer = nn.Conv1d(1, 1, kernel, stride=stride, padding=padding, dilation=dilation, bias=False)
    windows = geometry.windows(9, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
    matrix = layer(np_eye(9)).detach().numpy()[:, 0].T != 0
    assert len(windows) == len(matrix)
    for row, window in zip(matrix, windows, strict=True):
        assert np.flatnonzero(row).tolist() == [pixel for pixel in window if 0 <= pixel < 9]


def np_eye(n):
    return nn.init.eye_(nn.Linear(n, n).weight.detach())[:, None]


def test_moves_are_followed_or_not():
    moves = moving.shift_noise(seed=3)
    assert moves.convolution == pytest.approx(0, abs=1e-12)
    assert moves.stride_even == pytest.approx(0, abs=1e-12)
    assert moves.stride_odd > 0.5
    assert moves.connected > 0.5


def test_a_shoe_keeps_its_feature_map():
    result = moving.shift_shoe(down=3, right=-2)
    inside = result.feature_map[4:-4, 4:-4]
    np.testing.assert_allclose(result.shifted_map[7:-1, 2:-6], inside, atol=1e-12)


def test_pooling_changes_nothing_without_a_move():
    pooled = pooling.pool_shifted_clothes(seed=1, images=20)
    for changes in pooled.change.values():
        assert changes[0] == 0
    assert pooled.at("no pooling", 1) > pooled.at("max 2 × 2", 1) > 0.1


def test_the_blur_is_scipys():
    blurred = pooling.pool_shifted_clothes(seed=1, images=20, blur=3.0)
    chosen, _ = fashion_mnist()[0].split(20, seed=1)
    ground = np.pad(chosen.pixels[:, 0].astype(float), ((0, 0), (10, 10), (10, 10)))
    maps = [
        np.maximum(0, correlate2d(gaussian_filter(image, 3), pattern, mode="valid"))
        for image in ground
        for pattern in sliding.KERNELS.values()
    ]
    here = np.reshape(maps, (20, -1))
    moved = np.reshape(np.roll(maps, 2, axis=2), (20, -1))  # nothing but black leaves the ground
    change = np.linalg.norm(moved - here, axis=1) / np.linalg.norm(here, axis=1)
    assert blurred.at("no pooling", 2) == pytest.approx(change.mean(), rel=1e-2)


def test_parts_in_another_order_are_the_same_parts():
    result = pooling.rearrange_digits(seed=5)
    assert not np.array_equal(result.first, result.second)
    np.testing.assert_array_equal(np.sort(result.first.ravel()), np.sort(result.second.ravel()))
    np.testing.assert_allclose(result.pooled_first, result.pooled_second, atol=1e-12)
    assert result.pooled_first.shape == (2, 3)


def test_fields_grow_by_the_formula():
    plain = receptive.measure_receptive_fields(seed=2).of["plain"]
    np.testing.assert_array_equal(plain.formula, [3, 5, 7, 9, 11, 13])
    np.testing.assert_array_equal(plain.measured, plain.formula)
    assert plain.dependence.shape == (13, 13)
    assert plain.size == 13


def test_the_core_of_an_even_field_is_nine_tenths():
    even = receptive.FieldByLayer(("conv",), np.array([10]), np.array([10]), np.ones((10, 10)))
    assert even.core == pytest.approx(0.9, abs=0.011)


def test_parameters_are_those_of_the_layers():
    counts = counting.count_parameters()
    assert counts.convolution[0] == parameter_count(nn.Conv2d(1, 16, 3, padding=1))
    assert counts.convolution[1] == parameter_count(nn.Conv2d(3, 16, 3, padding=1))
    connected = nn.Linear(3 * 64 * 64, 16 * 64 * 64, device="meta")
    assert counts.connected[1] == parameter_count(connected)
    assert counts.local[0] == 28 * 28 * counts.convolution[0]


def test_edges_are_scipys():
    image = grey(photograph("flower"))[:80, 200:320]
    found = edges.find_edges(image)
    for response, axis in ((found.across, 1), (found.down, 0)):
        np.testing.assert_allclose(response, sobel(image, axis)[1:-1, 1:-1] / 4, atol=1e-12)
    np.testing.assert_array_equal(found.image, image[1:-1, 1:-1])


def test_concentration_of_one_edge_is_complete():
    image = np.zeros((50, 50))
    image[:, 25:] = 1
    assert edges.find_edges(image).concentration == pytest.approx(1)


def test_a_kernel_over_channels_is_torchs():
    kernel = {name: np.random.default_rng(0).standard_normal((3, 3)) for name in channels.COLOURS}
    result = channels.sum_over_channels(kernel=kernel, bias=0.5)
    x = torch.as_tensor(np.moveaxis(result.image, -1, 0))[None]
    weight = torch.as_tensor(np.stack(list(kernel.values())))[None]
    expected = conv2d(x, weight, torch.tensor([0.5], dtype=x.dtype))[0, 0].numpy()
    np.testing.assert_allclose(result.total, expected, atol=1e-10)
    np.testing.assert_allclose(result.feature_map, np.maximum(0, expected), atol=1e-10)


def test_grey_is_silent_for_the_kernel_that_looks_for_orange():
    assert sum(weights.sum() for weights in channels.ORANGE.values()) == 0
    result = channels.sum_over_channels()
    assert result.on_flower > 1
    assert result.active_at_margin == 0


@pytest.mark.parametrize(
    ("size", "layer"),
    [
        (channels.LAYERS["16 maps to 32"], nn.Conv2d(16, 32, 3)),
        (channels.LAYERS["16 maps to 32, 1 × 1"], nn.Conv2d(16, 32, 1)),
        (channels.LAYERS["16 maps to 32, in a volume"], nn.Conv3d(16, 32, 3)),
    ],
)
def test_layers_have_as_many_parameters_as_torchs(size, layer):
    assert size.parameters == parameter_count(layer)
    assert size.weights_a_map == layer.weight[0].numel()


@pytest.mark.parametrize(
    ("stride", "padding", "dilation"), [(1, 0, 1), (2, 0, 1), (2, 1, 1), (1, 1, 1), (1, 0, 2)]
)
def test_windows_are_counted_as_they_lie(stride, padding, dilation):
    case = geometry.count_windows(7, stride=stride, padding=padding, dilation=dilation)
    along = geometry.windows(7, kernel=3, stride=stride, padding=padding, dilation=dilation)
    times = np.array([sum(pixel in window for window in along) for pixel in range(7)])
    np.testing.assert_array_equal(case.counts, np.outer(times, times))
    assert case.outputs == len(along)
    assert case.first == [(i, j) for i in along[0] for j in along[0]]


def test_bright_cubes_are_found_by_both_windows():
    result = volumes.find_cubes(seed=2, volumes=10, contrasts=(1.0, 5.0))
    assert result.slice_hits_at(5.0) == result.volume_hits_at(5.0) == 1
    assert result.gain_at(5.0) == 0


def test_no_deformation_changes_nothing():
    result = pooling.pool_deformed_clothes(seed=1, images=20)
    for name in pooling.POOLINGS:
        assert result.turned_by(name, 0) == pytest.approx(0, abs=1e-12)
        assert result.enlarged_by(name, 0) == pytest.approx(0, abs=1e-12)
        assert result.bent_by(name, 0.0) == pytest.approx(0, abs=1e-12)
    assert result.another["no pooling"] > result.another["max over all"] > 0


def test_a_quarter_turn_is_numpys():
    images = np.random.default_rng(0).random((2, 9, 9))
    turned = pooling._turned(images, 90)
    assert np.allclose(turned, np.rot90(images, axes=(1, 2))) or np.allclose(
        turned, np.rot90(images, -1, axes=(1, 2))
    )
    np.testing.assert_allclose(pooling._enlarged(images, 2)[:, 4, 4], images[:, 4, 4])


def test_displacements_have_the_typical_length():
    field = pooling._smooth_field((5, 30, 30), seed=1)
    assert np.sqrt((field**2).sum(axis=1).mean()) == pytest.approx(1)
    by_one = np.zeros((2, 2, 9, 9))
    by_one[:, 1] = 1.0  # each pixel shows what is one column further on
    images = np.random.default_rng(0).random((2, 9, 9))
    np.testing.assert_allclose(
        pooling._displaced(images, by_one)[:, :, :-1], images[:, :, 1:], atol=1e-12
    )


def test_the_bench_shows_the_chapter_s_seven_and_a_boot_and_a_flower():
    drawn = bench.draw_bench()
    assert {name: len(planes) for name, planes in drawn.pictures.items()} == {
        "seven": 1,
        "boot": 1,
        "blocks": 1,
        "flower": 3,
    }
    for planes in drawn.pictures.values():
        assert planes.shape[1:] == (12, 12)
        assert planes.min() >= 0
        assert 12 <= planes.max() <= 16
    step = sliding.slide_over_digit()[0]
    np.testing.assert_array_equal(drawn.pictures["seven"][0, 2:-2, 2:-2], step.image)
    red, green, blue = drawn.pictures["flower"][:, 4:8, 4:8].mean(axis=(1, 2))
    assert red > max(green, blue)  # orange in the middle
    for name, kernel in sliding.KERNELS.items():
        np.testing.assert_array_equal(drawn.data["kernels"][name], kernel.ravel())
