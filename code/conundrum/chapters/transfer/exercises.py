"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable
from functools import cache

import numpy as np
from jaxtyping import Bool, Float, Int
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression, RidgeClassifier, RidgeClassifierCV
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from conundrum.chapters.transfer.experiments.few_labels import PENALTIES, flat, ridge
from conundrum.chapters.transfer.experiments.tasks import Task, clothes
from conundrum.data.photographs import photograph
from conundrum.exercises import AnswerCheck, Exercise, Mistake, Numbers, Words
from conundrum.models.pretrained import pretrained_features

DRAWS = 3

# --- One photograph, many images ------------------------------------------------------------------


def versions(places: int, mirrors: int = 2) -> list[float]:
    """Return into how many images a photograph can be made, and how many 13 passes show."""
    many = mirrors * places
    return [many, many * (1 - (1 - 1 / many) ** 13)]


VERSIONS = Exercise(
    "ex-transfer-versions",
    asks="two numbers: versions of a photograph, and different ones seen in 13 passes on average",
    kind=Numbers(0.002),
    right=lambda: versions(7 * 7),
    because="In 13 passes nearly every look is at something new. All versions have the same label "
    "all the same: twenty people are still twenty people.",
    mistakes=(
        Mistake(
            lambda: [98, 13],
            "A version may be drawn twice, so that fewer than 13 are different. Each of the 98 is "
            "missed by all passes with a probability of (97/98)¹³.",
        ),
        Mistake(
            lambda: versions(6 * 6),
            "You have left out that a photograph may stay where it is: up to three pixels either "
            "way are seven places along each axis.",
        ),
        Mistake(
            lambda: versions(3 * 3),
            "Up to three pixels either way are seven places along each axis: −3, −2, …, 3.",
        ),
        Mistake(
            lambda: versions(7 * 7, mirrors=1),
            "Each moved photograph can be mirrored as well, which doubles the number.",
        ),
        Mistake(
            lambda: versions(7 + 7),
            "A photograph is moved across and up or down at once: multiply the seven places of "
            "one axis by those of the other.",
        ),
    ),
)


# --- Does the label stay? -------------------------------------------------------------------------

STAYS, CHANGES = "stays", "changes"

LABELS = Exercise(
    "ex-transfer-labels",
    asks="stays or changes for each of the six, from a to f",
    kind=Words((STAYS, CHANGES)),
    right=lambda: [CHANGES, STAYS, CHANGES, CHANGES, STAYS, CHANGES],
    because="No change of images is harmless by itself. It depends on what the label is about.",
    mistakes=(
        Mistake(
            lambda: [CHANGES, STAYS, STAYS, CHANGES, STAYS, CHANGES],
            "In (c), whoever stands at the edge may be cut off, and the number is wrong.",
        ),
        Mistake(
            lambda: [CHANGES, STAYS, CHANGES, CHANGES, CHANGES, CHANGES],
            "In (e), nothing says which side is up under a microscope, and no cell is lost by "
            "turning.",
        ),
        Mistake(
            lambda: [CHANGES, STAYS, CHANGES, STAYS, STAYS, CHANGES],
            "In (d), brightness is nearly all that tells day from night.",
        ),
        Mistake(
            lambda: [STAYS, STAYS, CHANGES, CHANGES, STAYS, STAYS],
            "In (a) and (f) the label is about left and right, and mirroring exchanges them.",
        ),
        Mistake(
            lambda: [CHANGES, CHANGES, CHANGES, CHANGES, STAYS, CHANGES],
            "In (b), a mirrored smile is a smile. Faces are not quite symmetric, but the label "
            "does not depend on that.",
        ),
        Mistake(
            lambda: [STAYS] * 6,
            "You have said that no label changes. Ask of each what a person would say who sees "
            "only the changed image.",
        ),
    ),
)


# --- Nearest neighbours ---------------------------------------------------------------------------

Rows = Float[np.ndarray, "n columns"]


def accuracy_of(
    model: object, task: Task, pool: Rows, test: Rows, per_class: int, seed: int
) -> float:
    """Train on some labelled images of the pool, and return the accuracy on test images."""
    few = task.draw(per_class, seed=seed)
    model.fit(pool[few], task.pool.labels[few])
    return float(model.score(test, task.test.labels))


@cache
def accuracies_of_neighbours(metric: str = "cosine", neighbours: int = 1) -> list[float]:
    """Return the accuracy of nearest neighbours in pixels and in features, mean of three draws."""
    task = clothes()
    spaces = (
        (flat(task.pool), flat(task.test)),
        (task.pool_features, task.test_features),
    )
    model = KNeighborsClassifier(neighbours, metric=metric)
    return [
        float(np.mean([accuracy_of(model, task, *space, 20, seed) for seed in range(DRAWS)]))
        for space in spaces
    ]


NEIGHBOURS = Exercise(
    "ex-transfer-neighbours",
    asks="two accuracies as shares, means of three draws: in pixels, then in features",
    kind=Numbers(0.005),
    right=accuracies_of_neighbours,
    because="A distance learns nothing from labels. In features, garments of a kind lie closer "
    "together even so.",
    mistakes=(
        Mistake(
            lambda: accuracies_of_neighbours()[::-1],
            "These are the two in the other order: pixels come first.",
        ),
        Mistake(
            lambda: accuracies_of_neighbours("minkowski"),
            "You have taken the Euclidean distance, which scikit-learn takes unless told "
            "otherwise. Ask for the cosine.",
        ),
        Mistake(
            lambda: accuracies_of_neighbours(neighbours=5),
            "You have asked five neighbours, as scikit-learn does unless told otherwise. Ask one.",
        ),
    ),
)


# --- Standardise the features? --------------------------------------------------------------------


@cache
def gains_of_raw_features(scaled_by_pool: bool = False) -> Float[np.ndarray, "2"]:
    """Return how many points features as they are gain over standardised ones, with 5 and 20."""
    task = clothes()
    pool, test = task.pool_features, task.test_features
    standardised = pool, test
    model = make_pipeline(StandardScaler(), RidgeClassifierCV(PENALTIES))
    if scaled_by_pool:
        scaler = StandardScaler().fit(pool)
        standardised = scaler.transform(pool), scaler.transform(test)
        model = RidgeClassifierCV(PENALTIES)
    return np.array(
        [
            np.mean(
                [
                    100
                    * (
                        accuracy_of(RidgeClassifierCV(PENALTIES), task, pool, test, k, seed)
                        - accuracy_of(model, task, *standardised, k, seed)
                    )
                    for seed in range(DRAWS)
                ]
            )
            for k in (5, 20)
        ]
    )


STANDARDISE = Exercise(
    "ex-transfer-standardise",
    asks="two gains in points, means of three draws: with 5 labelled photographs a class, with 20",
    kind=Numbers(0.08),
    right=gains_of_raw_features,
    because="Standard deviations of 1,280 features cannot be estimated from fifty photographs. "
    "Those of all 1,000 do much less harm.",
    mistakes=(
        Mistake(
            lambda: -gains_of_raw_features(),
            "The sign is the other way round: features as they are minus standardised ones.",
        ),
        Mistake(
            lambda: gains_of_raw_features() / 100,
            "Yours are shares. The answer is percentage points.",
        ),
        Mistake(
            lambda: gains_of_raw_features(scaled_by_pool=True),
            "You have taken means and standard deviations of all 1,000 photographs of the pool. "
            "Here only the labelled ones are at hand: put the scaler into the pipeline.",
        ),
        Mistake(
            lambda: gains_of_raw_features()[::-1],
            "These are the two in the other order: 5 photographs of each class come first.",
        ),
    ),
)


# --- How sure is the lead? ------------------------------------------------------------------------


@cache
def right_answers() -> Bool[np.ndarray, "2 test"]:
    """Say of each test photograph whether features and whether pixels name it rightly."""
    task = clothes()
    few = task.draw(20, seed=1)
    labels, true = task.pool.labels[few], task.test.labels
    return np.array(
        [
            ridge(task.pool_features[few], labels, task.test_features) == true,
            ridge(flat(task.pool)[few], labels, flat(task.test)) == true,
        ]
    )


def lead(scale: float = 1000**-0.5) -> Float[np.ndarray, "3"]:
    """Return the lead of features in points, and its standard error paired and unpaired."""
    frozen, pixels = right_answers().astype(float)
    paired, unpaired = (frozen - pixels).std(), np.hypot(frozen.std(), pixels.std())
    return 100 * np.array([(frozen - pixels).mean(), scale * paired, scale * unpaired])


def lead_with_sum() -> Float[np.ndarray, "3"]:
    """Add the two standard errors themselves."""
    frozen, pixels = right_answers()
    return np.array([*lead()[:2], 100 * (frozen.std() + pixels.std()) / 1000**0.5])


LEAD = Exercise(
    "ex-transfer-lead",
    asks="three numbers in points: lead, its standard error, and that of two separate tests",
    kind=Numbers(0.06),
    right=lead,
    because="Many photographs are easy or hard for both, and that cancels in the difference. Two "
    "methods should be compared on the same images, and their answers kept.",
    mistakes=(
        Mistake(
            lambda: lead()[[0, 2, 1]],
            "The standard errors are exchanged: the one of differences within photographs comes "
            "first, and is smaller.",
        ),
        Mistake(
            lead_with_sum,
            "You have added the two standard errors. Of separate tests their squares add up.",
        ),
        Mistake(
            lambda: lead(scale=1),
            "These are standard deviations of single photographs. Divide them by √1000.",
        ),
    ),
)


# --- Augment first, split later -------------------------------------------------------------------


@cache
def accuracy_of_coin_tosses() -> dict[str, float]:
    """Return how well random labels of digits are predicted from noisy copies, by the folds."""
    bunch = load_digits()
    originals = bunch.data[:100]
    rng = np.random.default_rng(1)
    labels = rng.permutation(np.repeat([0, 1], 50))
    noisy = [originals + rng.normal(0, 1, size=originals.shape) for _ in range(4)]
    copies, which = np.concatenate([originals, *noisy]), np.tile(np.arange(100), 5)
    model, folds = KNeighborsClassifier(1), KFold(5, shuffle=True, random_state=1)

    def score(X: Rows, y: Int[np.ndarray, " n"], cv: object, groups: np.ndarray | None) -> float:
        return float(cross_val_score(model, X, y, groups=groups, cv=cv).mean())

    return {
        "images": score(copies, np.tile(labels, 5), folds, None),
        "digits": score(copies, np.tile(labels, 5), GroupKFold(5), which),
        "digits, not random": score(copies, np.tile(bunch.target[:100], 5), GroupKFold(5), which),
        "own": score(copies, rng.permutation(np.tile(labels, 5)), folds, None),
    }


def coin_tosses(*folds: str) -> list[float]:
    """Return some of these accuracies."""
    return [accuracy_of_coin_tosses()[name] for name in folds]


LEAK = Exercise(
    "ex-transfer-leak",
    asks="two accuracies as shares: folds among images, folds among digits",
    kind=Numbers(0.01),
    right=lambda: coin_tosses("images", "digits"),
    because="A held-out copy finds another copy of itself in training, with its label. Split "
    "first, and augment inside the folds.",
    mistakes=(
        Mistake(
            lambda: coin_tosses("digits", "images"),
            "These are the two in the other order: folds among images come first.",
        ),
        Mistake(
            lambda: coin_tosses("images", "images"),
            "In both, copies of one digit are on both sides. For the second, tell GroupKFold by "
            "`groups` which digit each image is a copy of.",
        ),
        Mistake(
            lambda: coin_tosses("own", "digits"),
            "You have tossed a coin for each copy. A copy has the label of its digit.",
        ),
        Mistake(
            lambda: coin_tosses("images", "digits, not random"),
            "You have predicted which digit it is. The labels are random here, so that there is "
            "nothing to be predicted.",
        ),
    ),
)


# --- Turned sixes ---------------------------------------------------------------------------------

Turn = Callable[[Float[np.ndarray, "n 8 8"]], Float[np.ndarray, "n 8 8"]]


def upside_down(images: Float[np.ndarray, "n 8 8"]) -> Float[np.ndarray, "n 8 8"]:
    """Turn images by 180°."""
    return images[:, ::-1, ::-1]


def mirrored(images: Float[np.ndarray, "n 8 8"]) -> Float[np.ndarray, "n 8 8"]:
    """Mirror images, left and right exchanged."""
    return images[:, :, ::-1]


@cache
def errors_on(pair: tuple[int, int], copies: Turn | None = None, originals: bool = True) -> int:
    """Count errors in cross-validation of a linear model that tells two digits apart.

    Parameters
    ----------
    pair
        The two digits.
    copies
        Makes of each digit in training a second one with the same label.
    originals
        Whether training keeps the first.
    """
    bunch = load_digits()
    chosen = np.isin(bunch.target, pair)
    images, labels = bunch.images[chosen] / 16, bunch.target[chosen]
    errors = 0
    for train, held_out in KFold(5).split(images):
        seen = [images[train]] if originals else []
        seen += [copies(images[train])] if copies else []
        flat_images = np.concatenate(seen).reshape(-1, 64)
        model = LogisticRegression(max_iter=2000).fit(
            flat_images, np.tile(labels[train], len(seen))
        )
        named = model.predict(images[held_out].reshape(-1, 64))
        errors += (named != labels[held_out]).sum()
    return int(errors)


def errors_on_pairs(copies: Turn, originals: bool = True) -> list[int]:
    """Count errors: six and nine as they are, then with copies, then zero and eight with copies."""
    return [
        errors_on((6, 9)),
        errors_on((6, 9), copies, originals),
        errors_on((0, 8), copies, originals),
    ]


SIX = Exercise(
    "ex-transfer-six",
    asks="three numbers of errors: six and nine, six and nine with copies, zero and eight with "
    "copies",
    kind=Numbers(0.1),
    right=lambda: errors_on_pairs(upside_down),
    because="For zeros and eights the copies say something true. For sixes and nines every second "
    "label is that of the other digit.",
    mistakes=(
        Mistake(
            lambda: errors_on_pairs(mirrored),
            "You have mirrored the digits. Turning by 180° reverses rows and columns: "
            "`images[:, ::-1, ::-1]`.",
        ),
        Mistake(
            lambda: errors_on_pairs(upside_down, originals=False),
            "Your model has seen turned digits only. Copies are added to the upright ones.",
        ),
        Mistake(
            lambda: [errors / 361 for errors in errors_on_pairs(upside_down)],
            "Yours are shares. The answer is numbers of errors, of all folds together.",
        ),
        Mistake(
            lambda: [errors / 5 for errors in errors_on_pairs(upside_down)],
            "These are means over the five folds. Add up the errors.",
        ),
    ),
)


# --- Your own pictures ----------------------------------------------------------------------------

SIDE = 84  # pixels, of a piece


@cache
def pieces() -> tuple[Float[np.ndarray, "30 84 84 3"], Int[np.ndarray, "30"]]:
    """Return 15 pieces of each of two photographs, and which photograph each is from."""
    rng, cut = np.random.default_rng(1), []
    for name in ("pagoda", "flower"):
        whole = photograph(name)
        for _ in range(15):
            x, y = rng.integers(640 - SIDE), rng.integers(427 - SIDE)
            cut.append(whole[y : y + SIDE, x : x + SIDE])
    return np.array(cut), np.repeat([0, 1], 15)


@cache
def own_accuracies(stratified: bool = True, held_out: bool = True) -> list[float]:
    """Return how often pieces are put into the right folder, by features and by mean colour.

    Parameters
    ----------
    stratified
        Whether folds have both kinds in them; else they are taken in the order of the files.
    held_out
        Whether the pieces are others than those of training.
    """
    pictures, kinds = pieces()
    folds = StratifiedKFold(5, shuffle=True, random_state=1) if stratified else KFold(5)
    colour = make_pipeline(StandardScaler(), RidgeClassifier(1))
    return [
        float(
            cross_val_score(model, X, kinds, cv=folds).mean()
            if held_out
            else model.fit(X, kinds).score(X, kinds)
        )
        for model, X in (
            (RidgeClassifier(100), features_of_pieces()),
            (colour, pictures.mean(axis=(1, 2))),
        )
    ]


@cache
def features_of_pieces() -> Float[np.ndarray, "30 1280"]:
    """Return what the pretrained network makes of the pieces."""
    return pretrained_features(np.moveaxis(pieces()[0], -1, 1), SIDE)


OWN = Exercise(
    "ex-transfer-own",
    asks="two accuracies as shares: by features, by mean colour",
    kind=Numbers(0.02),
    right=own_accuracies,
    because="Thirty pieces are enough for features to tell the photographs apart. Whether they "
    "tell what you mean by the folders is another question.",
    mistakes=(
        Mistake(
            lambda: own_accuracies()[::-1],
            "These are the two in the other order: features come first.",
        ),
        Mistake(
            lambda: [1 - share for share in own_accuracies()],
            "These are shares of errors.",
        ),
        Mistake(
            lambda: own_accuracies(held_out=False),
            "You have tested on the pieces of training. Take those that a fold holds out.",
        ),
        Mistake(
            lambda: own_accuracies(stratified=False),
            "Your folds are taken in the order of the pieces, so that some hold one kind only. "
            "Shuffle them.",
        ),
    ),
)

check_answer = AnswerCheck(VERSIONS, LABELS, NEIGHBOURS, STANDARDISE, LEAD, LEAK, SIX, OWN)
