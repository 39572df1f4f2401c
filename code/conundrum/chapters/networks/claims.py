"""What the chapter *One neuron, then many* claims."""

from conundrum.chapters.networks import experiments
from conundrum.chapters.networks.experiments import (
    Approximation,
    Composite,
    PieceCounts,
    Rates,
    RegionCounts,
    Sawteeth,
)
from conundrum.claims import EXACT, SAME_DATA, checked, claim


@checked(experiments.first_composite, below=1e-12, kind=EXACT, digits=2)
def the_first_composite_is_its_pieces(composite: Composite) -> float:
    """At a thousand places, the pieces found from the weights give what the first formula gives
    (largest difference).
    """
    return composite.difference


@checked(experiments.second_composite, below=1e-12, kind=EXACT, digits=2)
def the_second_composite_is_its_pieces(composite: Composite) -> float:
    """At a thousand places, the pieces found from the weights give what the second formula gives
    (largest difference).
    """
    return composite.difference


@claim(experiments.connect_random_curves, above=-2.1, below=-1.9)
def the_error_falls_with_the_square_of_the_width(rates: Rates) -> float:
    """On random smooth curves, sums of four sines, the error of the network that connects dots
    falls like one over the square of its width (slope of log error against log width, from 64 to
    512 units, median of ten curves).
    """
    return rates.slope


@claim(experiments.approximate, above=25, kind=SAME_DATA, unit="×")
def training_stays_behind_what_is_possible(approximation: Approximation) -> float:
    """With 128 hidden units and 129 points of the curve without noise, the median error of ten
    random starts after 1,000 steps of Adam is more than 25 times that of the network that connects
    dots: being able to represent a curve is not finding it.
    """
    return approximation.behind


@checked(experiments.approximate, above=10, kind=SAME_DATA, unit="×")
def training_gains_from_width(approximation: Approximation) -> float:
    """From 2 to 128 hidden units, 1,000 steps of Adam bring the median error of ten starts down by
    a factor of more than ten.
    """
    return approximation.gain


@claim(experiments.count_pieces, below=0.3, unit=" of the neurons")
def depth_adds_no_pieces_at_random(counts: PieceCounts) -> float:
    """With 96 neurons in one, two, four or eight hidden layers, and weights and biases drawn
    uniformly from ±√(6/m) in a layer with m inputs, the mean number of pieces between −10 and 10
    differs from the number of neurons by less than three tenths (20 networks each, at the depth
    where it differs most).
    """
    return counts.most_off


@checked(
    experiments.disturb_sawteeth,
    above=1023.5,
    below=1024.5,
    kind=EXACT,
    unit=" pieces",
    digits=4,
    source="telgarsky2015representation",
)
def a_sawtooth_doubles_with_each_layer(sawteeth: Sawteeth) -> float:
    """Ten hidden layers of two units each, with chosen weights, make 1,024 pieces."""
    return sawteeth.exact[10]


@checked(experiments.disturb_sawteeth, below=0.4, unit=" of the pieces")
def a_disturbed_sawtooth_loses_most_of_its_pieces(sawteeth: Sawteeth) -> float:
    """When each weight is changed by about a tenth, the sawtooth of ten layers keeps less than
    four tenths of its pieces (median of 20 changes).
    """
    return sawteeth.median_disturbed[10] / sawteeth.exact[10]


@claim(experiments.count_regions, above=0.6, below=1.3, unit="×")
def depth_adds_no_regions_at_random(counts: RegionCounts) -> float:
    """With two inputs, 24 neurons, and weights and biases drawn uniformly from ±√(6/m) in a layer
    with m inputs, networks of three hidden layers have 0.6 to 1.3 times as many regions between −3
    and 3 as those of one (means of ten).
    """
    return counts.ratio
