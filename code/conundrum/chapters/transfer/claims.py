"""What the chapter *Transfer* claims."""

from functools import partial

from conundrum.chapters.transfer import experiments
from conundrum.chapters.transfer.experiments import (
    Augmented,
    Comparison,
    Mistaken,
    Moved,
)
from conundrum.claims import claim

ALL_BUT_FINE_TUNED = ("pixels", "scratch", "frozen")
on_clothes = partial(experiments.compare_on_clothes, per_class=(20, 50), methods=ALL_BUT_FINE_TUNED)
on_digits = partial(experiments.compare_on_digits, per_class=(5, 50))
tuned = partial(
    experiments.compare_on_clothes, per_class=(10, 50), methods=("scratch", "frozen", "fine-tuned")
)


@claim(on_clothes, above=0, unit=" points")
def frozen_features_beat_pixels_on_clothes(clothes: Comparison) -> float:
    """With 50 labelled photographs of each class, frozen features are better than pixels."""
    return clothes.gain("frozen", 50, over="pixels")


@claim(on_clothes, above=0, rate=0.9, unit=" points")
def with_few_clothes_frozen_beats_scratch(clothes: Comparison) -> float:
    """With 20 labelled photographs of each class, frozen features are better than a network
    trained from scratch.
    """
    return clothes.gain("frozen", 20, over="scratch")


@claim(on_clothes, above=-4, below=4, rate=0.9, unit=" points")
def scratch_catches_up(clothes: Comparison) -> float:
    """With 50 labelled photographs of each class, frozen features and a network trained from
    scratch are less than four points apart.
    """
    return clothes.gain("frozen", 50, over="scratch")


@claim(on_digits, below=0, unit=" points")
def on_digits_frozen_features_harm(digits: Comparison) -> float:
    """On digits, frozen features are worse than pixels with 5 labelled images of each class, and
    worse than a network from scratch with 50 (the smaller loss of the two).
    """
    return max(digits.gain("frozen", 5, over="pixels"), digits.gain("frozen", 50, over="scratch"))


@claim(experiments.move, below=0.05)
def features_recognise_a_moved_image(moved: Moved) -> float:
    """In pretrained features, hardly any photograph moved by two pixels is nearer to a photograph
    of something else than to itself (as a share of photographs).
    """
    return (moved.features > 1).mean()


@claim(tuned, above=0, rate=0.8, unit=" points")
def fine_tuning_beats_freezing(clothes: Comparison) -> float:
    """With 10 and with 50 labelled photographs of each class, fine-tuning is better than freezing
    (the smaller gain).
    """
    return min(clothes.gain("fine-tuned", k, over="frozen") for k in (10, 50))


@claim(tuned, above=0, unit=" points")
def fine_tuning_beats_scratch(clothes: Comparison) -> float:
    """With 10 and with 50 labelled photographs of each class, fine-tuning is better than training
    a small network from scratch (the smaller gain).
    """
    return min(clothes.gain("fine-tuned", k, over="scratch") for k in (10, 50))


few_networks = partial(experiments.augment, draws=1)


@claim(few_networks, above=15, unit=" points")
def shifts_teach_what_convolution_has_built_in(augmented: Augmented) -> float:
    """On photographs moved by three pixels, a fully connected network trained with shifts is more
    than 15 points better than one trained without.
    """
    return augmented.moved_gain("shifts")


@claim(few_networks, below=2, unit=" points")
def shifts_cost_on_centred_images(augmented: Augmented) -> float:
    """On photographs as they are, training with shifts gains less than two points, if anything."""
    return augmented.gain("shifts")


@claim(few_networks, below=10, unit=" points lost")
def the_convolutional_network_hardly_minds_moves(augmented: Augmented) -> float:
    """A convolutional network with global pooling, trained without changes, loses less than ten
    points when photographs are moved by three pixels.
    """
    lost = augmented.convolutional - augmented.moved_convolutional
    return 100 * float(lost.mean())


one_turn = partial(experiments.turn_digits, draws=1)


@claim(one_turn, above=5, unit=" points lost")
def any_rotation_costs_accuracy_on_digits(mistaken: Mistaken) -> float:
    """Trained on digits turned by any angle, a network has more than five points fewer of upright
    digits right.
    """
    return 100 * float((mistaken.accuracy["upright"] - mistaken.accuracy["turned"]).mean())


@claim(one_turn, above=1, unit=" points")
def turned_sixes_become_nines(mistaken: Mistaken) -> float:
    """Trained on digits turned by any angle, a network takes more sixes and nines for each other
    (in percent of sixes and nines).
    """
    return 100 * float((mistaken.confusion["turned"] - mistaken.confusion["upright"]).mean())
