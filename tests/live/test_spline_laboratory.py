"""The spline laboratory gives the package's numbers."""

from dataclasses import replace

import numpy as np

from conundrum.data.curves import SINE, Sample
from conundrum.evaluation.least_norm import fit_least_norm
from conundrum.evaluation.risk import risk
from conundrum.models.smoothers import LeastSquares
from conundrum.models.splines import b_spline_basis, bend_basis, slope_basis, uniform_knots

NORMS = {"slope": slope_basis, "bend": bend_basis, "b-spline": b_spline_basis}


def draw_setting(rng: np.random.Generator) -> dict:
    noise, n = rng.uniform(0, 1), int(rng.integers(2, 31))
    drawn = [SINE.sample_stratified, SINE.sample][rng.integers(2)]
    x = np.sort(drawn(n, seed=int(rng.integers(10**6))).x)
    y = np.sin(x) + noise * rng.standard_normal(n)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "norm": str(rng.choice(list(NORMS))),
        "knots": int(np.exp(rng.uniform(np.log(2), np.log(200.99)))),
        "penalty": float(rng.choice([0, 10 ** rng.uniform(-4, 2)])),
        "noise": noise,
    }


def by_the_package(setting: dict) -> dict:
    curve = replace(SINE, noise=setting["noise"])
    sample = Sample(np.array(setting["x"]), np.array(setting["y"]))
    basis = NORMS[setting["norm"]](uniform_knots(SINE.low, SINE.high, setting["knots"]))
    squares = LeastSquares.on(basis(sample.x))
    grid = curve.grid()
    weights = squares.weights(basis(grid), setting["penalty"])
    fit = basis @ squares.coefficients(sample.y, setting["penalty"])
    worst = basis @ (setting["noise"] / squares.s[-1] * squares.Vt[-1])
    bias = weights @ curve.function(sample.x) - curve.function(grid)
    return {
        "prediction": fit(grid).tolist(),
        "train": float(((fit(sample.x) - sample.y) ** 2).mean()),
        "test": float(risk(fit(grid)[None], curve.function(grid), curve.noise)[0]),
        "smallest": float(squares.s[-1]),
        "largest": float(squares.s[0]),
        "swing": float(np.abs(worst(grid)).max()),
        "squared_bias": float((bias**2).mean()),
        "variance": float(curve.noise**2 * (weights**2).sum(axis=1).mean()),
    }


def test_two_hundred_settings(node_test):
    rng = np.random.default_rng(1)
    settings = [draw_setting(rng) for _ in range(200)]
    node_test("spline-laboratory", [setting | by_the_package(setting) for setting in settings])


def test_the_package_computes_these_numbers_too():
    """What is handed over above is what the chapter's experiments compute."""
    sample = SINE.sample_stratified(20, seed=2)
    setting = {"x": sample.x.tolist(), "y": sample.y.tolist(), "norm": "slope", "knots": 21}
    ours = by_the_package(setting | {"penalty": 0.0, "noise": SINE.noise})
    fit = fit_least_norm(slope_basis(uniform_knots(-5, 5, 21)), SINE, [sample], penalty=0.0)
    np.testing.assert_allclose(ours["test"], fit.test_error, rtol=1e-9)
    np.testing.assert_allclose(ours["smallest"], fit.smallest_singular_value, rtol=1e-9)
