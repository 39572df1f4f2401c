"""What a page may load and run: the policy that it gives its browser.

Everything comes from the site itself. What stands in a page as code is named by its hash, so that
nothing that was slipped into a page runs. Of style, only attributes are free, since each line of a
drawing has some; they cannot load anything.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx


def policy(scripts: list[str], styles: list[str]) -> str:
    """Write the policy of a page.

    Parameters
    ----------
    scripts, styles
        What stands between tags in the page, to the letter.

    Returns
    -------
    str
        As the value of ``Content-Security-Policy``.
    """
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *map(_hash, scripts)],
        "style-src": ["'self'", *map(_hash, styles)],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],  # images in drawings
        "font-src": ["'self'"],
        "connect-src": ["'self'"],  # the search reads the pages that it found
        "worker-src": ["blob:"],  # live figures compute beside the page
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def add_policy(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Give a page its policy, and leave out the scripts that the theme writes into pages."""
    templates = Path(app.confdir, app.config.templates_path[0])
    theme, layout = (
        templates.joinpath(name).read_text("utf-8") for name in ("theme.html", "layout.html")
    )
    value = policy([_inside("script", theme)], [_inside("style", layout)])
    meta = f'<meta http-equiv="Content-Security-Policy" content="{value}">\n'
    context["metatags"] = meta + context.get("metatags", "")
    scripts = context["script_files"]
    scripts[:] = [script for script in scripts if script.filename]


def setup(app: Sphinx) -> dict[str, bool]:
    """Act on each page, after the theme and all extensions."""
    app.connect("html-page-context", add_policy, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inside(tag: str, template: str) -> str:
    """Return what stands in the only element of a kind, to the letter."""
    [content] = re.findall(f"<{tag}>(.*?)</{tag}>", template, re.DOTALL)
    return content


def _hash(code: str) -> str:
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"
