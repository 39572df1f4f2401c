"""How often a network names images rightly."""

from torch import nn

from conundrum.data.images import Images
from conundrum.models.convnets import predict_images


def accuracy(network: nn.Module, images: Images) -> float:
    """Return the share of images whose largest output is their label's."""
    return float((predict_images(network, images.pixels).argmax(axis=1) == images.labels).mean())
