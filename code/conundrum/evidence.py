"""Evidence for what the book says: the value of each statement on fresh seeds, stored."""

import json
from dataclasses import dataclass
from pathlib import Path

from conundrum.claims import Statement

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "book" / "evidence"


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
    """

    experiment: str
    fingerprint: str
    seconds: float
    values: dict[int, float | None]

    def held(self, statement: Statement) -> int:
        """Count the seeds for which the statement held."""
        return sum(value is not None and statement.holds(value) for value in self.values.values())


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
        )
        for name, record in stored.items()
    }
