"""Slides have what a room looks at, in the order of the chapter; the rest becomes notes."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from conundrum.publishing.slides import WORDS_OF_A_LIST, chapters, make_deck

SITE = Path(__file__).parents[2] / "_build" / "html"

THEME = "<script>/* light or dark */</script>"
PAGE = """<html><head><title>A chapter</title>{theme}</head><body>
<article class="bd-article"><section><p class="part">Part I. One</p><h1>1. A chapter</h1>
<blockquote><p>Why?</p></blockquote><p>Because.</p>
<section id="first"><h2>First</h2>{first}</section>
<section id="exercises"><h2>Exercises</h2><p>Do this.</p></section>
</section></article></body></html>"""


def words(element) -> str:
    return re.sub(r"\s+", " ", element.get_text()).strip()


def parse(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def slide_titles(deck: BeautifulSoup) -> list[str]:
    return [slide.h1.get_text() for slide in deck.select(".slides > section")]


@pytest.fixture
def deck_of(tmp_path):
    """Make a deck of a small page whose first section is given."""
    (tmp_path / "book").mkdir()

    def make(first: str, **others: str) -> BeautifulSoup:
        pages = {"small": PAGE.format(theme=THEME, first=first), **others}
        for name, text in pages.items():
            (tmp_path / "book" / f"{name}.html").write_text(text, encoding="utf-8")
        return parse(make_deck(tmp_path, "book/small"))

    return make


@pytest.mark.slow
@pytest.mark.parametrize("page", chapters())
def test_each_deck_begins_with_the_plan_of_its_chapter(page):
    deck = parse(make_deck(SITE, page))
    notes = deck.select_one(".slides > section > aside.notes")
    assert {"Aims", "Minutes", "Set as homework"} <= {
        bold.get_text().strip(".") for bold in notes.select("strong")
    }


@pytest.mark.slow
@pytest.mark.parametrize("page", chapters())
def test_a_deck_has_all_that_is_shown_in_the_order_of_its_chapter(page):
    deck = parse(make_deck(SITE, page)).select_one(".slides")
    chapter = parse((SITE / f"{page}.html").read_text("utf-8")).select_one("article")
    for element in chapter.select(".headerlink, .predict .admonition-title, .code-links, .checked"):
        element.decompose()
    shown = "figure, div.predict, .claim, .saw li, .question > ol > li"
    on_slides = "figure, div.predict, .claim, .saw li, .asked > ol > li"
    assert list(map(words, deck.select(on_slides))) == list(map(words, chapter.select(shown)))
    drawn = ".computed-figure, .claim > .strip"
    in_words = [[drawing["aria-label"] for drawing in of.select(drawn)] for of in (deck, chapter)]
    assert in_words[0] == in_words[1]
    assert all(slide.h1.get_text(strip=True) for slide in deck.find_all("section"))
    assert len(deck.select(".asked > .answer.fragment")) == len(chapter.select(".question"))
    for link in deck.select("a[href^='../']"):
        assert (SITE / "slides" / link["href"].partition("#")[0]).resolve().exists(), link["href"]


def test_a_deck_begins_with_the_question_and_leaves_the_exercises_out(deck_of):
    deck = deck_of("<p>Open.</p><p>Go on.</p>")
    assert slide_titles(deck) == ["1. A chapter", "First"]
    title, first = deck.select(".slides > section")
    assert title.select_one(".part").get_text() == "Part I. One"
    assert title.blockquote.get_text() == "Why?"
    assert title.select_one("aside.notes").get_text() == "Because."
    assert first.select_one("h1 + p").get_text() == "Open."
    assert first.select_one("aside.notes").get_text() == "Go on."


def test_a_formula_stands_with_the_text_that_leads_to_it(deck_of):
    formula = '<div class="equation"><math></math></div>'
    deck = deck_of(f"<p>Open.</p>{formula}<p>Say.</p><p>Lead:</p>{formula}")
    _, first, second = deck.select(".slides > section")
    assert first.select_one(".equation")
    assert first.aside.get_text() == "Say."
    assert second.select_one("h1 + p").get_text() == "Lead:"
    assert second.select_one("p + .equation")


def test_a_long_list_goes_on_on_the_next_slide_and_keeps_counting(deck_of):
    items = f"<li>{'word ' * (WORDS_OF_A_LIST // 2)}</li>" * 5
    deck = deck_of(f"<p>Open.</p><ol>{items}</ol>")
    lists = deck.find_all("ol")
    assert [len(part.find_all("li")) for part in lists] == [2, 2, 1]
    assert [part.get("start") for part in lists] == [None, "3", "5"]


def test_links_lead_to_the_same_places(deck_of):
    hrefs = ["#here", "other.html#there", "../live/one.html", "https://example.org/x"]
    links = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    deck = deck_of(f"<p>{links}</p>")
    assert [link["href"] for link in deck.select(".slides a")] == [
        "../book/small.html#here",
        "../book/other.html#there",
        "../live/one.html",
        "https://example.org/x",
    ]


def test_the_plan_for_teachers_is_in_the_notes_of_the_first_slide(deck_of):
    plan = "<section id='small'><span id='teach-small'></span><h3>Small</h3><p>Ask.</p></section>"
    deck = deck_of("<p>Open.</p>", teaching=plan)
    assert deck.select_one(".title aside").get_text() == "Ask.Because."
    deck = deck_of("<p>Open.</p>", teaching=plan.replace("small", "other"))
    assert deck.select_one(".title aside").get_text() == "Because."


def test_a_missing_page_and_a_page_without_a_chapter_are_named(deck_of, tmp_path):
    with pytest.raises(ValueError, match=r"none\.html is not there: run make book"):
        make_deck(tmp_path, "book/none")
    (tmp_path / "book/empty.html").write_text("<p>Nothing</p>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"empty\.html holds no chapter"):
        make_deck(tmp_path, "book/empty")
