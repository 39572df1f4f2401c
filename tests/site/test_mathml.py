"""Formulas become MathML, in a font that has all of their characters; a wrong one is named."""

import re
from pathlib import Path

import pytest

from conundrum.site.mathml import prepare_display

FONTS = Path(__file__).parents[2] / "book" / "_static" / "fonts"
MATHML = {
    "html_math_renderer": "mathml",
    "myst_enable_extensions": ["dollarmath"],
    "html_theme": "alabaster",
}


@pytest.fixture
def page(build):
    def build_page(markdown):
        return build(f"# Page\n\n{markdown}", "myst_nb", "conundrum.site.mathml", **MATHML)

    return build_page


def test_a_formula_in_a_sentence(page):
    html, warnings = page("The slope $\\hat\\beta_1$, and so on.")
    assert not warnings
    [formula] = html.find_all("math")
    assert formula.get("display") is None
    assert formula.get_text() == "βˆ1"
    assert formula.parent["class"] == ["unbroken"]
    assert formula.parent.get_text() == "βˆ1,"
    assert formula.parent.parent.get_text() == "The slope βˆ1, and so on."


def test_a_numbered_formula_has_a_permalink_and_can_be_referred_to(page):
    html, warnings = page("$$\na = b\n$$ (first)\n\nBy {eq}`first`.")
    assert not warnings
    [equation] = html.select("div.equation#equation-first")
    assert equation.select_one(".formula > math[display=block]")
    assert equation.select_one(".eqno").get_text() == "(1)¶"
    assert equation.select_one(".eqno a")["href"] == "#equation-first"
    assert html.select_one("p a[href='#equation-first']").get_text() == "(1)"


@pytest.mark.parametrize("environment", ["align", "align*", "aligned", "split"])
def test_aligned_lines_leave_numbering_to_sphinx(page, environment):
    html, warnings = page(
        f"$$\n\\begin{{{environment}}}\na &= b \\\\\n&= c\n\\end{{{environment}}}\n$$ (two)"
    )
    assert not warnings
    assert len(html.select("math mtr")) == 2
    assert html.find("math").get_text() == "a=b=c"
    assert html.select_one(".eqno")


def test_lines_broken_without_an_environment_stay_broken():
    assert prepare_display(r"a &= b \\ &= c") == r"\begin{aligned} a &= b \\ &= c \end{aligned}"
    assert prepare_display("a = b\n\nc = d") == r"\begin{aligned} a = b \\ c = d \end{aligned}"


def test_lines_broken_inside_an_environment_are_left_alone():
    cases = r"f = \begin{cases} 0 \\ 1 \end{cases}"
    assert prepare_display(cases) == cases


def test_a_large_bracket_with_an_exponent_keeps_its_size(page):
    html, _ = page(r"$\bigl( x \bigr)^2$")
    opening, closing = html.find_all("mo", minsize=True)
    assert opening["minsize"] == closing["minsize"]
    assert closing.parent.name == "mrow"
    assert closing.parent.parent.name == "msup"


@pytest.mark.parametrize("formula", [r"$\frac{1}{$", "$$\n\\nonsense\n$$"])
def test_a_wrong_formula_is_named_with_its_place(page, formula):
    html, warnings = page(f"One line.\n\nAnother, and {formula}")
    assert re.search(r"index\.md:\d+: WARNING: formula cannot be read: ", warnings)
    assert html.find("code")


def test_the_font_has_every_character_of_every_formula(pages):
    kept = set()
    for line in (FONTS / "stix-two-math.txt").read_text("utf-8").splitlines():
        for span in line.partition("#")[0].split():
            first, _, last = span.removeprefix("U+").partition("-")
            kept |= set(range(int(first, 16), int(last or first, 16) + 1))
    for name, page in pages.items():
        for formula in page.find_all("math"):
            missing = {letter for letter in formula.get_text() if ord(letter) not in kept}
            assert not missing, f"{name}: {formula}: add {missing} to fonts/stix-two-math.txt"
