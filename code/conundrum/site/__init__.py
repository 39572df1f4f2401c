"""How the pages are made: the Sphinx extension that the book adds to Jupyter Book."""

from sphinx.application import Sphinx

PARTS = (
    "accessibility",
    "alternatives",
    "claim_list",
    "claims",
    "colours",
    "downloads",
    "execution",
    "failures",
    "figures",
    "freshness",
    "links",
    "markup",
    "mathml",
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect every part to the build."""
    for part in PARTS:
        app.setup_extension(f"conundrum.site.{part}")
    app.add_js_file("explorer.js", defer="defer")
    return {"parallel_read_safe": False, "parallel_write_safe": False}
