"""Check yourself in a browser: first the reader's answer, then the right one."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("questions")]

PAGE = "book/networks.html"  # right answers: 2, 3, 2, …
FIRST = "#question-1"


@pytest.fixture
def reader(browser):
    """A reader's browser, which remembers."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context
    context.close()


@pytest.fixture
def open_page(reader, served):
    def open_it():
        tab = reader.new_page()
        tab.goto(f"{served}/{PAGE}#check-yourself")
        return tab

    return open_it


def explanation(tab, question=FIRST):
    return tab.locator(f"{question} > details")


def verdict(tab, question=FIRST):
    return tab.locator(f"{question} .question-verdict")


def test_the_answer_is_seen_when_one_is_given(open_page):
    tab = open_page()
    expect(explanation(tab)).to_be_hidden()
    tab.click(f"{FIRST} >> text=This is my answer")
    expect(verdict(tab)).to_have_text("Choose an answer first.")
    expect(explanation(tab)).to_be_hidden()
    tab.click(f"{FIRST} li >> nth=1")
    tab.click(f"{FIRST} >> text=This is my answer")
    expect(verdict(tab)).to_have_text("2 is right.")
    expect(explanation(tab)).to_have_attribute("open", "")
    expect(explanation(tab).locator("summary")).to_be_focused()
    expect(tab.locator(f"{FIRST} li.right")).to_have_count(1)
    expect(tab.locator(f"{FIRST} input").first).to_be_disabled()
    expect(tab.locator(".question-score p")).to_contain_text("1 of 7 questions, 1 of them right")


def test_keys_choose_and_answer(open_page):
    tab = open_page()
    tab.focus(f"{FIRST} input >> nth=0")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(verdict(tab)).to_have_text("You chose 3. The right answer is 2.")
    tab.keyboard.press("Enter")  # on the summary, which has the focus: it folds
    expect(explanation(tab)).not_to_have_attribute("open", "")


def test_an_answer_can_be_seen_without_giving_one(open_page):
    tab = open_page()
    tab.click(f"{FIRST} >> text=Skip to the answer")
    expect(explanation(tab)).to_be_visible()
    expect(verdict(tab)).to_have_text("")
    expect(tab.locator(".question-score")).to_be_hidden()


def test_answers_are_there_when_the_reader_comes_back_until_she_forgets_them(open_page):
    tab = open_page()
    for question, place in ((FIRST, 0), ("#question-2", 2)):
        tab.click(f"{question} li >> nth={place}")
        tab.click(f"{question} >> text=This is my answer")
    again = open_page()
    expect(verdict(again)).to_have_text("You chose 1. The right answer is 2.")
    expect(verdict(again, "#question-2")).to_have_text("3 is right.")
    expect(again.locator(".question-score p")).to_contain_text("2 of 7 questions, 1 of them right")
    again.click("text=Forget my answers")
    expect(explanation(again)).to_be_hidden()
    expect(again.locator(f"{FIRST} input").first).to_be_focused()
    expect(again.locator(".question-score")).to_be_hidden()
    expect(explanation(open_page())).to_be_hidden()


@pytest.mark.parametrize(
    "kept", ["no JSON", "null", '{"question-1": 9}', "[1]", '{"question-1": "x"}']
)
def test_what_somebody_else_left_there_does_no_harm(open_page, kept):
    tab = open_page()
    tab.evaluate("kept => localStorage.setItem(`answers of ${location.pathname}`, kept)", kept)
    again = open_page()
    expect(explanation(again)).to_be_hidden()
    expect(again.locator(".question-score")).to_be_hidden()


def test_without_a_script_the_answer_is_folded(browser, served):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served}/{PAGE}")
    expect(explanation(tab).locator("summary")).to_be_visible()
    expect(tab.locator(f"{FIRST} input")).to_have_count(0)
    tab.click(f"{FIRST} > details > summary")
    expect(explanation(tab)).to_have_attribute("open", "")
    context.close()


@pytest.mark.parametrize("answered", [False, True])
def test_axe_finds_nothing(open_page, axe, answered):
    tab = open_page()
    if answered:
        tab.click(f"{FIRST} li >> nth=0")
        tab.click(f"{FIRST} >> text=This is my answer")
    assert axe(tab) == []


def test_pages_without_questions_load_no_script_for_them(pages):
    with_script = {
        name for name, page in pages.items() if page.select("script[src*='questions.js']")
    }
    assert with_script == {name for name, page in pages.items() if page.select(".question")}
