"""What stands around a page works: menus, search, light and dark, contents, copying."""

import pytest
from playwright.sync_api import expect

from frames import settle

pytestmark = pytest.mark.slow

PAGE = "book/transfer.html"


@pytest.fixture
def open_page(served, browser):
    contexts = []

    def open_in(width):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        tab = context.new_page()
        tab.goto(f"{served}/{PAGE}")
        return tab

    yield open_in
    for context in contexts:
        context.close()


def test_the_theme_is_switched_and_kept_on_the_next_page(open_page, served):
    tab = open_page(1400)
    html, button = tab.locator("html"), tab.get_by_label("Color mode")
    paper = "body => getComputedStyle(body).backgroundColor"
    light = tab.locator("body").evaluate(paper)
    expect(html).to_have_attribute("data-mode", "auto")
    button.click()
    expect(html).to_have_attribute("data-theme", "dark")
    assert tab.locator("body").evaluate(paper) != light
    tab.goto(f"{served}/book/glossary.html")
    expect(html).to_have_attribute("data-theme", "dark")
    button.click()
    expect(html).to_have_attribute("data-theme", "light")
    button.click()
    expect(html).to_have_attribute("data-mode", "auto")


def test_keys_open_the_search_which_leads_to_what_it_finds_and_marks_it(open_page):
    tab = open_page(1400)
    tab.keyboard.press("Control+k")
    expect(tab.locator("#pst-search-dialog input")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(tab.locator("#pst-search-dialog")).to_be_hidden()
    tab.locator(".search-button-field").click()
    tab.keyboard.type("occlusion")
    tab.keyboard.press("Enter")
    tab.locator("#search-results li a").first.click()
    expect(tab.locator("main .highlighted").first).to_be_attached()


def test_on_a_phone_menu_and_contents_open_and_close(open_page):
    tab = open_page(390)
    for bar, button in (("primary", ".primary-toggle"), ("secondary", ".secondary-toggle")):
        dialog = tab.locator(f"#pst-{bar}-sidebar-modal")
        tab.locator(button).click()
        expect(dialog.locator("a").last).to_be_visible()
        tab.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    tab.locator(".secondary-toggle").click()
    link = tab.locator("#pst-secondary-sidebar-modal a").last
    place = link.get_attribute("href")
    link.click()
    expect(tab.locator("#pst-secondary-sidebar-modal")).to_be_hidden()
    settle(tab, 300)
    assert 0 <= tab.locator(place).bounding_box()["y"] < 900


def test_on_a_desk_the_menu_makes_room(open_page):
    tab = open_page(1400)
    menu = tab.locator("#pst-primary-sidebar")
    expect(menu.get_by_role("link", name="Transfer")).to_be_visible()
    tab.locator(".primary-toggle").click()
    expect(menu).to_be_hidden()
    tab.locator(".primary-toggle").click()
    expect(menu).to_be_visible()


def test_a_list_drops_down_and_is_closed_by_keys(open_page):
    tab = open_page(1400)
    button = tab.get_by_label("Download this page")
    entries = tab.locator(".dropdown-download-buttons .dropdown-item")
    button.press("ArrowDown")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(entries.first).to_be_focused()
    tab.keyboard.press("Escape")
    expect(entries.first).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    box = entries.last.bounding_box()
    assert box["x"] + box["width"] <= 1400
    tab.locator("h1").click()
    expect(entries.first).to_be_hidden()


def test_code_is_copied(open_page):
    tab = open_page(1400)
    code = tab.locator("div.cell_input:visible div.highlight").first
    code.hover()
    code.get_by_role("button").click()
    expect(code.get_by_role("button", name="Copied")).to_be_visible()
    assert tab.evaluate("navigator.clipboard.readText()") == code.inner_text().strip()


def test_contents_mark_the_section_that_is_read(open_page):
    tab = open_page(1400)
    link = tab.locator("#pst-page-toc-nav a").nth(3)
    link.click()
    expect(link).to_have_attribute("aria-current", "true")
    assert tab.locator("#pst-page-toc-nav a[aria-current]").count() == 1
