"""Small results that several tests of the chapter look at."""

import pytest

from conundrum.chapters.cnn.experiments import transformer
from conundrum.data.images import fashion_mnist
from conundrum.training import classifiers
from conundrum.training.classifiers import pooled_network, train_classifier


@pytest.fixture(scope="module")
def quick():
    """Two steps are enough to see that everything is where it belongs."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (classifiers, transformer):
            patch.setattr(module, "FEWEST_STEPS", 2)
        yield


@pytest.fixture(scope="module")
def network():
    """Trained briefly, so that its batch normalisation has statistics."""
    images, _ = fashion_mnist()
    untrained = pooled_network(images, seed=5)
    train_classifier(untrained, images[:600], seed=5, epochs=2)
    return untrained
