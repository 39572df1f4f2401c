"""What the chapter *One neuron, then many* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.networks import experiments
from conundrum.chapters.networks.experiments import (
    Approximation,
    Composite,
    PieceCounts,
    Rates,
    RegionCounts,
    Sawteeth,
)
from conundrum.claims import claim

HANIN = "hanin2019complexity"
FEWER_STARTS = partial(experiments.approximate, starts=5, widths=(2, 128))
FEWER_SAWTEETH = partial(experiments.disturb_sawteeth, draws=8)


@claim(experiments.first_composite, below=1e-12, digits=2)
def the_first_composite_is_its_pieces(composite: Composite) -> float:
    """At a thousand random inputs, the four pieces found from the weights give what the first
    formula gives (largest difference).
    """
    return np.abs(composite.pieces(composite.inputs)[:, 0] - composite.values).max()


@claim(experiments.second_composite, below=1e-12, digits=2)
def the_second_composite_is_its_pieces(composite: Composite) -> float:
    """At a thousand random inputs, the two pieces found from the weights give what the second
    formula gives (largest difference).
    """
    return np.abs(composite.pieces(composite.inputs)[:, 0] - composite.values).max()


@claim(experiments.connect_random_curves, above=-2.1, below=-1.9)
def the_error_falls_with_the_square_of_the_width(rates: Rates) -> float:
    """On random smooth curves, the error of the network that connects dots falls like one over the
    square of its width (slope of log error against log width, from 64 to 512 units, median of
    curves).
    """
    late = rates.widths >= 64
    slopes = np.polyfit(np.log(rates.widths[late]), np.log(rates.error[:, late]).T, 1)[0]
    return np.median(slopes)


@claim(experiments.connect_random_curves, below=1.001, unit=" of the bound")
def the_error_keeps_its_bound(rates: Rates) -> float:
    """The largest error never exceeds an eighth of the squared gap between kinks times the largest
    second derivative (the worst of all curves and widths).
    """
    return (rates.largest / rates.bound).max()


@claim(FEWER_STARTS, above=5, unit="×")
def training_gains_from_width(approximation: Approximation) -> float:
    """From 2 to 128 hidden units, training brings the median error down by a factor of more than
    five.
    """
    median = np.median(approximation.trained, axis=0)
    return median[0] / median[-1]


@claim(FEWER_STARTS, above=15, unit="×")
def training_stays_behind_what_is_possible(approximation: Approximation) -> float:
    """With 128 hidden units, the median error after training is more than 15 times that of the
    network that connects dots: being able to represent a curve is not finding it.
    """
    return np.median(approximation.trained[:, -1]) / approximation.constructed[-1]


@claim(experiments.count_pieces, above=0, below=1.0001, unit=" of neurons + 1")
def one_layer_has_at_most_a_piece_more_than_units(counts: PieceCounts) -> float:
    """With one hidden layer of W units and random weights, no network has more than W + 1 pieces
    (the largest share).
    """
    return (counts.pieces[:, 0] / (counts.neurons + 1)).max()


@claim(experiments.count_pieces, above=0.8, below=1.2, unit="×", source=HANIN)
def depth_adds_no_pieces_at_random(counts: PieceCounts) -> float:
    """With 96 neurons and random weights, four hidden layers have about as many pieces as one
    (ratio of means).
    """
    means = dict(zip(counts.depths, counts.pieces[:, :, -1].mean(axis=0), strict=True))
    return means[4] / means[1]


@claim(experiments.count_pieces, above=0.7, unit=" of the neurons", source=HANIN)
def nor_does_depth_take_many_away(counts: PieceCounts) -> float:
    """With 96 neurons in one, two, four or eight hidden layers and random weights, there are at
    least seven tenths as many pieces as neurons (the smallest mean).
    """
    return (counts.pieces[:, :, -1].mean(axis=0) / counts.neurons[-1]).min()


@claim(
    FEWER_SAWTEETH,
    above=1023.5,
    below=1024.5,
    unit=" pieces",
    digits=4,
    source="telgarsky2015representation",
)
def a_sawtooth_doubles_with_each_layer(sawteeth: Sawteeth) -> float:
    """Ten hidden layers of two units each, with chosen weights, make 1,024 pieces."""
    return float(sawteeth.exact[-1])


@claim(FEWER_SAWTEETH, below=0.4, unit=" of the pieces")
def a_disturbed_sawtooth_loses_most_of_its_pieces(sawteeth: Sawteeth) -> float:
    """When each weight is changed by about a tenth, the sawtooth of ten layers keeps less than
    four tenths of its pieces (median).
    """
    return np.median(sawteeth.disturbed[:, -1]) / sawteeth.exact[-1]


@claim(experiments.count_regions, above=0.6, below=1.3, unit="×", source="hanin2019surprisingly")
def depth_adds_no_regions_at_random(counts: RegionCounts) -> float:
    """With two inputs, 24 neurons and random weights, three hidden layers have about as many
    regions as one, rather fewer than more (ratio of means).
    """
    return counts.deep.mean() / counts.shallow.mean()
