"""Choosing the penalty: by cross-validation, at the peak, and where none would be better."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from conundrum.evaluation.junk import NOISE, SCALE, JunkTable, draw_junk_table
from conundrum.evaluation.random_features import (
    TRAIN,
    cross_validated_errors,
    draw_digits,
    random_features,
    ridge_errors,
)
from conundrum.evaluation.risk import RiskCurve, risk_curve
from conundrum.evaluation.widening import PENALTIES
from conundrum.experiment import experiment
from conundrum.models.linear import minimum_norm
from conundrum.seeds import seeds_from


@dataclass(frozen=True)
class DigitFeatures:
    """Random features of digits with corrupted labels, without penalty and with two choices of it.

    Attributes
    ----------
    features
        The numbers of features; there are 400 training images.
    penalty
        The λ that were tried, on the sum of squared coefficients beside the *mean* squared error.
    minimum_norm
        The test error, a share, of the least-norm fit.
    ridge
        The test error with each penalty.
    cross_validated
        The error of each penalty by 5-fold cross-validation on the training images, of whose labels
        some are corrupted.
    """

    features: Int[np.ndarray, " m"]
    penalty: Float[np.ndarray, " k"]
    minimum_norm: Float[np.ndarray, "draws m"]
    ridge: Float[np.ndarray, "draws m k"]
    cross_validated: Float[np.ndarray, "draws m k"]

    @property
    def least_norm_risk(self) -> RiskCurve:
        """Median and quartiles over draws of the test error without a penalty."""
        return risk_curve(self.features, self.minimum_norm)

    @property
    def oracle_risk(self) -> RiskCurve:
        """The same with the penalty that is best on the test images."""
        return risk_curve(self.features, self.ridge.min(axis=-1))

    @property
    def chosen_risk(self) -> RiskCurve:
        """The same with the penalty that cross-validation chooses."""
        best = self.cross_validated.argmin(axis=-1)[..., None]
        return risk_curve(self.features, np.take_along_axis(self.ridge, best, axis=-1)[..., 0])

    @property
    def chosen_at_n(self) -> float:
        """The median error with the chosen penalty and 400 features, over the first minimum."""
        return self.chosen_risk.at(TRAIN) / self.least_norm_risk.lowest

    @property
    def first_draw(self) -> tuple[Float[np.ndarray, " k"], Float[np.ndarray, " k"]]:
        """The cross-validated and the test error at each penalty, with 400 features."""
        at = self.features.tolist().index(TRAIN)
        return self.cross_validated[0, at], self.ridge[0, at]

    @property
    def cost_of_choosing(self) -> float:
        """By how much the chosen penalty is worse than the best one, with 400 features."""
        return self.chosen_risk.at(TRAIN) - self.oracle_risk.at(TRAIN)

    @property
    def chosen_against_fewer(self) -> float:
        """Error with the chosen penalty and 400 features, less that of the best smaller number."""
        fewer = self.chosen_risk.median[self.features < TRAIN].min()
        return self.chosen_risk.at(TRAIN) - float(fewer)


#: Some of the numbers of features, and all penalties, of `conundrum.evaluation.widening`.
NUMBERS = (25, 50, 75, 100, 200, 350, 400, 700, 2400)
DIGIT_PENALTIES = tuple(PENALTIES / TRAIN)


@experiment
def penalise_digits(
    *,
    seed: int,
    draws: int = 5,
    numbers: Sequence[int] = NUMBERS,
    penalties: Sequence[float] = DIGIT_PENALTIES,
) -> DigitFeatures:
    """Fit least squares and ridge to random ReLU features of 400 digits, 15 % labels redrawn.

    Parameters
    ----------
    seed, draws : int
        Each draw chooses other training digits and other features.
    numbers : sequence of int
        The numbers of features.
    penalties : sequence of float
        The λ of ridge, beside the mean squared error.
    """
    least, penalised, held_out = [], [], []
    summed = TRAIN * np.array(penalties)
    for draw in seeds_from(seed, draws):
        task = draw_digits(seed=draw, noises=(0.15,))
        train, test = (
            random_features(pixels, max(numbers), seed=draw) for pixels in (task.train, task.test)
        )
        parts = [(train[:, :number], test[:, :number]) for number in numbers]
        least.append([task.error(new @ minimum_norm(seen, task.one_hot))[0] for seen, new in parts])
        penalised.append([ridge_errors(seen, new, task, summed)[:, 0] for seen, new in parts])
        held_out.append([cross_validated_errors(seen, task, summed)[:, 0] for seen, _ in parts])
    return DigitFeatures(
        np.array(numbers),
        np.array(penalties),
        np.array(least),
        np.array(penalised),
        np.array(held_out),
    )


# --- Where the best penalty is negative -----------------------------------------------------------


@dataclass(frozen=True)
class UselessItems:
    """Test error of ridge against λ, when useless items stand beside ten that matter.

    Attributes
    ----------
    penalty
        λ Σ c² beside the *sum* of squared errors; some are negative.
    useless
        The numbers of useless items.
    test_error
        Expected squared error on a new person; NaN where a penalty is so negative that the sum has
        no minimum.
    """

    penalty: Float[np.ndarray, " k"]
    useless: Int[np.ndarray, " m"]
    test_error: Float[np.ndarray, "draws m k"]

    @property
    def mean_error(self) -> dict[int, Float[np.ndarray, " k"]]:
        """The mean over draws, by the number of useless items; NaN where a draw has none."""
        return dict(zip(self.useless.tolist(), self.test_error.mean(axis=0), strict=True))

    @property
    def best(self) -> dict[int, float]:
        """The penalty with the least mean test error, by the number of useless items."""
        return {
            number: float(self.penalty[np.nanargmin(error)])
            for number, error in self.mean_error.items()
        }

    def gain_below_zero(self, number: int) -> float:
        """Return the least mean test error over that without a penalty."""
        error = self.mean_error[number]
        return float(np.nanmin(error) / error[self.penalty == 0].item())


@experiment
def add_useless_items(
    *, seed: int, draws: int = 40, useless: Sequence[int] = (0, 1000, 10_000)
) -> UselessItems:
    """Fit ridge with positive and negative λ to tables with more and more junk.

    Parameters
    ----------
    seed, draws : int
        Tables are those of `conundrum.evaluation.junk`.
    useless : sequence of int
        The numbers of useless items.
    """
    penalty = np.arange(-90, 41, 2.5)
    tables = [draw_junk_table(seed=draw, columns=max(useless)) for draw in seeds_from(seed, draws)]
    errors = [[_errors_of(table, number, penalty) for number in useless] for table in tables]
    return UselessItems(penalty, np.array(useless), np.array(errors))


def _errors_of(
    table: JunkTable, useless: int, penalty: Float[np.ndarray, " k"]
) -> Float[np.ndarray, " k"]:
    """Return the expected squared error on a new person, who has useless items of her own."""
    junk = table.junk[:, :useless]
    products = junk @ junk.T
    values, vectors = np.linalg.eigh(table.X @ table.X.T + products)
    seen = values > values[-1] * len(values) * np.finfo(float).eps
    values, vectors = values[seen], vectors[:, seen]
    bounded = penalty > -0.99 * values[0]
    # coefficients are weighted sums of the rows of the table, one row of weights for each penalty
    weights = vectors.T @ table.y / (values + np.where(bounded, penalty, 1.0)[:, None]) @ vectors.T
    off = weights @ table.X - table.beta
    by_junk = SCALE**2 * np.einsum("ki,ij,kj->k", weights, products, weights)
    return np.where(bounded, (off**2).sum(axis=1) + by_junk + NOISE**2, np.nan)
