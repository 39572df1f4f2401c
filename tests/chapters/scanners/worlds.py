"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.scanners.experiments import shift, shortcut

# "Darker" is a scanner like the one at home.
the_same_scanner = partial(
    shift.change_scanner,
    seed=1,
    participants=(20, 10),
    test=20,
    recipes=(shift.PLAIN,),
    scanners=(shift.HOME, shift.DARKER),
    gain=1.0,
)

WORLDS = {
    "a_darker_scanner_breaks_the_network": the_same_scanner,
    "elsewhere_it_is_surer_than_right": the_same_scanner,
    # Both scanners are the same.
    "a_test_with_the_same_confound_hides_the_shortcut": partial(
        shortcut.confound_scanner,
        seed=1,
        draws=1,
        shares=(0.5, 0.95),
        participants=(20, 20),
        gain=1.0,
    ),
}
