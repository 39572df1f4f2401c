"""What is right and what is likely wrong in the exercises of the chapter."""

from functools import cache, partial

import numpy as np
from jaxtyping import Bool, Float
from scipy.ndimage import binary_fill_holes, distance_transform_edt, gaussian_filter
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, KFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from conundrum.chapters.brains.experiments.prevalence import Screening
from conundrum.chapters.brains.experiments.segmentation import dice
from conundrum.data.brains import Slices, draw_slices
from conundrum.exercises import AnswerCheck, Exercise, Mistake, Numbers, Words

# --- A good outline of half the lesions -----------------------------------------------------------

Mask = Bool[np.ndarray, "64 64"]


def two_lesions() -> tuple[Mask, Mask]:
    """Return the outline and the truth: a large lesion a column too wide, a small one missed."""
    found, truth = np.zeros((2, 64, 64), dtype=bool)
    truth[2:8, 2:8] = truth[11:13, 11:13] = True
    found[2:8, 2:9] = True
    return found, truth


def overlap() -> float:
    """Return the Dice coefficient of the outline."""
    found, truth = two_lesions()
    return float(dice(found[None], truth[None])[0])


def shares_of(divided_by: Mask) -> float:
    """Return the pixels in both outlines, as a share of others."""
    found, truth = two_lesions()
    return float((found & truth).sum() / divided_by.sum())


DICE = Exercise(
    "ex-brains-dice",
    asks="two numbers: the Dice coefficient, and the share of lesions that are found",
    kind=Numbers(0.002),
    right=lambda: [overlap(), 1 / 2],
    because="Dice counts pixels, so that the large lesion decides it. If every lesion matters, "
    "report how many are found as well.",
    mistakes=(
        Mistake(
            lambda: [shares_of(np.logical_or(*two_lesions())), 1 / 2],
            "You have divided by the pixels that are in either outline, which is the Jaccard "
            "coefficient. Dice is twice the pixels in both over the pixels of the two together.",
        ),
        Mistake(
            lambda: [shares_of(two_lesions()[1]), 1 / 2],
            "This is the share of the pixels of lesions that are found. It does not see the column "
            "that is too much.",
        ),
        Mistake(
            lambda: [2 * 36 / (42 + 36), 1 / 2],
            "You have left out the small lesion. Its pixels belong to the truth, found or not.",
        ),
        Mistake(
            lambda: [overlap() / 2, 1 / 2],
            "The pixels in both outlines count twice, since they are in the sum below twice.",
        ),
    ),
)


# --- A memory clinic ------------------------------------------------------------------------------


def predictive_value(prevalence: float, quality: float = 0.9) -> float:
    """Return the positive predictive value of a test with equal sensitivity and specificity."""
    return Screening(prevalence, quality, quality).positive_predictive_value


def values(second_after: float = 0.3) -> list[float]:
    """Return the predictive value in the population, in the clinic, and after a second test.

    Parameters
    ----------
    second_after
        Prevalence where the first of the two tests is made.
    """
    twice = predictive_value(predictive_value(second_after))
    return [predictive_value(0.02), predictive_value(0.3), twice]


CLINIC = Exercise(
    "ex-clinic",
    asks="three shares: population, clinic, and in the clinic after a second positive test",
    kind=Numbers(0.005),
    right=values,
    because="The same test is nearly useless for screening and useful where others have chosen who "
    "comes. A second test starts from what the first has said.",
    mistakes=(
        Mistake(
            lambda: [0.9, 0.9, 0.9],
            "This is the sensitivity: how many of the ill are called ill. The question is how many "
            "of those called ill are ill.",
        ),
        Mistake(
            lambda: values(second_after=0.02),
            "Your second test is made in the population. It is for those whom the first has called "
            "ill in the clinic.",
        ),
        Mistake(
            lambda: [*values()[:2], predictive_value(0.3)],
            "Your second test starts at 30 % again. Of those whom the first calls ill, four in "
            "five are ill.",
        ),
        Mistake(
            lambda: [Screening(p, 0.9, 0.9).negative_predictive_value for p in (0.02, 0.3, 0.3)],
            "These are negative predictive values: how many of those called healthy are healthy.",
        ),
    ),
)


# --- What must stay together? ---------------------------------------------------------------------

IMAGE, PERSON, FAMILY, SITE = UNITS = ("photograph", "person", "family", "hospital")

TOGETHER = Exercise(
    "ex-brains-together",
    asks="five words, each photograph, person, family or hospital",
    kind=Words(UNITS),
    right=lambda: [PERSON, PERSON, FAMILY, SITE, IMAGE],
    because="Folds are made of what is new when the model is used, and of whatever shares the "
    "outcome for another reason than the one you look for.",
    mistakes=(
        Mistake(
            lambda: [PERSON] * 5,
            "In (c) siblings share much of the outcome, in (d) the hospital will be new, and in "
            "(e) nobody is in two photographs.",
        ),
        Mistake(
            lambda: [IMAGE, PERSON, FAMILY, SITE, IMAGE],
            "In (a) the same face is in 30 photographs, and with it the same outcome. To recognise "
            "the person is enough.",
        ),
        Mistake(
            lambda: [PERSON, PERSON, PERSON, SITE, IMAGE],
            "In (c), who has a sibling in training is half known, if what is predicted runs in "
            "families.",
        ),
        Mistake(
            lambda: [PERSON, PERSON, FAMILY, PERSON, IMAGE],
            "In (d), each fold by person holds people of all twelve hospitals. The question is "
            "about a thirteenth.",
        ),
        Mistake(
            lambda: [PERSON, IMAGE, FAMILY, SITE, IMAGE],
            "In (b), two photographs are of the same person. One eye tells much about the other.",
        ),
    ),
)


# --- One score a participant ----------------------------------------------------------------------


@cache
def cohort() -> Slices:
    """Return 80 participants of four visits each."""
    return draw_slices(80, visits=4, seed=11)


def aucs(by_visit: Float[np.ndarray, "80 4"]) -> list[float]:
    """Return the AUC of scores of slices, and of their means over visits."""
    patients = cohort().patients
    return [
        float(roc_auc_score(patients, by_visit.ravel())),
        float(roc_auc_score(patients[::4], by_visit.mean(axis=1))),
    ]


def brightest() -> Float[np.ndarray, "80 4"]:
    """Return the brightest pixel, a row a participant."""
    return cohort().pixels.max(axis=(1, 2, 3)).reshape(80, 4).astype(float)


def auc_of_first_visits() -> float:
    """Return the AUC of first visits alone."""
    return float(roc_auc_score(cohort().patients[::4], brightest()[:, 0]))


def auc_of_strangers() -> float:
    """Average over slices that stand 80 apart, which are of different people."""
    strangers = brightest().reshape(4, 80).mean(axis=0)
    return float(roc_auc_score(cohort().patients[::4], strangers))


def mean_brightness() -> Float[np.ndarray, "80 4"]:
    """Return the mean of all pixels, a row a participant."""
    return cohort().pixels.mean(axis=(1, 2, 3)).reshape(80, 4).astype(float)


PER_PARTICIPANT = Exercise(
    "ex-per-participant",
    asks="two values of AUC, of slices and of participants",
    kind=Numbers(),
    right=lambda: aucs(brightest()),
    because="What is new at each visit averages out in part. The participant's own brightness "
    "stays.",
    mistakes=(
        Mistake(
            lambda: aucs(brightest())[::-1],
            "These are the two in the other order: slices come first.",
        ),
        Mistake(
            lambda: [aucs(brightest())[0], auc_of_first_visits()],
            "The second is the AUC of first visits. Average the scores of all four.",
        ),
        Mistake(
            lambda: [aucs(brightest())[0], auc_of_strangers()],
            "You have averaged over slices of different people. The four slices of a participant "
            "stand one after the other: `reshape(80, 4)`, and the mean of each row.",
        ),
        Mistake(
            lambda: aucs(mean_brightness()),
            "You have taken the mean of all pixels. The score is the brightest one.",
        ),
    ),
)


# --- The leak grows with the visits ---------------------------------------------------------------


@cache
def accuracy_of_coin(visits: int, *, by_person: bool = False, shuffle: bool = True) -> float:
    """Return how well the nearest neighbour predicts a coin from made-up measurements.

    Parameters
    ----------
    visits
        Of each of 100 people.
    by_person
        Whether folds are made of people, else of visits.
    shuffle
        Whether folds of visits are drawn, else taken in their order.
    """
    rng = np.random.default_rng(1)
    people = rng.normal(size=(100, 20))
    whose = np.repeat(np.arange(100), visits)
    measured = people[whose] + rng.normal(size=(100 * visits, 20))
    coin = rng.permutation(np.arange(100) % 2)[whose]
    by_visit = KFold(5, shuffle=True, random_state=1) if shuffle else KFold(5)
    folds, groups = (GroupKFold(5), whose) if by_person else (by_visit, None)
    nearest = KNeighborsClassifier(1)
    return float(cross_val_score(nearest, measured, coin, groups=groups, cv=folds).mean())


def accuracies_of_coin() -> list[float]:
    """Return the accuracies by visit, with 2, 4 and 8 of them, and by person with 8."""
    by_visit = [accuracy_of_coin(visits) for visits in (2, 4, 8)]
    return [*by_visit, accuracy_of_coin(8, by_person=True)]


VISITS = Exercise(
    "ex-visits",
    asks="four accuracies as shares: by visit with 2, 4 and 8 visits, then by person with 8",
    kind=Numbers(0.01),
    right=accuracies_of_coin,
    because="More visits of the same people look like more data. They only make it easier to "
    "recognise each person.",
    mistakes=(
        Mistake(
            lambda: [*accuracies_of_coin()[:3], accuracy_of_coin(8)],
            "The last is split by visit too. For folds of people take GroupKFold, and say by "
            "`groups` whose visit it is.",
        ),
        Mistake(
            lambda: [accuracy_of_coin(v, by_person=True) for v in (2, 4, 8, 8)],
            "All four are split by person. The first three are to show the leak: shuffle visits.",
        ),
        Mistake(
            lambda: [
                *(accuracy_of_coin(v, shuffle=False) for v in (2, 4, 8)),
                accuracy_of_coin(8, by_person=True),
            ],
            "Your folds of visits are not shuffled. The visits of a person stand one after the "
            "other, so that folds hold whole people, and the leak is hidden.",
        ),
    ),
)


# --- A better rule of thumb -----------------------------------------------------------------------


@cache
def blurred(pixels: float) -> Float[np.ndarray, "100 64 64"]:
    """Return the slices of 100 participants, blurred by so many pixels."""
    return gaussian_filter(draw_slices(100, seed=12).pixels[:, 0], (0, pixels, pixels))


@cache
def depths() -> Float[np.ndarray, "100 64 64"]:
    """Return how far each pixel lies from the edge of the head, inside it."""
    return np.array([distance_transform_edt(binary_fill_holes(b > 0.25)) for b in blurred(1)])


def auc_of_rule(depth: float, around: float | None = 5, fine: float = 1) -> float:
    """Return the AUC of how far a spot stands out from what is around it.

    Parameters
    ----------
    depth
        How deep inside the head spots count, in pixels.
    around
        By how many pixels the image is blurred that is subtracted, if any.
    fine
        By how many pixels the image is blurred from which that is subtracted.
    """
    spots = blurred(fine) - (blurred(around) if around else 0)
    scores = np.where(depths() > depth, spots, -np.inf).max(axis=(1, 2))
    return float(roc_auc_score(draw_slices(100, seed=12).patients, scores))


def aucs_of_rule(**settings: float | None) -> list[float]:
    """Return the AUC of the rule at a depth of 2 pixels and of 6."""
    return [auc_of_rule(depth, **settings) for depth in (2, 6)]


RULE = Exercise(
    "ex-better-rule",
    asks="two values of AUC, at a depth of 2 pixels and of 6",
    kind=Numbers(0.01),
    right=aucs_of_rule,
    because="A few lines of thought come close to a network. At a depth of 2 the bright edge of "
    "the brain wins over any lesion, so that the depth is a choice to be made on other people.",
    mistakes=(
        Mistake(
            partial(aucs_of_rule, around=None),
            "You have not subtracted what is around: the score is how bright the brightest spot "
            "is, and not how far it stands out.",
        ),
        Mistake(
            partial(aucs_of_rule, fine=0),
            "You have subtracted the blurred image from the image itself. Blur that by 1 pixel "
            "first, else single noisy pixels stand out.",
        ),
        Mistake(
            lambda: [auc_of_rule(-1)] * 2,
            "You have looked everywhere, outside the head as well. Keep to where the distance to "
            "its edge is larger than the depth.",
        ),
        Mistake(
            lambda: aucs_of_rule()[::-1],
            "These are the two in the other order: a depth of 2 comes first.",
        ),
    ),
)


# --- How many people are many slices worth? -------------------------------------------------------


def worth(alike: float = 0.6, power: float = 0.5) -> list[float]:
    """Return the people that 20 × 8 slices are worth, and what more visits and people gain.

    Parameters
    ----------
    alike
        Correlation between the scores of two slices of a person.
    power
        Of the variance, in the factors.
    """

    def variance(people: int, visits: int) -> float:
        return (alike + (1 - alike) / visits) / people

    return [
        1 / variance(20, 8),
        (variance(20, 2) / variance(20, 8)) ** power,
        (variance(20, 2) / variance(80, 2)) ** power,
    ]


HOW_MANY = Exercise(
    "ex-how-many",
    asks="three numbers: people, factor by more visits, factor by more people",
    kind=Numbers(0.002),
    right=worth,
    because="More visits make each person better known. What differs between the 20 people stays.",
    mistakes=(
        Mistake(
            lambda: worth(alike=0),
            "You have counted slices as if they were people. Those of one person are alike.",
        ),
        Mistake(
            lambda: worth(power=1),
            "Your factors are of variances. A standard error is the root of one.",
        ),
        Mistake(
            lambda: worth(alike=1),
            "You have taken all slices of a person for the same. They correlate by 0.6 and not "
            "by 1.",
        ),
        Mistake(
            lambda: [worth()[0], *(1 / factor for factor in worth()[1:])],
            "Your factors are what is left of the standard error. Say how many times smaller it "
            "gets: 2 if it is halved.",
        ),
        Mistake(
            lambda: [31, *worth()[1:]],
            "You have rounded the people. Leave 20/0.65 with its decimals.",
        ),
        Mistake(
            lambda: [worth()[0], *worth()[:0:-1]],
            "The two factors are exchanged: more visits come first.",
        ),
    ),
)


# --- Old brains that look young -------------------------------------------------------------------

NEW = slice(500, None)


@cache
def ages_and_predictions() -> Float[np.ndarray, "2 1000"]:
    """Return ages of healthy people, and what a line through those of training predicts."""
    rng = np.random.default_rng(1)
    age = rng.uniform(20, 80, 1000)
    image = age + rng.normal(0, 12, 1000)
    slope, intercept = np.polyfit(image[:500], age[:500], 1)
    return np.array([age, intercept + slope * image])


def older_minus_younger(gap: Float[np.ndarray, "1000"]) -> float:
    """Return by how much the gap of new people above fifty is larger than that of the younger."""
    older = ages_and_predictions()[0, NEW] > 50
    return float(gap[NEW][older].mean() - gap[NEW][~older].mean())


def gap() -> Float[np.ndarray, "1000"]:
    """Return predicted minus real age."""
    age, predicted = ages_and_predictions()
    return predicted - age


def corrected(known: slice = slice(500), stretch: bool = False) -> Float[np.ndarray, "1000"]:
    """Return predicted age minus what is usual at that age.

    Parameters
    ----------
    known
        The people from whom one knows what is usual.
    stretch
        Whether to divide by the slope as well.
    """
    age, predicted = ages_and_predictions()
    slope, intercept = np.polyfit(age[known], predicted[known], 1)
    return (predicted - intercept - slope * age) / (slope if stretch else 1)


GAP = Exercise(
    "ex-brains-gap",
    asks="two differences in years, older minus younger: of the gap, and of the corrected gap",
    kind=Numbers(0.02),
    right=lambda: [older_minus_younger(gap()), older_minus_younger(corrected())],
    because="Nobody is ill here, and the old still look young. Predictions lie closer to the mean "
    "than the truth whenever they are not perfect.",
    mistakes=(
        Mistake(
            lambda: [-older_minus_younger(gap()), -older_minus_younger(corrected())],
            "The sign is the other way round: the gap is predicted minus real age, and the "
            "difference older minus younger.",
        ),
        Mistake(
            lambda: [older_minus_younger(gap()), older_minus_younger(corrected(NEW))],
            "You have estimated what is usual on the new people themselves. Take the 500 of "
            "training.",
        ),
        Mistake(
            lambda: [older_minus_younger(gap()), older_minus_younger(corrected(stretch=True))],
            "You have divided by the slope as well. The chapter subtracts what is usual at an age, "
            "and leaves years as they are.",
        ),
        Mistake(
            lambda: [older_minus_younger(corrected()), older_minus_younger(gap())],
            "These are the two in the other order: the gap without correction comes first.",
        ),
    ),
)

check_answer = AnswerCheck(DICE, CLINIC, TOGETHER, PER_PARTICIPANT, VISITS, RULE, HOW_MANY, GAP)
