"""The colours of the book, each under the name of what it stands for, for light and dark pages.

Figures are drawn in the light colours as CSS variables (``--train``, ``--ink``, …); the pages
define these from here, so that one drawing serves both. Colours of data can be told apart with
protanopia and deuteranopia too, and are dark (or light) enough to be written in: hues start from
Okabe and Ito (2008) and Tol (2021), lightness and chroma were then spread apart by search.
"""

LIGHT = {
    "ink": "#1f2328",
    "paper": "#fdfcf9",
    "muted": "#5b6068",
    "grid": "#e2dfd7",
    "train": "#0774b9",
    "test": "#c73c00",
    "truth": "#393a3f",
    "spline": "#176046",
    "network": "#8a3b72",
    "polynomial": "#74764a",
    "tree": "#653313",
    "linear": "#032f67",
    "convolution": "#6116fa",
    "bias": "#1616bb",
    "variance": "#b45375",
}

DARK = {
    "ink": "#e8e6e1",
    "paper": "#17191d",
    "muted": "#a4a8ae",
    "grid": "#363a41",
    "train": "#6d9fb8",
    "test": "#f3984e",
    "truth": "#c1c4c7",
    "spline": "#72ecb3",
    "network": "#f9affd",
    "polynomial": "#f6f071",
    "tree": "#b6763c",
    "linear": "#469372",
    "convolution": "#f856aa",
    "bias": "#8d88fd",
    "variance": "#f06885",
}
