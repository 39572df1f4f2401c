"""For each claim of the chapter, a world in which it is false."""

from functools import partial

import numpy as np

from conundrum.chapters.cnn.experiments import adversarial, depth, looking, shifts, units
from conundrum.chapters.cnn.experiments.adversarial import AdversarialSteps
from conundrum.chapters.cnn.experiments.shifts import ShiftedAccuracy
from conundrum.data.images import Images, fashion_mnist, shift
from conundrum.evaluation.accuracy import accuracy
from conundrum.training.classifiers import pooled_network, train_classifier


def moved_in_training() -> ShiftedAccuracy:
    """Who has seen garments at many places survives a shift without pooling."""
    train, test = fashion_mnist()
    moves = np.random.default_rng(0).integers(-4, 5, (1000, 2)).tolist()
    pixels = [
        shift(x, down=down, right=right)
        for x, (down, right) in zip(train.pixels[:1000], moves, strict=True)
    ]
    moved = Images(np.array(pixels), train.labels[:1000])
    return shifts.shift_own_images(moved, test[:300], seed=1, shifts=(0, 4))


def one_class_in_sight() -> AdversarialSteps:
    """Of an image that is black or white all over, the class is written in large letters."""
    train, test = fashion_mnist()
    flat = [
        Images(np.broadcast_to((p.labels == 9)[:, None, None, None], p.pixels.shape)
               .astype(np.float32), np.where(p.labels == 9, 9, 0))
        for p in (train[:300], test[:300])
    ]  # fmt: skip
    network = pooled_network(train, seed=1)
    train_classifier(network, flat[0], seed=1)
    signs = adversarial.loss_gradient_sign(network, flat[1])
    coin = np.random.default_rng(1).choice([-1.0, 1.0], size=signs.shape)
    by = [
        {"pooled": np.array([accuracy(network, adversarial._step(flat[1], s, n)) for n in (0, 4)])}
        for s in (signs, coin)
    ]
    return AdversarialSteps({"pooled": network}, flat[1], (0, 4), *by)


WORLDS = {
    "pooling_survives_a_shift": moved_in_training,
    # One step of ascent is not enough to leave the noise.
    "made_inputs_excite_more_than_any_image": partial(
        units.maximise_activations, seed=1, size=300, steps=1
    ),
    # A square that covers the whole image says nothing about places.
    "what_occlusion_finds_is_used": partial(
        looking.compare_attributions,
        seed=1,
        size=300,
        count=20,
        draws=1,
        window=28,
        shares=(0, 0.1),
    ),
    "small_steps_along_the_gradient_mislead": one_class_in_sight,
    # With four layers, signals pass without help.
    "residual_connections_speed_up_training": partial(
        depth.deepen, seed=1, draws=1, blocks=(1,), images=128, epochs=6
    ),
}
