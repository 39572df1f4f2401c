"""What an honest test does not show, in sentences about this very study."""

import numpy as np

from conundrum.data.scans import Scans
from conundrum.data.scans.files import FROM_HEAD
from conundrum.own_scans.honest import AUC, HonestTest
from conundrum.own_scans.predictors import (
    BRIGHTEST,
    COVARIATES,
    EPOCHS,
    FILE,
    NETWORK,
    RESIDUAL,
)

FEW = 300  # Poldrack, Huckins and Varoquaux (2020) advise "at least several hundred observations"


def caveats(scans: Scans, test: HonestTest) -> list[str]:
    """Return what the numbers do not show, what is special about this study first."""
    return [
        *_of_people(scans),
        *_of_sites(scans, test),
        *_of_baselines(scans, test),
        *_of_images(scans, test),
        "Other folds, or networks that start from other weights, would give other numbers. The "
        "intervals are about other participants only.",
        "A prediction is no cause. What the image shows and the outcome may both come from a third "
        "thing that no column names: head motion, drugs, how ill somebody feels in the scanner.",
    ]


def _of_people(scans: Scans) -> list[str]:
    sentences = []
    people = len(scans.names)
    if people < FEW:
        sentences.append(
            f"{people} participants are few. Poldrack, Huckins and Varoquaux (2020) advise against "
            "prediction from fewer than several hundred; intervals are wide, and the best of "
            "several results is good by luck."
        )
    if scans.categories:
        first = np.unique(scans.participants, return_index=True)[1]
        share = scans.outcome[first].mean()
        sentences.append(
            f"{100 * share:.0f} % of the participants are {scans.categories[1]!r}. Where fewer "
            "people are, a smaller share of positive calls is right, with the same network."
        )
    if len(scans) > people:
        sentences.append(
            f"{len(scans)} scans are not as much as {len(scans)} participants. More scans of the "
            "same people say little about other people."
        )
    return sentences


def _of_sites(scans: Scans, test: HonestTest) -> list[str]:
    sites = sorted(set(scans.sites) - {""})
    if len(sites) < 2:
        return [
            "Nothing here is about scanners. No column, or one value only, says where people were "
            "scanned: whether it holds at another site was not tested, and whether the outcome "
            "goes together with the scanner cannot be seen."
        ]
    if not scans.categories:
        return [f"{len(sites)} sites are few to say how well it does at a new one."]
    alone = [
        f"{site} (all {scans.categories[int(scans.outcome[scans.sites == site][0])]})"
        for site in sites
        if len(set(scans.outcome[scans.sites == site])) == 1
    ]
    shares = ", ".join(
        f"{site} {100 * scans.outcome[scans.sites == site].mean():.0f} %" for site in sites
    )
    sentences = [
        f"Share of scans that are {scans.categories[1]!r}, by site: {shares}. Where it differs, "
        "telling sites apart is a way to tell the outcome."
    ]
    if alone:
        sentences.append(
            f"Sites with one category: {', '.join(alone)}. What tells their scanners apart tells "
            "the outcome, and no analysis can take the two apart."
        )
    return sentences


def _of_baselines(scans: Scans, test: HonestTest) -> list[str]:
    sentences = []
    if RESIDUAL not in test.predictions:
        sentences.append(
            "No covariates were named. Age, sex and head motion can be seen in images and may go "
            "together with the outcome."
        )
    if scans.categories:
        if test.predictions[test.model].main.high < 0.5:
            sentences.append(
                f"The {test.model} does worse than chance. In small samples that happens, perhaps "
                "because those who are held out are missing in training. Its scores must not be "
                "turned round now: that would be a choice after the fact."
            )
        for name in (COVARIATES, FILE, BRIGHTEST):
            prediction = test.predictions.get(name)
            if prediction is not None and prediction.main.low > 0.5:
                sentences.append(
                    f"The {name} has an AUC of {prediction.main.estimate:.2f}. What the "
                    f"{test.model} adds to that has to be shown, and is not by its own AUC."
                    if name == BRIGHTEST
                    else f"From {name} the outcome is told with an AUC of "
                    f"{prediction.main.estimate:.2f}. The {test.model} may have learned what goes "
                    "together with that."
                )
    if RESIDUAL in test.predictions:
        sentences.append(
            "Taking covariates out of pixels takes out what is linear in them. A network sees the "
            "images with covariates in them."
        )
    best = max(
        test.predictions,
        key=lambda name: (1 if test.measure == AUC else -1) * test.predictions[name].main.estimate,
    )
    if best != test.model:
        sentences.append(
            f"The best of all rows is the {best}. To report it as if it had been chosen beforehand "
            "would be too good by the luck of the best of several."
        )
    return sentences


def _of_images(scans: Scans, test: HonestTest) -> list[str]:
    sentences = [
        f"Looked at: {_slices(scans)} of each head, in squares of 3 mm. "
        "What lies elsewhere, or is smaller, was not seen."
    ]
    if len(scans.heights) > 1:
        sentences.append(
            "The label belongs to the person, not to a slice. The network makes one score of all "
            "slices, the largest for categories and the mean for numbers; which slice it comes "
            "from says nothing certain about where something is."
        )
    if scans.coordinates == FROM_HEAD:
        sentences.append(
            "These images are not registered. Slices at the same height show different anatomy in "
            "different people, and models that have a weight for each pixel suffer most. Better: "
            "register them to MNI space (fMRIPrep, for instance), and read those."
        )
    if NETWORK in test.predictions:
        sentences.append(
            f"The network was trained for {EPOCHS} passes, a number that was chosen on simulated "
            "brains. If it is bad in training as well, it may not have learned yet."
        )
    else:
        sentences.append(
            f"There is no network: {int(scans.featureless.any(axis=1).sum())} scans have a slice "
            "that is black, or equally bright all over, which cannot be standardised."
        )
    black = int((~scans.pixels.any(axis=(2, 3))).any(axis=1).sum())
    if black:
        sentences.append(f"{black} scans have a slice on which there is nothing at all.")
    return sentences


def _slices(scans: Scans) -> str:
    count = len(scans.heights)
    return "one slice" if count == 1 else f"{count} slices"
