"""The whole book as a PDF: ``make pdf``.

Run as ``python -m conundrum.publishing.paper SITE PDF`` with the folder of the built pages and the
file to write.

The pages are put together into a single one, which Chromium prints. It lays out MathML, and figures
whose colours are CSS variables, as readers know them from the site; tools that are made for print,
such as WeasyPrint or LaTeX, cannot. The browser that tests the pages does it, so nothing else is
to be installed.
"""

import sys
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath

from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from conundrum.publishing.browser import launch
from conundrum.publishing.contents import CONTENTS, Part, read_contents

STYLES = ("site.css", "paper.css")
# For a screen only, or elsewhere in the book: the checks of a section stand with all claims.
LEFT_OUT = (
    ".headerlink, .live, .code-links, .slider, .reading, section > .checks, .hidden-cell,"
    " .choose, .letters, #next-steps, script, noscript, button"
)
# What is wider than the page is made smaller, since paper does not scroll.
SHRINK = """
for (const box of document.querySelectorAll(".formula, .pst-scrollable-table-container, pre")) {
  const ratio = 0.98 * box.clientWidth / box.scrollWidth;
  const size = parseFloat(getComputedStyle(box).fontSize);
  if (ratio < 0.98) box.style.fontSize = `${ratio * size}px`;
}
"""


def put_together(site: Path, first: str, parts: list[Part]) -> BeautifulSoup:
    """Make a single page of the book.

    Parameters
    ----------
    site
        The folder of the built pages.
    first
        The page that the book begins with.
    parts
        What follows, after the contents.

    Returns
    -------
    BeautifulSoup
        Ids and links are those of the pages, with the page before them; answers and solutions stand
        at the end of each chapter; what only a screen can show is left out.
    """
    book = BeautifulSoup(_frame(site), "html.parser")
    pages = [first, *(page for part in parts for page in part.pages)]
    articles = {page: _article(site, page, pages) for page in pages}
    book.body.append(articles[first])
    book.body.append(_contents(book, parts, articles))
    for page in pages[1:]:
        book.body.append(articles[page])
    _mend_links(book)
    return book


def fill_in_page_numbers(book: BeautifulSoup, printed: PdfReader) -> None:
    """Write into the contents where each chapter begins, as it was printed."""
    places = printed.named_destinations
    for entry in book.select(".contents li"):
        page = printed.get_destination_page_number(places[f"/{entry.a['href'][1:]}"])
        entry.select_one(".page").string = str(page + 1)


def print_book(tab: Page, book: BeautifulSoup, file: Path) -> None:
    """Print the book, twice: the contents name pages that are known when it is printed.

    Parameters
    ----------
    tab
        An empty tab of a browser.
    book
        As `put_together` makes it.
    file
        The PDF; it appears when it is complete.
    """
    print_page = partial(_print, tab, file.with_suffix(".html"))
    fill_in_page_numbers(book, PdfReader(BytesIO(print_page(book))))
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(print_page(book))
    unfinished.replace(file)


def main(site: Path, file: Path) -> None:
    """Print all pages of a site."""
    book = put_together(site.resolve(), *read_contents(CONTENTS))
    with sync_playwright() as playwright:
        browser = launch(playwright)
        print_book(browser.new_page(), book, file)
        browser.close()


def _print(tab: Page, page: Path, book: BeautifulSoup) -> bytes:
    page.write_text(str(book), encoding="utf-8")
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 643, "height": 900})  # what A4 has between the margins
    tab.goto(page.resolve().as_uri())
    tab.evaluate("document.fonts.ready")
    tab.evaluate(SHRINK)
    return tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)


def _frame(site: Path) -> str:
    links = "".join(
        f'<link rel="stylesheet" href="{file.as_uri()}">'
        for file in (site / "_static" / name for name in STYLES)
    )
    title = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser").title
    return (
        f'<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">{title}'
        f"{links}</head><body></body></html>"
    )


def _article(site: Path, page: str, pages: list[str]) -> Tag:
    """Take what is read from a page, ready to stand beside that of other pages."""
    soup = BeautifulSoup((site / f"{page}.html").read_text("utf-8"), "html.parser")
    article = soup.select_one("article.bd-article").extract()
    for figure in article.select(".computed-figure"):
        drawing = (site / page).parent / figure.img["src"]
        figure.replace_with(_drawing(drawing.read_text("utf-8")))
    for element in article.select(LEFT_OUT):
        element.decompose()
    for element in article.find_all(id=True):
        if not element.find_parent("svg"):
            element["id"] = f"{_name(page)}--{element['id']}"
    article["id"] = _name(page)
    for link in article.find_all("a", href=True):
        link["href"] = _href(site, page, link["href"], pages)
    _move_answers(soup, article, _name(page))
    for fold in article.find_all("details"):
        fold.name, fold.summary.name = "div", "p"
    return article


def _drawing(svg: str) -> Tag:
    """Make a figure of a drawing, which stands beside its page."""
    return BeautifulSoup(f'<div class="computed-figure">{svg}</div>', "html.parser").div


def _move_answers(soup: BeautifulSoup, article: Tag, name: str) -> None:
    """Put answers and solutions at the end of a chapter, and links to them in their places."""
    answers = list(_answers(article))
    if not answers:
        return
    end = soup.new_tag("section", attrs={"class": "answers"})
    end.append(soup.new_tag("h2", string="Answers and solutions"))
    for count, (answer, title) in enumerate(answers):
        kind = answer.summary.get_text().split()[0].rstrip(",")
        answer["id"] = answer.get("id", f"{name}--answer-{count}")
        link = soup.new_tag("p", attrs={"class": "to-answer"})
        link.append(soup.new_tag("a", href=f"#{answer['id']}", string=f"{kind}: see the end"))
        answer.replace_with(link)
        answer.summary.string = title
        end.append(answer)
    article.append(end)


def _answers(article: Tag) -> Iterator[tuple[Tag, str]]:
    for question in article.select(".question"):
        title = question.select_one(".admonition-title").get_text()
        yield from ((answer, title) for answer in question.select("details"))
    for solution in article.select("details.solution"):
        yield solution, solution.summary.get_text()


def _contents(book: BeautifulSoup, parts: list[Part], articles: dict[str, Tag]) -> Tag:
    contents = book.new_tag("article", attrs={"class": "contents bd-article"})
    contents.append(book.new_tag("h1", string="Contents"))
    for part in parts:
        contents.append(book.new_tag("h2", string=part.caption))
        pages = book.new_tag("ol")
        contents.append(pages)
        for page in part.pages:
            entry = book.new_tag("li")
            title = articles[page].h1.get_text()
            entry.append(book.new_tag("a", href=f"#{_name(page)}", string=title))
            entry.append(book.new_tag("span", attrs={"class": "page"}))
            pages.append(entry)
    return contents


def _href(site: Path, page: str, href: str, pages: list[str]) -> str:
    """Lead to the place in the book, where what is linked is a page of it."""
    if "://" in href or href.startswith("mailto:"):
        return href
    path, _, anchor = href.partition("#")
    target = (site / page).parent.joinpath(path).resolve() if path else site / f"{page}.html"
    linked = target.relative_to(site).with_suffix("").as_posix()
    if linked not in pages:
        return ""
    return f"#{_name(linked)}--{anchor}" if anchor else f"#{_name(linked)}"


def _mend_links(book: BeautifulSoup) -> None:
    """Lead to a check where it is listed, and make text of links to what is not in the book."""
    ids = {element["id"] for element in book.find_all(id=True)}
    for link in book.find_all("a", href=True):
        if link["href"].startswith("#") and link["href"][1:] not in ids:
            claim = link["href"].rpartition("--claim-")[2]
            link["href"] = f"#claims--listed-{claim}"
            if link["href"][1:] not in ids:
                link.unwrap()
        elif not link["href"]:
            link.unwrap()


def _name(page: str) -> str:
    return PurePosixPath(page).name


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
