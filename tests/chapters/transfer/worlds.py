"""For each claim of the chapter, a world in which it is false."""

from dataclasses import replace
from functools import partial

import numpy as np

from conundrum.chapters.transfer.experiments import augmentation, few_labels, shifted, tasks, turned
from conundrum.chapters.transfer.experiments.few_labels import Comparison
from conundrum.chapters.transfer.experiments.turned import TurnedDigits
from conundrum.data.images import Images
from conundrum.models.pretrained import pretrained_features

BOTH = ("pixels", "frozen")


def features_of_other_images() -> Comparison:
    """Labelled photographs whose features are those of other photographs."""
    task = tasks.clothes()
    others = np.random.default_rng(0).permutation(len(task.pool))
    task = replace(task, pool_features=task.pool_features[others])
    return few_labels.compare(task, BOTH, seed=2, draws=1, per_class=(5,))


def black_pixels() -> Comparison:
    """Digits that only the pretrained network has seen: their pixels are black."""
    task = tasks.handwriting()
    pool, test = (Images(0 * part.pixels, part.labels) for part in (task.pool, task.test))
    task = replace(task, pool=pool, test=test)
    return few_labels.compare(task, BOTH, seed=2, draws=1, per_class=(5, 10))


def only_small_images() -> Comparison:
    """Features that are of images of 84 pixels in either case."""
    whole = tasks.clothes()
    pool, test = whole.pool[whole.draw(20, seed=1)], whole.test[:50]
    small = tasks.Task(
        "small", pool, test, *(pretrained_features(part.pixels, 84) for part in (pool, test))
    )
    return few_labels.compare(small, ("frozen, 84", "frozen"), seed=2, draws=1, per_class=(20,))


def turned_a_little() -> TurnedDigits:
    """Turned by no more than 25 degrees, a six remains a six."""
    a_little, as_claimed = "up to 25°", "any angle, 4 times as long"
    result = turned.train_on_turned_digits(seed=tasks.SHIPPED_SEED, training=(a_little,))
    return TurnedDigits(
        {as_claimed: result.swapped[a_little]},
        {as_claimed: result.missed_otherwise[a_little]},
        {as_claimed: result.others_missed[a_little]},
    )


WORLDS = {
    "frozen_features_help_on_clothes": features_of_other_images,
    "on_digits_frozen_features_harm": black_pixels,
    "small_images_cost_accuracy": only_small_images,
    # Moved by half its width, a photograph has lost half of what it showed.
    "features_recognise_a_moved_image": partial(shifted.shift_photographs, seed=1, n=50, by=14),
    # Test images that do not move ask for nothing that shifts could teach.
    "shifts_teach_what_convolution_has_built_in": partial(
        augmentation.augment_training,
        seed=1,
        draws=1,
        training=("nothing", "shifts"),
        moved_by=0,
    ),
    "turned_sixes_become_nines": turned_a_little,
}
