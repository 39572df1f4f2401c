"""Images made from images: a fresh change of each, each time it is seen."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

Images = Float[Tensor, "n channels height width"]


def each_image(
    transform: Callable[[Tensor], Tensor],
) -> Callable[[Images, torch.Generator], Images]:
    """Return what `fit_batches` calls to change each image of a batch on its own.

    Transforms of torchvision draw from torch's global generator, and the same change for a whole
    batch. Here each image gets a change of its own, and the global generator is left as it was.

    Parameters
    ----------
    transform : callable
        Takes an image, shape (channels, height, width), and returns one of the same shape; a
        transform of `torchvision.transforms.v2`.
    """

    def augment(x: Images, generator: torch.Generator) -> Images:
        seed = int(torch.randint(2**62, (), generator=generator))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return torch.stack([transform(image) for image in x])

    return augment
