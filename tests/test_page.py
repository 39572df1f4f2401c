import json
import re
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from IPython.core.formatters import DisplayFormatter
from matplotlib.colors import to_rgb

import conundrum
from conundrum import page
from conundrum.chapters.conundrum import experiments, figures
from conundrum.claims import FalseClaimError, checked, claim
from conundrum.experiment import Origin, experiment
from conundrum.page import (
    CODE_MIME_TYPE,
    STATEMENTS_MIME_TYPE,
    check,
    differences,
    explore,
    quote,
    show,
    table,
)
from conundrum.style import COLOUR, moving, panels, picture

CODE = Path(conundrum.__file__).parents[1]


def rising_line(height):
    figure, [axes] = panels()
    axes.set_ylim(0, 10)
    moving(*axes.plot([0, 1], [0, height], color=COLOUR["spline"]))
    return figure


@dataclass(frozen=True)
class Throw:
    pips: float


@experiment
def throw(*, dice=1, sides=(1, 2, 3, 4, 5, 6), seed):
    return Throw(float(seed))


@experiment
def spin(*, seed):
    return Throw(float(seed))


@claim(throw, below=7, unit=" pips")
def few_pips(thrown):
    """Fewer than seven."""
    return thrown.pips


@checked(partial(throw, dice=3, sides=(1, 2)), above=0)
def some_pips(thrown):
    """At least one."""
    return thrown.pips


def test_a_figure_carries_its_alternative_text_in_both_widths():
    html = show(rising_line, 3, alt='A "line" rises & ends.')._repr_html_()
    labels = re.findall(r'role="img" aria-label="([^"]*)"', html)
    assert [unescape(text) for text in labels] == ['A "line" rises & ends.'] * 2


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_alternative_text_is_refused(alt):
    with pytest.raises(ValueError, match=r"alt='.*' must say in words"):
        show(rising_line, 3, alt=alt)


def explorer(**changes):
    arguments = {
        "slider": "Height",
        "values": (1, 2, 3),
        "alts": ["one", "two", "three </script>"],
        "start": 1,
    }
    return explore(rising_line, [1, 2, 3], **(arguments | changes))


def test_a_slider_holds_a_drawing_for_each_position():
    html = explorer()._repr_html_()
    frames = json.loads(re.search(r'<script type="application/json">(.*?)</script>', html)[1])
    assert frames["values"] == ["1", "2", "3"]
    assert frames["alts"][2] == "three </script>"
    for layout, position in (("wide", 0), ("narrow", 2)):
        alone = show(rising_line, position + 1, alt="Height")
        drawn = re.search(r'<path d="([^"]+)"', frames[layout][position]["moving-0"])[1]
        assert f'd="{drawn}"' in getattr(alone, layout)
    assert (
        'min="0" max="2" value="1" aria-valuetext="2" data-lm-suppress-shortcuts="true" oninput="'
        in html
    )


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (show(rising_line, 3, alt="A line."), "A line."),
        (explorer(), "two"),
        (
            table({"spline": {"train": "0.10", "test": "3"}}, corner="Model"),
            "Model   train  test\nspline  0.10   3",
        ),
    ],
    ids=["figure", "slider", "table"],
)
def test_where_there_is_no_html_the_text_says_what_is_shown(output, text):
    plain, _ = DisplayFormatter().format(output)
    assert plain["text/plain"] == text


@pytest.mark.parametrize("output", [show(rising_line, 3, alt="A line."), explorer()])
@pytest.mark.parametrize("theme", ["#111111", "#1f1f1f"])  # JupyterLab's and VS Code's dark ones
def test_in_a_dark_notebook_a_figure_has_light_paper_of_its_own(output, theme):
    drawings = BeautifulSoup(output._repr_html_(), "html.parser").find_all("svg")
    assert len(drawings) == 2
    for drawing in drawings:
        paper = re.match(r"background: var\(--figure-paper, (#\w+)\);", drawing["style"])[1]
        for role in ("ink", "muted", "train"):
            assert contrast(COLOUR[role], paper) >= 4.5
        assert contrast(paper, theme) > 10


def contrast(one, other):
    lights = []
    for colour in (one, other):
        rgb = np.array(to_rgb(colour))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        lights.append(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return max(lights) / min(lights)


def test_a_slider_changes_a_picture():
    def grey_square(brightness):
        figure, [axes] = panels()
        picture(axes, np.full((2, 2), brightness))
        moving(*axes.images)
        return figure

    html = explore(
        grey_square, [0.2, 0.8], slider="Brightness", values=(0.2, 0.8), alts=["dark", "bright"]
    )._repr_html_()
    frames = json.loads(re.search(r'<script type="application/json">(.*?)</script>', html)[1])
    dark, bright = (frame["moving-0"] for frame in frames["wide"])
    assert dark.startswith("<image")
    assert dark != bright


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"values": (1, 2)}, "frames=3, values=2, alts=3"),
        ({"alts": ["one"]}, "frames=3, values=3, alts=1"),
        ({"start": 3}, "start=3 must be a position from 0 to 2"),
        ({"alts": ["one", "", "three"]}, "alt='' must say"),
    ],
)
def test_a_slider_that_does_not_fit_is_refused(changes, named):
    with pytest.raises(ValueError, match=named):
        explorer(**changes)


def test_a_figure_says_where_its_code_is():
    cloud = experiments.cloud.fit_cloud(seed=1)
    code = show(figures.cloud.cloud, cloud, alt="A cloud.")._repr_mimebundle_()[CODE_MIME_TYPE]
    for place, function in ((code["figure"], "cloud"), (code["experiments"][0], "fit_cloud")):
        line = (CODE / place["file"]).read_text("utf-8").splitlines()[place["line"] - 1]
        assert place["name"] == function
        assert line.startswith(("@experiment", f"def {function}("))


def test_the_code_of_a_figure_drawn_in_a_cell_is_in_the_cell():
    bundle = show(rising_line, 3, alt="A line.")._repr_mimebundle_()
    assert bundle[CODE_MIME_TYPE] == {"figure": None, "experiments": []}
    assert bundle["text/html"] == show(rising_line, 3, alt="A line.")._repr_html_()


def test_claims_and_checks_are_measured_in_one_cell():
    bundle = check(throw(seed=6), few_pips, some_pips)._repr_mimebundle_()
    one, other = bundle[STATEMENTS_MIME_TYPE]
    assert (one["name"], one["value"], one["tested_with"]) == ("few_pips", 6.0, "")
    assert (other["name"], other["value"]) == ("some_pips", 6.0)
    assert other["tested_with"] == "dice 3 (here 1) and 2 of 6 sides"
    assert "Fewer than seven. Here: 6 pips; it must be below 7 pips" in bundle["text/plain"]
    assert "At least one. Here: 6; it must be above 0" in bundle["text/html"]


def test_a_false_claim_is_no_output():
    with pytest.raises(FalseClaimError, match="measured: 8 pips"):
        check(throw(seed=8), some_pips, few_pips)


def test_the_result_of_another_experiment_is_refused():
    with pytest.raises(ValueError, match=r"must be a result of .*throw"):
        check(spin(seed=3), few_pips)


@pytest.mark.parametrize(
    ("here", "tested", "words"),
    [
        ({"draws": 5}, {"draws": 5}, ""),
        ({"widths": (1, 2)}, {"widths": [1, 2]}, ""),
        ({"widths": np.arange(3)}, {"widths": range(3)}, ""),
        ({"draws": 5}, {"draws": 3}, "3 draws (here 5)"),
        ({"noise": 0.2}, {"noise": 0.1}, "noise 0.1 (here 0.2)"),
        ({"steps": 20_000}, {"steps": 5_000}, "5,000 steps (here 20,000)"),
        ({"widths": np.arange(14)}, {"widths": (1, 3)}, "2 of 14 widths"),
        ({"widths": (1, 2)}, {"widths": (1, 3)}, "other widths"),
        ({"number": 6}, {"number": None}, "other number"),
        ({"per_class": (5, 10)}, {"per_class": (5,)}, "per class 1 (here 2)"),
        ({"loss": "hinge"}, {"loss": "squared_error"}, "loss squared error (here hinge)"),
        (
            {"draws": 5, "widths": (1, 2), "noise": 0.2},
            {"draws": 3, "widths": (1,), "noise": 0.1},
            "3 draws (here 5), 1 of 2 widths and noise 0.1 (here 0.2)",
        ),
    ],
)
def test_other_arguments_are_put_into_words(here, tested, words):
    assert differences(Origin("roll", here), Origin("roll", tested)) == words


def test_what_text_quotes_is_what_it_was_given(monkeypatch):
    quoted = {}
    monkeypatch.setattr(page, "glue", lambda name, value, display: quoted.update({name: value}))
    quote(mean=np.float32(0.5), count=np.array([3]), name="spline", plain=2)
    assert quoted == {"mean": 0.5, "count": 3, "name": "spline", "plain": 2}
    assert {type(value) for value in quoted.values()} == {float, int, str}


@pytest.mark.parametrize("value", [np.ones(2), [1], (1, 2)])
def test_what_is_no_single_number_is_not_quoted(value):
    with pytest.raises(ValueError, match=r"mean=.* must be a single number or a text"):
        quote(mean=value)


def test_a_table_names_its_rows_and_columns():
    html = table(
        {"<spline>": {"train": "0.1", "test": "0.3"}, "tree": {"train": "0", "test": "0.5"}},
        corner="Model",
    )._repr_html_()
    rows = BeautifulSoup(html, "html.parser").find_all("tr")
    assert [cell.get_text() for cell in rows[0].find_all("th", scope="col")] == [
        "Model",
        "train",
        "test",
    ]
    assert [row.find("th", scope="row").get_text() for row in rows[1:]] == ["<spline>", "tree"]
    assert [cell.get_text() for cell in rows[2].find_all("td")] == ["0", "0.5"]


@pytest.mark.parametrize(
    ("rows", "named"),
    [({}, "rows={} must"), ({"a": {"x": "1"}, "b": {"y": "1"}}, r"rows\['b'\]=\['y'\] must")],
)
def test_a_table_with_holes_is_refused(rows, named):
    with pytest.raises(ValueError, match=named):
        table(rows, corner="Model")
