"""How long a fleet of networks takes to train, beside other ways to train the same networks.

Run ``python benchmarks/fleet.py``: one thread, about five minutes. All ways do the same work: each
network takes the same number of full-batch Adam steps in single precision. They take turns, round
after round, and ratios are taken within rounds; what is counted is the processor's time, so that
other work on the machine disturbs little.
"""

import warnings
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from time import process_time

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor
from threadpoolctl import threadpool_limits
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap
from torch.nn.functional import cross_entropy, mse_loss

from conundrum.models.networks import ReLUNetwork
from conundrum.training.fleet import fit_fleet

WIDTHS = (1, 2, 3, 4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 60, 80, 120, 170, 250)
SEEDS = 5
INPUTS = 10
RATE = 0.01
ROUNDS = 3

Networks = Sequence[ReLUNetwork]


@dataclass(frozen=True)
class Work:
    """Networks to train, and the data of each."""

    name: str
    n: int
    hidden: Sequence[tuple[int, ...]]
    classes: int = 0  # none: regression
    steps: int = 150
    x: np.ndarray = field(init=False, repr=False)
    y: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(0)
        x = rng.normal(size=(SEEDS, self.n, INPUTS)).astype(np.float32)
        signal = np.sin(x @ rng.normal(size=(INPUTS, self.outputs)))
        if self.classes:
            y = np.eye(self.classes)[signal.argmax(axis=2)]
        else:
            y = signal + 0.3 * rng.normal(size=signal.shape)
        sets = np.arange(len(self.hidden)) % SEEDS
        object.__setattr__(self, "x", x[sets])
        object.__setattr__(self, "y", y[sets].astype(np.float32))

    @property
    def outputs(self) -> int:
        """Columns of the targets."""
        return self.classes or 1

    def networks(self) -> list[ReLUNetwork]:
        """Return the networks as they are before training."""
        return [
            ReLUNetwork((INPUTS, *hidden, self.outputs), seed=i)
            for i, hidden in enumerate(self.hidden)
        ]

    def operations(self) -> float:
        """Floating-point operations in the matrix products of a step, on average.

        A layer's outputs, the gradient of its weights and, but for the first, of its inputs.
        """
        return np.mean([2 * self.n * _products((INPUTS, *h, self.outputs)) for h in self.hidden])


def _products(widths: tuple[int, ...]) -> int:
    twice = sum(k * (m + 1) for m, k in pairwise(widths))
    return 2 * twice + sum(k * m for m, k in pairwise(widths[1:]))


def loop(work: Work, networks: Networks, *, fused: bool) -> None:
    """Train one network after another."""
    loss = cross_entropy if work.classes else mse_loss
    for network, x, y in zip(networks, torch.tensor(work.x), torch.tensor(work.y), strict=True):
        optimiser = torch.optim.Adam(network.parameters(), lr=RATE, fused=fused)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=work.steps)
        for _ in range(work.steps):
            optimiser.zero_grad()
            loss(network(x), y).backward()
            optimiser.step()
            schedule.step()


def scikit_learn(work: Work, _: Networks) -> None:
    """Train one network after another, with gradients written out in NumPy."""
    model = MLPClassifier if work.classes else MLPRegressor
    for hidden, x, y in zip(work.hidden, work.x, work.y, strict=True):
        model(
            hidden_layer_sizes=hidden,
            alpha=0,
            batch_size=work.n,
            learning_rate_init=RATE,
            max_iter=work.steps,
            shuffle=False,
            random_state=0,
            tol=0,
            n_iter_no_change=work.steps,
        ).fit(x, y.argmax(axis=1) if work.classes else y[:, 0])


def vectorised(work: Work, networks: Networks) -> None:
    """Train all networks of one width together, as torch.func suggests."""
    loss = cross_entropy if work.classes else mse_loss
    for hidden in sorted(set(work.hidden)):
        members = [i for i, own in enumerate(work.hidden) if own == hidden]
        skeleton = deepcopy(networks[members[0]]).to("meta")
        parameters, _ = stack_module_state([networks[i] for i in members])
        x, y = torch.tensor(work.x[members]), torch.tensor(work.y[members])
        gradients = vmap(grad(partial(_loss_of, skeleton, loss)))
        optimiser = torch.optim.Adam(parameters.values(), lr=RATE, fused=True)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=work.steps)
        for _ in range(work.steps):
            for name, gradient in gradients(parameters, x, y).items():
                parameters[name].grad = gradient
            optimiser.step()
            schedule.step()


def _loss_of(skeleton: nn.Module, loss: Callable, parameters: dict, x, y) -> torch.Tensor:
    return loss(functional_call(skeleton, parameters, (x,)), y)


def fleet(work: Work, networks: Networks) -> None:
    """Train all networks together."""
    loss = cross_entropy if work.classes else mse_loss
    fit_fleet(networks, work.x, work.y, steps=work.steps, learning_rate=RATE, loss=loss)


WAYS = {
    "loop, Adam": partial(loop, fused=False),
    "loop, fused Adam": partial(loop, fused=True),
    "scikit-learn": scikit_learn,
    "stack_module_state + vmap": vectorised,
    "fleet": fleet,
}


def seconds(function: Callable, *arguments) -> float:
    """Return how long a call keeps the processor busy: one thread, so as long as it would take."""
    start = process_time()
    function(*arguments)
    return process_time() - start


def product_rate(size: int = 1024) -> float:
    """Return the floating-point operations a second of one large matrix product."""
    a = torch.randn(size, size, generator=torch.Generator().manual_seed(0))
    return 2 * size**3 / min(seconds(torch.mm, a, a) for _ in range(5))


def check_same_work(work: Work) -> None:
    """Stop if the fleet and the loop train different networks, before rounding has grown."""
    work = replace(work, steps=20)
    one_by_one, at_once = work.networks(), work.networks()
    loop(work, one_by_one, fused=False)
    fleet(work, at_once)
    for alone, together in zip(one_by_one, at_once, strict=True):
        for expected, parameter in zip(alone.parameters(), together.parameters(), strict=True):
            torch.testing.assert_close(parameter, expected, rtol=1e-2, atol=1e-2)


def compare(work: Work) -> None:
    """Print a table of all ways to do some work."""
    check_same_work(work)
    taken = {name: [] for name in WAYS}
    peak = []
    for _ in range(ROUNDS):
        for name, way in WAYS.items():
            taken[name].append(seconds(way, work, work.networks()) / work.steps / len(work.hidden))
        peak.append(product_rate())
    print(f"\n### {work.name}\n")
    print(
        f"{len(work.hidden)} networks, {work.operations() / 1e6:.2f} MFLOP a model-step;", end=" "
    )
    print(f"a large matrix product runs at {np.median(peak) / 1e9:.0f} GFLOP/s\n")
    print("| | µs a model-step | times the fleet's | GFLOP/s | of a large product |")
    print("|---|---|---|---|---|")
    for name, times in taken.items():
        ratio = np.divide(times, taken["fleet"])
        rate = work.operations() / np.array(times)
        print(
            f"| {name} | {_spread(np.multiply(times, 1e6), 1)} | {_spread(ratio, 1)} "
            f"| {np.median(rate) / 1e9:.1f} | {np.median(rate / peak):.1%} |",
            flush=True,
        )


def _spread(values: Sequence[float], digits: int) -> str:
    return f"{np.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def grow() -> None:
    """Print what a model-step costs in fleets of 10 to 10,000 networks."""
    print("\n### Growth\n\n| networks | s for 50 steps | µs a model-step |\n|---|---|---|")
    for count in (10, 100, 1000, 10_000):
        pick = np.linspace(0, len(WIDTHS) - 1, count).round().astype(int)
        work = Work("growth", 200, [(WIDTHS[i],) for i in pick], steps=50)
        times = [seconds(fleet, work, work.networks()) for _ in range(3)]
        print(f"| {count:,} | {np.median(times):.2f} ", end="")
        print(f"| {_spread(np.array(times) / work.steps / count * 1e6, 1)} |", flush=True)


def where_time_goes(work: Work) -> None:
    """Print the share of each kind of operation in the fleet's time."""
    networks = work.networks()
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        fleet(work, networks)
    total = sum(row.self_cpu_time_total for row in profile.key_averages())
    operations = sorted(profile.key_averages(), key=lambda row: -row.self_cpu_time_total)
    print(f"\n### Where the fleet's time goes: {work.name} (slowed by watching)\n")
    print("| operation | calls | share |\n|---|---|---|")
    for row in operations[:10]:
        print(f"| {row.key} | {row.count} | {row.self_cpu_time_total / total:.0%} |")


def main() -> None:
    """Print all tables."""
    torch.set_num_threads(1)
    threadpool_limits(1)  # of NumPy, for scikit-learn
    warnings.simplefilter("ignore", ConvergenceWarning)
    one_layer = [(w,) for w in WIDTHS for _ in range(SEEDS)]
    two_layers = [(w, w) for w in WIDTHS for _ in range(SEEDS)]
    regression = Work("Regression, one hidden layer, n = 200", 200, one_layer)
    compare(regression)
    compare(Work("10 classes, one hidden layer, n = 500", 500, one_layer, classes=10))
    compare(Work("Regression, two hidden layers, n = 200", 200, two_layers))
    grow()
    where_time_goes(regression)


if __name__ == "__main__":
    main()
