"""The site asks nobody but itself, and is complete when it is opened from disk."""

from urllib.parse import urlsplit

import pytest

# Every control of a page is used; two of them would leave the page.
USE_CONTROLS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`${event.effectiveDirective} refuses ${event.blockedURI} (${event.sourceFile})`));
window.print = () => {};
Element.prototype.requestFullscreen = document.exitFullscreen = async () => {};
for (const fold of document.querySelectorAll("details")) fold.open = true;
for (const slider of document.querySelectorAll("input[type=range]")) {
  for (slider.value = slider.max; ; slider.stepDown()) {
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    if (slider.value == slider.min) break;
  }
}
for (const choice of document.querySelectorAll("select")) {
  for (const { value } of [...choice.options].reverse()) {
    choice.value = value;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
for (const button of document.querySelectorAll("button")) button.click();
"""


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


def test_a_page_served_loads_nothing_from_elsewhere_whatever_is_used(readable, served, tab, listen):
    requests, complaints = listen(tab)
    for page in readable:
        tab.goto(f"{served}/{page}")
        tab.evaluate(f"() => {{ {USE_CONTROLS} }}")
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
        for picture in tab.locator(".computed-figure img").all():
            assert picture.is_visible(), page
            assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), page
        for words in tab.locator(".live-words").all():  # on what to drag
            assert words.is_hidden(), page
    context.close()
