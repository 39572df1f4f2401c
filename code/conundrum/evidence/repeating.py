"""Judging whether a value that is measured again is the one that is stored.

Another processor adds in another order. The last digits differ, and training carries the difference
on: most values change a little, some by as much as with another seed. Which ones do was found out
when they were measured: some seeds were computed twice, the second time with other instructions.

- Where both agreed (*steady*), the value must come again, up to a part of its spread over seeds.
- Elsewhere it must only be a value like those of other seeds.
"""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from conundrum.claims import Statement
from conundrum.evidence.stored import Evidence

# Of the tolerance: a value that moved by less is expected to stay within it everywhere.
STEADY = 0.2


def tolerance(statement: Statement, evidence: Evidence, value: float) -> float:
    """Return how far a steady value may be off when it is measured again.

    It is the sum of three parts:

    - a hundred times the difference that other instructions made, but a thousandth of the spread
      over seeds (between quartiles) at least and a tenth at most; a tenth as well where they made
      none, since counts and what is computed from them do not change at all, or by a step;
    - two steps, where values are counts or shares of them;
    - a thousandth of the distance to the bound: more than rounding errors, where values are these.
    """
    values = _finite(evidence.values.values())
    spread = np.subtract(*np.quantile(values, (0.75, 0.25)))
    moved = max(_differences(evidence), default=0.0)
    by_rounding = np.clip(100 * moved, spread / 1000, spread / 10) if moved else spread / 10
    distance = min(abs(value - statement.above), abs(value - statement.below))
    return float(by_rounding + 2 * _step(values) + distance / 1000)


def _differences(evidence: Evidence) -> list[float]:
    """Return how much the same seeds gave different values, with other instructions."""
    pairs = ((evidence.values.get(seed), there) for seed, there in evidence.elsewhere.items())
    return [abs(here - there) for here, there in pairs if None not in (here, there)]


def _step(values: np.ndarray) -> float:
    """Return the step of which all differences between values are multiples; 0 if there is none."""
    gaps = np.diff(np.unique(values))
    if not len(gaps):
        return 0.0
    multiples = gaps / gaps.min()
    return gaps.min() if np.allclose(multiples, multiples.round(), rtol=0, atol=1e-3) else 0.0


def is_steady(statement: Statement, evidence: Evidence, seed: int) -> bool:
    """Whether another processor is known to measure the same on a seed, nearly."""
    here, there = evidence.values[seed], evidence.elsewhere.get(seed)
    if here is None or there is None:
        return False
    return abs(here - there) <= STEADY * tolerance(statement, evidence, here)


def disagreement(statement: Statement, evidence: Evidence, seed: int, value: float) -> str | None:
    """Say how a value that was measured again contradicts what is stored; None if it does not."""
    here = evidence.values[seed]
    if is_steady(statement, evidence, seed):
        allowed = tolerance(statement, evidence, here)
        if abs(value - here) <= allowed:
            return None
        return f"{statement.name}: {value:.6g}, stored is {here:.6g}, give or take {allowed:.2g}"
    low, high = _usual(evidence)
    if here is None or low <= value <= high:
        return None
    return f"{statement.name}: {value:.6g}, on other seeds it was from {low:.6g} to {high:.6g}"


def seed_to_repeat(
    statements: Sequence[Statement], evidence: Mapping[str, Evidence], commit: str
) -> int:
    """Choose the seed on which an experiment is measured again.

    Parameters
    ----------
    statements
        All about the experiment.
    evidence
        By the name of the statement.
    commit
        Another one leads to another choice, among the seeds on which most statements are steady.
    """
    steady = {
        seed: sum(is_steady(s, evidence[s.name], seed) for s in statements)
        for seed in evidence[statements[0].name].elsewhere
    }
    best = [seed for seed, count in steady.items() if count == max(steady.values())]
    chance = hashlib.sha256(f"{commit} {evidence[statements[0].name].experiment}".encode())
    return best[int(chance.hexdigest(), 16) % len(best)]


def _usual(evidence: Evidence) -> tuple[float, float]:
    """Return the range of values, widened by itself on both sides; by factors if they span some."""
    values = _finite([*evidence.values.values(), *evidence.elsewhere.values()])
    low, high = values.min(), values.max()
    if low > 0 and high > 10 * low:
        return low**2 / high, high**2 / low
    return 2 * low - high, 2 * high - low


def _finite(values) -> np.ndarray:
    return np.array([value for value in values if value is not None])
