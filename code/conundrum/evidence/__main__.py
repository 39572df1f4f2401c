"""Measures the evidence of the book, or tells what is wrong with it.

Without options: measures what is missing or stale. An interrupted run is taken up again.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date

from scipy.stats import binom
from tqdm import tqdm

from conundrum.claims import Statement, chapters, statements_of
from conundrum.evidence.fingerprint import Fingerprints
from conundrum.evidence.measuring import by_experiment, measure, run_all, tasks_for
from conundrum.evidence.stored import PRACTICALLY_ALWAYS, problems, read_evidence

# A rate counts as missed where so few successes would be a coincidence of one in a thousand.
COINCIDENCE = 0.001


def measured_on_new_seeds(
    statements: Sequence[Statement], seeds: Sequence[int]
) -> dict[str, list[float]]:
    """Draw every experiment on new seeds; return, for each statement, what it measured.

    Nothing is stored.
    """
    tasks = []
    for group in by_experiment(statements).values():
        known = read_evidence(group[0].chapter).get(group[0].name)
        tasks += tasks_for(group, seeds, known.seconds if known else 10.0)
    tasks.sort(key=lambda task: -task.seconds)
    values = {}
    with tqdm(total=sum(len(task.seeds) for task in tasks), unit=" draws") as progress:
        for _, draws in run_all(tasks):
            for made in draws:
                for name, value in made.values.items():
                    values.setdefault(name, []).append(value)
            progress.update(len(draws))
    return values


def rate_missed(held: int, draws: int, rate: float) -> bool:
    """Whether a statement held too rarely for chance to explain it, had it its rate."""
    return bool(binom.cdf(held, draws, min(rate, PRACTICALLY_ALWAYS)) < COINCIDENCE)


def report(statements: Sequence[Statement], values: dict[str, list[float]]) -> bool:
    """Print how often each statement held, the rarest first; tell whether none missed its rate.

    Beside it stand the least and the largest value, and between which bounds they should lie.
    """
    rows = [
        (sum(map(s.holds, values[s.name])), len(values[s.name]), float(s.rate), s)
        for s in statements
        if s.name in values
    ]
    missed = [row for row in rows if rate_missed(*row[:3])]
    print("  held   rate  statement")
    for row in sorted(rows, key=lambda row: row[0] / row[1] - row[2]):
        times, draws, rate, s = row
        low, high = min(values[s.name]), max(values[s.name])
        found = f"{low:.3g} to {high:.3g}, allowed {s.above:g} to {s.below:g}"
        note = " MISSED" if row in missed else ""
        print(f"{times:>4}/{draws:<4}{rate:>4.0%}  {s.chapter}: {s.name}: {found}{note}")
    print(f"{len(missed)} of {len(rows)} statements missed their rate.")
    return not missed


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, check or report; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m conundrum.evidence", description=__doc__)
    parser.add_argument(
        "--chapter", action="append", choices=chapters(), help="only this one; may be repeated"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check",
        action="store_true",
        help="measure nothing; name what is missing, stale, insufficient or not at its rate",
    )
    what.add_argument(
        "--report",
        action="store_true",
        help="store nothing; measure everything on new seeds, and name what misses its rate",
    )
    parser.add_argument(
        "--first-seed",
        type=int,
        default=int(f"{date.today():%Y%m%d}00"),
        help="of a report; today's date if none is given",
    )
    parser.add_argument("--seeds", type=int, default=20, help="how many, for a report")
    asked = parser.parse_args(arguments)
    found = {chapter: statements_of(chapter) for chapter in asked.chapter or chapters()}
    statements = [statement for of_chapter in found.values() for statement in of_chapter]
    if asked.report:
        seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
        print(f"Seeds {seeds[0]} to {seeds[-1]}.")
        return 0 if report(statements, measured_on_new_seeds(statements, seeds)) else 1
    fingerprints = Fingerprints()
    if not asked.check:
        measure(statements, fingerprints)
    wrong = [line for chapter in found for line in problems(chapter, found[chapter], fingerprints)]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
