"""A small vision transformer: attention between patches, trained to classify images."""

from math import ceil

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from conundrum.data.images import Images
from conundrum.training.classifiers import BATCH_SIZE, EPOCHS, FEWEST_STEPS, train_classifier

PATCH = 4  # pixels a side
PATCHES = 7  # a side, for images of 28 × 28
WIDTH = 64  # numbers a patch
HEADS = 4
# Chosen on validation images, among learning rates from 0.0005 to 0.003, weight decays of 0.05 and
# 0.3, one block and two, and one, four and twelve times the passes of the convolutional network.
LEARNING_RATE = 0.003
LONGER = 4


class SelfAttention(nn.Module):
    """Attention between the patches of an image, by several heads side by side.

    Queries, keys and values are linear maps of the patches, and all three are trained (Vaswani et
    al. 2017, section 3.2.2).
    """

    def __init__(self) -> None:
        super().__init__()
        self.queries_keys_values = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Float[Tensor, "n patches width"]) -> Float[Tensor, "n patches width"]:
        """Return what each patch takes from all of them."""
        n, patches, width = x.shape
        by_head = self.queries_keys_values(x).view(n, patches, 3, HEADS, width // HEADS)
        queries, keys, values = by_head.permute(2, 0, 3, 1, 4)
        mixed = scaled_dot_product_attention(queries, keys, values)
        return self.out(mixed.transpose(1, 2).reshape(n, patches, width))


class Block(nn.Module):
    """Attention between patches, then a layer of hidden units for each patch; both residual."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.Sequential(nn.LayerNorm(WIDTH), SelfAttention())
        self.each_patch = nn.Sequential(
            nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH)
        )

    def forward(self, x: Float[Tensor, "n patches width"]) -> Float[Tensor, "n patches width"]:
        """Return the patches, changed."""
        x = x + self.attention(x)
        return x + self.each_patch(x)


class VisionTransformer(nn.Module):
    """Patches, a code for the place of each, blocks of attention, the mean, and a linear readout.

    Weights are drawn uniformly from ±1/√m, m being the inputs of a unit, codes of places from a
    normal distribution with a standard deviation of 0.02; biases are zero.

    Parameters
    ----------
    blocks : int
    outputs : int
    places : bool
        Whether patches get a code of their place, which is trained.
    seed : int
        Of the initial weights.

    References
    ----------
    Dosovitskiy et al. (2021), *An image is worth 16x16 words*, section 3.1; the mean of all patches
    in place of a class token, as in its appendix D.3.
    """

    def __init__(self, outputs: int, *, blocks: int, places: bool, seed: int) -> None:
        super().__init__()
        self.embedding = nn.Linear(PATCH * PATCH, WIDTH)
        self.places = nn.Parameter(torch.zeros(PATCHES**2, WIDTH), requires_grad=places)
        self.blocks = nn.Sequential(*(Block() for _ in range(blocks)))
        self.readout = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, outputs))
        generator = torch.Generator().manual_seed(seed)
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                bound = layer.in_features**-0.5
                nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
                nn.init.zeros_(layer.bias)
        if places:
            nn.init.normal_(self.places, std=0.02, generator=generator)

    def forward(self, x: Float[Tensor, "n 1 height width"]) -> Float[Tensor, "n outputs"]:
        """Return the outputs for each image."""
        patches = self.embedding(patches_of(x)) + self.places
        return self.readout(self.blocks(patches).mean(dim=1))


def patches_of(x: Float[Tensor, "n 1 height width"]) -> Float[Tensor, "n patches pixels"]:
    """Cut images into squares of 4 × 4 pixels, row by row."""
    squares = x.unfold(2, PATCH, PATCH).unfold(3, PATCH, PATCH)
    return squares.reshape(len(x), -1, PATCH * PATCH)


def train_transformer(
    images: Images, *, seed: int, places: bool, blocks: int = 1, longer: int = LONGER
) -> VisionTransformer:
    """Train a vision transformer to classify images of clothes.

    The recipe is that of the convolutional network but for the learning rate and the number of
    passes.

    Parameters
    ----------
    images
        All of them are trained on.
    seed
        Of the initial weights and of the order of images.
    places
        Whether patches get a code of their place.
    blocks
        How many blocks of attention there are.
    longer
        How many times as often as by the convolutional network each image is seen.
    """
    network = VisionTransformer(10, blocks=blocks, places=places, seed=seed)
    passes = max(EPOCHS, ceil(FEWEST_STEPS / ceil(len(images) / BATCH_SIZE)))
    train_classifier(
        network, images, seed=seed, epochs=longer * passes, learning_rate=LEARNING_RATE
    )
    return network
