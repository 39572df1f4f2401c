"""The site asks nobody but itself, and is complete when it is opened from disk."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest


class SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture(scope="module")
def served(site):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SilentHandler, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def tab(browser):
    tab = browser.new_page()
    yield tab
    tab.close()


@pytest.mark.slow
def test_a_page_opened_from_disk_loads_nothing_from_elsewhere(visits):
    elsewhere = {
        f"{visit}: {request}"
        for visit in visits
        for request in visit.requests
        if urlsplit(request).scheme not in ("file", "data", "blob")
    }
    assert not elsewhere, "\n".join(sorted(elsewhere))


@pytest.mark.slow
def test_no_page_complains_in_the_console(visits):
    complaints = {f"{visit}: {complaint}" for visit in visits for complaint in visit.complaints}
    assert not complaints, "\n".join(sorted(complaints))


def test_a_page_served_loads_nothing_from_elsewhere(readable, served, tab, listen):
    requests, complaints = listen(tab)
    for page in readable:
        tab.goto(f"{served}/{page}")
    assert not [
        request for request in requests if not request.startswith((served, "data:", "blob:"))
    ]
    assert not complaints


def test_the_site_begins_at_its_first_page(site, tab):
    tab.goto((site / "index.html").as_uri())
    tab.wait_for_url("**/book/index.html")


@pytest.mark.parametrize("place", ["disk", "server"])
def test_search_finds_a_word(place, site, served, tab, listen):
    _, complaints = listen(tab)
    tab.goto((site / "search.html").as_uri() if place == "disk" else f"{served}/search.html")
    tab.locator("main input[type=search]").fill("conundrum")
    tab.keyboard.press("Enter")
    results = tab.locator("#search-results li")
    results.first.wait_for()
    assert results.count() > 0
    tab.wait_for_load_state("networkidle")
    assert not complaints


def test_a_page_can_be_read_without_a_script(site, readable, browser):
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    tab = context.new_page()
    for page in readable:
        tab.goto((site / page).as_uri())
        assert tab.locator("h1").is_visible(), page
        for figure in tab.locator(".computed-figure .wide").all():
            assert figure.is_visible(), page
    context.close()
