"""The valley is the chapter's, and optimisers walk through it as the package's do."""

from dataclasses import asdict
from itertools import islice

import numpy as np

from conundrum.chapters.training.experiments.momentum import (
    PEOPLE,
    Regression,
    draw_people,
    regression_of,
)
from conundrum.training.by_hand import adam, gradient_descent, momentum

STEPS = 50


def setting(seed, people):
    rng = np.random.default_rng(seed)
    correlation = float(rng.uniform(0, 0.995))
    regression = regression_of(people, correlation)
    start, keep = rng.uniform(-2, 2, 2), float(rng.uniform(0, 0.95))
    rate = float(10 ** rng.uniform(-3, np.log10(1.8 / regression.curvature[1])))
    size = int(rng.choice([5, 10, 50, PEOPLE]))
    batches = [rng.choice(PEOPLE, size, replace=False) for _ in range(STEPS)]

    def walk(optimiser, **options):
        left = iter(batches)

        def gradient(theta):
            rows = next(left)
            return Regression(regression.X[rows], regression.y[rows]).gradient(theta)

        steps = optimiser(gradient, start, rate=rate, **options)
        return [theta.tolist() for theta in islice(steps, STEPS + 1)]

    return {
        "correlation": correlation,
        "start": start.tolist(),
        "rate": rate,
        "keep": keep,
        "batches": [batch.tolist() for batch in batches],
        "optimum": regression.optimum.tolist(),
        "curvature": regression.curvature.tolist(),
        "excess": float(regression.excess(start[None])[0]),
        "paths": {
            "gradient descent": walk(gradient_descent),
            "momentum": walk(momentum, keep=keep),
            "Adam": walk(adam, keep=keep),
        },
    }


def test_optimisers_walk_as_the_package_s_do(node_test):
    people = draw_people(seed=1)
    settings = [setting(seed, people) for seed in range(200)]
    drawn = {name: values.tolist() for name, values in asdict(people).items()}
    node_test("valley", {"people": drawn, "settings": settings})
