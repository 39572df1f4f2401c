"""A value that is measured again is accepted on another processor, and refused if it changed."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from conundrum.claims import Check
from conundrum.evidence.measuring import OLDER_PROCESSOR, draw
from conundrum.evidence.repeating import disagreement, is_steady, seed_to_repeat, tolerance
from conundrum.evidence.stored import Evidence

SEEDS = range(1000, 1020)


def measure(result):
    "It is positive."
    return result


STATEMENT = Check(measure, lambda seed: seed, above=0)


def evidence(values, elsewhere=()):
    values = dict(zip(SEEDS, map(float, values), strict=True))
    return Evidence("f()", "abc", 0.1, values, dict(zip(SEEDS, elsewhere, strict=False)))


SPREAD = evidence(np.geomspace(10, 12, 20), [10.0])  # half of it lies within 1.0
COUNTS = evidence([7, 8, 8, 9] * 5, [7.0, 9.0])
ROUNDING = evidence(np.linspace(1e-16, 4e-16, 20), [3e-16])


@pytest.mark.parametrize(
    ("moved", "of_the_spread"), [(0, 0.1), (1e-9, 0.001), (1e-4, 0.01), (0.1, 0.1)]
)
def test_the_tolerance_follows_what_other_instructions_change(moved, of_the_spread):
    stored = replace(SPREAD, elsewhere={1000: 10.0 + moved})
    expected = of_the_spread * 1.0 + 10 / 1000
    assert tolerance(STATEMENT, stored, 10.0) == pytest.approx(expected, rel=0.01)


def test_two_counts_more_or_fewer_are_rounding():
    assert tolerance(STATEMENT, COUNTS, 8.0) == pytest.approx(0.1 * 0.5 + 2 + 0.008)
    assert is_steady(STATEMENT, COUNTS, 1000)
    assert not is_steady(STATEMENT, COUNTS, 1001)


def test_rounding_errors_are_compared_with_their_bound():
    below = replace(STATEMENT, above=-np.inf, below=1e-10)
    assert is_steady(below, ROUNDING, 1000)
    assert disagreement(below, ROUNDING, 1000, 9e-14) is None
    assert "9e-11" in disagreement(below, ROUNDING, 1000, 9e-11)


@pytest.mark.parametrize(
    ("stored", "seed", "value", "accepted"),
    [
        (SPREAD, 1000, 10.05, True),
        (SPREAD, 1000, 10.9, False),
        (SPREAD, 1000, np.nan, False),
        (COUNTS, 1000, 9, True),
        (COUNTS, 1000, 10, False),
        (COUNTS, 1001, 11, True),  # not steady: like other seeds is enough
        (COUNTS, 1001, 12, False),
        (COUNTS, 1001, np.inf, False),
    ],
)
def test_steady_values_must_come_again_and_others_be_like_them(stored, seed, value, accepted):
    assert (disagreement(STATEMENT, stored, seed, value) is None) == accepted


@pytest.mark.parametrize(("value", "accepted"), [(1e7, True), (1e-3, True), (1e9, False)])
def test_values_that_span_factors_are_widened_by_factors(value, accepted):
    wild = evidence(np.geomspace(1, 1e4, 20), [1e3])
    assert not is_steady(STATEMENT, wild, 1000)
    assert (disagreement(STATEMENT, wild, 1000, value) is None) == accepted


def test_another_commit_chooses_another_of_the_steadiest_seeds():
    elsewhere = [10.0, 99.0, *(SPREAD.values[seed] for seed in (1002, 1003))]
    stored = {"measure": evidence(SPREAD.values.values(), elsewhere)}
    chosen = [seed_to_repeat([STATEMENT], stored, f"{commit}") for commit in range(40)]
    assert set(chosen) == {1000, 1002, 1003}
    assert chosen == [seed_to_repeat([STATEMENT], stored, f"{commit}") for commit in range(40)]


# --- Experiments that train, as the book does -----------------------------------------------------

TRAINED = """
from dataclasses import dataclass

import numpy as np

from conundrum.experiment import experiment
from conundrum.models.networks import ReLUNetwork, predict
from conundrum.training.fit import fit


@dataclass(frozen=True)
class Trained:
    error: float
    largest: float


@experiment
def train(*, seed, n=30, steps=300, noise=0.3, width=20, shift=0.0):
    rng = np.random.default_rng(seed)
    x = rng.uniform(-3, 3, (n, 1))
    network = ReLUNetwork((1, width, 1), seed=seed)
    fit(network, x, np.sin(x) + rng.normal(0, noise, (n, 1)), steps=steps, learning_rate=0.01)
    new = np.linspace(-3, 3, 101)[:, None]
    errors = (predict(network, new) - np.sin(new)) ** 2 + shift
    return Trained(errors.mean(), errors.max())
"""

CLAIMS = """
from conundrum.claims import checked
from toys.experiments import train


@checked(train, above=0)
def error(result):
    "It is."
    return result.error


@checked(train, above=0)
def largest(result):
    "It is."
    return result.largest
"""


@pytest.fixture
def trained(toys):
    toys.write("experiments.py", TRAINED)
    toys.write("claims.py", CLAIMS)
    statements = toys.statements()
    made = draw([("toys.claims", s.name) for s in statements], SEEDS)
    elsewhere = _drawn_on_an_older_processor(toys, SEEDS[:5])
    stored = {
        s.name: evidence([d.values[s.name] for d in made], [d[s.name] for d in elsewhere[:3]])
        for s in statements
    }
    return statements, stored, elsewhere


def _drawn_on_an_older_processor(toys, seeds):
    program = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "from conundrum.evidence.measuring import draw\n"
        "names = [('toys.claims', 'error'), ('toys.claims', 'largest')]\n"
        f"print(json.dumps([d.values for d in draw(names, {list(seeds)})]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, toys.code],
        env=os.environ | OLDER_PROCESSOR,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def contradicted(statements, stored, seed, values):
    return [
        name
        for name, value in values.items()
        if disagreement(next(s for s in statements if s.name == name), stored[name], seed, value)
    ]


def test_another_processor_is_accepted_and_a_changed_experiment_is_not(trained):
    statements, stored, elsewhere = trained
    # Another processor: other digits on all five seeds, on two of them for the first time.
    for seed, values in zip(SEEDS, elsewhere, strict=False):
        assert values["error"] != stored["error"].values[seed]
        assert contradicted(statements, stored, seed, values) == []
    changes = [{"noise": 0.6}, {"steps": 100}, {"n": 15}, {"width": 5}, {"shift": 0.1}]
    for change in changes:
        for seed in SEEDS[:3]:
            result = partial(statements[0].experiment, **change)(seed=seed)
            values = {s.name: s.measure(result) for s in statements}
            assert contradicted(statements, stored, seed, values), (change, seed)


def test_forged_evidence_is_contradicted(trained):
    statements, stored, _ = trained
    for seed in SEEDS[:3]:
        result = statements[0].draw(seed)
        values = {s.name: s.measure(result) for s in statements}
        for name, record in stored.items():
            better = {s: value / 2 for s, value in record.values.items()}
            other = {s: value / 2 for s, value in record.elsewhere.items()}
            forged = stored | {name: replace(record, values=better, elsewhere=other)}
            assert contradicted(statements, forged, seed, values) == [name]
