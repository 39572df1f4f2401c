"""The lines of code that the chapter shows do what the libraries do, and are honest."""

import numpy as np
import torch

from conundrum.data.brains import draw_slices
from conundrum.data.scans import Scans
from conundrum.models.intensities import StandardiseHead


def test_standardising_is_the_packages(page):
    standardise_head = page.function("standardise_head")
    pixels = draw_slices(4, seed=0).pixels
    expected = StandardiseHead()(torch.as_tensor(pixels)).numpy()
    np.testing.assert_allclose(standardise_head(pixels), expected, atol=1e-4)


def test_the_honest_test_divides_no_participant_and_balances_folds(page):
    honest_test = page.function("honest_test")
    slices = draw_slices(20, visits=2, seed=1)
    scans = Scans(slices.pixels, slices.participants, slices.patients.astype(float), ())
    trained = []

    def note(network, pixels, patient, **options):
        trained.append((pixels, patient))
        assert options["augment"] is honest_test.__globals__["vary_intensities"]

    honest_test.__globals__["train_detector"] = note
    interval = honest_test(scans, seed=1)
    assert len(trained) == 5
    for pixels, patient in trained:
        seen = [np.flatnonzero((slices.pixels == one).all(axis=(1, 2, 3)))[0] for one in pixels]
        assert len(pixels) == 32
        counts = np.unique(slices.participants[seen], return_counts=True)[1]
        assert (counts == 2).all()
        assert patient.mean() == 0.5
    assert interval.low <= interval.estimate <= interval.high
