"""Plans for teachers: complete, and true of the chapters that they are about."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
TEACHING = (BOOK / "teaching.md").read_text("utf-8")
PARTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"]
CHAPTERS = [
    Path(entry["file"]).name for part in PARTS if part.get("numbered") for entry in part["chapters"]
]
TOPICS = 16  # of the seminar
SESSION = 120  # minutes for what is new
LONGEST = 90  # minutes for a chapter
PLAN = re.compile(
    r"^\(teach-(?P<name>[\w-]+)\)=\n### (?P<title>[^\n]+)\n\n"
    r"\{doc\}`(?P<doc>\w+)`, (?P<minutes>\d+) minutes\.\n"
    r"(?P<parts>.*?)(?=^\(teach-|\Z)",
    re.DOTALL | re.MULTILINE,
)
PLANS = {plan["doc"]: plan for plan in PLAN.finditer(TEACHING)}


def text_of(chapter: str) -> str:
    return (BOOK / f"{chapter}.md").read_text("utf-8")


def parts_of(chapter: str) -> dict[str, list[str]]:
    """Return the points of each part of a plan."""
    _, *pieces = re.split(r"^\*\*([^*]+?)\.?\*\*", PLANS[chapter]["parts"], flags=re.MULTILINE)
    return {
        name: re.findall(r"^- (.+)$", piece, re.MULTILINE)
        for name, piece in zip(pieces[::2], pieces[1::2], strict=True)
    }


def section_of(heading: str) -> str:
    [section] = re.findall(rf"^## {heading}\n(.*?)(?=^## )", TEACHING, re.DOTALL | re.MULTILINE)
    return section


def rows_of(heading: str) -> list[list[str]]:
    """Return the cells of a section's table, without its head."""
    lines = [line for line in section_of(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def figures_in(text: str) -> list[str]:
    return re.findall(r"\{numref\}`([\w-]+)`", text)


def test_each_chapter_has_a_plan_in_the_order_of_the_book():
    assert list(PLANS) == CHAPTERS
    assert TEACHING.count("\n### ") == TEACHING.count("\n(teach-") == len(CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_plan_has_the_chapters_title_and_all_its_parts(chapter):
    plan, parts = PLANS[chapter], parts_of(chapter)
    assert plan["name"] == chapter.replace("_", "-")
    assert re.search(r"^# (.+)$", text_of(chapter), re.MULTILINE)[1] == plan["title"]
    assert list(parts) == [
        "Aims",
        "Minutes",
        "Ask before the figure",
        "Misconceptions",
        "Set as homework",
    ]
    for part in ("Aims", "Ask before the figure", "Misconceptions"):
        assert 3 <= len(parts[part]) <= 5, part
    assert "eave for reading: " in plan["parts"]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_minutes_of_a_plan_add_up(chapter):
    points = parts_of(chapter)["Minutes"]
    minutes = [int(re.match(r"(\d+) min: ", point)[1]) for point in points]
    assert sum(minutes) == int(PLANS[chapter]["minutes"]) <= LONGEST


def test_six_weeks_hold_each_chapter_once_with_the_minutes_of_its_plan():
    weeks = [
        [(name, int(minutes)) for name, minutes in re.findall(r"\{doc\}`(\w+)` (\d+)", chapters)]
        for _, chapters in rows_of("A week")
    ]
    assert len(weeks) == 6
    assert [chapter for week in weeks for chapter in week] == [
        (chapter, int(PLANS[chapter]["minutes"])) for chapter in CHAPTERS
    ]
    for week in weeks:
        assert sum(minutes for _, minutes in week) == SESSION
    assert f"and {SESSION} for what is new" in section_of("A week")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_figure_of_a_plan_is_one_of_its_chapter(chapter):
    own = set(re.findall(r"^:mystnb: \{figure: \{name: ([\w-]+),", text_of(chapter), re.MULTILINE))
    named = figures_in(PLANS[chapter]["parts"])
    assert named
    assert set(named) <= own


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_figures_are_shown_in_the_order_of_the_page(chapter):
    page = text_of(chapter)
    shown = figures_in("\n".join(parts_of(chapter)["Minutes"]))
    places = [page.index(f"{{figure: {{name: {figure},") for figure in shown]
    assert places == sorted(places)


def test_no_figure_is_named_outside_the_plans():
    assert figures_in(TEACHING) == [
        figure for plan in PLANS.values() for figure in figures_in(plan["parts"])
    ]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_question_asks_and_each_misconception_is_answered_by_a_figure(chapter):
    parts = parts_of(chapter)
    for question in parts["Ask before the figure"]:
        assert re.search(r"[?.] (\{numref\}`[\w-]+`(, )?)+$", question), question
        assert "?" in question
    for misconception in parts["Misconceptions"]:
        assert re.match(r"\*.+\*", misconception), misconception
        assert re.search(r"\. (\{numref\}`[\w-]+`(, )?)+$", misconception), misconception


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_plan_shows_each_live_figure_of_its_chapter(chapter):
    live = re.findall(r"^```\{live\} ([\w-]+)\n:instead: ([\w-]+)", text_of(chapter), re.MULTILINE)
    for name, instead in live:
        shown = [p for p in parts_of(chapter)["Minutes"] if f"*{name.replace('-', ' ')}*" in p]
        assert [p for p in shown if f"{{numref}}`{instead}`" in p], name


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_homework_is_an_exercise_of_the_chapter_by_its_title(chapter):
    titles = dict(
        reversed(pair)
        for pair in re.findall(
            r"^```\{exercise\} (.+)\n:label: ([\w-]+)$", text_of(chapter), re.MULTILINE
        )
    )
    points = parts_of(chapter)["Set as homework"]
    assert 2 <= len(points) <= 3
    for point in points:
        title, label = re.match(r"\{ref\}`(.+?) <([\w-]+)>`: ", point).groups()
        assert titles[label] == title


def test_the_table_has_all_topics_and_leads_to_all_chapters():
    rows = rows_of("Seminar, chapter, course book")
    assert [row[0] for row in rows] == [str(number) for number in range(1, TOPICS + 1)]
    linked = set()
    for number, topic, where, sections in rows:
        assert topic
        assert sections == "–" or re.match(r"\d+(\.\d+)+ \w", sections), number
        chapters = re.findall(r"\{doc\}`(\w+)`", where)
        assert chapters, number
        for chapter in chapters:
            assert (BOOK / f"{chapter}.md").exists()
        pages = "\n".join(map(text_of, chapters))
        for section in re.findall(r"\*(.+?)\*", where):
            assert re.search(rf"^##+ {re.escape(section)}$", pages, re.MULTILINE), section
        for label in re.findall(r"\{ref\}`([\w-]+)`", where):
            assert re.search(rf"^\({label}\)=$", pages, re.MULTILINE), label
        linked.update(chapters)
    assert linked == set(CHAPTERS)


def test_the_first_page_leads_there():
    assert "{doc}`teaching`" in text_of("index")
