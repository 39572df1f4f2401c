"""For each claim of the chapter, a world in which it is false."""

from dataclasses import replace
from functools import partial

import numpy as np

from conundrum.chapters.transfer import experiments
from conundrum.chapters.transfer.experiments import Comparison, Seen
from conundrum.data.images import Images, digits, fashion_mnist


def few_clothes() -> tuple[Seen, Seen]:
    """Let the pretrained network look at 500 labelled photographs and at 150 for testing."""
    pool = experiments.labelled_clothes()
    chosen = experiments.few_of_each(pool.labels, 50, seed=0)
    return experiments.see(pool[chosen]), experiments.see(fashion_mnist()[1][:150])


def black_pixels() -> Comparison:
    """Digits that only the pretrained network has seen: their pixels are black."""
    images = digits()
    chosen = experiments.few_of_each(images.labels, 30, seed=0)
    seen = experiments.see(images[chosen])
    seen = replace(seen, images=Images(0 * seen.images.pixels, seen.images.labels))
    test = np.arange(len(chosen)) % 30 >= 20  # the last ten of each class
    pool, rest = (
        Seen(seen.images[part], seen.maps[part], seen.features[part]) for part in (~test, test)
    )
    return experiments.compare(pool, rest, ("pixels", "frozen"), seed=1, per_class=(5, 10))


def nothing_to_tune_from() -> Comparison:
    """Early layers that pass nothing on: whatever is tuned behind them sees no image."""
    pool, test = (replace(seen, maps=0 * seen.maps) for seen in few_clothes())
    return experiments.compare(pool, test, ("frozen", "fine-tuned"), seed=1, per_class=(50,))


WORLDS = {
    "on_digits_frozen_features_harm": black_pixels,
    # Moved by half its width, a photograph has lost half of what it showed.
    "features_recognise_a_moved_image": partial(experiments.move, seed=1, n=50, by=14),
    "fine_tuning_beats_freezing": nothing_to_tune_from,
    # Test images that do not move ask for nothing that shifts could teach.
    "shifts_teach_what_convolution_has_built_in": partial(
        experiments.augment, seed=1, changes=("nothing", "shifts"), moved_by=0
    ),
    # Turned by no more than 18 degrees, a six remains a six.
    "turned_sixes_become_nines": partial(
        experiments.turn_digits,
        seed=1,
        per_class=20,
        training=("turned for longer",),
        share_of_turn=0.1,
    ),
}
