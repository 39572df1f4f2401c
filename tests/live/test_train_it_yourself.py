"""Networks that are trained in the browser take the package's steps."""

import numpy as np
import torch

from conundrum.data.curves import SINE
from conundrum.models.networks import ReLUNetwork
from conundrum.training.draws import kept_units
from conundrum.training.fleet import fit_fleet
from conundrum.training.optimisers import ADAM, SGD

STEPS = 50


def draw_setting(rng: np.random.Generator) -> dict:
    optimiser = str(rng.choice(["adam", "descent"]))
    dropout = float(rng.choice([0, 0, 0, rng.uniform(0.05, 0.8)]))
    width = int(np.exp(rng.uniform(0, np.log(12 if dropout else 256))))
    scale = float(np.exp(rng.uniform(np.log(0.1), np.log(4))))
    fastest = 0.1 if optimiser == "adam" else 0.5 / width / scale**2 / 100
    return {
        "width": width,
        "scale": scale,
        "optimiser": optimiser,
        "rate": fastest * 10 ** rng.uniform(-2, 0),
        "penalty": float(rng.choice([0, 10 ** rng.uniform(-5, 0)])),
        "dropout": dropout,
        "points": int(rng.integers(1, 21)),
        "seed": int(rng.integers(10**6)),
    }


def by_the_package(setting: dict) -> dict:
    width, n, seed = setting["width"], setting["points"], setting["seed"]
    network = ReLUNetwork((1, width, 1), seed=seed).double()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(setting["scale"])
    sample = SINE.sample_stratified(n, seed=seed)
    before = flat(network)
    history = fit_fleet(
        [network],
        sample.x[:, None],
        sample.y[:, None],
        steps=STEPS,
        learning_rate=setting["rate"],
        weight_decay=2 * setting["penalty"],  # a fleet's penalty is half of its weight decay
        dropout=setting["dropout"],
        seeds=[seed],
        optimiser=ADAM if setting["optimiser"] == "adam" else SGD(),
    )
    generator = torch.Generator().manual_seed(seed)
    kept = [
        kept_units(width, n, setting["dropout"], generator).int().flatten().tolist()
        for _ in range(STEPS if setting["dropout"] else 0)
    ]
    return {
        "x": sample.x.tolist(),
        "y": sample.y.tolist(),
        "before": before,
        "after": flat(network),
        "kept": ["".join(map(str, each)) for each in kept],
        "losses": history.loss[0].tolist(),
    }


def flat(network: ReLUNetwork) -> list[float]:
    """Return the parameters in the browser's order."""
    hidden, readout = network.layers
    parts = (hidden.weight, hidden.bias, readout.weight, readout.bias)
    return torch.cat([part.detach().flatten() for part in parts]).tolist()


def test_the_first_fifty_steps_in_two_hundred_settings(node_test):
    rng = np.random.default_rng(1)
    settings = [draw_setting(rng) for _ in range(200)]
    assert sum(setting["dropout"] > 0 for setting in settings) > 20
    node_test("train-it-yourself", [setting | by_the_package(setting) for setting in settings])
