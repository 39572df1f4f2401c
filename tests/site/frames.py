"""Waiting for what a live figure draws, in the page's own time."""

from playwright.sync_api import Page


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
