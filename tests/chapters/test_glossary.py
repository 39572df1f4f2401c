"""The glossary: each term stands there once, and leads there from some chapter."""

import re
from pathlib import Path

BOOK = Path(__file__).parents[2] / "book"
LOOKED_UP = {"claims", "figures", "glossary", "notation", "references", "teaching"}


def terms():
    _, _, listed = (BOOK / "glossary.md").read_text("utf-8").partition("{glossary}")
    entries = [line for line in listed.splitlines() if re.match(r"[^\s`:]", line)]
    assert len(entries) > 100
    return entries


def test_each_term_stands_there_once():
    names = [term.lower() for term in terms()]
    assert len(set(names)) == len(names)


def test_each_term_is_linked_where_it_is_used():
    linked = set()
    for page in BOOK.glob("*.md"):
        if page.stem not in LOOKED_UP:
            for written in re.findall(r"\{term\}`([^`]+)`", page.read_text("utf-8")):
                name = re.sub(r".*<(.*)>", r"\1", written, flags=re.DOTALL)
                linked.add(re.sub(r"\s+", " ", name).lower())
    assert {term for term in terms() if term.lower() not in linked} == set()
