"""What the chapter *Brains* claims."""

from functools import partial

from conundrum.chapters.brains.experiments import age, coverage, detection, leak, registration
from conundrum.chapters.brains.experiments.age import BrainAge
from conundrum.chapters.brains.experiments.coverage import Coverage
from conundrum.chapters.brains.experiments.detection import CONNECTED, LINEAR, RULE, Detection
from conundrum.chapters.brains.experiments.leak import Leak
from conundrum.chapters.brains.experiments.prevalence import Screening
from conundrum.chapters.brains.experiments.registration import Ventricles
from conundrum.claims import checked, claim

coins = partial(leak.predict_coin_tosses, misplacement=(0.0,), tosses=2)


@claim(coins, above=0.95)
def slices_of_one_participant_give_a_coin_away(result: Leak) -> float:
    """With 60 participants, four registered slices of each and a split by slice, the
    nearest neighbour predicts a coin that participants tossed with an AUC above 0.95 (mean
    over five folds and two tosses).
    """
    return result.by_slice["nearest neighbour"][0]


@checked(coins, above=0.85)
def a_linear_model_leaks_as_well(result: Leak) -> float:
    """With registered heads and a split by slice, ridge regression predicts such a coin with an AUC
    above 0.85.
    """
    return result.by_slice["linear model"][0]


@checked(coins, below=0.68)
def a_split_by_participant_gives_nothing_away(result: Leak) -> float:
    """Split by participant, neither nearest neighbour nor ridge regression predicts the coin with
    an AUC above 0.68 (the larger of the two; guessing has 0.5).
    """
    return max(aucs[0] for aucs in result.by_participant.values())


@claim(detection.train_four_models, above=0.08, rate=0.9)
def the_convolutional_network_finds_lesions(result: Detection) -> float:
    """On 150 new participants, the AUC of the convolutional network exceeds by more than
    0.08 the best of the brightest pixel, of logistic regression (penalty chosen on 50
    others) and of a fully connected network (60 passes), all trained on the same 400 slices
    of 200 participants.
    """
    return result.lead


@checked(detection.train_four_models, above=0.7, below=0.9)
def the_brightest_pixel_is_a_fair_rule(result: Detection) -> float:
    """On new participants, the brightest pixel alone has an AUC between 0.7 and 0.9."""
    return result.test_auc[RULE]


@checked(detection.train_four_models, below=0.65)
def models_of_fixed_pixels_do_not_find_lesions(result: Detection) -> float:
    """On new participants, the linear model and the fully connected network stay below an AUC of
    0.65 (the better of the two).
    """
    return max(result.test_auc[name] for name in (LINEAR, CONNECTED))


@checked(detection.train_four_models, above=0.99)
def the_fully_connected_network_learns_its_participants_by_heart(result: Detection) -> float:
    """On the participants it was trained on, the fully connected network has an AUC above 0.99."""
    return result.train_auc[CONNECTED]


@checked(detection.train_four_models, below=0.7, rate=0.9)
def where_few_are_ill_a_call_is_often_wrong(result: Detection) -> float:
    """Where 2 % are ill, fewer than 70 % of the slices that the network calls ill are ill, with the
    sensitivity and specificity that it has on new participants (the positive predictive value).
    """
    test = Screening(0.02, result.sensitivity, result.specificity)
    return test.positive_predictive_value


@claim(coverage.cover, above=0.02, unit=" of the intervals")
def drawing_slices_makes_intervals_too_short(result: Coverage) -> float:
    """Of 200 bootstrap intervals that say 95 % (200 draws each), from studies of 20
    patients and 20 healthy participants drawn from 300 with four slices each, the share
    that hold the AUC of the brightest pixel among the 300 is smaller by more than 0.02 if
    slices are drawn than if participants are, with all their slices.
    """
    return result.participants_cover - result.slices_cover


@checked(coverage.cover, below=0.92, unit=" of the intervals")
def intervals_of_slices_hold_less_than_they_say(result: Coverage) -> float:
    """If slices are drawn, fewer than 92 % of the intervals that say 95 % hold the true AUC."""
    return result.slices_cover


@claim(detection.train_four_models, above=0.2, rate=0.9, unit=" of slices")
def the_network_looks_at_lesions(result: Detection) -> float:
    """In the slices of the test’s patients, the pixel with the largest absolute gradient ×
    input lies in a lesion or next to it more often, by more than a fifth of the slices,
    than for the best of twenty networks with random weights.
    """
    return result.attention.lead


@checked(detection.train_four_models, above=0.85, rate=0.9, unit=" of slices")
def its_largest_value_is_in_a_lesion(result: Detection) -> float:
    """In more than 85 % of the slices of the test's patients, the pixel with the trained network's
    largest gradient × input lies in a lesion or next to it.
    """
    return result.attention.trained_hits


@claim(detection.train_four_models, above=0.1, rate=0.9)
def feature_maps_outline_lesions(result: Detection) -> float:
    """A 1 × 1 convolution on the pixels and all feature maps of the network that was
    trained to tell patients, fitted to the outlined lesions of sixty slices of training,
    outlines lesions of new patients with a mean Dice that is higher by more than 0.1 than
    that of calling bright pixels lesion, at the brightness that is best on those sixty
    slices.
    """
    return result.segmentation.lead_over_brightness


@checked(detection.train_four_models, above=0, rate=0.9)
def early_maps_sharpen_outlines(result: Detection) -> float:
    """With the brightness of a pixel and the maps of all stages the mean Dice is higher than with
    its brightness and the maps of the last stage (the difference).
    """
    return result.segmentation.gain_of_early_maps


@claim(registration.measure_ventricles, above=0.03, rate=0.9)
def registration_throws_head_size_away(result: Ventricles) -> float:
    """Where the outcome is the area of the ventricles in the participant’s own head, the R²
    of ridge regression and of a convolutional network (20 passes) on registered slices of
    200 new participants is more than 0.03 higher if the enlargement that registration
    removed is given back exactly (the smaller of the two gains; 200 others were trained
    on).
    """
    return result.head_size_helps


@checked(registration.measure_ventricles, above=0.1, rate=0.9)
def ridge_gains_from_registration(result: Ventricles) -> float:
    """With head size, registration raises the R² of ridge regression by more than 0.1."""
    return result.registration_helps_ridge


@checked(registration.measure_ventricles, above=0.05, rate=0.9)
def networks_do_better_on_unregistered_heads(result: Ventricles) -> float:
    """On unregistered heads, the R² of the network is more than 0.05 higher than that of ridge
    regression.
    """
    return result.unregistered_lead


@claim(age.predict_age, below=-8, unit=" years")
def the_gap_says_old_brains_are_young(result: BrainAge) -> float:
    """Ridge regression on registered slices of 300 healthy participants predicts ages of 200
    others, aged 20 to 80. Although all are healthy, the mean gap of those above fifty is more than
    eight years below that of the younger (predicted minus real age; the difference).
    """
    return result.difference


@checked(age.predict_age, above=-5, below=5, unit=" years")
def the_correction_removes_most_of_the_difference(result: BrainAge) -> float:
    """Once what is usual at each age, by out-of-fold predictions of the participants of training,
    is subtracted, the two groups differ by less than five years.
    """
    return result.corrected_difference


@checked(age.predict_age, above=2, unit=" years")
def age_is_predicted_better_than_by_the_mean(result: BrainAge) -> float:
    """The mean absolute error is more than two years smaller than that of predicting the mean age
    of the participants of training for everybody (the difference).
    """
    return result.baseline - result.error
