"""Assignments have every exercise of their part, and no line of a solution."""

import json
import re
import subprocess
from copy import deepcopy
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbformat import NotebookNode

from conundrum.publishing.assignments import main, names_in, read_assignments, read_chapter
from conundrum.publishing.contents import read_contents

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "book").glob("*.md"))
EXERCISE = re.compile(r"```\{exercise\}.*?\n```", re.DOTALL)
SOLUTION = re.compile(r"\{solution-start\} (\S+)(.*?)\{solution-end\}", re.DOTALL)
LEAST = 20  # letters of a line that stands in a solution by no accident


@pytest.fixture(scope="module")
def student(small_assignments) -> NotebookNode:
    return nbformat.read(small_assignments / "students" / "part-1.ipynb", as_version=4)


def sources(notebook: NotebookNode, kind: str) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def test_exercises_are_found_with_their_solutions(small_chapter):
    chapter = read_chapter(small_chapter, "validation")
    assert chapter.title == "Validation"
    assert chapter.install == "%pip install -e .[book]"
    assert chapter.setup.startswith("import numpy as np")
    first, second = chapter.questions
    assert (first.label, second.label) == ("ex-screening", "ex-auc")
    assert first.title == "Exercise 1.1. A screening"
    assert first.text.startswith("*5 minutes")
    assert first.text.endswith("`, shares")
    assert first.names == ("predictive_value", "accuracy", "balanced")
    assert first.solution == (
        "shares = [40 / 135, 0.895, 0.85]\npredictive_value, accuracy, balanced = shares"
    )
    assert second.names == ("auc",)
    assert second.solution.endswith("(difference == 0))")


def test_an_exercise_without_solution_is_refused(small_chapter):
    chapter = deepcopy(small_chapter)
    del chapter.cells[4]
    with pytest.raises(ValueError, match="validation has no solution of ex-screening"):
        read_chapter(chapter, "validation")


def test_a_solution_has_to_end_with_its_check(small_chapter):
    chapter = deepcopy(small_chapter)
    chapter.cells[6].source += "\nprint(auc)"
    with pytest.raises(ValueError, match=r"validation, ex-auc: .*'print'"):
        read_chapter(chapter, "validation")


@pytest.mark.parametrize("answer", ["[a, 1]", "a + b", "[first, …, last]", "f(x)"])
def test_a_check_of_something_else_than_names_is_refused(answer):
    with pytest.raises(ValueError, match="must be a name or a list of names") as error:
        names_in(answer)
    assert repr(answer) in str(error.value)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_checks_of_the_book_are_given_names(page):
    for answer in re.findall(
        r'\*Check\.\* `check_answer\("[\w-]+", ([^`]+)\)`', page.read_text("utf-8")
    ):
        assert names_in(answer)


def test_a_site_that_is_not_built_is_refused(tmp_path):
    with pytest.raises(ValueError, match="run make book"):
        read_assignments(tmp_path, ROOT / "_toc.yml")


def test_a_deadline_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["site", "folder", "--deadline", "Friday"])
    assert "'Friday'" in capsys.readouterr().err


@pytest.mark.slow
def test_a_student_is_told_what_to_do(student):
    text = "\n\n".join(sources(student, "markdown"))
    for told in (
        "# Assignment: Part I. Before networks",
        "**Chapters:** Validation.",
        "**Deadline:** 5 February 2027, 12:00.",
        "saved as `part-1.ipynb`",
        "*Hint.* Draw the table.",
    ):
        assert told in text
    code = sources(student, "code")
    assert '# %pip install -e .[book] "otter-grader==' in code[0]
    assert "import otter" in code[1]
    assert code[3:] == [
        "predictive_value, accuracy, balanced = ..., ..., ...",
        'grader.check("ex-screening")',
        "auc = ...",
        'grader.check("ex-auc")',
    ]


@pytest.mark.slow
def test_the_text_becomes_the_same_notebook(student, small_assignments):
    text = jupytext.read(small_assignments / "students" / "part-1.md")
    assert [cell.source for cell in text.cells] == [cell.source for cell in student.cells]
    assert text.metadata["otter"] == student.metadata["otter"]


@pytest.mark.slow
def test_a_notebook_runs_up_to_its_blanks_and_its_checks_answer(
    student, small_assignments, otter, tmp_path
):
    script = "\n".join(
        line if "grader.check" not in line else f"print({line})"
        for line in "\n".join(sources(student, "code")).splitlines()
    )
    ran = subprocess.run(
        [otter, "-c", script],
        cwd=small_assignments / "students",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "the answer is three shares" in ran.stdout
    assert "the answer is a function of labels" in ran.stdout


@pytest.mark.slow
def test_no_part_with_checked_exercises_is_left_out(assignments_of_the_book):
    _, parts = read_contents(ROOT / "_toc.yml")
    expected = {}
    for number, part in enumerate((part for part in parts if part.numbered), 1):
        pages = [(ROOT / f"{page}.md").read_text("utf-8") for page in part.pages]
        labels = [
            label for page in pages for label in re.findall(r'\*Check\.\*.*?"([\w-]+)"', page)
        ]
        if labels:
            expected[f"part-{number}"] = labels
    made = {
        folder.name: list(json.loads((folder / "questions.json").read_text("utf-8")))
        for folder in sorted((assignments_of_the_book / "teachers").iterdir())
    }
    assert made == expected
    assert {file.stem for file in (assignments_of_the_book / "students").iterdir()} == set(expected)


@pytest.mark.slow
def test_no_line_of_a_solution_is_handed_out(assignments_of_the_book):
    pages = [page.read_text("utf-8") for page in PAGES]
    asked = "".join(exercise for page in pages for exercise in EXERCISE.findall(page))
    solutions = {
        label: [line.strip() for line in solution.splitlines()[1:]]
        for page in pages
        for label, solution in SOLUTION.findall(page)
    }
    teachers = assignments_of_the_book / "teachers"
    for file in (assignments_of_the_book / "students").glob("*.ipynb"):
        student = nbformat.read(file, as_version=4)
        texts = [cell.source for cell in student.cells] + [str(student.metadata)]
        texts += [(file.with_suffix(".md")).read_text("utf-8")]
        given = {line.strip() for cell in texts for line in cell.splitlines()}
        setups = [cell for cell in sources(student, "code") if "import check_answer" in cell]
        allowed = asked + "".join(setups)
        for label in json.loads((teachers / file.stem / "questions.json").read_text("utf-8")):
            lines = [line for line in solutions[label] if not line.startswith((":", "`"))]
            assert lines
            for line in lines:
                if line and line not in allowed:
                    assert line not in given, (label, line)
                    assert len(line) < LEAST or line not in "".join(texts), (label, line)
        assert "SOLUTION" not in "".join(texts)
        assert all(not cell.get("outputs") for cell in student.cells)


def test_the_search_would_find_a_line():
    """Else the test above could pass because it looks for nothing."""
    page = (ROOT / "book" / "validation.md").read_text("utf-8")
    solutions = dict(SOLUTION.findall(page))
    assert "difference = scores[labels == 1][:, None]" in solutions["ex-auc"]
    assert "One half, as if a coin decided" in solutions["ex-auc"]
