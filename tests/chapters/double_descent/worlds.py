"""For each claim of the chapter, a world in which it is false."""

from functools import partial

from conundrum.chapters.double_descent.experiments import (
    addition,
    families,
    features,
    minima,
    starts,
    trained,
)

WORLDS = {
    # some labels are wrong
    "without_noise_the_second_descent_wins": partial(
        features.widen, seed=1, draws=1, widths=(60, 100, 200, 400, 2400), noises=(0.3,)
    ),
    # training ends before the wrong labels are learned
    "with_wrong_labels_there_is_a_peak": partial(
        trained.sweep_widths_and_noise,
        seed=1,
        noises=(0.15,),
        widths=(8, 18, 38, 80),
        epochs=(1, 2, 4),
    ),
    # inputs of one scale
    "a_network_then_learns_the_rest": partial(
        trained.train_on_two_scales, seed=1, draws=2, scales=(1.0, 1.0), steps=3000
    ),
    # a network that is too small
    "random_labels_are_learned_by_heart": partial(trained.memorise, seed=1, units=4),
    # every split chooses among all pixels, so that trees are alike
    "a_forest_of_full_trees_halves_the_error": partial(families.grow, seed=1, draws=1, pixels=None),
    # rates so small that the noise of gradients averages out
    "noisy_gradients_do_better": partial(
        minima.train_on_batches, seed=1, draws=3, batch_sizes=(1, 128), learning_rates=(0.001,)
    ),
    # a response to a hundred directions, for which no hidden unit need turn
    "networks_that_move_beat_their_tangent_model": partial(
        starts.scale_the_start, seed=1, draws=2, scales=(0.25,), directions=100
    ),
    # nearly all sums are trained on
    "generalisation_can_come_long_after_the_fit": partial(
        addition.learn_to_add,
        seed=1,
        draws=2,
        learners={addition.DECAY: addition.LEARNERS[addition.DECAY]},
        share=0.9,
        steps=600,
    ),
}
