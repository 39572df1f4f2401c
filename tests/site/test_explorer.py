"""A slider moves its figure without a server, by keyboard, and says what it shows."""

import pytest
from playwright.sync_api import expect

from conundrum.page import explore
from conundrum.style import COLOUR, moving, panels

pytestmark = pytest.mark.slow

FIT = "explorer => explorer.querySelector('.wide [id=moving-0] path').getAttribute('d')"


@pytest.fixture
def explorer(site, browser):
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto((site / "book/networks.html").as_uri())
    explorer = tab.locator(".explorer").filter(has=tab.get_by_role("slider", name="Hidden units"))
    explorer.scroll_into_view_if_needed()
    explorer.locator(".wide svg").wait_for()
    yield explorer
    tab.close()


def test_an_arrow_key_moves_the_fit_and_its_words(explorer):
    slider, reading = explorer.get_by_role("slider"), explorer.locator(".reading")
    before = explorer.evaluate(FIT), reading.text_content()
    units = slider.get_attribute("aria-valuetext")
    slider.press("ArrowRight")
    expect(explorer.locator("output")).not_to_have_text(units)  # its drawings are fetched first
    after = explorer.evaluate(FIT), reading.text_content()
    more = slider.get_attribute("aria-valuetext")
    assert int(more) > int(units)
    assert after[0] != before[0]
    assert f"With {units} hidden units" in before[1]
    assert f"With {more} hidden units" in after[1]
    assert explorer.locator("output").text_content() == more
    for label in explorer.locator("svg").evaluate_all("all => all.map(svg => svg.ariaLabel)"):
        assert label == after[1]


def test_going_there_and_back_shows_the_same(explorer):
    slider, value = explorer.get_by_role("slider"), explorer.locator("output")
    slider.press("End")
    slider.press("Home")
    expect(value).to_have_text("1")
    before = explorer.evaluate(FIT)
    slider.press("End")
    expect(value).not_to_have_text("1")
    assert explorer.evaluate(FIT) != before
    slider.press("Home")
    expect(value).to_have_text("1")
    assert explorer.evaluate(FIT) == before


def test_a_slider_changes_a_picture_too(site, browser):
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto((site / "book/images.html").as_uri())
    slider = tab.get_by_role("slider", name="Tile (pixels)")
    slider.scroll_into_view_if_needed()
    explorer = tab.locator(".explorer").filter(has=slider)
    picture = explorer.locator(".wide image").first
    before, value = picture.evaluate("image => image.outerHTML"), explorer.locator("output")
    first = value.text_content()
    slider.press("End")
    expect(value).not_to_have_text(first)
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
    explorer = tab.locator(".explorer")
    before = explorer.evaluate(FIT)
    tab.get_by_role("slider", name="Height").press("ArrowRight")
    assert explorer.evaluate(FIT) != before
    assert tab.locator("output").text_content() == "2"
    assert tab.locator(".reading").text_content() == "It's <steep>."
    assert tab.locator(".wide svg").get_attribute("aria-label") == "It's <steep>."
    assert tab.get_by_role("slider").get_attribute("aria-valuetext") == "2"
    tab.close()
