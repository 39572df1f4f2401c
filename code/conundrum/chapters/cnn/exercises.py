"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable
from functools import cache

import numpy as np
from jaxtyping import Float, Int
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from torch import nn

from conundrum.chapters.cnn.experiments.attention import attention
from conundrum.chapters.cnn.experiments.exchange import exchange_squares
from conundrum.chapters.cnn.experiments.rivals import models
from conundrum.chapters.cnn.experiments.transformer import PATCHES, VisionTransformer
from conundrum.data.images import Images, digits, fashion_mnist
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers, Words
from conundrum.models.convnets import predict_images
from conundrum.training.classifiers import CHANNELS, pooled_network, train_classifier

# --- Count them -----------------------------------------------------------------------------------


def count(*, side: int = 3, places: int = 1, channels: int = 1, a_map: int = 2) -> int:
    """Count the parameters of the network.

    Parameters
    ----------
    side
        Of the filters.
    places
        How many numbers of each of the last maps the readout sees.
    channels
        Of the images.
    a_map
        Parameters of each feature map besides the weights of its filter.
    """
    total = 0
    for width in CHANNELS:
        total += side**2 * channels * width + a_map * width
        channels = width
    return total + (channels * places + 1) * 10


def counts(places: int = 7 * 7, a_map: int = 2) -> Int[np.ndarray, "3"]:
    """Return the numbers with filters of 5 × 5, with flattened maps, and for images in colour."""
    return np.array(
        [
            count(side=5, a_map=a_map),
            count(places=places, a_map=a_map),
            count(channels=3, a_map=a_map),
        ]
    )


COUNT = Exercise(
    "ex-cnn-count-parameters",
    asks="three whole numbers: with filters of 5 × 5, with flattened maps, for images in colour",
    kind=Numbers(1e-6),
    right=counts,
    because="Larger filters nearly triple the number, and flattening adds half as much again, all "
    "of it in the readout. Colour costs next to nothing: only the first convolution sees it.",
    mistakes=(
        Mistake(
            lambda: counts(a_map=0),
            "You have counted the weights of the filters and of the readout. Batch normalisation "
            "has two more parameters for each feature map.",
        ),
        Mistake(
            lambda: counts(a_map=3),
            "Your convolutions have biases. In this network they have none, since batch "
            "normalisation would subtract them.",
        ),
        Mistake(
            lambda: counts(places=28 * 28),
            "You have flattened maps of 28 × 28. Two max-pools have halved height and width twice.",
        ),
    ),
)


# --- Recognised, and rightly named ----------------------------------------------------------------

Labels = Int[np.ndarray, " n"]


def table(true: Labels, named: Labels) -> Int[np.ndarray, "classes classes"]:
    """Return the confusion matrix, a row for each true class."""
    counts = np.zeros((true.max() + 1, true.max() + 1), dtype=int)
    np.add.at(counts, (true, named), 1)
    return counts


def rates(true: Labels, named: Labels) -> Float[np.ndarray, "classes 2"]:
    """Return which share of each class is recognised, and which share of each name is right."""
    counts = table(true, named)
    return np.column_stack([counts.diagonal() / counts.sum(axis=k) for k in (1, 0)])


def shares_of_all(true: Labels, named: Labels) -> Float[np.ndarray, "classes 2"]:
    """Divide by all images instead of those of a class or a name."""
    both = table(true, named).diagonal() / len(true)
    return np.column_stack([both, both])


def one_against_the_rest(true: Labels, named: Labels) -> Float[np.ndarray, "classes 2"]:
    """Return for each class how often it is rightly said whether an image is of that class."""
    of_class = np.arange(true.max() + 1)[:, None]
    right = ((true == of_class) == (named == of_class)).mean(axis=1)
    return np.column_stack([right, right])


def _named(seed: int) -> tuple[Labels, Labels]:
    rng = np.random.default_rng(seed)
    true = rng.permutation(np.repeat([0, 1, 2, 3], [10, 20, 5, 15]))
    return true, np.where(rng.random(50) < 0.6, true, rng.permutation(true))


RATES = Exercise(
    "ex-cnn-rates",
    asks="a function of true and named that returns a row a class: recognised, rightly named",
    kind=Function((_named(1), _named(2))),
    right=lambda: rates,
    because="The one divides the diagonal by the sums of rows, the other by those of columns. A "
    "network that calls everything a shirt recognises all shirts.",
    mistakes=(
        Mistake(
            lambda: lambda true, named: rates(true, named)[:, ::-1],
            "Your columns are exchanged, or your table is: the first divides by the images of a "
            "class, the second by the images that got its name.",
        ),
        Mistake(
            lambda: shares_of_all,
            "You divide by the number of all images. Divide by those of the class, and by those "
            "that got its name.",
        ),
        Mistake(
            lambda: one_against_the_rest,
            "You count as right whatever is neither of the class nor called so. That makes every "
            "rate high, since most images are of other classes.",
        ),
    ),
)


# --- Any size -------------------------------------------------------------------------------------

ACCEPTS, REFUSES = "accepts", "refuses"


@cache
def answers_to_large_images() -> list[str]:
    """Say which of the four models accept images of 40 × 40, and whether the outputs are equal."""
    train, test = fashion_mnist()
    small = test.pixels[:20]
    large = np.pad(small, ((0, 0), (0, 0), (6, 6), (6, 6)))
    words, same = [], False
    for model in models(train, seed=0).values():
        try:
            outputs = predict_images(model, large)
        except (RuntimeError, ValueError):
            words.append(REFUSES)
        else:
            words.append(ACCEPTS)
            same = np.allclose(outputs, predict_images(model, small), atol=1e-3)
    return [*words, "same" if same else "other"]


ANY_SIZE = Exercise(
    "ex-cnn-any-size",
    asks="accepts or refuses for pooled, flattened, fully connected and linear, then same or other",
    kind=Words((ACCEPTS, REFUSES, "same", "other")),
    right=answers_to_large_images,
    because="Filters do not care how large an image is, and a mean can be taken over any map. But "
    "it is taken over more places now, most of them background.",
    mistakes=(
        Mistake(
            lambda: [ACCEPTS, ACCEPTS, REFUSES, REFUSES, "other"],
            "The convolutions of the flattened network would accept it. Its readout does not: it "
            "has a weight for each of 7 × 7 places, and there are 10 × 10 now.",
        ),
        Mistake(
            lambda: [ACCEPTS, REFUSES, REFUSES, REFUSES, "same"],
            "The mean is taken over 10 × 10 places instead of 7 × 7, so that each pattern of the "
            "garment counts for less.",
        ),
        Mistake(
            lambda: [REFUSES] * 4 + ["other"],
            "One of them has no weight that belongs to a place: its filters slide, and its readout "
            "sees means.",
        ),
    ),
)


# --- An activation map by hand --------------------------------------------------------------------

TWO_MAPS = np.array([[[1.0, 2.0], [6.0, 3.0]], [[2.0, 0.0], [1.0, 1.0]]])
TWO_WEIGHTS, A_BIAS = np.array([1.0, -2.0]), 0.5


def map_and_output(weights: Float[np.ndarray, "2"], bias: float) -> Float[np.ndarray, "5"]:
    """Return the class activation map, row by row, and the output."""
    activation = np.tensordot(weights, TWO_MAPS, axes=1)
    return np.append(activation, activation.mean() + bias)


def summed() -> Float[np.ndarray, "5"]:
    """Sum over the map instead of taking its mean."""
    *places, _ = map_and_output(TWO_WEIGHTS, A_BIAS)
    return np.array([*places, sum(places) + A_BIAS])


def cut_off() -> Float[np.ndarray, "5"]:
    """Replace what speaks against the class by zero."""
    places = np.maximum(0, map_and_output(TWO_WEIGHTS, A_BIAS)[:4])
    return np.append(places, places.mean() + A_BIAS)


ACTIVATION = Exercise(
    "ex-cnn-activation",
    asks="five numbers: the four of the map, row by row, and the output",
    kind=Numbers(1e-3),
    right=lambda: map_and_output(TWO_WEIGHTS, A_BIAS),
    because="The first place speaks against the class, and a map that shows only positive numbers "
    "would hide that.",
    mistakes=(
        Mistake(
            summed,
            "The output takes the mean of the map and not its sum: divide by the four places.",
        ),
        Mistake(
            lambda: map_and_output(TWO_WEIGHTS, 0),
            "The map is right. The bias is missing in the output.",
        ),
        Mistake(
            lambda: map_and_output(np.abs(TWO_WEIGHTS), A_BIAS),
            "The second weight is negative: what the second map finds speaks against the class.",
        ),
        Mistake(
            cut_off,
            "You have replaced a negative place by zero. Then the map no longer adds up to the "
            "output.",
        ),
    ),
)


# --- A mark in the corner -------------------------------------------------------------------------

EIGHT = 8


def marked(images: Images, which: np.ndarray) -> Images:
    """Paint the four pixels in the first corner of some images white."""
    pixels = images.pixels.copy()
    pixels[which, :, :2, :2] = 1
    return Images(pixels, images.labels)


@cache
def called_eight() -> dict[str, float]:
    """Return which share a network that learned from marked eights calls eight, by what it sees."""
    train, test = digits().split(1000, seed=1)
    train = train[:500]
    network = pooled_network(train, seed=0)
    train_classifier(network, marked(train, train.labels == EIGHT), seed=0)
    eights = test.labels == EIGHT
    on_all = marked(test, np.ones(len(test), dtype=bool))
    seen = {
        "marked": on_all[eights],
        "bare": test[eights],
        "others, marked": on_all[~eights],
    }
    return {
        name: float((predict_images(network, images.pixels).argmax(axis=1) == EIGHT).mean())
        for name, images in seen.items()
    }


def shares_called_eight(*names: str) -> list[float]:
    """Return some of the shares."""
    return [called_eight()[name] for name in names]


MARK = Exercise(
    "ex-cnn-mark",
    asks="two shares of new eights that are recognised: with the mark, and without it",
    kind=Numbers(0.15),  # networks differ a little between machines
    right=lambda: shares_called_eight("marked", "bare"),
    because="It has learned the mark and not the eight. A test on eights that carry the mark as "
    "well would have shown nothing but success.",
    mistakes=(
        Mistake(
            lambda: shares_called_eight("bare", "marked"),
            "These are the two shares in the other order, or shares of errors.",
        ),
        Mistake(
            lambda: shares_called_eight("marked", "marked"),
            "Your eights carried the mark in both tests, or in training none did. Paint on a copy, "
            "else the bare ones are marked as well.",
        ),
        Mistake(
            lambda: shares_called_eight("marked", "others, marked"),
            "The second is the share of other digits that are called eight because of the mark. "
            "The question is about eights without it.",
        ),
    ),
)


# --- Scrambled images -----------------------------------------------------------------------------

SAME, OTHER = "same", "other"


def spots() -> nn.Sequential:
    """Return a network that looks at one pixel at a time."""
    return nn.Sequential(
        nn.Conv2d(1, 8, kernel_size=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(8, 10),
    )


@cache
def answers_to_scrambled_images() -> list[str]:
    """Say whether five models with random weights notice that patches have changed places."""
    train, test = fashion_mnist()
    rivals = models(train, seed=0)
    five = (
        spots(),
        rivals["pooled"],
        VisionTransformer(10, blocks=1, places=False, seed=0),
        VisionTransformer(10, blocks=1, places=True, seed=0),
        rivals["linear"],
    )
    whole = test.pixels[:20]
    scrambled = exchange_squares(whole, np.random.default_rng(0).permutation(PATCHES**2))
    return [
        SAME
        if np.allclose(predict_images(f, whole), predict_images(f, scrambled), atol=1e-4)
        else OTHER
        for f in five
    ]


SCRAMBLE = Exercise(
    "ex-cnn-scramble",
    asks="same or other for the five models, from a to e",
    kind=Words((SAME, OTHER)),
    right=answers_to_scrambled_images,
    because="To (a) and (c) an image is a bag of pixels or of patches. The pooled network forgets "
    "places at its end, but its filters look across the edges of patches.",
    mistakes=(
        Mistake(
            lambda: [SAME, SAME, SAME, OTHER, OTHER],
            "The pooled network takes a mean over places in the end. Before that, its filters of "
            "3 × 3 have looked across the edges of patches, where other neighbours are now.",
        ),
        Mistake(
            lambda: [SAME, OTHER, OTHER, OTHER, OTHER],
            "Without codes of places, attention gives each patch the same mixture, wherever it is, "
            "and the mean of all patches stays.",
        ),
        Mistake(
            lambda: [OTHER, OTHER, SAME, OTHER, OTHER],
            "A filter of one pixel sees no neighbour, and the mean does not ask where a pixel was.",
        ),
        Mistake(
            lambda: [SAME, OTHER, SAME, SAME, OTHER],
            "With codes, a patch gets another code when it comes to another place, and the "
            "transformer sees another patch. Only if codes moved along would it see the same.",
        ),
    ),
)


# --- Attention as convolution ---------------------------------------------------------------------

Values = Float[np.ndarray, "n k"]


def ring_of(places: tuple[int, ...], sharpness: float = 1000.0) -> Callable[[Values], Values]:
    """Return attention in which each patch asks for those some places further on in a ring."""

    def attend(values: Values) -> Values:
        codes = np.eye(len(values))
        queries = sharpness * sum(np.roll(codes, place, axis=1) for place in places)
        return attention(queries, codes, values)[0]

    return attend


def _values(seed: int, n: int) -> tuple[Values]:
    return (np.random.default_rng(seed).normal(size=(n, 3)),)


ATTENTION = Exercise(
    "ex-cnn-attention",
    asks="a function of values, a row a patch, that returns the mean of both neighbours for each",
    kind=Function((_values(1, 7), _values(2, 10))),
    right=lambda: ring_of((1, -1)),
    because="With keys that say where a patch is, a query can ask for any places. So attention can "
    "be a convolution, if codes of places let it.",
    mistakes=(
        Mistake(
            lambda: ring_of((1,)),
            "Each patch gets the value of the next one only. Let its query fit two keys equally.",
        ),
        Mistake(
            lambda: ring_of((-1, 0, 1)),
            "Each patch takes its own value as well. Its query must not fit its own key.",
        ),
        Mistake(
            lambda: ring_of((1, -1), sharpness=1),
            "Your queries prefer the neighbours only a little, and the softmax still gives weight "
            "to all others. Multiply them by a large number.",
        ),
        Mistake(
            lambda: ring_of((0,), sharpness=0),
            "Each patch gets the mean of all values: your queries fit all keys alike.",
        ),
    ),
)


# --- A step that hurts ----------------------------------------------------------------------------

Step = Callable[[Float[np.ndarray, "n 64"]], Float[np.ndarray, "n 64"]]


@cache
def accuracies_after(step: Step, low: float = 0.0, high: float = 1.0) -> list[float]:
    """Return accuracy on new digits: unchanged, after random steps, after steps of some kind.

    Parameters
    ----------
    step
        Makes steps of gradients.
    low, high
        Range in which pixels are kept.
    """
    pixels, labels = load_digits(return_X_y=True)
    pixels = pixels / 16
    model = LogisticRegression(max_iter=2000).fit(pixels[:1000], labels[:1000])
    new, true = pixels[1000:], labels[1000:]
    gradient = (model.predict_proba(new) - np.eye(10)[true]) @ model.coef_
    coin = np.random.default_rng(1).choice([-1, 1], size=new.shape)
    return [
        float(model.score(np.clip(new + change / 16, low, high), true))
        for change in (0 * coin, coin, step(gradient))
    ]


def downhill(gradient: Float[np.ndarray, "n 64"]) -> Float[np.ndarray, "n 64"]:
    """Step to where the loss falls."""
    return -np.sign(gradient)


def in_proportion(gradient: Float[np.ndarray, "n 64"]) -> Float[np.ndarray, "n 64"]:
    """Step along the gradient itself, its largest pixel by one level."""
    return gradient / np.abs(gradient).max(axis=1, keepdims=True)


STEP = Exercise(
    "ex-cnn-step",
    asks="three accuracies as shares: unchanged, after the coin, after the step along the gradient",
    kind=Numbers(),
    right=lambda: accuracies_after(np.sign),
    because="A linear model suffers as well. Sixty-four small changes that all push one way add "
    "up, and those of a coin cancel.",
    mistakes=(
        Mistake(
            lambda: accuracies_after(downhill),
            "Your step goes to where the loss falls, and so the accuracy rises. The gradient of "
            "the loss is predicted probability minus 1 for the true class.",
        ),
        Mistake(
            lambda: accuracies_after(np.sign, -np.inf, np.inf),
            "Your pixels leave the range from 0 to 1, so that black ones become darker than black.",
        ),
        Mistake(
            lambda: accuracies_after(in_proportion),
            "You have gone along the gradient itself, so that most pixels change by less than one "
            "level. Take its sign.",
        ),
        Mistake(
            lambda: accuracies_after(np.sign)[::-1],
            "These are the three accuracies in the other order: unchanged comes first.",
        ),
    ),
)

check_answer = AnswerCheck(COUNT, RATES, ANY_SIZE, ACTIVATION, MARK, SCRAMBLE, ATTENTION, STEP)
