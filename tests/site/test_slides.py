"""Slides in a browser: nothing is cut, small, missing, or fetched from elsewhere."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from conundrum.publishing.slides import chapters, write_decks

WINDOW = {"width": 1280, "height": 720}
DARK = ("conundrum", "brains")
NEEDED = ("_static", "book", "drawings", "live")
SMALLEST = 72  # per cent of the usual letters

# Every slide, with its answers shown: what lies beyond its edges, how large its letters are.
WALK = """
async () => {
  await document.fonts.ready;
  const found = [];
  for (let number = 0; number < Reveal.getTotalSlides(); number++) {
    Reveal.slide(number, 0, 99);
    const slide = Reveal.getCurrentSlide();
    const drawing = slide.querySelector(".computed-figure");
    while (drawing && !drawing.dataset.shown) await new Promise(requestAnimationFrame);
    const edges = slide.getBoundingClientRect();
    const isCut = (element) => {
      const box = element.getBoundingClientRect();
      return box.left < edges.left - 1 || box.right > edges.right + 1
        || box.top < edges.top - 1 || box.bottom > edges.bottom + 1;
    };
    const parts = [...slide.querySelectorAll("*")].filter((element) =>
      element.checkVisibility() && !element.parentElement.closest("svg, math, .reading"));
    found.push({
      title: `${number}. ${slide.querySelector("h1").innerText}`,
      shown: slide.checkVisibility(),
      cut: parts.filter(isCut).map((element) => element.outerHTML.slice(0, 100)),
      size: parseFloat(slide.style.fontSize),
      height: drawing?.querySelector("svg").getBoundingClientRect().height ?? null,
    });
  }
  return found;
}
"""


@dataclass(frozen=True)
class Walk:
    """What was found on the slides of a deck, opened from disk."""

    deck: str
    requests: list[str]
    complaints: list[str]
    slides: list[dict[str, Any]]


@pytest.fixture(scope="module")
def decks(site, tmp_path_factory):
    """A folder with all decks, beside what they need of the site."""
    folder = tmp_path_factory.mktemp("decks")
    for name in NEEDED:
        (folder / name).symlink_to(site / name)
    write_decks(folder, chapters())
    return folder


@pytest.fixture(scope="module")
def walk(decks, browser, listen):
    """Walk through some decks in light or dark."""

    def walk_through(names: list[str], mode: str) -> list[Walk]:
        context = browser.new_context(viewport=WINDOW, color_scheme=mode)
        walks = []
        for name in names:
            tab = context.new_page()
            requests, complaints = listen(tab)
            tab.goto((decks / "slides" / f"{name}.html").as_uri())
            walks.append(Walk(name, requests, complaints, tab.evaluate(WALK)))
            tab.close()
        context.close()
        return walks

    return walk_through


@pytest.fixture(scope="module")
def walks(walk):
    """What was found on the slides of all decks in light."""
    return walk([page.rpartition("/")[2] for page in chapters()], "light")


@pytest.fixture
def deck(decks, tab):
    """A deck in a tab, at its first slide."""
    tab.set_viewport_size(WINDOW)
    tab.goto((decks / "slides" / "transfer.html").as_uri())
    tab.wait_for_function("Reveal.isReady()")
    return tab


def cut(walks: list[Walk]) -> list[str]:
    return [
        f"{walk.deck}, {slide['title']}: {slide['cut']}"
        for walk in walks
        for slide in walk.slides
        if slide["cut"] or not slide["shown"]
    ]


@pytest.mark.slow
def test_no_slide_is_cut_in_light(walks):
    assert len(walks) == len(chapters())
    assert all(len(walk.slides) > 20 for walk in walks)
    assert not cut(walks)


@pytest.mark.slow
def test_no_slide_is_cut_in_dark(walk):
    walks = walk(DARK, "dark")
    assert not cut(walks)
    assert not any(walk.complaints for walk in walks)


@pytest.mark.slow
def test_letters_and_drawings_stay_large(walks):
    small = [
        (walk.deck, slide["title"], slide["size"], slide["height"])
        for walk in walks
        for slide in walk.slides
        if slide["size"] < SMALLEST or (slide["height"] or WINDOW["height"]) < WINDOW["height"] / 2
    ]
    assert not small


@pytest.mark.slow
def test_decks_ask_for_local_files_only_and_complain_of_nothing(walks, decks):
    for walk in walks:
        elsewhere = [url for url in walk.requests if not url.startswith((decks.as_uri(), "data:"))]
        assert not elsewhere, walk.deck
        assert not walk.complaints, walk.deck


@pytest.mark.slow
@pytest.mark.parametrize("name", ["scanners", "transfer"])
def test_axe_finds_nothing(decks, tab, axe, name):
    tab.set_viewport_size(WINDOW)
    tab.goto((decks / "slides" / f"{name}.html").as_uri())
    tab.wait_for_function("Reveal.isReady()")
    kinds = tab.evaluate(
        "[...document.querySelectorAll('.slide')].map((slide) => slide.classList[1])"
    )
    for kind in sorted(set(kinds)):
        tab.evaluate(f"Reveal.slide({kinds.index(kind)}, 0, 99)")
        tab.wait_for_timeout(100)
        assert not axe(tab), kind


def test_a_deck_is_used_by_keys(deck):
    number = "Reveal.getIndices().h"
    deck.keyboard.press("ArrowRight")
    deck.keyboard.press("Space")
    assert deck.evaluate(number) == 2
    deck.keyboard.press("ArrowLeft")
    assert deck.evaluate(number) == 1
    deck.keyboard.press("End")
    answer = deck.locator(".slide.present .answer")
    assert answer.evaluate("(box) => getComputedStyle(box).opacity") == "0"
    deck.keyboard.press("ArrowRight")
    assert "visible" in answer.get_attribute("class")


def test_the_speakers_window_shows_the_notes(deck, decks):
    deck.keyboard.press("ArrowRight")
    notes = deck.locator(".slide.present aside.notes").evaluate("(notes) => notes.innerText")
    with deck.expect_popup() as opened:
        deck.keyboard.press("s")
    shown = opened.value.locator(".speaker-controls-notes .value")
    shown.get_by_text(notes.split(".")[0].strip()).wait_for()
    assert len(opened.value.frames) == 3
    opened.value.close()


def test_each_slide_is_a_page_on_paper(deck):
    printed = deck.pdf(prefer_css_page_size=True)
    assert len(PdfReader(BytesIO(printed)).pages) == deck.evaluate("Reveal.getTotalSlides()")


def test_a_slider_moves_its_figure_and_not_the_slides(decks, tab):
    tab.goto((decks / "slides" / "motivation.html").as_uri())
    tab.wait_for_function("Reveal.isReady()")
    find = "[...document.querySelectorAll('.slide')].findIndex((s) => s.querySelector('.explorer'))"
    number = tab.evaluate(find)
    tab.evaluate(f"Reveal.slide({number})")
    drawing = tab.locator(".slide.present svg[role=img]")
    before = drawing.get_attribute("aria-label")
    slider = tab.locator(".slide.present input")
    slider.focus()
    slider.press("ArrowRight")
    tab.wait_for_function(
        "(before) => document.querySelector('.present svg').ariaLabel != before", arg=before
    )
    assert tab.evaluate("Reveal.getIndices().h") == number


def test_slides_stay_slides_on_a_phone(decks, browser):
    context = browser.new_context(viewport={"width": 390, "height": 700}, has_touch=True)
    tab = context.new_page()
    tab.goto((decks / "slides" / "transfer.html").as_uri())
    tab.wait_for_function("Reveal.isReady()")
    assert not tab.evaluate("Reveal.isScrollView()")
    width = "document.querySelector('.slide.present').getBoundingClientRect().width"
    assert tab.evaluate(width) <= 390
    context.close()
