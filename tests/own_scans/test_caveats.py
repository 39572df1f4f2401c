"""What numbers do not show is said where it is so, and only there."""

from dataclasses import replace

import pytest

from conundrum.evaluation.ranking import Interval
from conundrum.own_scans.caveats import caveats
from conundrum.own_scans.predictors import NETWORK


@pytest.mark.parametrize(("high", "said"), [(0.45, True), (0.55, False)])
def test_worse_than_chance_is_no_finding_to_be_turned_round(scans, tested, high, said):
    test, _ = tested
    worse = replace(test.predictions[NETWORK], measures={"AUC": Interval(0.31, 0.2, high)})
    test = replace(test, predictions=test.predictions | {NETWORK: worse})
    sentences = caveats(scans, test)
    assert any("does worse than chance" in sentence for sentence in sentences) == said
