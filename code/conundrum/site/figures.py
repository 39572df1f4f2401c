"""The code behind each figure, one click away: what draws it and what computed it."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

import conundrum
from conundrum.page import CODE_MIME_TYPE
from conundrum.site.links import source_url

PACKAGE = Path(conundrum.__file__).parent


class CodeLinks(nodes.paragraph):
    """Links to the code of a figure, until they are moved below it."""


class CodeRenderer:
    """Turn the places that a figure names as its code into links."""

    mime_priority_overrides = ()  # never shown instead of the figure, but next to it

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Node] | None:
        """Render links; anything else is left to others."""
        if data.mime_type != CODE_MIME_TYPE or inline:
            return None
        root = Path(renderer.renderer.sphinx_env.srcdir)
        links = CodeLinks(classes=["code-links"])
        experiments = data.content["experiments"]
        named = [("Code of this figure", data.content["figure"])]
        named += [
            (
                "Code of its experiment" if len(experiments) == 1 else f"Code of {place['name']}",
                place,
            )
            for place in experiments
        ]
        for words, place in named:
            url = place and source_url(root, PACKAGE.parent / place["file"], place["line"])
            if url:
                links += nodes.Text(" · ") if links.children else []
                links += nodes.reference("", words, refuri=url)
        return [links] if links.children else []


def put_below(app: Sphinx, doctree: nodes.document) -> None:
    """Move the links out of the output that is not shown: below the caption, or the figure."""
    for links in list(doctree.findall(CodeLinks)):
        container = links.parent
        bundle = container.parent
        container.remove(links)
        bundle.remove(container)
        below = nodes.paragraph("", "", *links.children, classes=links["classes"])
        figure = bundle.parent
        if isinstance(figure, nodes.figure) and isinstance(figure[-1], nodes.caption):
            figure += nodes.legend("", below)
        else:
            figure.insert(figure.index(bundle) + 1, below)


def setup(app: Sphinx) -> dict[str, bool]:
    """Look at each page after it is read."""
    app.connect("doctree-read", put_below)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
