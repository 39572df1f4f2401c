"""What the package computed for live figures: a script beside the figure's own, written at the end.

A cell supplies it (`conundrum.page.supply`). It is a script, since pages opened from disk may read
no other file.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from conundrum.page import LIVE_DATA_MIME_TYPE
from conundrum.site.live import SCRIPTS
from conundrum.site.markup import remove_output


class Supplied(nodes.General, nodes.Element):
    """Where a cell supplied data, until it is taken from the page."""


class DataRenderer:
    """Note what cells supply."""

    mime_priority_overrides = (("*", LIVE_DATA_MIME_TYPE, 1),)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Node] | None:
        """Keep the data of a live figure; anything else is left to others."""
        if data.mime_type != LIVE_DATA_MIME_TYPE or inline:
            return None
        env = renderer.renderer.sphinx_env
        data_of(env)[data.content["figure"]] = (env.docname, _script(**data.content))
        return [Supplied()]


def data_of(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Return, by live figure, the page that supplied its data, and the script that holds it."""
    if not hasattr(env, "live_data"):
        env.live_data = {}
    return env.live_data


def take_from_page(app: Sphinx, doctree: nodes.document) -> None:
    """Leave no gap where data was supplied."""
    for supplied in list(doctree.findall(Supplied)):
        remove_output(supplied)


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what a page supplied that is read again."""
    env.live_data = {name: by for name, by in data_of(env).items() if by[0] != docname}


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the scripts, once the pages are there."""
    if exception is not None or app.builder.format != "html":
        return
    for figure, (_, script) in data_of(app.env).items():
        file = Path(app.outdir, SCRIPTS, f"{figure}.data.js")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the data to the build."""
    app.connect("doctree-read", take_from_page)
    app.connect("env-purge-doc", forget)
    app.connect("build-finished", write)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def _script(figure: str, data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"(globalThis.liveData ??= {{}})[{json.dumps(figure)}] = {text};\n"
