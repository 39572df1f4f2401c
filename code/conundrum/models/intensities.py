"""What a network can do about brightness before it looks at anything else."""

from jaxtyping import Float
from torch import Tensor, nn

HEAD = 0.5  # of the brightness that a tenth of the pixels exceed: what is darker is background


class StandardiseHead(nn.Module):
    """Give the head in each image mean 0 and standard deviation 1; background is not counted.

    Whatever a scanner multiplies all brightness by has no effect on the result.
    """

    def forward(
        self, x: Float[Tensor, "n channels height width"]
    ) -> Float[Tensor, "n channels height width"]:
        """Return the images, each standardised by its own head."""
        bright = x.flatten(1).quantile(0.9, dim=1)[:, None, None, None]
        head = (x > HEAD * bright).to(x.dtype)
        size = head.sum(dim=(1, 2, 3), keepdim=True)
        mean = (x * head).sum(dim=(1, 2, 3), keepdim=True) / size
        variance = ((x - mean).square() * head).sum(dim=(1, 2, 3), keepdim=True) / size
        return (x - mean) / variance.sqrt()
