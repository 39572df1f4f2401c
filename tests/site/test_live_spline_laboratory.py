"""The spline laboratory in a browser: every control, by mouse, keyboard and touch."""

import re

import pytest
from playwright.sync_api import Page, expect

from frames import reading, settings, settle

NAME = "spline-laboratory"
SOME = "knots=21&norm=bend&others=1&gap=1"

pytestmark = pytest.mark.slow


def middle(tab: Page, selector: str, index: int = 0) -> tuple[float, float]:
    box = tab.locator(selector).nth(index).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(tab: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    tab.mouse.move(*start)
    tab.mouse.down()
    tab.mouse.move(start[0] + by[0], start[1] + by[1], steps=4)
    tab.mouse.up()


@pytest.fixture
def laboratory(live):
    """Open the laboratory."""

    def open_laboratory(**options) -> Page:
        return live(NAME, reduced_motion="reduce", **options)

    return open_laboratory


def test_a_mouse_moves_a_point_and_the_number_of_knots(laboratory):
    tab = laboratory()
    before = reading(tab)
    drag(tab, middle(tab, ".live-handles > g", 9), (0, -60))
    assert settings(tab).startswith("moved=")
    assert reading(tab) != before
    knots = tab.locator(".live-columns > div").nth(1).locator(".live-handles > g")
    box = knots.bounding_box()
    drag(tab, (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), (150, 0))
    assert int(re.search(r"knots=(\d+)", settings(tab))[1]) > 20
    tab.get_by_role("button", name="Knots: 160").click()
    expect(tab.locator(".live-reading")).to_contain_text("160 knots")
    tab.get_by_role("button", name="Reset").click()
    assert settings(tab) == ""
    assert reading(tab) == before


def test_arrow_keys_move_points_and_page_keys_change_between_them(laboratory):
    tab = laboratory()
    first = tab.get_by_role("slider", name="Point 1", exact=True)
    first.focus()
    before = float(first.get_attribute("aria-valuenow"))
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Shift+ArrowUp")
    settle(tab)
    assert float(first.get_attribute("aria-valuenow")) == pytest.approx(before + 0.55, abs=0.002)
    tab.keyboard.press("PageDown")
    expect(tab.get_by_role("slider", name="Point 2", exact=True)).to_be_focused()
    ring = tab.locator(".live-handles > g:focus-visible .live-focus")
    assert ring.evaluate("ring => getComputedStyle(ring).stroke") != "rgba(0, 0, 0, 0)"
    knots = tab.get_by_role("slider", name="Number of knots")
    knots.focus()
    tab.keyboard.press("ArrowRight")
    assert "knots=8" in settings(tab)


def test_tasks_ask_first_and_notice_when_they_are_done(laboratory):
    tab = laboratory()
    outcome = tab.locator(".live-outcome")
    tab.get_by_role("button", name="1. Lift a point").click()
    tab.get_by_role("button", name="By ten times that or more").click()
    expect(tab.locator(".live-verdict")).to_contain_text("Well predicted")
    tab.get_by_role("slider", name="Point 10", exact=True).focus()
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    expect(outcome).to_contain_text("Now 160 knots")
    tab.get_by_role("button", name="Knots: 160").click()
    expect(outcome).to_contain_text("the farther it must go")

    tab.get_by_role("button", name="2. A norm for which").click()
    tab.get_by_role("button", name="Skip the prediction").click()
    tab.get_by_label("B-spline", exact=True).check()
    expect(outcome).to_contain_text("returns to zero")

    tab.get_by_role("button", name="3. The smallest λ").click()
    tab.get_by_role("button", name="About 0.0001").click()
    expect(tab.locator(".live-verdict")).to_contain_text("What happens: about 0.02")
    tab.get_by_label("Penalty λ").focus()
    tab.keyboard.press("End")
    expect(outcome).to_be_empty()  # such a penalty flattens everything, the good fits too
    tab.get_by_label("Penalty λ").fill("180")
    expect(outcome).to_contain_text("the peak is gone")

    tab.get_by_role("button", name="4. A gap").click()
    tab.get_by_role("button", name="Every way in the gap").click()
    tab.get_by_label("A gap in x").check()
    expect(outcome).to_contain_text("Now the norm of the bend")
    tab.get_by_label("bend", exact=True).check()
    expect(outcome).to_contain_text("on a straight line")


@pytest.mark.parametrize(
    ("extreme", "words"),
    [
        ("points=2&knots=200", "test error"),
        ("moved=" + "_".join(["1", "0.5"] * 20), "see 1 direction"),
        ("moved=" + "_".join(["1_0.5", "1_-0.5"] * 10), "see 1 direction"),
        ("knots=21&noise=0", "test error"),
        ("knots=21&draw=7", "leaves the picture"),
        ("knots=2&penalty=100", "ridge"),
        ("knots=9999&penalty=-4&norm=none&points=abc&moved=x", "200 knots"),
        ("points=40&knots=41&spread=random&gap=1", "leaves the picture"),
    ],
)
def test_extreme_settings_stay_sensible_and_say_what_happened(laboratory, extreme, words):
    tab = laboratory(settings=extreme)
    settle(tab, 300)
    assert words in reading(tab)
    drawing = tab.locator(".live-plot").first.inner_html()
    assert "NaN" not in drawing
    assert "NaN" not in reading(tab)
    assert "undefined" not in reading(tab)


@pytest.mark.parametrize(("width", "mode"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing_in_any_state(laboratory, axe, width, mode):
    tab = laboratory(width=width, mode=mode, settings=SOME)
    tab.get_by_role("button", name="2. A norm for which").click()
    assert not axe(tab)
    tab.get_by_role("button", name="For none").click()
    assert not axe(tab)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_address_opens_the_figure_as_it_was_left(site, browser):
    tab = browser.new_page()
    tab.goto((site / "book/conundrum.html").as_uri() + f"#{NAME}?{SOME}")
    tab.wait_for_selector(".live-figure")
    expect(tab.locator("#fig-one-draw .live-reading")).to_contain_text("21 knots")
    assert tab.locator("#fig-one-draw").evaluate("box => box.getBoundingClientRect().top") < 900
    expect(tab.get_by_role("link", name="Full screen")).to_be_visible()
    tab.close()
