"""What the chapter *Networks that see* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.cnn import experiments
from conundrum.chapters.cnn.experiments import (
    Attention,
    Comparison,
    Depths,
    Looks,
    ParameterCounts,
    SizeComparison,
    Units,
)
from conundrum.claims import EXACT, SAME_DATA, checked, claim
from conundrum.data.images import FASHION_CLASSES

SHIRT = FASHION_CLASSES.index("shirt")
TOPS = [FASHION_CLASSES.index(c) for c in ("T-shirt", "pullover", "dress", "coat", "shirt")]
ADEBAYO = "adebayo2018sanity"

two_shifts = partial(experiments.compare, shifts=(0, 4))
few = partial(experiments.compare_sizes, sizes=(100,))
units = partial(experiments.excite_units, size=1000)
looks = partial(experiments.look_where, size=1000, shares=(0, 0.1))
deep = partial(experiments.deepen, blocks=(12,))


@checked(two_shifts, kind=SAME_DATA, above=0.83)
def it_names_clothes(comparison: Comparison) -> float:
    """Trained on 2,500 images drawn at random from 5,000, the pooled network classifies more than
    83 % of the 1,000 test images correctly.
    """
    return comparison.accuracy


@checked(two_shifts, kind=SAME_DATA, above=0, unit=" of the shirts")
def shirts_are_hardest(comparison: Comparison) -> float:
    """Of all classes of test images, shirts are recognised least often (distance to the next
    class).
    """
    recall = comparison.recall
    return np.delete(recall, SHIRT).min() - recall[SHIRT]


@checked(two_shifts, kind=SAME_DATA, above=0.6, unit=" of the mistakes")
def most_mistakes_are_between_tops(comparison: Comparison) -> float:
    """Most mistakes on test images take one of T-shirt, pullover, dress, coat and shirt for another
    of them.
    """
    mistakes = comparison.mistakes
    return mistakes[np.ix_(TOPS, TOPS)].sum() / mistakes.sum()


@checked(experiments.count_parameters, kind=EXACT, below=0.03)
def rivals_are_of_equal_size(counts: ParameterCounts) -> float:
    """The number of parameters of the flattened and of the fully connected network is that of the
    pooled network, to three in a hundred.
    """
    return counts.discrepancy


@claim(two_shifts, kind=SAME_DATA, above=0)
def it_beats_a_fully_connected_network_of_its_size(comparison: Comparison) -> float:
    """Trained with AdamW on the same 2,500 images, drawn at random from 5,000, the pooled network
    (eight passes) classifies more of the 1,000 test images correctly than the fully connected
    network with as many parameters (15 passes; difference in accuracy).
    """
    return comparison.at("pooled", 0) - comparison.at("connected", 0)


@checked(few, kind=SAME_DATA, below=0.05, rate=0.95)
def with_100_images_convolution_gains_little(result: SizeComparison) -> float:
    """Trained on 100 images, the pooled network is ahead of the fully connected one by less than
    five points of accuracy, if at all.
    """
    return result.at("pooled", 100) - result.at("connected", 100)


@claim(two_shifts, kind=SAME_DATA, above=0.2)
def pooling_survives_a_shift(comparison: Comparison) -> float:
    """When the 1,000 test images are shifted by 4 pixels, the pooled network is more accurate than
    the flattened one, convolutional as well and with as many parameters, by more than 0.2
    (difference in accuracy, mean of four directions; neither saw a shifted image).
    """
    return comparison.at("pooled", 4) - comparison.at("flattened", 4)


@checked(two_shifts, kind=SAME_DATA, above=0.2)
def flattening_does_not(comparison: Comparison) -> float:
    """At 4 pixels, the flattened network has lost more than 20 points of accuracy."""
    return comparison.at("flattened", 0) - comparison.at("flattened", 4)


@checked(two_shifts, kind=SAME_DATA, below=0.45)
def without_convolution_a_shift_is_the_end(comparison: Comparison) -> float:
    """At 4 pixels, the fully connected network names fewer than 45 of 100 test images rightly."""
    return comparison.at("connected", 4)


@checked(units, kind=SAME_DATA, above=1.5, unit="×")
def late_units_tell_classes_apart(units: Units) -> float:
    """The share of a unit's variance over 1,000 images that is between classes is more than one and
    a half times as large for the median late unit as for the median early one.
    """
    return units.median_selectivity("late") / units.median_selectivity("early")


@claim(units, kind=SAME_DATA, above=1, unit="×")
def made_inputs_excite_more_than_any_image(units: Units) -> float:
    """An input made for a unit by 60 steps of gradient ascent excites it more than the best of
    1,000 images on which the network was trained (median of eight units of the middle and last
    stage).
    """
    return units.median_gain


@checked(looks, kind=SAME_DATA, above=0.6, source=ADEBAYO)
def black_pixels_make_maps_agree(looks: Looks) -> float:
    """Over all pixels, gradient × input of a network with random weights looks much like that of
    the trained one (rank correlation of absolute values, mean of images).
    """
    return looks.agreement_everywhere("gradient × input")


@checked(looks, kind=SAME_DATA, below=0.4)
def on_the_garment_a_random_network_looks_elsewhere(looks: Looks) -> float:
    """On the garment itself, gradient × input of the random network has little to do with that of
    the trained one (rank correlation of absolute values, pixels that are not black; mean of
    images).
    """
    return looks.agreement("gradient × input")


@claim(looks, kind=SAME_DATA, above=1, rate=0.95, unit="×")
def what_occlusion_finds_is_used(looks: Looks) -> float:
    """After a tenth of the pixels was blackened, drawn at random from the garment, the network is
    still surer than after the tenth that occlusion names (ratio of the probabilities of the class,
    means of 60 images, all of which it classifies correctly).
    """
    return looks.left("chance", 0.1) / looks.left("occlusion", 0.1)


@claim(deep, kind=SAME_DATA, above=1.3, rate=0.8, unit="×")
def residual_connections_let_depth_train(depths: Depths) -> float:
    """With 26 layers and six epochs of AdamW on 600 images, the training loss without residual
    connections is more than 1.3 times the loss with them, from the same initial weights (means over
    the last epoch).
    """
    return depths.plain[-1, -1] / depths.residual[-1, -1]


@checked(experiments.attend, kind=SAME_DATA, below=1e-12, digits=2)
def attention_is_torchs(attention: Attention) -> float:
    """Attention in NumPy gives what torch gives (largest difference)."""
    return attention.from_torch


@checked(experiments.attend, kind=SAME_DATA, below=1e-12, digits=2)
def attention_does_not_know_where(attention: Attention) -> float:
    """When the patches come in another order, each gets the same from attention (largest
    difference).
    """
    return attention.from_permuted
