"""Live figures on the built pages: loaded where they are and nowhere else, and never needed."""

import gzip
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

TEMPLATES = Path(__file__).parents[2] / "book" / "_templates"
HEAVIEST = 150_000  # bytes, compressed, of all that the figures of a page load

FIGURE = """
```{figure} picture.svg
:name: fig-computed
:alt: a line

A caption.
```
"""


def test_no_page_loads_too_much(pages, site):
    for name, page in pages.items():
        loaded = {place["data-src"] for place in page.select(".live[data-src]")} | {
            part[key]
            for key, selector in (
                ("href", "link[href*='/live/']"),
                ("src", "script[src*='/live/']"),
            )
            for part in page.select(selector)
        }
        files = [(site / name).parent / address.partition("?")[0] for address in loaded]
        weight = sum(len(gzip.compress(file.read_bytes())) for file in files)
        assert weight <= HEAVIEST, name


def test_pages_without_a_live_figure_load_nothing_of_them(pages):
    for name, page in pages.items():
        if not page.select(".live"):
            assert not page.find_all(["script", "link"], attrs={"src": re.compile("/live/")}), name
            assert not page.find_all("link", href=re.compile("_static/live/")), name


@pytest.fixture
def build_live(build, tmp_path):
    """Build a page with a live figure whose script is there."""
    scripts = tmp_path / "book" / "_static" / "live"
    scripts.mkdir(parents=True)
    (scripts / "try-it.js").write_text("", encoding="utf-8")
    (tmp_path / "picture.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (tmp_path / "templates").mkdir()
    for name in ("live.html", "theme.html"):
        shutil.copy(TEMPLATES / name, tmp_path / "templates" / name)

    def build_page(markdown: str) -> tuple[BeautifulSoup, str]:
        return build(
            markdown,
            "myst_nb",
            "conundrum.site.markup",
            "conundrum.site.live",
            html_theme="alabaster",
            templates_path=["templates"],
        )

    return build_page


def test_a_live_figure_names_its_script_its_page_and_the_figure_it_stands_for(build_live, tmp_path):
    page, warnings = build_live(
        "# Page\n\n```{live} try-it\n:instead: fig-computed\nDrag *this*.\n```\n" + FIGURE
    )
    assert not warnings
    [place] = page.select(".live")
    assert place["data-src"] == "_static/live/try-it.js"
    assert place["data-page"] == "live/try-it.html"
    assert page.find(id=place["data-instead"]).name == "figure"
    assert place.select_one(".live-words p").get_text() == "Drag this."
    assert page.find("script", src=re.compile("live/loader.js"))
    own = BeautifulSoup((tmp_path / "_build/live/try-it.html").read_text("utf-8"), "html.parser")
    assert own.h1.get_text() == "Try it"
    assert own.select_one(".live")["data-src"] == "../_static/live/try-it.js"
    assert own.select_one("noscript a")["href"] == "../index.html#" + place["id"]


def test_a_page_without_one_is_left_alone(build_live):
    page, warnings = build_live("# Page\n" + FIGURE)
    assert not warnings
    assert not page.find("script", src=re.compile("live/loader.js"))


@pytest.mark.parametrize(
    ("directive", "complaint"),
    [
        ("```{live} missing\n:instead: fig-computed\nWords.\n```", "no live figure 'missing'"),
        ("```{live} try-it\nWords.\n```", "must say which figure"),
        ("```{live} try-it\n:instead: fig-other\nWords.\n```", "no figure 'fig-other'"),
    ],
)
def test_what_is_missing_is_said(build_live, directive, complaint):
    _, warnings = build_live(f"# Page\n\n{directive}\n{FIGURE}")
    assert complaint in warnings
