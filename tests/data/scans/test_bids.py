"""Files are found by what their names say, and a choice that is not clear is left to the reader."""

from pathlib import Path

import pytest

from conundrum.data.scans import bids


def images(*names):
    return [bids.parse(Path(name)) for name in names]


def test_a_name_is_taken_apart():
    image = bids.parse(Path("x/sub-01_ses-2_space-MNI152NLin6Asym_desc-preproc_T1w.nii.gz"))
    assert image.participant == "sub-01"
    assert image.entities["ses"] == "2"
    assert image.kind == "space-MNI152NLin6Asym_desc-preproc_T1w"
    assert image.is_in_mni_space


@pytest.mark.parametrize(
    "name",
    ["sub-01_T1w.json", "sub-01.nii", "T1w.nii.gz", "sub-01_T1w.nii.gz.part", "sub-01_a-b.nii"],
)
def test_other_names_are_no_images(name):
    assert bids.parse(Path(name)) is None


PREPROC = "sub-01_space-MNI152NLin6Asym_desc-preproc_T1w.nii.gz"
NATIVE = "sub-01_desc-preproc_T1w.nii.gz"
MASK = "sub-01_space-MNI152NLin6Asym_desc-brain_mask.nii.gz"


def test_what_is_in_mni_space_is_taken_and_no_mask():
    there = images(PREPROC, NATIVE, MASK, "sub-01_space-MNI152NLin6Asym_dseg.nii.gz")
    assert [image.file.name for image in bids.choose(there, None, Path("x"))] == [PREPROC]


def test_the_name_of_a_kind_means_no_kind_with_more_parts():
    there = images(PREPROC, NATIVE)
    assert [i.file.name for i in bids.choose(there, "desc-preproc_T1w", Path("x"))] == [NATIVE]


@pytest.mark.parametrize(
    ("there", "asked", "message"),
    [
        (("sub-01_T1w.nii", "sub-01_FLAIR.nii"), None, r"FLAIR \(1\), T1w \(1\): which image"),
        (("sub-01_T1w.nii",), "T2w", r"image='T2w' is not among them"),
        ((), None, "has no images"),
    ],
)
def test_what_is_not_clear_is_asked(there, asked, message):
    with pytest.raises(ValueError, match=message):
        bids.choose(images(*there), asked, Path("x"))


def test_a_mask_belongs_to_the_same_session_and_space():
    first, second = images(
        "sub-01_ses-1_space-MNI152NLin6Asym_T1w.nii", "sub-01_ses-2_space-MNI152NLin6Asym_T1w.nii"
    )
    masks = images(
        "sub-01_ses-1_desc-brain_mask.nii",
        "sub-01_ses-1_space-MNI152NLin6Asym_desc-brain_mask.nii",
    )
    assert bids.companion(first, "desc-brain_mask", masks) == masks[1]
    assert bids.companion(second, "desc-brain_mask", masks) is None


def test_folders_of_one_participant_under_two_names_are_refused(tmp_path):
    for name in ("sub-01", "sub-1", "sub-02"):
        (tmp_path / name).mkdir()
    with pytest.raises(ValueError, match=r"folders sub-01 and sub-1, which may be one participant"):
        bids.list_images(tmp_path)


@pytest.mark.parametrize("name", ["Sub-03", "sub_03", "sub-a_b", "sub-0 3"])
def test_a_folder_that_is_nearly_a_participants_is_not_passed_over(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / "derivatives").mkdir()
    with pytest.raises(ValueError, match=f"{name} is nearly the folder of a participant"):
        bids.list_images(tmp_path)


def test_an_image_is_not_read_twice(tmp_path):
    (tmp_path / "sub-01/anat").mkdir(parents=True)
    for ending in ("nii", "nii.gz"):
        (tmp_path / f"sub-01/anat/sub-01_T1w.{ending}").write_bytes(b"")
    with pytest.raises(ValueError, match=r"sub-01_T1w\.nii is there twice"):
        bids.list_images(tmp_path)


def test_images_without_a_name_of_bids_are_not_passed_over_in_silence(tmp_path):
    place = tmp_path / "sub-01/anat"
    place.mkdir(parents=True)
    good = ["sub-01_T1w.nii.gz"]
    odd = ["sub-01_ses2_.nii", "sub-01_T1w (1).nii.gz", "T1w.NII.GZ", "sub-01.nii"]
    for name in [*good, *odd, "._sub-01_T1w.nii.gz", "sub-01_T1w.json", "notes.nii.gz.part"]:
        (place / name).touch()
    images, unnamed = bids.list_images(tmp_path)
    assert [image.file.name for image in images] == good
    assert {file.name for file in unnamed} == set(odd)


def test_a_file_in_the_folder_of_somebody_else_is_refused(tmp_path):
    (tmp_path / "sub-01/anat").mkdir(parents=True)
    (tmp_path / "sub-01/anat/sub-02_T1w.nii").write_bytes(b"")
    with pytest.raises(ValueError, match="is named after sub-02: whose is it"):
        bids.list_images(tmp_path)
