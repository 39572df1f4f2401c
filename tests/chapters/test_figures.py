"""Every figure of the book, drawn from a small result and compared with it.

What is drawn must be found in the result: the values of each line, bar, band and picture among its
fields, properties, entries, rows and columns, in the order in which they are drawn, up to the ways
of showing numbers that are listed here. A line in the colour of test errors must not come from
values named after training, and so on. So a figure that draws the wrong field, exchanges two
colours or computes what it should be given fails, whatever its result looks like.
"""

import math
import pkgutil
import re
import runpy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from importlib import import_module
from inspect import getmembers, isfunction
from numbers import Number
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection, LineCollection
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import StepPatch
from matplotlib.text import Text

import conundrum.chapters
from conundrum.style import COLOUR, NARROW, WIDE, band, look, panels, picture

REGISTRY = runpy.run_path(str(Path(__file__).with_name("small_results.py")))
SMALL: dict[str, Callable[[], tuple]] = REGISTRY["SMALL"]
DERIVED: dict[str, Callable[..., dict[str, Any]]] = REGISTRY["DERIVED"]
WRITTEN: dict[str, Callable[..., list[str]]] = REGISTRY["WRITTEN"]
SCHEMES: set[str] = REGISTRY["SCHEMES"]


# --- All figures ----------------------------------------------------------------------------------


def _figures() -> dict[str, Callable[..., Figure]]:
    """Find the public figure functions of all chapters, by chapter, module and name."""
    package = conundrum.chapters
    found = {}
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        chapter, _, inside = module.name.removeprefix(package.__name__ + ".").partition(".figures")
        if chapter == module.name.removeprefix(package.__name__ + "."):
            continue
        for name, function in getmembers(import_module(module.name), isfunction):
            if function.__module__ == module.name and not name.startswith("_"):
                found[f"{chapter}{inside}.{name}"] = function
    return found


FIGURES = _figures()


def test_every_figure_has_a_small_result():
    assert set(SMALL) == set(FIGURES)
    assert {*DERIVED, *WRITTEN} <= set(FIGURES)
    assert set(WRITTEN) >= SCHEMES


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", sorted(FIGURES))
def test_what_is_drawn_is_in_the_result(name):
    arguments = SMALL[name]()
    sources = Sources(arguments, DERIVED.get(name, lambda *_: {})(*arguments))
    for layout in (WIDE, NARROW):
        with look(layout):
            figure = FIGURES[name](*arguments)
            figure.draw_without_rendering()
        if name in WRITTEN:
            assert not Counter(WRITTEN[name](*arguments)) - Counter(texts(figure))
        if name not in SCHEMES:
            assert list(things_drawn(figure))
            assert faults(figure, sources) == []


# --- The numbers of a result ----------------------------------------------------------------------

# How numbers may be shown.
SHOWN = {
    "": lambda x: x,
    "in percent": lambda x: 100 * x,
    "in thousands": lambda x: x / 1000,
    "its opposite share": lambda x: 1 - x,
    "relative to its largest": lambda x: x / np.max(x[np.isfinite(x)], initial=-np.inf),
}
# And how draws may be summed up, the first axis being draws.
SUMMED_UP = {
    "mean": lambda x: x.mean(axis=0),
    "median": lambda x: np.median(x, axis=0),
    "lower quartile": lambda x: np.quantile(x, 0.25, axis=0),
    "upper quartile": lambda x: np.quantile(x, 0.75, axis=0),
    "least": lambda x: x.min(axis=0),
    "largest": lambda x: x.max(axis=0),
}


# What holds so many numbers is shown as a picture or not at all.
LARGE = 50_000


class Sources:
    """All numbers of what a figure is given, each array under the name of where it stands."""

    def __init__(self, arguments: tuple, derived: Mapping[str, Any] | None = None):
        self.arrays: dict[str, np.ndarray] = {}
        for name, values in (*_walk(arguments, ""), *_walk(derived or {}, "")):
            self.arrays.setdefault(name, values)

    @cached_property
    def shown(self) -> dict[str, np.ndarray]:
        """The arrays, their summaries over draws, and both as they may be shown."""
        with np.errstate(all="ignore"):
            summed = {
                name: values for name, values in self.arrays.items() if 0 < values.size < LARGE
            }
            for how, sum_up in SUMMED_UP.items():
                for name, values in self.arrays.items():
                    if 0 < values.size < LARGE and values.ndim:
                        summed[f"{name} {how}"] = np.asarray(sum_up(values))
            return {
                f"{name} {how}": show(values)
                for how, show in SHOWN.items()
                for name, values in summed.items()
            }

    @cached_property
    def pictures(self) -> list[np.ndarray]:
        """All planes of arrays of two or more dimensions, and all pictures in colour."""
        planes = []
        for values in self.arrays.values():
            if values.ndim == 3 and values.shape[-1] == 3:
                planes += [values, *np.moveaxis(values, -1, 0)]
            if values.ndim >= 2 and min(values.shape[-2:]) > 1:
                planes += list(values.reshape(-1, *values.shape[-2:]))
        return planes

    def lines_with(self, values: np.ndarray, role: str = "") -> set[str]:
        """Name arrays along an axis of which values stand in this order, up to one for the role."""
        return self._names(role, lambda array: _stand_in(values, array))

    def numbers_at(self, value: float, role: str) -> set[str]:
        """Name arrays that hold a number, up to one for the role."""
        return self._names(role, lambda array: _close(array, value).any())

    def _names(self, role: str, holds: Callable[[np.ndarray], bool]) -> set[str]:
        names = set()
        for name, array in self.shown.items():
            if holds(array):
                names.add(name)
                if _agree(role, {name}):
                    break
        return names


def _walk(thing: Any, name: str, depth: int = 5) -> Iterator[tuple[str, np.ndarray]]:
    """Find all numbers in something, but not in results of results of results."""
    if not depth:
        return
    if hasattr(thing, "detach"):
        thing = thing.detach().numpy()
    if isinstance(thing, np.ndarray | Number | np.generic):
        values = np.asarray(thing)
        if values.dtype.kind in "biuf":
            yield name, values.astype(float)
    elif isinstance(thing, Mapping):
        yield from _together([key for key in thing if isinstance(key, Number)], f"{name} keys")
        yield from _together(thing.values(), " ".join([name, *map(str, thing)]))
        for key, value in thing.items():
            yield from _walk(value, f"{name} {key}", depth - 1)
    elif isinstance(thing, list | tuple | range):
        yield from _together(thing, name)
        for place, value in enumerate(thing):
            yield from _walk(value, f"{name} {place}", depth - 1)
    elif type(thing).__module__.startswith("conundrum") or is_dataclass(thing):
        names = [field.name for field in fields(thing)] if is_dataclass(thing) else []
        for each in type(thing).__mro__:
            names += [k for k, v in vars(each).items() if isinstance(v, property | cached_property)]
        for attribute in dict.fromkeys(names):
            try:
                value = getattr(thing, attribute)
            except (ValueError, KeyError, IndexError, TypeError):
                continue  # asks for a size that the small result does not have
            yield from _walk(value, f"{name} {attribute}", depth - 1)


def _together(values: Iterable[Any], name: str) -> Iterator[tuple[str, np.ndarray]]:
    """Take numbers, or arrays of one shape, as one array."""
    try:
        together = np.array(list(values))
    except (ValueError, TypeError, RuntimeError):
        return
    if together.size and together.dtype.kind in "biuf":
        yield name, together.astype(float)


def _close(array: np.ndarray, value: Any) -> np.ndarray:
    return np.abs(array - value) <= 1e-9 + 1e-6 * np.abs(value)


def _stand_in(values: np.ndarray, array: np.ndarray) -> bool:
    """Tell whether values stand in an array along one of its axes, perhaps with gaps."""
    if not array.ndim or len(values) > max(array.shape):
        return False
    for axis in range(array.ndim):
        rows = np.moveaxis(array, axis, -1).reshape(-1, array.shape[axis])
        for row in rows[_close(rows, values[0]).any(axis=1)]:
            if _in_order(values, row) or _in_order(values, row[::-1]):
                return True
    return False


def _in_order(values: np.ndarray, along: np.ndarray) -> bool:
    if len(values) == len(along):
        return bool(_close(along, values).all())
    left = iter(along.tolist())  # each value is looked for behind the one before it
    return all(
        any(math.isclose(other, value, rel_tol=1e-6, abs_tol=1e-9) for other in left)
        for value in values.tolist()
    )


# --- What is drawn --------------------------------------------------------------------------------

FAMILIES = (
    {"train", "test", "truth"},
    {"bias", "variance"},
    {"spline", "network", "polynomial", "tree", "linear", "convolution"},
)


def things_drawn(figure: Figure) -> Iterator[tuple[Axes, Any]]:
    """List all lines, bars, bands and pictures that show data, not what guides the eye."""
    for axes in figure.axes:
        bars_of_errors = [
            part
            for container in axes.containers
            if isinstance(container, ErrorbarContainer)
            for part in (*container.lines[1], *container.lines[2])
        ]
        for thing in (*axes.lines, *axes.containers, *axes.collections, *axes.images):
            if isinstance(thing, Line2D) and not _shows_data(thing, _seen(axes, thing)):
                continue
            if thing not in bars_of_errors and not isinstance(thing, ErrorbarContainer):
                yield axes, thing
        for patch in axes.patches:
            if isinstance(patch, StepPatch):
                yield axes, patch


def texts(figure: Figure) -> list[str]:
    """List what is written in a figure."""
    return [text.get_text() for text in figure.findobj(Text)]


def faults(figure: Figure, sources: Sources) -> list[str]:
    """Say what is drawn and is not in the result, or stands there under another name."""
    found = []
    for axes, thing in things_drawn(figure):
        panel = axes.get_title(loc="left") or axes.get_ylabel()
        for fault in _faults_of(axes, thing, sources):
            found.append(f"{panel}: {fault}")
    return found


def _faults_of(axes: Axes, thing: Any, sources: Sources) -> Iterator[str]:
    if isinstance(thing, Line2D) and len(_seen(axes, thing)) > 2:
        yield from _faults_of_line(thing, _seen(axes, thing), sources)
    elif isinstance(thing, Line2D):
        for point in _seen(axes, thing):
            yield from _faults_of_dot(thing, point, sources)
    elif isinstance(thing, BarContainer):
        for value, patch in zip(thing.datavalues, thing.patches, strict=True):
            yield from _fault_of_number(value, _role(patch.get_facecolor()), sources, "bar")
    elif isinstance(thing, StepPatch):
        role = _role(thing.get_edgecolor())
        names = sources.lines_with(thing.get_data().values, role)
        if not _agree(role, names):
            yield f"steps {thing.get_data().values} from {names}"
    elif isinstance(thing, FillBetweenPolyCollection):
        for path in thing.get_paths():
            for value in np.unique(path.vertices[:, 1]):
                yield from _fault_of_number(
                    value, _role(thing.get_facecolor()[0]), sources, "edge of a band"
                )
    elif isinstance(thing, LineCollection):
        for value in np.unique(np.concatenate(thing.get_segments())):
            if value != round(value):  # rows and origins are whole numbers
                role = _role(thing.get_color()[0])
                yield from _fault_of_number(value, role, sources, "end of a line")
    elif hasattr(thing, "get_extent") and not _is_picture(
        np.ma.filled(thing.get_array(), np.nan), sources
    ):
        yield f"picture of {thing.get_array().shape}"


def _seen(axes: Axes, line: Line2D) -> np.ndarray:
    """Return the points of a line that lie in its panel; values are clipped only outside of it."""
    points = np.asarray(line.get_xydata(), float)
    if line.get_transform() != axes.transData:  # a reference line across the panel
        return points[:0]
    low, high = np.sort([axes.get_xlim(), axes.get_ylim()]).T
    return points[np.all((low <= points) & (points <= high), axis=1)]


def _shows_data(line: Line2D, points: np.ndarray) -> bool:
    """Tell a line or dots from a bar that marks a mean, and from a line that guides the eye."""
    return len(points) > 2 or (len(points) > 0 and line.get_marker() not in ("None", ""))


def _faults_of_line(line: Line2D, points: np.ndarray, sources: Sources) -> Iterator[str]:
    """Each coordinate stands in the result, or is spaced evenly as steps, rows and jitter are."""
    role = _role(line.get_color() if line.get_ls() != "None" else line.get_markeredgecolor())
    at = {
        name: sources.lines_with(values, role) for name, values in zip("xy", points.T, strict=True)
    }
    even = {
        name: np.allclose(np.diff(values, n=2), 0)
        for name, values in zip("xy", np.asarray(line.get_xydata()).T, strict=True)
    }
    for name, values in zip("xy", points.T, strict=True):
        if not at[name] and not even[name]:
            yield f"{name} of a line is not in the result: {values[:5]} …"
    if not at["x"] and not at["y"]:
        yield f"a line is not in the result: {points[:5].tolist()} …"
    shown = at["x"] if even["y"] and not at["y"] else at["y"]
    if shown and not _agree(role, shown):
        yield f"a line in the colour of {role} shows {sorted(shown)[:3]}"


def _faults_of_dot(line: Line2D, point: np.ndarray, sources: Sources) -> Iterator[str]:
    """A dot of its own shows a number on one axis; on the other it stands in a row."""
    numbers = [value for value in point if value != round(value)]
    role = _role(line.get_markeredgecolor() if line.get_mew() else line.get_markerfacecolor())
    names = [sources.numbers_at(value, role) for value in numbers]
    if numbers and not any(_agree(role, each) for each in names):
        yield f"dot at {point} in the colour of {role} is not in the result, or {names}"


def _fault_of_number(value: float, role: str, sources: Sources, what: str) -> Iterator[str]:
    names = sources.numbers_at(value, role)
    if not names:
        yield f"{what} at {value} is not in the result"
    elif not _agree(role, names):
        yield f"{what} in the colour of {role} shows {sorted(names)[:3]}"


def _role(colour: Any) -> str:
    return next((role for role, value in COLOUR.items() if to_hex(value) == to_hex(colour)), "")


def _agree(role: str, names: set[str]) -> bool:
    """Tell whether values of one of these names may be drawn in the colour of a role.

    A name speaks against it if it holds the word for another role of the same family.
    """
    family = next((family for family in FAMILIES if role in family), set())
    words = [set(re.findall("[a-z]+", name.replace("fitted", "train"))) for name in names]
    return any({role} >= family & each for each in words)


def _is_picture(shown: np.ndarray, sources: Sources) -> bool:
    """Tell whether what is shown is a picture of the result, or some of them side by side."""
    if any(_same_picture(shown, known) for known in sources.pictures):
        return True
    for height, width in {known.shape[:2] for known in sources.pictures}:
        for gap in (0, 2):
            count, rest = divmod(shown.shape[1] + gap, width + gap)
            if shown.shape[0] == height and count > 1 and not rest:
                tiles = [
                    shown[:, (width + gap) * i : (width + gap) * i + width] for i in range(count)
                ]
                return all(any(_same_picture(t, p) for p in sources.pictures) for t in tiles)
    return False


def _same_picture(shown: np.ndarray, picture: np.ndarray) -> bool:
    """Tell whether two pictures are the same up to brightness and contrast, clipped to 0 and 1."""
    if shown.shape != picture.shape:
        return False
    if np.allclose(shown, picture, equal_nan=True) or np.allclose(shown, np.clip(picture, 0, 1)):
        return True
    inside = (shown > 0) & (shown < 1) & np.isfinite(picture)
    if len(np.unique(picture[inside])) < 2:
        return False
    contrast, brightness = np.polyfit(picture[inside], shown[inside], 1)
    return contrast > 0 and np.allclose(
        np.clip(contrast * picture + brightness, 0, 1), shown, atol=1e-6
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("conundrum.balance.bias_variance", "bias", "variance"),
        ("conundrum.descent.descent", "train", "test"),
        ("conundrum.starts.rivals", "spline", "network"),
        ("double_descent.widths.noisy_widths", "train", "test"),
        ("double_descent.students.students", "train", "test"),
        ("regularization.bends.errors", "train", "test"),
        ("training.curves.learning_curves", "train", "test"),
        ("validation.splitting.held_out", "train", "test"),
    ],
)
def test_two_colours_exchanged_in_a_figure_are_noticed(name, one, other, monkeypatch):
    arguments = SMALL[name]()
    sources = Sources(arguments, DERIVED.get(name, lambda *_: {})(*arguments))
    colours = {one: COLOUR[other], other: COLOUR[one]}
    with monkeypatch.context() as exchanged, look(WIDE):
        for role, colour in colours.items():
            exchanged.setitem(COLOUR, role, colour)
        figure = FIGURES[name](*arguments)
    assert faults(figure, sources)


# --- What the comparison notices ------------------------------------------------------------------


@dataclass(frozen=True)
class Errors:
    size: np.ndarray
    train_error: np.ndarray
    test_error: np.ndarray
    map: np.ndarray


@pytest.fixture
def result():
    rng = np.random.default_rng(1)
    size = np.array([1.0, 2, 5, 10, 20])
    return Errors(size, rng.random(5), rng.random((7, 5)), rng.random((4, 4)))


def drawn_from(result: Errors, **colours: str) -> Figure:
    roles = {"train": "train", "test": "test"} | colours
    figure, (left, right) = panels(2)
    left.plot(result.size, result.train_error, color=COLOUR[roles["train"]])
    left.plot(result.size, 100 * np.median(result.test_error, axis=0), color=COLOUR[roles["test"]])
    band(left, result.size, *np.quantile(result.test_error, (0.25, 0.75), axis=0), roles["test"])
    left.barh([0, 1], result.train_error[:2], color=COLOUR[roles["train"]])
    picture(right, result.map)
    return figure


def test_a_figure_that_draws_its_result_has_no_fault(result):
    assert faults(drawn_from(result), Sources((result,))) == []


def test_colours_exchanged_are_noticed(result):
    exchanged = drawn_from(result, train="test", test="train")
    noticed = faults(exchanged, Sources((result,)))
    assert sum("in the colour of" in fault for fault in noticed) == len(noticed) > 3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda r: {"train_error": r.train_error**2},
        lambda r: {"train_error": r.train_error[[1, 0, 2, 3, 4]]},
        lambda r: {"train_error": r.test_error[0]},
        lambda r: {"size": r.size**2},
        lambda r: {"test_error": r.test_error + 0.01},
        lambda r: {"map": r.map.T},
        lambda r: {"map": r.map**2},
    ],
)
def test_other_values_than_those_of_the_result_are_noticed(result, wrong):
    assert faults(drawn_from(replace(result, **wrong(result))), Sources((result,)))


def test_a_figure_follows_its_result(result):
    """What is drawn moves with the fields that it stands for."""
    exchanged = replace(
        result, train_error=result.test_error[0], test_error=result.test_error[::-1]
    )
    assert faults(drawn_from(exchanged), Sources((exchanged,))) == []
    assert faults(drawn_from(exchanged), Sources((result,)))
