"""One assignment for each part of the book, made from its exercises: ``make assignments``.

Run as ``python -m conundrum.publishing.assignments SITE FOLDER`` with the folder of the built pages
and the one to write into, and perhaps with ``--deadline 2027-02-05T12:00``.

An assignment is made of the notebooks that readers download (`conundrum.site.notebooks`): the
exercises and solutions of its chapters go into a master notebook in the form of otter-grader, and
``otter assign`` makes two of it, one for students without any solution, and one for the teacher
with what decides points.
"""

import argparse
import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import jupytext
import nbformat
from nbformat import NotebookNode, v4

from conundrum.publishing.contents import CONTENTS, read_contents
from conundrum.publishing.grading import AUTOGRADER, QUESTIONS
from conundrum.site.links import binder_url

EXERCISE = re.compile(
    r"\*\*(?P<title>Exercise [^\n]+)\*\*\n\n"
    r"(?P<text>(?:(?!\*\*Exercise ).)*?\n\*Check\.\* `check_answer\("
    r'"(?P<label>[\w-]+)", (?P<answer>[^`]+)\)`[^\n]*)',
    re.DOTALL,
)
EDGE = re.compile(r"\*\*(Exercise |Solution of )|^## ", re.MULTILINE)
INSTALL = re.compile(r"%pip install .+")
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
UNDATED = "to be announced"

CONFIG = """\
# ASSIGNMENT CONFIG
export_cell: false
run_tests: false
tests:
  ok_format: false
generate:
  show_stdout: false"""

HEADER = """\
# Assignment: {title}

**Chapters:** {chapters}.

**Deadline:** {deadline}.

Below each exercise is a cell for your answer. Put it in the place of `...`, under the same name,
and run the cell after it: it says whether the answer is right, and explains the most likely wrong
ones. You may add cells. Each exercise is worth one point.

**Hand in** this notebook, saved as `{name}.ipynb`, as your teacher says. It is run from top to
bottom, in an empty folder and without a network. What counts is what your names hold when the cell
of the check is reached.

Figures are named as in the chapters.{binder}"""

SETUP = """\
# In a fresh environment, with Python 3.11 to 3.14, take the # away below and run this cell once.

# {install} "otter-grader=={otter}\""""

TESTS = """\
def test_answer({names}):
    from conundrum.chapters.{chapter}.exercises import check_answer

    verdict = check_answer("{label}", {answer})
    assert verdict.right, verdict.says"""


@dataclass(frozen=True)
class Question:
    """An exercise of a chapter, as a question of an assignment.

    Attributes
    ----------
    label
        The exercise's name, as `check_answer` takes it.
    chapter
        The chapter's name.
    title
        Its number and title.
    text
        What is asked, with the hint and what is checked, in plain Markdown.
    answer
        What is checked, as an expression: a name, or a list of names.
    solution
        Code that gives these names their right values.
    """

    label: str
    chapter: str
    title: str
    text: str
    answer: str
    solution: str

    @property
    def names(self) -> tuple[str, ...]:
        """What an answer has to be called."""
        return names_in(self.answer)


@dataclass(frozen=True)
class Chapter:
    """What an assignment takes from a chapter.

    Attributes
    ----------
    title
        Its title.
    install
        The line that installs what the chapter needs.
    setup
        Its first cell, which the solutions stand on.
    questions
        Its exercises.
    """

    title: str
    install: str
    setup: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Assignment:
    """The exercises of a part of the book, set together.

    Attributes
    ----------
    name
        What its files are called.
    title
        The part's caption.
    chapters
        Its chapters that have exercises with checks.
    """

    name: str
    title: str
    chapters: tuple[Chapter, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in their order."""
        return tuple(question for chapter in self.chapters for question in chapter.questions)


def names_in(answer: str) -> tuple[str, ...]:
    """Return the names of an answer.

    Parameters
    ----------
    answer
        A name or a list of names, as Python writes them.

    Raises
    ------
    ValueError
        When it is something else.
    """
    try:
        parsed = ast.parse(answer, mode="eval").body
    except SyntaxError:
        parsed = None
    names = parsed.elts if isinstance(parsed, ast.List) else [parsed]
    if not all(isinstance(name, ast.Name) for name in names):
        raise ValueError(f"answer={answer!r} must be a name or a list of names")
    return tuple(name.id for name in names)


def read_chapter(notebook: NotebookNode, name: str) -> Chapter:
    """Take the exercises of a chapter from the notebook that readers download.

    Parameters
    ----------
    notebook
        As `conundrum.site.notebooks` writes it.
    name
        The chapter's name.

    Raises
    ------
    ValueError
        When an exercise has no solution, or its check is given something else than names.
    """
    first, setup = [cell.source for cell in notebook.cells if cell.cell_type == "code"][:2]
    found, solutions = _exercises(notebook)
    questions = []
    for exercise in found:
        label, answer = exercise["label"], exercise["answer"]
        if label not in solutions:
            raise ValueError(f"{name} has no solution of {label}")
        try:
            solution = _named(solutions[label], names_in(answer))
        except ValueError as error:
            raise ValueError(f"{name}, {label}: {error}") from None
        title, text = exercise["title"], exercise["text"]
        questions.append(Question(label, name, title, text, answer, solution))
    title = re.search(r"^# (.+)", _markdown(notebook), re.MULTILINE)[1]
    return Chapter(title, INSTALL.search(first)[0], setup, tuple(questions))


def read_assignments(site: Path, contents: Path) -> list[Assignment]:
    """Make an assignment of each part of the book that has exercises with checks.

    Parameters
    ----------
    site
        The folder of the built pages.
    contents
        The file that lists the parts.

    Raises
    ------
    ValueError
        When a chapter has no notebook in `site`.
    """
    _, parts = read_contents(contents)
    assignments = []
    for number, part in enumerate((part for part in parts if part.numbered), 1):
        chapters = tuple(_chapters(site, part.pages))
        if chapters:
            assignments.append(Assignment(f"part-{number}", part.caption, chapters))
    return assignments


def master_notebook(assignment: Assignment, deadline: datetime | None) -> NotebookNode:
    """Write an assignment with its solutions, in the form that ``otter assign`` reads."""
    launch = binder_url(Path.cwd(), f"notebooks/assignments/{assignment.name}.ipynb")
    header = HEADER.format(
        title=assignment.title,
        chapters=", ".join(chapter.title for chapter in assignment.chapters),
        deadline=f"{deadline.day} {deadline:%B %Y, %H:%M}" if deadline else UNDATED,
        name=assignment.name,
        binder=f"\n\n[Open it in Binder]({launch})" if launch else "",
    )
    install = SETUP.format(install=assignment.chapters[0].install, otter=version("otter-grader"))
    cells = [
        v4.new_raw_cell(CONFIG),
        v4.new_markdown_cell(header),
        v4.new_code_cell(install),
    ]
    for chapter in assignment.chapters:
        cells += [v4.new_markdown_cell(f"## {chapter.title}"), v4.new_code_cell(chapter.setup)]
        for question in chapter.questions:
            cells += _cells(question)
    return v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def write_assignment(assignment: Assignment, folder: Path, deadline: datetime | None) -> None:
    """Write the student's and the teacher's version of an assignment.

    Parameters
    ----------
    assignment
        The assignment.
    folder
        Gets ``students/NAME.ipynb`` and ``students/NAME.md``, and in ``teachers/NAME`` the
        notebook with solutions, the questions and the archive that decides points.
    deadline
        Stands in the header.

    Raises
    ------
    subprocess.CalledProcessError
        When ``otter assign`` fails.
    """
    teacher, students = folder / "teachers" / assignment.name, folder / "students"
    for place in (teacher, students):
        place.mkdir(parents=True, exist_ok=True)
    master = teacher / f"{assignment.name}.ipynb"
    nbformat.write(master_notebook(assignment, deadline), master)
    questions = {
        question.label: {"chapter": question.chapter, "names": question.names}
        for question in assignment.questions
    }
    (teacher / QUESTIONS).write_text(json.dumps(questions, indent=1), encoding="utf-8")
    with TemporaryDirectory() as made:
        command = [sys.executable, "-m", "otter", "assign", "--no-pdfs", master, made]
        subprocess.run(command, check=True)
        [archive] = Path(made, "autograder").glob("*.zip")
        shutil.copy(archive, teacher / AUTOGRADER)
        student = nbformat.read(Path(made, "student", master.name), as_version=4)
    student.cells.insert(2, student.cells.pop(0))  # otter begins below what installs it
    for place, cell in enumerate(student.cells):
        cell["id"] = f"cell-{place}"  # or it would be drawn at random
    nbformat.write(student, students / master.name)
    # With the tests in its header, the text can be made into the same notebook again.
    student.metadata["jupytext"] = {"notebook_metadata_filter": "kernelspec,otter"}
    jupytext.write(student, students / f"{assignment.name}.md", fmt="md:myst")


def main(arguments: list[str]) -> None:
    """Write all assignments of the book."""
    parser = argparse.ArgumentParser(prog="python -m conundrum.publishing.assignments")
    parser.add_argument("site", type=Path, help="the folder of the built pages")
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--deadline", type=datetime.fromisoformat, help="as 2027-02-05T12:00")
    given = parser.parse_args(arguments)
    for assignment in read_assignments(given.site, CONTENTS):
        write_assignment(assignment, given.folder.resolve(), given.deadline)


def _chapters(site: Path, pages: tuple[str, ...]) -> Iterator[Chapter]:
    for page in pages:
        name = PurePosixPath(page).name
        if find_spec(f"conundrum.chapters.{name}.exercises"):
            file = site / "_sources" / f"{page}.ipynb"
            if not file.exists():
                raise ValueError(f"site={str(site)!r} has no notebook of {name}: run make book")
            yield read_chapter(nbformat.read(file, as_version=4), name)


def _markdown(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def _exercises(notebook: NotebookNode) -> tuple[list[re.Match], dict[str, str]]:
    """Return the exercises, and the code of each solution by the exercise's label."""
    found, solutions, label = [], {}, None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if label:
                solutions[label] = f"{solutions.get(label, '')}\n\n{cell.source}".strip()
            continue
        here = list(EXERCISE.finditer(cell.source))
        found += here
        edges = [edge[0] for edge in EDGE.finditer(cell.source)]
        if edges:  # code below the last of them is a solution, or not
            label = found[-1]["label"] if edges[-1] == "**Solution of " and found else None
    return found, solutions


def _named(solution: str, names: tuple[str, ...]) -> str:
    """Replace the check at the end of a solution by giving its answer the names."""
    check = ast.parse(solution).body[-1]
    called = ast.unparse(check.value.func) if isinstance(check, ast.Expr) else ""
    if called != "check_answer":
        raise ValueError(f"its solution must end with check_answer, and ends with {called!r}")
    lines = solution.splitlines()[: check.lineno - 1]
    answer = ast.unparse(check.value.args[1])
    if answer != ", ".join(names):
        lines.append(f"{', '.join(names)} = {answer}")
    return "\n".join(lines).strip()


def _cells(question: Question) -> list[NotebookNode]:
    names = ", ".join(question.names)
    prompt = f"{names} = {', '.join(['...'] * len(question.names))}"
    tests = TESTS.format(
        names=names, chapter=question.chapter, label=question.label, answer=question.answer
    )
    return [
        v4.new_raw_cell(f"# BEGIN QUESTION\nname: {question.label}\npoints: 1"),
        v4.new_markdown_cell(f"**{question.title}**\n\n{question.text}"),
        v4.new_raw_cell("# BEGIN SOLUTION"),
        v4.new_code_cell(
            f'""" # BEGIN PROMPT\n{prompt}\n""" # END PROMPT\n'
            f"# BEGIN SOLUTION NO PROMPT\n{question.solution}\n# END SOLUTION"
        ),
        v4.new_raw_cell("# END SOLUTION"),
        v4.new_raw_cell("# BEGIN TESTS"),
        v4.new_code_cell(tests),
        v4.new_raw_cell("# END TESTS"),
        v4.new_raw_cell("# END QUESTION"),
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
