"""What the chapter *Scanners* claims."""

from functools import partial

from conundrum.chapters.scanners.experiments import shift, shortcut
from conundrum.chapters.scanners.experiments.shift import HOME, PLAIN, ScannerShift
from conundrum.chapters.scanners.experiments.shortcut import Shortcut
from conundrum.claims import checked, claim

as_it_comes = partial(shift.change_scanner, recipes=(PLAIN,))
confounded = partial(shortcut.confound_scanner, draws=1, shares=(0.5, 0.95))


@claim(as_it_comes, above=0.05, rate=0.9)
def a_darker_scanner_breaks_the_network(result: ScannerShift) -> float:
    """For the network that was trained on 400 slices of 200 participants, without
    standardising or augmentation, the AUC on 100 new participants is lower by more than
    0.05 on a scanner that shows everything 0.6 times as bright than on the same heads in
    its own scanner.
    """
    return result.loss_of_auc


@claim(as_it_comes, above=0.05, rate=0.9)
def elsewhere_it_is_surer_than_right(result: ScannerShift) -> float:
    """With a temperature chosen on 50 participants at home, the plain network’s mean
    probability of its answer (patient above one half) exceeds the share of right answers by
    more than 0.05 more on the four other scanners (their mean) than it does at home.
    """
    return result.overconfidence_elsewhere - result.overconfidence(HOME, PLAIN)


@claim(confounded, above=0.02, rate=0.9)
def a_test_with_the_same_confound_hides_the_shortcut(result: Shortcut) -> float:
    """If 95 % of the patients and 5 % of the healthy participants were scanned on a scanner
    that is 1.25 times as bright, in training (200 participants) and in the test, the AUC of
    the network without standardising is higher by more than 0.02 than on the same 100 test
    participants with half of each group on each scanner; and there it is lower by more than
    0.02 than that of a network for whose training each group was scanned half on each
    scanner, unless that network has not learned in its ten passes, as happens in about one
    draw in ten (the smaller of the two differences).
    """
    return min(result.hidden_loss, result.cost_of_confound)


@checked(confounded, above=0.02, rate=0.9)
def the_confound_costs_what_could_have_been_learned(result: Shortcut) -> float:
    """In the balanced test, the AUC of the network trained with the confound is lower by more than
    0.02 than that of one for whose training patients and healthy were scanned half on each scanner,
    unless the latter has not learned in its ten passes.
    """
    return result.cost_of_confound


@checked(confounded, above=0.02, rate=0.9)
def standardising_takes_the_shortcut_away(result: Shortcut) -> float:
    """Trained with the confound on heads whose brightness is standardised, the network has an AUC
    in the balanced test that is higher by more than 0.02 than that of the other.
    """
    return result.gain_of_standardising
