"""The valley, in a browser: by mouse, by keys, by finger."""

import re

import pytest

from frames import reading, settle

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


def enter(tab, settings):
    """Go where another address says."""
    tab.evaluate("settings => location.hash = `#valley?${settings}`", settings)
    settle(tab, 200)


def test_the_first_task_is_solved_at_the_limit(live):
    tab = live("valley")
    solve(tab, "The largest rate", "It is faster, then jumps from wall to wall, then explodes")
    enter(tab, "rate=0.51&momentum=0&adam=0")
    assert "2 divided by the curvature" in tab.locator(".live-outcome").inner_text()


def test_the_second_task_is_solved_in_a_round_valley(live):
    tab = live("valley")
    solve(tab, "A round valley", "Gradient descent")
    enter(tab, "rate=0.47&correlation=0")
    assert "straight to the bottom" in tab.locator(".live-outcome").inner_text()


def test_the_third_task_can_be_solved(live, axe):
    tab = live("valley", width=390, mode="dark")
    solve(tab, "In 30 steps", "Keeping less, at a higher rate")
    enter(tab, "rate=0.6&keep=0.6&descent=0&adam=0")
    assert "steps with momentum" in tab.locator(".live-outcome").inner_text()
    assert not axe(tab)
