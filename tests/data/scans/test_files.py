"""Files are read whole and cut where they say; what is wrong is said by name."""

import gzip
import struct

import nibabel
import numpy as np
import pytest

from conundrum.data.brains import MIDDLE, MM, SIDE
from conundrum.data.scans.files import cut_file

STEPS = (np.arange(SIDE) - (SIDE - 1) / 2) * MM
RIGHT, FRONT = np.meshgrid(MIDDLE[0] + STEPS, MIDDLE[1] - STEPS)


def box(size, low=(-108, -129, -60), high=(108, 96, 90)):
    """Return an affine and the place of each voxel (mm) in a box of such voxels."""
    affine = np.diag([size, size, size, 1.0])
    affine[:3, 3] = low
    shape = [int((up - down) / size) + 1 for down, up in zip(low, high, strict=True)]
    grid = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), axis=-1)
    return affine, grid @ affine[:3, :3].T + affine[:3, 3]


AFFINE, PLACE = box(4)
HEAD = np.where(((PLACE - (0, -18, 10)) ** 2).sum(axis=-1) < 70**2, 100.0, 0).astype(np.float32)
SPOT = ((PLACE - (40, -18, 18)) ** 2).sum(axis=-1) < 12**2


@pytest.fixture
def write(tmp_path):
    def to_file(voxels, affine=AFFINE, name="a.nii.gz", kind=nibabel.Nifti1Image):
        kind(voxels, affine).to_filename(tmp_path / name)
        return tmp_path / name

    return to_file


def cut(file, *, mask=None, height=18.0, coordinates="file"):
    return cut_file(file, mask, (height,), coordinates)


@pytest.mark.parametrize("size", [1.5, 2, 3, 4])
@pytest.mark.parametrize("kind", [nibabel.Nifti1Image, nibabel.Nifti2Image])
def test_each_pixel_shows_what_is_there(write, size, kind):
    affine, place = box(size)
    rising = (900 + place @ (3, 2, 1)).astype(np.float32)  # linear, so that its means are known
    found = cut(write(rising, affine, kind=kind))
    inside = (np.abs(RIGHT) < 90) & (np.abs(FRONT + 18) < 90)
    expected = 900 + 3 * RIGHT + 2 * FRONT + 18
    np.testing.assert_allclose(
        (found.pixels[0] * found.brightness)[inside], expected[inside], rtol=1e-4
    )


def test_the_axes_of_a_file_may_run_either_way(write):
    image = nibabel.Nifti1Image(HEAD + 200 * SPOT, AFFINE)
    before = cut(write(HEAD + 200 * SPOT))
    turned = image.as_reoriented([[2, -1], [0, 1], [1, -1]])
    after = cut(write(np.asarray(turned.dataobj), turned.affine, name="turned.nii"))
    np.testing.assert_allclose(after.pixels, before.pixels, atol=1e-5)
    row, column = np.unravel_index(before.pixels[0].argmax(), (SIDE, SIDE))
    assert np.hypot(RIGHT[row, column] - 40, FRONT[row, column] + 18) < 12


def test_neither_a_wider_border_nor_another_scale_changes_anything(write):
    before = cut(write(HEAD + 50 * SPOT))
    affine = AFFINE.copy()
    affine[:3, 3] -= 4 * np.array([40, 30, 5])
    wider = np.pad(7 * (HEAD + 50 * SPOT), ((40, 60), (30, 30), (5, 10)))
    after = cut(write(wider, affine, name="wider.nii.gz"))
    np.testing.assert_allclose(after.pixels, before.pixels, atol=1e-5)
    assert after.brightness == pytest.approx(7 * before.brightness)


def test_a_head_is_cut_at_the_same_place_wherever_a_scanner_puts_it(write):
    textured = (HEAD * (1 + 0.3 * np.sin(PLACE[..., 0] / 15))).astype(np.float32)
    moved = AFFINE.copy()
    moved[:3, 3] += (11, -37, 52)
    here = cut(write(textured), coordinates="head")
    there = cut(write(textured, moved, name="moved.nii.gz"), coordinates="head")
    np.testing.assert_allclose(there.pixels, here.pixels, atol=1e-4)
    # This head has its top at 80 mm and its middle where that of the average head is.
    as_it_is = cut(write(textured), coordinates="file")
    assert np.abs(here.pixels - as_it_is.pixels).mean() < 0.03


def test_a_slab_is_no_head_to_be_shifted(write):
    slab = np.where(np.abs(PLACE[..., 2]) < 8, HEAD, 0)
    with pytest.raises(ValueError, match=r"a\.nii\.gz shows no whole head, but 8 mm"):
        cut(write(slab.astype(np.float32)), coordinates="head")


def test_nan_around_the_head_is_background(write):
    around = np.where(HEAD > 0, HEAD + 50 * SPOT, np.nan).astype(np.float32)
    expected = cut(write(HEAD + 50 * SPOT))
    np.testing.assert_array_equal(cut(write(around, name="b.nii")).pixels, expected.pixels)


def test_a_mask_decides_what_is_seen(write):
    scalp = np.where(HEAD > 0, HEAD, 250).astype(np.float32)
    mask = write((HEAD > 0).astype(np.uint8), name="mask.nii.gz")
    found = cut(write(scalp), mask=mask)
    np.testing.assert_allclose(found.pixels, cut(write(HEAD, name="b.nii")).pixels, atol=1e-6)


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        (np.ones((3, 3, 3), np.uint8), "must be on the voxels of a.nii.gz, got shape"),
        (np.zeros(HEAD.shape, np.uint8), "is zero everywhere"),
    ],
)
def test_a_mask_that_does_not_fit_is_named(write, mask, message):
    with pytest.raises(ValueError, match=rf"mask\.nii\.gz {message}"):
        cut(write(HEAD), mask=write(mask, name="mask.nii.gz"))


def test_a_lesion_mask_is_not_empty(write):
    affine, place = box(2, (-90, -126, -72), (90, 90, 108))
    lesion = (np.abs(place - (-30, -10, 18)).max(axis=-1) < 13).astype(np.uint8)
    assert lesion.mean() < 0.01
    found = cut(write(lesion, affine))
    area = found.pixels.sum() * MM**2
    assert area == pytest.approx(26**2, rel=0.15)
    assert not cut(write(lesion, affine), height=60.0).pixels.any()


def hole(value):
    broken = HEAD.copy()
    broken[tuple(np.array(HEAD.shape) // 2)] = value
    return broken


@pytest.mark.parametrize(
    ("voxels", "message"),
    [
        (np.zeros(HEAD.shape, np.float32), "is empty, all its voxels are zero"),
        (np.full(HEAD.shape, np.nan, np.float32), "holds NaN and nothing else"),
        (hole(np.nan), "holds NaN inside the head, in 1 voxels, the first at"),
        (hole(np.inf), "holds infinity"),
        (HEAD - 50, "is no image of brightness, .* is below zero"),
        (np.stack([HEAD, HEAD], axis=-1), "three dimensions, got shape"),
        (HEAD.astype(np.complex64), "one number a voxel, got complex64"),
        (np.zeros(HEAD.shape, [("R", "u1"), ("G", "u1"), ("B", "u1")]), "one number a voxel"),
    ],
    ids=["zero", "NaN", "hole", "infinity", "negative", "4-D", "complex", "colour"],
)
def test_an_image_that_is_none_of_brightness_is_named(write, voxels, message):
    with pytest.raises(ValueError, match=rf"a\.nii\.gz {message}|a\.nii\.gz must .*{message}"):
        cut(write(voxels))


def patched(content, *, at, kind, value):
    raw = bytearray(content)
    struct.pack_into(kind, raw, at, value)
    return bytes(raw)


def damaged(content, how):
    raw = gzip.decompress(content)
    if how == "no codes":
        return gzip.compress(
            patched(patched(raw, at=252, kind="<h", value=0), at=254, kind="<h", value=0)
        )
    if how == "micron":
        return gzip.compress(patched(raw, at=123, kind="<b", value=3))
    if how == "flat":
        flat = bytearray(raw)
        flat[280:328] = bytes(48)
        return gzip.compress(bytes(flat))
    return {
        "cut off": content[:-1000],
        "checksum": content[:-8] + bytes(4) + content[-4:],
        "a page": b"<html>sign in</html>",
        "nothing": b"",
        "not compressed": raw,
        "another program": gzip.compress(b"no image"),
        "short": gzip.compress(raw[: len(raw) // 2]),
    }[how]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("no codes", "does not say where its voxels lie"),
        ("micron", "must give coordinates in mm, got micron"),
        ("flat", "gives coordinates in which its voxels have no volume"),
        ("cut off", "cannot be read as NIfTI"),
        ("checksum", "cannot be read as NIfTI .*CRC"),
        ("a page", "cannot be read as NIfTI"),
        ("nothing", "cannot be read as NIfTI"),
        ("not compressed", "cannot be read as NIfTI"),
        ("another program", "cannot be read as NIfTI"),
        ("short", "cannot be read as NIfTI"),
    ],
)
def test_damage_and_guesses_are_refused(write, how, message):
    noise = np.random.default_rng(1).normal(0, 1, HEAD.shape).astype(np.float32)
    file = write(HEAD + np.abs(noise))
    file.write_bytes(damaged(file.read_bytes(), how))
    with pytest.raises(ValueError, match=rf"a\.nii\.gz {message}"):
        cut(file)


def test_other_formats_are_not_guessed(tmp_path):
    nibabel.AnalyzeImage(HEAD, AFFINE).to_filename(tmp_path / "a.img")
    with pytest.raises(ValueError, match=r"a\.img must be NIfTI and end in"):
        cut(tmp_path / "a.img")


def test_a_height_outside_the_image_is_named(write):
    with pytest.raises(ValueError, match=r"a\.nii\.gz shows nothing at height 120 mm.* -60 and 88"):
        cut(write(HEAD), height=120.0)
