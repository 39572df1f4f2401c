"""What the chapter *The last layer and the loss* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.losses import experiments
from conundrum.chapters.losses.experiments import (
    Binary,
    Constants,
    Gradients,
    Lab,
    Overtraining,
    Relabelled,
    Salaries,
    Several,
    Splits,
    Stability,
)
from conundrum.claims import claim

LAB = "james2023python"
FEWER_SPLITS = partial(experiments.other_splits, splits=10)
ONE_START = partial(experiments.predict_digits, starts=1)


@claim(experiments.best_constants, below=1e-4, digits=2)
def squared_error_finds_the_mean(constants: Constants) -> float:
    """The constant with the least squared error is the mean of the sample (largest difference)."""
    return np.abs(constants.squared - constants.mean).max()


@claim(experiments.best_constants, below=1e-4, digits=2)
def absolute_error_finds_the_median(constants: Constants) -> float:
    """The constant with the least absolute error is the median of the sample (largest
    difference).
    """
    return np.abs(constants.absolute - constants.median).max()


@claim(experiments.best_constants, below=1e-4, digits=2)
def cross_entropy_finds_the_share(constants: Constants) -> float:
    """The probability with the least cross-entropy is the share of ones (largest difference)."""
    return np.abs(constants.entropy - constants.share).max()


@claim(experiments.reproduce_lab, above=259.71525, below=259.71535, digits=7, source=LAB)
def the_linear_model_is_the_published_one(lab: Lab) -> float:
    """On the published split, least squares has the published test error, 259.7153."""
    return lab.linear


@claim(experiments.reproduce_lab, above=257.23815, below=257.23825, digits=7, source=LAB)
def the_lasso_is_the_published_one(lab: Lab) -> float:
    """On the published split, the lasso on predictors as they are has the published test error,
    257.2382.
    """
    return lab.lasso


@claim(experiments.reproduce_lab, above=20, below=23)
def standardising_helps_the_lasso(lab: Lab) -> float:
    """On the published split, the lasso gains more than 20 thousand dollars when predictors are
    standardised, as the text of the lab has it.
    """
    return lab.lasso - lab.lasso_scaled


@claim(experiments.reproduce_lab, above=0)
def the_published_network_beats_least_squares(lab: Lab) -> float:
    """On the published split, the median network of the published form has a smaller test error
    than least squares (difference in thousands of dollars).
    """
    return lab.linear - np.median(lab.networks)


@claim(experiments.reproduce_lab, above=40)
def starts_differ_more_than_models(lab: Lab) -> float:
    """Between the best and the worst of 20 starts of the published network lie more than 40
    thousand dollars.
    """
    return np.ptp(lab.networks)


@claim(experiments.reproduce_lab, above=0)
def standardising_takes_the_advantage_away(lab: Lab) -> float:
    """With standardised predictors and otherwise the published recipe, the median network is worse
    than least squares: 50 passes are too few (difference in thousands of dollars).
    """
    return np.median(lab.networks_scaled) - lab.linear


@claim(FEWER_SPLITS, above=0.5, rate=0.9, unit=" of splits")
def the_network_wins_most_splits(splits: Splits) -> float:
    """On more than half of new splits, one network of the published form has a smaller test error
    than least squares.
    """
    return (splits.network < splits.linear).mean()


@claim(FEWER_SPLITS, above=30)
def splits_differ(splits: Splits) -> float:
    """Between the easiest and the hardest of new splits lie more than 30 thousand dollars, for
    least squares, in which nothing is random.
    """
    return np.ptp(splits.linear)


@claim(experiments.predict_salaries, above=1.1, rate=0.95, unit="×")
def relu_on_the_output_costs(salaries: Salaries) -> float:
    """With a ReLU on the output, the error on new players is more than a tenth larger than without
    (ratio of medians over starts).
    """
    return salaries.error("ReLU") / salaries.error("nothing")


@claim(experiments.predict_salaries, above=-0.01)
def relu_never_predicts_less_than_the_mean(salaries: Salaries) -> float:
    """With a ReLU on the output, no player gets less than the mean of the training set (the
    smallest prediction minus the mean, in thousands of dollars).
    """
    return salaries.predicted["ReLU"].min() - salaries.mean


@claim(experiments.predict_salaries, above=1, rate=0.95, unit="×")
def a_sigmoid_on_the_output_costs(salaries: Salaries) -> float:
    """With a sigmoid on the output, the error on new players is larger than with nothing (ratio of
    medians over starts).
    """
    return salaries.error("sigmoid") / salaries.error("nothing")


@claim(experiments.gradients_at_random, below=1e-12, digits=2)
def the_gradient_is_the_error(gradients: Gradients) -> float:
    """Through a sigmoid or a softmax, the gradient of cross-entropy with respect to the outputs is
    prediction minus outcome (largest difference at random outputs).
    """
    return max(
        np.abs(gradients.binary - (gradients.predicted - gradients.outcome)).max(),
        np.abs(gradients.several - (gradients.probabilities - gradients.one_hot)).max(),
    )


@claim(experiments.predict_tumours, above=0.1, unit=" of predictions")
def without_sigmoid_probabilities_leave_their_range(binary: Binary) -> float:
    """Without a sigmoid and with squared error, more than a tenth of the predictions for new
    tumours are below 0 or above 1.
    """
    return binary.outside[2]


@claim(experiments.predict_tumours, above=0.8, rate=0.95)
def without_sigmoid_the_right_side_is_still_found(binary: Binary) -> float:
    """Without a sigmoid and with squared error, predictions for new tumours still lie on the right
    side of one half for more than eight tenths of them (median of starts).
    """
    return np.median(binary.accuracy[2])


@claim(experiments.predict_tumours, above=0.3, unit=" of the training set")
def clipping_silences(binary: Binary) -> float:
    """Without a sigmoid, more than three tenths of the outputs lie outside 0 to 1 before training,
    where clipping leaves no gradient.
    """
    return binary.silent


@claim(experiments.predict_tumours, above=0.4999, below=0.7311)
def two_sigmoids_are_never_sure(binary: Binary) -> float:
    """With two sigmoids no prediction comes out of the range from 0.5 to 0.7311 (the largest)."""
    return binary.predicted[4].max()


@claim(experiments.predict_tumours, above=0.1, rate=0.95)
def two_sigmoids_lose_accuracy(binary: Binary) -> float:
    """Cut at one half, predictions through two sigmoids lose more than ten points of accuracy
    against one sigmoid (difference of medians).
    """
    return np.median(binary.accuracy[0]) - np.median(binary.accuracy[4])


@claim(experiments.predict_tumours, above=-0.03, below=0.03, rate=0.95)
def squared_error_is_as_accurate(binary: Binary) -> float:
    """With the best step size for each, squared error through a sigmoid and cross-entropy differ by
    less than three points of accuracy (difference of medians).
    """
    return np.median(binary.accuracy[1]) - np.median(binary.accuracy[0])


@claim(experiments.predict_tumours, above=1, rate=0.8, unit="×")
def squared_error_is_less_boastful(binary: Binary) -> float:
    """With the best step size for each, a network trained on cross-entropy mostly has a larger
    cross-entropy on new tumours than one trained on squared error (ratio of medians).
    """
    entropy, squared = np.median(binary.cross_entropy[:2], axis=1)
    return entropy / squared


@claim(experiments.swap_labels, above=2, unit="×")
def squared_error_recovers_slowly(relabelled: Relabelled) -> float:
    """After training on swapped labels, squared error through a sigmoid takes more than twice as
    many steps as cross-entropy to get nine tenths of the tumours right (ratio of medians).
    """
    entropy, squared = np.median(relabelled.steps, axis=1)
    return squared / entropy


@claim(ONE_START, above=1.2, rate=0.95, unit="×")
def squared_error_through_softmax_is_slow(several: Several) -> float:
    """With a step size of 0.1, softmax with squared error leaves more than 1.2 times as many wrong
    digits as with cross-entropy.
    """
    return several.error[1, 1] / several.error[0, 1]


@claim(ONE_START, below=0.03, rate=0.95)
def with_the_best_step_size_it_catches_up(several: Several) -> float:
    """With the best step size for each, softmax with squared error is less than three points worse
    than with cross-entropy.
    """
    error = several.at_best(several.error)
    return error[1] - error[0]


@claim(ONE_START, above=0.231, below=0.23205, digits=4)
def two_softmaxes_are_never_sure(several: Several) -> float:
    """With two softmaxes and ten classes the largest probability is 0.2320."""
    return np.nanmax(several.largest[3])


@claim(ONE_START, above=3, rate=0.95, unit="×")
def two_softmaxes_learn_slowly(several: Several) -> float:
    """With a step size of 0.1, softmax applied twice leaves more than three times as many wrong
    digits as softmax applied once.
    """
    return several.error[3, 1] / several.error[0, 1]


@claim(ONE_START, above=0.5)
def digits_are_no_numbers(several: Several) -> float:
    """When one output predicts the digit as a number, more than half of the new digits are wrong
    after rounding.
    """
    return several.as_numbers


@claim(experiments.compute_naively, above=87, below=107)
def the_formula_breaks(stability: Stability) -> float:
    """In single precision, the formula for cross-entropy gives no finite number once the wrong
    class leads by little more than 100.
    """
    return stability.breaks_at


@claim(experiments.compute_naively, below=1e-4, digits=2)
def subtracting_the_largest_is_exact(stability: Stability) -> float:
    """With the largest output subtracted first, cross-entropy in single precision is right to four
    decimals at every lead (largest difference).
    """
    return np.abs(stability.stable - stability.exact).max()


@claim(experiments.overtrain, above=1.25, unit="×")
def cross_entropy_rises_again(overtraining: Overtraining) -> float:
    """At the end of training, the cross-entropy on new images is more than a quarter above its
    minimum.
    """
    course = overtraining.course("cross_entropy")
    return course[-1] / course.min()


@claim(experiments.overtrain, above=-0.03, below=0.02)
def errors_hardly_change(overtraining: Overtraining) -> float:
    """From the minimum of cross-entropy to the end of training, the share of wrong answers grows by
    less than two points.
    """
    error = overtraining.course("error")
    return error[-1] - error[overtraining.best]


@claim(experiments.overtrain, above=0.08)
def the_network_is_surer_than_it_is_right(overtraining: Overtraining) -> float:
    """At the end of training the network is surer than it is right, on average by more than eight
    points.
    """
    last = overtraining.states[-1]
    return last.sureness - (1 - last.error)


@claim(experiments.overtrain, above=1.7, unit="×")
def calibration_gets_lost(overtraining: Overtraining) -> float:
    """The calibration error at the end is more than 1.7 times that at the minimum of
    cross-entropy.
    """
    course = overtraining.course("calibration_error")
    return course[-1] / course[overtraining.best]
