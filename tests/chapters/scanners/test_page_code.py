"""The lines of code that the chapter shows do what the package does."""

import numpy as np
import torch

from conundrum.data.brains import draw_slices
from conundrum.models.intensities import StandardiseHead


def test_standardising_is_the_packages(page):
    standardise_head = page.function("standardise_head")
    pixels = draw_slices(4, seed=0).pixels
    expected = StandardiseHead()(torch.as_tensor(pixels)).numpy()
    np.testing.assert_allclose(standardise_head(pixels), expected, atol=1e-4)
