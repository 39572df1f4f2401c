from itertools import islice

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from conundrum.training.draws import batches, kept_units


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 99))
def test_each_pass_sees_every_sample_once(n, size, seed):
    pieces = list(islice(batches(n, size, seeds=[seed]), 3 * n))
    assert {piece.shape for piece in pieces} == {(1, size)}
    passes = np.concatenate(pieces, axis=1).reshape(3 * size, n)
    np.testing.assert_array_equal(np.sort(passes), np.tile(np.arange(n), (3 * size, 1)))


def test_batches_depend_on_a_network_s_own_seed_alone():
    together = next(batches(50, 20, seeds=[3, 4, 3]))
    np.testing.assert_array_equal(together[0], next(batches(50, 20, seeds=[3]))[0])
    np.testing.assert_array_equal(together[0], together[2])
    assert not np.array_equal(together[0], together[1])


def test_a_unit_drops_out_as_often_as_it_is_told():
    keep = kept_units(200, 500, 0.3, torch.Generator().manual_seed(1))
    standard_error = (0.3 * 0.7 / keep.numel()) ** 0.5
    assert abs(keep.double().mean() - 0.7) < 4 * standard_error
    assert kept_units(200, 500, 0.0, torch.Generator().manual_seed(1)).all()
