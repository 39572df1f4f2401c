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
    Shifts,
    StoppedPaths,
    WidthSweep,
)
from conundrum.claims import SAME_DATA, checked, claim
from conundrum.evaluation.isotropic import Simulation

ONE_DRAW_OF_SHIFTS = partial(experiments.move_signals, draws=1, reach=(0, 5))
TWO_RATES = partial(experiments.try_dropout, widths=(50,), rates=(0, 0.2))
ONE_DRAW = partial(experiments.climb_ladder, draws=1)


# --- Weight decay is ridge ------------------------------------------------------------------------


@checked(experiments.decay_linear_model, below=1e-8, digits=2)
def weight_decay_is_ridge(paths: Paths) -> float:
    """For a linear model of eight predictors, 20,000 steps of gradient descent with weight decay
    end at the coefficients of ridge regression, at each penalty (the largest difference).
    """
    return paths.difference


# --- What λ does to a function --------------------------------------------------------------------


@checked(experiments.decay_curves, above=2, unit=" times that without")
def decay_raises_the_train_error(curves: DecayedCurves) -> float:
    """With λ = 0.02 the median train error of the networks is more than twice that without weight
    decay.
    """
    return curves.median_train_error[2e-2] / curves.median_train_error[0]


@claim(experiments.decay_curves, below=0.5, unit=" times that without")
def decay_takes_the_bends_out(curves: DecayedCurves) -> float:
    """After 3000 steps of Adam on 20 points, networks of 128 hidden units with λ = 0.003 bend less
    than half as much in total as the same networks without weight decay (medians of eight draws).
    """
    return curves.median_bend[3e-3] / curves.median_bend[0]


@checked(experiments.decay_curves, below=1, unit=" times that without", rate=0.9)
def a_little_decay_helps(curves: DecayedCurves) -> float:
    """With λ = 0.003 the median test error is smaller than without weight decay."""
    return curves.median_test_error[3e-3] / curves.median_test_error[0]


@checked(experiments.decay_curves, above=1.5, unit=" times that without")
def too_much_decay_is_worse(curves: DecayedCurves) -> float:
    """With λ = 0.2 the median test error is more than one and a half times that without weight
    decay.
    """
    return curves.median_test_error[0.2] / curves.median_test_error[0]


# --- The best ridge has no peak -------------------------------------------------------------------


@checked(experiments.compare_ridge_with_theory, below=0.03, source="hastie2022surprises")
def ridge_follows_its_formula(simulation: Simulation) -> float:
    """The mean test error of the best ridge is within 3 % of its formula for large n, averaged over
    the numbers of features (relative distance of the mean of 200 simulations).
    """
    return np.abs(simulation.ridge / simulation.exact_ridge - 1).mean()


@checked(experiments.compare_ridge_with_theory, below=0.02)
def the_best_ridge_never_loses(simulation: Simulation) -> float:
    """At no number of features is the mean test error of the best ridge more than 0.02 above that
    of least norm (the largest difference).
    """
    return (simulation.ridge - simulation.least_norm).max()


@checked(experiments.penalise_digits, above=50, unit=" points", kind=SAME_DATA)
def the_peak_on_digits_is_high(features: DigitFeatures) -> float:
    """With 400 features and 400 training images, least norm misreads more than 50 percentage points
    more than at its first minimum.
    """
    return 100 * (features.least_norm_risk.highest - features.least_norm_risk.lowest)


@checked(experiments.penalise_digits, below=1, unit=" points", kind=SAME_DATA)
def the_best_ridge_on_digits_has_no_peak(features: DigitFeatures) -> float:
    """With the best penalty for each, 400 features are less than one percentage point worse than
    the best smaller number, from 10 to 350 (the difference, negative where they are better).
    """
    return 100 * features.best_against_fewer


@claim(experiments.penalise_digits, below=0.75, unit=" of the first minimum", kind=SAME_DATA)
def a_ridge_removes_the_peak_on_digits(features: DigitFeatures) -> float:
    """With 15 % of 400 labels redrawn and as many random features as images, ridge regression with
    the penalty that is best on the test images misreads less than three quarters of what least norm
    misreads at its first minimum.
    """
    return features.best_at_n


# --- How to choose λ ------------------------------------------------------------------------------


@checked(experiments.penalise_digits, below=1.5, unit=" points", kind=SAME_DATA)
def cross_validation_finds_a_good_penalty(features: DigitFeatures) -> float:
    """With 400 features, the penalty that cross-validation chooses costs less than 1.5 percentage
    points against the one that is best on the test images.
    """
    return 100 * features.cost_of_choosing


# --- Early stopping is nearly ridge ---------------------------------------------------------------


@claim(experiments.stop_linear_model, above=0.9, below=1.1)
def the_best_stop_is_as_good_as_the_best_ridge(paths: StoppedPaths) -> float:
    """On 60 observations of 40 predictors that vary in size, gradient descent stopped at its best
    step is within a tenth of ridge with its best penalty (ratio of excess test errors in the same
    draw, median over 100 draws).
    """
    return paths.paired


@checked(experiments.stop_linear_model, below=1.69, source="ali2019continuous")
def stopping_stays_near_ridge(paths: StoppedPaths) -> float:
    """Along the whole path, the mean excess test error of descent stays below 1.69 times that of
    ridge with the corresponding penalty (the largest ratio).
    """
    return paths.farthest


# --- No peak in networks either -------------------------------------------------------------------


@checked(experiments.sweep_widths, above=1.1, unit=" times the first minimum", rate=0.9)
def plain_networks_peak(sweep: WidthSweep) -> float:
    """Without regularization, the median test error rises by more than a tenth from its first
    minimum to its peak.
    """
    return sweep.risk("plain").rise


@claim(experiments.sweep_widths, below=0.02)
def weight_decay_removes_the_peak(sweep: WidthSweep) -> float:
    """After 2000 steps of Adam with weight decay, λ = 0.005, the median test error over ten draws
    rises nowhere by more than 0.02 as networks grow from 4 hidden units to 8, 16, 25, 60 and 120
    (the largest rise).
    """
    return sweep.rise_from_four("decay")


@checked(experiments.sweep_widths, below=0.02)
def stopping_removes_the_peak(sweep: WidthSweep) -> float:
    """Stopped after 100 of 2000 steps, the median test error rises nowhere by more than 0.02 as
    networks grow from 4 units to 8, 16, 25, 60 and 120 (the largest rise).
    """
    return sweep.rise_from_four("stopped")


@checked(experiments.sweep_widths, below=0.85, unit=" times")
def decay_helps_wide_networks_too(sweep: WidthSweep) -> float:
    """With 120 units and weight decay, the median test error is less than 0.85 times that
    without.
    """
    return sweep.risk("decay").at(120) / sweep.risk("plain").at(120)


# --- Units that conspire, and how dropout stops them ----------------------------------------------


@claim(experiments.take_units_apart, above=4, unit=" times")
def units_conspire_without_dropout(units: Conspiracy) -> float:
    """After 3000 steps of Adam on 50 points of the sine, the contributions of 100 hidden units add
    up, by their size, to more than four times as much of what is left of them without dropout as
    with a rate of 0.2 (ratio of medians over six draws).
    """
    return units.plain.median_cancelled / units.dropout.median_cancelled


@checked(experiments.take_units_apart, above=5, unit=" times")
def a_tenth_of_the_units_is_missed(units: Conspiracy) -> float:
    """Without dropout, removing a tenth of the units makes the test error more than five times as
    large (medians).
    """
    return units.plain.damage


@checked(experiments.take_units_apart, below=1.4, unit=" times")
def with_dropout_a_tenth_is_hardly_missed(units: Conspiracy) -> float:
    """With dropout, removing a tenth of the units makes the test error less than 1.4 times as large
    (medians).
    """
    return units.dropout.damage


@checked(experiments.take_units_apart, above=0.9, unit=" times")
def dropout_does_not_help_the_sine(units: Conspiracy) -> float:
    """On the sine, the test error with dropout and all units is more than nine tenths of that
    without dropout (ratio of medians).
    """
    return units.dropout.whole / units.plain.whole


@checked(TWO_RATES, below=0.95, unit=" times")
def dropout_helps_with_twenty_inputs(rates: DropoutRates) -> float:
    """With 20 inputs and 50 units, test error with dropout of 0.2 is less than 0.95 times that
    without (medians of five draws).
    """
    return rates.median(50)[0.2] / rates.median(50)[0]


# --- More data from the same data -----------------------------------------------------------------


@claim(ONE_DRAW_OF_SHIFTS, above=8, unit=" points")
def shifts_help_the_fully_connected_network(shifts: Shifts) -> float:
    """On 1000 signals of MNIST-1D, 2000 steps of Adam on copies moved by up to 5 places lead a
    fully connected network to a test error more than 8 percentage points below that without
    copies.
    """
    return 100 * (shifts.mean_error[0] - shifts.mean_error[5])


@checked(ONE_DRAW_OF_SHIFTS, above=8, unit=" points")
def shifts_help_the_convolutional_network(shifts: Shifts) -> float:
    """With moves of up to 2 places, the convolutional network is more than 8 percentage points
    better than without.
    """
    return 100 * (shifts.cnn_mean_error[0] - shifts.cnn_mean_error[2])


# --- Ask several networks -------------------------------------------------------------------------


@checked(experiments.average_networks, below=0.75, unit=" times")
def small_networks_gain_from_company(ensembles: Ensembles) -> float:
    """The average of eight networks of 10 units has less than three quarters of the mean test error
    of its members (means over four draws).
    """
    return ensembles.gain(10)


@checked(experiments.average_networks, below=0, unit=" of the members’ error")
def small_networks_gain_more_than_large_ones(ensembles: Ensembles) -> float:
    """Relative to the mean error of its members, an ensemble of networks of 10 units is better than
    one of networks of 50 units (the difference of the two ratios).
    """
    return ensembles.gain(10) - ensembles.gain(50)


# --- All on one task ------------------------------------------------------------------------------


@checked(ONE_DRAW, above=3, unit=" points")
def weight_decay_climbs(ladder: Ladder) -> float:
    """On MNIST-1D, weight decay takes more than 3 percentage points off the test error."""
    return 100 * ladder.gain("weight decay")


@checked(ONE_DRAW, above=3, unit=" points")
def dropout_climbs(ladder: Ladder) -> float:
    """On MNIST-1D, dropout takes more than 3 percentage points off the test error."""
    return 100 * ladder.gain("dropout")


@claim(ONE_DRAW, above=5, unit=" points")
def shifts_climb_highest(ladder: Ladder) -> float:
    """On 1000 signals of MNIST-1D, copies moved by up to 5 places take at least 5 percentage points
    more off the test error than the best of weight decay, dropout, early stopping and an ensemble
    of three.
    """
    return 100 * ladder.lead_of_shifts


@checked(ONE_DRAW, above=-5, below=3, unit=" points")
def stopping_early_wins_no_labels(ladder: Ladder) -> float:
    """On MNIST-1D, stopping after 200 of 2000 steps gains less than 3 percentage points of test
    error, and loses fewer than 5.
    """
    return 100 * ladder.gain("early stopping")


@checked(ONE_DRAW, below=0.75, unit=" times")
def stopping_early_calms_probabilities(ladder: Ladder) -> float:
    """On MNIST-1D, early stopping brings the cross-entropy on test signals below three quarters of
    what it is without.
    """
    return ladder.mean_loss["early stopping"] / ladder.mean_loss["nothing"]


@checked(ONE_DRAW, above=0, unit=" points")
def remedies_add_up(ladder: Ladder) -> float:
    """On MNIST-1D, shifts, weight decay and an ensemble together have a smaller test error than
    shifts alone (the difference in percentage points).
    """
    return 100 * (ladder.mean_error["shifts"] - ladder.mean_error["shifts + decay + ensemble"])
