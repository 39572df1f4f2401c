"""From a folder to a page; and with one thing wrong at a time, to a message and no page."""

import gzip
import shutil
import struct

import nibabel
import numpy as np
import pytest
from bs4 import BeautifulSoup

from conundrum.evaluation.ranking import Interval
from conundrum.own_scans.__main__ import main
from conundrum.own_scans.report import written

WORDS = ["--outcome", "group", "--positive", "patient", "--heights", "18", "--jobs", "1"]
FULL = [*WORDS, "--covariates", "age", "sex", "--site", "site", "--permutations", "1"]


@pytest.fixture
def run(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def command(*words):
        main([str(study), "--cache", str(tmp_path / "cache"), *words])
        [file] = tmp_path.glob("own_scans_*.html")
        return BeautifulSoup(file.read_text("utf-8"), "html.parser")

    return command


def contents(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_study_from_its_folder_to_a_page(study, run, capsys):
    before = contents(study)
    page = run(*FULL)
    assert contents(study) == before
    said = capsys.readouterr().out
    assert "age is not known in 1 of 24 rows, which are left out: sub-003." in said
    assert "46 scans of 23 participants. Look at them:" in said
    assert "more trainings: about" in said

    text = page.main.get_text(" ")
    assert "age is not known in 1 of 24 rows, which are left out: sub-003." in text
    assert "The network, chosen beforehand, has an AUC of" in text
    assert "23 participants are few." in text
    headings = [heading.get_text() for heading in page.find_all(["h2", "h3"])]
    assert "At a site it has not seen" in headings
    assert headings.index("Scans, as they were read") < headings.index("Against chance")
    models, sites = page.find_all("table")
    assert [row.th.get_text() for row in models.tbody.find_all("tr")] == [
        "network",
        "linear model",
        "linear model, covariates taken out",
        "covariates alone",
        "brightness of the file alone",
        "brightest pixel",
    ]
    assert [row.th.get_text() for row in sites.tbody.find_all("tr")] == ["Aachen", "Bonn", "Köln"]


def test_the_page_needs_nothing_else_and_says_what_pictures_show(run):
    page = run(*WORDS, "--look")
    assert "Nothing has been trained yet." in page.main.get_text()
    sources = [tag[key] for tag in page.find_all(True) for key in ("src", "href") if tag.get(key)]
    assert sources
    assert all(source.startswith(("data:", "#")) for source in sources)
    assert all(image["alt"] for image in page.find_all("img"))
    assert not page.find_all("script")


def test_a_page_about_age(run):
    words = ["--outcome", "age", "--heights", "15", "18", "--jobs", "1", "--permutations", "0"]
    text = run(*words).main.get_text(" ")
    assert "The linear model, chosen beforehand, has a mean absolute error of" in text
    assert "and an R² of" in text
    assert "The slope of predicted on real values is" in text
    assert "The label belongs to the person, not to a slice." in text
    assert "No covariates were named." in text


def test_names_are_text_and_nothing_else(study, run):
    table = study / "participants.tsv"
    table.write_text(table.read_text("utf-8").replace("Bonn", "<b>B$o$nn</b>"), encoding="utf-8")
    page = run(*FULL, "--model", "linear model", "--permutations", "0")
    assert "site <b>B$o$nn</b>" in page.main.get_text()
    assert not page.find_all("b")


def test_a_page_is_never_replaced(run, tmp_path, capsys):
    mine = tmp_path / "own_scans_group.html"
    mine.write_text("mine")
    with pytest.raises(SystemExit) as stopped:
        run(*WORDS)
    assert stopped.value.code == 2
    assert "own_scans_group.html exists and is not replaced" in capsys.readouterr().err
    assert mine.read_text() == "mine"


def test_no_page_is_written_into_the_data_set(study, run, capsys):
    with pytest.raises(SystemExit):
        run(*WORDS, "--page", str(study / "page.html"))
    assert "must not lie in the data set" in capsys.readouterr().err


# --- One fault of each kind -----------------------------------------------------------------------


def in_table(old, new):
    def plant(folder):
        table = folder / "participants.tsv"
        text = table.read_text("utf-8")
        assert old in text
        table.write_text(text.replace(old, new, 1), encoding="utf-8")

    return plant


def in_file(change):
    def plant(folder):
        file = sorted(folder.rglob("*.nii.gz"))[9]
        file.write_bytes(change(file.read_bytes()))

    return plant


def without_codes(content):
    raw = bytearray(gzip.decompress(content))
    struct.pack_into("<hh", raw, 252, 0, 0)
    return gzip.compress(bytes(raw))


def with_hole(folder):
    file = sorted(folder.rglob("*.nii.gz"))[9]
    image = nibabel.load(file)
    voxels = image.get_fdata(dtype=np.float32)
    voxels[30, 30, 1] = np.nan
    nibabel.Nifti1Image(voxels, image.affine).to_filename(file)


def changed(change):
    """Replace the voxels of one file, which keeps its place."""

    def plant(folder):
        file = sorted(folder.rglob("*.nii.gz"))[9]
        image = nibabel.load(file)
        voxels = change(image.get_fdata(dtype=np.float32))
        nibabel.Nifti1Image(voxels, image.affine).to_filename(file)

    return plant


def in_excel(folder):
    table = folder / "participants.tsv"
    table.write_bytes(table.read_text("utf-8").encode("cp1252"))


def bad_levels(folder):
    (folder / "participants.json").write_text('{"group": {"Levels": {"1": "patient",}}}')


def not_fetched(folder):
    file = sorted(folder.rglob("*.nii.gz"))[9]
    file.unlink()
    file.symlink_to("../../../.git/annex/objects/SHA256E.nii.gz")


def in_sessions(folder):
    rows = "ses-1\t3\nses-2\n"
    (folder / "sub-004/sub-004_sessions.tsv").write_text(f"session_id\tgroup\n{rows}")


def second_folder(folder):
    shutil.copytree(folder / "sub-004", folder / "sub-4")


def copy_under_another_name(folder):
    first, other = sorted(folder.glob("sub-00[45]/ses-1/anat/*"))
    shutil.copy(first, other)


@pytest.mark.parametrize(
    ("plant", "message"),
    [
        (in_table("patient", '"patient'), r"participants\.tsv, line \d+: group is \"patient"),
        (in_table("\tcontrol", ""), r"participants\.tsv, line \d+: 4 values for 5 columns"),
        (in_table("sub-004", ""), r"participants\.tsv, line 6: participant_id must say who"),
        (in_table("sub-004", "Sub-05"), r"'Sub-05' and 'sub-005', which may be one participant"),
        (in_table("sub-004", "sub-005"), r"participants\.tsv, line 7: a second row for sub-005"),
        (in_table("\tF\t", "\tNA\t"), r"line \d+: sex is 'NA'; if this means that it is not known"),
        (in_table("Köln", "unknown"), r"line 4: site is 'unknown'"),
        (in_table("participant_id\tgroup", "participant_id\tage"), "'age' more than once"),
        (second_folder, r"folders sub-004 and sub-4, which may be one participant"),
        (copy_under_another_name, r"sub-004_.* and .*sub-005_.* show the same slices"),
        (in_file(lambda content: content[:-9]), r"sub-004_ses-2_.* cannot be read as NIfTI"),
        (in_file(without_codes), r"sub-004_ses-2_.* does not say where its voxels lie"),
        (with_hole, r"sub-004_ses-2_.* holds NaN inside the head, in 1 voxels"),
        (changed(lambda v: v - v.mean()), r"sub-004_ses-2_.* is no image of brightness"),
        (changed(lambda v: 0 * v), r"sub-004_ses-2_.* is empty, all its voxels are zero"),
        (changed(lambda v: np.stack([v, v], -1)), r"sub-004_ses-2_.* with three dimensions, got"),
        (in_file(lambda _: b"<html>sign in</html>"), r"sub-004_ses-2_.* cannot be read as NIfTI"),
        (not_fetched, r"sub-004_ses-2_.* is a link to a file that is not here"),
        (in_excel, r"participants\.tsv, line 4 is no text in utf-8"),
        (bad_levels, r"participants\.json is no good JSON"),
        (in_sessions, r"sub-004_sessions\.tsv, line 3: 1 values for 2 columns"),
    ],
)
def test_one_fault_at_a_time_is_named(study, run, tmp_path, capsys, plant, message):
    plant(study)
    with pytest.raises(SystemExit) as stopped:
        run(*FULL)
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    with pytest.raises(ValueError, match=message):
        raise ValueError(said)


def without_image(folder):
    shutil.rmtree(folder / "sub-004")


def without_row(folder):
    table = folder / "participants.tsv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if "sub-004" not in line), encoding="utf-8")


def misnamed(folder):
    file = sorted(folder.rglob("*.nii.gz"))[9]
    file.rename(file.with_name("sub-004_ses2_FLAIR.nii.gz"))


@pytest.mark.parametrize(
    ("plant", "note"),
    [
        (
            in_table("\tBonn", "\t"),
            "site is not known in 1 of 23 rows, which are left out: sub-001.",
        ),
        (
            in_table("\tF\t", "\tN/A\t"),
            "sex is not known in 1 of 23 rows, which are left out: sub-",
        ),
        (
            in_table("sub-004", "4"),
            "Spelled differently in the table and in names of files: 4 is sub",
        ),
        (in_table("sub-004", "sub-99"), "No image, and so left out: 1 rows, sub-99."),
        (
            in_table("sub-004", "sub-99"),
            "who have no row in participants.tsv were not read: sub-004.",
        ),
        (without_image, "No image, and so left out: 1 rows, sub-004."),
        (without_row, "who have no row in participants.tsv were not read: sub-004."),
        (misnamed, "are not those of images in BIDS: sub-004_ses2_FLAIR.nii.gz."),
    ],
)
def test_who_is_not_read_is_named_on_the_page(study, run, plant, note):
    plant(study)
    assert note in run(*FULL, "--look").main.get_text()


def test_litter_changes_nothing(study, run, tmp_path):
    def read():
        text = str(run(*FULL, "--look").main)
        (tmp_path / "own_scans_group.html").unlink()
        return text

    clean = read()
    for name in (".DS_Store", "._sub-004_FLAIR.nii.gz", "sub-004_FLAIR.nii.gz.part", "old.json"):
        (study / "sub-004/ses-1/anat" / name).write_bytes(b"x")
    (study / "participants.tsv~").write_text("old")
    (study / "derivatives/other/sub-004").mkdir(parents=True)
    assert read() == clean


def test_zero_has_no_sign():
    assert written(Interval(-0.001, -0.02, 0.004)) == "0.00 (−0.02 to 0.00)"
