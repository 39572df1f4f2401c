"""What the chapter *The last layer and the loss* claims."""

from functools import partial

from conundrum.chapters.losses.experiments import (
    amounts,
    binary,
    calibration,
    classes,
    lab,
    ordered,
    pairings,
    stability,
)
from conundrum.claims import EXACT, SAME_DATA, checked, claim

LAB = "james2023python"

# --- How much: squared error, and nothing on top


@claim(amounts.predict_salaries, above=1.05, unit="×", kind=SAME_DATA)
def centring_is_what_makes_a_relu_costly(salaries: amounts.SalaryPredictions) -> float:
    """With a ReLU on the output of a network of 16 hidden units, trained for 300 steps of Adam, the
    mean absolute error on held-out players is more than 1.05 times as large when salaries are
    centred as when they are only divided by their standard deviation (ratio of medians over ten
    starts).
    """
    return salaries.error("ReLU, centred") / salaries.error("ReLU")


@checked(amounts.predict_salaries, above=1.1, unit="×", kind=SAME_DATA)
def a_relu_on_centred_salaries_costs(salaries: amounts.SalaryPredictions) -> float:
    """On centred salaries, a ReLU on the output makes the error on held-out players more than 1.1
    times as large as with nothing (ratio of medians over ten starts).
    """
    return salaries.error("ReLU, centred") / salaries.error("nothing, centred")


@checked(amounts.predict_salaries, above=0.85, below=1.15, unit="×", kind=SAME_DATA)
def softplus_is_as_good(salaries: amounts.SalaryPredictions) -> float:
    """With softplus on the output, the error on held-out players is within 15 % of that with
    nothing on centred salaries (ratio of medians over ten starts).
    """
    return salaries.error("softplus") / salaries.error("nothing, centred")


@checked(amounts.predict_salaries, above=0.75, below=1.25, rate=0.95, unit="×", kind=SAME_DATA)
def exp_and_gamma_are_as_good(salaries: amounts.SalaryPredictions) -> float:
    """With an exponential and the gamma likelihood, the error on held-out players is nearly always
    within 25 % of that with nothing on centred salaries (ratio of medians over ten starts).
    """
    return salaries.error("exp, gamma") / salaries.error("nothing, centred")


# --- How many: an exponential, and Poisson's loss


@claim(amounts.count_lapses, below=0.95, unit=" of the truth")
def log_counts_come_back_too_small(counts: amounts.CountPredictions) -> float:
    """A network trained for 600 steps of Adam on the logarithm of count + 1, of 500 people whose
    Poisson counts have means from 0.4 to 8, predicts less than 0.95 of the true mean after
    transforming back (on average over the predictor).
    """
    return counts.ratio("log(count + 1)")


@checked(amounts.count_lapses, above=0.85, below=1.15, unit=" of the truth")
def poisson_is_right_on_average(counts: amounts.CountPredictions) -> float:
    """The same network with an exponential and Poisson's loss predicts between 0.85 and 1.15 of the
    true mean (on average over the predictor).
    """
    return counts.ratio("exp, Poisson")


# --- Yes or no: cross-entropy is a likelihood


@checked(binary.gradients_at_random, below=1e-12, digits=2)
def the_gradient_is_the_error(gradients: binary.Gradients) -> float:
    """Through a sigmoid or a softmax, the gradient of cross-entropy with respect to the outputs is
    prediction minus outcome (largest difference at random outputs).
    """
    return gradients.largest_difference


@checked(binary.predict_tumours, above=0.1, unit=" of predictions", kind=SAME_DATA)
def without_sigmoid_probabilities_leave_their_range(tumours: binary.TumourPredictions) -> float:
    """Without a sigmoid and with squared error, more than a tenth of the predictions for test
    tumours are below 0 or above 1.
    """
    return tumours.outside(pairings.NOTHING_SQUARED.name)


@checked(binary.predict_tumours, above=0.8, rate=0.95, kind=SAME_DATA)
def without_sigmoid_the_right_side_is_still_found(tumours: binary.TumourPredictions) -> float:
    """Without a sigmoid and with squared error, predictions for test tumours nearly always still
    lie on the right side of one half for more than eight tenths of them (median of starts).
    """
    return tumours.accuracy(pairings.NOTHING_SQUARED.name)


@checked(binary.predict_tumours, above=0.3, unit=" of the training set", kind=SAME_DATA)
def clipping_silences(tumours: binary.TumourPredictions) -> float:
    """Without a sigmoid, more than three tenths of the outputs lie outside 0 to 1 before training,
    where clipping leaves no gradient.
    """
    return tumours.silent


@checked(binary.predict_tumours, above=-0.05, below=0.05, rate=0.95, kind=SAME_DATA)
def squared_error_is_as_accurate(tumours: binary.TumourPredictions) -> float:
    """With the best of six step sizes for each on validation data, squared error through a sigmoid
    and cross-entropy nearly always differ by less than five points of accuracy on test tumours
    (difference of medians).
    """
    squared = tumours.accuracy(binary.SIGMOID_SQUARED.name)
    return squared - tumours.accuracy(binary.SIGMOID_ENTROPY.name)


@checked(binary.predict_tumours, above=-0.1, below=0.1, rate=0.9, kind=SAME_DATA)
def squared_error_is_as_good_in_cross_entropy(tumours: binary.TumourPredictions) -> float:
    """With the best of six step sizes for each on validation data, networks trained on squared
    error through a sigmoid usually have a cross-entropy on test tumours that differs by less than
    0.1 from those trained on cross-entropy (difference of medians).
    """
    squared = tumours.cross_entropy(binary.SIGMOID_SQUARED.name)
    return squared - tumours.cross_entropy(binary.SIGMOID_ENTROPY.name)


@claim(binary.swap_labels, above=2.5, unit="×", kind=SAME_DATA)
def squared_error_recovers_slowly(recovery: binary.Recovery) -> float:
    """After 500 steps of gradient descent on swapped labels, squared error through a sigmoid takes
    more than two and a half times as many steps as cross-entropy to get nine tenths of the tumours
    in the training set right, both with a step size of 0.1 (ratio of medians over five starts).
    """
    squared = recovery.steps_needed(binary.SIGMOID_SQUARED.name)
    return squared / recovery.steps_needed(binary.SIGMOID_ENTROPY.name)


@checked(binary.swap_labels, above=1, rate=0.95, unit="×", kind=SAME_DATA)
def it_is_less_slow_where_nothing_is_saturated(recovery: binary.Recovery) -> float:
    """The factor between the steps of squared error and of cross-entropy is nearly always larger
    after swapped labels than from untrained networks (ratio of the two factors).
    """
    squared, entropy = binary.SIGMOID_SQUARED.name, binary.SIGMOID_ENTROPY.name
    swapped = recovery.steps_needed(squared) / recovery.steps_needed(entropy)
    untrained = recovery.steps_from_untrained(squared) / recovery.steps_from_untrained(entropy)
    return swapped / untrained


# --- Which of several: softmax


@claim(classes.predict_digits, below=0.03, kind=SAME_DATA)
def with_the_best_step_size_it_catches_up(errors: classes.DigitErrors) -> float:
    """With the best of four step sizes for each, by the validation loss after 200 steps of gradient
    descent on 300 digits, softmax with squared error has less than three points more wrong digits
    in the test set than with cross-entropy (difference of the means of two starts).
    """
    return errors.at_best(classes.SOFTMAX_SQUARED.name) - errors.at_best(
        classes.SOFTMAX_ENTROPY.name
    )


@checked(classes.predict_digits, above=1.2, rate=0.95, unit="×", kind=SAME_DATA)
def squared_error_through_softmax_is_slow(errors: classes.DigitErrors) -> float:
    """After 200 steps of gradient descent with a step size of 0.1, softmax with squared error
    nearly always leaves more than 1.2 times as many wrong digits as with cross-entropy.
    """
    return errors.at(classes.SOFTMAX_SQUARED.name, 0.1) / errors.at(
        classes.SOFTMAX_ENTROPY.name, 0.1
    )


@checked(classes.predict_digits, above=3, rate=0.95, unit="×", kind=SAME_DATA)
def two_softmaxes_learn_slowly(errors: classes.DigitErrors) -> float:
    """After 200 steps of gradient descent with a step size of 0.1, softmax applied twice nearly
    always leaves more than three times as many wrong digits as softmax applied once.
    """
    return errors.at(classes.SOFTMAX_TWICE.name, 0.1) / errors.at(classes.SOFTMAX_ENTROPY.name, 0.1)


@checked(classes.predict_digits, above=0.5, kind=SAME_DATA)
def digits_are_no_numbers(errors: classes.DigitErrors) -> float:
    """When one output predicts the digit as a number, more than half of the test digits are wrong
    after rounding.
    """
    return errors.as_numbers


@checked(classes.predict_labels, above=3, unit="×")
def one_softmax_is_wrong_for_several_labels(labels: classes.LabelProbabilities) -> float:
    """For 600 simulated people who can have none, one or several of three labels, one softmax,
    trained on those who have a label, gives probabilities more than three times as far from the
    true ones as three sigmoids (ratio of mean distances).
    """
    return labels.distance("one softmax") / labels.distance("three sigmoids")


# --- Which step of a scale: ordered answers


@claim(ordered.predict_answers, above=1.1, rate=0.95, unit="×")
def the_ordinal_ending_is_best_for_ordered_answers(answers: ordered.AnswerPredictions) -> float:
    """Where 200 people answer by the very model that the ordinal ending assumes, a hidden scale cut
    into five, softmax and squared error nearly always exceed the least possible cross-entropy by
    more than 1.1 times as much as the ordinal ending. Each is trained for 200 steps of Adam and
    taken at the best of every twentieth by validation data (means of three samples; the smaller of
    the two ratios).
    """
    rivals = answers.divergence["softmax"], answers.divergence["squared error"]
    return min(rivals) / answers.divergence["cumulative"]


@checked(partial(ordered.predict_answers, samples=1, order=(2, 4, 0, 3, 1)), below=0.9, unit="×")
def without_an_order_softmax_is_better(answers: ordered.AnswerPredictions) -> float:
    """Where the same answers have another order on the hidden scale than the ordinal ending takes
    them to have, softmax exceeds the least possible cross-entropy by less than 0.9 times as much
    (ratio of excesses, one sample).
    """
    return answers.divergence["softmax"] / answers.divergence["cumulative"]


# --- Why libraries want the logits


@checked(stability.compute_naively, above=103, below=105, kind=EXACT)
def the_formula_breaks(numbers: stability.NumericalRange) -> float:
    """In single precision, with one output as far above zero as the other is below, the formula for
    cross-entropy gives no finite number once the wrong class leads by 104.
    """
    return numbers.breaks_at


@checked(partial(stability.compute_naively, lower=0.0), above=88, below=90, kind=EXACT)
def it_breaks_earlier_where_outputs_are_large(numbers: stability.NumericalRange) -> float:
    """In single precision, with the output of the right class at zero, the formula gives no finite
    number once the wrong class leads by 89.
    """
    return numbers.breaks_at


@checked(stability.compute_naively, below=1e-4, digits=2, kind=EXACT)
def subtracting_the_largest_is_exact(numbers: stability.NumericalRange) -> float:
    """With the largest output subtracted first, cross-entropy in single precision is off by less
    than 0.0001 at every lead up to 150 (largest difference).
    """
    return numbers.largest_error


# --- Calibration: does 90 % mean 90 %?


@claim(calibration.overtrain, above=1.7, unit="×", kind=SAME_DATA)
def calibration_gets_lost(overtraining: calibration.Overtraining) -> float:
    """After 400 steps of Adam on 1000 photographs of clothes, a network of 64 hidden units has more
    than 1.7 times the calibration error on test images that it had where cross-entropy on
    validation images was least.
    """
    return overtraining.at_end.calibration_error / overtraining.at_best.calibration_error


@checked(calibration.overtrain, above=1.25, unit="×", kind=SAME_DATA)
def cross_entropy_rises_again(overtraining: calibration.Overtraining) -> float:
    """At the end of training, the cross-entropy on test images is more than a quarter above that at
    the minimum on validation images.
    """
    return overtraining.at_end.cross_entropy / overtraining.at_best.cross_entropy


@checked(calibration.overtrain, above=-0.03, below=0.02, kind=SAME_DATA)
def errors_hardly_change(overtraining: calibration.Overtraining) -> float:
    """From the minimum of cross-entropy on validation images to the end of training, the share of
    wrong answers on test images falls by less than three points and grows by less than two.
    """
    return overtraining.at_end.error - overtraining.at_best.error


@checked(calibration.overtrain, above=0.08, kind=SAME_DATA)
def the_network_is_surer_than_it_is_right(overtraining: calibration.Overtraining) -> float:
    """At the end of training the network is surer than it is right, on average by more than eight
    points.
    """
    return overtraining.at_end.sureness - (1 - overtraining.at_end.error)


@checked(calibration.overtrain, below=0.5, unit="×", kind=SAME_DATA)
def one_temperature_repairs_calibration(overtraining: calibration.Overtraining) -> float:
    """Dividing the outputs at the end of training by the temperature that is best on validation
    images leaves less than half of the calibration error on test images.
    """
    return overtraining.cooled.calibration_error / overtraining.at_end.calibration_error


# --- A published comparison, run again


@checked(
    lab.reproduce_linear_models,
    above=259.71525,
    below=259.71535,
    digits=7,
    source=LAB,
    kind=EXACT,
)
def the_linear_model_is_the_published_one(models: lab.LinearErrors) -> float:
    """On the published split, least squares has the published test error, 259.7153."""
    return models.least_squares


@checked(
    lab.reproduce_linear_models,
    above=257.23815,
    below=257.23825,
    digits=7,
    source=LAB,
    kind=EXACT,
)
def the_lasso_is_the_published_one(models: lab.LinearErrors) -> float:
    """On the published split, the lasso on predictors as they are has the test error published in
    2023, 257.2382.
    """
    return models.lasso


@checked(
    lab.reproduce_linear_models,
    above=235.67545,
    below=235.67555,
    digits=7,
    source=LAB,
    kind=EXACT,
)
def the_scaled_lasso_is_the_corrected_one(models: lab.LinearErrors) -> float:
    """On the published split, the lasso on standardised predictors has the test error of the
    corrected lab, 235.6755.
    """
    return models.lasso_scaled


@claim(lab.reproduce_lab, above=1, unit="×", kind=SAME_DATA)
def starts_differ_more_than_models(errors: lab.LabErrors) -> float:
    """On one and the same split, the test errors of 20 runs of the published network (start,
    batches and dropout drawn anew) lie further apart than those of least squares and of the lasso
    with and without standardised predictors (largest minus smallest, ratio).
    """
    return errors.range / errors.linear.range


@checked(lab.reproduce_lab, above=0, kind=SAME_DATA)
def the_published_network_beats_least_squares(errors: lab.LabErrors) -> float:
    """On the published split, the median of 20 networks of the published form has a smaller test
    error than least squares (difference in thousands of dollars).
    """
    return errors.linear.least_squares - errors.median


@checked(lab.reproduce_lab, above=0, kind=SAME_DATA)
def standardising_takes_the_advantage_away(errors: lab.LabErrors) -> float:
    """With standardised predictors and otherwise the published recipe, the median network is worse
    than least squares (difference in thousands of dollars).
    """
    return errors.median_scaled - errors.linear.least_squares


@checked(lab.reproduce_lab, above=0.35, unit=" of the gap", kind=SAME_DATA)
def longer_training_leaves_much_of_the_gap(errors: lab.LabErrors) -> float:
    """Four times as many passes leave more than a third of the gap between the median network with
    standardised predictors and the median network with predictors as they are.
    """
    gap = errors.median_scaled - errors.median
    return (errors.median_longer - errors.median) / gap


@checked(lab.repeat_lab_on_splits, above=10, rate=0.95, unit=" of 20", kind=SAME_DATA)
def the_network_wins_most_splits(splits: lab.SplitErrors) -> float:
    """On more than half of 20 new splits, one network of the published form nearly always has a
    smaller test error than least squares (number of splits).
    """
    return splits.wins


@checked(lab.repeat_lab_on_splits, above=30, kind=SAME_DATA)
def splits_differ(splits: lab.SplitErrors) -> float:
    """Between the easiest and the hardest of 20 new splits lie more than 30 thousand dollars, for
    least squares, which draws nothing.
    """
    return splits.range
