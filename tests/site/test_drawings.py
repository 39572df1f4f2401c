"""A figure's drawing lies beside its page, and is there when somebody sees or prints it."""

import re

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from conundrum.page import explore, show
from conundrum.site.drawings import Drawings, shorten
from conundrum.style import COLOUR, moving, panels
from frames import settle, show_all

PAGE = "book/transfer.html"


def rising_line(height):
    figure, [axes] = panels()
    moving(*axes.plot([0, 1], [0, height], color=COLOUR["spline"]))
    return figure


@pytest.fixture
def page(site, tab):
    tab.set_viewport_size({"width": 1400, "height": 900})
    tab.goto((site / PAGE).as_uri())
    return tab


def test_a_page_keeps_the_place_and_the_words_of_its_drawings(tmp_path):
    drawings = Drawings()
    places = [
        BeautifulSoup(drawings.take_out(output._repr_html_(), "there"), "html.parser")
        for output in (
            show(rising_line, 1, alt="It rises."),
            explore(rising_line, [1, 2], slider="Height", values="12", alts=["One.", "Two."]),
        )
    ]
    drawings.write(tmp_path / "page")
    for number, (place, alt) in enumerate(zip(places, ("It rises.", "One."), strict=True)):
        figure = place.select_one(".computed-figure")
        assert not place.find(["svg", "script"])
        assert figure["aria-label"] == figure.img["alt"] == alt
        assert figure.img["src"] == f"there/wide-{number}.svg"
        for layout in ("wide", "narrow"):
            svg = (tmp_path / "page" / f"{layout}-{number}.svg").read_text("utf-8")
            width, height = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()
            across, down = re.search(rf"--{layout}: (\d+) / (\d+)", figure["style"]).groups()
            assert float(width) / float(height) == pytest.approx(int(across) / int(down), rel=0.01)
    slider = places[1].select_one("input")
    assert "oninput" not in slider.attrs
    assert places[1].label["for"] == slider["id"]
    assert places[1].output["for"] == [slider["id"]]
    assert sorted(file.stem for file in (tmp_path / "page").glob("*.js")) == [
        "narrow",
        "narrow-1",
        "wide",
        "wide-1",
    ]


def test_a_shortened_path_leads_the_same_way():
    path = "M 10.04 -0.02 \nL 20.96 3.5 \nC 1.00 2 3.33 4 5 6 \nz\n"
    assert shorten(f'<path d="{path}"/>') == '<path d="M10 -0L21 3.5C1 2 3.3 4 5 6z"/>'


@pytest.mark.slow
def test_a_drawing_is_put_in_when_its_figure_comes_near_and_nothing_moves(page):
    figure = page.locator(".computed-figure").last
    height = figure.bounding_box()["height"]
    assert not figure.locator("svg").count()
    figure.scroll_into_view_if_needed()
    figure.locator(".wide svg").wait_for()
    assert figure.bounding_box()["height"] == pytest.approx(height, abs=1)
    page.set_viewport_size({"width": 390, "height": 900})
    expect(figure.locator(".narrow svg")).to_be_visible()
    assert figure.locator("svg").count() == 1


@pytest.mark.slow
def test_all_figures_are_there_when_a_page_is_printed(page):
    show_all(page)
    for figure in page.locator(".computed-figure").all():
        assert figure.locator("svg[role=img]").get_attribute("aria-label")


@pytest.mark.slow
def test_without_its_file_a_figure_is_a_picture(site, tab):
    tab.route("**/wide.js", lambda route: route.abort())
    tab.goto((site / PAGE).as_uri())
    figure = tab.locator(".computed-figure").first
    figure.scroll_into_view_if_needed()
    expect(figure.locator("img")).to_be_visible()


@pytest.mark.slow
def test_a_link_leads_to_a_figure_far_down_the_page(site, tab, pages):
    place = pages[PAGE].select("figure")[-1]["id"]
    tab.goto(f"{(site / PAGE).as_uri()}#{place}")
    settle(tab, 300)
    assert -50 < tab.locator(f"#{place}").bounding_box()["y"] < 450
