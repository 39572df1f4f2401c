import json
import re
from html import unescape

import numpy as np
import pytest

from conundrum.claims import FalseClaimError, claim
from conundrum.page import CLAIM_MIME_TYPE, check, explore, show
from conundrum.style import COLOUR, moving, panels, picture


def rising_line(height):
    figure, [axes] = panels()
    axes.set_ylim(0, 10)
    moving(*axes.plot([0, 1], [0, height], color=COLOUR["spline"]))
    return figure


@claim(lambda *, seed: seed, below=7, unit=" pips")
def few_pips(pips):
    """Fewer than seven."""
    return pips


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
    assert 'min="0" max="2" value="1" aria-valuetext="2" disabled' in html


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


def test_a_checked_claim_shows_its_value():
    bundle = check(few_pips, 6)._repr_mimebundle_()
    assert bundle[CLAIM_MIME_TYPE]["value"] == "6 pips"
    assert "Fewer than seven. Here: 6 pips; it must be below 7 pips" in bundle["text/plain"]


def test_a_false_claim_is_no_output():
    with pytest.raises(FalseClaimError, match="measured: 8 pips"):
        check(few_pips, 8)
