"""Measuring evidence: drawing experiments on fresh seeds, side by side, until there is enough.

A result that is drawn is measured by all statements about its experiment. What has been measured is
stored at once, so that after an interruption only the rest is left to do.
"""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite
from pathlib import Path
from time import process_time

import torch
from joblib import Parallel, delayed
from tqdm import tqdm

from conundrum.claims import EXACT, Statement, statements_in
from conundrum.evidence.fingerprint import Fingerprints
from conundrum.evidence.stored import (
    FEWEST_SEEDS,
    FIRST_FRESH_SEED,
    FOLDER,
    Evidence,
    read_evidence,
    write_evidence,
)
from conundrum.evidence.writing import written_experiment

# Processor seconds for an experiment, as far as the fewest seeds leave a choice: all of the book
# must be measured in forty minutes on two cores.
BUDGET = 10.0
NUMBERS_OF_SEEDS = (200, 100, 50, FEWEST_SEEDS)
# Seconds that a process works before it hands in what it has.
SHIFT = 10.0
# How many seeds are computed twice, the second time with the instructions of an older processor.
REPEATED = 2
OLDER_PROCESSOR = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "MKL_CBWR": "COMPATIBLE",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "OPENBLAS_CORETYPE": "Sandybridge",
}
# A process computes on one thread: as many of them as there are cores share the work.
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")}


@dataclass(frozen=True)
class Draw:
    """What the statements about an experiment measured on one seed.

    Attributes
    ----------
    seed
        With which the experiment was drawn.
    seconds
        Processor time of the experiment.
    values
        By the name of the statement.
    """

    seed: int
    seconds: float
    values: dict[str, float]


@dataclass(frozen=True)
class Task:
    """Draws that one process makes.

    Attributes
    ----------
    statements
        All about one experiment: modules and names, which every process can look up.
    seeds
        To draw.
    seconds
        That one draw is expected to take.
    elsewhere
        Whether an older processor is asked, as far as this one can act like it.
    """

    statements: tuple[tuple[str, str], ...]
    seeds: tuple[int, ...]
    seconds: float
    elsewhere: bool = False

    def run(self) -> list[Draw]:
        """Draw, in this process or in one that acts like an older processor."""
        return (draw_elsewhere if self.elsewhere else draw)(self.statements, self.seeds)


def draw(names: Sequence[tuple[str, str]], seeds: Iterable[int]) -> list[Draw]:
    """Draw an experiment, and measure all statements about it.

    Parameters
    ----------
    names
        Module and name of each statement.
    seeds
        One for each draw.
    """
    torch.set_num_threads(1)
    statements = [_statement(*name) for name in names]
    draws = []
    for seed in seeds:
        begin = process_time()
        try:
            result = statements[0].draw(seed)
            seconds = process_time() - begin
            values = {s.name: float(s.measure(result)) for s in statements}
        except Exception as error:
            error.add_note(f"in {written_experiment(statements[0])}, seed {seed}")
            raise
        draws.append(Draw(seed, seconds, values))
    return draws


def draw_elsewhere(names: Sequence[tuple[str, str]], seeds: Iterable[int]) -> list[Draw]:
    """Do the same with other instructions, which libraries choose when they are loaded."""
    program = (
        "import json, sys; from dataclasses import asdict; from conundrum.evidence.measuring "
        "import draw; print(json.dumps([asdict(d) for d in draw(*json.loads(sys.argv[1]))]))"
    )
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps([names, list(seeds)])],
        env=os.environ | ONE_THREAD | OLDER_PROCESSOR | paths,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [Draw(**made) for made in json.loads(done.stdout.splitlines()[-1])]


def by_experiment(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """Group statements with something random in them by their experiment, as it is written."""
    groups = {}
    for statement in statements:
        if statement.kind is not EXACT:
            groups.setdefault(written_experiment(statement), []).append(statement)
    return groups


def measure(
    statements: Sequence[Statement], fingerprints: Fingerprints, folder: Path = FOLDER
) -> None:
    """Measure what is missing or stale, and store it.

    Parameters
    ----------
    statements
        All of some chapters: whatever else is stored for these is dropped.
    fingerprints
        Tell what is stale.
    folder
        Where evidence is stored.
    """
    groups = by_experiment(statements)
    evidence = _still_good(groups, fingerprints, folder)
    chapters = dict.fromkeys(s.chapter for s in statements)
    _write(chapters, statements, evidence, folder)
    while tasks := sorted(_tasks(groups, evidence), key=lambda task: -task.seconds):
        with tqdm(total=sum(len(task.seeds) for task in tasks), unit=" draws") as progress:
            for task, draws in run_all(tasks):
                for made in draws:
                    _add(made, evidence, task.elsewhere)
                names = {name for _, name in task.statements}
                touched = {s.chapter: None for s in statements if s.name in names}
                _write(touched, statements, evidence, folder)
                progress.update(len(draws))


def run_all(tasks: Iterable[Task]) -> Iterator[tuple[Task, list[Draw]]]:
    """Run tasks on all cores, or on the cluster that joblib was told of; each comes when done."""
    os.environ.update(ONE_THREAD)  # before processes start, which inherit it
    parallel = Parallel(n_jobs=-1, batch_size=1, return_as="generator_unordered")
    return parallel(delayed(_with_task)(task) for task in tasks)


def tasks_for(
    statements: Sequence[Statement], seeds: Sequence[int], seconds: float
) -> Iterator[Task]:
    """Share the seeds of an experiment out among tasks that take about as long as a shift."""
    size = max(1, int(SHIFT / max(seconds, 1e-3)))
    for start in range(0, len(seeds), size):
        yield Task(_names(statements), tuple(seeds[start : start + size]), seconds)


def _still_good(
    groups: dict[str, list[Statement]], fingerprints: Fingerprints, folder: Path
) -> dict[str, Evidence]:
    """Return what is stored and current, and room for the rest; it tells how long a draw took."""
    read = cache(lambda chapter: read_evidence(chapter, folder))
    found = {}
    for experiment, group in groups.items():
        for statement in group:
            stored = read(statement.chapter).get(statement.name)
            current = fingerprints.of(statement)
            if stored is None or stored.fingerprint != current:
                seconds = 0.0 if stored is None else stored.seconds
                stored = Evidence(experiment, current, seconds, {})
            found[statement.name] = stored
    return found


def _tasks(groups: dict[str, list[Statement]], evidence: dict[str, Evidence]) -> Iterator[Task]:
    """Yield what is left to do; of an experiment that was never timed, a single draw."""
    for group in groups.values():
        records = [evidence[statement.name] for statement in group]
        seconds = max(record.seconds for record in records)
        if not seconds and not any(record.values for record in records):
            yield from tasks_for(group, [FIRST_FRESH_SEED], seconds)
            continue
        seeds = _affordable(seconds)
        missing = [s for s in seeds if any(s not in record.values for record in records)]
        yield from tasks_for(group, missing, seconds)
        if any(s not in record.elsewhere for record in records for s in seeds[:REPEATED]):
            yield Task(_names(group), tuple(seeds[:REPEATED]), seconds, elsewhere=True)


def _affordable(seconds: float) -> range:
    """Return the seeds that an experiment is drawn with: as many as its budget pays for."""
    numbers = (n for n in NUMBERS_OF_SEEDS if n * seconds <= BUDGET)
    return range(FIRST_FRESH_SEED, FIRST_FRESH_SEED + next(numbers, FEWEST_SEEDS))


def _add(made: Draw, evidence: dict[str, Evidence], elsewhere: bool) -> None:
    """Add what was measured; the time of a draw is settled by the fewest seeds."""
    for name, value in made.values.items():
        record, stored = evidence[name], value if isfinite(value) else None
        if elsewhere:
            evidence[name] = replace(record, elsewhere=record.elsewhere | {made.seed: stored})
        elif made.seed not in record.values:
            known, seconds = len(record.values), record.seconds
            if known < FEWEST_SEEDS:
                seconds = float(f"{(known * seconds + made.seconds) / (known + 1):.2g}")
            values = record.values | {made.seed: stored}
            evidence[name] = replace(record, seconds=seconds, values=values)


def _write(
    chapters: Iterable[str],
    statements: Sequence[Statement],
    evidence: dict[str, Evidence],
    folder: Path,
) -> None:
    for chapter in chapters:
        names = (s.name for s in statements if s.chapter == chapter and s.name in evidence)
        measured = {name: evidence[name] for name in names if evidence[name].values}
        write_evidence(chapter, measured, folder)


def _with_task(task: Task) -> tuple[Task, list[Draw]]:
    return task, task.run()


def _names(statements: Iterable[Statement]) -> tuple[tuple[str, str], ...]:
    return tuple((statement.measure.__module__, statement.name) for statement in statements)


def _statement(module: str, name: str) -> Statement:
    found = statements_in(importlib.import_module(module))
    return next(statement for statement in found if statement.name == name)
