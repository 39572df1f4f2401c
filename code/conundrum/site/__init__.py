"""How the pages are made: a Sphinx extension."""

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict:
    """Register what the book needs beyond Jupyter Book."""
    return {"parallel_read_safe": False}
