"""The browser that prints and tests the pages: the one installed, or else Playwright's."""

import shutil

from playwright.sync_api import Browser, Playwright

INSTALLED = ("chromium", "chromium-browser", "google-chrome")
SILENT = ("--disable-background-networking", "--disable-component-update", "--disable-sync")


def launch(playwright: Playwright) -> Browser:
    """Start it, without what it would do by itself on the network."""
    installed = next(filter(None, map(shutil.which, INSTALLED)), None)
    return playwright.chromium.launch(executable_path=installed, args=SILENT)
