"""What holds for every chapter."""

from pathlib import Path

import jupytext
import pytest

from conundrum.claims import all_statements

BOOK = Path(__file__).parents[2] / "book"

PAGES = [page for page in sorted(BOOK.glob("*.md")) if "{code-cell}" in page.read_text("utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_cells_print_at_most_once_and_in_no_loop(page):
    """What is printed at different times arrives in pieces, cut differently in each build."""
    for cell in jupytext.read(page).cells:
        if cell.cell_type == "code":
            printing = [line for line in cell.source.splitlines() if "print(" in line]
            assert len(printing) <= 1, cell.source
            assert not any(line.startswith(" ") for line in printing), cell.source


CHAPTERS = sorted({statement.chapter for statement in all_statements()} - {"index"})


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_asks_predicts_sums_up_and_leads_on(chapter):
    text = (BOOK / f"{chapter}.md").read_text("utf-8")
    assert text.count(":class: predict") >= 2
    assert ":class: saw" in text
    assert text.count(":class: question") >= 4
    assert text.count("```{exercise}") >= 4
    assert text.count("{solution-start}") == text.count("```{exercise}")
    assert text.count("*Hint.*") == text.count("```{exercise}")
    assert "## Further reading" in text
