"""What the chapter *What an image is* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.images import experiments
from conundrum.chapters.images.experiments import (
    Arrangements,
    Challenge,
    Neighbours,
    Recovered,
    Twins,
)
from conundrum.claims import EXACT, SAME_DATA, checked, claim

once = partial(experiments.arrange, repeats=1, shifts=(0, 4))


@claim(experiments.challenge, kind=EXACT, above=1, unit="×", source="he2016deep")
def in_proportion_a_later_step_is_larger(challenge: Challenge) -> float:
    """In proportion, the step of 2012 is not the largest: a later winner divides the best error of
    the year before by more than AlexNet did (ratio of the two factors).
    """
    later = max(factor for year, factor in challenge.divisions.items() if year > 2012)
    return later / challenge.divisions[2012]


@checked(experiments.challenge, kind=EXACT, above=1.5, unit="×")
def the_first_convolutional_network_took_the_largest_step(challenge: Challenge) -> float:
    """In percentage points, the best error falls from 2011 to 2012 by more than one and a half
    times what it falls in any other year.
    """
    falls = challenge.falls.copy()
    return falls.pop(2012) / max(falls.values())


@checked(experiments.challenge, kind=EXACT, above=0, unit=" points", source="he2016deep")
def one_person_is_beaten_in_2015(challenge: Challenge) -> float:
    """The error of the winner of 2015 lies below the interval around the error of the one trained
    person who labelled 1,500 of the images (distance to its lower end).
    """
    return challenge.person_interval[0] - challenge.winners[2015]


@checked(experiments.neighbours, kind=SAME_DATA, above=0.9)
def pixels_side_by_side_are_nearly_the_same(neighbours: Neighbours) -> float:
    """Over 20,000 random pairs, pixels one apart correlate above 0.9 in both photographs (the
    smaller correlation).
    """
    return min(correlation[0] for correlation in neighbours.ordered.values())


@checked(experiments.neighbours, kind=SAME_DATA, below=0.5, unit=" of it")
def pixels_far_apart_have_less_in_common(neighbours: Neighbours) -> float:
    """At a distance of 128 pixels in random directions, less than half of that correlation is left
    in both photographs (the larger share).
    """
    return max(correlation[-1] / correlation[0] for correlation in neighbours.ordered.values())


@checked(experiments.neighbours, kind=SAME_DATA, below=0.04)
def a_shuffle_leaves_no_correlation(neighbours: Neighbours) -> float:
    """After a shuffle of its pixels, neither photograph has a correlation of 0.04 left at any
    distance (the largest, of either sign).
    """
    return max(np.abs(correlation).max() for correlation in neighbours.shuffled.values())


@claim(once, kind=SAME_DATA, above=0, unit=" points")
def a_shuffle_costs_the_convolutional_network(result: Arrangements) -> float:
    """Trained on 1,000 images, from the same start, and tested on 1,500 others, the convolutional
    network is less accurate if the pixels of all images were shuffled in one way (points of
    accuracy lost).
    """
    return result.cost_of_a_shuffle("convolution")


@checked(once, kind=SAME_DATA, above=-3, below=3, unit=" points")
def a_shuffle_costs_the_fully_connected_network_nothing(result: Arrangements) -> float:
    """From the same start and with a shuffle of all images, the accuracy of the fully connected
    network changes by less than three percentage points in either direction.
    """
    return result.cost_of_a_shuffle("network")


@checked(experiments.train_twins, kind=SAME_DATA, below=1e-9, digits=2)
def a_fully_connected_network_is_blind_to_order(twins: Twins) -> float:
    """Trained on shuffled images, from the same start with its weights shuffled alike, a fully
    connected network gives the same outputs for all test images (largest difference).
    """
    return twins.difference


@claim(experiments.recover_places, kind=SAME_DATA, above=0.95, unit=" of the variance")
def correlations_know_where_pixels_were(recovered: Recovered) -> float:
    """From the correlations between the shuffled pixels of 8,000 patches of two photographs, more
    than 95 % of the variance of their places is recovered, up to turning, mirroring and size.
    """
    return recovered.explained


@claim(once, kind=SAME_DATA, below=0.65, unit=" of it")
def convolution_alone_does_not_help(result: Arrangements) -> float:
    """When 1,500 test images move by four pixels, a convolutional network that flattens its feature
    maps keeps less than 65 % of its accuracy.
    """
    return result.kept("convolution", 4)


@checked(once, kind=SAME_DATA, below=0.5, unit=" of it")
def four_pixels_halve_what_the_network_knows(result: Arrangements) -> float:
    """When test images move by four pixels, the fully connected network keeps less than half of its
    accuracy.
    """
    return result.kept("network", 4)
