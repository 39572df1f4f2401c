"""What a session says of itself is read; what is not read is said."""

import numpy as np
import pytest

from conundrum.data.brains import draw_slices
from conundrum.data.scans import read_scans, write_scans

MOODS = [[21, 14], [9, 9], [30, "n/a"], [5, 6]]


def write_sessions(folder, moods=MOODS, column="mood"):
    for number, values in enumerate(moods):
        name = f"sub-{number:03d}"
        rows = [f"ses-{visit}\t{mood}" for visit, mood in enumerate(values, start=1)]
        text = "\n".join([f"session_id\t{column}", *rows])
        (folder / name / f"{name}_sessions.tsv").write_text(text, encoding="utf-8")


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    ages = {"age": ["61", "34", "50", "72"]}
    write_scans(folder, draw_slices(4, visits=2, seed=1), ages)
    return folder


def test_an_outcome_of_sessions_goes_with_their_images(study):
    write_sessions(study)
    scans = read_scans(study, outcome="mood", covariates=["age"])
    np.testing.assert_array_equal(scans.outcome, [21, 14, 9, 9, 30, 5, 6])
    np.testing.assert_array_equal(scans.covariates["age"], [61, 61, 34, 34, 50, 72, 72])
    assert [file.name[:13] for file in scans.files[4:6]] == ["sub-002_ses-1", "sub-003_ses-1"]
    assert scans.notes == (
        "Read from tables of sessions, a value for each: mood.",
        "mood is not known in 1 of 8 rows, which are left out: sub-002 ses-2.",
    )


def test_one_table_of_all_sessions_is_the_same(study):
    write_sessions(study)
    apart = read_scans(study, outcome="mood")
    rows = [f"sub-00{n}\tses-{v + 1}\t{MOODS[n][v]}" for n in range(4) for v in range(2)]
    for file in study.glob("sub-*/*_sessions.tsv"):
        file.unlink()
    (study / "sessions.tsv").write_text("\n".join(["participant_id\tsession_id\tmood", *rows]))
    together = read_scans(study, outcome="mood")
    np.testing.assert_array_equal(together.outcome, apart.outcome)
    assert together.files == apart.files
    assert together.notes == apart.notes


def test_tables_of_sessions_are_not_read_where_nobody_asks(study):
    write_sessions(study)
    assert read_scans(study, outcome="age").notes == ()


def test_a_table_of_sessions_that_says_nothing_else_is_no_fault(study):
    (study / "sub-000/sub-000_sessions.tsv").write_text("session_id\nses-1\nses-2\n")
    assert read_scans(study, outcome="age").notes == ()


def test_the_column_of_sessions_may_be_written_otherwise(study):
    write_sessions(study)
    for file in study.glob("sub-*/*_sessions.tsv"):
        file.write_text(file.read_text("utf-8").replace("session_id", "Session_ID"))
    assert len(read_scans(study, outcome="mood")) == 7


def test_what_both_tables_have_is_that_of_sessions_unless_the_other_is_named(study):
    write_sessions(study, [[61, 63], [34, 36], [50, 52], [72, 74]], column="Age")
    scans = read_scans(study, outcome="age")
    np.testing.assert_array_equal(scans.outcome, [61, 63, 34, 36, 50, 52, 72, 74])
    assert "Not read, because sessions have it, too: age of participants.tsv" in scans.notes[1]
    named = read_scans(study, outcome="age", table=study / "participants.tsv")
    np.testing.assert_array_equal(named.outcome, [61, 61, 34, 34, 50, 50, 72, 72])


def test_a_derivative_finds_the_sessions_above_it(study):
    write_sessions(study)
    inner = study / "derivatives/pipeline"
    for place in study.glob("sub-*/ses-*"):
        target = inner / place.relative_to(study)
        target.parent.mkdir(parents=True, exist_ok=True)
        place.rename(target)
    assert len(read_scans(inner, outcome="mood")) == 7


def test_people_of_one_table_only_are_named(study):
    write_sessions(study)
    (study / "sub-001/sub-001_sessions.tsv").unlink()
    table = study / "participants.tsv"
    rows = table.read_text("utf-8").splitlines()
    table.write_text("\n".join(row for row in rows if "sub-003" not in row), encoding="utf-8")
    notes = read_scans(study, outcome="mood").notes
    assert notes[1].endswith("no row in participants.tsv were not read: sub-003.")
    assert notes[2].endswith(
        "not known in 2 of 5 rows, which are left out: sub-001, sub-002 ses-2."
    )


def test_what_codes_of_sessions_mean_is_said_beside_them(study):
    write_sessions(study, [[1, 1], [2, 2], [1, 1], [2, 2]])
    (study / "sessions.json").write_text('{"mood": {"Levels": {"1": "well", "2": "low"}}}')
    scans = read_scans(study, outcome="mood", positive="low")
    assert scans.categories == ("well", "low")
    (study / "sub-002/sub-002_sessions.json").write_text('{"mood": {"Levels": {"1": "low"}}}')
    with pytest.raises(ValueError, match=r"sub-002_sessions\.json says .*'low', and .*'well'"):
        read_scans(study, outcome="mood", positive="low")


def moved(study):
    file = study / "sub-000/sub-000_sessions.tsv"
    file.rename(study / "sub-001/sub-000_sessions.tsv")


def change(old, new, name="sub-001/sub-001_sessions.tsv"):
    def plant(study):
        text = (study / name).read_text("utf-8")
        assert old in text
        (study / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return plant


def second_spelling(study):
    rows = "sub-001\tses-1\t3\nsub-1\tses-2\t3\n"
    (study / "sessions.tsv").write_text(f"participant_id\tsession_id\tmood\n{rows}")


@pytest.mark.parametrize(
    ("plant", "message"),
    [
        (moved, r"sub-000_sessions\.tsv is named after sub-000: whose is it"),
        (change("\t9", ""), r"sub-001_sessions\.tsv, line 2: 1 values for 2 columns"),
        (change("\t9", "\t9,5"), r"sub-001_sessions\.tsv, line 2: mood of sub-001 ses-1 must be a"),
        (change("ses-2", "ses-1"), r"sub-001_sessions\.tsv, line 3: a second row for sub-001"),
        (change("session_id", "visit"), r"sub-001_sessions\.tsv must have the column 'session_id'"),
        (change("mood", "Mood"), "the columns 'mood' and 'Mood', which may be one"),
        (second_spelling, "sessions of 'sub-001' and 'sub-1', which may be one participant"),
        (
            change("sub-001", "sub-002", "participants.tsv"),
            r"sub-002_sessions\.tsv, line 2: a second row for sub-002",
        ),
    ],
)
def test_one_fault_at_a_time_is_named(study, plant, message):
    write_sessions(study)
    plant(study)
    with pytest.raises(ValueError, match=message):
        read_scans(study, outcome="mood")


def test_a_column_of_another_table_is_not_there_and_it_is_said_where_it_is(study):
    (study / "phenotype").mkdir()
    (study / "phenotype/bdi.tsv").write_text("participant_id\tBDI\nsub-000\t12\n")
    with pytest.raises(ValueError, match=r"the column 'bdi', .*bdi\.tsv has it: make one table"):
        read_scans(study, outcome="bdi")
