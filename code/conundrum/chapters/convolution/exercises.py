"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from efficientnet_lite_pytorch import EfficientNet
from jaxtyping import Bool, Float, Int
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import convolve2d, correlate2d
from sklearn.datasets import load_digits
from sklearn.metrics import roc_auc_score

from conundrum.data.photographs import grey, photograph
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers
from conundrum.models.receptive import receptive_fields

Grid = Float[np.ndarray, "_ _"]

# --- By hand --------------------------------------------------------------------------------------


def slid_over_row(padding: int = 0) -> Int[np.ndarray, " outputs"]:
    """Slide the kernel of the exercise over its row."""
    row = np.pad([0, 0, 3, 3, 3, 0, 9, 0], padding)
    return np.correlate(row, [-1, 2, -1], mode="valid")


BY_HAND = Exercise(
    "ex-conv-by-hand",
    asks="six numbers, one for each place where the kernel fits into the row",
    kind=Numbers(1e-3),
    right=slid_over_row,
    because="The kernel is minus the second difference: it ignores whatever is even or rises "
    "evenly.",
    mistakes=(
        Mistake(
            lambda: slid_over_row(padding=1),
            "You have let the kernel stand at the edge, on zeros that the row does not have. Keep "
            "to the places where all of it lies on the row.",
        ),
        Mistake(
            lambda: -slid_over_row(),
            "Your signs are turned around: the middle weight is +2, its neighbours are −1.",
        ),
        Mistake(
            lambda: np.maximum(0, slid_over_row()),
            "You have set to zero what is negative. A convolution alone does not: that is the "
            "ReLU after it.",
        ),
        Mistake(
            lambda: [0, 6, 6, 6, 0, 18],
            "These are the products with the middle weight. Add those with both neighbours.",
        ),
    ),
)


# --- Parameters of a brain network ----------------------------------------------------------------


def parameters_of_brains(
    *, window: int = 27, bias: int = 1, channels: int = 16, side: int = 24
) -> list[int]:
    """Count the parameters with global pooling and with flattened maps.

    The second layer looks at so many channels, and its maps have so many voxels along a side.
    """
    layers = 16 * (window + bias) + 32 * (window * channels + bias)
    return [layers + 32 * 2 + 2 * bias, layers + 32 * side**3 * 2 + 2 * bias]


BRAINS = Exercise(
    "ex-convolution-brains",
    asks="two whole numbers of parameters: with global pooling, and with flattened maps",
    kind=Numbers(1e-6),
    right=parameters_of_brains,
    because="The convolutions are cheap, whatever the size of a brain. Nearly all parameters of "
    "the flattened network are weights for places.",
    mistakes=(
        Mistake(
            partial(parameters_of_brains, window=9),
            "Your windows are flat. In a volume they have 3 × 3 × 3 voxels.",
        ),
        Mistake(
            partial(parameters_of_brains, bias=0),
            "You have left out the biases: one for each map, and one for each class.",
        ),
        Mistake(
            partial(parameters_of_brains, channels=1),
            "Each kernel of the second layer has 27 weights in each of the 16 maps that come in.",
        ),
        Mistake(
            partial(parameters_of_brains, side=96),
            "With a stride of 2, the side of a map is half as long after each of the two layers.",
        ),
        Mistake(
            partial(parameters_of_brains, side=48),
            "You have taken the stride into account once. Both layers have it.",
        ),
    ),
)


# --- A convolution with stride and padding --------------------------------------------------------


def strided(
    image: Grid, kernel: Grid, stride: int, padding: int, *, mode: str = "constant"
) -> Grid:
    """Slide a kernel over an image with padding, by so many pixels at a time."""
    return correlate2d(np.pad(image, padding, mode), kernel, mode="valid")[::stride, ::stride]


def strided_down(image: Grid, kernel: Grid, stride: int, padding: int) -> np.ndarray:
    """Forget the stride along rows."""
    return strided(image, kernel, 1, padding)[::stride]


def padded_at_the_end(image: Grid, kernel: Grid, stride: int, padding: int) -> np.ndarray:
    """Add zeros below and to the right only."""
    return strided(np.pad(image, [(0, padding)] * 2), kernel, stride, 0)


def _case(seed: int, image: tuple[int, int], kernel: tuple[int, int], *settings: int) -> tuple:
    rng = np.random.default_rng(seed)
    return rng.normal(size=image), rng.normal(size=kernel), *settings


STRIDED = Exercise(
    "ex-convolution-stride",
    asks="a function of image, kernel, stride and padding that returns the feature map",
    kind=Function(
        (
            _case(1, (5, 6), (3, 3), 1, 0),
            _case(2, (7, 7), (3, 2), 2, 1),
            _case(3, (6, 8), (2, 3), 3, 2),
        )
    ),
    right=lambda: strided,
    because="It agrees on all that was tried, on kernels that are not square and strides that "
    "leave pixels over.",
    mistakes=(
        Mistake(
            lambda: lambda image, kernel, *rest: strided(image, kernel[::-1, ::-1], *rest),
            "Your kernel is turned by 180 degrees, as mathematicians have it. Networks lay it on "
            "as it is.",
        ),
        Mistake(
            lambda: strided_down,
            "Your window moves by the stride from row to row, but by one pixel along a row.",
        ),
        Mistake(
            lambda: partial(strided, mode="edge"),
            "Your border repeats the pixels at the edge. Padding is zeros.",
        ),
        Mistake(
            lambda: padded_at_the_end,
            "Your zeros are below and to the right only. All four sides get a border.",
        ),
    ),
)


# --- Two layers are one ---------------------------------------------------------------------------

KERNELS = (_case(4, (3, 3), (3, 3)), _case(5, (2, 4), (3, 2)))

TWO_ARE_ONE = Exercise(
    "ex-two-are-one",
    asks="a function of two kernels that returns one larger kernel",
    kind=Function(KERNELS),
    right=lambda: convolve2d,
    because="Two kernels of 3 × 3 are one of 5 × 5, the receptive field of two layers. Without a "
    "ReLU in between, the second layer adds nothing.",
    mistakes=(
        Mistake(
            lambda: partial(correlate2d, mode="full"),
            "Your function slides one kernel over the other without turning it. Try it on a "
            "picture: one of the two has to be turned, which is what convolve2d does.",
        ),
        Mistake(
            lambda: lambda first, second: correlate2d(first, second[::-1, ::-1], mode="same"),
            "Your kernel is too small: the two see more pixels together than the first does alone. "
            'Take mode="full".',
        ),
        Mistake(
            lambda: lambda first, second: convolve2d(first[::-1, ::-1], second[::-1, ::-1]),
            "Yours is turned by 180 degrees: it is right if kernels are turned before they slide. "
            "Here they slide as they are.",
        ),
    ),
)


# --- Blur, then look at every second place --------------------------------------------------------


def discrepancy(rows: Grid, *, half_way: bool = True) -> float:
    """Return how far the strided response to moved rows is from where it should be."""
    here, there = rows[:, 0:-2:2], rows[:, 1:-1:2]
    expected = (here + rows[:, 2::2][:, : here.shape[1]]) / 2 if half_way else here
    return float(np.linalg.norm(there - expected) / np.linalg.norm(here - here.mean()))


def blurred(rows: Grid, weights: tuple[int, int, int] = (1, 2, 1)) -> Grid:
    """Take weighted means of three pixels in a row."""
    left, middle, right = np.array(weights) / sum(weights)
    return left * rows[:, :-2] + middle * rows[:, 1:-1] + right * rows[:, 2:]


@cache
def discrepancies(blur: Callable[[Grid], Grid] = blurred, *, half_way: bool = True) -> list[float]:
    """Return the discrepancies of pagoda and noise, plain and blurred."""
    photo = grey(photograph("pagoda"))
    noise = np.random.default_rng(0).normal(size=photo.shape)
    return [
        discrepancy(change(rows), half_way=half_way)
        for rows in (photo, noise)
        for change in (np.array, blur)
    ]


def blurred_in_columns(rows: Grid) -> Grid:
    """Blur from top to bottom."""
    return blurred(rows.T).T


BLUR = Exercise(
    "ex-blur",
    asks="four discrepancies: pagoda plain and blurred, noise plain and blurred",
    kind=Numbers(0.01),
    right=discrepancies,
    because="In photographs neighbours are alike, so little is lost at every second place. A blur "
    "takes away what cannot be seen at the coarser grid.",
    mistakes=(
        Mistake(
            partial(discrepancies, half_way=False),
            "You have compared the moved row with the response at the place before. It should lie "
            "half-way between two neighbouring places.",
        ),
        Mistake(
            partial(discrepancies, partial(blurred, weights=(1, 1, 1))),
            "You have blurred with three equal weights. The one in the middle is twice as large.",
        ),
        Mistake(
            partial(discrepancies, blurred_in_columns),
            "You have blurred from top to bottom. The stride is along the rows: blur along them.",
        ),
        Mistake(
            lambda: [discrepancies()[i] for i in (0, 2, 1, 3)],
            "The order is: pagoda plain, then blurred; then the noise.",
        ),
    ),
)


# --- How far do real networks see? ----------------------------------------------------------------


@cache
def windows() -> list[tuple[int, int]]:
    """Return kernel size and stride of all convolutions of the network."""
    network = EfficientNet.from_name("efficientnet-lite0")
    layers = [field.layer for field in receptive_fields(network)]
    return [(layer.kernel_size[0], layer.stride[0]) for layer in layers]


def seen(*, strides: bool = True, own: bool = False) -> list[int]:
    """Return the receptive field of the last layer, and which is the first to see 224 pixels.

    Parameters
    ----------
    strides
        Whether strides count.
    own
        Whether a layer's own stride counts for it.
    """
    sizes, size, step = [], 1, 1
    for kernel, stride in windows():
        after = step * stride if strides else 1
        size += (kernel - 1) * (after if own else step)
        step = after
        sizes.append(size)
    return [size, next((i for i, field in enumerate(sizes, start=1) if field >= 224), len(sizes))]


REAL = Exercise(
    "ex-real",
    asks="two whole numbers: pixels that the last layer sees, and the first layer to see 224",
    kind=Numbers(1e-4),
    right=seen,
    because="Late units could depend on the whole image, and the rest of their field is padding. "
    "What they make use of is less.",
    mistakes=(
        Mistake(
            partial(seen, strides=False),
            "You have left out the strides. After each, a step of a later window covers twice as "
            "many pixels.",
        ),
        Mistake(
            partial(seen, own=True),
            "You have counted each layer's own stride for its own window. A stride tells only in "
            "the layers after it.",
        ),
        Mistake(
            lambda: [seen()[0], seen()[1] - 1],
            "The second is counted from zero. The first convolution is number 1.",
        ),
        Mistake(
            lambda: [seen()[0] - 1, seen()[1]],
            "Your field begins with no pixel. Before the first layer a unit is one pixel.",
        ),
    ),
)


# --- A detector without training ------------------------------------------------------------------


def three() -> Grid:
    """Return the first handwritten 3, from 0 to 1."""
    pixels, labels = load_digits(return_X_y=True)
    return pixels[np.flatnonzero(labels == 3)[0]].reshape(8, 8) / 16


def hits(kernel: Grid, squares: int, slide: Callable[..., Grid], near: int) -> int:
    """Count in how many of 100 pictures the largest response is at the digit, or near it."""
    rng, digit, at_digit = np.random.default_rng(0), three(), 0
    for _ in range(100):
        picture = 0.6 * rng.normal(size=(40, 40))
        for _ in range(squares):
            i, j = rng.integers(33, size=2)
            picture[i : i + 8, j : j + 8] += 1
        i, j = rng.integers(33, size=2)
        picture[i : i + 8, j : j + 8] += digit
        scores = slide(picture, kernel, mode="valid")
        row, column = np.unravel_index(scores.argmax(), scores.shape)
        at_digit += int(max(abs(row - i), abs(column - j)) <= near)
    return at_digit


@cache
def found(slide: Callable[..., Grid] = correlate2d, near: int = 0) -> list[int]:
    """Return the hits of both kernels without a square, then with one."""
    kernels = three(), three() - three().mean()
    return [hits(kernel, squares, slide, near) for squares in (0, 1) for kernel in kernels]


DETECTOR = Exercise(
    "ex-detector",
    asks="four counts out of 100: both kernels without a square, then both with one",
    kind=Numbers(0.012),
    right=found,
    because="If all you know is what the signal looks like, look for just that. A bright square "
    "matches it better than the digit does, and a kernel whose weights add up to zero ignores "
    "what is even.",
    mistakes=(
        Mistake(
            partial(found, convolve2d),
            "Your kernel is turned by 180 degrees, so you look for a 3 upside down. Slide it as it "
            "is: correlate2d.",
        ),
        Mistake(
            partial(found, near=1),
            "You have counted places that are one pixel off. Count the right place alone.",
        ),
        Mistake(
            lambda: [found()[i] for i in (0, 2, 1, 3)],
            "The order is: both kernels without a square, then both with one.",
        ),
        Mistake(
            lambda: [count / 100 for count in found()],
            "Yours are shares. The answer is counts out of 100.",
        ),
    ),
)


# --- Swap the pooling -----------------------------------------------------------------------------

Stack = Float[np.ndarray, "n _ _"]


def scans() -> tuple[Stack, Stack, Bool[np.ndarray, " n"]]:
    """Draw images with lesions, and the same with a haze instead; every other person is ill."""
    rng = np.random.default_rng(1)
    images, places = rng.normal(size=(200, 32, 32)), rng.integers(30, size=(200, 2))
    lesions, haze, ill = images.copy(), images.copy(), np.arange(200) % 2 == 1
    for person in np.flatnonzero(ill):
        i, j = places[person]
        lesions[person, i : i + 3, j : j + 3] += 1.5
    haze[ill] += 0.08
    return lesions, haze, ill


def means_of_nine(images: Stack) -> Stack:
    """Slide a kernel of 3 × 3 equal weights over all images."""
    return sliding_window_view(images, (3, 3), axis=(1, 2)).mean(axis=(3, 4))


def rectified(images: Stack) -> Stack:
    """Add a ReLU to the convolution."""
    return np.maximum(0, means_of_nine(images))


@cache
def areas(maps_of: Callable[[Stack], Stack] = means_of_nine) -> list[float]:
    """Return the areas under the curve: lesions by maximum and mean, haze by maximum and mean."""
    *pictures, ill = scans()
    return [
        float(roc_auc_score(ill, pool(maps_of(images), axis=(1, 2))))
        for images in pictures
        for pool in (np.max, np.mean)
    ]


POOLING = Exercise(
    "ex-convolution-pooling",
    asks="four areas under the ROC curve: lesions by maximum and by average, haze the same",
    kind=Numbers(0.005),
    right=areas,
    because="Pooling depends on the question. A maximum asks whether a thing is anywhere, an "
    "average how much of it there is.",
    mistakes=(
        Mistake(
            partial(areas, np.array),
            "You have pooled the pixels. Slide the kernel first: a lesion has nine of them, and "
            "noise partly cancels in their mean.",
        ),
        Mistake(
            partial(areas, rectified),
            "You have put a ReLU between convolution and pooling. The exercise has none.",
        ),
        Mistake(
            lambda: [areas()[i] for i in (1, 0, 3, 2)],
            "Maximum and average are exchanged: the maximum comes first.",
        ),
        Mistake(
            lambda: [areas()[i] for i in (0, 2, 1, 3)],
            "The order is: lesions by maximum, then by average; then the haze.",
        ),
    ),
)

check_answer = AnswerCheck(BY_HAND, BRAINS, STRIDED, TWO_ARE_ONE, BLUR, REAL, DETECTOR, POOLING)
