"""What lies in ``book/evidence``: a file a chapter, a line a statement."""

import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conundrum.claims import EXACT, Statement
from conundrum.evidence.fingerprint import Fingerprints

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "book" / "evidence"

FIRST_FRESH_SEED = 1000  # chapters use small seeds: nothing is tested on what it was chosen on
FEWEST_SEEDS = 20
# A rate of 1 says "practically always": of a hundred seeds, two may fail.
PRACTICALLY_ALWAYS = 0.98


@dataclass(frozen=True)
class Evidence:
    """What a statement measured on fresh seeds.

    Attributes
    ----------
    experiment
        The experiment and its arguments, as they are written.
    fingerprint
        Of the code, data and libraries that the values come from.
    seconds
        Processor time of one draw, the mean over seeds.
    values
        By seed; None where the value was no finite number.
    elsewhere
        The same for the first few seeds, computed with the instructions of an older processor.
    """

    experiment: str
    fingerprint: str
    seconds: float
    values: dict[int, float | None]
    elsewhere: dict[int, float | None] = field(default_factory=dict)

    def held(self, statement: Statement) -> int:
        """Count the seeds for which the statement held."""
        return sum(value is not None and statement.holds(value) for value in self.values.values())

    def problem(self, statement: Statement, fingerprint: str) -> str | None:
        """Say why this is no evidence for a statement; None if it is.

        Parameters
        ----------
        fingerprint
            Of the statement as it is now.
        """
        draws, held = len(self.values), self.held(statement)
        if self.fingerprint != fingerprint:
            return "is stale: what it comes from has changed"
        if draws < FEWEST_SEEDS or not self.elsewhere:
            return f"is not finished: {draws} seeds, must be {FEWEST_SEEDS} or more"
        if held < min(statement.rate, PRACTICALLY_ALWAYS) * draws:
            return f"held on {held} of {draws} seeds, must be {statement.rate:.0%}"
        return None


def read_evidence(chapter: str, folder: Path = FOLDER) -> dict[str, Evidence]:
    """Read what is stored for a chapter, by the name of the statement; empty if nothing is."""
    file = folder / f"{chapter}.json"
    if not file.exists():
        return {}
    stored = json.loads(file.read_text(encoding="utf-8"))
    return {
        name: Evidence(
            experiment=record["experiment"],
            fingerprint=record["fingerprint"],
            seconds=record["seconds"],
            values=dict(zip(record["seeds"], record["values"], strict=True)),
            elsewhere={int(seed): value for seed, value in record["elsewhere"].items()},
        )
        for name, record in stored.items()
    }


def problems(
    chapter: str,
    statements: Iterable[Statement],
    fingerprints: Fingerprints,
    folder: Path = FOLDER,
) -> Iterator[str]:
    """Yield what is wrong with the evidence of a chapter: chapter, statement, and what it is."""
    stored = read_evidence(chapter, folder)
    for statement in statements:
        evidence = stored.pop(statement.name, None)
        if statement.kind is EXACT and evidence is None:
            continue
        if statement.kind is EXACT:
            problem = "is exact, and needs no evidence"
        elif evidence is None:
            problem = "has no evidence"
        else:
            problem = evidence.problem(statement, fingerprints.of(statement))
        if problem:
            yield f"{chapter}: {statement.name} {problem}"
    for name in stored:
        yield f"{chapter}: {name} is no longer in the book"


def write_evidence(chapter: str, evidence: Mapping[str, Evidence], folder: Path = FOLDER) -> None:
    """Write what is stored for a chapter, a line a statement: all of it, or nothing is changed."""
    lines = (f"{json.dumps(name)}: {_line(record)}" for name, record in evidence.items())
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{chapter}.json"
    with unfinished.open("w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / f"{chapter}.json")


def _line(record: Evidence) -> str:
    values = dict(sorted(record.values.items()))
    content = {
        "experiment": record.experiment,
        "fingerprint": record.fingerprint,
        "seconds": record.seconds,
        "seeds": list(values),
        "values": [_stored(value) for value in values.values()],
        "elsewhere": {seed: _stored(value) for seed, value in sorted(record.elsewhere.items())},
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def _stored(value: float | None) -> float | None:
    """Keep ten digits of a number: more than rounding leaves alone, fewer than fill a page."""
    return float(f"{value:.10g}") if value is not None and math.isfinite(value) else None
