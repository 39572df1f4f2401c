"""Runs a hand-in and writes down its answers; itself run isolated, by `grading`.

Run as ``python -m conundrum.publishing.answering HAND_IN QUESTIONS``. The hand-in shares the
process with this module and may do with it what it likes: all that leaves is what it says its
answers are.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
from IPython.core.interactiveshell import InteractiveShell

from conundrum.publishing.answers import write_down


class UnreadableHandInError(Exception):
    """A hand-in is no notebook."""


class Recorder:
    """Stands in the place of otter's notebook, and writes answers down where that checks them.

    Parameters
    ----------
    questions
        By label, the chapter and the names of an answer.
    names
        What the hand-in has defined, by its names.
    """

    def __init__(self, questions: dict[str, dict[str, Any]], names: dict[str, Any]):
        self.questions, self.names = questions, names
        self.answers: dict[str, dict[str, Any]] = {}

    def check(self, label: str) -> None:
        """Write down the answer to a question, as it is now."""
        question = self.questions[label]
        exercises = import_module(f"conundrum.chapters.{question['chapter']}.exercises")
        kind = exercises.check_answer.exercises[label].kind
        self.answers[label] = {
            name: write_down(self.names[name], kind)
            for name in question["names"]
            if name in self.names
        }


def code_of(file: Path) -> list[str]:
    """Return the cells of code of a notebook.

    Raises
    ------
    UnreadableHandInError
        When it is something else.
    """
    raw = file.read_bytes()
    if not raw.strip():
        raise UnreadableHandInError("is empty")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableHandInError("is not written in UTF-8") from None
    try:
        cells = nbformat.reads(text, as_version=4).cells
        return [cell.source for cell in cells if cell.cell_type == "code"]
    except Exception:  # nbformat raises what it comes upon
        raise UnreadableHandInError("is no notebook") from None


def run(cells: list[str], questions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Run the cells of a hand-in, and return its answers and where it stopped."""
    shell = InteractiveShell.instance()
    recorder, stopped = Recorder(questions, shell.user_ns), []
    sys.modules["otter"] = SimpleNamespace(Notebook=lambda *_: recorder)
    for number, cell in enumerate(cells, 1):
        ran = shell.run_cell(cell)
        error = ran.error_before_exec or ran.error_in_exec
        if error is not None:
            said = f"{type(error).__name__}: {error}".removesuffix(": ")
            stopped.append(f"code cell {number} stopped: {said}")
    for label in questions:
        if label in recorder.answers:
            continue
        try:
            recorder.check(label)
        except BaseException as error:  # also when it asks to end the program
            stopped.append(f"{label} cannot be read: {type(error).__name__}")
    return {"answers": recorder.answers, "stopped": stopped}


def main(hand_in: Path, questions: Path) -> None:
    """Write what came of a hand-in to the standard output; what it prints goes elsewhere."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        report = run(code_of(hand_in), json.loads(questions.read_text("utf-8")))
    except UnreadableHandInError as error:
        report = {"unreadable": str(error)}
    json.dump(report, channel)
    channel.flush()
    os._exit(0)  # whatever the hand-in has left running


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
