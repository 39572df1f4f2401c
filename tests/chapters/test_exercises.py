"""Exercises of all chapters: each asks, hints, answers, and knows the likely mistakes."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

import jupytext
import numpy as np
import pytest

from conundrum import chapters

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = [
    name
    for _, name, _ in iter_modules(chapters.__path__)
    if find_spec(f"conundrum.chapters.{name}.exercises")
]
EXERCISES = [
    pytest.param(
        exercise, id=exercise.label, marks=pytest.mark.xdist_group(f"exercises of {chapter}")
    )
    for chapter in CHAPTERS
    for exercise in import_module(
        f"conundrum.chapters.{chapter}.exercises"
    ).check_answer.exercises.values()
]
ON_PAGE = re.compile(
    r"```\{exercise\} [^\n]+\n:label: (?P<label>\S+)\n\n(?P<text>.*?)\n```", re.DOTALL
)
FACTS = re.compile(
    r"\*(A project of (an hour|\d+ hours)|\d+ minutes), "
    r"(easy|medium|hard)(?P<tags>(; [\w\s-]+)*)\.\*\n"
)
LIBRARIES = {"NumPy", "scikit-learn", "PyTorch", "SciPy"}
NONSENSE = [None, "I do not know", [], np.nan, -1e9, [[1, 2], [3]], print, {"a": 1}]


SITUATIONS = {"small samples", "your own data", "questionnaires", "images", "people"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_exercises_of_every_kind(chapter):
    on_page = exercises_of(chapter)
    known = import_module(f"conundrum.chapters.{chapter}.exercises").check_answer.exercises
    assert list(on_page) == list(known)
    assert len(on_page) >= 6
    facts = {label: FACTS.match(text) for label, text in on_page.items()}
    assert all(facts.values()), facts
    tags = [set(found["tags"].split("; ")[1:]) for found in facts.values()]
    assert sum(any(tag.endswith(" only") for tag in each) for each in tags) >= 2
    assert any("by hand" in each for each in tags)
    assert any("break it" in each for each in tags)
    assert any(
        each & {"small samples", "your own data", "questionnaires", "images", "people"}
        for each in tags
    )
    for each in tags:
        for tag in each:
            named = re.split(", | and ", tag.removesuffix(" only"))
            assert not tag.endswith(" only") or set(named) <= LIBRARIES, tag
    for label, text in on_page.items():
        assert text.count("*Hint.*") == 1
        assert f'*Check.* `check_answer("{label}", ' in text


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_right_answer_is_right(exercise):
    assert exercise.judge(exercise.right()).right


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_each_likely_mistake_is_told_apart(exercise):
    assert len(exercise.mistakes) >= 3
    for mistake in exercise.mistakes:
        verdict = exercise.judge(mistake.answer())
        assert not verdict.right
        assert verdict.says == mistake.why


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("answer", NONSENSE, ids=repr)
def test_nonsense_is_told_what_is_asked(exercise, answer):
    verdict = exercise.judge(answer)
    assert not verdict.right
    assert exercise.asks in verdict.says


@pytest.mark.slow
@pytest.mark.parametrize(
    "chapter",
    [pytest.param(c, marks=pytest.mark.xdist_group(f"exercises of {c}")) for c in CHAPTERS],
)
def test_solutions_run_below_the_first_cell_and_are_right(chapter):
    first, solutions = solutions_of(chapter)
    assert list(solutions) == list(exercises_of(chapter))
    for label, cells in solutions.items():
        namespace = {}
        exec(first, namespace)
        asked = []
        judge = namespace["check_answer"]
        namespace["check_answer"] = lambda *answer, judge=judge, asked=asked: asked.append(
            (answer[0], judge(*answer))
        )
        for cell in cells:
            exec(cell, namespace)
        assert [name for name, _ in asked] == [label]
        assert asked[0][1].right, asked


def exercises_of(chapter: str) -> dict[str, str]:
    """Return the texts of a page's exercises by their labels."""
    text = (BOOK / f"{chapter}.md").read_text("utf-8")
    return {found["label"]: found["text"] for found in ON_PAGE.finditer(text)}


def solutions_of(chapter: str) -> tuple[str, dict[str, list[str]]]:
    """Return the first cell of a page, and the cells of each solution by the exercise's label."""
    cells = jupytext.read(BOOK / f"{chapter}.md").cells
    first = next(cell.source for cell in cells if cell.cell_type == "code")
    solutions, inside = {}, None
    for cell in cells:
        if cell.cell_type == "code":
            if inside:
                solutions.setdefault(inside, []).append(cell.source)
            continue
        for edge in re.finditer(r"\{solution-(?:start\} (\S+)|end\})", cell.source):
            inside = edge[1]
    return first, solutions
