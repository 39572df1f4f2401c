"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np
import pytest

from conundrum.data.brains import draw_slices


def test_probabilities_move_with_prevalence(page):
    names = page.run("moved_to")
    assert names["moved_to"](0.4, old=0.4, new=0.02) == pytest.approx(0.02)
    assert names["adapted"][1] == pytest.approx(0.216, abs=0.005)


def test_scores_of_drawn_people_have_the_shares_of_the_formula(page):
    names = page.run("mean_ill")
    healthy, ill = np.random.default_rng(1).normal([[0], [2]], 1, size=(2, 100_000)) / 2 - 0.4
    assert (ill > 1).mean() == pytest.approx(names["sensitivity"], abs=0.005)
    assert (healthy <= 1).mean() == pytest.approx(names["specificity"], abs=0.005)
    assert (ill > healthy).mean() == pytest.approx(names["area"], abs=0.005)


def test_what_centring_leaves_of_made_up_people(page):
    ill, clinic = np.array([(i, c) for i in (1, 0) for c in (1, 0) for _ in range(100)]).T
    weight = np.where(ill == clinic, 0.8, 0.2)
    volume = -5.0 * ill + 3 * clinic
    centred = volume - [
        np.average(volume[clinic == c], weights=weight[clinic == c]) for c in clinic
    ]
    sick, well = (np.average(centred[ill == i], weights=weight[ill == i]) for i in (1, 0))
    assert page.run("left")["left"](0.8) == pytest.approx(well - sick)


def test_brightness_tells_scanners_apart_until_it_is_divided_out(page):
    raw, divided = page.run("by_scanner")["by_scanner"]
    assert raw > 0.6
    assert abs(divided - 0.5) < 0.12


def test_age_alone_tells_patients(page):
    names = page.run("unmatched")
    assert names["unmatched"] == pytest.approx(0.76, abs=0.02)
    assert names["matched"] == pytest.approx(0.55, abs=0.05)


def test_where_people_are_ill_passes_for_a_finding_until_the_site_is_new(page):
    names = page.run("by_site")
    assert names["of_folds"] > 0.7
    assert abs(names["of_sites"] - 0.5) < 0.1


def test_people_without_an_image_are_counted_by_group(page):
    names = page.run("missing_by_group")
    missing = {"sub-001", "sub-003", "sub-008"}
    assert missing.isdisjoint(names["complete"].names)
    assert (
        "No image, and so left out: 3 rows, sub-001, sub-003, sub-008." in names["complete"].notes
    )
    patients = draw_slices(12, seed=14).patients
    assert names["left_out"]["patient"] == patients[[1, 3, 8]].sum() / patients.sum()
