"""What the chapter *What an image is* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.images.experiments import arrangement, challenge, layout, neighbours
from conundrum.chapters.images.experiments.arrangement import (
    CONVOLUTION,
    NETWORK,
    ArrangementAccuracy,
    TwinOutputs,
)
from conundrum.chapters.images.experiments.challenge import ChallengeErrors
from conundrum.chapters.images.experiments.layout import RecoveredLayout
from conundrum.chapters.images.experiments.neighbours import PixelCorrelations
from conundrum.claims import EXACT, SAME_DATA, checked, claim

trained_once = partial(
    arrangement.train_on_arrangements, repeats=1, models=(NETWORK, CONVOLUTION), shifts=(0, 4)
)


@claim(challenge.compare_with_person, kind=EXACT, above=1, unit="×")
def in_proportion_a_later_step_is_larger(errors: ChallengeErrors) -> float:
    """In proportion, the step of 2012 is not the largest: a later winner divides the
    winning top-5 error of the year before by more than AlexNet did (the larger factor over
    that of 2012).
    """
    later = max(factor for year, factor in errors.divisions.items() if year > 2012)
    return later / errors.divisions[2012]


@checked(challenge.compare_with_person, kind=EXACT, above=1.5, unit="×")
def the_first_convolutional_network_took_the_largest_step(errors: ChallengeErrors) -> float:
    """In percentage points, the best error falls from 2011 to 2012 by more than one and a half
    times what it falls in any other year.
    """
    falls = errors.falls.copy()
    return falls.pop(2012) / max(falls.values())


@checked(challenge.compare_with_person, kind=EXACT, above=0, unit=" points", source="he2016deep")
def one_person_is_beaten_in_2015(errors: ChallengeErrors) -> float:
    """The error of the winner of 2015 lies below the interval around the error of the one trained
    person who labelled 1,500 of the images (distance to its lower end).
    """
    return errors.person_interval[0] - errors.winners[2015]


@checked(neighbours.correlate_pixels, kind=SAME_DATA, above=0.9)
def pixels_side_by_side_are_nearly_the_same(correlations: PixelCorrelations) -> float:
    """Over 20,000 random pairs, pixels one apart correlate above 0.9 in both photographs (the
    smaller correlation).
    """
    return min(correlation[0] for correlation in correlations.ordered.values())


@checked(neighbours.correlate_pixels, kind=SAME_DATA, below=0.5, unit=" of it")
def pixels_far_apart_have_less_in_common(correlations: PixelCorrelations) -> float:
    """At a distance of 128 pixels in random directions, less than half of that correlation is left
    in both photographs (the larger share).
    """
    return max(correlation[-1] / correlation[0] for correlation in correlations.ordered.values())


@checked(neighbours.correlate_pixels, kind=SAME_DATA, below=0.04)
def a_shuffle_leaves_no_correlation(correlations: PixelCorrelations) -> float:
    """After a shuffle of its pixels, neither photograph has a correlation of 0.04 left at any of
    eight distances, from 1 to 128 pixels (the largest, of either sign).
    """
    return max(np.abs(correlation).max() for correlation in correlations.shuffled.values())


@claim(trained_once, kind=SAME_DATA, above=1, unit=" points")
def a_shuffle_costs_the_convolutional_network(result: ArrangementAccuracy) -> float:
    """In one run on 2,000 images of clothes (AdamW, eight passes), a network of two
    convolutions with pooling, whose maps are flattened, classifies fewer of 1,400 other
    images correctly, by more than one in a hundred, if the pixels of all images were
    shuffled in one way (same start).
    """
    return result.cost_of_a_shuffle(CONVOLUTION)


@checked(trained_once, kind=SAME_DATA, above=-3, below=3, unit=" points")
def a_shuffle_costs_the_fully_connected_network_nothing(result: ArrangementAccuracy) -> float:
    """From the same start, trained alike, and with a shuffle of all images, the accuracy of the
    fully connected network changes by less than three percentage points in either direction.
    """
    return result.cost_of_a_shuffle(NETWORK)


@checked(trained_once, kind=SAME_DATA, below=0, unit=" points")
def the_lead_goes_with_the_arrangement(result: ArrangementAccuracy) -> float:
    """With all images shuffled, the convolutional network is ahead of the fully connected one by
    fewer points than with images as they are (the change of its lead).
    """
    return result.lead(result.shuffled) - result.lead(result.ordered)


@checked(arrangement.train_twins, kind=SAME_DATA, below=1e-9, digits=2)
def a_fully_connected_network_is_blind_to_order(twins: TwinOutputs) -> float:
    """Trained on shuffled images, from the same start with its weights shuffled alike, a fully
    connected network gives the same outputs for 1,400 new images (largest difference).
    """
    return twins.difference


@claim(layout.recover_layout, kind=SAME_DATA, above=0.95, unit=" of the variance")
def correlations_know_where_pixels_were(recovered: RecoveredLayout) -> float:
    """From the correlations between the 256 shuffled pixels of 8,000 patches (16 × 16) of
    two photographs, Isomap with four neighbours recovers more than 95 % of the variance of
    their places, up to moving, turning, mirroring and size.
    """
    return recovered.explained


@claim(trained_once, kind=SAME_DATA, below=0.5, unit=" of it")
def convolution_alone_saves_less_than_half(result: ArrangementAccuracy) -> float:
    """When 1,400 images of clothes move four pixels to the right, and what leaves the frame
    is lost, a network keeps a share of its accuracy. By how much two convolutions raise
    that share above a fully connected network’s is less than half as much if their maps are
    flattened as if each map is replaced by its mean. The three were trained once, on the
    same 2,000 other images, which did not move.
    """
    return result.saved_by_flattened_maps(4)


@checked(trained_once, kind=SAME_DATA, below=0.5, unit=" of it")
def four_pixels_halve_what_the_network_knows(result: ArrangementAccuracy) -> float:
    """When test images move to the right by four pixels, the fully connected network keeps less
    than half of its accuracy.
    """
    return result.kept(NETWORK, 4)
