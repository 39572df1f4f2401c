"""Reading a page once it has drawn what is asked for: in the page's own time."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPTS = Path(__file__).parents[2] / "book" / "_static" / "live"
FIGURES = sorted(file.stem for file in SCRIPTS.glob("*.js") if file.stem != "loader")


def settle(tab: Page, milliseconds: int = 0) -> None:
    """Wait until the page has drawn what was just done, and some time more.

    A figure draws once a frame, and timers of a page fire in their order: on a slow machine all of
    it comes later, and so does the end of this waiting.
    """
    tab.evaluate(
        "milliseconds => new Promise((done) => requestAnimationFrame(() => "
        "requestAnimationFrame(() => setTimeout(done, milliseconds))))",
        milliseconds,
    )


def reading(tab: Page) -> str:
    """Return what stands under the figure."""
    settle(tab)
    return tab.locator(".live-reading").inner_text()


def settings(tab: Page) -> str:
    """Return what the address says of the figure, which follows after a pause."""
    settle(tab, 600)
    return tab.url.partition("?")[2]


ALL = """
async () => {
  for (const part of document.querySelectorAll("main section, .claims-of")) {
    part.style.contentVisibility = "visible";
  }
  const figures = [...document.querySelectorAll(".computed-figure[data-folder]")];
  const layout = innerWidth <= 600 ? "narrow" : "wide";
  for (let waited = 0; figures.length && !globalThis.drawings?.[layout]; waited++) {
    if (waited > 1000) throw new Error(`there are no ${layout} drawings`);
    await new Promise((done) => setTimeout(done, 10));
  }
  dispatchEvent(new Event("beforeprint"));
  dispatchEvent(new Event("afterprint"));
}
"""


def show_all(tab: Page) -> None:
    """Lay out what is far away too, and put in all figures, as before the page is printed."""
    tab.evaluate(ALL)


def unfold(tab: Page) -> None:
    """Open whatever is folded, and what is not shown before it is asked for."""
    tab.evaluate(
        "for (const part of document.querySelectorAll('details')) {"
        "  part.hidden = false; part.open = true; }"
    )
