"""What the chapter *Networks that see* claims."""

import numpy as np

from conundrum.chapters.cnn import experiments
from conundrum.chapters.cnn.experiments import Attention, Study
from conundrum.claims import claim
from conundrum.data.images import FASHION_CLASSES

UPPER_BODY = [FASHION_CLASSES.index(c) for c in ("T-shirt", "pullover", "dress", "coat", "shirt")]
ADEBAYO = "adebayo2018sanity"


def _by_shift(study: Study, name: str, by: int) -> float:
    comparison = study.comparison
    return float(comparison.by_shift[name][comparison.shifts == by][0])


@claim(experiments.study, below=0.03)
def rivals_are_of_equal_size(study: Study) -> float:
    """The number of parameters of the flattened and of the fully connected network is that of the
    pooled network, to three in a hundred.
    """
    size = study.comparison.parameters("pooled")
    others = [study.comparison.parameters(name) for name in ("flattened", "connected")]
    return max(abs(other / size - 1) for other in others)


@claim(experiments.study, above=0.87)
def it_names_clothes(study: Study) -> float:
    """The pooled network names more than 87 of 100 garments that it has never seen."""
    return study.comparison.accuracy


@claim(experiments.study, above=0.015)
def it_beats_a_fully_connected_network_of_its_size(study: Study) -> float:
    """Trained on 5,000 images, the pooled network is right more often than the fully connected one
    of its size (difference in test accuracy).
    """
    by_size = study.comparison.by_size
    return by_size["pooled"][-1] - by_size["connected"][-1]


@claim(experiments.study, below=0.04)
def with_100_images_convolution_gains_little(study: Study) -> float:
    """Trained on 100 images, the pooled network is ahead of the fully connected one by less than
    four points of accuracy, if at all.
    """
    by_size = study.comparison.by_size
    return by_size["pooled"][0] - by_size["connected"][0]


@claim(experiments.study, above=0.8)
def pooling_survives_a_shift(study: Study) -> float:
    """When the test images are shifted by 4 pixels, the pooled network still names more than 80 of
    100.
    """
    return _by_shift(study, "pooled", 4)


@claim(experiments.study, above=0.2)
def flattening_does_not(study: Study) -> float:
    """At 4 pixels, the flattened network, convolutional as well, has lost more than 20 points of
    accuracy.
    """
    return _by_shift(study, "flattened", 0) - _by_shift(study, "flattened", 4)


@claim(experiments.study, below=0.45)
def without_convolution_a_shift_is_the_end(study: Study) -> float:
    """At 4 pixels, the fully connected network names fewer than 45 of 100."""
    return _by_shift(study, "connected", 4)


@claim(experiments.study, above=0)
def shirts_are_hardest(study: Study) -> float:
    """Of all classes, shirts are recognised least often (distance to the next class, as a share of
    images).
    """
    counts = study.comparison.confusion
    recall = counts.diagonal() / counts.sum(axis=1)
    shirt = FASHION_CLASSES.index("shirt")
    return np.delete(recall, shirt).min() - recall[shirt]


@claim(experiments.study, above=0.6, unit=" of the mistakes")
def most_mistakes_are_between_tops(study: Study) -> float:
    """Most mistakes take one of T-shirt, pullover, dress, coat and shirt for another of them."""
    counts = study.comparison.confusion.copy()
    np.fill_diagonal(counts, 0)
    return counts[np.ix_(UPPER_BODY, UPPER_BODY)].sum() / counts.sum()


@claim(experiments.study, above=1.5, unit="×")
def late_units_tell_classes_apart(study: Study) -> float:
    """How much of a unit's variance over images is between classes grows with depth: for the median
    late unit it is more than one and a half times what it is for the median early one.
    """
    selectivity = study.units.selectivity
    return np.median(selectivity["late"]) / np.median(selectivity["early"])


@claim(experiments.study, above=1, unit="×")
def made_inputs_excite_more_than_any_image(study: Study) -> float:
    """An input made for a unit of the middle or last stage excites it more than the best of 1,000
    images (median of the units shown).
    """
    gains = [study.units.gain(stage) for stage in ("middle", "late")]
    return np.median(np.concatenate(gains))


@claim(experiments.study, above=0.6, source=ADEBAYO)
def black_pixels_make_maps_agree(study: Study) -> float:
    """Over all pixels, gradient × input of a network with random weights looks much like that of
    the trained one (mean rank correlation of absolute values).
    """
    return study.looks.agreement_everywhere("gradient × input")


@claim(experiments.study, below=0.4, source=ADEBAYO)
def on_the_garment_a_random_network_looks_elsewhere(study: Study) -> float:
    """On the garment itself, gradient × input of the random network has little to do with that of
    the trained one (mean rank correlation of absolute values, pixels that are not black).
    """
    return study.looks.agreement("gradient × input")


@claim(experiments.study, above=1.3, unit="×")
def what_occlusion_finds_is_used(study: Study) -> float:
    """After the tenth of the pixels is blackened that a random network's map names, the network is
    still surer than after its own tenth (ratio of mean probabilities).
    """
    looks = study.looks
    tenth = list(looks.deleted).index(0.1)
    return looks.probability["random weights"][tenth] / looks.probability["occlusion"][tenth]


@claim(experiments.study, above=1.2, unit="×", source="he2016deep")
def plain_depth_does_not_train(study: Study) -> float:
    """After six epochs, the plain network of 26 layers has a higher training loss than the plain
    one of 12, though it could do the same by passing signals on (ratio of losses).
    """
    return study.depths.plain[-1, -1] / study.depths.plain[1, -1]


@claim(experiments.study, above=1.3, rate=0.8, unit="×", source="he2016deep")
def residual_connections_let_depth_train(study: Study) -> float:
    """With 26 layers, the training loss without residual connections is more than 1.3 times the
    loss with them.
    """
    return study.depths.plain[-1, -1] / study.depths.residual[-1, -1]


@claim(experiments.attend, below=1e-12, digits=2, source="vaswani2017attention")
def attention_is_torchs(attention: Attention) -> float:
    """Attention in NumPy gives what torch gives (largest difference)."""
    return np.abs(attention.mixed - attention.by_torch).max()


@claim(experiments.attend, below=1e-12, digits=2)
def attention_does_not_know_where(attention: Attention) -> float:
    """When the patches come in another order, each gets the same from attention (largest
    difference).
    """
    return np.abs(attention.permuted - attention.mixed).max()
