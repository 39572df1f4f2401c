"""Codes mean what the file beside a table says, and only then."""

import json

import pytest

from conundrum.data.scans.levels import read_levels
from conundrum.data.scans.people import Study, select
from conundrum.data.scans.tables import read_table

ROWS = ["sub-01\t1\t1\t2", "sub-02\t2\t1\t3", "sub-03\t2.0\t0\t2", "sub-04\t1\t0\t3"]
LEVELS = {
    "Group": {"Description": "who", "Levels": {"1": "Control", "2": "Patient"}},
    "relapse": {"Levels": {"0": "relapse", "1": {"Description": "no relapse"}}},
    "scanner": {"Levels": {"2": "Prisma", "3": "Skyra"}},
    "age": {"Units": "years"},
}


@pytest.fixture
def study(tmp_path):
    def choose(outcome="group", levels=LEVELS, rows=ROWS, **options):
        file = tmp_path / "participants.tsv"
        file.write_text("\n".join(["participant_id\tgroup\trelapse\tscanner", *rows]), "utf-8")
        text = levels if isinstance(levels, str) else json.dumps(levels)
        file.with_suffix(".json").write_text(text, "utf-8")
        return select(read_table(file), Study(outcome, **options))

    return choose


def test_a_category_has_its_label_or_its_code(study):
    labelled = study(positive="patient")
    assert labelled.categories == ("Control", "Patient")
    assert list(labelled.outcome) == [0, 1, 1, 0]
    assert labelled.notes == ("group is read by its labels: '1' (Control), '2' (Patient).",)
    coded = study(positive="2")
    assert coded.categories == ("1", "2")
    assert list(coded.outcome) == list(labelled.outcome)
    assert not coded.notes


def test_texts_have_labels_too(study):
    levels = {"group": {"Levels": {"HC": "healthy", "SZ": "schizophrenia"}}}
    rows = ["sub-01\tHC\t1\t2", "sub-02\tsz\t1\t2"]
    assert study(levels=levels, rows=rows, positive="schizophrenia").categories == (
        "healthy",
        "schizophrenia",
    )


def test_zero_and_one_say_what_they_mean(study):
    assert study("relapse").categories == ("relapse", "no relapse")
    assert study("relapse", levels={}).categories == ("0", "1")


def test_numbers_that_stand_for_categories_are_no_amounts(study):
    people = study("relapse", covariates=("scanner",), site="group")
    assert list(people.covariates["scanner"]) == ["Prisma", "Skyra", "Prisma", "Skyra"]
    assert list(people.sites) == ["Control", "Patient", "Patient", "Control"]
    assert "scanner is read by its labels: '2' (Prisma), '3' (Skyra)." in people.notes[0]
    amounts = study(
        "relapse", levels={"scanner": {"Levels": {"2": "low"}}}, covariates=("scanner",)
    )
    assert list(amounts.covariates["scanner"]) == [2, 3, 2, 3]


def test_what_is_to_be_found_is_asked_for_with_labels(study):
    with pytest.raises(ValueError, match=r"'1' \(Control\), '2' \(Patient\): say which of them"):
        study()
    with pytest.raises(ValueError, match=r"positive='ill' .*: '1' \(Control\), '2' \(Patient\)"):
        study(positive="ill")


@pytest.mark.parametrize("label", ["missing", "N/A", "not known"])
@pytest.mark.parametrize("options", [{"outcome": "group", "positive": "1"}, {"outcome": "scanner"}])
def test_a_code_for_what_is_not_known_is_no_value(study, label, options):
    levels = {name: {"Levels": {"-9": label}} for name in ("group", "scanner")}
    rows = [*ROWS, "sub-05\t-9\t1\t-9"]
    with pytest.raises(ValueError, match=rf"line 6: .* is '-9', which means '{label}'"):
        study(levels=levels, rows=rows, **options)


def test_large_numbers_are_not_rounded_to_one_category(study):
    rows = ["sub-01\t10000001\t1\t2", "sub-02\t10000002\t1\t3"]
    assert study(rows=rows, positive="10000002").categories == ("10000001", "10000002")


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ("{", "is no good JSON"),
        ("[]", "must describe columns by their names"),
        ('{"group": {"Levels": {"1": "a", "1": "b"}}}', "'1' stands there more than once"),
        (b"{\xff}".decode("latin-1").encode("latin-1"), "is no good JSON"),
    ],
)
def test_a_bad_file_of_levels_is_named(tmp_path, levels, message):
    file = tmp_path / "participants.json"
    file.write_bytes(levels if isinstance(levels, bytes) else levels.encode())
    with pytest.raises(ValueError, match=rf"participants\.json .*{message}"):
        read_levels(file)


def test_without_the_file_nothing_has_a_label(tmp_path):
    assert read_levels(tmp_path / "participants.json") == {}
