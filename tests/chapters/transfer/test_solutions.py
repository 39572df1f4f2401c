"""Each solution runs on its own below the chapter's first cell, and finds what its text says."""

import numpy as np


def test_neighbours_are_better_in_features_in_every_draw(page):
    neighbour = page.run("neighbour")["neighbour"]
    assert (neighbour["features"] > neighbour["pixels"]).all()


def test_standardising_costs_where_few_images_say_by_how_much(page):
    names = page.run("gain_of_raw")
    assert names["gain_of_raw"][5] > 6
    assert names["gain_of_raw"][20] < 3
    assert names["gain_by_pool"][5] < 0.4 * names["gain_of_raw"][5]


def test_a_lead_is_surer_on_the_same_photographs(page):
    names = page.run("differences")
    assert names["paired"] < 0.8 * names["separate"]
    agreement = np.corrcoef(names["of_features"], names["of_pixels"])[0, 1]
    assert agreement > 0.3


def test_copies_in_both_folds_predict_random_labels(page):
    leaked = page.run("leaked")["leaked"]
    assert leaked["folds among images"] > 0.99
    assert abs(leaked["folds among digits"] - 0.5) < 0.1


def test_turned_copies_harm_sixes_and_nines_alone(page):
    upright, with_copies, zero_and_eight = page.run("mistaken")["mistaken"]
    assert upright == zero_and_eight == 0
    assert 30 < with_copies < 45  # of 361


def test_pieces_of_two_photographs_are_told_apart_by_features(page):
    features, colour = page.run("own_accuracy")["own_accuracy"]
    assert features > 0.9
    assert 0.6 < colour < 0.75
