"""Two colour photographs, those that scikit-learn ships, and ways to make them smaller and grey.

Both are under the licence Creative Commons Attribution 2.0 (CC BY 2.0); see `CREDITS`.
"""

import numpy as np
from jaxtyping import Float
from sklearn.datasets import load_sample_image

from conundrum.checks import positive_integer

CREDITS = {
    "pagoda": "danielbuechele, https://www.flickr.com/photos/danielbuechele/6061409035",
    "flower": "vultilion, https://www.flickr.com/photos/vultilion/6056698931",
}
FILES = {"pagoda": "china.jpg", "flower": "flower.jpg"}
BRIGHTNESS = (0.299, 0.587, 0.114)  # of red, green and blue (ITU-R BT.601, section 2.5.1)


def photograph(name: str) -> Float[np.ndarray, "427 640 3"]:
    """Return a colour photograph, 427 pixels high and 640 wide.

    Parameters
    ----------
    name : str
        ``"pagoda"`` or ``"flower"``.

    Returns
    -------
    ndarray, shape (height, width, 3)
        Red, green and blue, each from 0 to 1.

    Raises
    ------
    ValueError
        If there is no photograph of that name.
    """
    if name not in FILES:
        raise ValueError(f"name must be one of {', '.join(FILES)}, got {name!r}")
    return load_sample_image(FILES[name]) / 255


def grey(
    image: Float[np.ndarray, "height width 3"],
) -> Float[np.ndarray, "height width"]:
    """Return how bright each pixel is: a weighted mean of red, green and blue."""
    return image @ np.array(BRIGHTNESS)


def shrink(
    image: Float[np.ndarray, "height width *channels"], factor: int
) -> Float[np.ndarray, "rows columns *channels"]:
    """Average blocks of `factor` × `factor` pixels; rows and columns left over are dropped.

    Raises
    ------
    ValueError
        If `factor` is not a positive integer, or larger than the image.
    """
    factor = positive_integer("factor", factor)
    height, width = (side // factor for side in image.shape[:2])
    if not height or not width:
        raise ValueError(f"factor must be at most {min(image.shape[:2])}, got {factor}")
    blocks = image[: height * factor, : width * factor].reshape(
        height, factor, width, factor, *image.shape[2:]
    )
    return blocks.mean(axis=(1, 3))
