"""Figures that compute in the reader's browser, and the page of its own that each of them has.

The directive ``{live}`` stands before the computed figure whose place the live one takes::

    ```{live} spline-laboratory
    :instead: fig-one-draw
    What to do, and what to look for.
    ```

Without a script, and on paper, the computed figure is what there is. The scripts are built from
``live/`` and loaded when the figure comes near, on the pages that have one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from conundrum.site.markup import Tag, tag

SCRIPTS = "_static/live"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LiveFigure:
    """A live figure of a page.

    Attributes
    ----------
    name
        Of its script and of its page; ``"spline-laboratory"``.
    words
        What stands above it, a paragraph each.
    styled
        Whether it has a style sheet besides the one of all live figures.
    """

    name: str
    words: list[str]
    styled: bool

    @property
    def title(self) -> str:
        """Its name as readers see it."""
        return self.name.replace("-", " ").capitalize()

    @property
    def page(self) -> str:
        """The page that it has to itself."""
        return f"live/{self.name}"

    @property
    def anchor(self) -> str:
        """Where it stands in its chapter."""
        return f"live-{self.name}"


class Live(SphinxDirective):
    """Put a live figure where a computed one stands."""

    required_arguments = 1
    has_content = True
    option_spec = {"instead": directives.unchanged_required}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Make the place that the script looks for, with the words above the figure."""
        [name] = self.arguments
        source = Path(self.env.srcdir, "book", SCRIPTS, f"{name}.js")
        if not source.exists():
            raise self.error(f"there is no live figure {name!r}: {source} must be built from live/")
        if "instead" not in self.options:
            raise self.error(f"live figure {name!r} must say which figure stands there, :instead:")
        self.assert_has_content()
        words = tag("div", of="live-words")
        self.state.nested_parse(self.content, self.content_offset, words)
        paragraphs = [part.astext() for part in words.children]
        figure = LiveFigure(name, paragraphs, source.with_suffix(".css").exists())
        figures_of(self.env).setdefault(self.env.docname, []).append(figure)

        def from_here(path: str) -> str:
            return relative_uri(f"{self.env.docname}.html", path)

        place = tag(
            "div",
            words,
            of="live",
            anchor=figure.anchor,
            data_live=name,
            data_title=figure.title,
            data_instead=nodes.make_id(self.options["instead"]),
            data_src=from_here(f"{SCRIPTS}/{name}.js"),
            data_page=from_here(f"{figure.page}.html"),
            **({"data_styles": from_here(f"{SCRIPTS}/{name}.css")} if figure.styled else {}),
        )
        return [place]


def figures_of(env: BuildEnvironment) -> dict[str, list[LiveFigure]]:
    """Return the live figures of all pages, by page."""
    if not hasattr(env, "live_figures"):
        env.live_figures = {}
    return env.live_figures


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the live figures of a page that is read again."""
    figures_of(env).pop(docname, None)


def require_computed_figures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Warn of a live figure whose computed one is not on its page."""
    here = {anchor for figure in doctree.findall(nodes.figure) for anchor in figure["ids"]}
    for place in doctree.findall(Tag):
        instead = place["attributes"].get("data-instead")
        if instead and instead not in here:
            logger.warning("no figure %r for a live one to stand in", instead, location=docname)


def add_scripts(app: Sphinx, docname: str, template: str, context: dict, doctree: Any) -> None:
    """Load what loads live figures, on the pages that have one."""
    if docname in figures_of(app.env):
        app.add_css_file("live/live.css")
        app.add_js_file("live/loader.js", defer="defer")


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give each live figure a page of its own."""
    seen = {}
    for docname, figures in figures_of(app.env).items():
        for figure in figures:
            if figure.name in seen:
                raise ExtensionError(
                    f"live figure {figure.name!r} stands in {seen[figure.name]} and in {docname}"
                )
            seen[figure.name] = docname
            chapter = app.env.titles[docname].astext()
            context = {"figure": figure, "chapter": chapter, "docname": docname}
            yield figure.page, context, "live.html"


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect all of it to the build."""
    app.add_directive("live", Live)
    app.connect("env-purge-doc", forget)
    app.connect("doctree-resolved", require_computed_figures)
    app.connect("html-page-context", add_scripts)
    app.connect("html-collect-pages", pages)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
