import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, sobel
from scipy.signal import correlate2d
from torch import nn

from conundrum.chapters.convolution import experiments
from conundrum.data.images import fashion_mnist
from conundrum.data.photographs import grey, photograph
from conundrum.models.networks import parameter_count


@pytest.mark.parametrize("stride", [1, 2])
def test_sliding_is_scipys_correlation(stride):
    rng = np.random.default_rng(0)
    images, patterns = rng.random((2, 9, 11)), rng.standard_normal((3, 3, 4))
    maps = experiments.slid_over(images, patterns, stride=stride)
    expected = correlate2d(images[1], patterns[2], mode="valid")[::stride, ::stride]
    np.testing.assert_allclose(maps[1, 2], expected, atol=1e-12)


def test_steps_visit_each_place_once_in_reading_order():
    steps = experiments.steps_over_a_digit()
    assert [(step.row, step.column) for step in steps] == [
        (i, j) for i in range(6) for j in range(6)
    ]
    step = steps[20]
    window = step.image[step.row : step.row + 3, step.column : step.column + 3]
    expected = [np.sum(window * pattern) for pattern in step.patterns.values()]
    np.testing.assert_allclose(step.sums, expected, atol=1e-12)


def test_patterns_ignore_what_is_even():
    for pattern in experiments.PATTERNS.values():
        assert pattern.sum() == pytest.approx(0)


def test_a_convolution_is_its_matrix():
    rng = np.random.default_rng(1)
    image, pattern = rng.random((7, 9)), rng.standard_normal((3, 3))
    matrix = experiments.as_a_matrix(pattern, 7, 9)
    expected = correlate2d(image, pattern, mode="valid").ravel()
    np.testing.assert_allclose(matrix @ image.ravel(), expected, atol=1e-12)
    assert np.count_nonzero(matrix) == 5 * 7 * 9


@pytest.mark.parametrize(("kernel", "stride", "padding", "dilation"), [(3, 1, 0, 1), (2, 3, 2, 2)])
def test_windows_are_those_of_a_convolution(kernel, stride, padding, dilation):
    layer = nn.Conv1d(1, 1, kernel, stride=stride, padding=padding, dilation=dilation, bias=False)
    windows = experiments.windows(
        9, kernel=kernel, stride=stride, padding=padding, dilation=dilation
    )
    matrix = layer(np_eye(9)).detach().numpy()[:, 0].T != 0
    assert len(windows) == len(matrix)
    for row, window in zip(matrix, windows, strict=True):
        assert np.flatnonzero(row).tolist() == [pixel for pixel in window if 0 <= pixel < 9]


def np_eye(n):
    return nn.init.eye_(nn.Linear(n, n).weight.detach())[:, None]


def test_moves_are_followed_or_not():
    moves = experiments.move_noise(seed=3)
    assert moves.convolution == pytest.approx(0, abs=1e-12)
    assert moves.stride_even == pytest.approx(0, abs=1e-12)
    assert moves.stride_odd > 0.5
    assert moves.connected > 0.5


def test_a_shoe_keeps_its_feature_map():
    result = experiments.move_a_shoe(down=3, right=-2)
    inside = result.feature_map[4:-4, 4:-4]
    np.testing.assert_allclose(result.moved_map[7:-1, 2:-6], inside, atol=1e-12)


def test_pooling_changes_nothing_without_a_move():
    pooled = experiments.pool_moved_clothes(seed=1, images=20)
    for changes in pooled.change.values():
        assert changes[0] == 0
    assert pooled.at("no pooling", 1) > pooled.at("max 2 × 2", 1) > 0.1


def test_the_blur_is_scipys():
    blurred = experiments.pool_moved_clothes(seed=1, images=20, blur=3.0)
    chosen, _ = fashion_mnist()[0].split(20, seed=1)
    ground = np.pad(chosen.pixels[:, 0].astype(float), ((0, 0), (10, 10), (10, 10)))
    maps = [
        np.maximum(0, correlate2d(gaussian_filter(image, 3), pattern, mode="valid"))
        for image in ground
        for pattern in experiments.PATTERNS.values()
    ]
    here = np.reshape(maps, (20, -1))
    moved = np.reshape(np.roll(maps, 2, axis=2), (20, -1))  # nothing but black leaves the ground
    change = np.linalg.norm(moved - here, axis=1) / np.linalg.norm(here, axis=1)
    assert blurred.at("no pooling", 2) == pytest.approx(change.mean(), rel=1e-2)


def test_parts_in_another_order_are_the_same_parts():
    result = experiments.rearrange_digits(seed=5)
    assert not np.array_equal(result.first, result.second)
    np.testing.assert_array_equal(np.sort(result.first.ravel()), np.sort(result.second.ravel()))
    np.testing.assert_allclose(result.pooled_first, result.pooled_second, atol=1e-12)
    assert result.pooled_first.shape == (2, 3)


def test_fields_grow_by_the_formula():
    plain = experiments.grow_three(seed=2).of["plain"]
    np.testing.assert_array_equal(plain.formula, [3, 5, 7, 9, 11, 13])
    np.testing.assert_array_equal(plain.measured, plain.formula)
    assert plain.seen.shape == (13, 13)
    assert plain.size == 13


def test_the_core_of_an_even_field_is_nine_tenths():
    even = experiments.Growth(("conv",), np.array([10]), np.array([10]), np.ones((10, 10)))
    assert even.core == pytest.approx(0.9, abs=0.011)


def test_parameters_are_those_of_the_layers():
    counts = experiments.count_parameters()
    assert counts.convolution[0] == parameter_count(nn.Conv2d(1, 16, 3, padding=1))
    assert counts.convolution[1] == parameter_count(nn.Conv2d(3, 16, 3, padding=1))
    connected = nn.Linear(3 * 64 * 64, 16 * 64 * 64, device="meta")
    assert counts.connected[1] == parameter_count(connected)
    assert counts.local[0] == 28 * 28 * counts.convolution[0]


def test_edges_are_scipys():
    image = grey(photograph("flower"))[:80, 200:320]
    found = experiments.find_edges(image)
    for response, axis in ((found.upright, 1), (found.level, 0)):
        np.testing.assert_allclose(response, sobel(image, axis)[1:-1, 1:-1] / 4, atol=1e-12)
    np.testing.assert_array_equal(found.image, image[1:-1, 1:-1])


def test_concentration_of_one_edge_is_complete():
    image = np.zeros((50, 50))
    image[:, 25:] = 1
    assert experiments.find_edges(image).concentration == pytest.approx(1)
