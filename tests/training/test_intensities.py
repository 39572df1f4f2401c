import numpy as np
import torch

from conundrum.data.brains import draw_slices
from conundrum.training.intensities import vary_intensities

PIXELS = torch.as_tensor(draw_slices(6, seed=0).pixels)


def test_images_are_varied_each_in_its_own_way():
    varied = vary_intensities(PIXELS, torch.Generator().manual_seed(1))
    assert varied.shape == PIXELS.shape
    assert varied.isfinite().all()
    factors = (varied / PIXELS).mean(dim=(1, 2, 3))
    assert len(np.unique(factors.round(decimals=3))) == len(PIXELS)


def test_what_varies_is_a_power_a_factor_and_a_smooth_field():
    flat = torch.full((3, 1, 64, 64), 1.0)  # of which every power is 1
    field = vary_intensities(flat, torch.Generator().manual_seed(2)).log()
    assert field.diff(dim=2).abs().max() < 0.06
    assert field.std() > 0.1


def test_the_generator_decides():
    first, second, third = (
        vary_intensities(PIXELS, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)
    )
    assert torch.equal(first, second)
    assert not torch.equal(first, third)
