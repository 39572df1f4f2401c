"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.stats import binomtest, chi2, chi2_contingency
from sklearn.datasets import load_digits
from sklearn.linear_model import LinearRegression, RidgeClassifier
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

from conundrum.data.imagenet import OTHER_PERSON, TRAINED_PERSON, Paired
from conundrum.data.images import shift
from conundrum.data.photographs import grey, photograph
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers

# --- Two people and a network ---------------------------------------------------------------------


def mcnemar(pair: Paired) -> float:
    """Return the p-value of McNemar's test, from the images on which the two differ."""
    return float(binomtest(pair.person_only, pair.person_only + pair.network_only).pvalue)


def chi_squared(pair: Paired) -> float:
    """Approximate the p-value of McNemar's test, without a correction."""
    person, network = pair.person_only, pair.network_only
    return float(chi2.sf((person - network) ** 2 / (person + network), df=1))


def one_sided(pair: Paired) -> float:
    """Test in the direction that was seen."""
    alone = pair.person_only, pair.network_only
    return float(binomtest(max(alone), sum(alone), alternative="greater").pvalue)


def unpaired(pair: Paired) -> float:
    """Compare two shares as if they were of different images."""
    person, network = pair.network_only + pair.neither, pair.person_only + pair.neither
    wrong = np.array([person, network])
    table = np.stack([wrong, pair.images - wrong])
    return float(chi2_contingency(table, correction=False).pvalue)


def p_values(test: Callable[[Paired], float]) -> list[float]:
    """Return what a test says of both people."""
    return [test(TRAINED_PERSON), test(OTHER_PERSON)]


PEOPLE = Exercise(
    "ex-people",
    asks="two p-values: of the person who had practised, and of the other",
    kind=Numbers(),
    right=lambda: p_values(mcnemar),
    because="One person is better than the network, the other worse, and neither difference is "
    "easily put down to chance. Human performance is no single number.",
    mistakes=(
        Mistake(
            lambda: p_values(unpaired),
            "You have compared two shares as if they came from different images. Both looked at "
            "the same ones: only images on which they differ say who is better.",
        ),
        Mistake(
            lambda: p_values(chi_squared),
            "This is the approximation of McNemar's test by chi-squared. The exact p-value comes "
            "from the binomial distribution.",
        ),
        Mistake(
            lambda: p_values(one_sided),
            "These are one-sided. You did not know beforehand who would be better.",
        ),
        Mistake(
            lambda: p_values(mcnemar)[::-1],
            "These are the two in the other order: the person who had practised comes first.",
        ),
    ),
)


# --- Where does a pixel go? -----------------------------------------------------------------------


def places(row: int = 10, column: int = 20, *, channels: int = 3, below: int = 480) -> list[int]:
    """Return places in the flattened photograph: of a pixel's green, of that below, of planes."""
    green = (160 * row + column) * channels + (1 if channels > 1 else 0)
    return [green, green + below, 120 * 160 + 160 * row + column]


PLACES = Exercise(
    "ex-images-by-hand",
    asks="three whole numbers: the place of the green, of the green below, and channels first",
    kind=Numbers(1e-6),
    right=places,
    because="The neighbour below is a whole row away. Nothing in the table says that it is one.",
    mistakes=(
        Mistake(
            lambda: places(20, 10),
            "You have exchanged row and column. The row comes first.",
        ),
        Mistake(
            lambda: places(channels=1, below=160),
            "You have counted pixels. Each pixel is three numbers, one beside the other.",
        ),
        Mistake(
            lambda: places(below=160),
            "For the pixel below you have gone on by 160. A row is 160 pixels, three numbers each.",
        ),
        Mistake(
            lambda: [place + 1 for place in places()],
            "You have counted from one. In NumPy the first place is 0, and so is red the first "
            "channel.",
        ),
    ),
)


# --- A smaller file -------------------------------------------------------------------------------

Bytes = np.ndarray


def bits(values: Bytes, base: float = 2) -> float:
    """Return the entropy of the histogram."""
    shares = np.unique(values, return_counts=True)[1] / values.size
    return float(-(shares * np.log(shares)).sum() / np.log(base))


def entropies(base: float = 2, *, axis: int = 1, tell: Callable[[Bytes], Bytes] = np.array) -> list:
    """Return the entropy of the pagoda, shuffled, and of the differences of neighbours."""
    picture = (255 * grey(photograph("pagoda"))).astype(np.uint8)
    differences = np.diff(tell(picture), axis=axis, prepend=np.uint8(0))
    return [bits(picture, base), bits(shuffled(picture), base), bits(differences, base)]


def shuffled(picture: Bytes) -> Bytes:
    """Put the pixels of a picture into a random order."""
    return np.random.default_rng(0).permutation(picture.ravel()).reshape(picture.shape)


FILE = Exercise(
    "ex-file",
    asks="three entropies in bits a pixel: as it is, shuffled, differences",
    kind=Numbers(0.005),
    right=entropies,
    because="A histogram does not know where pixels are, so a shuffle leaves its entropy as it "
    "was. Differences of neighbours are small numbers, most of them from a few values.",
    mistakes=(
        Mistake(
            partial(entropies, np.e),
            "These are in natural units. For bits take logarithms to the base 2.",
        ),
        Mistake(
            lambda: [value / 8 for value in entropies()],
            "These are in bytes. A byte has eight bits.",
        ),
        Mistake(
            partial(entropies, axis=0),
            "Your differences are to the pixel above. Take those to the pixel on the left.",
        ),
        Mistake(
            partial(entropies, tell=shuffled),
            "You have taken the differences of the shuffled picture, in which neighbours have "
            "nothing in common. Take them of the picture as it is.",
        ),
    ),
)


# --- A pixel and its neighbours -------------------------------------------------------------------

Surrounded = tuple[Float[np.ndarray, " n"], Float[np.ndarray, "n four"]]


def surrounded(image: Float[np.ndarray, "height width"]) -> Surrounded:
    """Return all inner pixels, and beside each the four around it: left, right, above, below."""
    around = image[1:-1, :-2], image[1:-1, 2:], image[:-2, 1:-1], image[2:, 1:-1]
    return image[1:-1, 1:-1].ravel(), np.stack([side.ravel() for side in around], axis=1)


@cache
def explained(tested_on: str = "right", used: int = 4, fitted_on: str = "left") -> list[float]:
    """Return R² of a pixel by its neighbours, and by other pixels."""
    picture = grey(photograph("pagoda"))
    halves = {"left": surrounded(picture[:, :320]), "right": surrounded(picture[:, 320:])}
    (y, near), (y_new, near_new) = halves[fitted_on], halves[tested_on]
    rng = np.random.default_rng(0)
    anywhere, anywhere_new = rng.permuted(near, axis=0), rng.permuted(near_new, axis=0)
    return [
        float(LinearRegression().fit(four[:, :used], y).score(new[:, :used], y_new))
        for four, new in ((near, near_new), (anywhere, anywhere_new))
    ]


def explained_of_mixed_halves() -> list[float]:
    """Divide the pixels at random, so that neighbours stand on both sides."""
    y, near = surrounded(grey(photograph("pagoda")))
    anywhere = np.random.default_rng(0).permuted(near, axis=0)
    scores = []
    for four in (near, anywhere):
        train, test, known, asked = train_test_split(four, y, test_size=0.5, random_state=0)
        scores.append(float(LinearRegression().fit(train, known).score(test, asked)))
    return scores


PIXEL = Exercise(
    "ex-predict-pixel",
    asks="two values of R² on the right half: by four neighbours, and by four other pixels",
    kind=Numbers(0.002),
    right=explained,
    because="Four neighbours say nearly all. Four others say nothing, and the mean that was "
    "learned on the left is too dark for the right half.",
    mistakes=(
        Mistake(
            partial(explained, "left"),
            "You have tested on the half that the regression was fitted to. Take the right one.",
        ),
        Mistake(
            partial(explained, "left", fitted_on="right"),
            "You have exchanged the halves: the left one is for fitting.",
        ),
        Mistake(
            partial(explained, used=2),
            "You have used the neighbours in the row alone. There are two more, above and below.",
        ),
        Mistake(
            explained_of_mixed_halves,
            "You have divided the pixels at random. Then each tested pixel has neighbours in "
            "training, and both parts have the same mean. Cut the photograph in two.",
        ),
    ),
)


# --- Nearest neighbours do not notice -------------------------------------------------------------

Rows = Float[np.ndarray, "n 64"]


def shuffled_alike(rows: Rows) -> Rows:
    """Shuffle the columns."""
    return rows[:, np.random.default_rng(0).permutation(64)]


def shuffled_apart(rows: Rows) -> Rows:
    """Shuffle each row in a way of its own."""
    return np.random.default_rng(0).permuted(rows, axis=1)


def shuffled_over_images(rows: Rows) -> Rows:
    """Shuffle each column over the images."""
    return np.random.default_rng(0).permuted(rows, axis=0)


def in_order(rows: Rows) -> Rows:
    """Sort the pixels of each image by their brightness."""
    return np.sort(rows, axis=1)


Change = Callable[[Rows], Rows]
THREE = (shuffled_alike, shuffled_apart, in_order)


@cache
def neighbours_right(change: Change, learned: Change | None = None) -> float:
    """Return the share right of 797 digits, by the five nearest of 1,000 others.

    Parameters
    ----------
    change
        What is done to all digits.
    learned
        What is done to the 1,000 instead, if something else is.
    """
    rows, labels = load_digits(return_X_y=True)
    known, asked = (learned or change)(rows)[:1000], change(rows)[1000:]
    return float(KNeighborsClassifier(5).fit(known, labels[:1000]).score(asked, labels[1000:]))


KNN = Exercise(
    "ex-knn",
    asks="three shares of right answers: one shuffle for all, one for each image, sorted",
    kind=Numbers(0.005),
    right=lambda: [neighbours_right(change) for change in THREE],
    because="A distance is a sum over columns, and a sum does not depend on their order. If each "
    "image has an order of its own, a column means nothing any more; sorted, all that is left is "
    "how many pixels are dark or bright, and that is better than nothing.",
    mistakes=(
        Mistake(
            lambda: [neighbours_right(change, np.array) for change in THREE],
            "You have changed the new digits alone. Change those that the model learns from as "
            "well.",
        ),
        Mistake(
            lambda: [
                neighbours_right(change) for change in (THREE[0], shuffled_over_images, THREE[2])
            ],
            "For the second you have shuffled each column over the images, so that pixels of many "
            "digits are mixed. Shuffle inside each row: axis=1.",
        ),
        Mistake(
            lambda: [neighbours_right(shuffled_alike)] * 2 + [neighbours_right(in_order)],
            "Your second is shuffled alike in all images. Give each image a shuffle of its own.",
        ),
    ),
)


# --- Correlation over images ----------------------------------------------------------------------

Stack = Float[np.ndarray, "n height width"]


def centred(images: Stack, axis: int | tuple[int, ...] = 0) -> Stack:
    """Take off the mean, and divide by the standard deviation."""
    spread = images.std(axis=axis, keepdims=True)
    return (images - images.mean(axis=axis, keepdims=True)) / spread


def correlation(images: Stack, d: int) -> float:
    """Return the mean correlation over images of two pixels that lie d apart in a row."""
    z = centred(images)
    return float((z[..., :-d] * z[..., d:]).mean())


def pooled(images: Stack, d: int) -> float:
    """Correlate all pairs of all images at once."""
    return float(np.corrcoef(images[..., :-d].ravel(), images[..., d:].ravel())[0, 1])


def inside_images(images: Stack, d: int) -> float:
    """Correlate inside each image, and take the mean over images."""
    return float(np.mean([pooled(image[None], d) for image in images]))


def around_the_edge(images: Stack, d: int) -> float:
    """Pair the last pixels of a row with the first."""
    z = centred(images)
    return float((z * np.roll(z, -d, axis=-1)).mean())


def covariance(images: Stack, d: int) -> float:
    """Forget to divide by standard deviations."""
    off = images - images.mean(axis=0)
    return float((off[..., :-d] * off[..., d:]).mean())


def _garments(seed: int, shape: tuple[int, int, int], d: int) -> tuple[Stack, int]:
    rng = np.random.default_rng(seed)
    size = rng.normal(size=(shape[0], 1, 1))  # large garments are bright in many places
    return size + rng.normal(size=shape).cumsum(axis=2) + 3 * rng.normal(size=shape[1:]), d


OVER_IMAGES = Exercise(
    "ex-images-correlation",
    asks="a function of images, of shape (n, height, width), and d that returns one number",
    kind=Function(
        (_garments(1, (40, 3, 6), 1), _garments(2, (30, 4, 5), 2), _garments(3, (60, 2, 8), 5))
    ),
    right=lambda: correlation,
    because="Over images, each pixel is a variable of its own, as the columns of a questionnaire.",
    mistakes=(
        Mistake(
            lambda: pooled,
            "You have correlated all pairs of all images at once. Then pixels also correlate since "
            "some places are brighter than others in every image. Correlate each pair of places "
            "over the images, and take the mean.",
        ),
        Mistake(
            lambda: inside_images,
            "You have correlated inside each image, over places. Correlate over images, at each "
            "pair of places.",
        ),
        Mistake(
            lambda: around_the_edge,
            "Your pairs go around the edge: the last pixels of a row meet the first ones. These "
            "are not d apart.",
        ),
        Mistake(
            lambda: covariance,
            "These are covariances. Divide by both standard deviations, pixel by pixel.",
        ),
    ),
)


# --- A mark in the corner -------------------------------------------------------------------------


def marked(rows: Rows, marks: Bool[np.ndarray, " n"]) -> Rows:
    """Make the pixel in the upper left corner white in some images."""
    rows = rows.copy()
    rows[marks, 0] = 1
    return rows


@cache
def right_with_marks(*, learned_with: bool = True, asked: str = "test") -> list[float]:
    """Return the share right with marks as learned, without marks, and with marks the other way."""
    pixels, digits = load_digits(return_X_y=True)
    wanted = np.isin(digits, (3, 8))
    rows, eight = pixels[wanted] / 16, digits[wanted] == 8
    usual = eight ^ (np.random.default_rng(1).random(len(rows)) < 0.05)
    nowhere = np.zeros_like(usual)
    train, parts = slice(150), {"train": slice(150), "test": slice(150, None)}
    seen = marked(rows, usual if learned_with else nowhere)
    model = RidgeClassifier().fit(seen[train], eight[train])
    part = parts[asked]
    return [
        float(model.score(marked(rows, marks)[part], eight[part]))
        for marks in (usual, nowhere, ~usual)
    ]


MARK = Exercise(
    "ex-images-mark",
    asks="three shares of right answers: marks as in training, no marks, marks the other way round",
    kind=Numbers(0.01),
    right=right_with_marks,
    because="The mark is the best single pixel there is, as long as it goes with the digit. A test "
    "set from the same source cannot show that the model has learned the source.",
    mistakes=(
        Mistake(
            partial(right_with_marks, learned_with=False),
            "Your model has learned from images without marks. Mark the training images too.",
        ),
        Mistake(
            partial(right_with_marks, asked="train"),
            "These are the shares of the training images. Take the images after the first 150.",
        ),
        Mistake(
            lambda: right_with_marks()[::-1],
            "These are the three in the other order: marks as in training come first.",
        ),
        Mistake(
            lambda: [1 - share for share in right_with_marks()],
            "These are the shares of wrong answers.",
        ),
    ),
)


# --- Show it what moves ---------------------------------------------------------------------------

Digits = tuple[Float[np.ndarray, "m 64"], Int[np.ndarray, " m"]]


def moved(rows: Rows, right: int, down: int = 0) -> Rows:
    """Move digits of 8 × 8; what comes in is black."""
    return shift(rows.reshape(-1, 8, 8), down=down, right=right).reshape(-1, 64)


def with_copies(rows: Rows, labels: np.ndarray, pixels: tuple[int, ...] = (-1, 0, 1)) -> Digits:
    """Add copies that are moved."""
    return np.concatenate([moved(rows, k) for k in pixels]), np.tile(labels, len(pixels))


def with_torn_labels(rows: Rows, labels: np.ndarray) -> Digits:
    """Repeat each label three times in a row, while images come in three blocks."""
    return with_copies(rows, labels)[0], np.repeat(labels, 3)


@cache
def right_when_moved(
    shown: Callable[[Rows, np.ndarray], Digits] = with_copies, move: tuple[int, int] = (1, 0)
) -> list[float]:
    """Return the shares of a linear and of a nearest-neighbour model, still and moved."""
    rows, labels = load_digits(return_X_y=True)
    seen, known = shown(rows[:1000], labels[:1000])
    return [
        float(model.fit(seen, known).score(moved(rows[1000:], *by), labels[1000:]))
        for model in (RidgeClassifier(), KNeighborsClassifier(5))
        for by in ((0, 0), move)
    ]


AUGMENT = Exercise(
    "ex-augment",
    asks="four shares of right answers: the linear model still and moved, the neighbours the same",
    kind=Numbers(0.01),
    right=right_when_moved,
    because="Both learn from the copies that place does not matter so much. The linear model has "
    "one template for each digit, which has to fit three places now, and pays for it where nothing "
    "moves; the neighbours have room for all copies.",
    mistakes=(
        Mistake(
            partial(right_when_moved, partial(with_copies, pixels=(0,))),
            "Your models have not seen any copies. Add the moved digits to the 1,000.",
        ),
        Mistake(
            partial(right_when_moved, with_torn_labels),
            "Labels do not belong to their images. If copies follow in blocks, so must their "
            "labels: np.tile, not np.repeat.",
        ),
        Mistake(
            partial(right_when_moved, move=(0, 1)),
            "You have moved the new digits down. Move them to the right.",
        ),
        Mistake(
            lambda: [right_when_moved()[i] for i in (0, 2, 1, 3)],
            "The order is: the linear model still, then moved; then the neighbours.",
        ),
    ),
)

check_answer = AnswerCheck(PEOPLE, PLACES, FILE, PIXEL, KNN, OVER_IMAGES, MARK, AUGMENT)
