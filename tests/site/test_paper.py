"""The book on paper and offline: nothing is missing, nothing is cut, every link leads somewhere."""

import zipfile
from pathlib import PurePosixPath

import pytest
from pypdf import PdfReader

from conundrum.publishing.archive import write_archive
from conundrum.publishing.contents import Part
from conundrum.publishing.paper import print_book, put_together

# A short chapter and the pages that close the book stand for all.
CHAPTER = "book/transfer"
PARTS = [
    Part("Part I. One", True, (CHAPTER,)),
    Part("To look up", False, ("book/glossary", "book/references")),
]
CUT = """
[...document.querySelectorAll("pre, .formula, .pst-scrollable-table-container, svg, table")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1 && box.tagName != "svg"
    || box.getBoundingClientRect().right > innerWidth + 1)
  .map((box) => box.outerHTML.slice(0, 200))
"""


@pytest.fixture(scope="module")
def book(site):
    return put_together(site, "book/index", PARTS)


@pytest.fixture(scope="module")
def printed(book, browser, tmp_path_factory):
    """The PDF, and what is cut off in it."""
    file = tmp_path_factory.mktemp("paper") / "book.pdf"
    tab = browser.new_page()
    print_book(tab, book, file)
    cut = tab.evaluate(CUT)
    tab.close()
    return PdfReader(file), cut


def test_the_pages_are_there_with_their_figures_and_formulas(book, pages):
    page = pages[f"{CHAPTER}.html"].find("article")
    chapter = book.find(id="transfer")
    assert len(chapter.select(".computed-figure svg")) == len(page.select(".computed-figure"))
    assert len(chapter.find_all("math")) == len(page.select("math"))
    assert not book.find_all(["script", "button", "details"])


def test_ids_are_unique_and_every_link_leads_somewhere(book):
    ids = [element["id"] for element in book.find_all(id=True) if not element.find_parent("svg")]
    assert len(ids) == len(set(ids))
    links = [link["href"] for link in book.find_all("a", href=True)]
    inside = [link[1:] for link in links if link.startswith("#")]
    assert len(inside) > 40
    assert set(inside) <= set(ids)
    assert all(link.startswith(("#", "http://", "https://", "mailto:")) for link in links)


def test_answers_and_solutions_stand_at_the_end_of_the_chapter(book, pages):
    page = pages[f"{CHAPTER}.html"].find("article")
    answers = book.select_one("#transfer > .answers")
    assert answers.find_next_sibling() is None
    titles = [title.get_text() for title in answers.select(":scope > div > .admonition-title")]
    questions = [title.get_text() for title in page.select(".question > .admonition-title")]
    solutions = [title.get_text() for title in page.select("details.solution > summary")]
    assert titles == questions + solutions
    assert len(book.select("#transfer .to-answer a")) == len(titles) > 4
    assert not book.select("#transfer .question .dropdown")


def test_nothing_is_cut_off(printed):
    _, cut = printed
    assert not cut, "\n".join(cut)


def test_the_contents_name_the_page_on_which_a_chapter_begins(printed, book):
    reader, _ = printed
    entries = book.select(".contents li")
    assert len(entries) == 3
    for entry in entries:
        page = reader.pages[int(entry.select_one(".page").get_text()) - 1]
        title = entry.a.get_text()
        assert " ".join(title.split()) in " ".join(page.extract_text().split())
    assert {bookmark.title for bookmark in reader.outline if not isinstance(bookmark, list)} >= {
        entry.a.get_text() for entry in entries
    }


def test_the_archive_is_the_whole_site_and_can_be_searched_without_a_network(
    site, browser, tmp_path, listen
):
    for name in ("book.zip", "again/book.zip"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_archive(site, tmp_path / name)
    assert (tmp_path / "book.zip").read_bytes() == (tmp_path / "again/book.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "book.zip") as packed:
        names = {PurePosixPath(name) for name in packed.namelist()}
        packed.extractall(tmp_path)
    pages = {PurePosixPath("book", file.relative_to(site)) for file in site.rglob("*.html")}
    assert pages - names == {PurePosixPath("book/404.html")}
    context = browser.new_context(offline=True)
    tab = context.new_page()
    requests, complaints = listen(tab)
    tab.goto((tmp_path / "book" / "search.html").as_uri())
    tab.locator("main input[type=search]").fill("conundrum")
    tab.keyboard.press("Enter")
    tab.locator("#search-results li a").first.click()
    tab.locator("article h1").wait_for()
    context.close()
    assert all(
        request.startswith(tmp_path.as_uri()) for request in requests if "data:" not in request
    )
    assert not complaints


def test_a_folder_without_pages_is_refused(tmp_path):
    with pytest.raises(ValueError, match="run make book"):
        write_archive(tmp_path, tmp_path / "book.zip")
    assert not list(tmp_path.iterdir())
