"""Which scripts a page loads: the book's own, none of which holds up what is read.

What the theme's do for this book, ``menu.js`` does. The search's, with the list of all words of the
book, are loaded on the page of the search alone; the field that leads there needs none. That of the
questions stands only where there are some.
"""

from docutils import nodes
from sphinx.application import Sphinx

SCRIPTS = ("menu.js", "figures.js", "book.js", "questions.js")
QUESTIONS = "_static/questions.js"
THEMES = (
    "_static/scripts/sphinx-book-theme.js",
    "_static/design-tabs.js",  # remembers tabs, which open without it
)
SEARCHS = (
    "_static/documentation_options.js",
    "_static/doctools.js",
    "_static/sphinx_highlight.js",
)


def choose(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Leave out what a page does not need."""
    unneeded = {*THEMES}
    if pagename != "search":
        unneeded.update(SEARCHS)
    if doctree is None or not any(map(_is_question, doctree.findall(nodes.admonition))):
        unneeded.add(QUESTIONS)
    scripts = context["script_files"]
    scripts[:] = [script for script in scripts if script.filename not in unneeded]


def _is_question(admonition: nodes.admonition) -> bool:
    return "question" in admonition["classes"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Act on each page, after the theme and all extensions."""
    for script in SCRIPTS:
        app.add_js_file(script, defer="defer")
    app.connect("html-page-context", choose, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
