"""The built pages, as files and in a browser."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from conundrum.publishing.browser import launch
from frames import settle, show_all, unfold

SITE = Path(__file__).parents[2] / "_build" / "html"
# One group a setting, so that several processes share the settings.
SETTINGS = [
    pytest.param((width, mode), id=name, marks=pytest.mark.xdist_group(f"site, {name}"))
    for width in (1400, 390)
    for mode in ("light", "dark")
    for name in [f"{width} px, {mode}"]
]

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"label-content-name-mismatch": {"enabled": True}},  # 2.5.3, not in axe's own set
    "resultTypes": ["violations"],
    "preload": False,  # a page opened from disk may not read its own style sheets
}

# What is inside an image is read out to nobody. Words of code are in a few colours, and letters of
# formulas in one: axe, which would look at each, is left the first of a kind.
THIN_OUT = """
() => {
  for (const svg of document.querySelectorAll("svg[role=img]")) svg.replaceChildren();
  for (const math of document.querySelectorAll("math")) {
    math.replaceChildren(math.querySelector("mi, mn, mo") ?? "");
  }
  const seen = new Set();
  for (const word of document.querySelectorAll(".highlight span[class]")) {
    if (seen.has(word.className)) word.replaceWith(...word.childNodes);
    seen.add(word.className);
  }
}
"""

# What is written in each figure that is on screen: where it stands, and how large.
FIGURES = """
[...document.querySelectorAll("main svg[role=img]")]
  .filter(svg => svg.checkVisibility())
  .map(svg => ({
    name: svg.ariaLabel,
    box: svg.getBoundingClientRect().toJSON(),
    texts: [...svg.querySelectorAll("text")].filter(text => text.textContent.trim()).map(text => {
      const {a, b} = text.getScreenCTM();
      const sizes = [text, ...text.querySelectorAll("tspan")]
        .filter(part => [...part.childNodes].some(node => node.nodeType == Node.TEXT_NODE))
        .map(part => parseFloat(getComputedStyle(part).fontSize) * Math.hypot(a, b));
      const box = text.getBoundingClientRect().toJSON();
      return {text: text.textContent.trim().replace(/\\s+/g, " "), size: Math.min(...sizes), box};
    }),
  }))
"""


@dataclass(frozen=True)
class Visit:
    """What a browser found on a page.

    Attributes
    ----------
    page, width, mode
        The page, the width of the window in CSS pixels, and light or dark.
    requests, complaints
        Every address it asked for; every error or warning in its console.
    overflow
        By how many pixels the page is wider than the window, with all folded parts open.
    violations
        Of axe-core, each with the elements it is about.
    figures
        Texts of each figure, with their boxes and sizes in CSS pixels.
    """

    page: str
    width: int
    mode: str
    requests: list[str]
    complaints: list[str]
    overflow: float
    violations: list[dict[str, Any]]
    figures: list[dict[str, Any]]

    def __str__(self) -> str:
        return f"{self.page} ({self.width} px, {self.mode})"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Live figures share nothing that is costly to make: each may be tried in either process."""
    for item in items:
        if "live" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built pages."""
    if not (SITE / "index.html").exists():
        pytest.fail(f"there are no pages in {SITE}: build them first (make book)", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def pages(site) -> dict[str, BeautifulSoup]:
    """Every page, by its path, parsed; slides, which `make site` adds, are no pages."""
    return {
        file.relative_to(site).as_posix(): BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in sorted(site.rglob("*.html"))
        if file.relative_to(site).parts[0] not in ("_static", "slides")
    }


@pytest.fixture(scope="session")
def readable(pages) -> list[str]:
    """The pages that are read, all but the one that leads on to the first."""
    return [page for page in pages if page != "index.html"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: the one installed, or else Playwright's."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visits_in(site, readable, browser) -> Callable[[int, str], list[Visit]]:
    """Visit every page, opened from disk, in a window of some width, in light or dark: once."""

    @cache
    def visit_all(width: int, mode: str) -> list[Visit]:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=mode, reduced_motion="reduce"
        )
        found = [visit(context, site, page, width, mode) for page in readable]
        context.close()
        return found

    return visit_all


@pytest.fixture(params=SETTINGS)
def visits(request, visits_in) -> list[Visit]:
    """What was found on every page: wide and on a phone, in light and dark, one setting a test."""
    return visits_in(*request.param)


def visit(context: BrowserContext, site: Path, page: str, width: int, mode: str) -> Visit:
    tab = context.new_page()
    requests, complaints = listen_to(tab)
    tab.goto((site / page).as_uri(), wait_until="load")
    tab.evaluate("document.fonts.ready")
    unfold(tab)
    show_all(tab)
    settle(tab)  # live figures fit their places a frame after these are laid out
    overflow = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    figures = tab.evaluate(FIGURES)
    tab.evaluate(THIN_OUT)
    violations = Axe().run(tab, options=AXE).response["violations"]
    tab.close()
    return Visit(page, width, mode, requests, complaints, overflow, violations, figures)


def listen_to(tab: Page) -> tuple[list[str], list[str]]:
    requests, complaints = [], []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    tab.on("request", lambda request: requests.append(request.url))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", note)
    return requests, complaints


@pytest.fixture(scope="session")
def listen():
    """Note what a tab asks for, and what its console says is wrong."""
    return listen_to


class SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture(scope="session")
def served(site) -> Iterator[str]:
    """The address of a server on this machine that serves the pages."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SilentHandler, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def tab(browser) -> Iterator[Page]:
    """An empty tab."""
    tab = browser.new_page()
    yield tab
    tab.close()


@pytest.fixture
def axe():
    """Name what axe-core finds wrong in a tab as it is now."""

    def violations(tab: Page) -> list[str]:
        return [
            f"{violation['id']}: {node['html'][:200]}"
            for violation in Axe().run(tab, options=AXE).response["violations"]
            for node in violation["nodes"]
        ]

    return violations


@pytest.fixture
def live(site, browser, listen):
    """Open the page of a live figure, from disk; its console must stay empty."""
    contexts, heard = [], []

    def open_page(
        name: str,
        *,
        width: int = 1400,
        height: int = 900,
        mode: str = "light",
        settings: str = "",
        stopped: bool = False,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=mode, **options
        )
        contexts.append(context)
        tab = context.new_page()
        if stopped:
            tab.clock.install(time=0)  # and time passes only when it is told to
            tab.clock.pause_at(1000)
        heard.append(listen(tab)[1])
        address = (site / "live" / f"{name}.html").as_uri()
        tab.goto(f"{address}#{name}?{settings}" if settings else address)
        tab.wait_for_selector(".live-figure")
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert not any(heard), heard


@pytest.fixture
def build(tmp_path):
    """Build one page with some extensions; give what it became, and what Sphinx warned of."""

    def build_page(markdown: str, *extensions: str, **config: Any) -> tuple[BeautifulSoup, str]:
        (tmp_path / "index.md").write_text(markdown, encoding="utf-8")
        warnings = StringIO()
        with docutils_namespace():
            Sphinx(
                srcdir=tmp_path,
                confdir=None,
                outdir=tmp_path / "_build",
                doctreedir=tmp_path / "_doctrees",
                buildername="html",
                confoverrides={"extensions": extensions, **config},
                status=None,
                warning=warnings,
            ).build()
        page = (tmp_path / "_build" / "index.html").read_text("utf-8")
        return BeautifulSoup(page, "html.parser"), warnings.getvalue()

    return build_page
