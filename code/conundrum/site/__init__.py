"""How the pages are made: the Sphinx extension that the book adds to Jupyter Book."""

import gc
from functools import cache

import pybtex.plugin
from sphinx.application import Sphinx

PARTS = (
    "accessibility",
    "alternatives",
    "bibliography",
    "claim_list",
    "claims",
    "colours",
    "drawings",
    "execution",
    "failures",
    "figure_list",
    "figures",
    "finding",
    "freshness",
    "glossary",
    "links",
    "live",
    "live_data",
    "markup",
    "mathml",
    "notebooks",
    "order",
    "policy",
    "scripts",
    "styles",
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect every part to the build, and spare it a third of its time."""
    # Pages become millions of objects that live to the end of the build. By default Python searches
    # all of them for garbage again and again.
    gc.set_threshold(100_000)
    # Each citation looks this up, which reads what every installed package says of itself.
    pybtex.plugin.find_plugin = cache(pybtex.plugin.find_plugin)
    for part in PARTS:
        app.setup_extension(f"conundrum.site.{part}")
    return {"parallel_read_safe": False, "parallel_write_safe": False}
