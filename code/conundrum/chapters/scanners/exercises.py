"""What is right and what is likely wrong in the exercises of the chapter."""

from collections.abc import Callable
from functools import cache

import numpy as np
from jaxtyping import Float, Int
from scipy.optimize import minimize_scalar
from scipy.special import expit
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold, LeaveOneGroupOut, cross_val_predict

from conundrum.chapters.scanners.experiments.shift import best_temperature
from conundrum.data.brains import Scanner, draw_slices
from conundrum.exercises import AnswerCheck, Exercise, Function, Mistake, Numbers

# --- Prevalence moves probabilities ---------------------------------------------------------------

PROBABILITIES = np.array([0.5, 0.9, 0.99])
OLD, NEW = 0.4, 0.02


def odds(probability: Float[np.ndarray, "*n"] | float) -> Float[np.ndarray, "*n"] | float:
    """Return how much more likely something is than not."""
    return probability / (1 - probability)


def moved(old: float = OLD, new: float = NEW) -> Float[np.ndarray, "3"]:
    """Return the odds of the three where the prevalence is another."""
    return odds(PROBABILITIES) / odds(old) * odds(new)


def probability_of(odds: Float[np.ndarray, " n"]) -> Float[np.ndarray, " n"]:
    """Return the probabilities that have such odds."""
    return odds / (1 + odds)


PREVALENCE = Exercise(
    "ex-prevalence-shift",
    asks="three probabilities, in the place of 0.5, 0.9 and 0.99",
    kind=Numbers(0.003),
    right=lambda: probability_of(moved()),
    because="The image adds the same everywhere. What it is added to is the prevalence of the "
    "place.",
    mistakes=(
        Mistake(
            lambda: probability_of(moved(old=0.5)),
            "You have not divided by the odds before the test at home. There 40 % are ill, so that "
            "these odds are 2 to 3.",
        ),
        Mistake(
            moved,
            "These are odds. Turn them back into probabilities: odds over 1 + odds.",
        ),
        Mistake(
            lambda: PROBABILITIES * NEW / OLD,
            "You have multiplied the probabilities by the ratio of the two prevalences. It is the "
            "odds that are multiplied, by the ratio of odds.",
        ),
        Mistake(
            lambda: probability_of(odds(PROBABILITIES) * NEW / OLD),
            "You have multiplied the odds by the ratio of the two prevalences. Take the ratio of "
            "the two odds before the test.",
        ),
    ),
)


# --- A threshold that stays -----------------------------------------------------------------------


def shares(threshold: float = 1.0, scale: float = 0.5, lower: float = 0.4) -> list[float]:
    """Return sensitivity, specificity and AUC where scores are scaled and moved."""
    ill, healthy = scale * 2 - lower, -lower
    return [
        float(norm.sf((threshold - ill) / scale)),
        float(norm.cdf((threshold - healthy) / scale)),
        float(norm.cdf(np.sqrt(2))),
    ]


THRESHOLD = Exercise(
    "ex-scanners-threshold",
    asks="three shares on the new scanner: sensitivity, specificity, AUC",
    kind=Numbers(0.005),
    right=shares,
    because="Hardly a false alarm, and an AUC as at home. Neither says that four in five of the "
    "ill are missed.",
    mistakes=(
        Mistake(
            lambda: shares(scale=1, lower=0),
            "These are the shares at home. On the new scanner scores are lower, and the threshold "
            "stays.",
        ),
        Mistake(
            lambda: [*shares()[:2], float(norm.cdf(1 / np.sqrt(2)))],
            "The distance between the groups is halved, but so are their standard deviations. The "
            "AUC depends on the order of scores, and that is the same.",
        ),
        Mistake(
            lambda: [shares()[0], 1 - shares()[1], shares()[2]],
            "The second is the share of false alarms. The specificity is what is missing to 1.",
        ),
        Mistake(
            lambda: [float(norm.sf(0.4)), float(norm.cdf(1.4)), shares()[2]],
            "You have moved the means, and left the standard deviations at 1. They are halved.",
        ),
    ),
)


# --- Take the mean away ---------------------------------------------------------------------------

DIFFERENCE = 5.0
CONFOUNDS = np.array([0.8, 0.95])


def left_after_centring() -> Float[np.ndarray, "2"]:
    """Return what is left of the difference once each site has a mean of zero."""
    return DIFFERENCE * 4 * CONFOUNDS * (1 - CONFOUNDS)


CENTRING = Exercise(
    "ex-scanners-centring",
    asks="two differences that are left, with 80 % and with 95 % of the patients at the clinic",
    kind=Numbers(0.002),
    right=left_after_centring,
    because="The mean of a site holds the scanner and the patients who are there. Whoever takes "
    "it away takes both.",
    mistakes=(
        Mistake(
            lambda: np.full(2, DIFFERENCE),
            "You have left the difference as it was. At the clinic most people are patients, so "
            "that its mean holds most of what patients are different by.",
        ),
        Mistake(
            lambda: np.zeros(2),
            "Something is left: at each site some people are patients and others are not.",
        ),
        Mistake(
            lambda: DIFFERENCE - left_after_centring(),
            "This is what is lost. The question is what is left.",
        ),
        Mistake(
            lambda: DIFFERENCE * (1 - CONFOUNDS),
            "This is what is left for a patient at the clinic, without the patients at the "
            "university and without the healthy people, who have moved as well.",
        ),
        Mistake(
            lambda: left_after_centring() / 2,
            "This is how far patients have moved from zero. Healthy people have moved as far to "
            "the other side.",
        ),
    ),
)


# --- Who is the scanner? --------------------------------------------------------------------------


@cache
def two_scanners(second: int = 2) -> Float[np.ndarray, "200 1 64 64"]:
    """Return 100 people on the chapter's scanner, and 100 on a brighter one, drawn by a seed."""
    brighter = draw_slices(100, scanner=Scanner(gain=1.1), seed=second)
    return np.concatenate([draw_slices(100, seed=1).pixels, brighter.pixels])


def tell_apart(scores: Float[np.ndarray, "200"]) -> float:
    """Return how well a score tells the scanners apart."""
    return float(roc_auc_score(np.repeat([0, 1], 100), scores))


def mean_brightness(second: int = 2) -> Float[np.ndarray, "200"]:
    """Return the mean of each image."""
    return two_scanners(second).mean(axis=(1, 2, 3))


def own_quantile(second: int = 2) -> Float[np.ndarray, "200"]:
    """Return the 90 % quantile of each image."""
    return np.quantile(two_scanners(second), 0.9, axis=(1, 2, 3))


def aucs_of_scanner(second: int = 2) -> list[float]:
    """Return the AUC of the mean brightness as it is, and divided by each image's quantile."""
    raw = mean_brightness(second)
    return [tell_apart(raw), tell_apart(raw / own_quantile(second))]


WHICH = Exercise(
    "ex-which-scanner",
    asks="two values of AUC: of the mean brightness, and after dividing",
    kind=Numbers(),
    right=aucs_of_scanner,
    because="A factor goes when each image is divided by its own brightness. What differs between "
    "real scanners is more than a factor.",
    mistakes=(
        Mistake(
            lambda: [tell_apart(mean_brightness())] * 2,
            "You have divided all images by one number, which changes no order. Take the quantile "
            "of each image.",
        ),
        Mistake(
            lambda: aucs_of_scanner(second=1),
            "Your two scanners show the same people, drawn with seed 1. The second has others, "
            "drawn with seed 2.",
        ),
        Mistake(
            lambda: [tell_apart(mean_brightness()), tell_apart(own_quantile())],
            "The second is the AUC of the quantile itself. Divide the mean of each image by it.",
        ),
        Mistake(
            lambda: [1 - area for area in aucs_of_scanner()],
            "Your labels are exchanged: the brighter scanner is 1.",
        ),
    ),
)


# --- A leak through the covariates ----------------------------------------------------------------


@cache
def aucs_of_age(group: int | None = None, years: float = 1.0) -> list[float]:
    """Return the AUC of age, in everybody and between 45 and 55.

    Parameters
    ----------
    group
        The only one that is cut, if it is not both.
    years
        To which ages are rounded down; 100 for whether somebody is above 50.
    """
    rng = np.random.default_rng(1)
    ill = np.repeat([0, 1], 2000)
    age = rng.normal(45 + 10 * ill, 10)
    kept = (age > 45) & (age < 55)
    if group is not None:
        kept |= ill != group
    scores = 1.0 * (age > 50) if years == 100 else age
    return [float(roc_auc_score(ill, scores)), float(roc_auc_score(ill[kept], scores[kept]))]


COVARIATES = Exercise(
    "ex-covariates",
    asks="two values of AUC: in everybody, and among those between 45 and 55",
    kind=Numbers(0.01),
    right=aucs_of_age,
    because="Nothing of the disease is in the image. Age alone ranks three pairs in four rightly, "
    "and even in the narrow band patients are a little older.",
    mistakes=(
        Mistake(
            lambda: aucs_of_age(years=100),
            "You have asked only whether somebody is above 50. Let the score be the age itself.",
        ),
        Mistake(
            lambda: aucs_of_age(group=1),
            "You have cut the patients only. Keep those between 45 and 55 in both groups.",
        ),
        Mistake(
            lambda: [1 - area for area in aucs_of_age()],
            "Your labels are exchanged: patients are 1, and they are older.",
        ),
        Mistake(
            lambda: aucs_of_age()[::-1],
            "These are the two in the other order: everybody comes first.",
        ),
    ),
)


# --- A site that is new ---------------------------------------------------------------------------


@cache
def scores_of_sites(left_out: bool, shuffle: bool = True) -> Float[np.ndarray, "300"]:
    """Return held-out scores of a linear model where sites differ and the disease shows nowhere.

    Parameters
    ----------
    left_out
        Whether folds are sites, else people.
    shuffle
        Whether folds of people are drawn, else taken in their order.
    """
    rng = np.random.default_rng(1)
    site, ill = np.repeat([0, 1, 2], 100), illness()
    X = rng.normal(size=(3, 10))[site] + rng.normal(size=(300, 10))
    people = KFold(10, shuffle=True, random_state=1) if shuffle else KFold(10)
    folds, groups = (LeaveOneGroupOut(), site) if left_out else (people, None)
    return cross_val_predict(
        LogisticRegression(), X, ill, groups=groups, cv=folds, method="decision_function"
    )


def illness() -> Int[np.ndarray, "300"]:
    """Return who is ill: the first 20, 50 and 80 of the 100 people of each site."""
    return np.concatenate([np.arange(100) < k for k in (20, 50, 80)]).astype(int)


def pooled_auc(scores: Float[np.ndarray, "300"]) -> float:
    """Return the AUC over everybody."""
    return float(roc_auc_score(illness(), scores))


def mean_of_sites(scores: Float[np.ndarray, "300"]) -> float:
    """Return the mean of the AUC at each site."""
    pairs = zip(np.split(illness(), 3), np.split(scores, 3), strict=True)
    return float(np.mean([roc_auc_score(ill, some) for ill, some in pairs]))


SITES = Exercise(
    "ex-scanners-sites",
    asks="two values of AUC: over everybody with folds of people, mean over sites left out",
    kind=Numbers(0.01),
    right=lambda: [pooled_auc(scores_of_sites(False)), mean_of_sites(scores_of_sites(True))],
    because="There was nothing to find. The model had learned at which site people are ill more "
    "often.",
    mistakes=(
        Mistake(
            lambda: [pooled_auc(scores_of_sites(False)), pooled_auc(scores_of_sites(True))],
            "Your second AUC ranks people of different sites by the scores of different models. "
            "Take the AUC at each site, and then the mean.",
        ),
        Mistake(
            lambda: [pooled_auc(scores_of_sites(False)), mean_of_sites(scores_of_sites(False))],
            "Your second AUC is taken at each site, but the models have seen other people of it. "
            "Leave the whole site out.",
        ),
        Mistake(
            lambda: [
                pooled_auc(scores_of_sites(False, shuffle=False)),
                mean_of_sites(scores_of_sites(True)),
            ],
            "Your folds of people are not shuffled. People stand in the order of sites and of "
            "groups, so that each fold holds one kind of people.",
        ),
        Mistake(
            lambda: [mean_of_sites(scores_of_sites(True)), pooled_auc(scores_of_sites(False))],
            "These are the two in the other order: folds of people come first.",
        ),
    ),
)


# --- Find the temperature -------------------------------------------------------------------------

Temperature = Callable[[Int[np.ndarray, " n"], Float[np.ndarray, " n"]], float]


def least(loss: Callable[[Float[np.ndarray, " n"], Float[np.ndarray, " n"]], float]) -> Temperature:
    """Return a function that finds the temperature at which a loss of probabilities is least."""

    def temperature(labels: Int[np.ndarray, " n"], scores: Float[np.ndarray, " n"]) -> float:
        found = minimize_scalar(
            lambda log: loss(labels, expit(scores / np.exp(log))),
            bounds=np.log([0.1, 10]),
            method="bounded",
        )
        return float(np.exp(found.x))

    return temperature


def squares(labels: Int[np.ndarray, " n"], probabilities: Float[np.ndarray, " n"]) -> float:
    """Return the mean squared distance of probabilities from what happened."""
    return float(((labels - probabilities) ** 2).mean())


def sureness(labels: Int[np.ndarray, " n"], probabilities: Float[np.ndarray, " n"]) -> float:
    """Return how far the mean probability of the answers is from the share of right ones."""
    sure = np.maximum(probabilities, 1 - probabilities).mean()
    return float(abs(sure - ((probabilities > 0.5) == labels).mean()))


def _validation(seed: int, too_sure: float) -> tuple[Int[np.ndarray, "200"], np.ndarray]:
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, size=200)
    return (rng.random(200) < expit(logits)).astype(int), too_sure * logits


TEMPERATURE = Exercise(
    "ex-scanners-temperature",
    asks="a function of labels and scores that returns the temperature",
    kind=Function((_validation(1, 3.0), _validation(2, 0.5)), tolerance=0.01),
    right=lambda: best_temperature,
    because="Above 1 it makes a network less sure, below 1 surer. No answer changes by it, and "
    "neither does the AUC.",
    mistakes=(
        Mistake(
            lambda: lambda labels, scores: 1 / best_temperature(labels, scores),
            "This is what scores are to be multiplied by. They are divided by the temperature.",
        ),
        Mistake(
            lambda: least(squares),
            "You have made the mean squared distance of probabilities least. The chapter's "
            "temperature is that of the least cross-entropy.",
        ),
        Mistake(
            lambda: least(sureness),
            "You have made the mean sureness equal to the share of right answers. That is a test "
            "of the temperature; it is chosen by the least cross-entropy.",
        ),
        Mistake(
            lambda: lambda labels, scores: scores.std(),
            "This is the standard deviation of the scores. How often they are right must come in.",
        ),
    ),
)


# --- A folder with gaps ---------------------------------------------------------------------------

MISSING = np.array([1, 3, 8])


def missing(counts_of: Callable[[Int[np.ndarray, " n"]], Float[np.ndarray, "2"]]) -> np.ndarray:
    """Return something of how many controls and patients are missing."""
    return counts_of(np.bincount(draw_slices(12, seed=14).patients[MISSING], minlength=2))


def in_study() -> Int[np.ndarray, "2"]:
    """Return how many controls and patients there are."""
    return np.bincount(draw_slices(12, seed=14).patients)


GAPS = Exercise(
    "ex-gaps",
    asks="two shares without an image: of the controls, of the patients",
    kind=Numbers(0.005),
    right=lambda: missing(lambda counts: counts / in_study()),
    because="With twelve people this may be chance. In a study it is a question to be asked, and "
    "an answer to be reported.",
    mistakes=(
        Mistake(
            lambda: missing(lambda counts: counts),
            "These are numbers of people. Divide each by the people of the group in the table.",
        ),
        Mistake(
            lambda: missing(lambda counts: counts / 12),
            "You have divided by all twelve. Divide by the people of each group.",
        ),
        Mistake(
            lambda: missing(lambda counts: counts / 3),
            "These are the groups' shares of those who are missing. The question is which share of "
            "each group is missing.",
        ),
        Mistake(
            lambda: missing(lambda counts: 1 - counts / in_study()),
            "These are the shares with an image.",
        ),
        Mistake(
            lambda: missing(lambda counts: (counts / in_study())[::-1]),
            "These are the two in the other order: controls come first.",
        ),
    ),
)

check_answer = AnswerCheck(
    PREVALENCE, THRESHOLD, CENTRING, WHICH, COVARIATES, SITES, TEMPERATURE, GAPS
)
