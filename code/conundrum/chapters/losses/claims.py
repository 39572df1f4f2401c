"""What the chapter *The last layer and the loss* claims."""

import numpy as np

from conundrum.chapters.losses import experiments
from conundrum.chapters.losses.experiments import (
    NOTHING_SQUARED,
    SIGMOID_ENTROPY,
    SIGMOID_SQUARED,
    SIGMOID_TWICE,
    SOFTMAX_ENTROPY,
    SOFTMAX_SQUARED,
    SOFTMAX_TWICE,
    DigitErrors,
    Gradients,
    Lab,
    LinearModels,
    Overtraining,
    Relabelled,
    Salaries,
    Splits,
    Stability,
    TumourPredictions,
)
from conundrum.claims import EXACT, SAME_DATA, checked, claim

LAB = "james2023python"

# --- How much: squared error, and nothing on top


@checked(
    experiments.reproduce_linear_models,
    above=259.71525,
    below=259.71535,
    digits=7,
    source=LAB,
    kind=EXACT,
)
def the_linear_model_is_the_published_one(models: LinearModels) -> float:
    """On the published split, least squares has the published test error, 259.7153."""
    return models.least_squares


@checked(
    experiments.reproduce_linear_models,
    above=257.23815,
    below=257.23825,
    digits=7,
    source=LAB,
    kind=EXACT,
)
def the_lasso_is_the_published_one(models: LinearModels) -> float:
    """On the published split, the lasso on predictors as they are has the test error published in
    2023, 257.2382.
    """
    return models.lasso


@checked(
    experiments.reproduce_linear_models,
    above=235.67535,
    below=235.67555,
    digits=7,
    source=LAB,
    kind=EXACT,
)
def the_scaled_lasso_is_the_corrected_one(models: LinearModels) -> float:
    """On the published split, the lasso on standardised predictors has the test error of the
    corrected lab, 235.6755.
    """
    return models.lasso_scaled


@checked(experiments.reproduce_lab, above=0, kind=SAME_DATA)
def the_published_network_beats_least_squares(lab: Lab) -> float:
    """On the published split, the median of 20 networks of the published form has a smaller test
    error than least squares (difference in thousands of dollars).
    """
    return lab.linear.least_squares - lab.median


@claim(experiments.reproduce_lab, above=1, unit="×", kind=SAME_DATA)
def starts_differ_more_than_models(lab: Lab) -> float:
    """On one and the same split, the test errors of 20 starts of the published network lie further
    apart than those of least squares and of the lasso with and without standardised predictors
    (largest minus smallest, ratio).
    """
    return lab.range / lab.linear.range


@checked(experiments.reproduce_lab, above=0, kind=SAME_DATA)
def standardising_takes_the_advantage_away(lab: Lab) -> float:
    """With standardised predictors and otherwise the published recipe, the median network is worse
    than least squares (difference in thousands of dollars).
    """
    return lab.median_scaled - lab.linear.least_squares


@checked(experiments.repeat_lab_on_splits, above=10, rate=0.95, unit=" of 20", kind=SAME_DATA)
def the_network_wins_most_splits(splits: Splits) -> float:
    """On more than half of 20 new splits, one network of the published form has a smaller test
    error than least squares.
    """
    return splits.wins


@checked(experiments.repeat_lab_on_splits, above=30, kind=SAME_DATA)
def splits_differ(splits: Splits) -> float:
    """Between the easiest and the hardest of 20 new splits lie more than 30 thousand dollars, for
    least squares, which draws nothing.
    """
    return splits.range


@checked(experiments.predict_salaries, above=1.1, rate=0.95, unit="×", kind=SAME_DATA)
def relu_on_the_output_costs(salaries: Salaries) -> float:
    """With a ReLU on the output of a network that predicts standardised salaries, the error on new
    players is more than a tenth larger than without (ratio of medians over ten starts).
    """
    return salaries.error("ReLU") / salaries.error("nothing")


@checked(experiments.predict_salaries, above=1, rate=0.95, unit="×", kind=SAME_DATA)
def a_sigmoid_on_the_output_costs(salaries: Salaries) -> float:
    """With a sigmoid on the output of a network that predicts standardised salaries, the error on
    new players is larger than with nothing (ratio of medians over ten starts).
    """
    return salaries.error("sigmoid") / salaries.error("nothing")


# --- Yes or no: cross-entropy is a likelihood


@checked(experiments.gradients_at_random, below=1e-12, digits=2)
def the_gradient_is_the_error(gradients: Gradients) -> float:
    """Through a sigmoid or a softmax, the gradient of cross-entropy with respect to the outputs is
    prediction minus outcome (largest difference at random outputs).
    """
    return gradients.largest_difference


@checked(experiments.predict_tumours, above=0.1, unit=" of predictions", kind=SAME_DATA)
def without_sigmoid_probabilities_leave_their_range(tumours: TumourPredictions) -> float:
    """Without a sigmoid and with squared error, more than a tenth of the predictions for new
    tumours are below 0 or above 1.
    """
    return tumours.outside(NOTHING_SQUARED.name)


@checked(experiments.predict_tumours, above=0.8, rate=0.95, kind=SAME_DATA)
def without_sigmoid_the_right_side_is_still_found(tumours: TumourPredictions) -> float:
    """Without a sigmoid and with squared error, predictions for new tumours still lie on the right
    side of one half for more than eight tenths of them (median of starts).
    """
    return tumours.accuracy(NOTHING_SQUARED.name)


@checked(experiments.predict_tumours, above=0.3, unit=" of the training set", kind=SAME_DATA)
def clipping_silences(tumours: TumourPredictions) -> float:
    """Without a sigmoid, more than three tenths of the outputs lie outside 0 to 1 before training,
    where clipping leaves no gradient.
    """
    return tumours.silent


@checked(experiments.predict_tumours, above=0.7, below=0.7311, digits=4, kind=SAME_DATA)
def two_sigmoids_are_never_sure(tumours: TumourPredictions) -> float:
    """With two sigmoids no prediction for a new tumour is above 0.7311, though some come near."""
    return tumours.reach(SIGMOID_TWICE.name)[1]


@checked(experiments.predict_tumours, above=-0.03, below=0.03, rate=0.95, kind=SAME_DATA)
def squared_error_is_as_accurate(tumours: TumourPredictions) -> float:
    """With the best step size for each, squared error through a sigmoid and cross-entropy differ by
    less than three points of accuracy (difference of medians).
    """
    return tumours.accuracy(SIGMOID_SQUARED.name) - tumours.accuracy(SIGMOID_ENTROPY.name)


@checked(experiments.predict_tumours, above=1, rate=0.8, unit="×", kind=SAME_DATA)
def squared_error_is_less_boastful(tumours: TumourPredictions) -> float:
    """With the best step size for each, a network trained on cross-entropy mostly has a larger
    cross-entropy on new tumours than one trained on squared error (ratio of medians).
    """
    return tumours.cross_entropy(SIGMOID_ENTROPY.name) / tumours.cross_entropy(SIGMOID_SQUARED.name)


@claim(experiments.swap_labels, above=2.5, unit="×", kind=SAME_DATA)
def squared_error_recovers_slowly(relabelled: Relabelled) -> float:
    """After 500 steps of gradient descent on swapped labels, squared error through a sigmoid takes
    more than two and a half times as many steps as cross-entropy to get nine tenths of the tumours
    in the training set right, both with a step size of 0.1 (ratio of medians over ten starts).
    """
    return relabelled.steps(SIGMOID_SQUARED.name) / relabelled.steps(SIGMOID_ENTROPY.name)


# --- Which of several: softmax


@checked(experiments.predict_digits, above=1.2, rate=0.95, unit="×", kind=SAME_DATA)
def squared_error_through_softmax_is_slow(errors: DigitErrors) -> float:
    """After 300 steps of gradient descent with a step size of 0.1, softmax with squared error
    leaves more than 1.2 times as many wrong digits as with cross-entropy.
    """
    return errors.at(SOFTMAX_SQUARED.name, 0.1) / errors.at(SOFTMAX_ENTROPY.name, 0.1)


@claim(experiments.predict_digits, below=0.02, kind=SAME_DATA)
def with_the_best_step_size_it_catches_up(errors: DigitErrors) -> float:
    """With the best of six step sizes for each, by the training loss after 300 steps of gradient
    descent on 600 digits, softmax with squared error has less than two points more wrong digits in
    the test set than with cross-entropy (difference of the means of two starts).
    """
    return errors.at_best(SOFTMAX_SQUARED.name) - errors.at_best(SOFTMAX_ENTROPY.name)


@checked(experiments.predict_digits, above=0.225, below=0.23205, digits=4, kind=SAME_DATA)
def two_softmaxes_are_never_sure(errors: DigitErrors) -> float:
    """With two softmaxes and ten classes no probability is above 0.2320, though some come near."""
    return np.nanmax(errors.largest[SOFTMAX_TWICE.name])


@checked(experiments.predict_digits, above=3, rate=0.95, unit="×", kind=SAME_DATA)
def two_softmaxes_learn_slowly(errors: DigitErrors) -> float:
    """After 300 steps of gradient descent with a step size of 0.1, softmax applied twice leaves
    more than three times as many wrong digits as softmax applied once.
    """
    return errors.at(SOFTMAX_TWICE.name, 0.1) / errors.at(SOFTMAX_ENTROPY.name, 0.1)


@checked(experiments.predict_digits, above=0.5, kind=SAME_DATA)
def digits_are_no_numbers(errors: DigitErrors) -> float:
    """When one output predicts the digit as a number, more than half of the new digits are wrong
    after rounding.
    """
    return errors.as_numbers


# --- Why libraries want the logits


@checked(experiments.compute_naively, above=103, below=105, kind=EXACT)
def the_formula_breaks(stability: Stability) -> float:
    """In single precision, with one output as far above zero as the other is below, the formula for
    cross-entropy gives no finite number once the wrong class leads by 104.
    """
    return stability.breaks_at


@checked(experiments.compute_naively, below=1e-4, digits=2, kind=EXACT)
def subtracting_the_largest_is_exact(stability: Stability) -> float:
    """With the largest output subtracted first, cross-entropy in single precision is right to four
    decimals at every lead up to 150 (largest difference).
    """
    return stability.largest_error


# --- Calibration: does 90 % mean 90 %?


@checked(experiments.overtrain, above=1.25, unit="×", kind=SAME_DATA)
def cross_entropy_rises_again(overtraining: Overtraining) -> float:
    """At the end of training, the cross-entropy on test images is more than a quarter above that at
    the minimum on validation images.
    """
    return overtraining.at_end.cross_entropy / overtraining.at_best.cross_entropy


@checked(experiments.overtrain, above=-0.03, below=0.02, kind=SAME_DATA)
def errors_hardly_change(overtraining: Overtraining) -> float:
    """From the minimum of cross-entropy on validation images to the end of training, the share of
    wrong answers on test images grows by less than two points.
    """
    return overtraining.at_end.error - overtraining.at_best.error


@checked(experiments.overtrain, above=0.08, kind=SAME_DATA)
def the_network_is_surer_than_it_is_right(overtraining: Overtraining) -> float:
    """At the end of training the network is surer than it is right, on average by more than eight
    points.
    """
    return overtraining.at_end.sureness - (1 - overtraining.at_end.error)


@claim(experiments.overtrain, above=1.7, unit="×", kind=SAME_DATA)
def calibration_gets_lost(overtraining: Overtraining) -> float:
    """After 400 steps of Adam on 1000 photographs of clothes, a network of 64 hidden units has more
    than 1.7 times the calibration error on test images that it had where cross-entropy on
    validation images was least.
    """
    return overtraining.at_end.calibration_error / overtraining.at_best.calibration_error
