"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.images.experiments import arrangement, challenge, layout
from conundrum.chapters.images.experiments.arrangement import (
    AVERAGED,
    CONVOLUTION,
    NETWORK,
    ArrangementAccuracy,
)
from conundrum.data.imagenet import CHALLENGE
from conundrum.data.images import Images, fashion_mnist
from conundrum.evaluation.accuracy import accuracy
from conundrum.training.classifiers import pooled_network, train_classifier

NOISE = np.random.default_rng(0).normal(size=(200, 200))


def evenly_grey() -> ArrangementAccuracy:
    """Images that are evenly grey, as bright as they were: there is no arrangement to lose."""
    images, _ = fashion_mnist()
    brightness = images.pixels.mean(axis=(2, 3), keepdims=True)
    even = Images(np.broadcast_to(brightness, images.pixels.shape).copy(), images.labels)
    return arrangement.train_on_arrangements(
        seed=1, repeats=1, models=(CONVOLUTION,), only_moved=(), n=300, shifts=(0,), images=even
    )


def pooled_in_the_end() -> ArrangementAccuracy:
    """No map is flattened: both convolutional networks lose little when images move."""
    images, _ = fashion_mnist()
    train, test = images[:1000], images[1000:1500]
    models = {
        CONVOLUTION: pooled_network(train, seed=1),
        AVERAGED: pooled_network(train, seed=2),
        NETWORK: arrangement.untrained(NETWORK, seed=1),
    }
    shifted = {}
    for name, model in models.items():
        train_classifier(model, train, seed=1)
        moved = [accuracy(model, arrangement.shifted_right(test, by)) for by in (0, 4)]
        shifted[name] = np.array([moved])
    return ArrangementAccuracy({}, {}, (0, 4), shifted)


WORLDS = {
    # As things stood after 2013, the step of 2012 was the largest in proportion too.
    "in_proportion_a_later_step_is_larger": partial(
        challenge.compare_with_person, entries=[entry for entry in CHALLENGE if entry.year <= 2013]
    ),
    "a_shuffle_costs_the_convolutional_network": evenly_grey,
    # In pictures of noise no pixel has to do with another.
    "correlations_know_where_pixels_were": partial(layout.recover_layout, seed=1, pictures=[NOISE]),
    "convolution_alone_saves_less_than_half": pooled_in_the_end,
}
