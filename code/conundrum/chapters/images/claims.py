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
from conundrum.claims import claim

ONCE = partial(experiments.arrange, repeats=1, shifts=(0, 2, 4))
RUSSAKOVSKY = "russakovsky2015imagenet"


@claim(experiments.challenge, above=1.5, unit="×", source=RUSSAKOVSKY)
def the_first_convolutional_network_took_the_largest_step(challenge: Challenge) -> float:
    """In percentage points, the fall from 2011 to 2012 is more than one and a half times as large
    as the next largest fall of a year.
    """
    falls = -np.diff(challenge.winners)
    return falls[1] / np.delete(falls, 1).max()


@claim(experiments.challenge, above=1.05, unit="×", source="he2016deep")
def in_proportion_a_later_step_is_larger(challenge: Challenge) -> float:
    """In proportion the largest step is a later one: the winner of 2015 divides the error of the
    year before by more than the winner of 2012 did.
    """
    divided = challenge.winners[:-1] / challenge.winners[1:]
    return divided[4] / divided[1]


@claim(experiments.challenge, above=0, rate=0.9, unit=" points", source="he2016deep")
def one_person_is_beaten_in_2015(challenge: Challenge) -> float:
    """On images like these, the winner of 2015 makes fewer errors than the one person who was
    measured on 1,500 of them.
    """
    return challenge.person_redrawn - challenge.winners[5]


@claim(experiments.neighbours, above=0.9)
def pixels_side_by_side_are_nearly_the_same(neighbours: Neighbours) -> float:
    """Pixels side by side correlate above 0.9 in both photographs (the smaller correlation)."""
    return min(correlation[0] for correlation in neighbours.ordered.values())


@claim(experiments.neighbours, below=0.5, unit=" of it")
def pixels_far_apart_have_less_in_common(neighbours: Neighbours) -> float:
    """At a distance of 128 pixels less than half of that correlation is left in both photographs
    (the larger share).
    """
    return max(correlation[-1] / correlation[0] for correlation in neighbours.ordered.values())


@claim(experiments.neighbours, below=0.04)
def a_shuffle_leaves_no_correlation(neighbours: Neighbours) -> float:
    """After a shuffle of its pixels, a photograph has no correlation left at any distance (the
    largest, of either sign).
    """
    return max(np.abs(correlation).max() for correlation in neighbours.shuffled.values())


@claim(experiments.train_twins, below=1e-9, digits=2)
def a_fully_connected_network_is_blind_to_order(twins: Twins) -> float:
    """Trained on shuffled images, from the same start with its weights shuffled alike, a fully
    connected network gives the same outputs for all test images (largest difference).
    """
    return np.abs(twins.outputs - twins.twin_outputs).max()


@claim(ONCE, above=-2, below=2, unit=" points")
def a_shuffle_costs_the_fully_connected_network_nothing(result: Arrangements) -> float:
    """From the same start and with a shuffle of all images, the accuracy of the fully connected
    network changes by less than two percentage points in either direction.
    """
    return _cost_of_a_shuffle(result, "network")


@claim(ONCE, above=0, rate=0.95, unit=" points")
def a_shuffle_costs_the_convolutional_network(result: Arrangements) -> float:
    """A shuffle of all pixels, the same in all images, makes the convolutional network less
    accurate.
    """
    return _cost_of_a_shuffle(result, "convolution")


@claim(ONCE, above=0, rate=0.95, unit=" points")
def on_images_in_order_convolution_wins(result: Arrangements) -> float:
    """On images as they are, the convolutional network is more accurate than the fully connected
    one.
    """
    return 100 * np.mean(
        result.ordered[:, result.of("convolution")] - result.ordered[:, result.of("network")]
    )


@claim(experiments.recover_places, above=0.95, unit=" of the variance")
def correlations_know_where_pixels_were(recovered: Recovered) -> float:
    """From the correlations of shuffled pixels alone, more than 95 % of the variance of their
    places is recovered, up to turning, mirroring and size.
    """
    return recovered.explained


@claim(ONCE, below=0.5, unit=" of it")
def four_pixels_halve_what_the_network_knows(result: Arrangements) -> float:
    """When test images move by four pixels, the fully connected network keeps less than half of its
    accuracy.
    """
    return _kept_at_four_pixels(result, "network")


@claim(ONCE, below=0.65, rate=0.95, unit=" of it")
def convolution_alone_does_not_help(result: Arrangements) -> float:
    """When test images move by four pixels, a convolutional network that flattens its feature maps
    keeps less than two thirds of its accuracy.
    """
    return _kept_at_four_pixels(result, "convolution")


def _cost_of_a_shuffle(result: Arrangements, model: str) -> float:
    which = result.of(model)
    return 100 * np.mean(result.ordered[:, which] - result.shuffled[:, which])


def _kept_at_four_pixels(result: Arrangements, model: str) -> float:
    of_model = result.shifted[:, result.of(model)].mean(axis=0)
    return of_model[result.shifts.index(4)] / of_model[result.shifts.index(0)]
