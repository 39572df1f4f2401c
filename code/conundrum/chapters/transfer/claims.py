"""What the chapter *Transfer* claims.

Fresh seeds draw other labelled images from the same pools, and other starts of training; the images
for testing are always the same.
"""

from functools import partial

from conundrum.chapters.transfer.experiments import augmentation, few_labels, shifted, turned
from conundrum.claims import SAME_DATA, checked, claim

QUICK = few_labels.QUICK
clothes_5 = partial(few_labels.compare_on_clothes, draws=1, per_class=(5,), methods=QUICK)
digits_5_10 = partial(few_labels.compare_on_digits, draws=1, per_class=(5, 10), methods=QUICK)
scratch_5 = partial(
    few_labels.compare_on_clothes, draws=1, per_class=(5,), methods=("scratch", "frozen")
)
sides_20 = partial(
    few_labels.compare_on_clothes, draws=1, per_class=(20,), methods=("frozen, 84", "frozen")
)
moved_100 = partial(shifted.shift_photographs, n=100)
shifts = partial(augmentation.augment_training, draws=1, training=("nothing", "shifts"))
longest = partial(turned.train_on_turned_digits, draws=1, training=("any angle, 4 times as long",))


# Which of two models is better on other test images may change if they differ by little: the
# standard error of a difference on 1,000 images is about one point. So no bound is zero.


@claim(clothes_5, kind=SAME_DATA, above=3, rate=0.9, unit=" points")
def frozen_features_help_on_clothes(clothes: few_labels.Comparison) -> float:
    """With 5 labelled photographs of each class, ridge regression on frozen features, of
    images enlarged to 224 pixels, nearly always classifies more of 1,000 new photographs
    correctly than ridge regression on the pixels, by more than three in a hundred;
    cross-validation on the labelled ones chooses each penalty.
    """
    return clothes.gain("frozen", 5, over="pixels")


@checked(scratch_5, kind=SAME_DATA, above=0, unit=" points")
def frozen_features_beat_a_network_from_scratch(clothes: few_labels.Comparison) -> float:
    """With 5 labelled photographs of each class, frozen features are better than the convolutional
    network trained from scratch for 200 steps, with the recipe of the book.
    """
    return clothes.gain("frozen", 5, over="scratch")


@claim(digits_5_10, kind=SAME_DATA, below=-1, rate=0.9, unit=" points")
def on_digits_frozen_features_harm(digits: few_labels.Comparison) -> float:
    """On 797 new handwritten digits, ridge regression on frozen features nearly always
    classifies fewer correctly than ridge regression on the pixels, by more than one in a
    hundred, with 5 labelled images of each class as with 10 (the smaller loss;
    cross-validation chooses each penalty).
    """
    return max(digits.gain("frozen", k, over="pixels") for k in (5, 10))


@claim(sides_20, kind=SAME_DATA, below=-2, rate=0.9, unit=" points")
def small_images_cost_accuracy(clothes: few_labels.Comparison) -> float:
    """With 20 labelled photographs of each class, ridge regression on frozen features of
    images enlarged to 84 pixels nearly always classifies fewer of 1,000 new photographs
    correctly than on those of images enlarged to 224, the size of the training on ImageNet,
    by more than two in a hundred.
    """
    return clothes.gain("frozen, 84", 20, over="frozen")


@claim(moved_100, kind=SAME_DATA, below=0.05)
def features_recognise_a_moved_image(moved: shifted.ShiftedDistances) -> float:
    """Of 100 photographs, fewer than 5 % are taken farther in pretrained features by a move
    of two pixels to the right than the distance from the unmoved photograph to the nearest
    one of another class, among 1,000.
    """
    return moved.farther("pretrained")


@checked(moved_100, kind=SAME_DATA, above=0.3)
def untrained_features_do_not(moved: shifted.ShiftedDistances) -> float:
    """In the features of a small convolutional network with random weights and global average
    pooling, more than 30 % of them are.
    """
    return moved.farther("untrained")


@claim(shifts, kind=SAME_DATA, above=15, unit=" points")
def shifts_teach_what_convolution_has_built_in(result: augmentation.AugmentedAccuracy) -> float:
    """On 1,000 photographs moved by three pixels (mean of four directions), a fully
    connected network trained for 200 passes on 20 of each class, shifted at random by up to
    three pixels in each pass, is more than 15 points more accurate than one trained as long
    on them unmoved.
    """
    return result.moved_gain("shifts")


@checked(shifts, kind=SAME_DATA, below=2, rate=0.9, unit=" points")
def shifts_gain_little_where_nothing_moves(result: augmentation.AugmentedAccuracy) -> float:
    """On photographs as they are, training with shifts nearly always gains less than two points, if
    anything.
    """
    return result.gain("shifts")


@claim(longest, kind=SAME_DATA, above=2, unit="×")
def turned_sixes_become_nines(digits: turned.TurnedDigits) -> float:
    """Trained for 832 mini-batches on 50 digits of each class, turned by any angle, the
    convolutional network takes upright sixes and nines for each other more than twice as often as
    it takes one of the eight other digits for a given other one, on average.
    """
    return digits.excess_of_swaps("any angle, 4 times as long")
