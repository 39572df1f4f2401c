"""Questions of all chapters: enough, with one right answer each that cannot be told by its look."""

import re
from collections import Counter
from pathlib import Path

import pytest

from conundrum.claims import all_statements

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = sorted({statement.chapter for statement in all_statements()} - {"index"})
QUESTION = re.compile(
    r"`````\{admonition\} Question (?P<number>\d+)\n:class: question\n(?P<asked>.*?)"
    r"````\{admonition\} Answer, and why\n:class: dropdown\n\*\*(?P<right>\d)\.\*\* (?P<why>.*?)\n"
    r"````\n`````\n",
    re.DOTALL,
)
OPTION = re.compile(r"^\d\. (.*)$", re.MULTILINE)


def questions_of(chapter):
    return list(QUESTION.finditer((BOOK / f"{chapter}.md").read_text("utf-8")))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_five_questions_or_more_each_with_options_and_an_answer(chapter):
    text = (BOOK / f"{chapter}.md").read_text("utf-8")
    questions = questions_of(chapter)
    assert len(questions) == text.count(":class: question") >= 5
    assert [int(question["number"]) for question in questions] == list(range(1, len(questions) + 1))
    for question in questions:
        options = OPTION.findall(question["asked"])
        assert 3 <= len(options) <= 5
        assert 1 <= int(question["right"]) <= len(options)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_right_answer_has_no_fixed_place_and_is_seldom_the_longest(chapter):
    questions = questions_of(chapter)
    places = Counter(question["right"] for question in questions)
    assert max(places.values()) <= 0.6 * len(questions) + 1, places
    longest = 0
    for question in questions:
        lengths = [len(option) for option in OPTION.findall(question["asked"])]
        right = lengths.pop(int(question["right"]) - 1)
        longest += right > 1.1 * max(lengths)
    assert longest <= len(questions) / 3
