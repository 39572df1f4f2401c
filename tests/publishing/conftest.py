"""A small book with two exercises, and an assignment that is made of it."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

from conundrum.site.notebooks import FIRST_CELL

ROOT = Path(__file__).parents[2]
OTTER = Path(sys.prefix, "otter", "bin", "python")
CONTENTS = """\
format: jb-book
root: book/index
parts:
  - caption: Part I. Before networks
    numbered: 1
    chapters:
      - file: book/validation
  - caption: To look up
    chapters:
      - file: book/glossary
"""
SCREENING = """\
Text above.

## Exercises

**Exercise 1.1. A screening**

*5 minutes, easy; by hand.*

Of those called depressed, which share is?

*Hint.* Draw the table.

*Check.* `check_answer("ex-screening", [predictive_value, accuracy, balanced])`, shares


**Solution of exercise 1.1**


Of 50 depressed students 40 are found."""
AUC = """\
Fewer than one in three.



**Exercise 1.2. The area under the curve**

*15 minutes, medium; NumPy only.*

Write a function `auc(labels, scores)`.

*Hint.* Make a table of all pairs.

*Check.* `check_answer("ex-auc", auc)`


**Solution of exercise 1.2**"""
SCREENING_SOLUTION = """\
shares = [40 / 135, 0.895, 0.85]
check_answer("ex-screening", shares)"""
AUC_SOLUTION = """\
def auc(labels, scores):
    difference = scores[labels == 1][:, None] - scores[labels == 0]
    return np.mean((difference > 0) + 0.5 * (difference == 0))

check_answer("ex-auc", auc)"""


@pytest.fixture(scope="session")
def small_chapter() -> NotebookNode:
    """Return a chapter as readers download it."""
    code, markdown = v4.new_code_cell, v4.new_markdown_cell
    cells = [
        code(FIRST_CELL.format(what="-e .[book]")),
        markdown("# Validation\n\nOnce upon a time."),
        code(
            "import numpy as np\n\nfrom conundrum.chapters.validation.exercises import check_answer"
        ),
        markdown(SCREENING),
        code(SCREENING_SOLUTION),
        markdown(AUC),
        code(AUC_SOLUTION),
        markdown("One half, as if a coin decided.\n\n## Further reading"),
        code("print('no solution')"),
    ]
    return v4.new_notebook(cells=cells)


@pytest.fixture(scope="session")
def otter() -> Path:
    """Return the Python that has otter-grader."""
    if not OTTER.exists():
        pytest.skip("otter-grader is not installed: make test does it")
    return OTTER


@pytest.fixture(scope="session")
def small_book(tmp_path_factory, small_chapter) -> Path:
    """Return a checkout with the built notebook of one chapter."""
    root = tmp_path_factory.mktemp("small-book")
    chapter = root / "html" / "_sources" / "book" / "validation.ipynb"
    chapter.parent.mkdir(parents=True)
    nbformat.write(small_chapter, chapter)
    (root / "_toc.yml").write_text(CONTENTS)
    return root


@pytest.fixture(scope="session")
def small_assignments(small_book, otter) -> Path:
    """Return the folder with the assignment of the small book."""
    command = [otter, "-m", "conundrum.publishing.assignments", "html", "assignments"]
    command += ["--deadline", "2027-02-05T12:00"]
    subprocess.run(command, cwd=small_book, check=True, capture_output=True)
    return small_book / "assignments"


@pytest.fixture(scope="session")
def assignments_of_the_book(otter, tmp_path_factory) -> Path:
    """Return the folder with the assignments of the whole book."""
    folder = tmp_path_factory.mktemp("assignments")
    site = ROOT / "_build" / "html"
    command = [otter, "-m", "conundrum.publishing.assignments", site, folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder
