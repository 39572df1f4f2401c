"""The published recipe of double descent in splines: on one draw, on many, and changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import SupportsIndex

import numpy as np
from jaxtyping import Float, Int

from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.risk import risk
from conundrum.evaluation.twenty_points import FEW, Panels, fit_panels
from conundrum.experiment import experiment
from conundrum.models.splines import (
    NaturalSpline,
    b_spline_basis,
    fit_spline,
    quantile_knots,
    slope_basis,
    uniform_knots,
)
from conundrum.seeds import seeds_from

PUBLISHED_PANELS = (8, 20, 42, 80)


# --- As it was published --------------------------------------------------------------------------


@experiment
def published_panels(*, seed: int) -> Panels:
    """Fit splines of 8, 20, 42 and 80 degrees of freedom to one draw of 20 points.

    The recipe of James, Witten, Hastie, Tibshirani (2021), section 10.8, as we read it: x uniform
    on [−5, 5], y = sin x + noise, knots at quantiles of the data, coefficients of least norm in the
    basis that R's ``ns(x, df, intercept = TRUE)`` spans.
    """
    sample = SINE.sample(FEW, seed=seed)
    return fit_panels(sample, _published_bases(sample, PUBLISHED_PANELS))


def _published_bases(sample: Sample, sizes: Iterable[int]) -> Iterable[NaturalSpline]:
    return (b_spline_basis(quantile_knots(sample.x, d)) for d in sizes)


@dataclass(frozen=True)
class PublishedDraws:
    """The published recipe on many fresh draws.

    Attributes
    ----------
    degrees_of_freedom
        Tried on each draw.
    test_error
        Expected squared error on a new observation.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    test_error: Float[np.ndarray, "draws m"]

    def at(self, degrees_of_freedom: SupportsIndex) -> Float[np.ndarray, " draws"]:
        """Test error of every draw at some degrees of freedom."""
        return self.test_error[:, self.degrees_of_freedom == degrees_of_freedom][:, 0]

    def in_the_order_of(self, panels: Panels) -> float:
        """Share of draws whose errors at the panels' degrees of freedom have the same order."""
        errors = np.array([self.at(d) for d in panels.degrees_of_freedom])
        order = panels.test_error.argsort()
        return float((order == errors.argsort(axis=0).T).all(axis=1).mean())

    @property
    def calmer(self) -> float:
        """The share of draws in which 42 degrees of freedom have a smaller error than 20."""
        return float((self.at(42) < self.at(20)).mean())

    @property
    def worse_again(self) -> float:
        """The share of draws in which 80 degrees of freedom have a larger error than 42."""
        return float((self.at(80) > self.at(42)).mean())

    @property
    def second_descent_wins(self) -> float:
        """The share of draws in which 42 degrees of freedom beat all fewer than 20."""
        return float((self.at(42) < self.classical_minimum).mean())

    @property
    def classical_minimum(self) -> Float[np.ndarray, " draws"]:
        """Least test error of every draw among splines with fewer knots than points."""
        return self.test_error[:, self.degrees_of_freedom < FEW].min(axis=1)


@experiment
def published_draws(*, seed: int, draws: int = 200, noise: float = SINE.noise) -> PublishedDraws:
    """Repeat the published recipe.

    Parameters
    ----------
    seed, draws : int
    noise : float
        The standard deviation of the noise around the sine.
    """
    degrees_of_freedom = (*range(3, 13), 14, 16, 18, 19, *PUBLISHED_PANELS[1:])
    curve = replace(SINE, noise=noise)
    x = curve.grid()
    predictions = []
    for draw in seeds_from(seed, draws):
        sample = curve.sample(FEW, seed=draw)
        bases = _published_bases(sample, degrees_of_freedom)
        predictions.append([fit_spline(basis, sample.x, sample.y)(x) for basis in bases])
    return PublishedDraws(
        np.array(degrees_of_freedom), risk(np.array(predictions), curve.function(x), noise)
    )


# --- One change at a time -------------------------------------------------------------------------


@dataclass(frozen=True)
class Recipe:
    """How points are drawn, where knots lie, and what the norm of the coefficients measures.

    Attributes
    ----------
    draw
        Takes a number of points and a seed; returns a sample.
    place
        Takes the inputs and the degrees of freedom; returns the knots.
    basis
        Takes the knots; returns the basis.
    """

    draw: Callable[..., Sample]
    place: Callable[[Float[np.ndarray, " n"], int], Float[np.ndarray, " d"]]
    basis: Callable[[Float[np.ndarray, " d"]], NaturalSpline]

    def test_errors(self, degrees_of_freedom: Sequence[int], seed: int) -> Float[np.ndarray, " m"]:
        """Fit one draw with each number of knots; return the expected errors on a new point."""
        x, sample = SINE.grid(), self.draw(FEW, seed=seed)
        bases = [self.basis(self.place(sample.x, d)) for d in degrees_of_freedom]
        fits = np.array([fit_spline(basis, sample.x, sample.y)(x) for basis in bases])
        return risk(fits, SINE.function(x), SINE.noise)


def _place_evenly(_x: Float[np.ndarray, " n"], degrees_of_freedom: int) -> Float[np.ndarray, " d"]:
    return uniform_knots(SINE.low, SINE.high, degrees_of_freedom)


PUBLISHED = Recipe(SINE.sample, quantile_knots, b_spline_basis)

#: The published recipe, each of three changes alone, and all of them.
RECIPES = {
    "as published": PUBLISHED,
    "x spread out": replace(PUBLISHED, draw=SINE.sample_stratified),
    "norm of the slope": replace(PUBLISHED, basis=slope_basis),
    "knots even": replace(PUBLISHED, place=_place_evenly),
    "all three": Recipe(SINE.sample_stratified, _place_evenly, slope_basis),
}


@dataclass(frozen=True)
class ChangedRecipes:
    """Test errors of many draws when the published recipe is changed.

    Attributes
    ----------
    degrees_of_freedom
        Tried on each draw.
    test_error
        For each of `RECIPES`: expected squared error of each draw's fits on a new observation.
    """

    degrees_of_freedom: Int[np.ndarray, " m"]
    test_error: dict[str, Float[np.ndarray, "draws m"]]

    def at(self, recipe: str, degrees_of_freedom: SupportsIndex) -> Float[np.ndarray, " draws"]:
        """Test error of every draw at some degrees of freedom."""
        return self.test_error[recipe][:, self.degrees_of_freedom == degrees_of_freedom][:, 0]

    def median(self, recipe: str, degrees_of_freedom: SupportsIndex) -> float:
        """Return the median over draws at some degrees of freedom."""
        return float(np.median(self.at(recipe, degrees_of_freedom)))

    @property
    def medians(self) -> dict[str, Float[np.ndarray, " m"]]:
        """The median over draws at each number of degrees of freedom."""
        return {recipe: np.median(errors, axis=0) for recipe, errors in self.test_error.items()}


@experiment
def change_recipe(
    *, seed: int, draws: int = 30, degrees_of_freedom: Sequence[int] = (8, 20, 21, 42, 80)
) -> ChangedRecipes:
    """Repeat the published recipe as it is, with one of three changes, and with all of them."""
    seeds = seeds_from(seed, draws)
    return ChangedRecipes(
        np.array(degrees_of_freedom),
        {
            name: np.array([recipe.test_errors(degrees_of_freedom, draw) for draw in seeds])
            for name, recipe in RECIPES.items()
        },
    )
