"""What the chapter *Brains* claims."""

from functools import partial

from conundrum.chapters.brains import experiments
from conundrum.chapters.brains.experiments import (
    AUGMENTED,
    BOTH,
    CONNECTED,
    CONVOLUTIONAL,
    LINEAR,
    NORMALISED,
    PLAIN,
    RECIPES,
    RULE,
    Coverage,
    Explained,
    Leak,
    Moved,
    Ventricles,
)
from conundrum.claims import claim

COINS = partial(experiments.toss_coins, misplacement=(0.0,))


@claim(COINS, above=0.95)
def slices_of_one_participant_give_a_coin_away(leak: Leak) -> float:
    """With registered heads and a split by slice, the nearest neighbour predicts a coin that
    participants tossed with an area under the ROC curve above 0.95.
    """
    return leak.by_slice[0, 0]


@claim(COINS, above=0.85)
def a_linear_model_leaks_as_well(leak: Leak) -> float:
    """With registered heads and a split by slice, a linear model predicts such a coin with an area
    above 0.85.
    """
    return leak.by_slice[0, 1]


@claim(COINS, below=0.65)
def a_split_by_participant_gives_nothing_away(leak: Leak) -> float:
    """Split by participant, neither nearest neighbour nor linear model predicts the coin with an
    area above 0.65 (the better of the two).
    """
    return leak.by_participant[0].max()


@claim(experiments.cover, below=0.92, unit=" of the intervals")
def drawing_slices_makes_intervals_too_short(coverage: Coverage) -> float:
    """Of bootstrap intervals that draw slices and say 95 %, fewer than 92 % hold the truth."""
    return coverage.covers(coverage.by_slice)


@claim(experiments.cover, above=0.02, unit=" of the intervals")
def drawing_participants_mends_most_of_it(coverage: Coverage) -> float:
    """Drawing participants instead raises the share that hold the truth by more than two
    hundredths.
    """
    return coverage.covers(coverage.by_participant) - coverage.covers(coverage.by_slice)


@claim(experiments.detect_and_look, above=0.96, rate=0.9)
def the_convolutional_network_finds_lesions(result: Explained) -> float:
    """On new participants, the convolutional network has an area under the ROC curve above 0.96."""
    return result.detection.test_auc[CONVOLUTIONAL]


@claim(experiments.detect_and_look, above=0.7, below=0.9)
def the_brightest_pixel_is_a_fair_rule(result: Explained) -> float:
    """On new participants, the brightest pixel alone has an area between 0.7 and 0.9."""
    return result.detection.test_auc[RULE]


@claim(experiments.detect_and_look, below=0.62)
def models_of_fixed_pixels_do_not_find_lesions(result: Explained) -> float:
    """On new participants, the linear model and the fully connected network stay below an area of
    0.62 (the better of the two).
    """
    return max(result.detection.test_auc[name] for name in (LINEAR, CONNECTED))


@claim(experiments.detect_and_look, above=0.99)
def the_fully_connected_network_learns_its_participants_by_heart(result: Explained) -> float:
    """On the participants it was trained on, the fully connected network has an area above 0.99."""
    return result.detection.train_auc[CONNECTED]


@claim(experiments.detect_and_look, above=0.9, rate=0.9, unit=" of slices")
def the_network_looks_at_lesions(result: Explained) -> float:
    """In more than nine tenths of the patients' slices, the pixel with the largest gradient × input
    lies in a lesion or next to it.
    """
    return result.attention.hits(result.attention.maps).mean()


@claim(experiments.detect_and_look, below=0.45, unit=" of slices")
def a_network_with_random_weights_does_not(result: Explained) -> float:
    """With all weights drawn anew, the pixel with the largest gradient × input lies in a lesion or
    next to it in less than half of the patients' slices.
    """
    return result.attention.hits(result.attention.random_maps).mean()


@claim(experiments.detect_and_move, above=0.08, rate=0.8)
def a_darker_scanner_breaks_the_network(moved: Moved) -> float:
    """On a scanner that shows everything 0.6 times as bright, the area under the ROC curve of the
    plain network falls by more than 0.08.
    """
    return moved.auc[moved.of("its own", PLAIN)] - moved.auc[moved.of("darker", PLAIN)]


@claim(experiments.detect_and_move, below=1e-3)
def normalising_takes_gain_out(moved: Moved) -> float:
    """With normalised images, a darker or brighter scanner changes the area by less than 0.001."""
    own = moved.auc[moved.of("its own", NORMALISED)]
    return max(
        abs(moved.auc[moved.of(scanner, NORMALISED)] - own) for scanner in ("darker", "brighter")
    )


@claim(experiments.detect_and_move, above=0.01, rate=0.8)
def augmentation_helps_where_normalising_does_not(moved: Moved) -> float:
    """On the scanner with the uneven field, augmentation raises the area of normalised networks
    by more than 0.01.
    """
    return (
        moved.auc[moved.of("uneven field", BOTH)] - moved.auc[moved.of("uneven field", NORMALISED)]
    )


@claim(experiments.detect_and_move, above=0.02)
def augmentation_alone_is_not_enough(moved: Moved) -> float:
    """On average over the four other scanners, the network that was only augmented stays more than
    0.02 behind the one that was normalised too, after the same number of steps.
    """
    elsewhere = moved.auc[1:].mean(axis=0)
    return elsewhere[RECIPES.index(BOTH)] - elsewhere[RECIPES.index(AUGMENTED)]


@claim(experiments.measure_ventricles, above=0.1)
def ridge_gains_from_registration(result: Ventricles) -> float:
    """Registration raises the R² of ridge regression by more than 0.1, at every size (the
    smallest gain).
    """
    return (result.registered[:, 0] - result.free[:, 0]).min()


@claim(experiments.measure_ventricles, above=0, rate=0.8)
def ridge_wins_with_few_registered_participants(result: Ventricles) -> float:
    """With 25 registered participants, the R² of ridge regression is above that of the network
    (the lead).
    """
    return result.registered[0, 0] - result.registered[0, 1]


@claim(experiments.measure_ventricles, above=-0.03)
def registered_ridge_keeps_up(result: Ventricles) -> float:
    """With 400 registered participants, ridge is at most 0.03 behind the network (the lead)."""
    return result.registered[-1, 0] - result.registered[-1, 1]


@claim(experiments.measure_ventricles, above=0.05)
def unregistered_networks_win(result: Ventricles) -> float:
    """With heads as they lie, the network leads by more than 0.05 from 100 participants on (the
    smallest lead).
    """
    return (result.free[1:, 1] - result.free[1:, 0]).min()
