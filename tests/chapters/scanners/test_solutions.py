"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import pytest


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


def test_rows_without_an_image_are_left_out(page):
    names = page.run("leave_out_missing")
    assert names["left_out"] == ["sub-001", "sub-003"]
    assert names["complete"].names == ("sub-000", "sub-002", "sub-004")
