"""Chapters as programs: their cells, run outside the book."""

from pathlib import Path

import jupytext
import pytest

BOOK = Path(__file__).parents[2] / "book"


class Chapter:
    def __init__(self, name):
        notebook = jupytext.read(BOOK / f"{name}.md")
        self.cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]

    def run(self, *openings):
        """Run the first cell, then the one cell each that holds the texts; return the names."""
        names = {}
        exec(self.cells[0], names)
        for text in openings:
            [cell] = [cell for cell in self.cells if text in cell]
            exec(cell, names)
        return names


@pytest.fixture(scope="session")
def chapter():
    return Chapter
