"""What the chapter *Networks that see* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.cnn.experiments import (
    adversarial,
    attention,
    depth,
    exchange,
    looking,
    rivals,
    shifts,
    sizes,
    units,
)
from conundrum.chapters.cnn.experiments.adversarial import AdversarialSteps
from conundrum.chapters.cnn.experiments.attention import Attention
from conundrum.chapters.cnn.experiments.depth import PLAIN, RESIDUAL, DepthComparison
from conundrum.chapters.cnn.experiments.exchange import (
    PATCHES_EXCHANGED,
    PIXELS_EXCHANGED,
    POOLED,
    ExchangedCodes,
    named,
)
from conundrum.chapters.cnn.experiments.looking import (
    GRADIENT,
    OCCLUSION,
    RANDOM_PIXELS,
    RANDOM_SQUARES,
    AttributionMaps,
)
from conundrum.chapters.cnn.experiments.rivals import ParameterCounts
from conundrum.chapters.cnn.experiments.shifts import ShiftedAccuracy
from conundrum.chapters.cnn.experiments.sizes import SizeComparison
from conundrum.chapters.cnn.experiments.units import UnitResponses
from conundrum.claims import EXACT, SAME_DATA, checked, claim
from conundrum.data.images import FASHION_CLASSES

SHIRT = FASHION_CLASSES.index("shirt")
TOPS = [FASHION_CLASSES.index(c) for c in ("T-shirt", "pullover", "dress", "coat", "shirt")]
ADEBAYO = "adebayo2018sanity"
SMALL = 500  # images for training where evidence is drawn

shifted = partial(
    shifts.shift_test_images,
    size=SMALL,
    names=("pooled", "flattened", "connected"),
    shifts=(0, 4),
)
some_images = partial(sizes.compare_sizes, draws=1, sizes=(400,), names=("pooled", "connected"))
maximised = partial(units.maximise_activations, size=SMALL)
attributed = partial(looking.compare_attributions, size=SMALL, draws=2, shares=(0, 0.1))
stepped = partial(adversarial.step_along_gradients, size=SMALL, names=("pooled",), levels=(0, 4))
exchanged = partial(
    exchange.exchange_patches,
    draws=1,
    sizes=(400,),
    models=(POOLED,),
)
deep = partial(depth.deepen, draws=1, blocks=(12,), kinds=(PLAIN, RESIDUAL), images=200, epochs=20)


# --- The test, once -------------------------------------------------------------------------------
# The reserved images are opened on the page alone; this is checked on the 1,000 others.


@checked(shifted, kind=SAME_DATA, above=0, unit=" of the shirts")
def shirts_are_hardest(result: ShiftedAccuracy) -> float:
    """Of all classes among 1,000 images for testing, shirts are recognised least often by the
    pooled network (distance to the next class).
    """
    recall = result.answers.recall
    return np.delete(recall, SHIRT).min() - recall[SHIRT]


@checked(shifted, kind=SAME_DATA, above=0.6, unit=" of the mistakes")
def most_mistakes_are_between_tops(result: ShiftedAccuracy) -> float:
    """Most mistakes of the pooled network on 1,000 images for testing take one of T-shirt,
    pullover, dress, coat and shirt for another of them.
    """
    mistakes = result.answers.mistakes
    return mistakes[np.ix_(TOPS, TOPS)].sum() / mistakes.sum()


# --- What convolution is worth --------------------------------------------------------------------


@checked(rivals.count_parameters, kind=EXACT, below=0.03)
def rivals_are_of_equal_size(counts: ParameterCounts) -> float:
    """The number of parameters of the flattened and of the fully connected network is that of the
    pooled network, to three in a hundred.
    """
    return counts.discrepancy


@checked(some_images, kind=SAME_DATA, below=0.08, rate=0.95)
def convolution_gains_little(result: SizeComparison) -> float:
    """Trained on 400 images, the pooled network is ahead of the fully connected one by less than
    0.08, if at all (difference in accuracy on 1,000 images for testing).
    """
    return result.ahead("pooled", "connected", 400)


# --- What pooling is worth ------------------------------------------------------------------------


@claim(shifted, kind=SAME_DATA, above=0.2)
def pooling_survives_a_shift(result: ShiftedAccuracy) -> float:
    """When 1,000 images for testing are shifted by 4 pixels, the pooled network is more
    accurate than the flattened one, convolutional as well and with as many parameters, by
    more than 0.2 (difference in accuracy, mean of four directions; both trained with AdamW
    at their own rates, eight and five passes or 200 steps at least, on the same images,
    none of them shifted).
    """
    return result.at("pooled", 4) - result.at("flattened", 4)


@checked(shifted, kind=SAME_DATA, below=0.15)
def pooling_loses_little(result: ShiftedAccuracy) -> float:
    """At 4 pixels, the pooled network has lost less than 0.15 of its accuracy."""
    return result.lost("pooled", 4)


@checked(shifted, kind=SAME_DATA, above=0.2)
def flattening_does_not_help(result: ShiftedAccuracy) -> float:
    """At 4 pixels, the flattened network has lost more than 0.2 of its accuracy."""
    return result.lost("flattened", 4)


# --- What it has learned: units -------------------------------------------------------------------


@claim(maximised, kind=SAME_DATA, above=2, unit="×")
def late_units_tell_classes_apart(units: UnitResponses) -> float:
    """In the trained pooled network, the share of a unit's variance over images that is
    between classes is more than twice as large for the median unit of the last stage as
    for the median unit of the second (units that respond to at least a hundredth of the
    images; at most 1,000 images that it was trained on).
    """
    return units.median_between_classes("late") / units.median_between_classes("early")


@checked(maximised, kind=SAME_DATA, above=1, unit="×")
def made_inputs_excite_more_than_images_of_any_contrast(units: UnitResponses) -> float:
    """For the median of eight random units of the middle and the last stage, an input made by
    gradient ascent on its response excites it more than the best of at most 1,000 images on which
    the network was trained, as they are, doubled in contrast, cut to black and white or negative.
    """
    return units.median_gain_over_contrasts


# --- Where it looks -------------------------------------------------------------------------------


@checked(attributed, kind=SAME_DATA, above=0.6, source=ADEBAYO)
def black_pixels_make_maps_agree(maps: AttributionMaps) -> float:
    """Over all pixels, gradient × input of networks with random weights looks much like that of the
    trained one (rank correlation of absolute values, mean of images and of networks).
    """
    return maps.agreement_everywhere(GRADIENT).mean()


@checked(attributed, kind=SAME_DATA, below=0.4)
def on_the_garment_a_random_network_looks_elsewhere(maps: AttributionMaps) -> float:
    """On the garment itself, gradient × input of networks with random weights has little to do with
    that of the trained one (rank correlation of absolute values, pixels that are not black; mean of
    images and of networks).
    """
    return maps.agreement(GRADIENT).mean()


@claim(attributed, kind=SAME_DATA, above=1, rate=0.95, unit="×")
def occlusion_finds_pieces_that_count(maps: AttributionMaps) -> float:
    """After a tenth of the pixels was blackened, those that occlusion with squares of 7 × 7
    names, the pooled network gives the class a lower probability than after the tenth that
    the best of four rivals names: random squares of that size on the garment (mean of two
    orders), the squares with the largest mean brightness, those with the largest mean
    gradient × input, and the class activation map (how many times as high the lowest of the
    four is; means of 40 images that it was trained on and classifies correctly).
    """
    return maps.left(maps.best_rival_of_occlusion(0.1), 0.1) / maps.left(OCCLUSION, 0.1)


@checked(attributed, kind=SAME_DATA, above=1.25, rate=0.95, unit="×")
def gradients_find_pixels_that_count(maps: AttributionMaps) -> float:
    """After a tenth of the pixels was blackened, single pixels of the garment at random, the
    probability is more than 1.25 times that after the tenth with the largest gradient × input.
    """
    return maps.left(RANDOM_PIXELS, 0.1) / maps.left(GRADIENT, 0.1)


@checked(attributed, kind=SAME_DATA, above=1, rate=0.95, unit="×")
def scattered_pixels_cost_more_than_squares(maps: AttributionMaps) -> float:
    """After a tenth of the pixels was blackened at random, the probability is lower if they are
    single pixels of the garment than if they are squares of 7 × 7 (how many times as high it is
    with squares).
    """
    return maps.left(RANDOM_SQUARES, 0.1) / maps.left(RANDOM_PIXELS, 0.1)


# --- How it can be fooled -------------------------------------------------------------------------


@claim(stepped, kind=SAME_DATA, above=0.1)
def small_steps_along_the_gradient_mislead(steps: AdversarialSteps) -> float:
    """After one step of at most 4 of 255 grey levels a pixel along the sign of the gradient
    of its loss, the pooled network is less accurate on 500 images for testing, by more than
    0.1, than after steps as large whose signs a coin decides.
    """
    return steps.after_coin("pooled", 4) - steps.after("pooled", 4)


@checked(stepped, kind=SAME_DATA, below=0.02)
def random_steps_do_not(steps: AdversarialSteps) -> float:
    """When a coin decides about the direction of that change, the pooled network loses less than
    0.02 of its accuracy on unchanged images.
    """
    return steps.after_coin("pooled", 0) - steps.after_coin("pooled", 4)


# --- What came after ------------------------------------------------------------------------------


@claim(deep, kind=SAME_DATA, above=1.5, unit="×")
def residual_connections_speed_up_training(depths: DepthComparison) -> float:
    """With 26 convolutions, after as many epochs of AdamW on the same images and from the
    same initial weights of the convolutions, the training loss without residual connections
    is more than 1.5 times the loss with them, where each branch begins at zero (mean over
    the last epoch; median of draws).
    """
    deepest = max(depths.loss[PLAIN])
    return depths.at_end(PLAIN, deepest) / depths.at_end(RESIDUAL, deepest)


@checked(attention.attend, kind=SAME_DATA, below=1e-12, digits=2)
def attention_is_torchs(result: Attention) -> float:
    """Attention in NumPy gives what torch gives (largest difference)."""
    return result.from_torch


@checked(attention.attend, kind=SAME_DATA, below=1e-12, digits=2)
def attention_does_not_know_where(result: Attention) -> float:
    """When the patches come in another order, each gets the same from attention (largest
    difference).
    """
    return result.from_permuted


@checked(exchange.exchange_codes, kind=SAME_DATA, below=1e-9, digits=2)
def a_transformer_does_not_know_what_is_beside_what(result: ExchangedCodes) -> float:
    """When patches change places, in all images in one way, and the codes of places with them, the
    outputs of an untrained transformer stay what they were (largest difference).
    """
    return result.difference


@claim(exchanged, kind=SAME_DATA, above=0.02, rate=0.95)
def exchanged_pixels_cost_the_pooled_network(result: SizeComparison) -> float:
    """Trained on 400 images whose 784 pixels changed places, in all images in one way, and
    tested on 1,000 such images, the pooled network is less accurate by more than 0.02 than
    with images as they are (same images and initial weights, one run of each).
    """
    return result.ahead(POOLED, named(POOLED, PIXELS_EXCHANGED), 400)


@checked(exchanged, kind=SAME_DATA, above=0, rate=0.9)
def exchanged_patches_cost_it_too(result: SizeComparison) -> float:
    """If it is the 49 patches of 4 × 4 pixels that change places, and each stays whole, the pooled
    network is less accurate than with images as they are (the difference).
    """
    return result.ahead(POOLED, named(POOLED, PATCHES_EXCHANGED), 400)
