"""Slides for teachers, one deck a chapter, made from its page: ``make slides``.

Run as ``python -m conundrum.publishing.slides SITE`` with the folder of the built pages; the decks
are written into its folder ``slides``.

A deck has what a room looks at, in the order of the page: questions, figures, formulas, claims.
What a page says around them becomes the notes of the slide before it. Figures stay places for the
drawings of the page, which its own script fetches, so that they can be no others, and sliders move.
reveal.js shows the slides; it comes with sphinx-revealjs, of which nothing else is used.
"""

import shutil
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from conundrum.publishing.contents import CONTENTS, read_contents
from conundrum.site.policy import policy

FOLDER = "slides"
REVEAL = files("sphinx_revealjs") / "_static" / "revealjs"
SPEAKER_VIEW = "plugin/notes/speaker-view.html"
SHOWN_WITH = (
    "LICENSE",
    "dist/reveal.css",
    "dist/reveal.js",
    "plugin/notes/notes.js",
    "plugin/zoom/zoom.js",
)
FRAMES = "frame-src 'self'"  # the speaker's window shows the deck in frames
PAGE = """<!doctype html>
<html lang="en" data-content_root="../" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Slides: {title}</title>
{theme}
<link rel="icon" href="../_static/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="reveal/dist/reveal.css" media="screen">
<link rel="stylesheet" href="../_static/site.css">
<link rel="stylesheet" href="../_static/slides.css">
<script src="reveal/dist/reveal.js" defer></script>
<script src="reveal/plugin/notes/notes.js" defer></script>
<script src="reveal/plugin/zoom/zoom.js" defer></script>
<script src="../_static/slides.js" defer></script>
<script src="../_static/figures.js" defer></script>
</head>
<body>
<noscript><p>Slides need a script. The <a href="{chapter}">chapter</a> does not.</p></noscript>
<main><div class="reveal">{slides}</div></main>
</body>
</html>
"""

NOT_SHOWN = ".headerlink, .code-links, .checks, .checked, .hidden-cell, script"
# These sections are for a reader who is alone.
NOT_TAUGHT = ("exercises", "further-reading", "next-steps")
WORDS_OF_A_LIST = 100  # as many fit on a slide
WORDS_OF_A_LEAD = 50
LINES_OF_CODE = 18
TALL = 1.6  # a drawing less wide than this, for its height, has its caption beside it,
WORDS_OF_A_CAPTION = 60  # in a wider column if there are more words


class Deck:
    """The slides of a chapter, in the making.

    Parameters
    ----------
    soup
        The page of the chapter, whose parts are moved to the slides.
    """

    def __init__(self, soup: BeautifulSoup) -> None:
        self.soup = soup
        self.slides = soup.new_tag("div", attrs={"class": "slides bd-article"})
        self.section = ""  # the heading of the section that the next slides belong to
        self._lead: Tag | None = None  # the paragraph before, where it is of this section

    def begin(self, section: str) -> None:
        """Let the next slides belong to a section, whose heading is given."""
        self.section = section
        self._lead = None

    def add(self, kind: str, title: str, *content: Tag) -> None:
        """Add a slide; above its title stands the section, unless that is the title."""
        slide = self.soup.new_tag("section", attrs={"class": f"slide {kind}"})
        if title != self.section:
            slide.append(self.soup.new_tag("p", attrs={"class": "part"}, string=self.section))
        slide.append(self.soup.new_tag("h1", string=title))
        slide.extend(content)
        self.slides.append(slide)
        self._lead = None

    def note(self, content: Tag) -> None:
        """Add to what the teacher says about the last slide."""
        slide = self._last()
        notes = slide.find("aside", recursive=False)
        if notes is None:
            notes = self.soup.new_tag("aside", attrs={"class": "notes"})
            slide.append(notes)
        notes.append(content)
        self._lead = content if content.name == "p" else None

    def continue_text(self, kind: str, content: Tag) -> None:
        """Show what a text leads to: on the slide that begins the section, if that came just now.

        Else it gets a slide of its own, with the paragraph before it, if that is short.
        """
        slide = self._last()
        begins = "opening" in slide["class"] and slide.h1.get_text() == self.section
        if begins and slide.aside is None:
            slide.append(content)
        elif self._lead is not None and _words(self._lead) <= WORDS_OF_A_LEAD:
            self.add(kind, self.section, self._lead.extract(), content)
        else:
            self.add(kind, self.section, content)

    def _last(self) -> Tag:
        return self.slides.find_all("section", recursive=False)[-1]


def make_deck(site: Path, page: str) -> str:
    """Make the slides of a chapter.

    Parameters
    ----------
    site
        The folder of the built pages.
    page
        The path of the chapter in it, without its ending.

    Returns
    -------
    str
        An HTML page that belongs into the folder ``slides`` of the site.

    Raises
    ------
    ValueError
        When there is no such page, or no chapter on it.
    """
    soup = _read(site, page)
    chapter = soup.select_one("article.bd-article > section")
    if chapter is None or chapter.h1 is None:
        raise ValueError(f"{site / page}.html holds no chapter: it has no section with a title")
    for element in chapter.select(NOT_SHOWN):
        element.decompose()
    _mend_links(chapter, page)
    deck = Deck(soup)
    _open(deck, chapter)
    for part in _plan(site, page):
        deck.note(part)
    _walk(deck, chapter)
    return _frame(deck, page)


def write_decks(site: Path, pages: list[str]) -> None:
    """Write the slides of some chapters, and what shows them, into a folder of the site.

    Parameters
    ----------
    site
        The folder of the built pages.
    pages
        The paths of the chapters in it, without their ending.
    """
    folder = site / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for name in SHOWN_WITH:
        (folder / "reveal" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "reveal" / name).write_bytes((REVEAL / name).read_bytes())
    for page in pages:
        deck = folder / f"{PurePosixPath(page).name}.html"
        deck.write_text(make_deck(site, page), encoding="utf-8")


def chapters() -> list[str]:
    """List the pages that have slides: those with a number."""
    _, parts = read_contents(CONTENTS)
    return [page for part in parts if part.numbered for page in part.pages]


def _read(site: Path, page: str) -> BeautifulSoup:
    file = site / f"{page}.html"
    if not file.exists():
        raise ValueError(f"{file} is not there: run make book")
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def _open(deck: Deck, chapter: Tag) -> None:
    """Begin with the title and the question of the chapter."""
    deck.begin(chapter.select_one(".part").extract().get_text())
    question = chapter.find("blockquote", recursive=False)
    content = [question.extract()] if question else []
    deck.add("title", chapter.h1.extract().get_text(), *content)


def _walk(deck: Deck, section: Tag) -> None:
    """Go through a section, which may have others in it, and make slides of its parts."""
    for element in section.find_all(True, recursive=False):
        classes = element.get("class", [])
        if element.name == "section":
            if element.get("id") not in NOT_TAUGHT:
                _open_section(deck, element)
                _walk(deck, element)
        elif "cell" in classes:
            _show_cell(deck, element)
        elif "predict" in classes:
            deck.add("predict", _title(element), element)
        elif "live" in classes:
            _show_live(deck, element)
        elif "saw" in classes:
            _show_list(deck, element.ul, "saw")
        elif "question" in classes:
            _ask(deck, element)
        elif "equation" in classes:
            deck.continue_text("formula", element.extract())
        elif element.name in ("ul", "ol"):
            _show_list(deck, element, "points")
        elif "pst-scrollable-table-container" in classes:
            deck.add("table", deck.section, element)
        elif element.name in ("p", "div", "details", "blockquote") and element.get_text(strip=True):
            deck.note(_unfold(element))


def _open_section(deck: Deck, section: Tag) -> None:
    """Begin a section with its heading and the paragraph that opens it."""
    heading = section.find(["h2", "h3"]).extract()
    deck.begin(heading.get_text())
    opening = section.find(True, recursive=False)
    if opening is not None and opening.name == "span":  # the place that a label leads to
        opening = opening.find_next_sibling()
    if opening is not None and opening.name == "p":
        deck.add("opening", deck.section, opening.extract())


def _show_cell(deck: Deck, cell: Tag) -> None:
    """Show the code of a cell, where a reader sees it and a slide has room, and what it put out."""
    code = cell.find("div", class_="cell_input", recursive=False)
    if code and len(cell.get_text().strip().splitlines()) <= LINES_OF_CODE:
        deck.add("code", deck.section, cell)
        return
    for part in cell.select("figure, .claim, .pst-scrollable-table-container"):
        if part.name == "figure":
            _show_figure(deck, part)
        elif "claim" in part["class"]:
            deck.add("finding", "A claim, and how it was tested", part)
        elif not part.find_parent("figure"):
            deck.add("table", deck.section, part)


def _show_figure(deck: Deck, figure: Tag) -> None:
    drawing = figure.select_one(".computed-figure")
    if drawing is None:
        deck.add("table", deck.section, figure)
        return
    [width, height] = drawing["style"].split(";")[0].split(":")[1].split("/")
    shape = "tall" if float(width) < TALL * float(height) else "wide"
    for slider in figure.select(".slider"):
        slider["data-prevent-swipe"] = ""  # a finger moves the slider, and not to another slide
    words = " wordy" if _words(figure.figcaption) > WORDS_OF_A_CAPTION else ""
    deck.add(f"drawn {shape}{words}", deck.section, figure)


def _show_live(deck: Deck, live: Tag) -> None:
    """Lead to the live figure, which has a page of its own."""
    link = deck.soup.new_tag("a", href=live["data-page"], string="Open the live figure")
    way = deck.soup.new_tag("p")
    way.append(link)
    deck.add("try", live["data-title"], *live.select(".live-words > *"), way)


def _show_list(deck: Deck, items: Tag, kind: str) -> None:
    """Show a list on as many slides as it needs."""
    first = 1
    for share in list(_share_out(items.find_all("li", recursive=False))):
        part = deck.soup.new_tag(items.name, attrs={"start": first} if first > 1 else {})
        part.extend(share)
        if first == 1:
            deck.continue_text(kind, part)
        else:
            deck.add(kind, deck.section, part)
        first += len(share)


def _share_out(items: list[Tag]) -> Iterator[list[Tag]]:
    """Group what follows each other, so that each group has room on a slide."""
    share: list[Tag] = []
    for item in items:
        if share and sum(map(_words, share)) + _words(item) > WORDS_OF_A_LIST:
            yield share
            share = []
        share.append(item)
    yield share


def _ask(deck: Deck, question: Tag) -> None:
    """Show a question of *Check yourself*; its answer comes with the next key."""
    title = _title(question)
    answer = question.details.extract()
    answer.summary.decompose()
    answer.name, answer["class"] = "div", ["answer", "fragment"]
    deck.add("asked", title, *question.find_all(True, recursive=False), answer)


def _unfold(element: Tag) -> Tag:
    """Open what a reader would open; notes have no folds."""
    for fold in [element, *element.find_all("details")]:
        if fold.name == "details":
            fold.name, fold.summary.name = "div", "p"
    return element


def _plan(site: Path, page: str) -> list[Tag]:
    """Find what the page for teachers plans for a chapter; nothing if it plans nothing."""
    teaching = PurePosixPath(page).with_name("teaching").as_posix()
    if not (site / f"{teaching}.html").exists():
        return []
    label = f"teach-{PurePosixPath(page).name}".replace("_", "-")  # as docutils writes labels
    place = _read(site, teaching).find(id=label)
    if place is None:
        return []
    plan = place if place.name == "section" else place.find_parent("section")
    for element in plan.select(f"h3, {NOT_SHOWN}"):
        element.decompose()
    _mend_links(plan, teaching)
    return [part for part in plan.find_all(True, recursive=False) if part.get_text(strip=True)]


def _mend_links(element: Tag, page: str) -> None:
    """Let links of a page lead to the same place from the folder of the slides."""
    for link in element.find_all("a", href=True):
        if "://" not in link["href"] and not link["href"].startswith("mailto:"):
            link["href"] = f"../{urljoin(f'{page}.html', link['href'])}"


def _frame(deck: Deck, page: str) -> str:
    """Write the deck as a page, under the policy of the site."""
    head = deck.soup.head
    theme = head.find(lambda tag: tag.name == "script" and not tag.attrs)
    speaker_view = BeautifulSoup((REVEAL / SPEAKER_VIEW).read_text("utf-8"), "html.parser")
    allowed = policy(
        [theme.string, *(script.string for script in speaker_view.find_all("script"))],
        [style.string for style in speaker_view.find_all("style")],
    )
    return PAGE.format(
        policy=f"{allowed}; {FRAMES}",
        title=head.title.get_text(),
        theme=theme,
        chapter=f"../{page}.html",
        slides=deck.slides,
    )


def _title(box: Tag) -> str:
    """Take the title of a box out of it."""
    return box.select_one(".admonition-title").extract().get_text()


def _words(element: Tag) -> int:
    return len(element.get_text().split())


if __name__ == "__main__":
    write_decks(Path(sys.argv[1]), chapters())
