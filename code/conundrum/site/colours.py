"""The palette as CSS, so that a colour is written down once, for figures and pages alike."""

from pathlib import Path

from sphinx.application import Sphinx

from conundrum.palette import DARK, LIGHT


def as_css() -> str:
    """Return the palette as CSS variables, light by default and dark in the theme's dark mode."""
    return f"html {_block(LIGHT)}\nhtml[data-theme=dark] {_block(DARK)}\n"


def write_palette(app: Sphinx) -> None:
    """Put the palette where the pages look for it."""
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "palette.css").write_text(as_css(), encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Write the palette when a build begins."""
    app.connect("builder-inited", write_palette)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _block(palette: dict[str, str]) -> str:
    return "{ " + " ".join(f"--{role}: {colour};" for role, colour in palette.items()) + " }"
