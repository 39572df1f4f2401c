"""Parts and chapters, numbers by chapter, ways on: the reader always knows where she is."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

PARTS = yaml.safe_load((Path(__file__).parents[2] / "_toc.yml").read_text("utf-8"))["parts"]
CHAPTERS = [
    (f"{entry['file']}.html", part["caption"])
    for part in PARTS
    if part.get("numbered")
    for entry in part["chapters"]
]
NUMBERED = {
    "figures": (".bd-article figcaption .caption-number", r"Fig\. "),
    "equations": (".bd-article .eqno", r"\("),
    "exercises": (".bd-article .exercise .caption-number", "Exercise "),
    "questions": (".bd-article .question > .admonition-title", "Question "),
}


@pytest.fixture(scope="module")
def chapters(pages):
    return {page: pages[page] for page, _ in CHAPTERS}


def test_chapters_are_counted_through_the_parts_in_title_and_sidebar(chapters):
    for number, (name, part) in enumerate(CHAPTERS, start=1):
        page = chapters[name]
        assert page.h1.find(class_="section-number").get_text() == f"{number}. "
        assert page.h1.find_previous_sibling(class_="part").get_text() == part
        assert page.title.get_text().startswith(f"{number}. ")
        sidebar = page.find(class_="bd-docs-nav")
        captions = [caption.get_text(strip=True) for caption in sidebar.find_all(class_="caption")]
        assert captions == [part["caption"] for part in PARTS]
        here = sidebar.select_one("li.current a").get_text(strip=True)
        assert here.startswith(f"{number}. ")


@pytest.mark.parametrize("kind", NUMBERED)
def test_numbers_begin_with_the_chapter_and_leave_none_out(chapters, kind):
    where, before = NUMBERED[kind]
    counts = []
    for chapter, (name, page) in enumerate(chapters.items(), start=1):
        found = [numbered.get_text() for numbered in page.select(where)]
        numbers = [re.match(rf"{before}(\d+)\.(\d+)\b", text).groups() for text in found]
        expected = [(str(chapter), str(place)) for place in range(1, len(found) + 1)]
        assert numbers == expected, name
        counts.append(len(found))
    assert sum(counts) > len(chapters)


def test_a_link_to_something_numbered_says_its_number(chapters):
    links = 0
    for name, page in chapters.items():
        for link in page.select(".bd-article a.internal[href*='#']"):
            said = re.search(r"(?:Fig\.|Exercise|Question|\() ?(\d+\.\d+)", link.get_text())
            file, _, anchor = link["href"].partition("#")
            target = chapters.get(f"book/{file}" if file else name)
            if said and target and (numbered := target.find(id=anchor)):
                number = numbered.select_one(".caption-number, .eqno, .admonition-title")
                assert said[1] in number.get_text(), (name, link)
                links += 1
    assert links > 100


def test_a_chapter_ends_with_next_steps_that_lead_somewhere(chapters, pages):
    for name, page in chapters.items():
        section = page.find(id="next-steps")
        assert section.find_next_sibling("section") is None
        links = section.find_all("a", class_="internal")
        assert len(links) == 3, name
        for link in links:
            file, _, anchor = link["href"].partition("#")
            target = pages[f"book/{file}" if file else name]
            assert not anchor or target.find(id=anchor), (name, link)
    for (name, page), (following, _) in pairwise(chapters.items()):
        assert page.find(id="next-steps").find_all("a")[-1]["href"] == Path(following).name, name


def test_the_glossary_stands_under_letters_in_their_order(pages):
    glossary = pages["book/glossary.html"]
    headings = [heading.find(string=True) for heading in glossary.find_all("h2")]
    letters = headings[1:]
    assert letters == sorted(set(letters))
    for heading in glossary.find_all("h2")[1:]:
        terms = heading.find_parent("section").find_all("dt")
        firsts = {term.get_text(strip=True)[0].upper() for term in terms}
        assert firsts == {heading.find(string=True)}
    row = glossary.find(class_="letters").find_all("a")
    assert [link.get_text() for link in row] == headings
    assert all(glossary.find(id=link["href"][1:]) for link in row)


def test_an_address_that_leads_nowhere_has_a_page_with_a_way_back(pages):
    page = pages["404.html"]
    assert page.find("article").find("a", href="book/index.html")
    assert page.find("article").find("form", class_="bd-search")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
