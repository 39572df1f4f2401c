"""Two inputs that interact."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from conundrum.chapters.motivation.experiments.fits import (
    fit_additive_spline,
    fit_networks,
    fit_spline_of_pairs,
    fit_tree,
)
from conundrum.data.surfaces import REACH, least_additive_error, unmixed
from conundrum.evaluation.risk import risk
from conundrum.experiment import experiment


@dataclass(frozen=True)
class SurfaceFits:
    """Models of two inputs that interact.

    Attributes
    ----------
    u, v
        The first input and the second, grids.
    truth
        The surface at both, without noise.
    predictions
        Of ``"sum of splines"`` (one of each input), ``"spline"`` (with interactions), ``"tree"``
        and ``"network"``, there.
    test_error
        Expected squared error on a new observation, of each.
    floor
        The least test error of any sum of a function of u and a function of v.
    """

    u: Float[np.ndarray, " u"]
    v: Float[np.ndarray, " v"]
    truth: Float[np.ndarray, "v u"]
    predictions: dict[str, Float[np.ndarray, "v u"]]
    test_error: dict[str, float]
    floor: float


@dataclass(frozen=True)
class Slice:
    """One position of the slider: all models at one value of the second input.

    Attributes
    ----------
    surface
        The fits.
    row
        Which value of the second input, counted from 0.
    """

    surface: SurfaceFits
    row: int


@experiment
def fit_surface(*, seed: int, n: int = 400, interaction: float = 3.0) -> SurfaceFits:
    """Fit four models to `n` observations of a surface.

    Without `interaction`, the factor of (uv)², the surface is a sum of functions of single inputs.
    """
    population = unmixed(2, interaction)
    sample = population.sample(n, seed=seed)
    middles = (np.arange(100) + 0.5) / 100 * 2 * REACH - REACH
    everywhere = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    u, v = np.linspace(-REACH, REACH, 161), np.linspace(-REACH, REACH, 17).round(1)
    places = np.stack(np.meshgrid(u, v), axis=-1).reshape(-1, 2)
    truth = population.truth(everywhere)
    predictions, test_error = {}, {}
    for name, predict_at in (
        ("sum of splines", fit_additive_spline(sample)),
        ("spline", fit_spline_of_pairs(sample)),
        ("tree", fit_tree(sample, seed=seed)),
        ("network", fit_networks([sample], [seed])[0]),
    ):
        predictions[name] = predict_at(places).reshape(len(v), len(u))
        test_error[name] = float(risk(predict_at(everywhere)[None], truth, population.noise)[0])
    return SurfaceFits(
        u,
        v,
        population.truth(places).reshape(len(v), len(u)),
        predictions,
        test_error,
        least_additive_error(population.noise),
    )
