"""The picture of each chapter that a messenger shows beside a link to it: ``make pictures``.

Run as ``python -m conundrum.publishing.pictures SITE`` with the folder of the built pages. It
shows the first figure of the chapter that is wide enough, below its title.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from conundrum.publishing.browser import launch
from conundrum.publishing.contents import CONTENTS, read_contents
from conundrum.site.finding import PICTURE, picture_of

# The drawings of a page, which figures.js fetches, are put in as before it is printed.
FIGURES = """
async () => {
  if (!document.querySelector(".computed-figure")) return;
  while (!globalThis.drawings?.wide) await new Promise((done) => setTimeout(done, 10));
  dispatchEvent(new Event("beforeprint"));
}
"""
# The page becomes a card: the book, the chapter, a figure.
CARD = """
const words = (name, element) => {
  const copy = document.createElement(name);
  copy.append(...[...element.childNodes].filter(part => part.className != "headerlink"));
  return copy;
};
const book = words("p", document.querySelector(".logo__title"));
const title = words("h1", document.querySelector("main h1"));
const figures = [...document.querySelectorAll("main .computed-figure .wide svg")];
const isWide = ({ viewBox: { baseVal: box } }) => box.width > 1.5 * box.height;
const figure = figures.find(isWide) ?? figures[0];
const card = document.createElement("div");
card.className = "card-of-page";
card.append(...(book.textContent.trim() == title.textContent ? [title] : [book, title]), figure);
document.body.replaceChildren(card);
"""
STYLE = """
.card-of-page {
  display: flex;
  flex-direction: column;
  gap: 12px;
  box-sizing: border-box;
  height: 100vh;
  padding: 36px 48px;
  color: var(--ink);
  background: var(--paper);
}
.card-of-page p { margin: 0; font: 400 24px/1.2 var(--sans); color: var(--muted); }
.card-of-page h1 { margin: 0; font: 600 48px/1.1 var(--pst-font-family-heading); }
.card-of-page svg { flex: 1; min-height: 0; width: 100%; }
"""


def draw_pictures(browser: Browser, site: Path, out: Path, pages: Iterable[str]) -> None:
    """Draw the pictures of some pages of a site into a folder."""
    size = {"width": PICTURE["width"], "height": PICTURE["height"]}
    context = browser.new_context(viewport=size, color_scheme="light", bypass_csp=True)
    tab = context.new_page()
    for page in pages:
        tab.goto((site / f"{page}.html").resolve().as_uri())
        tab.evaluate(FIGURES)
        tab.add_style_tag(content=STYLE)
        tab.evaluate(f"() => {{ {CARD} }}")
        tab.evaluate("document.fonts.ready")
        tab.screenshot(path=out / picture_of(page))
    context.close()


if __name__ == "__main__":
    with sync_playwright() as playwright:
        first, parts = read_contents(CONTENTS)
        chapters = [page for part in parts if part.numbered for page in part.pages]
        site = Path(sys.argv[1])
        draw_pictures(launch(playwright), site, site, [first, *chapters])
