"""What readers see of claims and checks, on the pages and on the list of all of them."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from conundrum.claims import Check, Claim, Kind, all_statements

TOC = Path(__file__).parents[2] / "_toc.yml"
MOST_BOXES = 8


@pytest.fixture(scope="module")
def listed(pages):
    return pages["book/claims.html"]


@pytest.fixture(scope="module")
def chapters(pages):
    return {name: page for name, page in pages.items() if page.find(class_=["claim", "checks"])}


def test_chapters_stand_in_the_order_in_which_they_are_read(listed):
    shown = [Path(group.h2.a["href"]).stem for group in listed.find_all(class_="claims-of")]
    contents = yaml.safe_load(TOC.read_text("utf-8"))
    parts = [page["file"] for part in contents["parts"] for page in part["chapters"]]
    pages = [contents["root"], *parts]
    book = [Path(page).stem for page in pages]
    assert shown == [page for page in book if page in shown]
    assert len(shown) == len(set(shown)) >= 3


def test_every_claim_and_every_check_is_listed_once(listed):
    rows = [row["id"] for row in listed.select("table.statements tbody tr")]
    stated = [f"listed-{s.name.replace('_', '-')}" for s in all_statements()]
    assert sorted(rows) == sorted(stated)
    folded = {row["id"] for row in listed.select("details.checks tbody tr")}
    checks = [s for s in all_statements() if isinstance(s, Check)]
    assert folded == {f"listed-{s.name.replace('_', '-')}" for s in checks}


def test_the_counts_on_top_are_those_of_the_book(listed):
    statements = list(all_statements())
    claims = sum(isinstance(s, Claim) for s in statements)
    assert f"{claims} claims and {len(statements) - claims} checks" in " ".join(
        listed.find(class_="counts").get_text().split()
    )
    rows = listed.find(class_="all-claims").table.tbody.find_all("tr")
    columns = zip(*[[int(td.get_text()) for td in row.find_all("td")] for row in rows], strict=True)
    assert [sum(column) for column in columns] == [
        claims,
        len(statements) - claims,
        *(sum(s.kind is kind for s in statements) for kind in Kind),
    ]


def test_a_value_on_the_list_is_the_one_on_its_page_and_leads_there(listed, pages):
    for row in listed.select("table.statements tbody tr"):
        link = row.select_one("td.here a")
        page, place = link["href"].split("#")
        stated = pages[f"book/{page}"].find(id=place)
        assert link.get_text() in stated.get_text(), row["id"]
        one, other = (part.find("svg", class_="strip") for part in (row, stated))
        assert (one and one["aria-label"]) == (other and other["aria-label"]), row["id"]


def test_every_strip_says_in_words_how_often_it_held(pages):
    for name, page in pages.items():
        for strip in page.find_all("svg", class_="strip"):
            crosses = len(strip.find_all("svg", class_="failed"))
            dots = strip.find("path", class_="dots")
            dots = dots["d"].count("h0") if dots else 0
            allowed = re.search(r"(all|(\d+) of (\d+)) allowed", strip["aria-label"])
            assert strip["role"] == "img"
            assert allowed, f"{name}: {strip['aria-label']}"
            if allowed[2]:
                assert int(allowed[2]) == dots
                assert int(allowed[3]) >= dots + crosses
            else:
                assert crosses == 0


def test_no_page_has_more_boxes_than_a_reader_bears(chapters):
    found = {name: len(page.find_all(class_="claim")) for name, page in chapters.items()}
    assert {name: count for name, count in found.items() if count > MOST_BOXES} == {}


def test_no_section_has_two_boxes(chapters):
    found = [
        f"{name}: {section.h2.get_text()}"
        for name, page in chapters.items()
        for section in page.select("section > section:has(> h2)")
        if len(section.find_all(class_="claim")) > 1
    ]
    assert not found, "\n".join(found)


def test_no_two_boxes_touch(chapters):
    found = []
    for name, page in chapters.items():
        for cell in page.select("div.cell:has(.claim)"):
            following = cell.find_next_sibling()
            if len(cell.select(".claim")) > 1 or (following and following.select(".claim")):
                found.append(f"{name}: {cell.select_one('.claim')['id']}")
    assert not found, "\n".join(found)


def test_a_mark_leads_to_as_many_checks_as_it_says(chapters):
    for name, page in chapters.items():
        for mark in page.find_all("a", class_="checked"):
            row = page.find("tr", id=mark["href"][1:])
            count = int(mark["title"].split()[0])
            assert len([row, *row.find_next_siblings("tr")]) >= count, f"{name}: {mark['href']}"
            section = row.find_parent("details").parent
            assert mark in section.find_all("a"), f"{name}: {mark['href']}"


@pytest.fixture
def tab(site, browser):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto((site / "book/claims.html").as_uri())
    yield tab
    context.close()


def test_the_closest_call_is_first_on_demand(tab):
    tab.get_by_label("Order").select_option("closest")
    ranks = [
        int(rank)
        for rank in tab.locator("table.statements tbody tr:visible").evaluate_all(
            "rows => rows.map(row => row.dataset.rank)"
        )
    ]
    assert len(ranks) == len(list(all_statements()))
    assert all(one < other for one, other in pairwise(ranks))
    tab.get_by_label("Order").select_option("book")
    assert tab.locator(".claims-of:visible").count() >= 3


def test_a_chapter_and_a_kind_are_shown_alone_on_demand(tab):
    statements = list(all_statements())
    chapter, kind = statements[0].chapter, statements[0].kind
    tab.get_by_label("Chapter", exact=True).select_option(chapter)
    tab.get_by_label("Kind").select_option(kind.value)
    tab.get_by_label("Order").select_option("closest")
    shown = tab.locator("table.statements tbody tr:visible")
    assert shown.count() == sum(s.chapter == chapter and s.kind is kind for s in statements)
    assert f"{shown.count()} of {len(statements)}" in tab.get_by_role("status").inner_text()


def test_a_link_opens_the_folded_table_that_it_leads_into(site, browser, chapters):
    name, page = next((n, p) for n, p in chapters.items() if p.find("a", class_="checked"))
    place = page.find("a", class_="checked")["href"]
    tab = browser.new_page()
    tab.goto(f"{(site / name).as_uri()}{place}")
    assert tab.locator(f"tr{place}").is_visible()
    tab.close()


def test_the_list_is_complete_without_a_script(site, browser, listed):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / "book/claims.html").as_uri())
    boxes = listed.select(".claims-of > table.statements tbody tr")
    assert tab.locator(".claims-of > table.statements tbody tr:visible").count() == len(boxes)
    context.close()
