import torch

from conundrum.data.brains import draw_slices
from conundrum.models.intensities import StandardiseHead

PIXELS = torch.as_tensor(draw_slices(4, seed=0).pixels)


def test_the_head_has_mean_zero_and_deviation_one():
    standardised = StandardiseHead()(PIXELS)
    for before, after in zip(PIXELS, standardised, strict=True):
        head = after[before > 0.5 * before.flatten().quantile(0.9)]
        torch.testing.assert_close(head.mean(), torch.tensor(0.0), atol=1e-5, rtol=0)
        torch.testing.assert_close(head.std(correction=0), torch.tensor(1.0), atol=1e-5, rtol=0)


def test_gain_has_no_effect():
    torch.testing.assert_close(StandardiseHead()(3 * PIXELS), StandardiseHead()(PIXELS))
