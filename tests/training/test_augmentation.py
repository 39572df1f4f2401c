"""Images are changed as torchvision changes one, each by an amount of its own."""

import numpy as np
import pytest
import torch
from scipy import ndimage
from torchvision.transforms import v2

from conundrum.training.augmentation import crop_each, flip_each, shift_each, turn_each

IMAGES = torch.rand(40, 2, 9, 9, generator=torch.Generator().manual_seed(0))
CHANGES = {
    "flip": flip_each,
    "shift": shift_each(2),
    "turn": turn_each(30),
    "crop": crop_each(0.5),
}


def generator(seed):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_depends_on_its_generator_alone(name):
    torch.manual_seed(0)
    once = CHANGES[name](IMAGES, generator(1))
    state = torch.get_rng_state()
    again = CHANGES[name](IMAGES, generator(1))
    torch.testing.assert_close(once, again, rtol=0, atol=0)
    assert torch.equal(torch.get_rng_state(), state)
    assert not torch.equal(once, CHANGES[name](IMAGES, generator(2)))
    assert once.shape == IMAGES.shape


@pytest.mark.parametrize("name", CHANGES)
def test_images_of_a_batch_are_changed_differently(name):
    copies = IMAGES[:1].expand(40, -1, -1, -1)
    outcomes = {image.numpy().round(4).tobytes() for image in CHANGES[name](copies, generator(1))}
    assert len(outcomes) == 2 if name == "flip" else len(outcomes) > 15


def test_about_half_of_the_images_are_mirrored():
    flipped = flip_each(IMAGES, generator(1))
    mirrored = [torch.equal(a, b.flip(-1)) for a, b in zip(flipped, IMAGES, strict=True)]
    kept = [torch.equal(a, b) for a, b in zip(flipped, IMAGES, strict=True)]
    assert all(m != k for m, k in zip(mirrored, kept, strict=True))
    assert 10 < sum(mirrored) < 30


def test_shifts_are_of_whole_pixels():
    moves = {(down, right) for down in range(-2, 3) for right in range(-2, 3)}
    met = set()
    for image, moved in zip(IMAGES, shift_each(2)(IMAGES, generator(1)), strict=True):
        found = [
            move
            for move in moves
            if np.allclose(ndimage.shift(image, (0, *move), order=0), moved, atol=1e-5)
        ]
        assert len(found) == 1
        met.update(found)
    assert len(met) > 15


@pytest.mark.parametrize("degrees", [0, 60])
def test_a_turn_is_torchvisions(degrees, monkeypatch):
    image = IMAGES[:1]
    monkeypatch.setattr(torch, "rand", lambda n, generator: torch.full((n,), 0.75))
    turned = turn_each(degrees)(image, generator(1))  # by half of it
    inside = np.s_[..., 2:7, 2:7]
    either = [
        v2.functional.rotate(image, angle, v2.InterpolationMode.BILINEAR)[inside]
        for angle in (degrees / 2, -degrees / 2)
    ]
    assert any(torch.allclose(turned[inside], e, atol=1e-5) for e in either)


def test_a_crop_shows_a_part_of_the_image_enlarged(monkeypatch):
    slope = torch.arange(9.0).expand(1, 1, 9, 9)
    monkeypatch.setattr(torch, "rand", lambda n, generator: torch.full((n,), 0.5))
    cropped = crop_each(0.28)(slope, generator(1))  # 0.64 of the area, a side of 0.8, the middle
    torch.testing.assert_close(cropped, 4 + 0.8 * (slope - 4), rtol=0, atol=1e-5)


def test_a_crop_of_all_is_the_image():
    torch.testing.assert_close(crop_each(1)(IMAGES, generator(1)), IMAGES, rtol=0, atol=1e-5)
