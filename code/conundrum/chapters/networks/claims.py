"""What the chapter *One neuron, then many* claims."""

from functools import partial

from conundrum.chapters.networks.experiments import cloud, columns, curves, layers, pieces, plane
from conundrum.claims import EXACT, SAME_DATA, checked, claim

FOUR_TIMES_AS_LONG = partial(curves.approximate, widths=(128,), steps=4000)


# --- What the cut is for --------------------------------------------------------------------------


@checked(cloud.remove_the_cut, below=0.001)
def without_the_cut_a_network_is_a_regression(removed: cloud.CutRemoved) -> float:
    """Trained on 100 points by 500 steps of Adam, a network of three hidden layers without ReLUs
    predicts what linear regression predicts (largest difference).
    """
    return removed.distance_to_regression


@checked(cloud.remove_the_cut, above=0.8)
def with_the_cut_it_is_not(removed: cloud.CutRemoved) -> float:
    """Trained alike with its ReLUs, the network is somewhere more than 0.8 away from linear
    regression.
    """
    return removed.distance_with_cut


# --- Two inputs -----------------------------------------------------------------------------------


@claim(plane.learn_interaction, below=0.5, unit=" of the least of any sum")
def units_that_see_both_inputs_make_an_interaction(learned: plane.InteractionLearned) -> float:
    """Trained on 400 observations of two inputs that interact, by 1,500 steps of Adam, a network
    with one hidden layer of 32 units has less than half the least test error that any sum of a
    function of one input and a function of the other can have.
    """
    return learned.both_below_floor


@checked(plane.learn_interaction, above=2.5, unit="×")
def units_that_see_one_input_each_are_stuck(learned: plane.InteractionLearned) -> float:
    """If each hidden unit sees only one of the inputs, a network with as many hidden units, trained
    alike, has more than 2.5 times the test error.
    """
    return learned.one_over_both


# --- Layers compose -------------------------------------------------------------------------------


@checked(layers.compose_first, below=1e-12, kind=EXACT, digits=2)
def the_first_composite_is_its_pieces(composite: layers.Composite) -> float:
    """At a thousand places, the pieces found from the weights give what the first formula gives
    (largest difference).
    """
    return composite.difference


@checked(layers.compose_second, below=1e-12, kind=EXACT, digits=2)
def the_second_composite_is_its_pieces(composite: layers.Composite) -> float:
    """At a thousand places, the pieces found from the weights give what the second formula gives
    (largest difference).
    """
    return composite.difference


# --- The last hidden layer is a table -------------------------------------------------------------


@claim(columns.regress_on_hidden_units, above=10, unit="×")
def training_makes_columns_worth_having(hidden: columns.HiddenColumns) -> float:
    """For 1,000 people with eight inputs that mix all traits, of which two decide the outcome,
    ridge regression on the last of three hidden layers of 32 units leaves more than ten times as
    much of the variance of the truth of new people unexplained before the network is trained as
    after 1,500 steps of Adam, with weight decay and mini-batches of 100.
    """
    return hidden.gain_of_training


@checked(columns.regress_on_hidden_units, below=0.05)
def the_readout_is_nearly_a_regression(hidden: columns.HiddenColumns) -> float:
    """The trained network and the ridge regression on its last hidden layer leave shares of the
    variance of the truth of new people unexplained that differ by less than 0.05.
    """
    return hidden.distance_of_readouts


# --- Any curve, with enough units -----------------------------------------------------------------


@checked(curves.connect_random_curves, above=-2.1, below=-1.9)
def the_error_falls_with_the_square_of_the_width(rates: curves.Rates) -> float:
    """On random smooth curves, sums of four sines, the error of the network that connects dots
    falls like one over the square of its width (slope of log error against log width, from 64 to
    512 units, median of ten curves).
    """
    return rates.slope


@claim(FOUR_TIMES_AS_LONG, above=5, kind=SAME_DATA, unit="×")
def training_stays_behind_what_is_possible(approximation: curves.Approximation) -> float:
    """With 128 hidden units and 129 points of the curve without noise, the median error of ten
    random starts after 4,000 steps of Adam is more than five times that of the network that
    connects dots.
    """
    return approximation.behind


@checked(curves.approximate, above=25, kind=SAME_DATA, unit="×")
def after_a_thousand_steps_training_is_far_behind(approximation: curves.Approximation) -> float:
    """With 128 hidden units the median error of ten random starts after 1,000 steps of Adam is more
    than 25 times that of the network that connects dots.
    """
    return approximation.behind


@checked(curves.approximate, above=10, kind=SAME_DATA, unit="×")
def training_gains_from_width(approximation: curves.Approximation) -> float:
    """From 2 to 128 hidden units, 1,000 steps of Adam bring the median error of ten starts down by
    a factor of more than ten.
    """
    return approximation.gain


# --- How many pieces ------------------------------------------------------------------------------


@checked(
    pieces.disturb_sawteeth,
    above=1023.5,
    below=1024.5,
    kind=EXACT,
    unit=" pieces",
    digits=4,
    source="telgarsky2015representation",
)
def a_sawtooth_doubles_with_each_layer(sawteeth: pieces.Sawteeth) -> float:
    """Ten hidden layers of two units each, with chosen weights, make 1,024 pieces."""
    return sawteeth.exact[10]


@checked(pieces.disturb_sawteeth, below=0.4, unit=" of the pieces")
def a_disturbed_sawtooth_loses_most_of_its_pieces(sawteeth: pieces.Sawteeth) -> float:
    """When each weight and bias is changed at random, with a standard deviation of a tenth of its
    size, the sawtooth of ten layers keeps less than four tenths of its pieces (median of 20
    changes).
    """
    return sawteeth.median_disturbed[10] / sawteeth.exact[10]


@claim(pieces.count_pieces, below=1.2, unit=" of the pieces of one layer")
def depth_adds_no_pieces_at_random(counts: pieces.PieceCounts) -> float:
    """With 96 neurons, and weights and biases drawn as in this book, PyTorch, Keras or He et al.,
    networks of two, four or eight hidden layers have on average less than 1.2 times as many pieces
    between −10 and 10 as those of one (20 networks each, the way and the depth with the most).
    """
    return counts.gain_of_depth


@checked(pieces.count_pieces, below=2.001, unit=" pieces")
def without_biases_there_are_two_pieces(counts: pieces.PieceCounts) -> float:
    """Where biases start at zero, networks of one input have on average no more than two pieces, at
    any depth (the largest mean of two starts and four depths).
    """
    return max(max(counts.mean[start].values()) for start in ("Keras", "He et al."))


# --- The pieces of a plane ------------------------------------------------------------------------


@claim(plane.count_regions, above=0.6, below=1.3, unit="×")
def depth_adds_no_regions_at_random(counts: plane.RegionCounts) -> float:
    """With two inputs, 24 neurons, and weights and biases drawn uniformly from ±√(6/m) in a layer
    with m inputs, networks of three hidden layers have 0.6 to 1.3 times as many regions between −3
    and 3 as those of one (means of ten).
    """
    return counts.ratio
