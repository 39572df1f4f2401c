"""One look for all figures, drawn twice: wide for a desk, narrow for a phone.

A figure function asks `panels` for its axes and takes its colours from `COLOUR`. `draw` calls it
in the look of the book and writes SVG whose colours are CSS variables, so that one drawing serves
light and dark pages.
"""

import io
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil, log10
from typing import Any, SupportsFloat
from xml.etree import ElementTree

import matplotlib
import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator, PercentFormatter
from PIL import Image

from conundrum.notation import superscript
from conundrum.palette import LIGHT as COLOUR

__all__ = [
    "COLOUR",
    "DASHED",
    "DOTTED",
    "NARROW",
    "WIDE",
    "Layout",
    "band",
    "decades",
    "draw",
    "fields",
    "identity",
    "label",
    "log_x",
    "log_y",
    "look",
    "moving",
    "name_axes",
    "name_line",
    "name_rows",
    "panels",
    "percent",
    "picture",
    "picture_grid",
    "points",
    "reference",
    "ticks",
    "truth",
]

Numbers = Iterable[SupportsFloat]

FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")

DASHED = (0, (4, 2))
DOTTED = (0, (1, 1.5))

PIXELS = "{http://www.w3.org/1999/xlink}href"  # in an SVG file


@dataclass(frozen=True)
class Layout:
    """How much room a page has for a figure: width in inches, panels side by side."""

    name: str
    width: float
    columns: int


WIDE = Layout("wide", width=7.2, columns=4)
NARROW = Layout("narrow", width=3.7, columns=1)

_layout: ContextVar[Layout] = ContextVar("layout", default=WIDE)

LOOK = {
    "axes.axisbelow": True,
    "axes.edgecolor": COLOUR["muted"],
    "axes.facecolor": "none",
    "axes.labelcolor": COLOUR["ink"],
    "axes.labelsize": 9.5,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": COLOUR["ink"],
    "axes.titlelocation": "left",
    "axes.titlesize": 10.5,
    "axes.titleweight": "semibold",
    "axes.unicode_minus": True,
    "figure.facecolor": "none",
    "font.family": "Inter",
    "font.size": 9.5,
    "grid.color": COLOUR["grid"],
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markeredgewidth": 0,
    "lines.solid_capstyle": "round",
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "text.color": COLOUR["ink"],
    "xtick.color": COLOUR["muted"],
    "xtick.labelcolor": COLOUR["ink"],
    "xtick.labelsize": 9,
    "ytick.color": COLOUR["muted"],
    "ytick.labelcolor": COLOUR["ink"],
    "ytick.labelsize": 9,
}


def panels(
    count: int = 1,
    *,
    columns: int = 4,
    height: float = 2.6,
    narrow_height: float | None = None,
    **subplots: Any,
) -> tuple[Figure, list[Axes]]:
    """Make a figure with panels, side by side where there is room and stacked on a phone.

    Parameters
    ----------
    count
        Number of panels.
    columns
        At most so many side by side.
    height
        Height of one row of panels in inches.
    narrow_height
        The same on a phone, where pictures that fill the width are lower; `height` if left out.
    **subplots
        Passed to `matplotlib.figure.Figure.subplots` (``sharex``, ``sharey``).

    Returns
    -------
    figure, axes
        The figure and its axes, in reading order.
    """
    layout = _layout.get()
    across = min(count, columns, layout.columns)
    down = ceil(count / across)
    if layout == NARROW and narrow_height is not None:
        height = narrow_height
    figure = Figure(figsize=(layout.width, height * down), layout="constrained")
    axes = figure.subplots(down, across, squeeze=False, **subplots).ravel()
    for spare in axes[count:]:
        spare.remove()
    return figure, list(axes[:count])


def picture_grid(rows: int, columns: int, *, height: float) -> tuple[Figure, list[Axes]]:
    """Make a figure for pictures, which stay side by side on a phone.

    Parameters
    ----------
    rows, columns
        How many pictures.
    height
        Height of one row in inches, on a desk; on a phone rows are as much lower as it is narrower.

    Returns
    -------
    figure, axes
        The figure and its axes, row by row.
    """
    layout = _layout.get()
    size = (layout.width, rows * height * layout.width / WIDE.width)
    figure = Figure(figsize=size, layout="constrained")
    return figure, list(figure.subplots(rows, columns, squeeze=False).ravel())


# --- What is drawn --------------------------------------------------------------------------------


def points(axes: Axes, x: Numbers, y: Numbers) -> Line2D:
    """Draw the observations that a model is fitted to."""
    [drawn] = axes.plot(x, y, "o", color=COLOUR["train"], ms=5, zorder=3)
    return drawn


def truth(axes: Axes, x: Numbers, y: Numbers) -> Line2D:
    """Draw the curve that observations lie around."""
    [drawn] = axes.plot(x, y, color=COLOUR["truth"], lw=1.2, ls=DASHED)
    return drawn


def band(axes: Axes, x: Numbers, lower: Numbers, upper: Numbers, role: str) -> PolyCollection:
    """Shade where values lie: between their quartiles, or from the least to the largest."""
    return axes.fill_between(x, lower, upper, color=COLOUR[role], alpha=0.15, lw=0)


def reference(
    axes: Axes,
    *,
    x: SupportsFloat | None = None,
    y: SupportsFloat | None = None,
    role: str = "muted",
) -> Line2D:
    """Mark a value to compare with by a thin dashed line across the panel.

    Parameters
    ----------
    axes
        The panel.
    x, y
        The value, on one of the two axes.
    role
        What the value is, as a colour: ``"truth"`` for what an error cannot fall below.

    Raises
    ------
    ValueError
        When there is not exactly one value.
    """
    if (x is None) == (y is None):
        raise ValueError(f"x={x} and y={y}: exactly one of them must be a number")
    look = {"color": COLOUR[role], "lw": 1, "ls": DASHED}
    return axes.axhline(y, **look) if x is None else axes.axvline(x, **look)


def identity(axes: Axes) -> Line2D:
    """Mark where both axes have the same value."""
    return axes.axline((0, 0), slope=1, color=COLOUR["muted"], lw=1)


def picture(axes: Axes, pixels: Float[np.ndarray, "height width *rgb"]) -> AxesImage:
    """Show an image, black at 0 and white at 1; one square a pixel, no axes."""
    axes.set_axis_off()
    return axes.imshow(pixels, cmap="gray", vmin=0, vmax=1, interpolation="none")


def fields(
    axes: Axes,
    texts: Sequence[Sequence[str]],
    strength: Float[np.ndarray, "rows columns"],
    roles: Any,
) -> QuadMesh:
    """Draw a table, first row on top: a text in each field, the stronger the fuller its colour.

    Parameters
    ----------
    axes
        The panel. Fields lie around whole numbers, column by row, where the caller puts ticks.
    texts
        What is written, row by row.
    strength
        How full the colour is: from 0 to 1, where texts can still be read.
    roles
        What a field is, as a colour: one for all, or an array with one for each.
    """
    rows, columns = strength.shape
    opacity = 0.45 * np.clip(strength, 0, 1)
    colours = [
        [to_rgba(COLOUR[role], alpha) for role, alpha in zip(*row, strict=True)]
        for row in zip(np.broadcast_to(roles, strength.shape), opacity, strict=True)
    ]
    drawn = axes.pcolormesh(
        np.arange(columns + 1) - 0.5,
        np.arange(rows + 1) - 0.5,
        np.array(colours),
        edgecolors=COLOUR["paper"],
        lw=2,
    )
    for row, written in enumerate(texts):
        for column, text in enumerate(written):
            axes.text(column, row, text, ha="center", va="center")
    axes.set_ylim(rows - 0.5, -0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return drawn


# --- What is written beside it --------------------------------------------------------------------


def label(
    axes: Axes, x: SupportsFloat, y: SupportsFloat, text: str, role: str, **options: Any
) -> Annotation:
    """Write what a curve is next to it, in its colour."""
    return axes.annotate(text, (x, y), color=COLOUR[role], weight="semibold", **options)


def name_line(
    line: Line2D,
    text: str,
    *,
    x: SupportsFloat | None = None,
    offset: tuple[float, float] = (5, 0),
    **options: Any,
) -> Annotation:
    """Write what a line is where it ends, in its colour, wherever the data take it.

    Parameters
    ----------
    line
        The line, in a panel whose limits and scales are set.
    text
        What it is.
    x
        Which of its points the text hangs on: the one nearest to it; the last if left out.
    offset
        How far to the right of the point and above it the text lies, in points. It starts to the
        right of the point or ends to its left, above or below, as the offset says.
    **options
        Passed to `matplotlib.axes.Axes.annotate`.
    """
    seen = _visible(line)
    anchor = seen[-1] if x is None else seen[np.abs(seen[:, 0] - x).argmin()]
    right, up = np.sign(offset)
    return line.axes.annotate(
        text,
        anchor,
        xytext=offset,
        textcoords="offset points",
        ha={-1: "right", 0: "center", 1: "left"}[right],
        va={-1: "top", 0: "center", 1: "bottom"}[up],
        color=line.get_color(),
        weight="semibold",
        **options,
    )


def _visible(line: Line2D) -> Float[np.ndarray, "n 2"]:
    """Return the points of a line inside its panel; all that are numbers if none lies there."""
    points = line.get_xydata()
    low, high = np.sort([line.axes.get_xlim(), line.axes.get_ylim()]).T
    inside = np.all((low <= points) & (points <= high), axis=1)
    return points[inside if inside.any() else np.isfinite(points).all(axis=1)]


# --- Axes -----------------------------------------------------------------------------------------


def name_axes(axes: Axes, x: str = "x", y: str = "y") -> None:
    """Name both axes, once for panels that share them."""
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.label_outer()


def name_rows(axes: Axes, names: Iterable[str]) -> None:
    """Give each whole number of the upright axis a name, the first on top."""
    names = list(names)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)


def ticks(axis: Axis, values: Numbers) -> None:
    """Put ticks at these values and nowhere else, written as they are."""
    axis.set_major_locator(FixedLocator([float(value) for value in values]))
    axis.set_major_formatter(FuncFormatter(_as_it_is))
    axis.set_minor_locator(NullLocator())


def _as_it_is(value: float, _: int | None) -> str:
    return f"{value:g}".replace("-", "−")


def percent(axis: Axis) -> None:
    """Write the ticks of an axis of shares in percent."""
    axis.set_major_formatter(PercentFormatter(1, decimals=0))


def log_x(axes: Axes, values: Numbers | None = None) -> None:
    """Make the x axis logarithmic, with ticks at these values; at powers of ten if left out."""
    axes.set_xscale("log")
    _log_ticks(axes.xaxis, values)


def log_y(axes: Axes, values: Numbers | None = None) -> None:
    """Make the y axis logarithmic, with ticks at these values; at powers of ten if left out."""
    axes.set_yscale("log")
    _log_ticks(axes.yaxis, values)


def _log_ticks(axis: Axis, values: Numbers | None) -> None:
    if values is None:
        decades(axis)
    else:
        ticks(axis, values)


def decades(axis: Axis) -> None:
    """Write the ticks of a logarithmic axis as powers of ten, in letters of full size."""
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: f"10{superscript(round(log10(value)))}")
    )
    axis.set_minor_locator(NullLocator())


# --- On the page ----------------------------------------------------------------------------------


def moving(*artists: Any) -> None:
    """Mark the artists that differ from frame to frame when a figure gets a slider."""
    for number, artist in enumerate(artists):
        artist.set_gid(f"moving-{number}")


def draw(figure_of: Callable[..., Figure], *results: Any, layout: Layout, salt: str) -> str:
    """Draw a figure as SVG.

    Parameters
    ----------
    figure_of
        A figure function of a chapter.
    *results
        What it draws.
    layout
        `WIDE` or `NARROW`.
    salt
        Makes the identifiers inside the drawing unique on its page.

    Returns
    -------
    str
        An ``<svg>`` element, the same bytes for the same input.

    Raises
    ------
    ValueError
        When the figure uses a colour that is not in the palette.
    """
    with look(layout), _salted(salt, layout):
        return _svg(figure_of(*results))


def draw_frames(
    figure_of: Callable[[Any], Figure],
    frames: Iterable[Any],
    *,
    layout: Layout,
    salt: str,
    start: int = 0,
) -> list[str]:
    """Draw a figure for each frame, with all axes where the first frame has them.

    What does not move stands still, and where axes fit is worked out only once.

    Parameters
    ----------
    figure_of
        A figure function of one result.
    frames
        The result to draw in each frame.
    layout, salt
        As for `draw`.
    start
        Of which frame more than the moving parts is shown. The first and this one are drawn as by
        `draw`; the others have no ticks and no names of axes, which take most of the time.

    Returns
    -------
    list of str
        For each frame an ``<svg>`` element.
    """
    with look(layout), _salted(salt, layout):
        figures = map(figure_of, frames)
        first = next(figures)
        drawings = [_svg(first)]
        for number, figure in enumerate(figures, 1):
            figure.set_layout_engine("none")
            for axes, placed in zip(figure.axes, first.axes, strict=True):
                axes.set_position(placed.get_position(original=True))
                if number != start:
                    axes.xaxis.set_visible(False)
                    axes.yaxis.set_visible(False)
            drawings.append(_svg(figure))
    return drawings


def _salted(salt: str, layout: Layout) -> AbstractContextManager[None]:
    return matplotlib.rc_context({"svg.hashsalt": f"{salt} {layout.name}"})


def _svg(figure: Figure) -> str:
    written = io.StringIO()
    # Rather than `savefig`, which draws all of it twice to find out where axes fit.
    FigureCanvasSVG(figure).print_svg(written, metadata={"Date": None})
    return _for_page(written.getvalue())


@contextmanager
def look(layout: Layout) -> Iterator[None]:
    """Draw in the look of the book, for so much room, whatever look a reader has set."""
    _register_fonts()
    token = _layout.set(layout)
    try:
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(LOOK)
            yield
    finally:
        _layout.reset(token)


@cache
def _register_fonts() -> None:
    """Put the book's fonts before all others, one of which may have the same name."""
    others = fontManager.ttflist[:]
    for font in FONTS:
        fontManager.addfont(str(files("conundrum") / "fonts" / font))
    fontManager.ttflist[:] = [*fontManager.ttflist[len(others) :], *others]


def _for_page(svg: str) -> str:
    """Keep the drawing of an SVG file, with colours that follow the page and no size of its own."""
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(svg)
    for unused in ("width", "height", "version"):
        root.attrib.pop(unused, None)
    for metadata in root.findall("{*}metadata"):
        root.remove(metadata)
    referenced = set(re.findall(r"#([\w-]+)", svg))
    for element in root.iter():
        name = element.get("id")
        if name and name not in referenced and not name.startswith("moving-"):
            del element.attrib["id"]
        for place in ("d", "x", "y"):
            if place in element.attrib:  # a hundredth of a point is finer than any screen
                element.set(place, re.sub(r"(\.\d\d)\d+", r"\1", element.get(place)))
    for group in root.iterfind(".//{*}g"):
        _style_once(group)
    for image in root.iterfind(".//{*}image"):
        image.set(PIXELS, _lighter(image.get(PIXELS)))
    drawing = ElementTree.tostring(root, encoding="unicode")
    drawing = drawing.replace("'Inter'", "'Inter', sans-serif")  # a notebook has not got the font
    return re.sub(r"#[0-9a-f]{6}\b", _variable, drawing)


def _style_once(group: ElementTree.Element) -> None:
    """Say how points look where they all look the same: once, and not at each of them."""
    points = group.findall("{*}use")
    looks = {point.get("style") for point in points}
    if len(points) == len(group) and len(looks) == 1 and "style" not in group.attrib:
        group.set("style", looks.pop())
        for point in points:
            del point.attrib["style"]


def _lighter(picture: str) -> str:
    """Write a picture with one channel if it is grey, without alpha if nothing shines through."""
    kind, _, encoded = picture.partition(",")
    colours = Image.open(io.BytesIO(b64decode(encoded))).convert("RGBA")
    pixels = np.asarray(colours)
    grey = (pixels[..., :1] == pixels[..., :3]).all()
    opaque = (pixels[..., 3] == 255).all()
    written = io.BytesIO()
    lighter = colours.convert(("L" if grey else "RGB") + ("" if opaque else "A"))
    lighter.save(written, "png", optimize=True)
    return f"{kind},{b64encode(written.getvalue()).decode()}"


def _variable(colour: re.Match) -> str:
    for role, value in COLOUR.items():
        if value.lower() == colour[0]:
            return f"var(--{role}, {value})"
    raise ValueError(f"colour={colour[0]} must be one of the palette: {', '.join(COLOUR)}")
