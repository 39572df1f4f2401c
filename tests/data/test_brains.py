"""Semi-synthetic slices are what their description says."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import ndimage

from conundrum.data.brains import (
    SIDE,
    Scanner,
    average_slice,
    draw_slices,
    smooth_fields,
    tissue_maps,
)

CLEAN = Scanner(noise=0.0, field=0.0, spread=0.0)


@pytest.fixture(scope="module")
def slices():
    return draw_slices(20, visits=3, seed=4)


def test_tissues_add_up_to_the_brain_and_ventricles_are_fluid():
    fluid, grey, white, ventricles = tissue_maps()
    inside = fluid + grey + white
    np.testing.assert_allclose(inside[inside > 0], 1, atol=1e-6)
    assert (ventricles <= fluid).all()
    litres = ventricles.sum() * 3**3 / 1e6
    assert 0.005 < litres < 0.05  # lateral ventricles of adults hold about 0.01 to 0.04


def test_each_participant_has_all_visits_and_half_are_patients(slices):
    assert slices.pixels.shape == (60, 1, SIDE, SIDE)
    assert slices.pixels.dtype == np.float32
    np.testing.assert_array_equal(slices.participants, np.repeat(np.arange(20), 3))
    assert slices.patients.reshape(20, 3).std(axis=1).max() == 0
    assert slices.patients.sum() == 30


def test_patients_have_lesions_and_nobody_else(slices):
    area = slices.lesions.sum(axis=(1, 2))
    assert (area[slices.patients == 0] == 0).all()
    assert (area[slices.patients == 1] > 5).all()
    blobs = [ndimage.label(lesion > 0.3)[1] for lesion in slices.lesions[slices.patients == 1]]
    assert set(blobs) == {1, 2}


def test_lesions_are_as_bright_as_the_scanner_says():
    slices = draw_slices(20, scanner=CLEAN, seed=1)
    whole = slices.lesions == 1
    np.testing.assert_allclose(slices.pixels[:, 0][whole], CLEAN.lesion, atol=0.02)
    assert slices.pixels[slices.patients == 0].max() <= CLEAN.grey + 1e-6


def test_registered_heads_lie_where_the_average_does():
    average = average_slice() > 0.1
    for misplacement, least in ((0.0, 0.9), (1.0, 0.0)):
        slices = draw_slices(30, scanner=CLEAN, misplacement=misplacement, seed=2)
        overlap = [
            (average & head).sum() / (average | head).sum() for head in slices.pixels[:, 0] > 0.1
        ]
        assert np.mean(overlap) > least
        if not misplacement:
            registered = np.mean(overlap)
    assert np.mean(overlap) < registered - 0.05


def test_another_scanner_shows_the_same_heads():
    own, darker = draw_slices(6, seed=3), draw_slices(6, scanner=Scanner(gain=0.6), seed=3)
    np.testing.assert_allclose(darker.pixels, 0.6 * own.pixels, rtol=1e-5)
    np.testing.assert_array_equal(own.lesions, darker.lesions)
    np.testing.assert_array_equal(own.ventricles, darker.ventricles)


def test_gamma_is_a_power_of_brightness():
    plain, raised = (
        draw_slices(3, scanner=replace(CLEAN, gamma=g), seed=3).pixels for g in (1.0, 2.0)
    )
    np.testing.assert_allclose(raised, plain**2, atol=1e-5)


def test_noise_is_that_of_a_signal_with_two_parts():
    noise = 0.03
    pixels = draw_slices(20, scanner=replace(CLEAN, noise=noise), seed=5).pixels
    background = pixels[:, 0, :3, :3]  # outside any head: Rayleigh distributed
    assert background.mean() == pytest.approx(noise * np.sqrt(np.pi / 2), rel=0.1)


def test_some_are_some():
    slices = draw_slices(4, visits=2, seed=0)
    some = slices[slices.participants == 2]
    assert len(some) == 2
    np.testing.assert_array_equal(some.pixels, slices.pixels[4:6])


def test_slices_depend_on_their_seed_alone():
    np.testing.assert_array_equal(draw_slices(3, seed=7).pixels, draw_slices(3, seed=7).pixels)
    assert not np.array_equal(draw_slices(3, seed=7).pixels, draw_slices(3, seed=8).pixels)


def test_smooth_fields_pass_through_the_corners_of_the_grid():
    numbers = torch.tensor([[[0.0, 1.0], [2.0, 3.0]]])
    [field] = smooth_fields(numbers)
    np.testing.assert_allclose(field[[0, 0, -1, -1], [0, -1, 0, -1]], [0, 1, 2, 3], atol=1e-5)


def test_with_age_ventricles_grow_and_grey_matter_thins():
    young, fifty, old = (
        draw_slices(20, scanner=CLEAN, ages=np.full(20, age), seed=2) for age in (20, 50, 80)
    )
    assert (young.ventricles < fifty.ventricles).all()
    assert (fifty.ventricles < old.ventricles).all()
    grey = [(abs(s.pixels - CLEAN.grey) < 0.05).mean() for s in (young, fifty, old)]
    assert grey[0] > grey[1] > grey[2]
    np.testing.assert_array_equal(fifty.pixels, draw_slices(20, scanner=CLEAN, seed=2).pixels)


def test_registered_brains_differ_less_in_size():
    free, registered = (draw_slices(40, misplacement=m, seed=2).brains for m in (1.0, 0.0))
    assert free.std() > 2 * registered.std()
    assert 100 < registered.mean() < 220  # cm²


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"participants": 0}, "participants must be at least 1, got 0"),
        ({"participants": 2, "misplacement": -1}, "misplacement must be zero or more"),
        ({"participants": 2, "ages": [40.0]}, "ages"),
    ],
)
def test_bad_numbers_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_slices(**arguments, seed=0)


@pytest.mark.parametrize("setting", [{"noise": -0.1}, {"gain": 0.0}])
def test_a_scanner_has_no_negative_settings(setting):
    with pytest.raises(ValueError, match=next(iter(setting))):
        Scanner(**setting)
