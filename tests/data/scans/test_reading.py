"""A data set is read as it was written; nobody gets lost without a word, nobody gets in twice."""

import shutil
import unicodedata

import nibabel
import numpy as np
import pytest

from conundrum.data.brains import draw_slices
from conundrum.data.scans import read_scans, write_scans

AGES = ["61", "n/a", "34", "50", "N/A", "72"]
SITES = ["Aachen", "Bonn", "Köln"] * 2


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    write_scans(folder, draw_slices(6, visits=2, seed=1), {"age": AGES, "site": SITES})
    return folder


def read(folder, **options):
    return read_scans(folder, **({"outcome": "group", "positive": "patient"} | options))


def rewrite(folder, change):
    table = folder / "participants.tsv"
    table.write_text(change(table.read_text("utf-8")), encoding="utf-8")


def files_of(folder, name):
    return sorted(folder.glob(f"{name}/**/*.nii.gz"))


def test_what_was_written_is_read(study):
    slices, scans = draw_slices(6, visits=2, seed=1), read(study)
    assert scans.names == tuple(f"sub-{n:03d}" for n in range(6))
    np.testing.assert_array_equal(scans.participants, slices.participants)
    np.testing.assert_array_equal(scans.outcome, slices.patients)
    np.testing.assert_allclose(
        scans.pixels * scans.brightness[:, None, None, None], slices.pixels, atol=1e-5
    )
    assert scans.categories == ("control", "patient")
    assert (scans.coordinates, scans.notes) == ("file", ())


def test_nothing_in_the_data_set_is_changed(study):
    before = {file: file.read_bytes() for file in study.rglob("*") if file.is_file()}
    read(study, cache=study.parent / "cache")
    assert before == {file: file.read_bytes() for file in study.rglob("*") if file.is_file()}


def test_unknown_values_leave_out_people_who_are_named(study):
    scans = read(study, covariates=["age"], site="site")
    assert scans.names == ("sub-000", "sub-002", "sub-003", "sub-005")
    np.testing.assert_array_equal(scans.covariates["age"], np.repeat([61, 34, 50, 72], 2))
    assert list(scans.sites[::2]) == ["Aachen", "Köln", "Aachen", "Köln"]
    assert scans.notes == (
        "age is not known in 2 of 6 rows, which are left out: sub-001, sub-004.",
    )


def test_a_number_is_an_outcome_as_it_is(study):
    scans = read(study, outcome="age", positive=None)
    np.testing.assert_array_equal(scans.outcome[::2], [61, 34, 50, 72])
    assert scans.categories == ()


def test_people_without_images_and_images_without_people_are_named(study):
    shutil.rmtree(study / "sub-002")
    rewrite(study, lambda text: "\n".join(row for row in text.split("\n") if "sub-004" not in row))
    scans = read(study)
    assert scans.names == ("sub-000", "sub-001", "sub-003", "sub-005")
    assert scans.notes == (
        "No image, and so left out: 1 rows, sub-002.",
        "Images of 1 participants who have no row in participants.tsv were not read: sub-004.",
    )


def test_zeros_that_a_program_took_away_are_given_back_and_that_is_said(study):
    rewrite(study, lambda text: text.replace("sub-00", ""))
    scans = read(study)
    assert scans.names == tuple(f"sub-{n:03d}" for n in range(6))
    assert "Spelled differently in the table and in names of files: 0 is sub-000" in scans.notes[0]


def test_a_reader_leaves_people_out_by_name(study):
    scans = read(study, exclude=["sub-3", "005"])
    assert scans.names == ("sub-000", "sub-001", "sub-002", "sub-004")
    assert scans.notes == ("Left out because you say so: sub-3, 005.",)
    with pytest.raises(ValueError, match="exclude='sub-9' is no participant"):
        read(study, exclude=["sub-9"])


def test_one_session_can_be_read(study):
    scans = read(study, session="ses-2")
    assert len(scans) == 6
    assert all("ses-2" in file.name for file in scans.files)
    with pytest.raises(ValueError, match="session='3' is the session of no image"):
        read(study, session="3")


def test_a_row_a_session_goes_with_its_image(study):
    table = study.parent / "sessions.tsv"
    rows = [f"sub-00{n}\t{s}\t{20 + 10 * n + s}" for n in range(6) for s in (1, 2)]
    table.write_text("\n".join(["participant_id\tsession_id\tage", *rows[:-1]]))
    scans = read(study, outcome="age", positive=None, table=table)
    expected = [20 + 10 * n + s for n in range(6) for s in (1, 2)][:-1]
    np.testing.assert_array_equal(scans.outcome, expected)
    assert scans.notes == ("Images of sessions that have no row were not read: sub-005.",)


def test_several_heights_are_slices_of_one_scan(study):
    scans = read(study, heights=[15.0, 18.0, 21.0])
    assert scans.pixels.shape == (12, 3, 64, 64)


def test_a_derivative_finds_the_table_above_it(study):
    inner = study / "derivatives/pipeline"
    inner.mkdir(parents=True)
    for name in ("sub-000", "sub-001", "sub-002", "sub-003"):
        (study / name).rename(inner / name)
    assert len(read(inner).names) == 4


def test_masks_are_found_beside_images(study):
    with pytest.raises(ValueError, match=r"FLAIR\.nii\.gz has no mask 'desc-brain_mask'"):
        read(study, mask="desc-brain_mask")
    for file in files_of(study, "sub-*"):
        image = nibabel.load(file)
        left = np.zeros(image.shape, np.uint8)
        left[:32] = 1
        mask = file.with_name(file.name.replace("FLAIR", "desc-brain_mask"))
        nibabel.Nifti1Image(left, image.affine).to_filename(mask)
    masked = read(study, mask="desc-brain_mask").pixels
    assert not masked[..., 33:].any()
    assert masked[..., :31].any()


def test_a_table_may_name_files_itself(study, tmp_path):
    files = [file.relative_to(study) for file in files_of(study, "sub-00[0-3]")]
    rows = [f"{file.parts[0]}\t{file}\t{n}" for n, file in enumerate(files)]
    table = tmp_path / "mine.tsv"
    table.write_text("\n".join(["participant_id\tfile\tscore", *rows]))
    scans = read_scans(study, outcome="score", table=table)
    np.testing.assert_array_equal(scans.outcome, np.arange(8))
    assert scans.names == ("sub-000", "sub-001", "sub-002", "sub-003")
    table.write_text("\n".join(["participant_id\tfile\tscore", *rows, rows[0]]))
    with pytest.raises(ValueError, match=r"line 10, lists .* again, after .*mine\.tsv, line 2"):
        read_scans(study, outcome="score", table=table)
    spelled = rows[0].replace("anat/", "anat/../anat/")
    table.write_text("\n".join(["participant_id\tfile\tscore", *rows, spelled]))
    with pytest.raises(ValueError, match="line 10, lists"):
        read_scans(study, outcome="score", table=table)
    table.write_text("\n".join(["participant_id\tfile\tscore", *rows, "sub-4\tgone.nii\t1"]))
    with pytest.raises(FileNotFoundError, match=r"mine.tsv names files .*: gone.nii of sub-4"):
        read_scans(study, outcome="score", table=table)


def test_a_file_is_found_whatever_unicode_form_its_name_has(study, tmp_path):
    there = unicodedata.normalize("NFD", "Müller.nii.gz")
    shutil.copy(files_of(study, "sub-000")[0], tmp_path / there)
    table = tmp_path / "participants.tsv"
    table.write_text("participant\tfile\tscore\nMüller\tMüller.nii.gz\t3\n", encoding="utf-8")
    assert read_scans(tmp_path, outcome="score").names == ("Müller",)


def test_a_cache_forgets_a_file_that_changed(study):
    options = {"cache": study.parent / "cache"}
    first = read(study, **options)
    np.testing.assert_array_equal(read(study, **options).pixels, first.pixels)
    other, target = files_of(study, "sub-001")[0], files_of(study, "sub-000")[0]
    target.write_bytes(other.read_bytes())
    again = read(study, **options)
    np.testing.assert_array_equal(again.pixels[0], again.pixels[2])
    assert again.copies == [(target, other)]


def test_all_broken_files_are_named_at_once(study):
    for name in ("sub-001", "sub-004"):
        file = files_of(study, name)[0]
        file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ValueError, match=r"2 of 12 files.*\n.*sub-001_ses-1.*\n.*sub-004_ses-1"):
        read(study)


def test_links_to_files_that_are_not_here_are_named(study):
    for name in ("sub-001", "sub-004"):
        file = files_of(study, name)[1]
        file.unlink()
        file.symlink_to("../../.git/annex/objects/not-fetched.nii.gz")
    with pytest.raises(ValueError, match=r"2 of 12 files.*\n.*sub-001_ses-2.* is a link to a file"):
        read(study)
    assert len(read(study, exclude=["sub-001", "sub-004"])) == 8


def test_an_image_that_is_named_badly_is_not_lost_in_silence(study):
    file = files_of(study, "sub-003")[1]
    file.rename(file.with_name("sub-003_ses2_FLAIR.nii.gz"))
    scans = read(study)
    assert len(scans) == 11
    assert scans.notes == (
        "Not read, because their names are not those of images in BIDS: sub-003_ses2_FLAIR.nii.gz.",
    )


def test_a_slice_without_features_is_noticed(study):
    file = files_of(study, "sub-000")[0]
    image = nibabel.load(file)
    block = np.zeros(image.shape, np.uint8)
    block[20:30, 20:30] = 1
    nibabel.Nifti1Image(block, image.affine).to_filename(file)
    np.testing.assert_array_equal(read(study).featureless[:, 0], [True] + [False] * 11)


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (
            lambda t: t + "SUB-0\tpatient\t3\tBonn\n",
            {},
            "has 'sub-000' and 'SUB-0', which may be one",
        ),
        (lambda t: t + "sub-000 \tpatient\t3\tBonn\n", {}, "line 8: a second row for sub-000"),
        (lambda t: t, {"positive": None}, "'control', 'patient': say which of them"),
        (lambda t: t, {"positive": "ill"}, "positive='ill' must be a category of group"),
        (lambda t: t.replace("control", "sibling", 1), {}, "say what 'patient' is compared with"),
        (lambda t: t, {"covariates": ["group"]}, "must not be a covariate"),
        (
            lambda t: t.replace("61", "6l"),
            {"covariates": ["age"]},
            "line 2: age of sub-000 must be a",
        ),
        (lambda t: t, {"outcome": "diagnosis"}, "must have the column 'diagnosis'"),
        (lambda t: t, {"cache": "study/cache"}, "cache='study/cache' must not lie in the data set"),
        (lambda t: t, {"coordinates": "mni"}, "coordinates='mni' must be one of file, head"),
        (lambda t: t.replace("sub-00", "sub-9"), {}, "no participant of .* has an image"),
    ],
)
def test_a_bad_study_says_what_to_do(study, monkeypatch, change, options, message):
    monkeypatch.chdir(study.parent)
    rewrite(study, change)
    with pytest.raises(ValueError, match=message):
        read(study, **options)


def test_the_third_category_is_left_out_if_two_are_named(study):
    rewrite(study, lambda text: text.replace("control", "sibling", 1))
    scans = read(study, negative="control")
    assert len(scans.names) == 5
    assert "neither 'patient' nor 'control' in 1 rows, which are left out" in scans.notes[0]


def test_numbers_can_be_categories(study):
    rewrite(study, lambda text: text.replace("control", "1").replace("patient", "2"))
    with pytest.raises(ValueError, match="categories '1', '2': say which"):
        read(study, positive=None)
    scans = read(study, positive="2")
    np.testing.assert_array_equal(scans.outcome, draw_slices(6, visits=2, seed=1).patients)


def test_missing_folders_and_tables_are_named(tmp_path, study):
    with pytest.raises(FileNotFoundError, match="nowhere is no folder"):
        read(tmp_path / "nowhere")
    (study / "participants.tsv").unlink()
    with pytest.raises(FileNotFoundError, match=r"participants\.tsv is missing"):
        read(study)


def test_a_height_at_which_nobody_is_seen_is_refused(study):
    for file in files_of(study, "sub-*"):
        image = nibabel.load(file)
        taller = np.pad(image.get_fdata(dtype=np.float32), ((0, 0), (0, 0), (0, 20)))
        nibabel.Nifti1Image(taller, image.affine).to_filename(file)
    with pytest.raises(ValueError, match="heights=60 shows nothing in any of 12 files"):
        read(study, heights=[18.0, 60.0])


def test_writing_replaces_nothing(study):
    with pytest.raises(FileExistsError, match="must be empty"):
        write_scans(study, draw_slices(2, seed=1))
