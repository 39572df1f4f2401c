"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.brains import experiments
from conundrum.data.brains import Scanner

# A scanner that shows lesions as bright as the white matter in which they lie.
invisible_lesions = partial(
    experiments.detect, seed=1, participants=(20, 10, 20), scanner=Scanner(lesion=0.48)
)

WORLDS = {
    # Who comes once has no other slice to be recognised by.
    "slices_of_one_participant_give_a_coin_away": partial(
        experiments.toss_coins, seed=1, visits=1, misplacement=(0.0,), tosses=1
    ),
    "the_convolutional_network_finds_lesions": invisible_lesions,
    # With one slice each, to draw slices is to draw participants.
    "drawing_slices_makes_intervals_too_short": partial(experiments.cover, seed=1, visits=1),
    "the_network_looks_at_lesions": invisible_lesions,
    "a_darker_scanner_breaks_the_network": invisible_lesions,
    # Heads that registration left where they lay.
    "registered_ridge_beats_unregistered_networks": partial(
        experiments.measure_ventricles, seed=1, sizes=(25, 100), test=60, registration=0.0
    ),
}
