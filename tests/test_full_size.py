"""The command for all images, on a few."""

import numpy as np
import pytest

from conundrum import full_size
from conundrum.data.images import fashion_mnist


def test_it_says_what_it_used_and_how_well_each_model_did(monkeypatch, capsys):
    train, test = (part[:60] for part in fashion_mnist())
    monkeypatch.setattr(full_size, "full_size", lambda *_: (train, test, "A few images."))
    monkeypatch.setattr("conundrum.training.classifiers.FEWEST_STEPS", 2)
    full_size.main(["fashion", "--seed", "3"])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "A few images."
    assert said[1].startswith("60 for training, 60 for testing, on c")
    assert said[2].split() == ["model", "parameters", "0", "px", "2", "px", "4", "px"]
    assert [line.split()[0] for line in said[3:]] == ["pooled", "flattened", "connected", "linear"]
    accuracies = np.array([line.split()[2:] for line in said[3:]], dtype=float)
    assert ((accuracies >= 0) & (accuracies <= 1)).all()


def test_only_two_data_sets_can_be_asked_for():
    with pytest.raises(SystemExit):
        full_size.main(["imagenet"])
