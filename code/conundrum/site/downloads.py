"""The notebooks that readers download are the same bytes in each build of the same book."""

from pathlib import Path

import nbformat
from sphinx.application import Sphinx


def number_cells(app: Sphinx, exception: Exception | None) -> None:
    """Name cells by their place: the names they come with are drawn at random."""
    if exception is not None:
        return
    for file in sorted(Path(app.outdir, "_sources").rglob("*.ipynb")):
        notebook = nbformat.read(file, as_version=4)
        for place, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{place}"
        nbformat.write(notebook, file)


def setup(app: Sphinx) -> None:
    """Act when all are written."""
    app.connect("build-finished", number_cells)
