"""What the chapter *Regularization* claims."""

from functools import partial

import numpy as np

from conundrum.chapters.regularization import experiments
from conundrum.chapters.regularization.experiments import (
    Conspiracy,
    DecayedCurves,
    DigitFeatures,
    DropoutRates,
    Ensembles,
    Ladder,
    Paths,
    Risks,
    Shifts,
    StoppedPaths,
    WidthSweep,
)
from conundrum.claims import claim

fewer_penalties = partial(experiments.decay_curves, draws=4, penalties=(0.0, 1e-4, 3e-3, 2e-2, 0.2))
fewer_features = partial(experiments.penalise_digits, draws=1, numbers=(20, 40, 80, 400, 2400))
wider_networks = partial(experiments.sweep_widths, widths=(4, 8, 16, 25, 60, 250))
two_rates = partial(experiments.try_dropout, draws=5, widths=(50,), rates=(0, 0.2))
smaller_ensembles = partial(experiments.average_networks, draws=3, members=8)
one_shift = partial(experiments.move_signals, draws=1, reach=(0, 5))
fewer_units = partial(experiments.take_units_apart, draws=4)
one_draw = partial(experiments.climb_ladder, draws=1, members=2)


@claim(experiments.decay_linear_model, below=1e-8, digits=2)
def weight_decay_is_ridge(paths: Paths) -> float:
    """For a linear model, gradient descent with weight decay ends at the coefficients of ridge
    regression (the largest difference).
    """
    return np.abs(paths.descended - paths.ridge).max()


@claim(fewer_penalties, above=2, unit=" times that without")
def decay_raises_the_train_error(curves: DecayedCurves) -> float:
    """With λ = 0.02 the median train error of the networks is more than twice that without weight
    decay.
    """
    return _at(curves, curves.train_error, 2e-2) / _at(curves, curves.train_error, 0)


@claim(fewer_penalties, below=0.5, unit=" times that without")
def decay_takes_the_bends_out(curves: DecayedCurves) -> float:
    """With λ = 0.003 the networks bend less than half as much in total as without weight decay
    (medians).
    """
    return _at(curves, curves.bend, 3e-3) / _at(curves, curves.bend, 0)


@claim(fewer_penalties, above=1.0, unit=" times the least")
def no_decay_is_not_best(curves: DecayedCurves) -> float:
    """Without weight decay the median test error is larger than with the best λ."""
    median = np.median(curves.test_error, axis=0)
    return median[0] / median.min()


@claim(fewer_penalties, above=1.5, unit=" times the least")
def too_much_decay_is_worse(curves: DecayedCurves) -> float:
    """With λ = 0.2 the median test error is at least one and a half times that of the best λ."""
    median = np.median(curves.test_error, axis=0)
    return median[-1] / median.min()


@claim(experiments.compare_ridge_with_theory, below=0.06, source="hastie2022surprises")
def ridge_follows_its_formula(risks: Risks) -> float:
    """The excess test error of the best ridge is within 6 % of its formula (relative distance of
    the mean of 40 draws, averaged over the numbers of features).
    """
    return np.abs(risks.ridge.mean(axis=0) / risks.limit_ridge - 1).mean()


@claim(experiments.compare_ridge_with_theory, below=0.02)
def the_best_ridge_never_loses(risks: Risks) -> float:
    """The best ridge is never worse than least norm, at any number of features (the largest
    difference of the mean errors; negative where ridge is better).
    """
    return (risks.ridge.mean(axis=0) - risks.minimum_norm.mean(axis=0)).max()


@claim(fewer_features, above=50, unit=" points")
def the_peak_on_digits_is_high(features: DigitFeatures) -> float:
    """With as many features as training images, least norm is more than 50 percentage points worse
    than with the best smaller number of features.
    """
    return 100 * _rise(features, features.minimum_norm)


@claim(fewer_features, below=0, unit=" points")
def the_best_ridge_on_digits_has_no_peak(features: DigitFeatures) -> float:
    """With the best penalty, as many features as training images are better than any smaller number
    (difference in percentage points, negative where they are better).
    """
    return 100 * _rise(features, features.oracle)


@claim(fewer_features, below=0, unit=" points")
def ridge_at_the_peak_beats_the_first_minimum(features: DigitFeatures) -> float:
    """With the best penalty and as many features as images, the error is less than half the first
    minimum of least norm plus 4 percentage points (what is left to that bound).
    """
    first = np.median(features.minimum_norm, axis=0)[features.features < 400].min()
    return 100 * (_digits_at(features, features.oracle, 400) - first / 2 - 0.04)


@claim(fewer_features, below=1.5, unit=" points")
def cross_validation_finds_a_good_penalty(features: DigitFeatures) -> float:
    """With 400 features, the penalty that cross-validation chooses costs less than 1.5 percentage
    points against the one that is best on the test images.
    """
    at = features.features == 400
    return 100 * np.median((features.chosen - features.oracle)[:, at])


@claim(experiments.stop_linear_model, below=1e-10, digits=2)
def descent_follows_its_formula(paths: StoppedPaths) -> float:
    """Gradient descent stopped after t steps has the coefficients of the formula (the largest
    difference over draws, steps and coefficients).
    """
    return paths.distance


@claim(experiments.stop_linear_model, above=0.9, below=1.1)
def the_best_stop_is_as_good_as_the_best_ridge(paths: StoppedPaths) -> float:
    """Stopped at its best step, descent is as good as ridge with its best penalty, within a tenth
    (ratio of excess test errors, median over draws).
    """
    return np.median(paths.stopped_error.min(axis=1) / paths.ridge_error.min(axis=1))


@claim(experiments.stop_linear_model, below=1.69, source="ali2019continuous")
def stopping_stays_near_ridge(paths: StoppedPaths) -> float:
    """Along the whole path, the mean excess test error of descent stays below 1.69 times that of
    ridge with the corresponding penalty.
    """
    return (paths.stopped_error.mean(axis=0) / paths.ridge_error.mean(axis=0)).max()


@claim(wider_networks, above=1.1, unit=" times the first minimum", rate=0.9)
def plain_networks_peak(sweep: WidthSweep) -> float:
    """Without regularization, test error rises by more than a tenth from its first minimum to its
    peak.
    """
    return 1 + _rise_of(sweep, "plain") / _first_minimum(sweep)


@claim(wider_networks, below=0.01)
def weight_decay_removes_the_peak(sweep: WidthSweep) -> float:
    """With weight decay, the mean test error rises nowhere by more than 0.01 as networks grow from
    4 units to 8, 16, 25, 60 and 250 (the largest rise).
    """
    return _rise_of(sweep, "decay")


@claim(wider_networks, below=0.01)
def stopping_removes_the_peak(sweep: WidthSweep) -> float:
    """Stopped early, the mean test error rises nowhere by more than 0.01 as networks grow from 4
    units to 8, 16, 25, 60 and 250 (the largest rise).
    """
    return _rise_of(sweep, "stopped")


@claim(wider_networks, below=0.8, unit=" times")
def decay_helps_wide_networks_too(sweep: WidthSweep) -> float:
    """With 250 units and weight decay, the mean test error is less than four fifths of that
    without.
    """
    return sweep.mean("decay")[-1] / sweep.mean("plain")[-1]


@claim(fewer_units, above=4, unit=" times")
def units_conspire_without_dropout(units: Conspiracy) -> float:
    """Without dropout, units cancel each other more than four times as much as with it (ratio of
    medians of what they contribute in total to what is left of it).
    """
    return np.median(units.plain.cancelled) / np.median(units.dropout.cancelled)


@claim(fewer_units, above=5, unit=" times")
def a_tenth_of_the_units_is_missed(units: Conspiracy) -> float:
    """Without dropout, removing a tenth of the units makes the test error more than five times as
    large (medians).
    """
    return _grows(units.plain.error_without, units.plain.share)


@claim(fewer_units, below=1.4, unit=" times")
def with_dropout_a_tenth_is_hardly_missed(units: Conspiracy) -> float:
    """With dropout, removing a tenth of the units makes the test error less than 1.4 times as large
    (medians).
    """
    return _grows(units.dropout.error_without, units.dropout.share)


@claim(fewer_units, above=0.9, below=1.6, unit=" times")
def dropout_does_not_help_the_sine(units: Conspiracy) -> float:
    """On the sine dropout does not make a network better by more than a tenth: its test error with
    all units (relative to that without dropout, medians).
    """
    return np.median(units.dropout.error_without[:, 0]) / np.median(units.plain.error_without[:, 0])


@claim(two_rates, below=0.9, unit=" times")
def dropout_helps_with_twenty_inputs(rates: DropoutRates) -> float:
    """With 20 inputs and 50 units, test error with dropout of 0.2 is less than nine tenths of that
    without (medians).
    """
    median = np.median(rates.test_error[:, -1], axis=0)
    return median[rates.rate == 0.2][0] / median[0]


@claim(one_shift, above=8, unit=" points")
def shifts_help_the_fully_connected_network(shifts: Shifts) -> float:
    """With moves of up to 5 places, the fully connected network is at least 8 percentage points
    better than without.
    """
    return 100 * (shifts.test_error[:, 0] - shifts.test_error[:, shifts.reach == 5][:, 0]).mean()


@claim(one_shift, above=12, unit=" points")
def shifts_help_the_convolutional_network(shifts: Shifts) -> float:
    """With moves of up to 2 places, the convolutional network is at least 12 percentage points
    better than without.
    """
    return 100 * (shifts.cnn_test_error[:, 0] - shifts.cnn_test_error[:, -1]).mean()


@claim(smaller_ensembles, below=1e-8, digits=2)
def an_ensemble_gains_its_spread(ensembles: Ensembles) -> float:
    """The test error of an ensemble is the mean error of its members minus their spread, exactly
    (the largest difference).
    """
    expected = ensembles.single - ensembles.spread
    return np.abs(ensembles.test_error[:, :, -1] - expected).max()


@claim(smaller_ensembles, below=0.75, unit=" times")
def small_networks_gain_most_from_company(ensembles: Ensembles) -> float:
    """The average of eight or more networks of 10 units has less than three quarters of the test
    error of one (means over draws).
    """
    return ensembles.test_error[:, 0, -1].mean() / ensembles.single[:, 0].mean()


@claim(one_draw, above=3, unit=" points")
def weight_decay_climbs(ladder: Ladder) -> float:
    """On MNIST-1D, weight decay takes more than 3 percentage points off the test error."""
    return _gain(ladder, "weight decay")


@claim(one_draw, above=3, unit=" points")
def dropout_climbs(ladder: Ladder) -> float:
    """On MNIST-1D, dropout takes more than 3 percentage points off the test error."""
    return _gain(ladder, "dropout")


@claim(one_draw, above=15, unit=" points")
def shifts_climb_highest(ladder: Ladder) -> float:
    """On MNIST-1D, shifts take more than 15 percentage points off the test error."""
    return _gain(ladder, "shifts")


@claim(one_draw, above=-5, below=3, unit=" points")
def stopping_early_wins_no_labels(ladder: Ladder) -> float:
    """On MNIST-1D, early stopping hardly changes the share of wrong labels: it gains less than 3
    percentage points, and may lose some.
    """
    return _gain(ladder, "early stopping")


@claim(one_draw, below=0.75, unit=" times")
def stopping_early_calms_probabilities(ladder: Ladder) -> float:
    """On MNIST-1D, early stopping brings the cross-entropy on test signals below three quarters of
    what it is without.
    """
    return (ladder.test_loss["early stopping"] / ladder.test_loss["nothing"]).mean()


@claim(one_draw, above=0, unit=" points")
def remedies_add_up(ladder: Ladder) -> float:
    """On MNIST-1D, shifts, weight decay and an ensemble together have a smaller test error than
    shifts alone.
    """
    together = ladder.test_error["shifts + decay + ensemble"]
    return 100 * (ladder.test_error["shifts"] - together).mean()


def _at(curves: DecayedCurves, values: np.ndarray, penalty: float) -> float:
    return float(np.median(values[:, curves.penalty == penalty]))


def _digits_at(features: DigitFeatures, errors: np.ndarray, number: int) -> float:
    return float(np.median(errors[:, features.features == number]))


def _rise(features: DigitFeatures, errors: np.ndarray) -> float:
    fewer = np.median(errors, axis=0)[features.features < 400].min()
    return _digits_at(features, errors, 400) - fewer


def _first_minimum(sweep: WidthSweep) -> float:
    mean = sweep.mean("plain")
    peak = (mean - np.minimum.accumulate(mean)).argmax()
    return mean[: peak + 1].min()


def _rise_of(sweep: WidthSweep, treatment: str) -> float:
    """Return how far the mean comes to stand above an earlier value, from 4 units on."""
    mean = sweep.mean(treatment)[sweep.width >= 4]
    return (mean - np.minimum.accumulate(mean)).max()


def _grows(errors: np.ndarray, share: np.ndarray) -> float:
    median = np.median(errors, axis=0)
    return median[share == 0.1][0] / median[0]


def _gain(ladder: Ladder, remedy: str) -> float:
    return 100 * (ladder.test_error["nothing"] - ladder.test_error[remedy]).mean()
