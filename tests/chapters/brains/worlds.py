"""For each claim of the chapter, a world in which it is false."""

from functools import cache, partial

import numpy as np

from conundrum.chapters.brains.experiments import age, coverage, detection, leak, registration
from conundrum.data.brains import Scanner


@cache
def invisible_lesions() -> detection.Detection:
    """A scanner shows lesions as bright as the white matter in which they lie."""
    return detection.train_four_models(
        seed=1, participants=(20, 10, 20), scanner=Scanner(lesion=0.48)
    )


def perfect_prediction() -> age.BrainAge:
    """A prediction without error has no gap, and nothing to come back to the mean."""
    years = np.linspace(*age.RANGE, 40)
    return age.BrainAge(years, years, 50.0, 0.0, 1.0)


WORLDS = {
    # Who comes once has no other slice to be recognised by.
    "slices_of_one_participant_give_a_coin_away": partial(
        leak.predict_coin_tosses, seed=1, visits=1, misplacement=(0.0,), tosses=1
    ),
    "the_convolutional_network_finds_lesions": invisible_lesions,
    # With one slice each, to draw slices is to draw participants.
    "drawing_slices_makes_intervals_too_short": partial(coverage.cover, seed=1, visits=1),
    "the_network_looks_at_lesions": invisible_lesions,
    "feature_maps_outline_lesions": invisible_lesions,
    # Heads that differ in nothing that registration would take away.
    "registration_throws_head_size_away": partial(
        registration.measure_ventricles, seed=1, participants=40, test=40, misplacement=0.0
    ),
    "the_gap_says_old_brains_are_young": perfect_prediction,
}
