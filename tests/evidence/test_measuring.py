"""Evidence is complete and repeatable, is shared by statements, and survives a kill."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import joblib
import pytest

from conundrum.evidence import measuring
from conundrum.evidence.measuring import OLDER_PROCESSOR, REPEATED, draw, measure, tasks_for
from conundrum.evidence.stored import problems, read_evidence

EXPERIMENTS = """
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import numpy as np

from conundrum.experiment import experiment

PAUSE = 0.0


@dataclass(frozen=True)
class Mean:
    mean: float
    first: float


@experiment
def average(*, seed, draws=4):
    with (Path(__file__).parents[2] / "drawn.txt").open("a") as file:
        file.write(f"{seed}\\\\n")
    sleep(PAUSE)
    values = np.random.default_rng(seed).normal(size=draws)
    return Mean(values.mean(), values[0])


@experiment
def fail(*, seed):
    raise ArithmeticError("it did")


@experiment
def same():
    return Mean(1.0, 2.0)
""".replace("\\\\", "\\")

CLAIMS = """
from functools import partial

from conundrum.claims import EXACT, checked, claim
from toys.experiments import average, fail, same


@claim(average, above=-10)
def means_are_moderate(result):
    "It is."
    return result.mean


@checked(average, above=0, rate=0.3)
def the_first_is_positive(result):
    "It is."
    return result.first


@checked(partial(average, draws=400), below=0.5)
def more_draws_are_closer(result):
    "It is."
    return abs(result.mean)


@checked(average, above=1)
def it_has_no_logarithm(result):
    "It is."
    return float("inf") if result.mean < 0 else 2


@checked(same, above=0, kind=EXACT)
def it_is_exact(result):
    "It is."
    return result.mean
"""


@pytest.fixture
def sequential(monkeypatch):
    """Do all of it in this process."""
    monkeypatch.setattr(measuring, "draw_elsewhere", draw)
    with joblib.parallel_config(backend="sequential"):
        yield


@pytest.fixture
def written_toys(toys, monkeypatch):
    toys.write("experiments.py", EXPERIMENTS)
    toys.write("claims.py", CLAIMS)
    monkeypatch.setattr(measuring, "NUMBERS_OF_SEEDS", (20,))
    return toys


def take(toys):
    measure(toys.statements(), toys.fingerprints, toys.code.parent)
    return read_evidence("toys", toys.code.parent)


def wrong(toys):
    return list(problems("toys", toys.statements(), toys.fingerprints, toys.code.parent))


def drawn(toys):
    """Tell on which seeds experiments were drawn since this was asked last."""
    file = toys.code.parent / "drawn.txt"
    seeds = list(map(int, file.read_text().split())) if file.exists() else []
    file.write_text("")
    return sorted(seeds)


SEEDS = range(1000, 1020)
ONCE = sorted([*SEEDS, *SEEDS[:REPEATED]])


def test_statements_of_an_experiment_share_its_draws(written_toys, sequential):
    evidence = take(written_toys)
    assert drawn(written_toys) == sorted(ONCE * 2)
    assert list(evidence) == [
        "means_are_moderate",
        "the_first_is_positive",
        "more_draws_are_closer",
        "it_has_no_logarithm",
    ]
    assert wrong(written_toys) == [
        "toys: it_has_no_logarithm held on "
        f"{evidence['it_has_no_logarithm'].held(written_toys.statements()[3])} of 20 seeds, "
        "must be 100%"
    ]


def test_values_are_those_of_the_statement(written_toys, sequential):
    record = take(written_toys)["the_first_is_positive"]
    (_, statement, *_) = written_toys.statements()
    for seed in SEEDS:
        assert record.values[seed] == pytest.approx(statement.measure(statement.draw(seed)))
    assert record.elsewhere == {seed: record.values[seed] for seed in SEEDS[:REPEATED]}
    assert record.experiment == "toys.experiments.average(draws=4)"
    assert record.seconds > 0


def test_what_is_no_number_is_stored_as_null_and_does_not_hold(written_toys, sequential):
    record = take(written_toys)["it_has_no_logarithm"]
    statement = written_toys.statements()[3]
    nulls = [seed for seed, value in record.values.items() if value is None]
    assert 0 < len(nulls) < 20
    assert record.held(statement) == 20 - len(nulls)


def test_nothing_is_drawn_again_without_need(written_toys, sequential):
    take(written_toys)
    file = written_toys.code.parent / "toys.json"
    before = file.read_bytes()
    drawn(written_toys)
    written_toys.replace("claims.py", "above=0, rate=0.3", "above=-1, rate=0.5")
    take(written_toys)
    assert drawn(written_toys) == []
    assert file.read_bytes() == before


def test_only_what_is_stale_is_drawn_again(written_toys, sequential):
    take(written_toys)
    drawn(written_toys)
    written_toys.replace("claims.py", "draws=400", "draws=500")
    assert "toys: more_draws_are_closer is stale: what it comes from has changed" in wrong(
        written_toys
    )
    take(written_toys)
    assert drawn(written_toys) == ONCE


def test_what_is_no_longer_in_the_book_is_dropped(written_toys, sequential):
    take(written_toys)
    written_toys.replace("claims.py", "more_draws_are_closer", "they_are_closer")
    assert {line.partition(": ")[2] for line in wrong(written_toys)} >= {
        "more_draws_are_closer is no longer in the book",
        "they_are_closer has no evidence",
    }
    assert "more_draws_are_closer" not in take(written_toys)


def test_a_statement_more_about_an_experiment_leaves_the_others_alone(written_toys, sequential):
    before = take(written_toys)
    added = 'def added(result):\n    "It is."\n    return 1 + result.mean\n'
    written_toys.write("claims.py", f"{CLAIMS}\n@checked(average, above=-9)\n{added}")
    after = take(written_toys)
    assert len(after["added"].values) == 20
    del after["added"]
    assert after == before


def test_a_file_holds_a_line_a_statement_in_their_order(written_toys, sequential):
    take(written_toys)
    lines = (written_toys.code.parent / "toys.json").read_text().splitlines()
    assert (lines[0], lines[-1]) == ("{", "}")
    names = [json.loads("{" + line.rstrip(",") + "}").popitem()[0] for line in lines[1:-1]]
    assert names == [statement.name for statement in written_toys.statements()[:4]]


def test_cheap_experiments_are_drawn_more_often(written_toys, sequential, monkeypatch):
    readings = iter(range(10**6))
    monkeypatch.setattr(measuring, "process_time", lambda: 0.4 * next(readings))
    monkeypatch.setattr(measuring, "NUMBERS_OF_SEEDS", (60, 40, 20))
    monkeypatch.setattr(measuring, "BUDGET", 20.0)
    evidence = take(written_toys)
    assert {record.seconds for record in evidence.values()} == {0.4}
    assert {len(record.values) for record in evidence.values()} == {40}  # 16 s are affordable


def test_an_experiment_that_fails_is_named_with_its_seed(written_toys):
    written_toys.replace("claims.py", "partial(average, draws=400)", "fail")
    (*_, statement, _, _) = written_toys.statements()
    with pytest.raises(ArithmeticError) as error:
        draw([(statement.measure.__module__, statement.name)], [7])
    assert error.value.__notes__ == ["in toys.experiments.fail(), seed 7"]


def test_an_older_processor_computes_other_digits():
    """Else all seeds would look steady."""
    program = (
        "import torch, numpy as np; torch.manual_seed(0); a = torch.randn(200, 200);"
        "b = np.random.default_rng(0).standard_normal((200, 200));"
        "print(*(product.tobytes().__hash__() for product in ((a @ a).numpy(), b @ b)))"
    )

    def digits(environment):
        return subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": "0"} | environment,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.split()

    assert all(a != b for a, b in zip(digits({}), digits(OLDER_PROCESSOR), strict=True))


def test_tasks_share_seeds_out_in_shifts(written_toys):
    (statement, *_) = written_toys.statements()
    tasks = list(tasks_for([statement], range(10), 3.0))  # three draws are nine seconds
    assert [task.seeds for task in tasks] == [(0, 1, 2), (3, 4, 5), (6, 7, 8), (9,)]
    assert [task.seeds for task in tasks_for([statement], range(3), 99.0)] == [(0,), (1,), (2,)]


RUN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from conundrum.claims import statements_in
from conundrum.evidence import measuring
from conundrum.evidence.fingerprint import Fingerprints
if __name__ == "__main__":
    import toys.claims
    measuring.NUMBERS_OF_SEEDS, measuring.SHIFT = (20,), 0.0
    folder = Path(sys.argv[1]).parent
    fingerprints = Fingerprints(folder / "code", folder / "requirements.txt")
    measuring.measure(statements_in(toys.claims), fingerprints, folder)
"""


def start(toys):
    script = toys.code.parent / "run.py"
    script.write_text(RUN)
    return subprocess.Popen(
        [sys.executable, script, toys.code],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


KILLS = int(os.environ.get("KILLS", "4"))


@pytest.mark.slow
def test_killed_at_any_time_it_leaves_valid_evidence_and_goes_on(written_toys, sequential):
    written_toys.replace("experiments.py", "PAUSE = 0.0", "PAUSE = 0.1")
    file, rng, stored = written_toys.code.parent / "toys.json", random.Random(1), 0
    for _ in range(KILLS):
        running = start(written_toys)
        time.sleep(rng.uniform(1, 8))
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        if file.exists():
            found = read_evidence("toys", file.parent)  # raises if it is half a file
            values = sum(len(record.values) for record in found.values())
            assert values >= stored
            stored = values
    drawn(written_toys)
    assert start(written_toys).wait() == 0
    assert len(drawn(written_toys)) <= 2 * len(ONCE) - stored // 3
    finished = read_evidence("toys", file.parent)
    file.unlink()
    undisturbed = take(written_toys)
    assert {n: (e.values, e.elsewhere) for n, e in finished.items()} == {
        n: (e.values, e.elsewhere) for n, e in undisturbed.items()
    }
