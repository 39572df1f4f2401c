"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import pytest

from conundrum.data.brains import draw_slices


def test_brightness_tells_scanners_apart_until_it_is_divided_out(page):
    raw, divided = page.run("by_scanner")["by_scanner"]
    assert raw > 0.6
    assert abs(divided - 0.5) < 0.12


def test_probabilities_move_with_prevalence(page):
    half, ninety, _ = page.run("moved_to")["adapted"]
    assert half == pytest.approx(0.02)
    assert ninety == pytest.approx(0.155, abs=0.005)


def test_age_alone_tells_patients(page):
    names = page.run("unmatched")
    assert names["unmatched"] == pytest.approx(0.76, abs=0.02)
    assert names["matched"] == pytest.approx(0.55, abs=0.05)


def test_people_without_an_image_are_counted_by_group(page):
    names = page.run("missing_by_group")
    missing = {"sub-001", "sub-003", "sub-008"}
    assert sum(names["left_out"].values()) == 3
    assert missing.isdisjoint(names["complete"].names)
    assert (
        "No image, and so left out: 3 rows, sub-001, sub-003, sub-008." in names["complete"].notes
    )
    patients = draw_slices(12, seed=14).patients
    assert names["left_out"]["patient"] == patients[[1, 3, 8]].sum()
