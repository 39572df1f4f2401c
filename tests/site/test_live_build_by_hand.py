"""Building a network by hand, in a browser: by mouse, by keys, by finger."""

import re

import pytest
from playwright.sync_api import expect

from frames import reading, settle

TASKS = ("Follow the cloud", "Without the cut", "Better than descent")

pytestmark = pytest.mark.slow


def loss(tab):
    settle(tab)
    return float(tab.locator(".gauge-value strong").inner_text().replace(",", ""))


def middle(handle):
    box = handle.locator(".live-reach").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def kink(tab, unit):
    return tab.get_by_role("slider", name=f"Kink of unit {unit}")


def slope(tab, unit):
    return tab.get_by_role("slider", name=f"Slope of unit {unit}")


def test_kinks_slopes_and_the_height_follow_the_mouse(live):
    tab = live("build-by-hand")
    assert loss(tab) == 0.297
    moved = {
        kink(tab, 2): (30, 0),
        slope(tab, 2): (0, -20),
        tab.get_by_role("slider", name="Height of the whole curve"): (0, -30),
    }
    for handle, (dx, dy) in moved.items():
        before, (x, y) = loss(tab), middle(handle)
        tab.mouse.move(x, y)
        tab.mouse.down()
        tab.mouse.move(x + dx, y + dy, steps=4)
        tab.mouse.up()
        assert loss(tab) != before
        assert middle(handle) == pytest.approx((x + dx, y + dy), abs=1.5)
    tab.get_by_role("button", name="Reset").click()
    assert loss(tab) == 0.297


def test_arrow_keys_do_the_same(live):
    tab = live("build-by-hand")
    for handle, key in ((kink(tab, 1), "ArrowLeft"), (slope(tab, 3), "ArrowUp")):
        before, spoken = loss(tab), handle.get_attribute("aria-valuetext")
        handle.focus()
        tab.keyboard.press(f"Shift+{key}")
        assert loss(tab) != before
        assert handle.get_attribute("aria-valuetext") != spoken
    kink(tab, 1).focus()
    tab.keyboard.press("PageDown")
    settle(tab)
    assert tab.evaluate("document.activeElement.ariaLabel") == "Kink of unit 2"


def test_the_address_holds_the_network(live):
    tab = live("build-by-hand", settings="v=0.5_0_2&cut=1")
    assert "is level" in reading(tab)
    tab.get_by_role("button", name="Turn unit 1 round").click()
    expect(tab).to_have_url(re.compile("w=2"))
    assert (
        live("build-by-hand", settings=tab.url.partition("?")[2])
        .locator(".nine-formula")
        .first.inner_text()
        == "0 · max(0, 2x + 2)"
    )


def test_descent_goes_on_and_comes_back(live):
    tab = live("build-by-hand")
    tab.get_by_role("button", name="Let descent go on").click()
    settle(tab, 700)
    tab.get_by_role("button", name="Pause").click()
    assert loss(tab) < 0.295
    assert re.match(r"After \d+ steps of descent at a rate of 0.02", reading(tab))
    tab.get_by_role("button", name="Back to mine").click()
    assert loss(tab) == 0.297


def test_with_less_motion_many_steps_are_taken_at_once(live):
    tab = live("build-by-hand", reduced_motion="reduce")
    tab.get_by_role("button", name="500 steps of descent").click()
    assert "After 500 steps" in reading(tab)


def test_without_the_cut_it_is_a_line_and_becomes_the_best_one(live):
    tab = live("build-by-hand", reduced_motion="reduce")
    tab.get_by_label("Cut each line below zero").uncheck()
    assert "one straight line" in reading(tab)
    assert kink(tab, 1).count() == 0
    tab.get_by_role("button", name="500 steps of descent").click()
    assert loss(tab) == 0.766


def test_what_is_extreme_is_said(live):
    tab = live("build-by-hand", settings="rate=3", reduced_motion="reduce")
    tab.get_by_role("button", name="500 steps of descent").click()
    assert "the loss explodes" in reading(tab)
    assert loss(tab) == 0.297
    kink(tab, 3).focus()
    for _ in range(4):
        tab.keyboard.press("Shift+ArrowRight")
    assert "Unit 3 is off at every point" in reading(tab)
    assert slope(tab, 3).count() == 0
    nonsense = live("build-by-hand", settings="w=0_0_0&b=x&v=1e9_-1e9_1e9&c=nothing&rate=-1")
    assert "NaN" not in nonsense.locator(".live-figure").inner_text()
    assert "Infinity" not in nonsense.locator(".live-figure").inner_text()


def test_each_task_asks_first_and_can_be_skipped(live, axe):
    tab = live("build-by-hand", mode="dark")
    for title in TASKS:
        tab.get_by_role("button", name=title).click()
        settle(tab)
        assert not tab.locator(".live-verdict").inner_text()
        tab.get_by_role("button", name="Skip the prediction").click()
        settle(tab)
        assert tab.locator(".live-verdict").inner_text()
    assert not axe(tab)


def test_the_second_task_is_solved_by_the_regression_line(live):
    tab = live("build-by-hand", reduced_motion="reduce")
    tab.get_by_role("button", name="Without the cut").click()
    tab.get_by_role("button", name="One straight line").click()
    settle(tab)
    assert "Well predicted" in tab.locator(".live-verdict").inner_text()
    tab.get_by_label("Cut each line below zero").uncheck()
    tab.get_by_role("button", name="500 steps of descent").click()
    expect(tab.locator(".live-outcome")).to_contain_text("regression line")


def test_the_third_task_is_solved_from_a_turned_unit(live):
    tab = live("build-by-hand", reduced_motion="reduce")
    tab.get_by_role("button", name="Better than descent").click()
    tab.get_by_role("button", name="Yes, soon").click()
    tab.get_by_role("button", name="Turn unit 3 round").click()
    for _ in range(10):
        tab.get_by_role("button", name="500 steps of descent").click()
    assert loss(tab) < 0.2
    assert "another start" in tab.locator(".live-outcome").inner_text()
