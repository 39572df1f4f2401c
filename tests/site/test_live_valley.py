"""The valley, in a browser: by mouse, by keys, by finger."""

import re

import pytest

from frames import reading, settle

SLIDERS = (
    "Learning rate",
    "What momentum and Adam keep",
    "Correlation of the predictors",
    "Steps",
)

pytestmark = pytest.mark.slow


def start(tab):
    return tab.get_by_role("slider", name="The start")


def test_the_start_follows_the_mouse_and_the_paths_follow_it(live):
    tab = live("valley")
    assert "0.55 % with gradient descent, 0.089 % with momentum, 0.9 % with Adam" in reading(tab)
    box = start(tab).locator(".live-reach").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 50, y - 90, steps=4)
    tab.mouse.up()
    moved = reading(tab)
    assert "0.55 %" not in moved
    tab.get_by_role("button", name="Reset").click()
    assert "0.55 %" in reading(tab)


def test_arrow_keys_move_the_start(live):
    tab = live("valley")
    before = reading(tab)
    start(tab).focus()
    tab.keyboard.press("Shift+ArrowUp")
    settle(tab)
    assert start(tab).get_attribute("aria-valuetext") == "coefficients −1.00 and −0.10"
    assert reading(tab) != before


def test_fingers_do_the_same(live):
    tab = live("valley", width=390, has_touch=True, is_mobile=True)
    before = reading(tab)
    handle = start(tab).locator(".live-reach")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + 14, box["y"] + 14
    session = tab.context.new_cdp_session(tab)
    for kind, dx in (("touchStart", 0), ("touchMove", 15), ("touchMove", 40), ("touchEnd", None)):
        points = [] if dx is None else [{"x": x + dx, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert reading(tab) != before
    tab.get_by_role("radio", name="10 of them").tap()
    assert "batch=ten" in tab.evaluate(
        "new Promise(done => setTimeout(() => done(location.hash), 600))"
    )


@pytest.mark.parametrize("name", SLIDERS)
def test_each_slider_changes_what_is_said(live, name):
    tab = live("valley")
    before = reading(tab)
    tab.get_by_role("slider", name=name, exact=True).focus()
    for _ in range(5):
        tab.keyboard.press("ArrowLeft")
    assert reading(tab) != before


def test_optimisers_come_and_go(live):
    tab = live("valley")
    tab.get_by_role("checkbox", name="Gradient descent").uncheck()
    tab.get_by_role("checkbox", name="Adam").uncheck()
    assert "descent" not in reading(tab)
    tab.get_by_role("checkbox", name="Momentum").uncheck()
    assert reading(tab) == "Choose at least one optimiser."


def test_playing_lets_the_path_appear_and_can_be_stopped(live):
    tab = live("valley")
    tab.get_by_role("button", name="Play").click()
    settle(tab, 500)
    tab.get_by_role("button", name="Stop here").click()
    steps = int(re.search(r"(\d+) steps? leaves?", reading(tab))[1])
    assert 0 < steps < 60
    still = live("valley", reduced_motion="reduce")
    assert still.get_by_role("button", name="Play").count() == 0


def test_what_is_extreme_is_said(live):
    assert "Gradient descent explodes: the rate is above 2 / curvature, 0.51" in reading(
        live("valley", settings="rate=2")
    )
    assert "You start at the bottom" in reading(
        live("valley", settings="first=1.183&second=-0.1848")
    )
    narrow = live("valley", settings="rate=2&keep=0.99&correlation=0.99&steps=300&batch=ten")
    nonsense = live("valley", settings="first=x&rate=-5&steps=1e9&correlation=7&batch=none")
    for tab in (narrow, nonsense):
        assert "NaN" not in tab.content()
        assert "Infinity" not in tab.content()


def solve(tab, title, answer):
    tab.get_by_role("button", name=title).click()
    settle(tab)
    assert not tab.locator(".live-verdict").inner_text()
    tab.get_by_role("button", name=answer).click()
    settle(tab)
    assert "Well predicted" in tab.locator(".live-verdict").inner_text()


def turn_to(tab, name, settled):
    """Press an arrow key on a slider until its value is so."""
    tab.get_by_role("slider", name=name, exact=True).focus()
    for _ in range(400):
        value = float(tab.evaluate("document.activeElement.ariaValueText"))
        if settled(value):
            return
        tab.keyboard.press("ArrowRight")
        settle(tab)


def test_the_first_task_is_solved_at_the_limit(live):
    tab = live("valley")
    solve(tab, "The largest rate", "It is faster, then jumps from wall to wall, then explodes")
    turn_to(tab, "Learning rate", lambda rate: rate >= 0.51)
    assert "2 divided by the curvature" in tab.locator(".live-outcome").inner_text()


def test_the_second_task_is_solved_in_a_round_valley(live):
    tab = live("valley")
    solve(tab, "A round valley", "Gradient descent")
    turn_to(tab, "Learning rate", lambda rate: rate >= 0.47)
    assert "straight to the bottom" in tab.locator(".live-outcome").inner_text()


def test_the_third_task_can_be_solved(live):
    tab = live("valley")
    solve(tab, "In 30 steps", "Keeping less, at a higher rate")
    tab.evaluate("location.hash = '#valley?rate=0.6&keep=0.6&descent=0&adam=0'")
    settle(tab, 200)
    assert "steps with momentum" in tab.locator(".live-outcome").inner_text()


@pytest.mark.parametrize(
    ("width", "colours"),
    [(1400, {"mode": "light"}), (390, {"mode": "dark"}), (390, {"forced_colors": "active"})],
)
def test_it_is_accessible(live, axe, width, colours):
    tab = live("valley", width=width, **colours)
    assert not axe(tab)
    tab.get_by_role("button", name="The largest rate").click()
    assert not axe(tab)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
