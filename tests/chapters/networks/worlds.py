"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.networks.experiments import columns, curves, pieces, plane


def chosen(widths, *, seed):
    """Return a sawtooth with as many layers, whatever the seed."""
    return pieces.sawtooth(len(widths) - 2)


WORLDS = {
    # two folds are too few
    "units_that_see_both_inputs_make_an_interaction": partial(
        plane.learn_interaction, seed=1, units=2, steps=200
    ),
    # the network is not trained
    "training_makes_columns_worth_having": partial(
        columns.regress_on_hidden_units, seed=1, steps=1
    ),
    # so few units that good places for kinks are easy to find
    "training_stays_behind_what_is_possible": partial(
        curves.approximate, seed=1, starts=5, widths=(4,)
    ),
    # weights chosen so that each layer doubles the pieces
    "depth_adds_no_pieces_at_random": partial(
        pieces.count_pieces, seed=1, draws=1, starts={"chosen": chosen}
    ),
    # the deep networks have three times as many neurons
    "depth_adds_no_regions_at_random": partial(
        plane.count_regions, seed=1, draws=2, deep=(2, 24, 24, 24, 1)
    ),
}
