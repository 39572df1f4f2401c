"""A folder of files is read as it was written, and what is wrong with it is said by name."""

import nibabel
import numpy as np
import pytest

from conundrum.data.brains import draw_slices
from conundrum.data.scans import TABLE, read_scans, write_scans


@pytest.fixture
def folder(tmp_path):
    write_scans(tmp_path, draw_slices(3, visits=2, seed=1))
    return tmp_path


def rewrite(folder, change):
    table = folder / TABLE
    table.write_text(change(table.read_text()))


def replace_image(folder, voxels):
    file = folder / "sub-001_visit-2.nii.gz"
    nibabel.Nifti1Image(voxels, nibabel.load(file).affine).to_filename(file)


def test_what_was_written_is_read(folder):
    slices, scans = draw_slices(3, visits=2, seed=1), read_scans(folder, outcome="patient")
    assert scans.names == ("sub-000", "sub-001", "sub-002")
    np.testing.assert_array_equal(scans.participants, slices.participants)
    np.testing.assert_array_equal(scans.outcome, slices.patients)
    ratio = scans.pixels / slices.pixels  # one number for each file
    of_file = np.median(ratio, axis=(1, 2, 3), keepdims=True)
    np.testing.assert_allclose(ratio, np.broadcast_to(of_file, ratio.shape), rtol=2e-3)
    head = scans.pixels > 0.6
    assert 0.02 < (scans.pixels[head] > 1).mean() < 0.25


def test_several_heights_are_several_slices_of_one_participant(folder):
    scans = read_scans(folder, outcome="patient", heights=[16.0, 20.0])
    assert len(scans) == 12
    np.testing.assert_array_equal(scans.participants, np.repeat([0, 1, 2], 4))


def test_the_axes_of_a_file_may_run_either_way(folder):
    before = read_scans(folder, outcome="patient")
    for file in folder.glob("*.nii.gz"):
        image = nibabel.load(file)
        turned = image.as_reoriented([[1, -1], [0, 1], [2, -1]])
        turned.to_filename(file)
    after = read_scans(folder, outcome="patient")
    np.testing.assert_allclose(after.pixels, before.pixels, rtol=1e-4, atol=1e-5)


def test_a_folder_without_a_table_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"participants\.tsv is missing: write a table"):
        read_scans(tmp_path, outcome="patient")


def test_participants_without_an_image_are_all_named(folder):
    for visit in (1, 2):
        (folder / f"sub-001_visit-{visit}.nii.gz").unlink()
    with pytest.raises(
        FileNotFoundError,
        match=r"sub-001_visit-1.nii.gz of sub-001, sub-001_visit-2.nii.gz of sub-001; put them",
    ):
        read_scans(folder, outcome="patient")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.splitlines()[0] + "\n", "has no rows"),
        (lambda text: text.replace("file", "path", 1), "must have the column 'file'"),
        (lambda text: text.replace("\t", ","), "columns are separated by tabs"),
        (lambda text: text.replace("visit-2", "visit-1"), "lists .* more than once"),
        (lambda text: text.replace("\t1\n", "\tn/a\n"), "line .: patient of .* got 'n/a'; leave"),
    ],
)
def test_a_bad_table_says_what_to_do(folder, change, message):
    rewrite(folder, change)
    with pytest.raises(ValueError, match=message):
        read_scans(folder, outcome="patient")


def test_an_outcome_that_is_no_column_is_named(folder):
    with pytest.raises(ValueError, match="must have the column 'age'"):
        read_scans(folder, outcome="age")


@pytest.mark.parametrize(
    ("voxels", "message"),
    [
        (np.zeros((64, 64, 3), np.float32), "is empty"),
        (np.full((64, 64, 3), np.nan, np.float32), "holds NaN or infinity"),
        (np.ones((64, 64, 3, 2), np.float32), "three dimensions, got shape"),
    ],
)
def test_a_bad_image_is_named(folder, voxels, message):
    replace_image(folder, voxels)
    with pytest.raises(ValueError, match=rf"sub-001_visit-2\.nii\.gz.*{message}"):
        read_scans(folder, outcome="patient")


def test_a_file_that_is_no_image_is_named(folder):
    (folder / "sub-000_visit-1.nii.gz").write_bytes(b"no image")
    with pytest.raises(ValueError, match=r"sub-000_visit-1\.nii\.gz cannot be read as NIfTI"):
        read_scans(folder, outcome="patient")


def test_a_height_outside_the_image_is_named(folder):
    with pytest.raises(ValueError, match=r"nothing at height 90 mm.* between 15 and 21 mm"):
        read_scans(folder, outcome="patient", heights=[90.0])


def test_what_lies_around_the_head_does_not_change_its_brightness(folder):
    before = read_scans(folder, outcome="patient")
    for file in folder.glob("*.nii.gz"):
        image = nibabel.load(file)
        wider = np.pad(image.get_fdata(dtype=np.float32), ((40, 60), (30, 30), (5, 10)))
        affine = image.affine.copy()
        affine[:3, 3] -= affine[:3, :3] @ (40, 30, 5)
        nibabel.Nifti1Image(wider, affine).to_filename(file)
    after = read_scans(folder, outcome="patient")
    np.testing.assert_allclose(after.pixels, before.pixels, rtol=1e-4, atol=1e-5)


def test_a_scanner_that_is_brighter_gives_the_same_pixels(folder):
    before = read_scans(folder, outcome="patient")
    for file in folder.glob("*.nii.gz"):
        image = nibabel.load(file)
        brighter = 700 * image.get_fdata(dtype=np.float32)
        nibabel.Nifti1Image(brighter, image.affine).to_filename(file)
    after = read_scans(folder, outcome="patient")
    np.testing.assert_allclose(after.pixels, before.pixels, rtol=1e-4, atol=1e-5)
