"""What the chapter *Brains* claims."""

from functools import partial

from conundrum.chapters.brains import experiments
from conundrum.chapters.brains.experiments import (
    CONNECTED,
    LINEAR,
    RULE,
    SCANNERS,
    Coverage,
    Detection,
    Leak,
    Ventricles,
)
from conundrum.claims import checked, claim

coins = partial(experiments.toss_coins, misplacement=(0.0,), tosses=2)
ventricles = partial(experiments.measure_ventricles, sizes=(25, 100))


@claim(coins, above=0.95)
def slices_of_one_participant_give_a_coin_away(leak: Leak) -> float:
    """With 60 participants, four registered slices of each and a split by slice, the nearest
    neighbour predicts a coin that participants tossed with an area under the ROC curve above 0.95
    (mean over folds and tosses).
    """
    return leak.by_slice["nearest neighbour"][0]


@checked(coins, above=0.85)
def a_linear_model_leaks_as_well(leak: Leak) -> float:
    """With registered heads and a split by slice, ridge regression predicts such a coin with an
    area above 0.85.
    """
    return leak.by_slice["linear model"][0]


@checked(coins, below=0.68)
def a_split_by_participant_gives_nothing_away(leak: Leak) -> float:
    """Split by participant, neither nearest neighbour nor ridge regression predicts the coin with
    an area above 0.68 (the larger of the two; guessing has 0.5).
    """
    return max(areas[0] for areas in leak.by_participant.values())


@claim(experiments.detect, above=0.08, rate=0.9)
def the_convolutional_network_finds_lesions(detection: Detection) -> float:
    """On 150 new participants, the area under the ROC curve of the convolutional network exceeds
    that of logistic regression and of the fully connected network, trained on the same 200
    participants, and that of the brightest pixel, by more than 0.08 (the smallest lead).
    """
    return detection.lead


@checked(experiments.detect, above=0.7, below=0.9)
def the_brightest_pixel_is_a_fair_rule(detection: Detection) -> float:
    """On new participants, the brightest pixel alone has an area between 0.7 and 0.9."""
    return detection.test_auc[RULE]


@checked(experiments.detect, below=0.62)
def models_of_fixed_pixels_do_not_find_lesions(detection: Detection) -> float:
    """On new participants, the linear model and the fully connected network stay below an area of
    0.62 (the better of the two).
    """
    return max(detection.test_auc[name] for name in (LINEAR, CONNECTED))


@checked(experiments.detect, above=0.99)
def the_fully_connected_network_learns_its_participants_by_heart(detection: Detection) -> float:
    """On the participants it was trained on, the fully connected network has an area above 0.99."""
    return detection.train_auc[CONNECTED]


@claim(experiments.cover, below=0.92, unit=" of the intervals")
def drawing_slices_makes_intervals_too_short(coverage: Coverage) -> float:
    """Of 200 bootstrap intervals that draw slices and say 95 %, each from a study of 40
    participants with four slices, fewer than 92 % hold the true area of the brightest pixel.
    """
    return coverage.slices_cover


@checked(experiments.cover, above=0.02, unit=" of the intervals")
def drawing_participants_mends_most_of_it(coverage: Coverage) -> float:
    """Drawing participants instead raises the share that hold the truth by more than two
    hundredths.
    """
    return coverage.participants_cover - coverage.slices_cover


@claim(experiments.detect, above=0.2, rate=0.9, unit=" of slices")
def the_network_looks_at_lesions(detection: Detection) -> float:
    """In the slices of the test's patients, the pixel with the largest gradient × input lies in a
    lesion or next to it more often than for any of ten networks with random weights, by more than a
    fifth of the slices.
    """
    return detection.attention.trained_hits - detection.attention.random_hits.max()


@checked(experiments.detect, above=0.85, rate=0.9, unit=" of slices")
def its_largest_value_is_in_a_lesion(detection: Detection) -> float:
    """In more than 85 % of the slices of the test's patients, the pixel with the trained network's
    largest gradient × input lies in a lesion or next to it.
    """
    return detection.attention.trained_hits


@claim(experiments.detect, above=0.05, rate=0.9)
def a_darker_scanner_breaks_the_network(detection: Detection) -> float:
    """On 100 new participants of a scanner that shows everything 0.6 times as bright, the area
    under the ROC curve of the network, trained without normalising or augmentation, is lower by
    more than 0.05 than on as many of its own scanner, the same heads.
    """
    return detection.auc_on(SCANNERS["its own"]) - detection.auc_on(SCANNERS["darker"])


@claim(ventricles, above=0, rate=0.9)
def registered_ridge_beats_unregistered_networks(result: Ventricles) -> float:
    """With 25 participants as with 100, ridge regression on registered heads explains more of the
    area of the ventricles in a head of average size than a convolutional network does on the same
    heads as they lie (difference in R² on 200 new participants, the smaller of the two sizes).
    """
    return min(
        result.at("registered", "ridge", size) - result.at("free", "network", size)
        for size in (25, 100)
    )


@checked(ventricles, above=-0.1, rate=0.95)
def registered_ridge_keeps_up(result: Ventricles) -> float:
    """With 100 registered participants, the R² of ridge regression is at most 0.1 below that of
    the network (the lead).
    """
    return result.at("registered", "ridge", 100) - result.at("registered", "network", 100)


@checked(ventricles, above=0.1)
def ridge_gains_from_registration(result: Ventricles) -> float:
    """Registration raises the R² of ridge regression by more than 0.1, at 25 participants as at 100
    (the smaller gain).
    """
    return (result.registered["ridge"] - result.free["ridge"])[:2].min()


@checked(ventricles, above=0, rate=0.95)
def unregistered_networks_win(result: Ventricles) -> float:
    """With 100 participants and heads as they lie, the R² of the network is higher than that of
    ridge regression (the lead).
    """
    return result.at("free", "network", 100) - result.at("free", "ridge", 100)
