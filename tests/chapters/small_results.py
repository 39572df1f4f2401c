"""What each figure of the book is drawn from in tests: results of its own experiments, made small.

Each entry returns the arguments of one figure function, which is named without its chapter's
``figures``. An experiment that several figures draw is run once. Where an experiment takes long
however small it is, its result is filled with random numbers, which no two fields share.
"""

from functools import cache
from itertools import pairwise

import numpy as np
from scipy.interpolate import PPoly

from conundrum.chapters.brains.experiments import (
    age,
    detection,
    leak,
    making,
    prevalence,
    registration,
)
from conundrum.chapters.brains.experiments import coverage as intervals
from conundrum.chapters.cnn import experiments as cnn
from conundrum.chapters.conundrum.experiments import (
    balance,
    cloud,
    cost,
    descent,
    published,
    starts,
)
from conundrum.chapters.convolution import experiments as convolution
from conundrum.chapters.double_descent.experiments import (
    addition,
    epochs,
    families,
    memory,
    minima,
    people,
    training,
    truths,
    widths,
)
from conundrum.chapters.double_descent.experiments import starts as scaled_starts
from conundrum.chapters.images import experiments as images
from conundrum.chapters.index import experiments as index
from conundrum.chapters.losses import experiments as losses
from conundrum.chapters.motivation import experiments as motivation
from conundrum.chapters.networks import experiments as networks
from conundrum.chapters.overparameterization.experiments import (
    bases,
    junk,
    kinks,
    least_norm,
    theory,
)
from conundrum.chapters.regularization.experiments import (
    augmentation,
    bends,
    choosing,
    decay,
    dropout,
    ensembles,
    ladder,
    questionnaire,
    stopping,
)
from conundrum.chapters.regularization.experiments import widths as regularized_widths
from conundrum.chapters.scanners.experiments import shift, shortcut, sites
from conundrum.chapters.training.experiments import (
    backpropagation,
    batch_size,
    curves,
    dead_units,
    initialisation,
    learning_rate,
    loop,
    momentum,
    parabola,
    schedule,
    surface,
    symptoms,
)
from conundrum.chapters.transfer import experiments as transfer
from conundrum.chapters.validation.experiments import (
    classifying,
    comparing,
    estimating,
    leaking,
    reporting,
    selecting,
    splitting,
)
from conundrum.data.images import Images, fashion_mnist
from conundrum.evaluation.bases import compare_bases
from conundrum.evaluation.students import learn_from_teachers
from conundrum.evaluation.widening import widen
from conundrum.notation import number
from conundrum.training.classifiers import pooled_network

random = np.random.default_rng(1).random


# --- Results that several figures share -----------------------------------------------------------


@cache
def motivation_cloud():
    return motivation.cloud.fit_cloud(seed=1)


@cache
def extrapolated():
    return motivation.cloud.leave_the_range(seed=1, draws=2)


@cache
def small_surface():
    return motivation.surface.fit_surface(seed=1, n=60)


@cache
def conundrum_cloud():
    return cloud.fit_cloud(seed=1)


@cache
def spline_balance():
    return balance.balance_splines(seed=1, draws=6)


@cache
def published_panels():
    return published.published_panels(seed=1)


@cache
def descents():
    return descent.descend_in_slope(seed=1, draws=4), descent.descend_in_bend(seed=1, draws=4)


@cache
def rivals():
    return starts.fit_rivals(seed=1, draws=2)


@cache
def receptive_fields():
    return convolution.receptive.measure_receptive_fields(seed=1)


@cache
def arranged():
    models = ("linear", "network", "convolution")
    moved = (*models, "convolution, averaged")
    return images.arrangement.ArrangementAccuracy(
        ordered={model: 0.75 + 0.1 * random(2) for model in models},
        shuffled={model: 0.75 + 0.1 * random(2) for model in models},
        shifts=(0, 1, 2, 3),
        shifted={model: random((2, 4)) for model in moved},
    )


@cache
def penalised():
    return bends.decay_curves(seed=1, draws=2, steps=100)


@cache
def penalised_digits():
    return choosing.penalise_digits(seed=1, draws=2, numbers=(20, 50, 400))


@cache
def compared_remedies():
    names = (*ladder.SINGLE, ladder.NOTHING, ladder.ALL)
    return ladder.Ladder(
        {name: strengths for name, (_, strengths) in ladder.STRENGTHS.items()},
        {name: random(len(strengths)) for name, (_, strengths) in ladder.STRENGTHS.items()},
        random(3),
        {name: random(3) for name in names},
        {name: random(3) for name in names},
    )


@cache
def units_apart():
    return dropout.take_units_apart(seed=1, draws=2, steps=20)


@cache
def spline_bases():
    return compare_bases(seed=1, draws=3)


@cache
def widening():
    return widen(seed=1, draws=1)


@cache
def other_families():
    return families.Families(
        neighbours=np.array([100, 10, 1]),
        leaves=np.array([2, 20, 50]),
        trees=np.array([1, 10, 100]),
        neighbour_error=random((3, 3)),
        leaf_error=0.9 * random((3, 3)),
        forest_error=0.9 * random((3, 3)),
        tree_effective=2 + 100 * random((3, 3)),
        forest_effective=2 + 100 * random((3, 3)),
        weighted_error=random((3, 3)),
        full_leaves=np.array([50, 51, 52]),
        forest_train_error=random(3),
    )


@cache
def noisy_sweep():
    errors = 0.05 + 0.3 * random((2, 2, 3, 3, 4))
    return widths.NoisySweep(
        np.array([0.0, 0.1, 0.2]), np.array([4, 10, 20]), np.array([5, 20, 80, 400]), *errors
    )


@cache
def small_students():
    return learn_from_teachers(seed=1, draws=2, widths=(1, 4, 8), n=30, steps=20)


@cache
def gains():
    return initialisation.vary_gain(seed=1)


@cache
def learning_curves():
    return curves.draw_learning_curves(seed=1)


@cache
def detected():
    return detection.train_four_models(seed=1, participants=(12, 6, 12))


@cache
def made():
    return making.make_a_slice(seed=5)


@cache
def shifted():
    return shift.change_scanner(seed=1, participants=(8, 4), test=6)


@cache
def shifted_often():
    return shift.ScannerShifts(
        *(
            {
                scanner: {recipe: 0.5 + random(4) / 2 for recipe in shift.RECIPES}
                for scanner in shift.SCANNERS
            }
            for _ in range(5)
        )
    )


@cache
def few_clothes() -> tuple[Images, Images]:
    train, test = fashion_mnist()
    return train[:40], test[:30]


@cache
def shifted_clothes():
    models = cnn.rivals.models(few_clothes()[0], seed=1)
    return cnn.shifts.ShiftedAccuracy(
        models,
        few_clothes()[1],
        outputs=random((len(few_clothes()[1].labels), 10)),
        shifts=np.array([0, 2, 4]),
        by_shift={name: random(3) for name in models},
    )


@cache
def answered():
    labels = few_clothes()[1].labels
    return cnn.testing.Answers(few_clothes()[1], random((len(labels), 10)))


@cache
def attributed():
    methods = ("occlusion", "gradient × input", "class activation")
    squares = ("gradient × input, squares", "bright squares", "blocks")
    chosen_by = (*methods, *squares, "random weights", "pixels")
    return cnn.looking.AttributionMaps(
        random((4, 8, 8)),
        maps={method: random((4, 8, 8)) for method in methods},
        random_maps={method: random((2, 4, 8, 8)) for method in methods[:2]},
        deleted=np.array([0, 0.02, 0.05, 0.1]),
        probability={name: random(4) for name in chosen_by},
    )


@cache
def attacked():
    levels = (0, 1, 4)
    models = cnn.rivals.models(few_clothes()[0], seed=1)
    return cnn.adversarial.AdversarialSteps(
        models,
        few_clothes()[1],
        levels,
        by_gradient={name: random(3) for name in models},
        by_coin={name: random(3) for name in models},
    )


def changed():
    before, after = random((2, 8, 8))
    signs = np.sign(random((8, 8)) - 0.5)
    return cnn.adversarial.ChangedImage(before, after, signs, 3, (5, 7), (0.8, 0.6))


def class_activations():
    return [
        cnn.looking.ClassActivation(random((8, 8)), label, random((6, 4, 4)), random(6), 0.1, 2.3)
        for label in (5, 8)
    ]


def deep_networks():
    losses = {layers: 1 + random((3, 20)) for layers in (12, 26)}
    other = {layers: 1 + random((3, 20)) for layers in (12, 26)}
    return cnn.depth.DepthComparison({"plain": losses, "residual": other}, {})


def few_labels():
    return transfer.few_labels.Comparison(
        (2, 5, 10, 20),
        {method: 0.5 + 0.4 * random((3, 4)) for method in transfer.few_labels.METHODS},
    )


# --- The arguments of each figure -----------------------------------------------------------------


SMALL = {
    "brains.age.gaps": lambda: (age.predict_age(seed=1, participants=20, test=15),),
    "brains.attention.attention": lambda: (detected().attention, [0, 1]),
    "brains.coverage.coverage": lambda: (
        intervals.cover(seed=1, participants=60, studies=8, size=20),
    ),
    "brains.detection.comparison": lambda: (detected(),),
    "brains.detection.learning": lambda: (detected(),),
    "brains.detection.roc": lambda: (detected(),),
    "brains.leak.leak": lambda: (
        leak.predict_coin_tosses(seed=1, participants=10, misplacement=(0.0, 0.25, 1.0), tosses=1),
    ),
    "brains.making.gallery": lambda: (making.draw_gallery(seed=1, participants=4),),
    "brains.making.one_slice": lambda: (made(),),
    "brains.making.steps": lambda: (made(),),
    "brains.prevalence.predictive_values": lambda: (prevalence.predictive_values(0.93, 0.96),),
    "brains.prevalence.screening": lambda: (prevalence.Screening(0.1, 0.93, 0.96),),
    "brains.registration.ventricles": lambda: (
        registration.Ventricles(
            random(20),
            {
                images: {model: random(20) for model in registration.MODELS}
                for images in registration.IMAGES
            },
        ),
    ),
    "brains.segmentation.dice_by_size": lambda: (detected().segmentation,),
    "brains.segmentation.outlines": lambda: (detected().segmentation, [0, 1]),
    "scanners.shift.calibration": lambda: (shifted_often(), shifted()),
    "scanners.shift.robustness": lambda: (shifted_often(), shifted()),
    "scanners.shift.scanners": lambda: (shifted(),),
    "scanners.shift.threshold": lambda: (shift.count_above(shifted(), [0.0])[0],),
    "scanners.shortcut.shortcut": lambda: (
        shortcut.Shortcut(
            np.array([0.5, 0.8, 0.95]),
            *({model: random((2, 3)) for model in shortcut.MODELS} for _ in range(2)),
        ),
    ),
    "scanners.sites.left_out": lambda: (
        sites.Sites(*({site: 0.5 + random(4) / 2 for site in sites.SITES} for _ in range(2))),
    ),
    "cnn.adversarial.changed": lambda: (changed(),),
    "cnn.adversarial.steps": lambda: (attacked(),),
    "cnn.architecture.architecture": lambda: (
        cnn.architecture.architecture(
            pooled_network(few_clothes()[0], seed=1), few_clothes()[0].pixels[0]
        ),
    ),
    "cnn.architecture.filters": lambda: (
        cnn.architecture.filters(
            pooled_network(few_clothes()[0], seed=1), few_clothes()[0].pixels[0, 0]
        ),
    ),
    "cnn.attention.attention": lambda: (cnn.attention.attend(seed=1), [10, 24]),
    "cnn.depth.depths": lambda: (deep_networks(),),
    "cnn.learning.learning_curve": lambda: (
        cnn.learning.LearningCurve(train_accuracy=random(5), validation_accuracy=random(5)),
    ),
    "cnn.looking.class_activations": lambda: (class_activations(),),
    "cnn.looking.deletion": lambda: (attributed(),),
    "cnn.looking.maps": lambda: (attributed(),),
    "cnn.shifts.shifted": lambda: (cnn.shifts.shift_image(shifted_clothes(), 3, 2),),
    "cnn.shifts.shifts": lambda: (shifted_clothes(),),
    "cnn.sizes.sizes": lambda: (
        cnn.sizes.SizeComparison(
            np.array([30, 60, 90]),
            {name: 0.4 + 0.5 * random((4, 3)) for name in ("pooled", "linear", "transformer")},
        ),
        ("pooled", "linear", "transformer"),
    ),
    "cnn.testing.confusion": lambda: (answered(),),
    "cnn.testing.mistakes": lambda: (answered(),),
    "cnn.units.units": lambda: (
        cnn.units.find_responses(
            pooled_network(few_clothes()[0], seed=1), few_clothes()[0], seed=1, steps=2
        ),
    ),
    "conundrum.cloud.cloud": lambda: (conundrum_cloud(),),
    "conundrum.cloud.anatomy": lambda: (conundrum_cloud(),),
    "conundrum.balance.spaghetti": lambda: (spline_balance(), (3, 7)),
    "conundrum.balance.bias_variance": lambda: (spline_balance(),),
    "conundrum.balance.contrast": lambda: (
        balance.grow_splines(seed=1, draws=3),
        balance.grow_networks(seed=1, draws=2, widths=(1, 2, 4, 10), steps=(5, 10, 20)),
    ),
    "conundrum.published.published": lambda: (published_panels(),),
    "conundrum.published.draws": lambda: (
        published.published_draws(seed=1, draws=6),
        published_panels(),
    ),
    "conundrum.published.changes": lambda: (published.change_recipe(seed=1, draws=6),),
    "conundrum.descent.one_fit": lambda: (
        descent.OneFit(descent.robust_panels(seed=1, degrees_of_freedom=(6, 8, 21, 30)), 1),
    ),
    "conundrum.descent.descent": lambda: descents(),
    "conundrum.descent.puzzle": lambda: ([*descents(), descents()[0]],),
    "conundrum.descent.worst_seen": lambda: (descent.find_worst_seen(seed=1),),
    "conundrum.descent.why": lambda: (
        descents()[0],
        descent.leave_out_badly_seen(seed=1, draws=4),
    ),
    "conundrum.descent.peak_parts": lambda: (descent.split_peak(seed=1, draws=4),),
    "conundrum.cost.perfect_fits": lambda: (
        cost.pay_for_perfect_fits(seed=1, draws=3, width=8, steps=(5, 10)),
    ),
    "conundrum.starts.rivals": lambda: (rivals(), 1),
    "conundrum.starts.starts": lambda: (
        starts.train_from_starts(seed=1, draws=2, width=8, steps=(5, 10, 20)),
    ),
    "convolution.sliding.step": lambda: (convolution.sliding.slide_over_digit()[20],),
    "convolution.sliding.matrix": lambda: (
        convolution.sliding.convolution_matrix(convolution.sliding.KERNELS["horizontal"], 8, 8),
    ),
    "convolution.channels.channel_sum": lambda: (convolution.channels.sum_over_channels(),),
    "convolution.channels.layers": lambda: (convolution.channels.LAYERS,),
    "convolution.volumes.detection": lambda: (convolution.volumes.find_cubes(seed=1, volumes=5),),
    "convolution.geometry.rows": lambda: (
        {"stride 2": convolution.geometry.windows(7, kernel=3, stride=2, padding=1, dilation=1)},
        7,
    ),
    "convolution.geometry.window_counts": lambda: (
        {"stride 2": convolution.geometry.count_windows(7, stride=2, padding=1)},
    ),
    "convolution.moving.shifted_maps": lambda: (convolution.moving.shift_shoe(down=2, right=3),),
    "convolution.pooling.pooled": lambda: (
        convolution.pooling.pool_shifted_clothes(seed=1, images=10),
        convolution.pooling.pool_deformed_clothes(seed=1, images=20),
    ),
    "convolution.pooling.rearranged": lambda: (convolution.pooling.rearrange_digits(seed=1),),
    "convolution.receptive.growth": lambda: (receptive_fields(),),
    "convolution.receptive.dependence": lambda: (receptive_fields(),),
    "convolution.counting.parameters": lambda: (convolution.counting.count_parameters(),),
    "convolution.edges.edges": lambda: (convolution.edges.find_edges_of_pagoda(),),
    "index.opening": lambda: (index.interpolate(seed=1, draws=1, steps=50).draws[0],),
    "images.challenge.errors": lambda: (images.challenge.compare_with_person(),),
    "images.pixels.planes": lambda: (images.pixels.separate_planes(),),
    "images.pixels.values": lambda: (images.pixels.read_pixel_values(),),
    "images.neighbours.correlations": lambda: (images.neighbours.correlate_pixels(seed=1),),
    "images.neighbours.tiles": lambda: (images.neighbours.shuffle_tiles(8, seed=1),),
    "images.arrangement.examples": lambda: (images.arrangement.shuffle_examples(seed=1),),
    "images.arrangement.shuffled": lambda: (arranged(),),
    "images.arrangement.shifted": lambda: (arranged(),),
    "images.layout.layout": lambda: (images.layout.recover_layout(seed=1, patches=400, side=5),),
    "images.shifts.probabilities": lambda: (
        images.shifts.predict_shifted_image(16, seed=1, rights=(2,))[0],
    ),
    "losses.amounts.salaries": lambda: (
        losses.amounts.predict_salaries(seed=1, starts=2, steps=20),
    ),
    "losses.amounts.counts": lambda: (losses.amounts.count_lapses(seed=1, n=50, steps=20),),
    "losses.binary.coin": lambda: (losses.binary.flip_coin(7),),
    "losses.binary.logit_losses": lambda: (losses.binary.losses_of_a_logit(-6.0),),
    "losses.binary.tumours": lambda: (losses.binary.predict_tumours(seed=1, starts=1, steps=20),),
    "losses.binary.recovery": lambda: (
        losses.binary.swap_labels(seed=1, starts=2, swapped=20, right=12),
    ),
    "losses.classes.softmax_steps": lambda: (losses.classes.take_softmax((1.0, 0.3, -1.0)),),
    "losses.classes.digits": lambda: (losses.classes.predict_digits(seed=1, starts=1, steps=20),),
    "losses.classes.labels": lambda: (losses.classes.predict_labels(seed=1, n=60, steps=20),),
    "losses.ordered.hidden_scale": lambda: (losses.ordered.place_on_scale(0.7),),
    "losses.ordered.answers": lambda: (
        losses.ordered.predict_answers(seed=1, samples=2, n=40, steps=20),
    ),
    "losses.stability.stability": lambda: (losses.stability.compute_naively(),),
    "losses.calibration.overtraining": lambda: (overtrained(),),
    "losses.calibration.reliability": lambda: (overtrained().states[1],),
    "losses.calibration.forecasts": lambda: (
        losses.calibration.simulate_forecasts(seed=1, temperature=2.0),
    ),
    "losses.lab.lab": lambda: (losses.lab.reproduce_lab(seed=1, starts=3),),
    "losses.lab.splits": lambda: (losses.lab.repeat_lab_on_splits(seed=1, splits=3),),
    "motivation.cloud.curves": lambda: (motivation.cloud.CloudFit(motivation_cloud(), 5),),
    "motivation.cloud.sizes": lambda: (motivation_cloud(),),
    "motivation.cloud.extrapolations": lambda: (extrapolated(),),
    "motivation.cloud.unnamed_extrapolations": lambda: (extrapolated(),),
    "motivation.images.strangers": lambda: (
        motivation.images.move_images(seed=1, n=30),
        (0, 4),
    ),
    "motivation.inputs.more_inputs": lambda: (
        motivation.inputs.MoreInputs(
            np.array(motivation.inputs.INPUTS),
            unmixed={model: random((3, 5)) for model in motivation.inputs.MODELS},
            mixed={model: random((3, 5)) for model in motivation.inputs.MODELS},
        ),
    ),
    "motivation.surface.reliefs": lambda: (small_surface(),),
    "motivation.surface.slices": lambda: (motivation.surface.Slice(small_surface(), 4),),
    "networks.cloud.cut_removed": lambda: (networks.cloud.remove_the_cut(seed=1, steps=20),),
    "networks.curves.approximation": lambda: (
        networks.curves.approximate(seed=1, starts=2, widths=(2, 4, 8, 16), steps=10),
    ),
    "networks.curves.connected": lambda: (networks.curves.connect_quartic(5),),
    "networks.layers.composites": lambda: (
        networks.layers.compose_first(),
        networks.layers.compose_second(),
    ),
    "networks.layers.graphs": lambda: (
        networks.layers.compose_first().network,
        networks.plane.ReLUNetwork((2, 3, 1), seed=1),
    ),
    "networks.neurons.folded_plane": lambda: (networks.neurons.fold_plane((1.0, 0.7), -0.5),),
    "networks.neurons.neuron": lambda: (networks.neurons.compute_neuron(2.0, 1.0),),
    "networks.neurons.sums": lambda: (
        networks.neurons.add_hinges((-1, 1), (1, -1)),
        networks.neurons.add_hinges((-1, 0, 1), (1, -2, 1)),
    ),
    "networks.neurons.three_units": lambda: (networks.neurons.build_from_three_lines(),),
    "networks.pieces.random_pieces": lambda: (networks.pieces.count_pieces(seed=1, draws=3),),
    "networks.pieces.sawtooth_pieces": lambda: (networks.pieces.disturb_sawteeth(seed=1, draws=3),),
    "networks.pieces.teeth": lambda: (
        [networks.pieces.sawtooth_pieces(depth) for depth in (1, 2, 5)],
    ),
    "networks.plane.folded_lines": lambda: (networks.plane.draw_folds(seed=3),),
    "networks.plane.four_planes": lambda: (networks.plane.fold_four_planes(),),
    "networks.plane.learned_surface": lambda: (
        networks.plane.learn_interaction(seed=1, n=50, units=6, steps=10),
    ),
    "networks.plane.region_maps": lambda: networks.plane.map_regions(seed=4),
    "overparameterization.bases.fits": lambda: (bases.draw_panels(seed=1),),
    "overparameterization.bases.polynomials": lambda: (bases.draw_polynomials(seed=1),),
    "overparameterization.bases.bases": lambda: (spline_bases(),),
    "overparameterization.least_norm.ellipse": lambda: (least_norm.squeeze_circle(),),
    "overparameterization.least_norm.norm_and_error": lambda: (spline_bases(),),
    "overparameterization.least_norm.shrunk": lambda: (
        least_norm.shrink_high_degrees(seed=1, draws=3),
    ),
    "overparameterization.kinks.kinked": lambda: (kinks.kink_frames(seed=1, kinks=[12])[0],),
    "overparameterization.kinks.limits": lambda: (
        kinks.add_kinks(seed=1, draws=2, kinks=(20, 60, 300)),
    ),
    "overparameterization.theory.features": lambda: (
        theory.grow_features(seed=1, draws=3, repeats=2),
    ),
    "overparameterization.theory.samples": lambda: (
        theory.grow_samples(seed=1, draws=3, repeats=2),
        theory.choose_penalties(seed=1, draws=2),
    ),
    "overparameterization.theory.outside": lambda: (
        [theory.use_first_features(seed=1, share=s, draws=1, repeats=2) for s in (0.3, 0.8, 1)],
    ),
    "overparameterization.junk.junk": lambda: (
        junk.add_junk(seed=1, draws=2, numbers=(0, 10, 45, 200)),
    ),
    "overparameterization.theory.curves": lambda: (theory.calculate(0.3),),
    "double_descent.features.widening": lambda: (widening(),),
    "double_descent.explanations.effective": lambda: (widening(), other_families()),
    "double_descent.explanations.demonstrations": lambda: (
        minima.rescale_a_minimum(seed=1, factors=(0.5, 1.0, 10.0), steps=100),
        minima.train_on_batches(
            seed=1, draws=3, batch_sizes=(1, 8, 128), learning_rates=(0.002, 0.01, 0.3), steps=30
        ),
        scaled_starts.scale_the_start(
            seed=1, draws=2, scales=(0.25, 1.0, 4.0), inputs=5, n=30, units=8, steps=60
        ),
        addition.learn_to_add(seed=1, draws=2, modulus=5, units=8, steps=30),
    ),
    "double_descent.widths.noisy_widths": lambda: (noisy_sweep().until(80),),
    "double_descent.widths.stopped": lambda: (noisy_sweep().until(80),),
    "double_descent.training.ways": lambda: (
        training.Ways(
            {
                (name, steps): noisy_sweep()
                for name in training.OPTIMISERS
                for steps in (training.SHORT, training.LONG)
            }
        ),
    ),
    "double_descent.students.students": lambda: (small_students(),),
    "double_descent.epochs.courses": lambda: (
        epochs.descend_on_two_scales(seed=1, draws=2),
        epochs.train_on_two_scales(seed=1, draws=2, n=40, steps=40),
    ),
    "double_descent.memory.memorised": lambda: (
        memory.memorise(seed=1, draws=2, n=100, units=16, steps=20),
    ),
    "double_descent.families.families": lambda: (other_families(),),
    "double_descent.truths.truths": lambda: (truths.vary_truth_and_noise(seed=1, draws=2),),
    "double_descent.truths.payoffs": lambda: (
        truths.collect_payoffs(spline_bases(), widening(), small_students(), noisy_sweep()),
    ),
    "double_descent.people.patients": lambda: (people.recruit_patients(seed=1, draws=2),),
    "double_descent.people.voxels": lambda: (people.add_voxels(seed=1, draws=2),),
    "regularization.decay.paths": lambda: (decay.decay_linear_model(seed=1, steps=50),),
    "regularization.decay.optimisers": lambda: (
        decay.compare_optimisers(seed=1, draws=2, steps=50),
    ),
    "regularization.bends.decayed": lambda: (penalised(), (0.0,)),
    "regularization.bends.errors": lambda: (penalised(),),
    "regularization.choosing.peak": lambda: (penalised_digits(),),
    "regularization.choosing.choice": lambda: (penalised_digits(),),
    "regularization.choosing.useless": lambda: (choosing.add_useless_items(seed=1, draws=2),),
    "regularization.questionnaire.weighed": lambda: (
        questionnaire.predict_outcomes(seed=1, draws=2),
    ),
    "regularization.stopping.stopped": lambda: (stopping.stop_linear_model(seed=1, draws=3),),
    "regularization.stopping.patience": lambda: (
        stopping.stop_on_validation(seed=1, draws=2, width=5, steps=300),
    ),
    "regularization.widths.widths": lambda: (
        regularized_widths.WidthSweep(
            np.array([4, 20, 50]),
            {name: random((5, 3)) for name in ("no remedy", "weight decay", "early stopping")},
        ),
    ),
    "regularization.dropout.conspiracy": lambda: (units_apart(),),
    "regularization.dropout.damage": lambda: (units_apart(),),
    "regularization.dropout.rates": lambda: (
        dropout.DropoutRates(np.array([0, 0.2, 0.5, 0.7]), np.array([4, 8]), *random((3, 5, 2, 4))),
    ),
    "regularization.augmentation.shifts": lambda: (
        augmentation.Shifts(random(40), np.array([0, 2, 5, 10]), random((2, 4))),
    ),
    "regularization.ensembles.averages": lambda: (
        ensembles.average_networks(seed=1, draws=4, widths=(4, 8), members=4),
    ),
    "regularization.ladder.strengths": lambda: (compared_remedies(),),
    "regularization.ladder.ladder": lambda: (compared_remedies(),),
    "training.parabola.descent": lambda: (parabola.descend_parabola(0.5, seed=1),),
    "training.surface.loss_slice": lambda: (surface.slice_loss_surface(seed=1),),
    "training.backpropagation.graph": lambda: (backpropagation.backpropagate(1.5, 4.0),),
    "training.backpropagation.wants": lambda: (
        backpropagation.GradientByObservation(
            inputs=np.array([[1.0, 3.0], [2.0, -1.0]]), delta=np.array([[1.0, 0.0], [-2.0, -5.0]])
        ),
    ),
    "training.loop.moment": lambda: (loop.train_on_cloud(seed=1, shown=(0, 5, 50)).moments[-1],),
    "training.learning_rate.rates": lambda: (learning_rate.sweep_rates(seed=1),),
    "training.batch_size.noise_and_progress": lambda: (
        batch_size.measure_gradient_noise(seed=1, draws=5),
        batch_size.compare_batch_sizes(seed=1, epochs=17, rates=(0.05, 0.1)),
    ),
    "training.momentum.valley": lambda: (momentum.walk_in_valley(0.1, seed=1),),
    "training.momentum.steps_needed": lambda: (
        momentum.count_steps_in_valleys(seed=1, correlations=(0.5, 0.8, 0.9), starts=2),
    ),
    "training.schedule.schedules": lambda: (
        schedule.compare_schedules(seed=1, draws=2, steps=200),
    ),
    "training.initialisation.symmetry": lambda: (initialisation.break_symmetry(seed=1),),
    "training.initialisation.signals": lambda: (next(iter(gains().relu.values())),),
    "training.initialisation.depths": lambda: (gains(),),
    "training.dead_units.revival": lambda: (dead_units.kill_and_revive(seed=1, steps=20),),
    "training.curves.learning_curves": lambda: (learning_curves(),),
    "training.curves.quiz": lambda: (
        {"A": learning_curves().works, "B": learning_curves().overfits},
    ),
    "training.curves.early_stopping": lambda: (curves.stop_training_early(seed=1),),
    "training.symptoms.symptoms": lambda: (symptoms.reproduce_symptoms(seed=1),),
    "training.symptoms.one_batch": lambda: (symptoms.overfit_one_batch(seed=1, steps=160),),
    "training.symptoms.scaling": lambda: (symptoms.compare_scaling(seed=1, draws=3),),
    "transfer.augmentation.changes": lambda: (transfer.augmentation.change_a_photograph(seed=1),),
    "transfer.augmentation.still_and_moved": lambda: (
        transfer.augmentation.AugmentedAccuracy(
            {name: random(3) for name in transfer.augmentation.TRAINING},
            {name: random(3) for name in transfer.augmentation.TRAINING},
        ),
    ),
    "transfer.few_labels.clothes_and_digits": lambda: (few_labels(), few_labels()),
    "transfer.few_labels.sides": lambda: (few_labels(), few_labels()),
    "transfer.few_labels.fine_tuned": lambda: (few_labels(),),
    "transfer.shifted.distances": lambda: (
        transfer.shifted.ShiftedDistances(
            {name: 3 * random(30) for name in ("pixels", "untrained", "pretrained")}
        ),
    ),
    "transfer.turned.six": lambda: (transfer.turned.TurnedSix((0, 90, 180), random((3, 8, 8))),),
    "transfer.turned.errors": lambda: (
        transfer.turned.TurnedDigits(
            *({name: random(3) for name in transfer.turned.TRAINING} for _ in range(3))
        ),
    ),
    "validation.classifying.threshold": lambda: (classifying.classify(seed=1, n=200).at(0.2),),
    "validation.comparing.baselines": lambda: (
        comparing.permute_sessions(seed=1, permutations=9, sessions=2),
    ),
    "validation.comparing.comparison": lambda: (comparing.compare(seed=1),),
    "validation.comparing.false_alarms": lambda: (
        comparing.raise_alarms(seed=1, draws=20, repeats=(1, 2, 3)),
    ),
    "validation.comparing.permutations": lambda: (
        [comparing.permute(seed=1, n=n, permutations=9) for n in (442, 40)],
    ),
    "validation.estimating.own_truth": lambda: (
        {"linear regression": estimating.judge_procedures(seed=1, draws=5)},
    ),
    "validation.estimating.procedures": lambda: (estimating.judge_procedures(seed=1, draws=5),),
    "validation.estimating.sizes": lambda: (estimating.grow(seed=1, draws=3),),
    "validation.leaking.acquaintance": lambda: (
        leaking.meet_again(seed=1, draws=3, sessions=(1, 2, 5)),
    ),
    "validation.leaking.leak": lambda: (leaking.leak(seed=1, draws=3, predictors=(20, 50, 100)),),
    "validation.leaking.noise_predictions": lambda: (
        leaking.predict_from_noise(seed=1, predictors=50),
    ),
    "validation.reporting.coverage": lambda: (
        reporting.cover(seed=1, draws=40, sizes=(30, 60, 120)),
    ),
    "validation.selecting.nested_folds": lambda: (selecting.nest_folds(),),
    "validation.selecting.nesting": lambda: (selecting.nest(seed=1, draws=4, models=20),),
    "validation.selecting.selection": lambda: (selecting.select(seed=1, draws=5),),
    "validation.splitting.held_out": lambda: (splitting.hold_out(seed=1),),
    "validation.splitting.repeats": lambda: (splitting.repeat(seed=1, splits=9, shuffles=4),),
    "validation.splitting.split": lambda: (splitting.split_once(seed=1),),
    "validation.splitting.stratification": lambda: (splitting.stratify(seed=1, shuffles=5),),
}


@cache
def overtrained():
    return losses.calibration.overtrain(seed=1, n=100, checkpoints=(5, 10, 20))


# --- What a figure shows beyond the fields of its result, worked out another way ------------------


def _between(edges):
    return [np.linspace(*ends, 40) for ends in pairwise(edges)]


def _beyond(fits):
    return [
        np.linspace(max(fits.x[0], start - 0.5), min(fits.x[-1], end + 0.5), 60)
        for start, end in pairwise(fits.spline.pieces.x[1:-1])
    ]


def means_and_ranges(*results):
    return {
        f"{place} {method}": [
            result.mean(method),
            result.lowest(method),
            result.highest(method),
        ]
        for place, result in enumerate(results)
        for method in result.accuracy
    }


DERIVED = {
    "scanners.shift.calibration": lambda draws, own: {
        "surer in this draw": [own.overconfidence(s, r) for s in own.right for r in shift.RECIPES],
    },
    "brains.detection.roc": lambda result: {  # this network is a convolutional one
        "convolution": [*vars(result.roc[detection.CONVOLUTIONAL]).values()],
    },
    "brains.registration.ventricles": lambda result: {
        "convolution": [row[registration.NETWORK] for row in result.explained.values()],
    },
    "scanners.shortcut.shortcut": lambda result: {
        f"{role} {test}": [np.median(aucs := getattr(result, test)[model], axis=0), *aucs]
        for test in ("confounded", "balanced")
        for model, role in ((shortcut.PLAIN, "convolution"), (shortcut.STANDARDISED, "spline"))
    },
    "conundrum.cloud.anatomy": lambda fits: {
        "knots": fits.spline(fits.spline.knots),
        "edges": fits.network(fits.network.edges)[:, 0],
        "pieces": [fits.spline(x) for x in _between(fits.spline.pieces.x[1:-1])],
        "further": [
            PPoly(fits.spline.pieces.c[:, [piece]], fits.spline.pieces.x[[piece, piece + 1]])(x)
            for piece, x in enumerate(_beyond(fits), start=1)
        ],
    },
    "images.layout.layout": lambda result: {
        which: [places[line] for line in result.grid_lines]
        for which, places in (("before", result.shuffled), ("after", result.recovered))
    },
    "validation.splitting.held_out": lambda result: {
        f"{name} {how}": np.argwhere(chosen).T
        for name, rows in result.rows.items()
        for how, chosen in (
            ("test", rows.held_out),
            *((f"train {times}", rows.trains == times) for times in range(1, 6)),
        )
    },
    "losses.binary.logit_losses": lambda result: {
        "curves": [*result.loss(result.z).values(), *result.slope(result.z).values()],
        "dots": [
            *result.loss(np.array([result.chosen])).values(),
            *result.slope(np.array([result.chosen])).values(),
        ],
    },
    "losses.calibration.reliability": lambda result: {
        "share": 0.3 * result.count / result.count.sum()
    },
    "losses.calibration.forecasts": lambda result: {
        "share": 0.3 * result.count / result.count.sum()
    },
    "losses.calibration.overtraining": lambda result: {
        name: result.course(name) for name in ("cross_entropy", "error", "sureness")
    },
    "training.parabola.descent": lambda result: {
        "slopes": np.linspace(-1.5, 4.5, 121),
        "parabola": result.loss(np.linspace(-1.5, 4.5, 121)),
        "loss": result.loss(result.path),
    },
    "training.learning_rate.rates": lambda result: {"final": np.clip(result.final, 1e-4, 1e3)},
    "training.batch_size.noise_and_progress": lambda noise, _: {
        "falling": noise.noise[0] / np.sqrt(noise.sizes),
    },
    "training.loop.moment": lambda result: {"step": result.steps + 1},
    "training.schedule.schedules": lambda result: {
        f"{batches} {name}": result.median(batches, name)
        for batches, final in result.final.items()
        for name in final
    },
    "validation.splitting.repeats": lambda result: {
        "counts": np.histogram(result.single, np.arange(32, 60))[0],
    },
    "validation.splitting.stratification": lambda result: {
        f"{name} {'test' if count == 0 else 'train'} {count}": np.argwhere(held == count).T
        for name, held in (("plain", result.plain), ("stratified", result.stratified))
        for count in range(result.plain.max() + 1)
    },
    "validation.selecting.nested_folds": lambda result: {
        f"{which} {how}": np.argwhere(chosen).T
        for which, rows in {"outer": result.outer, **dict(enumerate(result.inner[:2]))}.items()
        for how, chosen in (
            ("train", rows.trains > 0),
            ("test" if which == "outer" else "bias", rows.held_out),
        )
    },
    "validation.classifying.threshold": lambda result: {
        "counts": [
            np.histogram(result.probability[chosen], np.linspace(0, 1, 21))[0]
            for chosen in (result.patient, ~result.patient)
        ],
    },
    "validation.comparing.baselines": lambda result: {
        "counts": [
            np.histogram(
                values,
                np.arange(
                    np.floor(min(map(np.min, [*result.shuffled.values(), result.skill])) * 20) / 20,
                    max(map(np.max, [*result.shuffled.values(), result.skill])) + 0.05,
                    0.025,
                ),
            )[0]
            for values in result.shuffled.values()
        ],
    },
    "validation.estimating.sizes": lambda result: {
        "truth of five fits": result.expected(result.n),
        "truth of one fit": result.expected(result.n / 5),
    },
    "validation.selecting.nesting": lambda result: {
        "best_score": result.best_score - result.truth,
        "nested": result.nested - result.truth,
    },
    "validation.comparing.permutations": lambda results: {
        "counts": [np.histogram(each.shuffled, np.arange(40, 130, 2))[0] for each in results],
    },
    "transfer.shifted.distances": lambda result: {
        "counts": [
            np.histogram(ratios, np.linspace(0, 3, 31))[0] for ratios in result.ratio.values()
        ],
    },
    "transfer.few_labels.clothes_and_digits": means_and_ranges,
    "transfer.few_labels.sides": means_and_ranges,
    "transfer.few_labels.fine_tuned": means_and_ranges,
    "transfer.augmentation.still_and_moved": lambda result: {
        f"mean {name}": [result.mean_still(name), result.mean_moved(name)] for name in result.still
    },
    "transfer.turned.errors": lambda result: {
        f"mean {name}": [result.mean_swapped(name), result.mean_others_missed(name)]
        for name in result.swapped
    },
    "networks.curves.connected": lambda result: {
        "edges": result.pieces.edges,
        "heights": result.pieces(result.pieces.edges)[:, 0],
    },
    "networks.neurons.neuron": lambda result: {
        "edges": result.pieces.edges,
        "heights": result.pieces(result.pieces.edges)[:, 0],
    },
    "networks.pieces.teeth": lambda results: {
        f"heights {depth}": pieces(pieces.edges)[:, 0] for depth, pieces in enumerate(results)
    },
    "double_descent.truths.truths": lambda result: {"strength": 2 * np.abs(np.log2(result.ends))},
    "overparameterization.kinks.kinked": lambda result: {
        "fit": result.squared(result.x),
        "at kinks": result.squared(result.squared.kinks),
    },
    "regularization.augmentation.shifts": lambda result: {
        "moved": [result.moved(places) for places in (-5, 5)],
    },
    "regularization.questionnaire.weighed": lambda result: {
        "ends of errors": [
            result.folds - result.standard_error,
            result.folds + result.standard_error,
        ],
    },
    "networks.layers.composites": lambda *results: {
        f"{name} {number}": pieces(pieces.edges)[:, 0]
        for number, result in enumerate(results)
        for name, pieces in (
            ("before", result.before_the_last_relu),
            ("after", result.pieces),
        )
    },
}


# --- Schemes: shapes and words, whose numbers are written -----------------------------------------


# --- Schemes: shapes and words, whose numbers are written -----------------------------------------


SCHEMES = {
    "cnn.architecture.architecture",
    "convolution.channels.layers",
    "convolution.sliding.step",
    "motivation.surface.reliefs",
    "networks.layers.graphs",
    "networks.neurons.folded_plane",
    "networks.pieces.random_pieces",
    "networks.plane.folded_lines",
    "networks.plane.learned_surface",
    "networks.plane.region_maps",
    "training.backpropagation.graph",
}


# Texts that a figure must hold.
WRITTEN = {
    "convolution.channels.layers": lambda sizes: [f"{size.maps} out" for size in sizes.values()],
    "convolution.geometry.window_counts": lambda cases: [
        str(count) for case in cases.values() for count in np.ravel(case.counts)
    ],
    "convolution.sliding.step": lambda result: [
        *(number(int(value)) for value in np.ravel(result.image)),
        *(
            number(int(value))
            for products in result.products.values()
            for value in np.ravel(products)
        ),
        *(f"sum {number(int(total))}" for total in result.sums.values()),
    ],
    "images.challenge.errors": lambda result: [f"{entry.error:g}" for entry in result.entries],
    "images.pixels.values": lambda result: [str(value) for value in np.ravel(result.part)],
    "brains.prevalence.screening": lambda result: [
        f"{result.counts['found']:.0f} ill, {result.counts['false alarm']:.0f} healthy",
        f"{result.counts['missed']:.0f} ill, {result.counts['cleared']:.0f} healthy",
    ],
    "cnn.architecture.architecture": lambda steps: [
        f"{step.parameters:,}" for step in steps if step.parameters
    ],
    "cnn.testing.confusion": lambda result: [
        f"{count}" for count in np.ravel(result.confusion) if count
    ],
    "networks.neurons.folded_plane": lambda _: ["1", "2", "w"],
    "motivation.surface.reliefs": lambda _: ["truth", "sum of splines", "tree", "network"],
    "networks.pieces.random_pieces": lambda counts: [
        f"{mean:.0f}" for by_depth in counts.mean.values() for mean in by_depth.values()
    ],
    "networks.plane.folded_lines": lambda _: ["first input", "second input"],
    "networks.plane.learned_surface": lambda _: ["truth", "network"],
    "networks.layers.graphs": lambda small, _: [
        f"{weight:g}".replace("-", "−")
        for layer in small.layers
        for weight in layer.weight.ravel().tolist()
    ],
    "networks.plane.region_maps": lambda shallow, deep: [
        f"one layer of 24: {len(shallow)} regions",
        f"three layers of 8: {len(deep)} regions",
    ],
    "training.backpropagation.graph": lambda result: [
        f"x = {result.x:g}",
        f"∂L/∂h₁ = {number(result.gradient['h1'])}",
        f"∂L/∂v₁ = {number(result.gradient['v1'])}",
        f"w₂ = {number(result.parameters['w2'])}",
    ],
    "training.backpropagation.wants": lambda result: [
        f"{want:+g}".replace("-", "−") for want in np.ravel(result.wanted_by_all)
    ],
    "training.dead_units.revival": lambda result: [
        str(count) for counts in (result.at_start, *result.revived.values()) for count in counts
    ],
}
