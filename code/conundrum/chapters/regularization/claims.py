"""What the chapter *Regularization* claims."""

from functools import partial

from conundrum.chapters.regularization.experiments import (
    augmentation,
    bends,
    choosing,
    decay,
    dropout,
    ensembles,
    ladder,
    questionnaire,
    stopping,
    widths,
)
from conundrum.chapters.regularization.experiments.augmentation import Shifts
from conundrum.chapters.regularization.experiments.bends import DecayedCurves
from conundrum.chapters.regularization.experiments.choosing import DigitFeatures, UselessItems
from conundrum.chapters.regularization.experiments.decay import (
    ADAM,
    ADAMW,
    NOISY_ADAMW,
    SGD,
    OptimiserEnds,
    Paths,
)
from conundrum.chapters.regularization.experiments.dropout import Conspiracy, DropoutRates
from conundrum.chapters.regularization.experiments.ensembles import Ensembles
from conundrum.chapters.regularization.experiments.ladder import (
    ALL,
    BY_ERROR,
    DECAY,
    DROPOUT,
    ENSEMBLE,
    NOTHING,
    SHIFTS,
    STOPPED,
    Ladder,
)
from conundrum.chapters.regularization.experiments.questionnaire import (
    LEAST_SQUARES,
    ONE_ERROR,
    RIDGE,
    SUMS,
    Questionnaire,
)
from conundrum.chapters.regularization.experiments.stopping import (
    ORACLE,
    PATIENT,
    RETRAINED,
    TO_THE_END,
    StoppedPaths,
    ValidationStops,
)
from conundrum.chapters.regularization.experiments.widths import WidthSweep
from conundrum.claims import SAME_DATA, checked, claim

ONE_DRAW_OF_DIGITS = partial(choosing.penalise_digits, draws=1)
ONE_DRAW_OF_SHIFTS = partial(augmentation.move_signals, draws=1, reach=(0, 6))
ONE_DRAW = partial(ladder.compare_remedies, draws=1)
TWO_RATES = partial(dropout.try_dropout, draws=4, widths=(50,), rates=(0, 0.2))
FOUR_DRAWS_OF_UNITS = partial(dropout.take_units_apart, draws=4)
FEW_OPTIMISERS = partial(decay.compare_optimisers, draws=2)
FEW_WIDTHS = partial(widths.sweep_widths, draws=5)
FEWER_TABLES = partial(stopping.stop_linear_model, draws=50)


# --- Weight decay is ridge ------------------------------------------------------------------------


@checked(decay.decay_linear_model, below=1e-8, digits=2)
def weight_decay_is_ridge(paths: Paths) -> float:
    """For a linear model of eight predictors, 20,000 steps of gradient descent with weight decay
    end at the coefficients of ridge regression, at each penalty (the largest difference).
    """
    return paths.difference


# --- Three optimisers, three meanings -------------------------------------------------------------


@checked(FEW_OPTIMISERS, below=1e-3, digits=2)
def sgd_and_adam_end_at_ridge(ends: OptimiserEnds) -> float:
    """SGD and Adam, given PyTorch's weight_decay w from 0.01 to 10, end after 20,000 steps at ridge
    regression with λ = w/2 (the largest distance, relative to least squares).
    """
    return max(ends.from_ridge[name] for name in (SGD, ADAM))


@claim(FEW_OPTIMISERS, above=0.97, below=1.03, unit=" of least squares")
def adamw_without_noise_does_not_shrink(ends: OptimiserEnds) -> float:
    """With weight_decay = 0.1, 20,000 full-batch steps of AdamW, at a rate that falls from
    0.03 to zero, on 50 observations leave the six coefficients of a regression as long as
    those of least squares, within 3 % (mean of two draws).
    """
    return ends.shrinkage(ADAMW, 0.1)


@checked(FEW_OPTIMISERS, below=0.95, unit=" of least squares")
def adam_with_the_same_setting_shrinks(ends: OptimiserEnds) -> float:
    """With the same setting, Adam’s coefficients are less than 0.95 times as long as those of least
    squares.
    """
    return ends.shrinkage(ADAM, 0.1)


@checked(FEW_OPTIMISERS, below=0.97, unit=" of least squares")
def adamw_on_mini_batches_shrinks(ends: OptimiserEnds) -> float:
    """On mini-batches of ten, AdamW with the same setting does shrink the coefficients, to less
    than 0.97 times the length of least squares.
    """
    return ends.shrinkage(NOISY_ADAMW, 0.1)


@checked(FEW_OPTIMISERS, below=0.1)
def adamw_rests_where_gradient_and_decay_balance(ends: OptimiserEnds) -> float:
    """On mini-batches of ten, AdamW ends where each coefficient’s mean gradient is −w times its
    root mean square times the coefficient (the largest distance, relative to least squares).
    """
    return ends.from_balance


# --- What λ does to a function --------------------------------------------------------------------


@checked(bends.decay_curves, above=2, unit=" times that without")
def decay_raises_the_train_error(curves: DecayedCurves) -> float:
    """With λ = 0.02 the median train error of the networks is more than twice that without weight
    decay.
    """
    return curves.median_train_error[2e-2] / curves.median_train_error[0]


@claim(bends.decay_curves, below=0.5, unit=" times that without")
def decay_takes_the_bends_out(curves: DecayedCurves) -> float:
    """After 3000 steps of Adam on 20 noisy points of a sine, the slopes of networks of 128
    hidden units change in total less than half as much with λ = 0.003 as without weight
    decay (ratio of medians of eight draws).
    """
    return curves.median_bend[3e-3] / curves.median_bend[0]


@checked(bends.decay_curves, below=1, unit=" times that without")
def a_little_decay_helps(curves: DecayedCurves) -> float:
    """With λ = 0.001, fixed beforehand, the test error is smaller than without weight decay (ratio
    in the same draw, the median over eight).
    """
    return curves.against_none(1e-3)


@checked(bends.decay_curves, above=1.5, unit=" times that without")
def too_much_decay_is_worse(curves: DecayedCurves) -> float:
    """With λ = 0.2 the median test error is more than one and a half times that without weight
    decay.
    """
    return curves.median_test_error[0.2] / curves.median_test_error[0]


# --- Choosing λ -----------------------------------------------------------------------------------


@claim(ONE_DRAW_OF_DIGITS, below=0.8, unit=" of the first minimum", kind=SAME_DATA)
def a_chosen_ridge_has_no_peak(features: DigitFeatures) -> float:
    """In one draw of 400 digits, 15 % of whose labels were redrawn, ridge regression on 400
    random features, where least norm has its peak, with one of nine penalties chosen by
    5-fold cross-validation on these digits, has less than 0.8 times the test error of least
    norm at its first minimum.
    """
    return features.chosen_at_n


@checked(ONE_DRAW_OF_DIGITS, above=50, unit=" points", kind=SAME_DATA)
def the_peak_on_digits_is_high(features: DigitFeatures) -> float:
    """With 400 features and 400 training images, least norm misclassifies more than 50 percentage
    points more than at its first minimum.
    """
    return 100 * (features.least_norm_risk.highest - features.least_norm_risk.lowest)


@checked(ONE_DRAW_OF_DIGITS, below=2.5, unit=" points", kind=SAME_DATA)
def the_chosen_ridge_on_digits_does_not_rise(features: DigitFeatures) -> float:
    """With the penalty that cross-validation chooses for each, 400 features are less than 2.5
    percentage points worse than the best smaller number, from 25 to 350 (the difference, negative
    where they are better).
    """
    return 100 * features.chosen_against_fewer


@checked(ONE_DRAW_OF_DIGITS, below=2.5, unit=" points", kind=SAME_DATA)
def cross_validation_finds_a_good_penalty(features: DigitFeatures) -> float:
    """With 400 features, the penalty that cross-validation chooses costs less than 2.5 percentage
    points against the one that is best on the test images.
    """
    return 100 * features.cost_of_choosing


@checked(choosing.add_useless_items, below=0, digits=3)
def the_best_penalty_can_be_negative(items: UselessItems) -> float:
    """Beside 10,000 useless predictors, the λ with the least mean test error is negative."""
    return items.best[10_000]


@checked(choosing.add_useless_items, above=0, digits=3)
def without_useless_predictors_it_is_positive(items: UselessItems) -> float:
    """Without useless predictors, the λ with the least mean test error is positive."""
    return items.best[0]


# --- A questionnaire ------------------------------------------------------------------------------


@claim(questionnaire.predict_outcomes, above=0.02)
def scale_sums_beat_a_ridge_of_items(answers: Questionnaire) -> float:
    """Simulated: 60 items measure five independent traits equally well, and each item is
    summed into its own scale. With 100 people, a regression on the five sums explains over
    0.02 more of the variance of the outcome in the population than a ridge regression on
    all items with λ by 10-fold cross-validation (mean paired difference of 40 draws).
    """
    return answers.gain(SUMS, RIDGE, 100)


@checked(questionnaire.predict_outcomes, above=0.3)
def ridge_beats_least_squares_with_100_people(answers: Questionnaire) -> float:
    """With 100 people, ridge with the least error in the folds explains at least 0.3 more
    than least squares on the items.
    """
    return answers.gain(RIDGE, LEAST_SQUARES, 100)


@checked(questionnaire.predict_outcomes, below=0)
def one_standard_error_costs(answers: Questionnaire) -> float:
    """With 100 people, the λ of the one-standard-error rule explains less than the λ with the least
    error (the mean difference).
    """
    return answers.gain(ONE_ERROR, RIDGE, 100)


# --- Early stopping -------------------------------------------------------------------------------


@checked(FEWER_TABLES, above=0.9, below=1.1)
def the_best_stop_is_as_good_as_the_best_ridge(paths: StoppedPaths) -> float:
    """On 60 observations of 40 predictors that vary in size, gradient descent stopped at its best
    step is within a tenth of ridge with its best penalty, both known from the truth (ratio of
    excess test errors in the same draw, the median).
    """
    return paths.paired


@checked(FEWER_TABLES, below=1.69, source="ali2019continuous")
def stopping_stays_near_ridge(paths: StoppedPaths) -> float:
    """Along the whole path, the mean excess test error of descent stays below 1.69 times that of
    ridge with the corresponding penalty (the largest ratio).
    """
    return paths.farthest


@claim(stopping.stop_on_validation, below=1, unit=" times")
def stopping_and_retraining_pays(stops: ValidationStops) -> float:
    """Trained by Adam at a constant rate on all 200 observations, for as many steps as 40
    held-out ones recommended (patience of 200 steps), networks of 60 units have a smaller
    test error than after 1500 steps (the median ratio within ten draws).
    """
    return stops.ratio(RETRAINED, TO_THE_END)


@checked(stopping.stop_on_validation, below=1, unit=" times")
def retraining_on_all_gains(stops: ValidationStops) -> float:
    """Training anew on all 200 observations, for as many steps, has a smaller test error than the
    stopped network (ratio in the same draw, the median over ten).
    """
    return stops.ratio(RETRAINED, PATIENT)


@checked(stopping.stop_on_validation, above=1, unit=" times")
def the_validation_set_costs_something(stops: ValidationStops) -> float:
    """The stopped network has a larger test error than the best step on all observations, which
    nobody knows (ratio in the same draw, the median over ten).
    """
    return stops.ratio(PATIENT, ORACLE)


# --- No peak in networks either -------------------------------------------------------------------


@claim(FEW_WIDTHS, below=0.03)
def weight_decay_removes_the_peak(sweep: WidthSweep) -> float:
    """With 200 observations of a teacher whose response has variance 1, after 3000 steps of
    Adam with weight decay, λ = 0.005, the median test error of five draws rises by at most
    0.03 above that of any narrower network, among 4, 8, 20, 35 and 120 hidden units.
    """
    return sweep.rise(DECAY)


@checked(FEW_WIDTHS, above=0.03, rate=0.9)
def plain_networks_peak(sweep: WidthSweep) -> float:
    """Without a remedy, the median test error does rise, by more than 0.03."""
    return sweep.rise(NOTHING)


@checked(FEW_WIDTHS, below=0.9, unit=" times")
def decay_helps_wide_networks_too(sweep: WidthSweep) -> float:
    """With 120 units and weight decay, the median test error is below 0.9 times that without."""
    return sweep.risk(DECAY).at(120) / sweep.risk(NOTHING).at(120)


# --- Units that conspire, and how dropout stops them ----------------------------------------------


@claim(FOUR_DRAWS_OF_UNITS, above=4, unit=" times")
def units_conspire_without_dropout(units: Conspiracy) -> float:
    """After 3000 steps of Adam on 50 points of the sine, the contributions of 100 hidden
    units cancel more than four times as much without dropout as with a rate of 0.2.
    Cancelling is the mean of their summed sizes over the mean size of their sum (ratio of
    medians of four draws).
    """
    return units.plain.median_cancelled / units.dropout.median_cancelled


@checked(FOUR_DRAWS_OF_UNITS, above=0.8, below=1.25, unit=" times")
def the_penalty_alone_does_the_same(units: Conspiracy) -> float:
    """Trained without dropout, but with the penalty that it amounts to, units cancel as much as
    with dropout (ratio of medians).
    """
    return units.penalty.median_cancelled / units.dropout.median_cancelled


@checked(FOUR_DRAWS_OF_UNITS, above=5, unit=" times")
def a_tenth_of_the_units_is_missed(units: Conspiracy) -> float:
    """Without dropout, removing a tenth of the units makes the test error more than five times as
    large (medians).
    """
    return units.plain.damage


@checked(FOUR_DRAWS_OF_UNITS, below=1.4, unit=" times")
def with_dropout_a_tenth_is_hardly_missed(units: Conspiracy) -> float:
    """With dropout, removing a tenth of the units makes the test error less than 1.4 times as large
    (medians).
    """
    return units.dropout.damage


@checked(FOUR_DRAWS_OF_UNITS, above=0.9, unit=" times")
def dropout_does_not_help_the_sine(units: Conspiracy) -> float:
    """On the sine, the test error with dropout and all units is more than nine tenths of that
    without dropout (ratio of medians).
    """
    return units.dropout.whole / units.plain.whole


@checked(TWO_RATES, below=0.95, unit=" times")
def dropout_helps_with_twenty_inputs(rates: DropoutRates) -> float:
    """With 20 inputs and 50 units, test error with dropout of 0.2 is less than 0.95 times that
    without (ratio in the same draw, the median).
    """
    return rates.ratio(50, 0.2)


@checked(TWO_RATES, above=1.05, unit=" times")
def dropout_left_on_costs(rates: DropoutRates) -> float:
    """Left on in prediction, dropout with a rate of 0.2 makes the test error of networks with 50
    units at least a twentieth larger (ratio in the same draw, the median).
    """
    return rates.cost_of_leaving_on(50, 0.2)


@checked(TWO_RATES, below=0.05)
def what_it_costs_is_calculated(rates: DropoutRates) -> float:
    """The error with dropout left on is that with all units plus r/(1 − r) Σ (contribution)²,
    within 5 % (the largest relative difference of means over draws).
    """
    return rates.misfit


# --- More data from the same data -----------------------------------------------------------------


@checked(ONE_DRAW_OF_SHIFTS, above=8, unit=" points")
def shifts_help_the_fully_connected_network(shifts: Shifts) -> float:
    """On 1000 signals of MNIST-1D, 1000 steps of Adam on copies moved by up to 6 places lead a
    fully connected network to a test error more than 8 percentage points below that without
    copies.
    """
    return 100 * (shifts.mean_error[0] - shifts.mean_error[6])


# --- Average several networks ---------------------------------------------------------------------


@checked(ensembles.average_networks, below=0.1)
def the_variance_follows_its_formula(averages: Ensembles) -> float:
    """The variance of the average of m networks that were trained on the same 100 observations is
    ρs² + (1 − ρ)s²/m, within a tenth, for m up to 8 and 5 or 40 units (the largest relative
    difference).
    """
    return averages.misfit


@checked(ensembles.average_networks, below=0.85, unit=" times")
def ensembles_of_small_networks_gain(averages: Ensembles) -> float:
    """The average of eight networks of 5 units has less than 0.85 times the mean test error of its
    members (means over 24 tables).
    """
    return averages.gain(5)


# --- All on one task ------------------------------------------------------------------------------


@claim(ONE_DRAW, above=0, unit=" points")
def shifts_lead(results: Ladder) -> float:
    """In one draw of 1000 MNIST-1D signals (1000 steps of Adam), moved copies take more off the
    test error of a fully connected network than the best of weight decay, dropout, early
    stopping and three averaged networks (the difference). Strengths, and the step to stop at,
    were chosen on 200 of the signals; the stopped network learned from the other 800 only.
    """
    return 100 * results.lead_of_shifts


@checked(ONE_DRAW, above=3, unit=" points")
def weight_decay_gains(results: Ladder) -> float:
    """On MNIST-1D, weight decay takes more than 3 percentage points off the test error."""
    return 100 * results.gain(DECAY)


@checked(ONE_DRAW, above=0, unit=" points")
def dropout_gains(results: Ladder) -> float:
    """On MNIST-1D, dropout lowers the test error (the difference in percentage points)."""
    return 100 * results.gain(DROPOUT)


@checked(ONE_DRAW, below=2, unit=" points")
def stopping_early_gains_no_labels(results: Ladder) -> float:
    """On MNIST-1D, early stopping takes less than 2 percentage points off the test error, whether
    the cross-entropy or the error on the held-out signals decides.
    """
    return 100 * max(results.gain(STOPPED), results.gain(BY_ERROR))


@checked(ONE_DRAW, below=0.75, unit=" times")
def stopping_early_calms_probabilities(results: Ladder) -> float:
    """On MNIST-1D, early stopping brings the cross-entropy on test signals below three quarters of
    what it is without a remedy.
    """
    return results.mean_loss[STOPPED] / results.mean_loss[NOTHING]


@checked(ONE_DRAW, above=0, unit=" points")
def an_ensemble_adds_to_shifts(results: Ladder) -> float:
    """On MNIST-1D, an ensemble of three networks with shifts has a smaller test error than one of
    them (the difference in percentage points).
    """
    return 100 * (results.mean_error[SHIFTS] - results.mean_error[ALL])


@checked(ONE_DRAW, above=0, unit=" points")
def an_ensemble_gains_without_shifts_too(results: Ladder) -> float:
    """On MNIST-1D, an ensemble of three networks without other remedies has a smaller test error
    than one of them.
    """
    return 100 * results.gain(ENSEMBLE)
