"""Chapters as programs: their cells, run outside the book."""

import ast
from pathlib import Path
from typing import Any

import jupytext
import pytest

BOOK = Path(__file__).parents[2] / "book"


class Chapter:
    """The code cells of a page.

    Parameters
    ----------
    name
        Of the page, without its ending.
    """

    def __init__(self, name: str):
        notebook = jupytext.read(BOOK / f"{name}.md")
        self.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]

    def cell(self, name: str) -> str:
        """Return the one cell that is tagged with a name, or else that defines it."""
        found = [cell for cell in self.cells if name in cell.metadata.get("tags", [])] or [
            cell for cell in self.cells if name in defined_in(cell.source)
        ]
        assert len(found) == 1, f"{len(found)} cells are tagged with {name!r} or define it"
        return found[0].source

    def run(self, *names: str) -> dict[str, Any]:
        """Run the first cell, then those that the names lead to; return what they defined."""
        namespace = {}
        exec(self.cells[0].source, namespace)
        for name in names:
            exec(self.cell(name), namespace)
        return namespace

    def function(self, name: str) -> Any:
        """Run the first cell and the definition of one function, nothing else of its cell."""
        [definition] = [
            node
            for node in ast.parse(self.cell(name)).body
            if isinstance(node, ast.FunctionDef) and node.name == name
        ]
        namespace = {}
        exec(self.cells[0].source, namespace)
        exec(ast.unparse(definition), namespace)
        return namespace[name]


def defined_in(source: str) -> set[str]:
    """List the functions a cell defines and the names it assigns to, in loops and by parts too."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            names.add(ast.unparse(node.value))
    return names


@pytest.fixture(scope="module")
def page(request) -> Chapter:
    """The page that the tests of a folder are about."""
    return Chapter(request.path.parent.name)
