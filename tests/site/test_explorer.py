"""A slider moves its figure without a server, by keyboard, and says what it shows."""

import pytest

from conundrum.page import explore
from conundrum.style import COLOUR, moving, panels

pytestmark = pytest.mark.slow

FIT = "path => document.querySelector('.explorer .wide [id=moving-0] path').getAttribute('d')"


@pytest.fixture
def tab(site, browser):
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto((site / "book/conundrum.html").as_uri())
    yield tab
    tab.close()


def test_an_arrow_key_moves_the_fit_and_its_words(tab):
    slider = tab.get_by_role("slider", name="Degrees of freedom")
    before = tab.evaluate(FIT), tab.locator(".explorer .reading").text_content()
    value = int(slider.get_attribute("aria-valuetext"))
    slider.focus()
    tab.keyboard.press("ArrowRight")
    after = tab.evaluate(FIT), tab.locator(".explorer .reading").text_content()
    assert after[0] != before[0]
    assert f"With {value} degrees" in before[1]
    assert f"With {value + 1} degrees" in after[1]
    assert slider.get_attribute("aria-valuetext") == str(value + 1)
    assert tab.locator(".explorer output").text_content() == str(value + 1)
    for label in tab.locator(".explorer svg").evaluate_all("all => all.map(svg => svg.ariaLabel)"):
        assert label == after[1]


def test_going_there_and_back_shows_the_same(tab):
    slider = tab.get_by_role("slider", name="Degrees of freedom")
    before = tab.evaluate(FIT)
    slider.focus()
    tab.keyboard.press("End")
    assert tab.evaluate(FIT) != before
    for key in ("Home", *["ArrowRight"] * 5):
        tab.keyboard.press(key)
    assert tab.evaluate(FIT) == before


def test_a_slider_changes_a_picture_too(site, browser):
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto((site / "book/images.html").as_uri())
    picture = tab.locator(".explorer .wide image").first
    before = picture.evaluate("image => image.outerHTML")
    tab.get_by_role("slider", name="Tile (pixels)").focus()
    tab.keyboard.press("End")
    assert picture.evaluate("image => image.outerHTML") != before
    tab.close()


def test_a_slider_works_with_nothing_but_its_output(browser):
    """As in a notebook, which loads neither the book's style nor its scripts."""

    def rising_line(height):
        figure, [axes] = panels()
        axes.set_ylim(0, 10)
        moving(*axes.plot([0, 1], [0, height], color=COLOUR["spline"]))
        return figure

    output = explore(
        rising_line, [1, 2], slider="Height", values=(1, 2), alts=["It rises.", "It's <steep>."]
    )
    tab = browser.new_page()
    tab.set_content(output._repr_html_())
    before = tab.evaluate(FIT)
    tab.get_by_role("slider", name="Height").press("ArrowRight")
    assert tab.evaluate(FIT) != before
    assert tab.locator("output").text_content() == "2"
    assert tab.locator(".reading").text_content() == "It's <steep>."
    assert tab.locator(".wide svg").get_attribute("aria-label") == "It's <steep>."
    assert tab.get_by_role("slider").get_attribute("aria-valuetext") == "2"
    tab.close()
