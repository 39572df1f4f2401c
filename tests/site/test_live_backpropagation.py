"""Backpropagation step by step, in a browser: by mouse, by keys, by finger."""

import re

import pytest
from playwright.sync_api import expect

from frames import reading, settle

pytestmark = pytest.mark.slow


def derivative(tab, parameter):
    """Read the derivative that stands at a parameter; None where none does."""
    settle(tab)
    words = tab.get_by_role("button", name=re.compile(f"^{parameter} = ")).get_attribute(
        "aria-label"
    )
    found = re.search(r"∂L/∂\S+ = ([−\d.,]+),", words)
    return float(found[1].replace("−", "-").replace(",", "")) if found else None


def observation(tab):
    return tab.get_by_role("slider", name="The observation")


def press(tab, name):
    tab.get_by_role("button", name=name, exact=True).click()


def test_the_observation_follows_the_mouse_and_silences_a_unit(live):
    tab = live("backpropagation")
    assert derivative(tab, "w₂") == -14.6
    box = observation(tab).locator(".live-reach").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x - 120, y, steps=4)
    tab.mouse.up()
    assert [derivative(tab, name) for name in ("w₂", "b₂", "v₂")] == [0, 0, 0]
    assert derivative(tab, "w₁") != 0
    assert "Unit 2 is off" in reading(tab)


def test_arrow_keys_do_the_same(live):
    tab = live("backpropagation")
    observation(tab).focus()
    tab.keyboard.press("Shift+ArrowLeft")
    tab.keyboard.press("ArrowUp")
    expect(observation(tab)).to_have_attribute("aria-valuetext", "x = 1.10, y = 4.1")
    assert "w₂, b₂ and v₂ get no derivative" in reading(tab).replace("b₂, w₂", "w₂, b₂")


def test_forward_backward_and_step_make_a_round(live):
    tab = live("backpropagation", reduced_motion="reduce")
    press(tab, "Forward")
    assert "1.96" in reading(tab)
    assert derivative(tab, "w₂") is None
    press(tab, "Backward")
    assert derivative(tab, "w₂") == -14.6
    press(tab, "Step")
    assert "from 1.96 to 1.29" in reading(tab)
    assert derivative(tab, "w₂") is None
    press(tab, "Backward")
    assert derivative(tab, "w₂") == -11.8


def test_with_motion_values_come_one_line_after_another(live):
    tab = live("backpropagation")
    press(tab, "Forward")
    assert "Nothing is computed yet" in reading(tab)
    expect(tab.locator(".live-reading")).to_contain_text("1.96")


def test_who_goes_elsewhere_ends_the_motion(live):
    tab = live("backpropagation")
    press(tab, "Forward")
    settle(tab)
    press(tab, "Reset")
    settle(tab, 1500)
    assert derivative(tab, "w₂") == -14.6


def test_the_slider_goes_line_by_line(live):
    tab = live("backpropagation")
    slider = tab.get_by_role("slider", name="Line by line")
    slider.focus()
    tab.keyboard.press("Home")
    assert "Nothing is computed yet" in reading(tab)
    said = set()
    for _ in range(10):
        tab.keyboard.press("ArrowRight")
        said.add(reading(tab))
    assert len(said) == 10


def test_the_way_down_to_a_parameter_is_shown(live):
    tab = live("backpropagation")
    square = tab.get_by_role("button", name=re.compile("^w₂ = "))
    square.focus()
    tab.keyboard.press("Enter")
    assert "2.8 · 1 · (−4) · 1 · 1.3 = −14.6" in reading(tab)
    assert square.get_attribute("aria-pressed") == "true"
    assert tab.locator(".graph-line.chosen").count() == 5
    tab.keyboard.press("Space")
    settle(tab)
    assert tab.locator(".graph-line.chosen").count() == 0


def test_what_is_extreme_is_said(live):
    tab = live("backpropagation", settings="rate=1", reduced_motion="reduce")
    press(tab, "Step")
    assert "The step was too long" in reading(tab)
    press(tab, "Backward")
    assert "The last ReLU is off" in reading(tab)
    press(tab, "Step")  # and nothing moves any more
    assert "this observation teaches nothing" in reading(tab)
    fitted = live("backpropagation", settings="x=1.3&y=5.4")
    assert "every derivative" in reading(fitted)
    nonsense = live("backpropagation", settings="p=1_2_x&x=nothing&rate=-3&stage=99&way=w9")
    assert "NaN" not in nonsense.locator(".live-figure").inner_text()


def test_the_address_holds_what_was_learned(live):
    tab = live("backpropagation")
    press(tab, "Step")
    expect(tab).to_have_url(re.compile("p="))
    again = live("backpropagation", settings=tab.url.partition("?")[2])
    assert "1.29" in reading(again)
    again.get_by_role("button", name="Reset").click()
    assert derivative(again, "w₂") == -14.6


@pytest.mark.parametrize(
    ("title", "answer", "key", "outcome"),
    [
        ("Who is silent?", "Below 1.2", "Shift+ArrowLeft", "unit 2 adds 0"),
        ("Too long a step", "It rises, and no later step changes anything", None, "one step goes"),
    ],
)
def test_tasks_ask_first_and_are_solved(live, axe, title, answer, key, outcome):
    tab = live("backpropagation", mode="dark", reduced_motion="reduce")
    tab.get_by_role("button", name=title).click()
    tab.get_by_role("button", name=answer).click()
    settle(tab)
    assert "Well predicted" in tab.locator(".live-verdict").inner_text()
    if key:
        observation(tab).focus()
        tab.keyboard.press(key)
    else:
        tab.evaluate("location.hash = '#backpropagation?rate=0.0105'")
        settle(tab, 200)
        press(tab, "Step")
    settle(tab)
    assert outcome in tab.locator(".live-outcome").inner_text()
    assert not axe(tab)
