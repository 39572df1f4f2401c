"""Live figures serve every reader: few colours, less motion, no storage, no server."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from frames import FIGURES, reading, settle

BOOK = Path(__file__).parents[2] / "book"
# A figure that says nothing before a question is answered.
SETTINGS = {"be-the-reader": "answers=0"}

REFUSE_STORAGE = """
for (const name of ["localStorage", "sessionStorage", "indexedDB"])
  Object.defineProperty(window, name, {
    configurable: true, get() { throw new DOMException("refused", "SecurityError"); }
  });
"""
# Notes how wide plots and their places are when a figure comes into the page, before it is drawn.
NOTE_WIDTHS = """
new MutationObserver(() => {
  const boxes = [...document.querySelectorAll(".live-plot-box")];
  const widths = box => [box, box.firstChild].map(part => part.getBoundingClientRect().width);
  if (boxes.length) window.noted ??= boxes.map(widths);
}).observe(document, { childList: true, subtree: true });
"""
# Colours of lines and texts that are drawn, and of what they are drawn on.
COLOURS = """
figure => {
  const paper = getComputedStyle(figure).backgroundColor;
  const of = (part, property) => getComputedStyle(part)[property];
  const inks = [
    ...[...figure.querySelectorAll("svg path[style*=stroke]")].map(part => of(part, "stroke")),
    ...[...figure.querySelectorAll("svg.live-plot text")].map(part => of(part, "fill")),
    ...[...figure.querySelectorAll("p, label")].map(part => of(part, "color")),
  ];
  return { paper, inks: [...new Set(inks)] };
}
"""

pytestmark = pytest.mark.slow


def place_of(figure: str) -> tuple[str, str]:
    """Return the page of a live figure's chapter, and the figure that it stands for."""
    for chapter in BOOK.glob("*.md"):
        if found := re.search(rf"{{live}} {figure}\n:instead: (.+)", chapter.read_text("utf-8")):
            return f"book/{chapter.stem}.html", found[1]
    raise ValueError(f"figure={figure!r} must stand in a chapter")


def when_computed(tab: Page) -> str:
    """Return what a figure has drawn, once nothing more comes that is computed beside the page."""
    drawn = ""
    for _ in range(100):
        before, drawn = drawn, tab.locator(".live-figure").inner_html()
        if drawn == before and tab.locator(".live-reading").inner_text():
            return drawn
        tab.wait_for_timeout(200)
    raise AssertionError("the figure never came to rest")


@pytest.mark.parametrize("figure", FIGURES)
def test_with_the_few_colours_of_a_system_all_is_seen_and_axe_finds_nothing(live, axe, figure):
    tab = live(figure, forced_colors="active", mode="dark", width=390)
    settle(tab)
    colours = tab.locator(".live-figure").evaluate(COLOURS)
    assert colours["paper"] not in colours["inks"]
    assert axe(tab) == []


def test_plots_are_as_wide_as_their_places_before_they_are_seen(live):
    tab = live("valley", width=390)
    tab.context.add_init_script(NOTE_WIDTHS)
    tab.reload()
    tab.wait_for_selector(".live-figure")
    noted = tab.evaluate("noted")
    assert len(noted) == 2
    for place, plot in noted:
        assert plot == pytest.approx(place, abs=0.1)
        assert plot < 390


@pytest.mark.parametrize("figure", FIGURES)
def test_with_less_motion_nothing_moves_by_itself(live, figure):
    tab = live(figure, settings=SETTINGS.get(figure, ""), reduced_motion="reduce", stopped=True)
    tab.clock.run_for(1000)
    drawn = when_computed(tab)
    tab.clock.run_for(5000)
    assert tab.locator(".live-figure").inner_html() == drawn
    assert tab.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("figure", FIGURES)
def test_it_works_where_storage_is_refused(live, figure):
    tab = live(figure, settings=SETTINGS.get(figure, ""))
    words = tab.locator(".live-reading")
    expect(words).not_to_be_empty()
    before = reading(tab)
    tab.context.add_init_script(REFUSE_STORAGE)
    tab.reload()
    expect(words).to_have_text(before)


@pytest.mark.xdist_group("test_live_readers")
@pytest.mark.parametrize("figure", FIGURES)
def test_from_disk_it_takes_the_computed_figures_place_and_gives_it_back_on_paper(
    site, browser, listen, figure
):
    page, instead = place_of(figure)
    tab = browser.new_page()
    _, complaints = listen(tab)
    tab.goto((site / page).as_uri())
    place = tab.locator(f"#{instead}")
    near = place.evaluate("box => box.getBoundingClientRect().top < innerHeight + 800")
    loaded = tab.evaluate("figure => document.querySelector(`script[src*='${figure}']`)", figure)
    assert near or not loaded
    place.scroll_into_view_if_needed()
    expect(place.locator(".live-figure")).to_be_visible(timeout=30_000)
    expect(place.locator(".computed-figure")).to_be_hidden()
    expect(place.locator("figcaption")).to_be_visible()
    tab.emulate_media(media="print")
    expect(place.locator(".computed-figure")).to_be_visible()
    expect(place.locator(".live-figure")).to_be_hidden()
    assert not complaints
    tab.close()
