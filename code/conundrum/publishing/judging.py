"""Judges written answers with otter-grader and the teacher's tests; run isolated, by `grading`.

Run as ``python -m conundrum.publishing.judging AUTOGRADER ANSWERS`` with the archive that ``otter
assign`` has made for the teacher and a file of answers.
"""

import json
import os
import sys
from pathlib import Path
from zipfile import ZipFile

import otter

from conundrum.publishing.answers import read_back


def judge(autograder: Path, answers: Path) -> dict[str, dict[str, object]]:
    """Return points and words for each question."""
    ZipFile(autograder).extractall("autograder")
    tests = Path("autograder", "tests")
    grader = otter.Notebook(tests_dir=str(tests))
    written = json.loads(answers.read_text("utf-8"))
    judged = {}
    for label in sorted(test.stem for test in tests.glob("*.py")):
        given = {name: read_back(answer) for name, answer in written.get(label, {}).items()}
        result = grader.check(label, global_env=given)
        says = "" if result.passed_all else result.test_case_results[0].message
        judged[label] = {"points": result.score, "says": says}
    return judged


if __name__ == "__main__":
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # otter may print
    json.dump(judge(*map(Path, sys.argv[1:])), channel)
    channel.flush()
