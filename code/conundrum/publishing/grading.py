"""Grades hand-ins of an assignment, each of them isolated.

Run as ``python -m conundrum.publishing.grading ASSIGNMENT FOLDER TABLE`` with the teacher's folder
of an assignment (see `conundrum.publishing.assignments`), a folder of hand-ins and the table to
write. Limits can be set; ``--help`` lists them.

A hand-in is run first (`answering`), isolated, and its answers are written down as data: numbers,
words, and what functions return. Then another process, isolated as well, judges these data with
otter-grader and the teacher's tests (`judging`). No line of the hand-in runs there. So a hand-in
that changes the checks, writes scores, or ends Python changes nothing but its own answers.

What this does not protect against: right answers that somebody else has found. The solutions stand
in the book, right answers can be computed by the package, and a function may return numbers that
were known before. Points say that an answer is right, not whose it is. What isolation does not
protect against is said in `conundrum.publishing.isolation`.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from joblib import Parallel, delayed

from conundrum.publishing.isolation import (
    Ended,
    Limits,
    NotIsolatedError,
    require_isolation,
    run_isolated,
)

QUESTIONS, AUTOGRADER = "questions.json", "autograder.zip"
LONGEST = 300  # letters of a message that a hand-in has written


@dataclass(frozen=True)
class Grade:
    """A row of the table.

    Attributes
    ----------
    hand_in
        The file, below the folder of hand-ins.
    points
        How many of its answers are right.
    of
        How many there could be.
    what_happened
        Why it has no points, where it stopped, and what is wrong with an answer.
    """

    hand_in: str
    points: float
    of: int
    what_happened: str


def grade(hand_in: Path, assignment: Path, limits: Limits) -> Grade:
    """Grade one hand-in.

    Parameters
    ----------
    hand_in
        What a student has handed in: a notebook, or anything else.
    assignment
        The teacher's folder of the assignment.
    limits
        What the hand-in may take, and its judge as well.

    Raises
    ------
    NotIsolatedError
        When bubblewrap is missing.
    """
    questions = json.loads((assignment / QUESTIONS).read_text("utf-8"))
    places = hand_in.resolve(), (assignment / QUESTIONS).resolve()
    ran = run_isolated(_module("answering", *places), places, limits)
    name, of = hand_in.name, len(questions)
    if ran.why:
        return Grade(name, 0, of, ran.why)
    try:
        report = _read_report(ran.output, questions)
    except ValueError:
        return Grade(name, 0, of, "has written something else than answers")
    if "unreadable" in report:
        return Grade(name, 0, of, report["unreadable"])
    judged = _judge(report["answers"], assignment, limits)
    if judged.why:
        return Grade(name, 0, of, f"has answers that cannot be judged: {judged.why}")
    verdicts = json.loads(judged.output)
    wrong = [
        f"{label}: {verdicts[label]['says'].rpartition('AssertionError: ')[2]}"
        for label in questions
        if verdicts[label]["says"]
    ]
    points = sum(verdict["points"] for verdict in verdicts.values())
    return Grade(name, points, of, "\n".join(report["stopped"] + wrong))


def grade_folder(folder: Path, assignment: Path, limits: Limits, jobs: int = 1) -> Iterator[Grade]:
    """Grade all files in a folder, and in the folders in it.

    Parameters
    ----------
    folder
        The hand-ins.
    assignment
        The teacher's folder of the assignment.
    limits
        What each hand-in may take.
    jobs
        How many are graded side by side.

    Raises
    ------
    NotIsolatedError
        When bubblewrap is missing.
    ValueError
        When a folder is not there, or is no assignment.
    """
    if not (assignment / AUTOGRADER).exists():
        raise ValueError(
            f"assignment={str(assignment)!r} must be a teacher's folder: run make assignments"
        )
    if not folder.is_dir():
        raise ValueError(f"folder={str(folder)!r} must be a folder of hand-ins")
    hand_ins = sorted(
        file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()
    )
    side_by_side = Parallel(jobs, backend="threading", return_as="generator")
    grades = side_by_side(delayed(grade)(file, assignment, limits) for file in hand_ins)
    for file, graded in zip(hand_ins, grades, strict=True):
        yield replace(graded, hand_in=file.relative_to(folder).as_posix())


def main(arguments: list[str]) -> None:
    """Grade a folder of hand-ins and write the table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m conundrum.publishing.grading")
    parser.add_argument("assignment", type=Path, help="the teacher's folder of the assignment")
    parser.add_argument("folder", type=Path, help="the hand-ins")
    parser.add_argument("table", type=Path, help="the table to write, in CSV")
    parser.add_argument("--jobs", type=int, default=1, help="how many side by side: %(default)s")
    for limit in fields(Limits):
        flag = f"--{limit.name.replace('_', '-')}"
        parser.add_argument(flag, type=limit.type, default=limit.default, help="%(default)s")
    given = vars(parser.parse_args(arguments))
    assignment, folder, table = (given.pop(name) for name in ("assignment", "folder", "table"))
    jobs = given.pop("jobs")
    try:
        require_isolation()
    except NotIsolatedError as error:
        sys.exit(f"Hand-ins are run isolated or not at all. {error}")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(field.name.replace("_", " ") for field in fields(Grade))
        for row in grade_folder(folder, assignment, Limits(**given), jobs):
            writer.writerow(asdict(row).values())
            file.flush()


def _module(name: str, *arguments: Path) -> list[str]:
    return [sys.executable, "-m", f"conundrum.publishing.{name}", *map(str, arguments)]


def _read_report(raw: bytes, questions: dict[str, Any]) -> dict[str, Any]:
    """Return what a hand-in has left, as far as it has the right form: it may have written it.

    Raises
    ------
    ValueError
        When it has not.
    """
    try:
        report = json.loads(raw)
        if "unreadable" in report:
            return {"unreadable": str(report["unreadable"])[:LONGEST]}
        answers = {label: dict(report["answers"].get(label, {})) for label in questions}
        return {"answers": answers, "stopped": [str(it)[:LONGEST] for it in report["stopped"]]}
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise ValueError("report must hold answers") from error


def _judge(answers: dict[str, Any], assignment: Path, limits: Limits) -> Ended:
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(answers, file)
        file.flush()
        places = (assignment / AUTOGRADER).resolve(), Path(file.name)
        return run_isolated(_module("judging", *places), places, limits)


if __name__ == "__main__":
    main(sys.argv[1:])
