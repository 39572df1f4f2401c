"""Tables are read to the letter, and what does not fit is said with file and line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conundrum.data.scans.names import seen
from conundrum.data.scans.tables import read_table

VALUE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
GOOD = "participant_id\tage\tgroup\nsub-01\t23\tcontrol\nsub-02\t31.5\tpatient\n"


@pytest.fixture
def table(tmp_path):
    def write(content, **options):
        file = tmp_path / "participants.tsv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(file, **options)

    return write


@given(st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=6))
def test_each_value_comes_back_whatever_it_holds(tmp_path_factory, rows):
    file = tmp_path_factory.getbasetemp() / "each.tsv"
    lines = [f"sub-{n:02d}\t{a}\t{b}" for n, (a, b) in enumerate(rows)]
    file.write_text("\n".join(["participant_id\ta\tb", *lines]), encoding="utf-8")
    read = read_table(file)
    assert [(r.values["a"], r.values["b"]) for r in read.rows] == [
        (seen(a), seen(b)) for a, b in rows
    ]


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        (GOOD + "\n\n").encode(),
        (GOOD + "\t\t\n").encode(),
    ],
    ids=["byte-order mark", "UTF-16", "Windows", "old Macintosh", "blank lines", "blank row"],
)
def test_what_programs_write_differently_is_the_same_table(table, content):
    read = table(content)
    assert read.columns == ("participant_id", "age", "group")
    np.testing.assert_array_equal(read.numbers("age"), [23, 31.5])
    assert list(read.texts("group")) == ["control", "patient"]


def test_an_encoding_can_be_named(table):
    read = table("participant_id\tsite\nsub-01\tKöln\n".encode("cp1252"), encoding="cp1252")
    assert list(read.texts("site")) == ["Köln"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("participant_id\tage\n", "has no rows"),
        (GOOD.replace("\t", ","), "separated by tabs"),
        (GOOD.replace("\t31.5", ""), "line 3: 2 values for 3 columns"),
        (GOOD.replace("patient\n", "patient\tx\n"), "line 3: 4 values for 3 columns"),
        (GOOD.replace("control\n", '"con\ntrol"\n'), "line 3: 1 values for 3 columns"),
        (GOOD.replace("\n", "\n\n", 1), "line 2: 1 values"),
        (GOOD.replace("sub-02", ""), "line 3: participant_id must say who it is, got ''"),
        (GOOD.replace("sub-02", "n/a"), "line 3: participant_id must say who it is, got 'n/a'"),
        (GOOD.replace("sub-02", "\u00a0"), "line 3: participant_id must say who it is"),
        (GOOD.replace("sub-02", "NaN"), "line 3: participant_id must say who it is, got 'NaN'"),
        (GOOD.replace("group", "age "), "has the column 'age' more than once"),
        (GOOD.replace("age", "participant"), "only one can say who it is"),
        (GOOD.replace("participant_id", "who"), "must have the column 'participant_id'"),
        (GOOD.replace("control", "contr\xf6l").encode("cp1252"), "line 2 is no text in utf-8"),
        (GOOD.encode("utf-16-le"), "zero bytes"),
    ],
)
def test_a_bad_table_says_where(table, content, message):
    with pytest.raises(ValueError, match=rf"participants\.tsv.*{message}"):
        table(content)


@pytest.mark.parametrize("value", ["1_0", "١٢", "23,5", "nan", "inf", "89+", "0x1f", "1 000", "-"])
def test_what_is_no_number_to_a_reader_is_none(table, value):
    read = table(GOOD.replace("31.5", value))
    with pytest.raises(ValueError, match="line 3: age of sub-02 must be a number"):
        read.numbers("age")


@pytest.mark.parametrize("number", ["-1.5", "+2", ".5", "3.", "1e3", "2E-4"])
def test_numbers_are_pythons(table, number):
    assert table(GOOD.replace("31.5", number)).numbers("age")[1] == float(number)


def test_marks_of_missing_values_are_no_categories(table):
    with pytest.raises(ValueError, match=r"line 3: group is 'NA'; .*missing='NA'"):
        table(GOOD.replace("patient", "NA")).texts("group")
    known = table(GOOD.replace("patient", "NA"), missing=["na"])
    assert [known.knows(row, "group") for row in known.rows] == [True, False]


def test_quotation_marks_are_no_part_of_a_category(table):
    with pytest.raises(ValueError, match='line 3: group is "patient", with quotation marks'):
        table(GOOD.replace("patient", '"patient"')).texts("group")


def test_categories_that_differ_in_case_only_are_one(table):
    read = table(GOOD + "sub-03\t40\tPatient\n")
    assert list(read.texts("group")) == ["control", "patient", "patient"]


def test_columns_are_found_by_how_they_look(table):
    read = table(GOOD.replace("group", "Group"))
    assert read.column(" group\u200b") == "Group"
    with pytest.raises(ValueError, match="must have the column 'sex', got 'participant_id'"):
        read.column("sex")
    both = table(GOOD.replace("age", "GROUP"))
    assert both.column("group") == "group"
    with pytest.raises(ValueError, match="has the columns 'GROUP' and 'group', and not 'Group'"):
        both.column("Group")
