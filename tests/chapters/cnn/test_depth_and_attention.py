"""What came after: depth, attention, and results that are shipped."""

import numpy as np
import pytest
import torch
from torch import nn

from conundrum.chapters.cnn.experiments import attention, depth, exchange, sizes
from conundrum.chapters.cnn.shipped import RESULTS
from conundrum.experiment import origin_of
from conundrum.models.convnets import Residual


@pytest.mark.parametrize("kind", depth.BLOCKS)
def test_depth_is_counted_and_the_addition_is_the_only_difference(kind):
    for blocks in (1, 3):
        plain, other = (
            depth.DeepNet(blocks, depth.BLOCKS[name], seed=4) for name in (depth.PLAIN, kind)
        )
        convolutions = [
            [m.weight for m in network.modules() if isinstance(m, nn.Conv2d)]
            for network in (plain, other)
        ]
        assert len(convolutions[0]) == 2 * blocks + 2
        assert all(map(torch.equal, *convolutions))
        added = [m for m in other.modules() if isinstance(m, Residual)]
        assert len(added) == (0 if kind == depth.PLAIN else blocks)


def test_a_residual_block_starts_as_one_that_passes_its_input_on():
    x = torch.rand(4, depth.CHANNELS, 5, 5, generator=torch.Generator().manual_seed(0))
    zero, one = (
        depth.DeepNet(1, make, seed=2).layers[2].train()
        for make in (depth.residual_block, depth.residual_block_from_one)
    )
    torch.testing.assert_close(zero(x), x)
    assert not torch.allclose(one(x), x)


def test_losses_are_kept_by_kind_and_depth():
    result = depth.deepen(seed=1, draws=2, blocks=(1,), images=64, epochs=2)
    assert set(result.loss) == set(depth.BLOCKS)
    assert result.loss[depth.PLAIN][4].shape == (2, 2)
    assert result.epochs == 2
    assert result.at_end(depth.PLAIN, 4) == np.median(result.loss[depth.PLAIN][4][:, -1])
    assert 0 <= result.mean_accuracy(depth.PLAIN, 4) <= 1


def test_the_epoch_in_which_a_loss_falls_below_a_value():
    losses = {depth.PLAIN: {4: np.array([[2, 0.5, 0.05], [2, 0.05, 0.01], [3, 2, 1]])}}
    result = depth.DepthComparison(losses, {})
    assert result.epochs_until(0.1, depth.PLAIN, 4) == 3  # of 3, 2, and never
    assert result.epochs_until(10, depth.PLAIN, 4) == 1
    assert result.epochs_until(0.001, depth.PLAIN, 4) == 4


def test_attention_weights_are_shares_and_patches_are_of_the_image():
    attended = attention.attend(seed=3)
    np.testing.assert_allclose(attended.weights.sum(axis=1), 1)
    assert attended.weights.shape == (49, 49)
    assert attended.across == 7
    np.testing.assert_allclose(attended.strength.max(axis=1), 1)
    patches = attention._patches(attended.picture, 4)
    np.testing.assert_array_equal(patches[8], attended.picture[4:8, 4:8].ravel())
    np.testing.assert_allclose(attended.weights @ patches, attended.mixed)


# --- What is shipped ------------------------------------------------------------------------------


def test_shipped_results_say_which_experiment_made_them():
    by_size, depths = RESULTS.of(sizes.compare_sizes), RESULTS.of(depth.deepen)
    for result, made_by in ((by_size, sizes.compare_sizes), (depths, depth.deepen)):
        assert origin_of(result).experiment.endswith(made_by.__qualname__)
        assert origin_of(result).arguments["draws"] == 5
    assert by_size.accuracy["pooled"].shape == (5, 3)
    exchanged = RESULTS.of(exchange.exchange_patches)
    for model in ("pooled", "transformer"):  # the same draws, so the same networks
        np.testing.assert_allclose(exchanged.accuracy[model], by_size.accuracy[model], atol=0.04)
    assert depths.loss["plain"][26].shape == (5, 100)


@pytest.mark.slow
def test_a_part_of_what_is_shipped_comes_out_again():
    """The first draw, as far as it takes seconds; rounding may differ between processors."""
    again = sizes.compare_sizes(seed=1, draws=1, sizes=(100,), names=("pooled", "linear"))
    stored = RESULTS.of(sizes.compare_sizes)
    for name, accuracies in again.accuracy.items():
        assert accuracies[0, 0] == pytest.approx(stored.accuracy[name][0, 0], abs=0.04)
    again = exchange.exchange_patches(seed=1, draws=1, sizes=(100,), models=("pooled",))
    stored = RESULTS.of(exchange.exchange_patches)
    for name, accuracies in again.accuracy.items():
        assert accuracies[0, 0] == pytest.approx(stored.accuracy[name][0, 0], abs=0.04)
