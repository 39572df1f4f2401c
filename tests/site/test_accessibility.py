"""The pages are for everyone: WCAG 2.2 AA as far as a machine can tell, and what it cannot."""

import re
from itertools import pairwise

import pytest

from frames import settle, show_all, unfold

FILE_NAME = re.compile(r"[\w./-]+\.(png|svg|jpe?g|gif|webp)", re.IGNORECASE)
HEADINGS = re.compile(r"h[1-6]")


@pytest.mark.slow
def test_axe_finds_no_violation(visits):
    found = [
        f"{visit}: {violation['id']}: {node['html'][:200]}\n    {node['failureSummary']}"
        for visit in visits
        for violation in visit.violations
        for node in violation["nodes"]
    ]
    assert not found, "\n".join(found)


# Pages of different kinds: with live figures, sliders and formulas, tables, terms.
KINDS = ("index", "conundrum", "validation", "claims", "glossary")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "text", "options"),
    [(320, "100%", {"forced_colors": "active"}), (640, "200%", {})],
    ids=["320 px and forced colours", "text twice as large"],
)
def test_axe_finds_no_violation_where_it_is_narrow(site, browser, axe, width, text, options):
    context = browser.new_context(viewport={"width": width, "height": 800}, **options)
    tab = context.new_page()
    found = []
    for page in KINDS:
        tab.goto((site / f"book/{page}.html").as_uri())
        tab.evaluate("size => document.documentElement.style.fontSize = size", text)
        unfold(tab)
        show_all(tab)
        settle(tab)
        beyond = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{page}: wider than the window by {beyond} px"] if beyond > 0 else []
        found += [f"{page}: {violation}" for violation in axe(tab)]
    context.close()
    assert not found, "\n".join(found)


def test_every_page_says_its_language_its_title_and_what_it_is_about(pages):
    found = []
    for name, page in pages.items():
        description = page.find("meta", attrs={"name": "description"})
        if not page.html.get("lang"):
            found.append(f"{name}: no language")
        if not page.title or not page.title.get_text(strip=True):
            found.append(f"{name}: no title")
        if not description or not description["content"].strip():
            found.append(f"{name}: no description; set myst: html_meta: description:")
    assert not found, "\n".join(found)


def test_every_page_has_one_title_and_leaves_no_level_of_headings_out(pages):
    found = []
    for name, page in pages.items():
        levels = [int(heading.name[1]) for heading in page.find_all(HEADINGS)]
        if levels.count(1) != 1 or levels[0] != 1:
            found.append(f"{name}: headings of level {levels}, must begin with the only 1")
        found += [
            f"{name}: a heading of level {deeper} under one of level {level}"
            for level, deeper in pairwise(levels)
            if deeper > level + 1
        ]
    assert not found, "\n".join(found)


def test_every_picture_is_put_into_words(pages):
    found = []
    for name, page in pages.items():
        for picture in page.find_all(["img", "svg"]):
            words = picture.get("alt" if picture.name == "img" else "aria-label", "").strip()
            hidden = picture.get("aria-hidden") == "true" or picture.find_parent("svg")
            if not hidden and (not words or FILE_NAME.fullmatch(words)):
                found.append(f"{name}: {str(picture)[:200]}")
    assert not found, "\n".join(found)


def test_what_is_folded_opens_without_a_script(build):
    page, warnings = build(
        "# Page\n\n```{exercise}\n:label: one\nWhy?\n```\n\n"
        "```{solution} one\n:class: dropdown\nBecause.\n```\n\n"
        "```{exercise}\n:label: two\nHow?\n```\n",
        "myst_nb",
        "sphinx_exercise",
        "conundrum.site.accessibility",
        html_theme="alabaster",
    )
    assert not warnings
    [solution] = page.find_all("details")
    assert solution.find("summary").get_text() == "Solution to Exercise 1"
    assert not solution.find("summary").find("a")
    assert "Because." in solution.get_text()
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
