"""What the chapter *Convolution and pooling* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.convolution.experiments import (
    channels,
    edges,
    moving,
    pooling,
    receptive,
    volumes,
)
from conundrum.chapters.convolution.experiments.channels import ChannelSum
from conundrum.chapters.convolution.experiments.edges import EdgeConcentration
from conundrum.chapters.convolution.experiments.moving import ShiftDiscrepancies
from conundrum.chapters.convolution.experiments.pooling import (
    DeformedChanges,
    PooledChanges,
    RearrangedDigits,
)
from conundrum.chapters.convolution.experiments.receptive import FieldsOfNetworks
from conundrum.chapters.convolution.experiments.volumes import CubeDetection
from conundrum.claims import EXACT, SAME_DATA, checked, claim

# --- Channels -------------------------------------------------------------------------------------


@checked(channels.sum_over_channels, kind=EXACT, below=0.01, unit=" of the places")
def a_kernel_for_orange_is_silent_among_leaves(result: ChannelSum) -> float:
    """In the ten columns of the feature map that lie next to one margin, all of them leaves, fewer
    than one place in a hundred is above zero.
    """
    return result.active_at_margin


@claim(partial(volumes.find_cubes, contrasts=(1.0,)), above=0.15, unit=" more of the cubes")
def a_third_axis_finds_what_extends_along_it(result: CubeDetection) -> float:
    """A cube of 3 × 3 × 3 voxels in noise, brighter by one standard deviation, is found more often
    by sums over 3 × 3 × 3 voxels than by sums over 3 × 3 in a slice: the share found in 100 volumes
    of 24 × 24 × 24 is larger by more than 0.15 (within one voxel of its middle).
    """
    return result.gain_at(1.0)


# --- Edges in a photograph ------------------------------------------------------------------------


@checked(
    edges.measure_edge_concentration, kind=SAME_DATA, above=0.5, unit=" of the squared strength"
)
def edges_are_few_and_strong(result: EdgeConcentration) -> float:
    """In 100 random parts of two photographs, a tenth of the pixels holds more than half of the
    squared strength of edges (median of parts).
    """
    return np.median(result.ordered)


@claim(edges.measure_edge_concentration, kind=SAME_DATA, above=1.5, unit="×")
def shuffled_pixels_have_edges_everywhere(result: EdgeConcentration) -> float:
    """In 100 random parts (96 × 96) of two photographs, 50 of each, the strongest tenth of
    the pixels holds more than one and a half times as large a share of the squared edge
    strength (Sobel) as after a shuffle of the part (ratio of medians).
    """
    return result.ratio


# --- When the image moves -------------------------------------------------------------------------


@checked(moving.shift_noise, below=1e-9, digits=2)
def a_convolution_moves_along(moves: ShiftDiscrepancies) -> float:
    """When an image of noise moves, its feature maps for random kernels move along and are
    otherwise unchanged, away from the border (largest difference over kernels and four moves).
    """
    return moves.convolution


@checked(moving.shift_noise, above=0.5, unit=" of its size")
def a_fully_connected_layer_does_not(moves: ShiftDiscrepancies) -> float:
    """When an image of noise moves by one pixel, the outputs of a random fully connected layer
    differ from the moved outputs by more than half of their size.
    """
    return moves.connected


@checked(moving.shift_noise, below=1e-9, digits=2)
def with_a_stride_even_moves_are_followed(moves: ShiftDiscrepancies) -> float:
    """With a stride of two, feature maps follow a move by two pixels exactly (relative
    difference).
    """
    return moves.stride_even


@claim(moving.shift_noise, above=0.5, unit=" of its size")
def with_a_stride_odd_moves_are_not(moves: ShiftDiscrepancies) -> float:
    """When a 16 × 16 image of noise moves one pixel to the right, its feature maps for
    eight random kernels and a stride of two differ by more than half of their size (away
    from the edges) both from the maps before and from these moved by one place.
    """
    return moves.stride_odd


# --- Pooling --------------------------------------------------------------------------------------


@checked(pooling.pool_shifted_clothes, kind=SAME_DATA, below=0.5, unit="×")
def pooling_dampens_a_small_move(pooled: PooledChanges) -> float:
    """When 100 images of clothes move by one pixel, what is max-pooled over 4 × 4 changes less than
    half as much as the feature maps of three fixed kernels do.
    """
    return pooled.at("max 4 × 4", 1) / pooled.at("no pooling", 1)


@claim(pooling.pool_shifted_clothes, kind=SAME_DATA, above=0.35, unit=" of its size")
def pooling_does_not_remove_it(pooled: PooledChanges) -> float:
    """Max-pooling is not invariant: when images of clothes move one pixel to the right, the
    feature maps of three fixed kernels, after ReLU and max-pooling over 4 × 4, change by
    more than 35 % of their size (mean over 100 images).
    """
    return pooled.at("max 4 × 4", 1)


@checked(pooling.pool_shifted_clothes, kind=SAME_DATA, below=1e-9, digits=2)
def pooling_over_all_removes_it(pooled: PooledChanges) -> float:
    """Pooled over the whole map, by maximum or average, nothing changes as long as nothing leaves
    the image (largest relative change, moves of up to four pixels).
    """
    return max(pooled.change["max over all"].max(), pooled.change["average over all"].max())


@checked(pooling.pool_deformed_clothes, kind=SAME_DATA, below=0.7, unit="×")
def pooling_dampens_small_turns(result: DeformedChanges) -> float:
    """Between 60 images of clothes and the same turned by 10 degrees, made larger by 10 % or bent
    by a pixel, what is max-pooled over 4 × 4 changes by less than 70 % of what the feature maps do
    (the largest of the three ratios).
    """
    return max(
        change("max 4 × 4", by) / change("no pooling", by)
        for change, by in (
            (result.turned_by, 10),
            (result.enlarged_by, 10),
            (result.bent_by, 1.0),
        )
    )


@checked(pooling.pool_deformed_clothes, kind=SAME_DATA, above=1, unit="×")
def large_turns_are_like_another_garment(result: DeformedChanges) -> float:
    """After a turn by 45 degrees, what is max-pooled over 4 × 4 differs from what it was by more
    than it differs between two garments of one class (ratio of the mean changes, 60 images).
    """
    return result.turned_by("max 4 × 4", 45) / result.another["max 4 × 4"]


@checked(pooling.rearrange_digits, kind=SAME_DATA, below=1e-9, digits=2)
def pooling_over_all_forgets_the_arrangement(result: RearrangedDigits) -> float:
    """Four digits in another order give the same maxima and averages of all three feature maps
    (largest difference).
    """
    return result.difference


# --- How far can a unit see? ----------------------------------------------------------------------


@checked(receptive.measure_receptive_fields, below=0.5, unit=" pixels")
def the_formula_is_what_gradients_see(fields: FieldsOfNetworks) -> float:
    """After every layer of three networks, the receptive field by the formula is the one that
    gradients measure, to the pixel (largest difference).
    """
    return fields.discrepancy


@claim(receptive.measure_receptive_fields, below=0.5, unit=" of the field")
def most_of_the_field_hardly_counts(fields: FieldsOfNetworks) -> float:
    """In one untrained network of six convolutions (eight channels) with two poolings, less
    than half of the pixels in the receptive field of the middle position hold 90 % of its
    mean squared gradient (channels added with random weights, 256 images of noise).
    """
    return fields.of["with pooling"].core
