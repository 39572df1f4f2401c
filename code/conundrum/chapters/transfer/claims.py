"""What the chapter *Transfer* claims."""

from functools import partial

from conundrum.chapters.transfer import experiments
from conundrum.chapters.transfer.experiments import Augmented, Comparison, Mistaken, Moved
from conundrum.claims import SAME_DATA, checked, claim

fifty = partial(experiments.compare_on_clothes, per_class=(50,))
readouts = partial(experiments.compare_on_digits, per_class=(5, 10), methods=("pixels", "frozen"))
shifts = partial(experiments.augment, changes=("nothing", "shifts"))
longest = partial(experiments.turn_digits, training=("turned for longer",))


@claim(readouts, kind=SAME_DATA, below=0, unit=" points")
def on_digits_frozen_features_harm(digits: Comparison) -> float:
    """On digits, ridge regression on frozen features is less accurate than ridge regression on the
    pixels, with 5 labelled images of each class as with 10 (the smaller loss).
    """
    return max(digits.gain("frozen", k, over="pixels") for k in (5, 10))


@checked(fifty, kind=SAME_DATA, above=0, unit=" points")
def frozen_features_beat_pixels_on_clothes(clothes: Comparison) -> float:
    """With 50 labelled photographs of each class, ridge regression on frozen features, of images
    enlarged to 84 pixels, is better than ridge regression on the pixels.
    """
    return clothes.gain("frozen", 50, over="pixels")


@checked(fifty, kind=SAME_DATA, above=-5, below=5, rate=0.95, unit=" points")
def scratch_keeps_up(clothes: Comparison) -> float:
    """With 50 labelled photographs of each class, frozen features and a network trained from
    scratch are less than five points apart.
    """
    return clothes.gain("frozen", 50, over="scratch")


@claim(experiments.move, kind=SAME_DATA, below=0.05)
def features_recognise_a_moved_image(moved: Moved) -> float:
    """In pretrained features, fewer than 5 % of 200 photographs moved by two pixels are nearer to a
    photograph of something else than to themselves.
    """
    return moved.strangers_in_features


@claim(fifty, kind=SAME_DATA, above=0, rate=0.7, unit=" points")
def fine_tuning_beats_freezing(clothes: Comparison) -> float:
    """With 50 labelled photographs of each class, four passes of fine-tuning of the late layers are
    usually, not always, better than ridge regression on frozen features.
    """
    return clothes.gain("fine-tuned", 50, over="frozen")


@checked(fifty, kind=SAME_DATA, above=0, rate=0.9, unit=" points")
def fine_tuning_beats_scratch(clothes: Comparison) -> float:
    """With 50 labelled photographs of each class, fine-tuning is better than training a small
    network from scratch.
    """
    return clothes.gain("fine-tuned", 50, over="scratch")


@claim(shifts, kind=SAME_DATA, above=15, unit=" points")
def shifts_teach_what_convolution_has_built_in(augmented: Augmented) -> float:
    """On 1,000 photographs moved by three pixels, a fully connected network trained on 20 of each
    class, shifted at random in each of 40 passes, is more than 15 points better than one trained on
    them as they are.
    """
    return augmented.moved_gain("shifts")


@checked(shifts, kind=SAME_DATA, below=2, unit=" points")
def shifts_cost_on_centred_images(augmented: Augmented) -> float:
    """On photographs as they are, training with shifts gains less than two points, if anything."""
    return augmented.gain("shifts")


@checked(shifts, kind=SAME_DATA, below=12, unit=" points lost")
def the_convolutional_network_hardly_minds_moves(augmented: Augmented) -> float:
    """A convolutional network with global pooling, trained without changes, loses less than twelve
    points when photographs are moved by three pixels.
    """
    return augmented.lost_by_convolution


@claim(longest, kind=SAME_DATA, above=2, unit="×")
def turned_sixes_become_nines(mistaken: Mistaken) -> float:
    """Trained for 800 mini-batches on 50 digits of each class turned by any angle, a network takes
    upright sixes and nines for each other more than twice as often as it takes one of the
    eight other digits for a given other one, on average.
    """
    return mistaken.excess_of_swaps("turned for longer")
