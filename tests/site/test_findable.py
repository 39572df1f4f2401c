"""Search engines, messengers and reference managers find what they look for."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from PIL import Image

from conundrum.publishing.pictures import draw_pictures
from conundrum.site import finding

ROOT = Path(__file__).parents[2]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["preferred-citation"]
TOC = """
root: index
subtrees:
  - caption: Part I. One
    numbered: 1
    entries: [{file: one}]
  - caption: To look up
    entries: [{file: words}]
"""


def parse(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def properties(page) -> dict[str, str]:
    return {
        meta.get("property") or meta.get("name"): meta["content"]
        for meta in page.find_all("meta", content=True)
        if meta.get("property") or meta.get("name")
    }


def data(page) -> dict:
    return json.loads(page.find("script", type="application/ld+json").string)


def test_each_page_says_what_it_is(pages, readable):
    for name in readable:
        if not name.startswith("book/"):
            continue
        found = properties(pages[name])
        assert found["og:description"] == found["description"], name
        assert found["og:title"] == found["citation_title"], name
        assert pages[name].h1.get_text().rstrip("#").endswith(found["og:title"]), name
        assert found["og:site_name"] == CITATION["title"]


def test_the_course_lists_its_chapters_and_each_chapter_its_course(pages):
    course = data(pages["book/index.html"])
    assert course["@type"] == "Course"
    chapters = [page for name, page in pages.items() if page.find(class_="part")]
    described = [data(page) for page in chapters]
    assert sorted(chapter["position"] for chapter in described) == list(range(1, len(chapters) + 1))
    by_place = sorted(described, key=lambda chapter: chapter["position"])
    assert [chapter["name"] for chapter in course["hasPart"]] == [
        chapter["name"] for chapter in by_place
    ]
    assert all(chapter["isPartOf"]["name"] == course["name"] for chapter in described)


def test_at_home_nothing_names_an_address(pages, site):
    for name, page in pages.items():
        if name != "index.html":
            assert not page.find("link", rel="canonical"), name
            assert not {"og:url", "og:image", "citation_public_url"} & set(properties(page)), name
    assert not (site / "sitemap.xml").exists()


def test_citations_can_be_read_by_reference_managers(site):
    bibtex = (site / "citation.bib").read_text("utf-8")
    assert bibtex.startswith("@book{")
    assert bibtex.count("{") == bibtex.count("}")
    ris = (site / "citation.ris").read_bytes().decode()
    lines = ris.split("\r\n")
    assert lines[0] == "TY  - BOOK"
    assert lines[-2:] == ["ER  - ", ""]
    for said in (CITATION["title"], CITATION["authors"][0]["name"], str(CITATION["year"])):
        assert said in bibtex
        assert said in ris


@pytest.fixture
def published(tmp_path, monkeypatch):
    """Build a book of three pages as the workflow that publishes does."""
    monkeypatch.setenv("PAGES_URL", "https://teacher.github.io/book")
    description = "---\nmyst:\n  html_meta:\n    description: About {}.\n---\n\n# {}\n"
    for name, title in (("index", "The book"), ("one", "One <&>"), ("words", "Words")):
        text = description.format(name, title) + "\n## Exercises\n"
        text += "\n(claims-of-one)=\n## Claims\n" if name == "words" else ""
        (tmp_path / f"{name}.md").write_text(text)
    (tmp_path / "_toc.yml").write_text(TOC)
    (tmp_path / "CITATION.cff").write_text((ROOT / "CITATION.cff").read_text("utf-8"))
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_parser', 'sphinx_external_toc', 'sphinx_book_theme',"
        " 'conundrum.site.order', 'conundrum.site.finding']\n"
        "html_theme = 'sphinx_book_theme'\nuse_multitoc_numbering = True\n"
        f"templates_path = [{str(ROOT / 'book' / '_templates')!r}]\n"
        "html_additional_pages = {'404': '404.html'}\n"
    )
    out = tmp_path / "_build"
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", tmp_path, out]
    build = subprocess.run(command, capture_output=True, text=True, check=False)
    assert build.returncode == 0, build.stderr
    return out


def test_published_pages_name_their_addresses(published):
    base = "https://teacher.github.io/book/"
    for name in ("index", "one", "words"):
        page = parse(published / f"{name}.html")
        assert page.find("link", rel="canonical")["href"] == f"{base}{name}.html"
        assert properties(page)["og:url"] == f"{base}{name}.html"
    chapter = parse(published / "one.html")
    assert data(chapter)["name"] == "One <&>"
    assert data(chapter)["url"] == f"{base}one.html"
    assert properties(chapter)["og:image"] == f"{base}_static/pictures/one.png"
    assert "og:image" not in properties(parse(published / "words.html"))
    urls = ElementTree.parse(published / "sitemap.xml").getroot()
    assert {url[0].text for url in urls} == {f"{base}{n}.html" for n in ("index", "one", "words")}
    assert f"Sitemap: {base}sitemap.xml" in (published / "robots.txt").read_text()
    # Shown at any address, so that its links start from the top of the site.
    assert parse(published / "404.html").find("base")["href"] == "/book/"


@pytest.mark.parametrize("address", ["teacher.github.io/book", "ftp://a/b", 'https://a/"b'])
def test_an_address_that_is_none_is_refused(monkeypatch, address):
    monkeypatch.setenv("PAGES_URL", address)
    with pytest.raises(ValueError, match="PAGES_URL is"):
        finding.published_at()


def test_a_picture_is_as_large_as_it_is_said_to_be(site, browser, tmp_path):
    draw_pictures(browser, site, tmp_path, ["book/transfer"])
    with Image.open(tmp_path / "_static/pictures/transfer.png") as picture:
        assert picture.size == (finding.PICTURE["width"], finding.PICTURE["height"])
        colours = picture.convert("L").histogram()
        assert sum(colours[:200]) > 10_000  # ink: a title and a figure
