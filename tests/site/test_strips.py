"""What a strip shows is what was measured, whatever its size."""

import math
import re
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conundrum.claims import EXACT, SAME_DATA, Check
from conundrum.evidence import Evidence
from conundrum.site.strips import (
    NARROWEST,
    choose_axis,
    closeness,
    in_words,
    strip,
    swarm,
)


def pips_of(pips):
    """The die shows."""
    return pips


def statement(**terms):
    return Check(pips_of, lambda *, seed: seed, **terms)


def evidence(*values):
    return Evidence("roll", "code", 0.1, dict(enumerate(values, start=1000)))


def drawn(the_statement, values, here=2.0):
    return ElementTree.fromstring(strip(the_statement, evidence(*values), here, name="die"))


def across(element):
    return float((element.get("cx") or element.get("x")).removesuffix("%"))


def dots(svg):
    """Where the dots are, from left to right: per cent across, pixels down."""
    path = svg.find("./svg/path[@class='dots']")
    moves = re.findall(r"m(\S+) (\S+?)h0", "" if path is None else path.get("d"))
    x, y = np.cumsum(np.array(moves, float).reshape(-1, 2), axis=0).T
    return list(zip(x / 10, y, strict=True))


def failed(svg):
    return svg.findall("./svg[@class='failed']")


def test_a_seed_is_a_dot_where_the_statement_holds_and_a_cross_where_it_does_not():
    svg = drawn(statement(above=1), [1.5, 2, 3, 0.5, 1])
    assert len(dots(svg)) == 3
    assert len(failed(svg)) == 2


def test_dots_stand_where_their_values_do_right_of_what_is_forbidden():
    svg = drawn(statement(above=1), [3, 1.5, 2])
    least, middle, most = (x for x, _ in dots(svg))
    assert (middle - least) / (most - least) == pytest.approx(1 / 3, abs=0.01)
    forbidden = svg.find("./rect[@class='forbidden']")
    assert across(forbidden) == 0
    assert float(forbidden.get("width").removesuffix("%")) < least
    assert float(svg.find("./line[@class='bound']").get("x1").removesuffix("%")) < least


def test_this_build_stands_where_an_equal_seed_stands():
    svg = drawn(statement(below=9), [1, 2, 5], here=2.0)
    here = across(svg.find("./svg[@class='here']"))
    assert here == pytest.approx(dots(svg)[1][0], abs=0.05)


def test_ratios_stand_at_equal_distances_if_they_are_equal():
    svg = drawn(statement(above=0.5, unit="×"), [1, 2, 4])
    first, second, third = (x for x, _ in dots(svg))
    assert second - first == pytest.approx(third - second, abs=0.15)


@pytest.mark.parametrize(
    ("terms", "values", "logarithmic"),
    [
        ({"above": 1, "unit": "×"}, (1.1, 1.2), True),
        ({"above": 1, "unit": " times as large"}, (1.1, 1.2), True),
        ({"above": 1}, (1.1, 1.2), False),
        ({"below": 1e-10}, (1e-15, 1e-12), True),
        ({"above": 100}, (200.0, 1e30), True),
        ({"below": 1e-10}, (0.0, 1e-12), False),
        ({"above": -1}, (-0.5, 1e3), False),
    ],
)
def test_the_axis_is_logarithmic_for_ratios_and_for_what_is_far_apart(terms, values, logarithmic):
    assert choose_axis(statement(**terms), values).logarithmic == logarithmic


def test_what_lies_far_beyond_all_others_does_not_press_them_together():
    rng = np.random.default_rng(1)
    values = [*rng.normal(size=40).tolist(), -1e6]
    axis = choose_axis(statement(below=1e9), values)
    places = [axis.place(value) for value in values[:-1]]
    assert max(places) - min(places) > 50
    assert axis.place(-1e6) < min(places)
    texts = [text.text for text in drawn(statement(below=1e9), values, 0.1).findall("text")]
    assert "← −10⁶" in texts
    assert "10⁹ →" in texts


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.floats(-1e30, 1e30, allow_subnormal=False), min_size=1, max_size=30),
    st.floats(-1e6, 1e6),
    st.floats(1e-6, 1e6),
    st.sampled_from(["", "×", " percentage points", " of the units that are left over"]),
)
def test_no_text_covers_another_or_sticks_out(values, above, width, unit):
    svg = drawn(statement(above=above, below=above + width, unit=unit), values, values[0])
    boxes = []
    for text in svg.findall("text"):
        long = 6 * len(text.text)  # a little less than is reckoned with
        x = across(text) * NARROWEST / 100 + float(text.get("dx", 0))
        left = {"start": x, "middle": x - long / 2, "end": x - long}[text.get("text-anchor")]
        boxes.append((left, left + long, float(text.get("y"))))
        assert left >= -1
        assert left + long <= NARROWEST + 1
        assert 0 < float(text.get("y")) < float(svg.get("height"))
    for (left, right, y), (other_left, other_right, other_y) in combinations(boxes, 2):
        assert y != other_y or right < other_left or other_right < left
    for x in [*(x for x, _ in dots(svg)), *map(across, failed(svg))]:
        assert 0 < x < 100


def test_a_single_seed_has_an_axis_with_and_without_a_positive_bound():
    assert choose_axis(statement(above=-1.0), [3.0])
    assert choose_axis(statement(above=1.0), [3.0])


def test_two_hundred_dots_do_not_cover_each_other():
    places = list(50 + 12 * np.random.default_rng(2).normal(size=200).clip(-3, 3))
    rise = np.array(swarm(places, radius=2.2, half=20))
    x = np.array(places) * NARROWEST / 100
    apart = np.hypot(x[:, None] - x, rise[:, None] - rise)[np.triu_indices(200, 1)]
    assert (apart < 2).mean() < 0.001
    assert np.abs(rise).max() <= 20


def test_equal_values_stand_above_each_other():
    rise = swarm([50] * 5, radius=3, half=16)
    assert sorted(np.diff(sorted(rise))) == [6, 6, 6, 6]


def test_words_say_what_is_drawn():
    found = evidence(1.64, 2.1, 1.9)
    assert in_words(statement(above=1, unit="×"), found, 1.8) == (
        "3 new samples: values from 1.64× to 2.1×, all allowed (above 1×). This build: 1.8×."
    )
    found = evidence(0.5, None, 1.9)
    assert in_words(statement(above=1, kind=SAME_DATA), found, 1.8) == (
        "3 new splits or starts of the same data: values from 0.5 to 1.9, 1 without a number, "
        "1 of 3 allowed (above 1). This build: 1.8."
    )
    assert "all 2, all allowed" in in_words(statement(above=1), evidence(2, 2), 2)
    assert "none gave a number, 0 of 1 allowed" in in_words(statement(above=1), evidence(None), 2)


def test_a_strip_is_the_same_each_time_and_names_itself():
    [one, other] = (strip(statement(above=1), evidence(2, 3), 2, name="a") for _ in range(2))
    assert one == other
    assert 'role="img" aria-label="2 new samples' in one
    assert re.findall(r'id="([^"]+)"', one) == ["hatch-a"]


def test_the_closest_call_is_the_one_whose_worst_seed_is_nearest_to_its_bound():
    far, near, over = (evidence(*values) for values in ((5, 6, 7), (1.1, 2, 3), (0.9, 2, 3)))
    calls = [closeness(statement(above=1), found) for found in (over, near, far)]
    assert calls == sorted(calls)
    assert calls[0] < 0 < calls[1]
    assert calls[2] == pytest.approx(2)
    assert closeness(statement(above=1, below=8), far) == pytest.approx(0.5)
    assert closeness(statement(above=1), evidence(2, None)) == -math.inf
    assert closeness(statement(above=1), None) == math.inf
    assert closeness(statement(above=1, kind=EXACT), None) == math.inf
