"""What the chapter *Convolution and pooling* claims."""

import numpy as np

from conundrum.chapters.convolution import experiments
from conundrum.chapters.convolution.experiments import (
    Concentrations,
    Moves,
    Pooled,
    Rearranged,
    ReceptiveFields,
)
from conundrum.claims import SAME_DATA, checked, claim


@checked(experiments.concentrate, kind=SAME_DATA, above=0.5, unit=" of the squared strength")
def edges_are_few_and_strong(result: Concentrations) -> float:
    """In 100 random parts of two photographs, a tenth of the pixels holds more than half of the
    squared strength of edges (median of parts).
    """
    return np.median(result.ordered)


@claim(experiments.concentrate, kind=SAME_DATA, above=1.5, unit="×")
def shuffled_pixels_have_edges_everywhere(result: Concentrations) -> float:
    """In 100 random parts of two photographs, the strongest tenth of the pixels holds more than one
    and a half times as large a share of the squared strength of edges as after a shuffle of the
    part (ratio of the medians of parts).
    """
    return result.ratio


@checked(experiments.move_noise, below=1e-9, digits=2)
def a_convolution_moves_along(moves: Moves) -> float:
    """When an image of noise moves, its feature maps for random patterns move along and are
    otherwise unchanged, away from the border (largest difference over patterns and four moves).
    """
    return moves.convolution


@checked(experiments.move_noise, above=0.5, unit=" of its size")
def a_fully_connected_layer_does_not(moves: Moves) -> float:
    """When an image of noise moves by one pixel, the outputs of a random fully connected layer
    differ from the moved outputs by more than half of their size.
    """
    return moves.connected


@checked(experiments.move_noise, below=1e-9, digits=2)
def with_a_stride_even_moves_are_followed(moves: Moves) -> float:
    """With a stride of two, feature maps follow a move by two pixels exactly (relative
    difference).
    """
    return moves.stride_even


@claim(experiments.move_noise, above=0.5, unit=" of its size")
def with_a_stride_odd_moves_are_not(moves: Moves) -> float:
    """When an image of noise moves by one pixel, its feature maps for random patterns and a stride
    of two differ by more than half of their size from those without the move, and from those moved
    by one place.
    """
    return moves.stride_odd


@checked(experiments.pool_moved_clothes, kind=SAME_DATA, below=0.5, unit="×")
def pooling_dampens_a_small_move(pooled: Pooled) -> float:
    """When 100 images of clothes move by one pixel, what is max-pooled over 4 × 4 changes less than
    half as much as the feature maps of three fixed patterns do.
    """
    return pooled.at("max 4 × 4", 1) / pooled.at("no pooling", 1)


@claim(experiments.pool_moved_clothes, kind=SAME_DATA, above=0.35, unit=" of its size")
def pooling_does_not_remove_it(pooled: Pooled) -> float:
    """Max-pooling is not invariant: when images of clothes move by one pixel, what is max-pooled
    over 4 × 4 from the feature maps of three fixed patterns changes by more than 35 % of its size
    (mean over 100 images).
    """
    return pooled.at("max 4 × 4", 1)


@checked(experiments.pool_moved_clothes, kind=SAME_DATA, below=1e-9, digits=2)
def pooling_over_all_removes_it(pooled: Pooled) -> float:
    """Pooled over the whole map, by maximum or average, nothing changes as long as nothing leaves
    the image (largest relative change, moves of up to four pixels).
    """
    return max(pooled.change["max over all"].max(), pooled.change["average over all"].max())


@checked(experiments.rearrange_digits, kind=SAME_DATA, below=1e-9, digits=2)
def pooling_over_all_forgets_the_arrangement(result: Rearranged) -> float:
    """Four digits in another order give the same maxima and averages of all three feature maps
    (largest difference).
    """
    return result.difference


@checked(experiments.grow_three, below=0.5, unit=" pixels")
def the_formula_is_what_gradients_see(fields: ReceptiveFields) -> float:
    """After every layer of three networks, the receptive field by the formula is the one that
    gradients measure, to the pixel (largest difference).
    """
    return fields.discrepancy


@claim(experiments.grow_three, below=0.5, unit=" of the field")
def most_of_the_field_hardly_counts(fields: ReceptiveFields) -> float:
    """In a network of six convolutions with two poolings and random weights, less than half of the
    receptive field of a unit holds 90 % of its squared dependence on the image (256 images of
    noise).
    """
    return fields.of["with pooling"].core
