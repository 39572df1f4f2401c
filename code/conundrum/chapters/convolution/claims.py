"""What the chapter *Convolution and pooling* claims."""

from collections.abc import Mapping

import numpy as np

from conundrum.chapters.convolution import experiments
from conundrum.chapters.convolution.experiments import (
    Concentrations,
    Growth,
    Moves,
    Pooled,
    Rearranged,
)
from conundrum.claims import claim


@claim(experiments.move_noise, below=1e-9, digits=2)
def a_convolution_moves_along(moves: Moves) -> float:
    """When an image moves, its feature maps move along and are otherwise unchanged, away from the
    border (largest difference over random images, patterns and moves).
    """
    return moves.convolution


@claim(experiments.move_noise, above=0.5, unit=" of its size")
def a_fully_connected_layer_does_not(moves: Moves) -> float:
    """When an image of noise moves by one pixel, the outputs of a random fully connected layer
    differ from the moved outputs by more than half of their size.
    """
    return moves.connected


@claim(experiments.move_noise, below=1e-9, digits=2)
def with_a_stride_even_moves_are_followed(moves: Moves) -> float:
    """With a stride of two, feature maps follow a move by two pixels exactly (relative
    difference).
    """
    return moves.stride_even


@claim(experiments.move_noise, above=0.5, unit=" of its size")
def with_a_stride_odd_moves_are_not(moves: Moves) -> float:
    """With a stride of two and a move by one pixel, the feature maps of noise differ by more than
    half of their size from those without a move, and from those moved by one place.
    """
    return moves.stride_odd


@claim(experiments.pool_moved_clothes, below=0.5, unit="×")
def pooling_dampens_a_small_move(pooled: Pooled) -> float:
    """When images of clothes move by one pixel, what is max-pooled over 4 × 4 changes less than
    half as much as the feature maps do.
    """
    return pooled.change["max 4 × 4"][1] / pooled.change["no pooling"][1]


@claim(experiments.pool_moved_clothes, above=0.35, unit=" of its size")
def pooling_does_not_remove_it(pooled: Pooled) -> float:
    """When images of clothes move by one pixel, what is max-pooled over 4 × 4 still changes by more
    than 35 % of its size: it is not invariant.
    """
    return pooled.change["max 4 × 4"][1]


@claim(experiments.pool_moved_clothes, below=1e-9, digits=2)
def pooling_over_all_removes_it(pooled: Pooled) -> float:
    """Pooled over the whole map, by maximum or average, nothing changes as long as nothing leaves
    the image (largest relative change, moves of up to four pixels).
    """
    return max(pooled.change["max over all"].max(), pooled.change["average over all"].max())


@claim(experiments.rearrange_digits, below=1e-9, digits=2)
def pooling_over_all_forgets_the_arrangement(result: Rearranged) -> float:
    """Four digits in another order give the same maxima and averages of all feature maps (largest
    difference).
    """
    return np.abs(result.pooled_first - result.pooled_second).max()


@claim(experiments.grow_three, above=-0.5, below=0.5, unit=" pixels")
def the_formula_is_what_gradients_see(results: Mapping[str, Growth]) -> float:
    """After every layer of three networks, the receptive field by the formula is the one that
    gradients measure (largest difference).
    """
    return max(np.abs(growth.formula - growth.measured).max() for growth in results.values())


@claim(experiments.grow_three, below=0.5, unit=" of the field")
def most_of_the_field_hardly_counts(results: Mapping[str, Growth]) -> float:
    """In a network with pooling and random weights, less than half of the receptive field holds
    90 % of the squared dependence on the image.
    """
    return results["with pooling"].core


@claim(experiments.concentrate, above=0.5, unit=" of the squared strength")
def edges_are_few_and_strong(result: Concentrations) -> float:
    """In parts of two photographs, a tenth of the pixels holds more than half of the squared
    strength of edges (median of parts).
    """
    return np.median(result.ordered)


@claim(experiments.concentrate, above=1.5, unit="×")
def shuffled_pixels_have_edges_everywhere(result: Concentrations) -> float:
    """In parts of two photographs, a tenth of the pixels holds more than one and a half times as
    large a share of the squared strength of edges as after a shuffle (ratio of medians).
    """
    return np.median(result.ordered) / np.median(result.shuffled)
